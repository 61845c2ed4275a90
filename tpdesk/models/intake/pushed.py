"""Rows that are pushed one cell to the right, by a cell too many or a name that their header lost: read as they stand, a number would be money."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from tpdesk.domain.dates import read_date
from tpdesk.models.intake.cells import cell_text
from tpdesk.models.intake.fields import Cell
from tpdesk.models.intake.layout import Layout
from tpdesk.models.intake.looks import Look
from tpdesk.models.intake.numbering import has_pence, is_long_number
from tpdesk.models.intake.words import names_money

_STRAY: Final = 0.1
"""Share of the rows up to which money, or dates, in a column are strays of the column before it."""


def telling_fields(headers: Sequence[str], looks: Sequence[Look], columns: Mapping[str, int]) -> frozenset[str]:
    """Return which of the amount and the date are followed by a column of another kind, so that a row shows by it that it is pushed on."""
    found = set()
    amount, date = columns.get("amount"), columns.get("date")
    if amount is not None and amount + 1 < len(looks):
        heading, look, after = headers[amount + 1], looks[amount], looks[amount + 1]
        if not names_money(heading) and look.money >= 0.2 and after.money * after.filled <= _STRAY * look.filled:
            found.add("amount")
    if date is not None and date + 1 < len(looks) and date + 1 != amount:
        look, after = looks[date], looks[date + 1]
        if look.dates >= 0.5 and after.dates * after.filled <= _STRAY * look.filled:
            found.add("date")
    return frozenset(found)


class PushedRows:
    """Tells the pushed rows of one sheet."""

    def __init__(self, layout: Layout, width: int) -> None:
        """`width` is that of the header in cells, 0 for none."""
        self._layout, self._width = layout, width
        self._amount, self._date = layout.columns.get("amount", -1), layout.columns.get("date", -1)
        self._before = layout.numbers.get(self._amount - 1)

    def is_amount_pushed(self, cells: Sequence[Cell]) -> bool:
        """Say whether a number stands where the amount should be, and the amount one cell further."""
        at = self._amount
        if not 0 <= at < len(cells) - 1 or not ("amount" in self._layout.telling or self._is_too_wide(cells)):
            return False
        return has_pence(cells[at + 1]) and (is_long_number(cells[at]) or self._is_of_column_before(cells[at]))

    def is_date_pushed(self, cells: Sequence[Cell]) -> bool:
        """Say whether the date of a row, which cannot be read where it should be, stands one cell further."""
        at = self._date
        if not 0 <= at < len(cells) - 1 or not ("date" in self._layout.telling or self._is_too_wide(cells)):
            return False
        return read_date(cells[at + 1], self._layout.date_order).iso is not None

    def _is_too_wide(self, cells: Sequence[Cell]) -> bool:
        return 0 < self._width < len(cells) and cells[self._width] not in (None, "")

    def _is_of_column_before(self, cell: Cell) -> bool:
        text = cell_text(cell)
        return self._before is not None and text.isascii() and text.isdigit() and self._before.near(int(text))
