"""New boundaries counted another way: every piece of money is taken to the areas it is spent in, and these to new ones;
what is shared goes a penny at a time to the new area that is furthest below its exact share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from tests.oracle.apportioning import shares

OUTSIDE = "~"


@dataclass(frozen=True, slots=True)
class Money:
    """An amount that an organisation spends in some areas under a label."""

    areas: frozenset[str]
    label: str
    pence: int


def redrawn(
    money: Sequence[Money],
    new: Mapping[str, frozenset[str]],
    rules: Sequence[tuple[str, str]],
    drivers: Mapping[str, Mapping[str, int]],
) -> dict[str, dict[str, int]]:
    """Return new area -> driver -> pence, under "" what is simply its own; OUTSIDE is no new area's."""
    found: dict[str, dict[str, int]] = {name: {} for name in (*new, OUTSIDE)}
    everywhere = frozenset[str]().union(*new.values())
    for piece in money:
        homes = [name for name, areas in new.items() if piece.areas <= areas]
        if homes:
            _add(found[homes[0]], "", piece.pence)
            continue
        driver = next(driver for start, driver in rules if piece.label.startswith(start))
        values = {name: Fraction(0) for name in (*new, OUTSIDE)}
        for area in piece.areas:
            name = next((name for name, areas in new.items() if area in areas), OUTSIDE)
            values[name] += drivers[driver][area]
        inside = set(new) if piece.areas & everywhere else set[str]()
        parts = shares(piece.pence, values, inside)
        for name, pence in parts.items():
            _add(found[name], driver, pence)
        _add(found[OUTSIDE], driver, piece.pence - sum(parts.values()))
    return found


def _add(sums: dict[str, int], driver: str, pence: int) -> None:
    sums[driver] = sums.get(driver, 0) + pence
