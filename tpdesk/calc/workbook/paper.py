"""A page of meeting papers: A4 upright, in type of 11 point at least, every column as wide as its words ask for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from tpdesk.calc.workbook.describe import Column, ColumnKind, SheetCell, Table
from tpdesk.calc.workbook.measure import DIGIT_PIXELS, LINE_POINTS, SAFETY, lines, word_width
from tpdesk.calc.workbook.page import least_width

MARGINS: Final = {"left": 0.5, "right": 0.5, "top": 0.5, "bottom": 0.7}
"""In inches."""

LEAST_TYPE: Final = 11
"""Point size of the smallest type on a page."""

FOOTER_TYPE: Final = 12
"""Point size of the foot of a page: LibreOffice makes it smaller with the page, whatever the workbook says."""

WIDTH: Final = 78
"""Characters across a page. They print at 94% at least, programs that set columns wider included, so that cells of 12
point are 11 point or more."""

HIGH: Final = 780.0
"""Points of rows and charts for which a page has room at that scale."""

LEAST_FILLED: Final = HIGH * 0.4
"""Points that a page must have on it: a third where a program without Arial sets all of it smaller."""

_MOST_AIR: Final = 9.0
"""Points that a row is made higher at most where its page has room."""

_NARROWEST_TEXT: Final = 9
_BESIDE: Final = 1
"""Characters of air beside a column of figures."""


def column_widths(table: Table, columns: Sequence[Column], headings: Sequence[str]) -> list[int]:
    """Return widths in characters that fill the page: figures as narrow as they can be, and what is left shared out
    between the columns of words by how much they hold. Wider than the page where even the least widths are."""
    places = {column.key: number for number, column in enumerate(table.columns)}
    least = [
        least_width(table, places[column.key], column, heading) + (0 if _is_words(column) else _BESIDE)
        for column, heading in zip(columns, headings, strict=True)
    ]
    room = WIDTH - sum(least)
    if room <= 0:
        return least
    wants = [
        max(_wanted(table, places[column.key], room + floor) - floor, 0) if _is_words(column) else 0
        for column, floor in zip(columns, least, strict=True)
    ]
    whole = sum(wants)
    if not whole:
        return [least[0] + room, *least[1:]]
    shares = [min(want, room * want // whole) for want in wants]
    # Nobody wants more: what is left goes to all alike, the rest of the division to the first.
    over = room - sum(shares)
    each = over // len(columns)
    found = [floor + share + each for floor, share in zip(least, shares, strict=True)]
    return [found[0] + over - each * len(columns), *found[1:]]


def _is_words(column: Column) -> bool:
    return column.kind in (ColumnKind.TEXT, ColumnKind.LINK)


def _wanted(table: Table, number: int, most: int) -> int:
    """Return the width that a column of words wants: that of its longest cell in one line, of a longer one in two or
    more, `most` at most."""
    texts = [cell for row in table.rows if isinstance(cell := _stored(row[number]), str)]
    longest = max((word_width(text) * 16 / 1000 / DIGIT_PIXELS / SAFETY + 3 for text in texts), default=0)
    return int(min(max(longest, _NARROWEST_TEXT), most))


def _stored(value: object) -> object:
    return value.value if isinstance(value, SheetCell) else value


def with_air(above: float, heights: Sequence[float]) -> tuple[float, ...]:
    """Return the heights of headings and rows in points with air where the page has room for it."""
    rows = len(heights) - 1
    air = min(max((HIGH - above - sum(heights)) // max(rows, 1), 0.0), _MOST_AIR)
    return (heights[0], *(height + air for height in heights[1:]))


def title_lines(title: str, points: float) -> list[str]:
    """Return a title in as many lines as it needs across the page, which stand in rows of their own."""
    found = [""]
    for word in title.split(" "):
        longer = f"{found[-1]} {word}".strip()
        if found[-1] and lines(longer, WIDTH, points=points, bold=True) > 1:
            found.append(word)
        else:
            found[-1] = longer
    return found


def line_air(high: float, count: int) -> float:
    """Return how many points the lines of a page of sentences are set further apart, where it has room."""
    return min(max((LEAST_FILLED * 1.2 - high) / max(count, 1), 0.0), 12 * LINE_POINTS)
