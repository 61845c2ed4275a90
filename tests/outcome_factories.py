"""Indicators, their values and the ground they stand on, with fields that a test can set."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

from tpdesk.domain.outcome import Indicator, IndicatorValue, OutcomeGround, measure_of


def examples(shared: Path, name: str) -> Any:
    """Return one of the worked examples of the registers."""
    text = (shared / "capabilities/examples/registers_examples.json").read_text(encoding="utf-8")
    return json.loads(text)[name]


def value(status: str, stated: object = None, **said: Any) -> IndicatorValue:
    """Return a value; its period follows from its status where none is said."""
    periods = {"baseline": "2022-23", "actual": "2024-25", "target": "2026-27", "forecast": "2025-26"}
    exact = None if stated is None else Fraction(str(stated))
    fields = {"number": said.pop("number", 0), "area": said.pop("area", ""), "period": said.pop("period", "")}
    return IndicatorValue(fields["number"], fields["area"], fields["period"] or periods[status], status, exact, **said)


def indicator(*values: IndicatorValue, unit: str = "%", direction: str = "lower", **said: Any) -> Indicator:
    """Return an indicator; values without a number are numbered from 1."""
    numbered = tuple(
        IndicatorValue(**{name: getattr(one, name) for name in one.__slots__} | {"number": one.number or n})
        for n, one in enumerate(values, 1)
    )
    return Indicator(said.pop("number", 1), said.pop("title", "In care"), unit, measure_of(unit), direction, numbered,
        **said)  # fmt: skip


def ground(*parts: str, **areas: frozenset[str]) -> OutcomeGround:
    """Return the ground of a place made of some districts; further areas by their code."""
    known = {part: (part.title(), frozenset((part,))) for part in parts}
    return OutcomeGround("Shire", frozenset(parts), {**known, **{code: (code, atoms) for code, atoms in areas.items()}})
