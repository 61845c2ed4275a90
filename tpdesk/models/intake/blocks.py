"""Rows that follow one another, together: as they stand, or column by column where all are equally wide."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from tpdesk.models.intake.fields import Cell

ROWS: Final = 1_000
"""Rows of a block that is made of single rows."""


@dataclass(frozen=True, slots=True)
class Block:
    """Some rows of a sheet, none left out between them; it holds them as rows or as columns."""

    first: int
    """The file's number of the first row, from 1."""

    rows: Sequence[list[Cell]] = ()
    """The rows; empty where there are columns."""

    columns: Sequence[Sequence[Cell]] = ()
    """The columns of rows that are all equally wide; empty where there are rows."""

    is_text: bool = False
    """Whether every cell is text, as in a CSV file."""

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.columns[0]) if self.columns else len(self.rows)

    def numbered(self) -> Iterator[tuple[int, list[Cell]]]:
        """Yield number and cells of each row."""
        return enumerate(map(list, zip(*self.columns, strict=True)) if self.columns else self.rows, self.first)

    def row(self, at: int) -> list[Cell]:
        """Return the cells of one row, counted from 0."""
        return [column[at] for column in self.columns] if self.columns else self.rows[at]

    def since(self, number: int) -> Block:
        """Return the block without the rows above the file's row `number`."""
        above = number - self.first
        if above <= 0:
            return self
        columns = tuple(column[above:] for column in self.columns)
        return Block(number, self.rows[above:], columns if columns and columns[0] else (), self.is_text)


def grouped(rows: Iterable[tuple[int, list[Cell]]]) -> Iterator[Block]:
    """Yield numbered rows, none of which is left out, in blocks."""
    numbered = iter(rows)
    while some := list(islice(numbered, ROWS)):
        yield Block(some[0][0], [cells for _, cells in some])
