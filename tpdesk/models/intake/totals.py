"""Rows that add up others: told by the word that is all they say, or by being the sum of all rows above."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from tpdesk.models.intake.cells import cell_text
from tpdesk.models.intake.fields import Cell
from tpdesk.models.intake.layout import Layout
from tpdesk.text import clean, folded

_TOTAL: Final = re.compile(
    r"(?:(?:grand|sub|overall|report|sheet|page|monthly?|annual|net|gross|final)[ \-]?)*(?:totals?|sum)(?: (?:amount|spend|expenditure|value|paid|net|gross))?\s*[:=]?\s*\Z"
)
_TOTAL_OF: Final = re.compile(r"(?:grand |sub[ \-]?|overall )?totals?\b.*|.*\b(?:sub[ \-]?)?totals?\s*:?\Z")
_SUBTOTAL: Final = re.compile(r"sub[ \-]?total\b.*")
_HAS_WORD: Final = re.compile(r"total|\bsum\b", re.IGNORECASE)
_NUMBER: Final = re.compile(r"[\d\s£$,.()\-]*\Z")


def is_total_row(cells: Sequence[Cell], layout: Layout, pence: int | None, sum_pence: int, lines: int) -> bool:
    """Say whether a row only adds up others.

    It does where 'total' (grand total, subtotal ...) or 'sum' is all it says beside numbers; where it says 'total of X' or 'X total', and what would identify
    a payment is empty; or where it says nothing at all and its amount is the sum of all the lines above.
    """
    columns = layout.columns
    amount = columns.get("amount", -1)
    said = [n for n, cell in enumerate(cells) if n != amount and says_something(cell)]
    if len(said) > 2:
        return False
    if len(said) == 1 or (len(said) == 2 and all(_HAS_WORD.search(str(cells[n])) for n in said)):
        text = folded(cell_text(cells[said[0]]))
        if not _HAS_WORD.search(text):
            return False
        others = any(
            _filled(cells, columns[field])
            for field in ("date", "supplier", "description")
            if field in columns and columns[field] not in said
        )
        if others:
            return False
        if _TOTAL.match(text) or _SUBTOTAL.match(text):
            return True
        identifying = [
            field for field in ("date", "supplier", "description") if field in columns and columns[field] not in said
        ]
        # A supplier's name may begin with the word: Total Energies.
        return bool(identifying) and columns.get("supplier") not in said and _TOTAL_OF.match(text) is not None
    if not said and pence is not None and lines > 1 and pence == sum_pence:
        return not any(_filled(cells, n) for n in range(len(cells)) if n != amount and not _money(cells[n]))
    return False


def words_of(cells: Sequence[Cell], layout: Layout) -> str:
    """Return what a total row calls itself; empty where it says nothing."""
    amount = layout.columns.get("amount", -1)
    return next((clean(cell_text(cell)) for n, cell in enumerate(cells) if n != amount and says_something(cell)), "")


def says_something(cell: Cell) -> bool:
    """Say whether a cell is text that is no number."""
    return type(cell) is str and bool(cell) and not _NUMBER.match(cell)


def totals_among(column: Sequence[Cell]) -> set[int]:
    """Return which cells of a column, counted from 0, hold the word by which a row that says something is known to add up others."""
    texts = [cell for cell in column if type(cell) is str]
    together = " ".join(texts)
    plain = together.lower() if together.isascii() and together.isprintable() else folded(together)
    if "total" not in plain and "sum" not in plain:
        return set()
    return {at for at, cell in enumerate(column) if type(cell) is str and _HAS_WORD.search(folded(cell))}


def _filled(cells: Sequence[Cell], n: int) -> bool:
    return n < len(cells) and cells[n] not in (None, "") and bool(cell_text(cells[n]).strip())


def _money(cell: Cell) -> bool:
    """Say whether a cell is a number that a row of sums may hold beside the amount."""
    return (isinstance(cell, (int, float)) and not isinstance(cell, bool)) or (
        isinstance(cell, str) and bool(_NUMBER.match(cell))
    )
