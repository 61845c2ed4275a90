"""Texts and dates of cells, each read once while it keeps coming."""

from __future__ import annotations

import re
from collections.abc import Container
from typing import Final

from tpdesk.domain.dates import MONTH_ONLY, DateRead, names_month, read_date
from tpdesk.models.intake.cells import cell_text
from tpdesk.models.intake.fields import Cell
from tpdesk.text import clean

TURNED: Final = "day and month turned round, as asked"
"""The rule by which a date of `turned` is read."""

MEMO: Final = 50_000
"""Cells of one kind remembered at a time, so that memory stays flat whatever a file's length."""

_CONTROLS: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")


class Texts:
    """Cleaned texts, each made once while it keeps coming."""

    def __init__(self) -> None:
        self._seen: dict[str, tuple[str | None, tuple[str, ...]]] = {}

    def read(self, cell: Cell) -> tuple[str | None, tuple[str, ...]]:
        """Return the clean text of a cell, None where it is blank, and the rules it was cleaned by."""
        text = cell if type(cell) is str else cell_text(cell)
        found = self._seen.get(text)
        if found is None:
            if len(self._seen) >= MEMO:
                self._seen.clear()
            found = self._seen[text] = _cleaned(text)
        return found


class Dates:
    """Dates of cells, written in one order."""

    def __init__(self, order: str, turned: Container[int] = ()) -> None:
        """`turned` are the days (yyyymmdd), as read, whose day and month are turned round; dates with the month as a word never are."""
        self._order, self._turned = order, turned
        self._seen: dict[Cell, DateRead] = {}
        self.clear: set[int] = set()
        """Days whose month was written as a word."""

    def read(self, cell: Cell) -> DateRead:
        """Return what a cell says about when."""
        key = cell if type(cell) is not bool else None
        found = self._seen.get(key)
        if found is None:
            if len(self._seen) >= MEMO:
                self._seen.clear()
            found = self._seen[key] = self._read(cell)
        return found

    def _read(self, cell: Cell) -> DateRead:
        found = read_date(cell, self._order)
        if found.iso is None:
            return found
        day = int(found.iso.replace("-", ""))
        if MONTH_ONLY in found.rules or (type(cell) is str and names_month(cell)):
            self.clear.add(day)
        elif day in self._turned:
            year, month, number = found.iso.split("-")
            return DateRead(f"{year}-{number}-{month}", int(year) - (int(number) < 4), (*found.rules, TURNED))
        return found


def _cleaned(text: str) -> tuple[str | None, tuple[str, ...]]:
    rules: list[str] = []
    kept = clean(text)
    if _CONTROLS.search(text):
        rules.append("control characters removed")
    if "`" in kept:
        kept = kept.replace("`", "'")
        rules.append("back-tick for apostrophe")
    return kept or None, tuple(rules)
