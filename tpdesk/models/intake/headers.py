"""Where a sheet's header stands: on which of its first rows, in one row or two, or nowhere.

A header that comes again among the rows: the same, with other names for the same columns, or with the
columns in other places.

Rows that are pushed one cell to the right, by a cell too many or a name that their header lost: read as they stand,
a number would be money.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Final, NamedTuple

from tpdesk.domain.dates import read_date
from tpdesk.models.intake.cells import AmountProblem, cell_text, parse_amount
from tpdesk.models.intake.fields import Cell
from tpdesk.models.intake.layout import Layout, has_pence, is_long_number
from tpdesk.models.intake.looks import Look, is_continental
from tpdesk.models.intake.words import heading_scores, is_gross, names_money, plain_heading, register_of
from tpdesk.text import clean

LOOK_AT: Final = 60
"""Rows in which a header is looked for."""

_LEAST: Final = 50
_SURE: Final = 35
_SURE_OF_WORDS: Final = 55
"""The likeness of a row that holds the amount's heading and those of three fields more: no row of data comes to it."""


class Header(NamedTuple):
    """A header that was found, or the lack of one."""

    row: int | None
    """The file's row number of the (last) header row; None where there is none."""

    rows: int
    """How many rows it takes up: 0, 1 or 2."""

    names: tuple[str, ...]
    """The trimmed heading of each column; known without a row where the header stands among the data."""


_NEAR: Final = 8
"""Rows above and below one that are looked at to tell whether it is a header."""

NONE: Final = Header(None, 0, ())

Numbered = Sequence[tuple[int, list[Cell]]]


def heading_text(cell: Cell) -> str:
    """Return a heading without marks, quotes and the star that some systems put before it."""
    return clean(cell_text(cell)).strip("* ").strip()


def is_number(cell: Cell) -> bool:
    """Say whether a cell is a number or an amount of money."""
    if isinstance(cell, str) and not any(char.isdigit() for char in cell):
        return False
    try:
        parse_amount(cell)
    except AmountProblem:
        return isinstance(cell, str) and is_continental(cell)
    return True


def find_header(rows: Numbered, asked: int | None = None) -> Header:
    """Return the header among the first rows of a sheet; `asked` is the file's row number the user gave, 0 for none."""
    if asked == 0:
        return NONE
    if asked is not None:
        return next((_with_second(rows, n) for n, (number, _) in enumerate(rows) if number == asked), NONE)
    for fuzzy, least in ((False, _SURE), (True, 1)):
        alike = ((_likeness(cells, fuzzy=fuzzy), -n) for n, (_, cells) in enumerate(rows[:LOOK_AT]))
        for likeness, n in sorted((found for found in alike if found[0] >= least), reverse=True):
            if likeness < _SURE_OF_WORDS and _goes_on(rows, -n):
                continue
            return _with_second(rows, -n)
    unknown = _unknown_words(rows)
    if unknown.row is not None:
        return unknown
    # Sorting a sheet with its header carries the header in among the rows, or to their end.
    names = next((cells for _, cells in rows[LOOK_AT:] if _likeness(cells, fuzzy=False) >= 55), [])
    return Header(None, 0, tuple(heading_text(cell) for cell in names))


def _likeness(cells: Sequence[Cell], *, fuzzy: bool = True) -> int:
    """Return how much a row looks like a header: fields its cells speak for, amount above all."""
    texts = [heading_text(cell) for cell in cells]
    filled = [text for text in texts if text]
    if len(filled) < 2:
        return 0
    odd = sum(1 for cell, text in zip(cells, texts, strict=True) if text and _is_data(cell, text))
    if odd * 3 > len(filled) or sum(1 for text in filled if len(text) > 80) * 2 > len(filled):
        return 0
    fields: dict[str, int] = {}
    for text in filled:
        for field, score in heading_scores(text, fuzzy).items():
            if score >= _LEAST:
                fields[field] = max(fields.get(field, 0), score)
    if len(fields) < 2 or (len(fields) == 2 and "amount" not in fields):
        # A table of something else is worth finding too, to be refused by its name.
        table = not odd and len(filled) > 2 and (len(fields) == 2 or register_of(filled) is not None)
        return 10 if table else 0
    return 10 * len(fields) + (15 if "amount" in fields else 0) + sum(fields.values()) // 20


def _goes_on(rows: Numbered, n: int) -> bool:
    """Say whether words of rows[n] stand in rows beside it too, in the same columns:
    it is data then, unless the whole row comes again."""
    texts = [heading_text(cell) for cell in rows[n][1]]
    again = 0
    for _, cells in (*rows[max(0, n - _NEAR) : n], *rows[n + 1 : n + 1 + _NEAR]):
        others = [heading_text(cell) for cell in cells]
        words = any(text == other and any(map(str.isalpha, text)) for text, other in zip(texts, others, strict=False))
        again += words and others != texts
    return again >= 2


