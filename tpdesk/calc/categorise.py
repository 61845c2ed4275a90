"""Label maps applied to the cube: each cell's money into categories, the parts adding exactly to the cell."""

from __future__ import annotations

from collections.abc import Mapping

from tpdesk.domain.facts import Category, Cell, YearFacts
from tpdesk.units import largest_remainder

UNMAPPED = ""
"""The code of money without a category."""


def parts_of(facts: YearFacts, cell: Cell, pence: int) -> tuple[tuple[str, int], ...]:
    """Return (category code, pence) of an amount of the cell; the parts add up to it (largest remainder, ties by order of code).

    The lines' own category wins over the label's map; without either the code is UNMAPPED.
    """
    if cell.category:
        return ((cell.category, pence),)
    shares = facts.maps.get((cell.agency, cell.label))
    if shares is None:
        return ((UNMAPPED, pence),)
    if len(shares) == 1:
        return ((shares[0][0], pence),)
    codes = (code for code, _ in shares)
    return tuple(zip(codes, largest_remainder(pence, [share for _, share in shares]), strict=True))


def rolled_up(code: str, level: int, categories: Mapping[str, Category]) -> str:
    """Return the category at `level` that `code` belongs to; a code coarser than the level stays itself."""
    category = categories.get(code)
    while category is not None and category.level > level and category.parent is not None:
        category = categories[category.parent]
    return category.code if category is not None else code


class Roller:
    """Rolls codes up to one level and remembers what it found."""

    def __init__(self, facts: YearFacts, level: int) -> None:
        self._facts = facts
        self._level = level
        self._memo: dict[str, str] = {UNMAPPED: UNMAPPED}

    def __call__(self, code: str) -> str:
        """Return the category at the level for `code`."""
        found = self._memo.get(code)
        if found is None:
            found = self._memo[code] = rolled_up(code, self._level, self._facts.categories)
        return found

    def coarser(self, code: str) -> bool:
        """Say whether a rolled-up code is coarser than the level asked."""
        category = self._facts.categories.get(code)
        return category is not None and category.level < self._level

    def weak(self, code: str) -> bool:
        """Say whether a rolled-up code is a weak class or a balancing line."""
        category = self._facts.categories.get(code)
        return category is not None and (category.weak or category.balancing)
