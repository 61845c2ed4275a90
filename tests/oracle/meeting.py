"""Overlap by section 5 of the domain: areas that meet, concentration, and what can coincide at most, by
trying every set of organisations."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from itertools import combinations
from pathlib import Path

SEED = Path(__file__).resolve().parents[2] / "seed"


@cache
def _inside(day: str) -> dict[str, frozenset[str]]:
    """Areas directly inside each area on a day."""
    inside: dict[str, set[str]] = {}
    with (SEED / "area_nesting.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if (row["valid_from"] or "0000") <= day <= (row["valid_to"] or "9999"):
                inside.setdefault(row["outer"], set()).add(row["inner"])
    return {outer: frozenset(inner) for outer, inner in inside.items()}


def base_areas(codes: Sequence[str], day: str) -> frozenset[str]:
    """The smallest areas that the areas are made of on a day."""
    found: set[str] = set()
    todo = list(codes)
    while todo:
        code = todo.pop()
        inner = _inside(day).get(code)
        if inner:
            todo.extend(inner)
        else:
            found.add(code)
    return frozenset(found)


def meeting(areas: Mapping[str, Sequence[str]], place: Sequence[str], day: str) -> Callable[[str, str], bool]:
    """Say of two agencies whether their areas meet; an agency without one covers the whole place."""
    bases = {agency: base_areas(codes or place, day) for agency, codes in areas.items()}

    def meet(a: str, b: str) -> bool:
        return bool(bases[a] & bases[b])

    return meet


@dataclass(frozen=True, slots=True)
class Overlapping:
    """One category's figures."""

    agencies: int
    """Agencies with spend above zero and at or above the de-minimis."""

    total: Fraction
    """Their spend, in pence."""

    hhi: Fraction | None
    """Sum of squared shares; None where nobody has spend."""

    leads: frozenset[str]
    """The largest agency, or several of the same size."""

    lead_share: Fraction | None
    """The largest share."""

    outside_lead: Fraction
    """R, in pence."""

    outside_lead_meeting: Fraction
    """R_m, in pence."""

    negative: frozenset[str]
    """Agencies left out since they are net negative."""

    verdict: str
    """What spend alone proves."""


def overlapping(spend: Mapping[str, Fraction], meet: Callable[[str, str], bool], deminimis: int = 0) -> Overlapping:
    """The figures of one category from each organisation's spend after transfers, in pence."""
    inside = {agency: amount for agency, amount in spend.items() if amount > 0 and amount >= deminimis}
    total = sum(inside.values(), Fraction(0))
    largest = max(inside.values(), default=Fraction(0))
    met = total - heaviest_apart(inside, meet)
    if len(inside) <= 1:
        verdict = "single"
    elif not any(meet(a, b) for a, b in combinations(inside, 2)):
        verdict = "separate areas"
    else:
        verdict = "fragmented"
    return Overlapping(
        agencies=len(inside),
        total=total,
        hhi=sum(((amount / total) ** 2 for amount in inside.values()), Fraction(0)) if inside else None,
        leads=frozenset(agency for agency, amount in inside.items() if amount == largest),
        lead_share=largest / total if inside else None,
        outside_lead=total - largest,
        outside_lead_meeting=met,
        negative=frozenset(agency for agency, amount in spend.items() if amount < 0),
        verdict=verdict,
    )


def heaviest_apart(spend: Mapping[str, Fraction], meet: Callable[[str, str], bool]) -> Fraction:
    """The largest sum of organisations of which no two meet, by trying every set."""
    best = Fraction(0)
    for size in range(1, len(spend) + 1):
        for chosen in combinations(spend, size):
            if not any(meet(a, b) for a, b in combinations(chosen, 2)):
                best = max(best, sum((spend[agency] for agency in chosen), Fraction(0)))
    return best


def pair(a: Mapping[str, Fraction], b: Mapping[str, Fraction]) -> tuple[Fraction, Fraction | None]:
    """Shared spend in pence and Ruzicka similarity of two organisations' spend by category;
    only spend above nought takes part."""
    codes = {code for side in (a, b) for code, amount in side.items() if amount > 0}

    def of(side: Mapping[str, Fraction], code: str) -> Fraction:
        return max(side.get(code, Fraction(0)), Fraction(0))

    shared = sum((min(of(a, code), of(b, code)) for code in codes), Fraction(0))
    either = sum((max(of(a, code), of(b, code)) for code in codes), Fraction(0))
    return shared, shared / either if either else None
