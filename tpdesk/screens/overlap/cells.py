"""The two heat maps of the overlap: bodies by category, and bodies by bodies. What each cell is, and what it says."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from tpdesk.screens.overlap import words as words
from tpdesk.screens.overlap.heat import HeatCell, HeatMap

if TYPE_CHECKING:
    from tpdesk.domain.results.overlap import OverlapRow, PairRow
    from tpdesk.services.overlap import OverlapRead


class CategoryHeat:
    """A row a category, a column a body: the body's share of the category."""

    def __init__(self, read: OverlapRead, rows: Sequence[OverlapRow]) -> None:
        self.read, self.rows = read, rows

    def pence(self, row: int, column: int) -> int | None:
        """Return what the body spends on the category, left out or not; None where it has no money there."""
        found, agency = self.rows[row], self.read.agencies[column]
        return next(
            (share.amount_pence for share in found.shares if share.agency == agency),
            next((out.amount_pence for out in found.left_out if out.agency == agency), None),
        )

    def cell(self, row: int, column: int) -> HeatCell:
        """Return one cell."""
        return words.share_cell(self.pence(row, column), self.rows[row].total_pence)

    def fill(self, heat: HeatMap) -> None:
        """Show it in a heat map."""
        heat.fill(
            [words.named(row) for row in self.rows], _numbers(self.read), self.cell, short_names(self.read.agencies)
        )

    def says(self, row: int, column: int) -> str:
        """Return a cell in words."""
        if row >= len(self.rows) or column >= len(self.read.agencies):
            return ""
        return words.cell_words(self.rows[row], self.read.agencies[column], self.pence(row, column))

    def legend(self, room: int) -> str:
        """Return what signs and numbers mean, as far as `room` columns hold it."""
        text = "Share of the category in %. · nothing, − net negative, <1 under 1%."
        return _with_bodies(text, self.read, room)


class PairHeat:
    """Bodies by bodies: how alike their spending is."""

    def __init__(self, read: OverlapRead) -> None:
        self.read = read
        self._pairs = {frozenset((row.agency_a, row.agency_b)): row for row in read.pairs.rows}

    def bodies(self, row: int, column: int) -> tuple[str, str]:
        """Return the two bodies of a cell."""
        return self.read.agencies[row], self.read.agencies[column]

    def pair(self, row: int, column: int) -> PairRow | None:
        """Return the pair of a cell; None where the two have nothing in common."""
        return self._pairs.get(frozenset(self.bodies(row, column)))

    def cell(self, row: int, column: int) -> HeatCell:
        """Return one cell."""
        return HeatCell("╲", 0) if row == column else words.pair_cell(self.pair(row, column))

    def fill(self, heat: HeatMap) -> None:
        """Show it in a heat map."""
        names = [f"{number} {name}" for number, name in enumerate(self.read.agencies, 1)]
        heat.fill(names, _numbers(self.read), self.cell, short_names(self.read.agencies))

    def says(self, row: int, column: int) -> str:
        """Return a cell in words."""
        if max(row, column) >= len(self.read.agencies):
            return ""
        return words.pair_words(self.pair(row, column), *self.bodies(row, column))

    def legend(self, room: int) -> str:
        """Return what the signs mean; the rows name the numbers."""
        del room
        return "How alike their spending is, in %. ~ and lighter: their areas do not meet. · nothing in common."


def _numbers(read: OverlapRead) -> list[str]:
    return [str(number) for number in range(1, len(read.agencies) + 1)]


def short_names(names: Sequence[str]) -> list[str]:
    """Return bodies' names without the words that say what kind of body it is, where that leaves each a name of its own."""
    short = []
    for name in names:
        rest = name
        while (cut := next((rest.removesuffix(kind) for kind in _KINDS if rest.endswith(kind)), "")) and cut.strip():
            rest = cut
        short.append(rest.removeprefix("NHS ").strip() or name)
    return [one if short.count(one) == 1 else name for one, name in zip(short, names, strict=True)]


_KINDS: Final = (" Council", " Borough", " City", " County", " District", " Metropolitan", " Unitary", " Authority")


def _with_bodies(text: str, read: OverlapRead, room: int) -> str:
    listed = ", ".join(f"{number} {name}" for number, name in enumerate(read.agencies, 1))
    whole = f"{text} {listed}."
    return whole if len(whole) <= room else text
