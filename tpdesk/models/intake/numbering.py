"""Columns of numbers that name or count rows instead of saying money: of requests, transactions, invoices."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
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
