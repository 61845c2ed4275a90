"""The rows of a block that are read by columns: which they are, and what their cells come to so far."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import compress
from typing import Any

from tpdesk.models.intake.fields import Cell


class Kept:
    """The rows of a block that are still to be read by columns."""

    def __init__(
        self, ats: Sequence[int], cells: Sequence[Sequence[Cell]], pence: list[int], years: list[int | None], values: dict[str, list[object]]
    ) -> None:  # fmt: skip
        self.ats, self.cells, self.pence, self.years, self.values = ats, cells, pence, years, values
        self.picked: Sequence[int] = range(len(ats))
        """Which of the first candidates they are, counted from 0."""

    def leave_out(self, odd: set[int]) -> None:
        """Leave the rows `odd`, counted from 0 among these, to the reader of rows."""
        if odd:
            mask = [at not in odd for at in range(len(self.ats))]
            self._each(lambda column: list(compress(column, mask)))

    def cut(self, upto: int) -> None:
        """Leave all rows from `upto` on out."""
        self._each(lambda column: column[:upto])

    def _each(self, change: Callable[[Sequence[Any]], Any]) -> None:
        self.ats, self.picked, self.pence, self.years = map(change, (self.ats, self.picked, self.pence, self.years))
        self.cells = [change(column) for column in self.cells]
        self.values = {field: change(column) for field, column in self.values.items()}
