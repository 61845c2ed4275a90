"""Texts and dates of cells, each read once while it keeps coming."""

from __future__ import annotations

import re
from typing import Final

from tpdesk.models.intake.cells import cell_text
from tpdesk.models.intake.dates import DateRead, read_date
from tpdesk.models.intake.fields import Cell
from tpdesk.text import clean

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

    def __init__(self, order: str) -> None:
        self._order = order
        self._seen: dict[Cell, DateRead] = {}

    def read(self, cell: Cell) -> DateRead:
        """Return what a cell says about when."""
        key = cell if type(cell) is not bool else None
        found = self._seen.get(key)
        if found is None:
            if len(self._seen) >= MEMO:
                self._seen.clear()
            found = self._seen[key] = read_date(cell, self._order)
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