def _is_data(cell: Cell, text: str) -> bool:
    """Say whether a cell is a number or a date, and no heading that is a year (2017-18)."""
    if not isinstance(cell, str):
        return True
    return is_number(cell) or (read_date(text).iso is not None and not _YEARS.match(text))


def _with_second(rows: Numbered, n: int) -> Header:
    """Return the header that begins at rows[n], joined with a second row that only refines it (Gross, VAT, Net; £)."""
    number, cells = rows[n]
    names = [heading_text(cell) for cell in cells]
    if n + 1 < len(rows):
        below = [heading_text(cell) for cell in rows[n + 1][1]]
        filled = [text for text in below if text]
        refines = [
            text for text in filled if heading_scores(text) or plain_heading(text) in _SECOND or not plain_heading(text)
        ]
        numbers = any(is_number(cell) or not isinstance(cell, str) for cell in rows[n + 1][1] if heading_text(cell))
        named = sum(1 for name in names if name)
        if 4 * len(filled) >= 3 * named and not numbers and _likeness(rows[n + 1][1]) > 10:
            # The names of a database above those for people.
            return Header(rows[n + 1][0], 2, tuple(below))
        if filled and not numbers and len(refines) == len(filled) and len(filled) <= named:
            width = max(len(names), len(below))
            names += [""] * (width - len(names))
            below += [""] * (width - len(below))
            joined = tuple(" ".join(part for part in pair if part) for pair in zip(names, below, strict=True))
            return Header(rows[n + 1][0], 2, joined)
    return Header(number, 1, tuple(names))


_YEARS: Final = re.compile(r"\d{4}\s*[-/–]\s*(?:\d{2}|\d{4})\Z")
_SECOND: Final = frozenset(["gross", "vat", "net", "000", "k", "m", "", "total", "name", "number", "date", "code"])


def _unknown_words(rows: Numbered) -> Header:
    """Return a header of unknown words: a first row of text alone over columns of numbers."""
    filled = [(n, cells) for n, (_, cells) in enumerate(rows[:LOOK_AT]) if any(heading_text(cell) for cell in cells)]
    if len(filled) < 3:
        return NONE
    n, first = filled[0]
    texts = [heading_text(cell) for cell in first]
    if sum(1 for text in texts if text) < 2 or any(
        _is_data(cell, text) for cell, text in zip(first, texts, strict=True) if text
    ):
        return NONE
    below = [cells for _, cells in filled[1:12]]
    for column, text in enumerate(texts):
        beneath = [cells[column] for cells in below if column < len(cells) and heading_text(cells[column])]
        if text and len(beneath) * 2 > len(below) and all(is_number(cell) for cell in beneath):
            return Header(rows[n][0], 1, tuple(texts))
    return NONE


_CLEAR: Final = 50
"""The score from which a text names a field."""

_SECOND_HEADER_SURE: Final = 70
"""The score from which it names that field and no other."""

_ABLE: Final = 35
"""The score from which it may."""


def is_header_again(texts: Sequence[str], header: Sequence[str]) -> bool:
    """Say whether a row, given as headings, is a header:
    most of its texts are those of the first one, or it names the amount and two fields more."""
    filled = [text for text in texts if text]
    again = sum(1 for text in filled if text in header)
    if again >= 2 and again * 2 > len(filled):
        return True
    if not any(header) or any(char.isdigit() for text in filled for char in text):
        return False
    fields = {field for text in filled for field, score in heading_scores(text).items() if score >= _CLEAR}
    return len(fields) >= 3 and "amount" in fields


def stands_otherwise(
    texts: Sequence[str], header: Sequence[str], columns: Mapping[str, int], mapped: Collection[str]
) -> bool:
    """Say whether below another header the columns hold other fields than below the first;
    the user answers for `mapped` fields."""
    found = [*texts, *[""] * (len(header) - len(texts))]
    return any(_differs(field, n, found, header, field in mapped) for field, n in columns.items())


def _differs(field: str, n: int, texts: Sequence[str], header: Sequence[str], is_mapped: bool) -> bool:
    new, old = texts[n], header[n]
    if new == old:
        return False
    if old and old in texts:
        return True
    if is_mapped:
        return False
    if heading_scores(new, True).get(field, 0) >= _ABLE:
        # Another name for the same; but with VAT is not without.
        return field == "amount" and is_gross(new) != is_gross(old)
    elsewhere = any(heading_scores(text).get(field, 0) >= _CLEAR for at, text in enumerate(texts) if at != n)
    other = max(heading_scores(new).values(), default=0) >= _SECOND_HEADER_SURE
    return field == "amount" or elsewhere or other


_STRAY: Final = 0.1
"""Share of the rows up to which money, or dates, in a column are strays of the column before it."""


def telling_fields(headers: Sequence[str], looks: Sequence[Look], columns: Mapping[str, int]) -> frozenset[str]:
    """Return which of the amount and the date are followed by a column of another kind, so that a row shows by
    it that it is pushed on."""
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
