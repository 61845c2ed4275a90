"""The share of wider spend counted another way: by a schedule of pennies, one after another, each to the area that is
furthest below its exact share."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

ELSEWHERE = "~"
"""Sorts behind every code."""


def shares(pence: int, driver: Mapping[str, Fraction], place: set[str]) -> dict[str, int]:
    """Return area of the place -> its pennies; all areas outside are one."""
    weights = {area: driver[area] for area in place}
    weights[ELSEWHERE] = sum((value for area, value in driver.items() if area not in place), Fraction(0))
    total = sum(weights.values(), Fraction(0))
    size, sign = abs(pence), -1 if pence < 0 else 1
    given = {area: size * weight // total for area, weight in weights.items()}
    for _ in range(size - sum(given.values())):
        furthest = max(sorted(weights), key=lambda area: size * weights[area] / total - given[area])
        given[furthest] += 1
    return {area: sign * int(given[area]) for area in place}
