"""What recognising a sheet proposes (Layout), and what the user says instead (Overrides).

Columns of numbers that name or count rows instead of saying money: of requests, transactions, invoices.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final, NamedTuple

from tpdesk.models.intake.cells import cell_text
from tpdesk.models.intake.fields import Cell
from tpdesk.models.intake.looks import LOOK_AT, Look

FEWEST: Final = 10
"""Cells from which it can be told whether a column holds numbers of rows."""

_MANY: Final = 20
_LONG: Final = 8
"""Digits of numbers that no column of different amounts has throughout."""

_LONGER_THAN_MOST: Final = 7
"""Digits of whole numbers that few amounts have."""


_PENCE: Final = re.compile(r"\s*[-(]?\s*[£$]?\s*[-(]?(?:\d{1,3}(?:,\d{3})+|\d+)?\.\d{1,2}[-)]?\s*\Z")


class LongNumbers(NamedTuple):
    """Whole numbers of one length."""

    low: int
    high: int
    is_naming: bool
    """Whether they can be no amounts: they run on, or all differ and are longer than amounts are."""

    @property
    def is_long(self) -> bool:
        """Whether few amounts have as many digits."""
        return len(str(self.low)) >= _LONGER_THAN_MOST

    def near(self, number: int) -> bool:
        """Say whether a number is one of these, or could be a later or earlier one."""
        span = self.high - self.low
        return self.low - span <= number <= self.high + span and len(str(number)) == len(str(self.low))


def numbers_in(rows: Sequence[Sequence[Cell]], looks: Sequence[Look]) -> dict[int, LongNumbers]:
    """Return the columns that hold whole numbers of one length, with these."""
    found = {}
    for column, look in enumerate(looks):
        if look.amounts >= 0.9 and look.money < 0.05 and look.filled >= FEWEST:
            numbers = numbers_of(row[column] if column < len(row) else None for row in rows[:LOOK_AT])
            if numbers is not None:
                found[column] = numbers
    return found


def numbers_of(cells: Iterable[Cell]) -> LongNumbers | None:
    """Return the numbers of a column; None where they are not whole, too few, or of different lengths."""
    texts = [text for text in (cell_text(cell).strip() for cell in cells) if text]
    digits = [text for text in texts if text.isascii() and text.isdigit()]
    if len(digits) < FEWEST:
        return None
    length, alike = Counter(map(len, digits)).most_common(1)[0]
    if alike < 0.95 * len(texts) or length < 3:
        return None
    numbers = [int(text) for text in digits if len(text) == length]
    span = max(numbers) - min(numbers)
    differ = len(set(numbers)) == len(numbers)
    up = sum(1 for one, other in pairwise(numbers) if other > one)
    in_order = max(up, len(numbers) - 1 - up) >= 0.95 * (len(numbers) - 1)
    # Amounts that all differ lie further apart than rows that are counted.
    close = span <= 5 * len(numbers) and (in_order or (len(numbers) >= _MANY and span <= 3 * len(numbers)))
    runs = close or 20 * span <= min(numbers)
    return LongNumbers(min(numbers), max(numbers), differ and (runs or (len(numbers) >= _MANY and length >= _LONG)))


def is_long_number(cell: Cell) -> bool:
    """Say whether a cell is a whole number of seven digits or more, as those of transactions are and few amounts."""
    text = cell_text(cell)
    return len(text) >= _LONGER_THAN_MOST and text.isascii() and text.isdigit()


def has_pence(cell: Cell) -> bool:
    """Say whether a cell is an amount that is written with pence."""
    return isinstance(cell, float) and not cell.is_integer() if not isinstance(cell, str) else bool(_PENCE.match(cell))


@dataclass(frozen=True, slots=True)
class Overrides:
    """What the user said about a file: each wins over what is recognised; None leaves it to the recogniser."""

    columns: Mapping[str, str] = field(default_factory=dict)
    """FIELD to COLUMN: the trimmed header, or `#n` (from 1); an empty COLUMN leaves the field out."""

    header_row: int | None = None
    """The file's row number of the header; 0 says that there is none."""

    unit: str | None = None
    """`pounds`, `thousands`, `millions` or `billions`."""

    date_order: str | None = None
    """`dmy`, `mdy` or `ymd`; or `by-row`: as recognised, but for dates that fall outside the file's months and
    inside them when turned round."""

    turned: frozenset[int] = frozenset()
    """Days (yyyymmdd), as read, whose dates are turned round: those of the sheet that these rows were rejected from."""

    year: int | None = None
    """The start year of every line's financial year."""

    agency_column: str | None = None
    """The column that names the body: the trimmed header, or `#n`."""


@dataclass(frozen=True, slots=True)
class Layout:
    """How one sheet is to be read: its header, its columns, unit and date order, each with what speaks for it."""

    sheet: str | None
    """The sheet's name; None for CSV."""

    header_row: int | None
    """The file's row number of the (last) header row; None where there is none."""

    header_rows: int
    """How many rows the header takes up: 0, 1 or 2."""

    headers: tuple[str, ...]
    """The trimmed header of each column, those of two rows joined by a space; empty where a column has no name."""

    columns: Mapping[str, int]
    """Field to column index from 0."""

    unit: str
    """`pounds`, `thousands`, `millions` or `billions`."""

    unit_evidence: str
    """Why this unit, in words."""

    date_order: str
    """`dmy`, `mdy` or `ymd`."""

    date_evidence: str
    """Why this order, in words: `a day 17 in row 12`."""

    year: int | None
    """The start year of the financial year that the names of file and sheet give; used only where a row gives none."""

    year_evidence: str
    """Where that year stands, in words; empty where there is none."""

    first_row: int
    """The file's row number of the first row below the header."""

    warnings: tuple[str, ...] = ()
    """What the user should look at before taking the sheet in."""

    refusal: str | None = None
    """Why this sheet cannot be taken in as spending, in words; None where it can."""

    is_data: bool = True
    """False where the sheet holds no table of spending: notes, a pivot, nothing."""

    reason: str = ""
    """Why the sheet is no data, in words."""

    is_nil: bool = False
    """Whether the sheet says itself that there was nothing to report."""

    mapped: frozenset[str] = frozenset()
    """The fields whose column the user gave."""

    turned: frozenset[int] = frozenset()
    """Days (yyyymmdd), as read, whose dates are turned round, as the user asked."""

    decimal: str = "."
    """What parts the pence from the pounds: a point, or a comma in a continental file."""

    numbers: Mapping[int, LongNumbers] = field(default_factory=dict)
    """Column index -> its numbers, of columns other than the amount that hold whole numbers of one length:
    of transactions, invoices, cost centres."""

    telling: frozenset[str] = frozenset()
    """Which of the amount and the date are followed by a column of another kind, by which a row shows that
    it is pushed one cell on."""

    def name_of(self, index: int) -> str:
        """Return the header of column `index` (from 0), or `#n` (from 1) where it has none or shares it."""
        name = self.headers[index] if index < len(self.headers) else ""
        return name if name and self.headers.count(name) == 1 else f"#{index + 1}"

    def column_names(self) -> dict[str, str]:
        """Return field to column name, as `--map` would take it."""
        return {name: self.name_of(index) for name, index in self.columns.items()}
