"""Business cases of the tests: made from the JSON of the examples by a reader of their own, and drawn at random."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from tpdesk.domain.case import (
    COST_TYPES,
    SCHEDULES,
    VALUE_TYPES,
    Case,
    CaseBenefit,
    CaseCost,
    CasePayment,
    UnitValue,
)


def year(text: str) -> int | None:
    return None if text == "cash" else int(text[:4])


def pair(ends: list[str] | None) -> tuple[Fraction, Fraction] | None:
    return (Fraction(ends[0]), Fraction(ends[1])) if ends else None


def case_of(said: dict[str, Any]) -> Case:
    """Return the case of an example's `input`."""
    costs = tuple(
        CaseCost(
            one["title"], one["agency"], one["type"], tuple(one["amounts"]), year(one["price_year"]), one.get("grade"),
            Fraction(one["ob_upper"]) if "ob_upper" in one else None, Fraction(one.get("mitigation", "0")),
            pair(one.get("range")),
        )
        for one in said["costs"]
    )  # fmt: skip
    benefits = tuple(
        CaseBenefit(
            one["title"], Fraction(one["population"]), Fraction(one["take_up"]), Fraction(one["impact"]),
            Fraction(one["deadweight"]), tuple(map(Fraction, one["phasing"])),
            tuple(
                UnitValue(
                    value["type"], value["unit_pence"], year(value["price_year"]),
                    {name: Fraction(share) for name, share in value["shares"].items()}, value.get("transfer", False),
                    Fraction(value.get("cashable", "0")), source=value["source"],
                ) for value in one["values"]
            ),
            tuple(one["grades"]), has_control_group=one.get("control_group", False), lasts=one.get("lasts", 1),
            drop_off=Fraction(one.get("drop_off", "0")),
            ranges={name: (Fraction(ends[0]), Fraction(ends[1])) for name, ends in one.get("ranges", {}).items()},
        )
        for one in said["benefits"]
    )  # fmt: skip
    payments = tuple(
        CasePayment(one["from"], one["to"], tuple(one["amounts"]), year(one["price_year"]), one["why"])
        for one in said.get("payments", ())
    )
    return Case(
        said["title"], said["place"], said["start"], said["years"], int(said["price_base"][:4]),
        said["counterfactual"], tuple(said["agencies"]), said["schedule"], costs, benefits, payments,
    )  # fmt: skip


def examples(shared: Path) -> dict[str, Any]:
    """Return the worked examples."""
    text = (shared / "capabilities/examples/business_case_examples.json").read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)
    return found


PARTIES = ("Council", "County", "ICB", "Ministry of Justice", "Residents and businesses")
HUNDREDTHS = st.integers(0, 100).map(lambda hundredths: Fraction(hundredths, 100))
_PRICE_YEARS = st.sampled_from([None, 2010, 2019, 2024, 2026])


@st.composite
def unit_values(draw: st.DrawFn) -> UnitValue:
    kind = draw(st.sampled_from(VALUE_TYPES))
    names = draw(st.lists(st.sampled_from(PARTIES), min_size=1, max_size=3, unique=True))
    cut = draw(st.lists(st.integers(1, 9), min_size=len(names), max_size=len(names)))
    is_fiscal = kind == "fiscal"
    return UnitValue(
        kind, draw(st.integers(0, 5_000_000)), draw(_PRICE_YEARS),
        {name: Fraction(part, sum(cut)) for name, part in zip(names, cut, strict=True)},
        is_fiscal and draw(st.booleans()), draw(HUNDREDTHS) if is_fiscal else Fraction(0),
    )  # fmt: skip


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """Draw a case that can be counted."""
    years = draw(st.integers(1, 5))
    amounts = st.lists(st.integers(0, 90_000_000), min_size=years, max_size=years).map(tuple)
    grade = st.integers(1, 6)
    costs = [
        CaseCost(
            f"Cost {number}", draw(st.sampled_from(PARTIES[:4])), draw(st.sampled_from(COST_TYPES)), draw(amounts),
            draw(_PRICE_YEARS), draw(grade), draw(st.none() | HUNDREDTHS), draw(HUNDREDTHS),
        ) for number in range(draw(st.integers(0, 3)))
    ]  # fmt: skip
    benefits = [
        CaseBenefit(
            f"Benefit {number}", Fraction(draw(st.integers(0, 4000))), draw(HUNDREDTHS),
            Fraction(draw(st.integers(0, 300)), 100), draw(HUNDREDTHS),
            tuple(draw(st.lists(HUNDREDTHS, min_size=years, max_size=years))),
            tuple(draw(st.lists(unit_values(), min_size=1, max_size=2))), (draw(grade), draw(grade), draw(grade)),
            draw(HUNDREDTHS), draw(HUNDREDTHS), lag=draw(st.integers(0, 2)), lasts=draw(st.integers(1, 4)),
            drop_off=draw(HUNDREDTHS),
        ) for number in range(draw(st.integers(0, 2)))
    ]  # fmt: skip
    payments = []
    for _ in range(draw(st.integers(0, 2))):
        payer, receiver = draw(st.permutations(PARTIES[:3]))[:2]
        payments.append(CasePayment(payer, receiver, draw(amounts), draw(_PRICE_YEARS)))
    return Case(
        "Drawn", "Testshire", 2025, years, draw(st.sampled_from([2019, 2024, 2025])), "Nothing changes.", PARTIES[:3],
        draw(st.sampled_from(SCHEDULES)), tuple(costs), tuple(benefits), tuple(payments),
    )  # fmt: skip
