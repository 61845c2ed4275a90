"""Records of deep dives for tests, with fields that a test overrides."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from tpdesk.domain.dive_facts import DeliveryFact, DiveFact, DiveFacts

CLASS = "05.1.0"


def delivery(number: int, agency: int, areas: str = "a", **fields: Any) -> DeliveryFact:
    """Return a delivery of an organisation in a class, assessing older people, on the base areas that the letters name;
    none means unknown."""
    plain = DeliveryFact(
        number=number, dive=1, agency=agency, activity="assess", client_group="older people", category=CLASS,
        areas=tuple(areas),
        base_areas=frozenset(areas),
    )  # fmt: skip
    return replace(plain, **fields)


def deep(*deliveries: DeliveryFact, **fields: Any) -> DiveFacts:
    """Return a deep dive with its deliveries."""
    return replace(DiveFacts(deliveries, dives=(DiveFact(1, "Older people", 0, "", None, False),)), **fields)
