"""A table as lines of text, for panels: columns with their headings, one of which takes the room the others leave."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from textual.content import Content

from tpdesk.screens.display import content
from tpdesk.screens.flex_table import Col

_LEAST: Final = 10
"""Columns of the terminal that the one which gives way keeps."""


def text_table(cols: Sequence[Col], rows: Sequence[Sequence[str]], width: int, *, last: str = "") -> list[Content]:
    """Return headings and rows in lines of `width` columns of the terminal; `last` is the style of the last row, such
    as `bold` for a total. What is too long is cut."""
    room = max(width - sum(col.width for col in cols) - len(cols) + 1, _LEAST)
    lines = [_line(cols, [col.title for col in cols], room).stylize("$quiet")]
    lines += [_line(cols, row, room) for row in rows]
    if last and rows:
        lines[-1] = lines[-1].stylize(last)
    return lines


def _line(cols: Sequence[Col], cells: Sequence[str], room: int) -> Content:
    return Content(" ").join(_cells(cols, cells, room))


def _cells(cols: Sequence[Col], cells: Sequence[str], room: int) -> Iterator[Content]:
    for col, text in zip(cols, cells, strict=True):
        wide = col.width or room
        yield fitted(text, wide, right=col.right)


def fitted(text: str, wide: int, *, right: bool = False) -> Content:
    """Return a text in so many columns of the terminal, cut or filled up; `right` sets it to the right."""
    one = content(text)
    if one.cell_length > wide:
        one = one.truncate(wide, ellipsis=True)
    missing = max(wide - one.cell_length, 0)
    return one.pad_left(missing) if right else one.pad_right(missing)
