"""Wider spend apportioned to places by a driver. docs/method.md, rule 6."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from tpdesk.units import largest_remainder

ELSEWHERE = "elsewhere"
"""The part of the areas that the money covers and the desk does not hold."""


def apportion(whole_pence: int, drivers: Mapping[str, int | Fraction], elsewhere: int | Fraction = 0) -> dict[str, int]:
    """Return area -> pence: A_p = N x d_p / sum of d, over every area that N covers, those off the desk together as `elsewhere`.

    `drivers` are people, households, claimants, pupils ... by area code. Largest-remainder rounding on |N|, ties by order of code, so the parts
    add exactly to N. Raises ValueError for a driver below zero or drivers that add up to nothing: such money cannot be apportioned.
    """
    if any(driver < 0 for driver in (*drivers.values(), elsewhere)):
        raise ValueError("a driver below zero: drivers count people, households or the like")
    codes = sorted(drivers)
    weights = [drivers[code] for code in codes]
    if elsewhere:
        codes.append(ELSEWHERE)
        weights.append(elsewhere)
    return dict(zip(codes, largest_remainder(whole_pence, weights), strict=True))
