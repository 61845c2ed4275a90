"""Where a sheet's header stands: on which of its first rows, in one row or two, or nowhere."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from tpdesk.domain.dates import read_date
from tpdesk.models.intake.cells import AmountProblem, cell_text, parse_amount
from tpdesk.models.intake.fields import Cell
from tpdesk.models.intake.units_of import is_continental
from tpdesk.models.intake.words import heading_scores, plain_heading, register_of
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
    """Say whether words of rows[n] stand in rows beside it too, in the same columns: it is data then, unless the whole row comes again."""
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
