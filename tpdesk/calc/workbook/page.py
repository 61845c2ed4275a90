"""How a table fits one page of A4 laid across: the widths of its columns, and which of its rows print."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterable, Sequence
from itertools import accumulate
from typing import Final

from tpdesk.calc.workbook.describe import MARKS, NOT_APPLICABLE, Column, ColumnKind, Sheet, SheetCell, Table, Value
from tpdesk.calc.workbook.measure import BOLD, DIGIT_PIXELS, word_width
from tpdesk.units import pounds

NAMED_TABLE: Final = re.compile(r"([A-Za-z_]\w*)\[")
PART: Final = re.compile(r"\{(?:(\w+)!)?(\w+)(?::(\w+))?\}")
"""What a formula names: a table by structured references, and a cell of a column (see `layout.resolve`)."""

WIDTHS: Final = {
    ColumnKind.TEXT: 30,
    ColumnKind.CODE: 10,
    ColumnKind.LINK: 22,
    ColumnKind.MILLION: 14,
    ColumnKind.POUNDS: 18,
    ColumnKind.PENCE: 20,
    ColumnKind.DATE: 14,
    ColumnKind.COUNT: 11,
    ColumnKind.KEY: 11,
    ColumnKind.SHARE: 11,
    ColumnKind.RATIO: 13,
}
"""Column widths in characters, where a column names none."""

FIRST_WIDTH: Final = 36
"""Least width of column A."""

WIDE_POINTS, HIGH_POINTS = 780.0, 505.0
"""What a page holds inside its margins, with room for its footer."""

LEAST_TYPE: Final = 8.6
"""Point size below which nothing is set, so that 8 point is left where a program sets columns wider than Excel does."""

_POINTS_A_CHARACTER: Final = DIGIT_PIXELS * 72 / 96
WIDEST: Final = int(WIDE_POINTS * 12 / LEAST_TYPE / _POINTS_A_CHARACTER)
"""Characters over which a printed table would be set in smaller type."""

PAGE_WIDTH: Final = int(WIDE_POINTS / _POINTS_A_CHARACTER)
"""Characters that fill a page at full size."""

_LEAST_TEXT: Final = 12
_FEW: Final = 6
"""Rows up to which a table is set narrow, since it has a page to itself."""

_LARGEST: Final = 1.6
"""Most that a small table is enlarged."""


_ALIKE: Final = 3
"""Rows from which on it is no chance that all say the same."""

_LONGEST: Final = 100
"""Characters of the longest words that stand above a table."""


def named_columns(sheets: Iterable[Sheet]) -> set[tuple[str, str]]:
    """Return (table, key of a column) of all that formulas and charts of these sheets read: it stays in its table."""
    found: set[tuple[str, str]] = set()
    for sheet in sheets:
        for chart in filter(None, (sheet.chart, sheet.second_chart)):
            found.update((chart.table, key) for key in chart.keys)
        if sheet.table is not None:
            for formula in _formulas(sheet.table):
                found.update((part[1] or sheet.table.name, part[2]) for part in PART.finditer(formula))
                # Formulas name a column of such a table by its heading: all of it stays.
                found.update((name, "") for name in NAMED_TABLE.findall(formula))
    return found


def _formulas(table: Table) -> set[str]:
    """Return the different formulas of a table."""
    cells = (cell.formula for row in table.rows for cell in row if isinstance(cell, SheetCell))
    return {formula for formula in (*(column.formula for column in table.columns), *cells) if "{" in formula
            or "[" in formula}  # fmt: skip


def constant_columns(table: Table, kept: Collection[tuple[str, str]] = ()) -> dict[str, str]:
    """Return key -> words of the columns in which every row of at least three has the same: they stand above the table.
    What formulas and charts read (`kept`: table and key) stays in it, and so does at least one column."""
    rows = table.rows[:-1] if table.total else table.rows
    if table.streamed or len(rows) < _ALIKE or (table.name, "") in kept:
        return {}
    found: dict[str, str] = {}
    for number, column in enumerate(table.columns):
        stays = column.working or column.formula or column.kind is ColumnKind.LINK or (table.name, column.key) in kept
        if stays or (table.total and not number) or len(found) + 1 == len(table.columns):
            continue
        value = rows[0][number]
        same = not isinstance(value, SheetCell) and all(row[number] == value for row in rows)
        if same and (not table.total or table.rows[-1][number] in (value, NOT_APPLICABLE)):
            words = _in_words(value, column)
            # What follows in the sentence must be told from it.
            found |= {column.key: words} if len(words) <= _LONGEST and ";" not in words else {}
    return found


def _in_words(value: Value, column: Column) -> str:
    """Return a cell as a sentence says it, with its unit; a mark in the words that it stands for."""
    if isinstance(value, str | SheetCell):
        return MARKS.get(str(value), str(value))
    if column.kind is ColumnKind.DATE:
        return (dt.date(1899, 12, 30) + dt.timedelta(days=int(value))).strftime("%d/%m/%Y")
    if column.kind is ColumnKind.KEY:
        return str(value)
    figure = shown_figure(value, column.kind)
    if not column.kind.is_money:
        return figure
    # A cell holds the pence that it does not show; a sentence holds what it says.
    if value % (10_000_000 if column.kind is ColumnKind.MILLION else 100):
        return pounds(int(value))
    return f"£{figure} million" if column.kind is ColumnKind.MILLION else f"£{figure}"


def width(column: Column, position: int) -> int:
    """Return the width in characters of a column at `position` (from 0)."""
    wide = column.width or WIDTHS[column.kind]
    return max(wide, FIRST_WIDTH) if position == 0 else wide


def fitted_widths(table: Table, columns: Sequence[Column], headings: Sequence[str], *, on_paper: bool) -> list[int]:
    """Return the widths in characters; of a table to print so many that its type is no smaller than the least, and of
    one with few rows so many that it fills its page in full size."""
    natural = [width(column, position) for position, column in enumerate(columns)]
    narrow = max(PAGE_WIDTH, sum(natural) * 3 // 4)
    over = sum(natural) - min(WIDEST, narrow if len(table.rows) <= _FEW else WIDEST)
    if over <= 0 or not on_paper or table.streamed:
        return natural
    places = {column.key: number for number, column in enumerate(table.columns)}
    floors = [
        min(wide, least_width(table, places[column.key], column, heading))
        for column, heading, wide in zip(columns, headings, natural, strict=True)
    ]
    room = sum(natural) - sum(floors)
    part = min(over / room, 1.0) if room else 0.0
    return [int(wide - (wide - floor) * part) for wide, floor in zip(natural, floors, strict=True)]


def columns_on_page(columns: Sequence[Column], widths: Sequence[int]) -> int:
    """Return how many of the columns print, from the first: all for which the least type has room, else as many as it
    has room for, without keys that only formulas read."""
    if sum(widths) <= WIDEST:
        return len(columns)
    shown = max((number for number, column in enumerate(columns, 1) if not column.working), default=1)
    return max(sum(1 for used in accumulate(widths[:shown]) if used <= WIDEST), 1)


def least_width(table: Table, number: int, column: Column, heading: str) -> int:
    """Return the least width in characters of a column at place `number` of a row: that of its longest word, or of its
    largest figure."""
    needed = max((word_width(word) * BOLD for word in heading.split()), default=0)
    for row in table.rows:
        cell = row[number]
        value = cell.value if isinstance(cell, SheetCell) else cell
        if isinstance(value, str):
            longest = max((word_width(word) for word in value.replace("-", "- ").split()), default=0)
            needed = max(needed, min(longest, 12_000))
        else:
            needed = max(needed, 556 * len(shown_figure(value, column.kind)) * BOLD)
    pixels = needed * 16 / 1000 + 16
    return max(int(pixels / DIGIT_PIXELS) + 1, _LEAST_TEXT if column.kind is ColumnKind.TEXT else 8)


def shown_figure(value: float, kind: ColumnKind) -> str:
    """Return a figure about as a cell of that kind shows it, for its length."""
    if kind is ColumnKind.MILLION:
        return f"{value / 100_000_000:,.1f}"
    if kind is ColumnKind.POUNDS:
        return f"{value / 100:,.0f}"
    if kind is ColumnKind.PENCE:
        return f"{value / 100:,.2f}"
    if kind is ColumnKind.SHARE:
        return f"{value * 100:.1f}%"
    return f"{value:,.3f}" if kind is ColumnKind.RATIO else f"{value:,}"


def what_prints(columns: tuple[int, int], rows: tuple[int, int]) -> str:
    """Return how many columns and rows of a table print, of how many, in a sentence; empty where all do."""
    told = ((*columns, "columns"), (*rows, "rows"))
    parts = [f"the first {fit} of {of:,} {noun}" for fit, of, noun in told if fit < of]
    return f"On paper: {' and '.join(parts)}." if parts else ""


def scale_of(widths: int) -> float:
    """Return how much smaller than in full size a sheet so many characters wide is printed; 1 where it fits."""
    return min(1.0, WIDE_POINTS / (max(widths, 1) * _POINTS_A_CHARACTER))


def rows_on_page(widths: int, above: float, heights: Sequence[float]) -> int:
    """Return how many rows of these heights in points print on one page below what stands above them: all where the
    least type has room for them, else those for which a page as wide has room."""
    if above + sum(heights) <= HIGH_POINTS * 12 / LEAST_TYPE:
        return len(heights)
    room = HIGH_POINTS / scale_of(widths) - above
    return max(sum(1 for used in accumulate(heights) if used <= room), 1)


def enlarged(widths: int, high: float) -> int:
    """Return the per cent at which a small table is printed so that it fills its page; 100 where it needs no help."""
    wide = widths * _POINTS_A_CHARACTER
    return int(100 * max(1.0, min(_LARGEST, WIDE_POINTS * 0.97 / wide, HIGH_POINTS * 0.97 / high)))
