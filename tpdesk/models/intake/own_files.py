"""Files that tpdesk itself has written: known by what they hold, and never taken for spending."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Final

from tpdesk.domain.file_marks import DECISION_HEADINGS, LABEL_HEADINGS, LINE_MARK, PIVOT_MARK, PIVOT_SHEET
from tpdesk.errors import InputProblem
from tpdesk.models.intake.cells import cell_text

if TYPE_CHECKING:
    from tpdesk.models.intake.source import Source


_PACK_SHEETS: Final = frozenset({"Cover", "Contents", "Check totals", "Method and assumptions"})
"""Sheets that every pack has, whatever program it was saved with since."""

_PIVOT: Final = (
    "a pivot written from a desk: its money is counted there. To bring a colleague's lines in, merge their desk file."
)

_TOP: Final = 10
"""Rows among which the headings of one of our files are looked for."""


def refuse_own_file(source: Source) -> None:
    """Raise InputProblem for a pack, written lines, a map file or the differences of a merge: their money is on a desk already."""
    what = _own(source)
    if what:
        raise InputProblem(f"{source.path.name} is {what}", title="Written by tpdesk")


def _own(source: Source) -> str:
    """Return what the file is, and what to do instead; empty where tpdesk did not write it."""
    if source.kind != "csv":
        if {sheet for sheet in source.sheets if sheet} >= _PACK_SHEETS:
            return "a pack: its figures come from a desk and are counted there. To bring a colleague's lines in, merge their desk file."
        return _PIVOT if PIVOT_SHEET in source.sheets else ""
    for _, cells in islice(source.rows(None), _TOP):
        texts = tuple(cell_text(cell).strip() for cell in cells)
        if LINE_MARK in texts:
            return "a list of lines written from a desk: they are counted there. To bring a colleague's lines in, merge their desk file."
        if PIVOT_MARK in texts:
            return _PIVOT
        folded = tuple(text.casefold() for text in texts)
        if folded[:3] == LABEL_HEADINGS[:3] and set(LABEL_HEADINGS) <= set(folded):
            return "a map file: it gives labels their categories. Read it in Map labels (m)."
        if folded[: len(DECISION_HEADINGS)] == DECISION_HEADINGS:
            return "the list of differences of a merge. Read it where the merge is decided."
    return ""
