"""Rows that add up others: told by the word that is all they say, or by being the sum of all rows above.

The totals that a sheet gives of its own lines, compared with them as a control total is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from math import isqrt
from typing import Final, NamedTuple

from tpdesk.models.intake.cells import cell_text
from tpdesk.models.intake.fields import Cell
from tpdesk.models.intake.layout import Layout
from tpdesk.text import clean, counted, folded
from tpdesk.units import UNITS, pounds

_TOTAL: Final = re.compile(
    r"(?:(?:grand|sub|overall|report|sheet|page|monthly?|annual|net|gross|final)[ \-]?)*(?:totals?|sum)(?: "
    r"(?:amount|spend|expenditure|value|paid|net|gross))?\s*[:=]?\s*\Z"
)
_TOTAL_OF: Final = re.compile(r"(?:grand |sub[ \-]?|overall )?totals?\b.*|.*\b(?:sub[ \-]?)?totals?\s*:?\Z")
_SUBTOTAL: Final = re.compile(r"sub[ \-]?total\b.*")
_HAS_WORD: Final = re.compile(r"total|\bsum\b", re.IGNORECASE)
_NUMBER: Final = re.compile(r"[\d\s£$,.()\-]*\Z")


def is_total_row(cells: Sequence[Cell], layout: Layout, pence: int | None, sum_pence: int, lines: int) -> bool:
    """Say whether a row only adds up others.

    It does where 'total' (grand total, subtotal ...) or 'sum' is all it says beside numbers; where it says 'total
    of X' or 'X total', and what would identify a payment is empty; or where it says nothing at all and its amount
    is the sum of all the lines above.
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
    """Return which cells of a column, counted from 0, hold the word by which a row that says something
    is known to add up others."""
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


MOST: Final = 20
"""Totals kept with their words; of further ones only the differing are counted."""

_SAID: Final = 3
_WHOLE: Final = re.compile(r"grand|overall|report|sheet", re.IGNORECASE)
_BARE: Final = re.compile(r"\W*(?:totals?|sum|)\W*\Z", re.IGNORECASE)
_OTHER: Final = re.compile(
    r"\b(?:vat|tax|gross|number|count|average|budget|brought|carried|previous|last|cumulative|ytd|year to date)\b",
    re.IGNORECASE,
)
"""Totals of something else than the lines' amounts: they say nothing by differing from them."""


class OwnTotal(NamedTuple):
    """A row that adds up others, and what these come to."""

    row: int
    """The file's row number, from 1."""

    words: str
    """What the row calls itself; empty where it says nothing."""

    after_row: int
    """The row below which the lines that it adds up begin; 0 where they are all lines."""

    total_pence: int
    """What the row gives."""

    lines_pence: int
    """What the lines come to."""

    lines: int
    """How many lines they are."""

    agrees: bool
    """Whether it is what the lines come to, to the penny or as near as rounded figures can."""

    @property
    def difference_pence(self) -> int:
        """Lines - total, as of a control total."""
        return self.lines_pence - self.total_pence


class OwnTotals:
    """Sees the total rows of a sheet in order, each with what the lines above it come to."""

    def __init__(self, unit: str) -> None:
        self._unit = unit
        self._starts: list[tuple[int, int, int, int]] = [(0, 0, 0, 0)]
        """Where the lines of a total can begin: (row, pence, lines, rejected pence) up to there."""
        self._on_top: list[tuple[int, str, int]] = []
        self.found: list[OwnTotal] = []
        """The totals, in order."""
        self.off = 0
        """How many differ."""
        self.rejected_pence = 0
        """What the rejected rows whose amount could be read come to: a total holds them too."""

    def see(self, row: int, words: str, pence: int, sum_pence: int, lines: int) -> None:
        """Take note of a total row; `sum_pence` and `lines` are of what was taken in above it."""
        if not lines:
            self._on_top.append((row, words, pence))
            return
        able = [
            OwnTotal(row, words, start, pence, sum_pence - before, lines - above, False)
            for start, before, above, _ in self._starts
        ]
        agreeing = next(
            (
                total
                for total, (_, _, _, left_out) in zip(able, self._starts, strict=True)
                if self._agrees(total, self.rejected_pence - left_out)
            ),
            None,
        )
        if agreeing is not None:
            self._keep(agreeing._replace(agrees=True))
        elif not _OTHER.search(words):
            last = next(total for total in reversed(able) if total.lines)
            if _WHOLE.search(words):
                self._keep(able[0])
            else:
                self._keep(
                    min(able[0], last, key=lambda total: abs(total.difference_pence)) if _BARE.match(words) else last
                )
        if len(self._starts) > MOST:
            # The whole sheet stays a candidate.
            del self._starts[1]
        self._starts.append((row, sum_pence, lines, self.rejected_pence))

    def finish(self, sum_pence: int, lines: int) -> None:
        """Compare the totals that stand above all lines with these."""
        for row, words, pence in self._on_top:
            total = OwnTotal(row, words, 0, pence, sum_pence, lines, False)
            agrees = self._agrees(total, self.rejected_pence)
            if agrees or not _OTHER.search(words):
                self._keep(total._replace(agrees=agrees))
        self._on_top.clear()

    def warnings(self) -> list[str]:
        """Return in words which totals differ from their lines, with both sums."""
        found = [_words_of(total) for total in self.found if not total.agrees][:_SAID]
        if self.off > len(found) > 0:
            found.append(
                f"{counted(self.off - len(found), 'further total row')} of the file not agreeing with its lines"
            )
        return found

    def _keep(self, total: OwnTotal) -> None:
        self.off += not total.agrees
        if len(self.found) < MOST or (not total.agrees and self.off <= _SAID):
            self.found.append(total)

    def _agrees(self, total: OwnTotal, rejected_pence: int) -> bool:
        slack = 0
        if self._unit != "pounds":
            # Each figure is rounded to the unit, or to some of its decimals.
            slack = UNITS[self._unit] // 2 * (1 + isqrt(total.lines))
        elif total.total_pence % 100 == 0:
            slack = 50
        off = total.difference_pence
        return abs(off) <= slack or abs(off + rejected_pence) <= slack


def _words_of(total: OwnTotal) -> str:
    called = f" ('{total.words}')" if total.words else ""
    first, last = total.after_row + 1, total.row - 1
    some = f"the line in row {first} comes" if first == last else f"the lines in rows {first} to {last} come"
    lines = some if total.after_row else "the lines come"
    off = total.difference_pence
    return (
        f"the total in row {total.row}{called} is {pounds(total.total_pence)}, but {lines} to "
        f"{pounds(total.lines_pence)}: {pounds(abs(off))} {'more' if off > 0 else 'less'}. Check whether rows are "
        "missing or doubled"
    )
