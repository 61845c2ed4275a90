"""The rows of a long table as a sheet's XML, put together from cells that are made once: what stands in a column mostly comes again."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from functools import partial
from itertools import islice
from typing import Final
from xml.sax.saxutils import escape

from tpdesk.calc.workbook import measure
from tpdesk.calc.workbook.describe import Column, Streamed
from tpdesk.calc.workbook.finish import LongTable
from tpdesk.calc.workbook.layout import Placed, letters, width

STEP: Final = 2_000
"""Rows of one piece."""

_MOST_KEPT: Final = 20_000
"""Different texts of one column that are kept made."""


class _Made(dict[Hashable, tuple[str, int]]):
    """What stands in a row's column -> its cell's XML from behind the row's number up to where that comes again, and the lines of text that it takes."""

    def __init__(self, value: Callable[[Hashable], str | int], column: Column, position: int, style: str) -> None:
        self._value = value
        self._money = column.kind.is_money
        self._wide = width(column, position)
        self._style = style
        self._next = f'</c><c r="{letters(position + 1)}'

    def __missing__(self, found: Hashable) -> tuple[str, int]:
        value = self._value(found)
        if not isinstance(value, str):
            # Numbers are quicker made than found again. The nearest double to a whole number of pence shows and sums back to the penny.
            return f'" s="{self._style}"><v>{value / 100 if self._money else value!r}</v>{self._next}', 1
        inside = f'" s="{self._style}" t="inlineStr"><is><t>{escape(value)}</t></is>{self._next}'
        if len(self) >= _MOST_KEPT:
            self.clear()
        self[found] = made = (inside, measure.lines(value, self._wide))
        return made


def first_row(streamed: Streamed) -> tuple[str | int, ...]:
    """Return the first row's cells, which are written like any other table's: the rest take their styles."""
    found = next(iter(streamed.rows()))
    return tuple(value(item) for value, item in zip(streamed.values, found, strict=True))


def long_table(part: str, one: Placed, step: Callable[[], None] | None) -> LongTable:
    """Return what is still to come into the sheet at `part` of the zip; `step` is called before each piece."""
    table = one.sheet.table
    assert table is not None
    ranges = tuple(f"A{one.header}:{letters(len(one.columns) - 1)}{last}" for last in (one.first, one.last))
    return LongTable(part, table.name, (ranges[0], ranges[1]), partial(_rows, one, step))


def _rows(one: Placed, step: Callable[[], None] | None, styles: Sequence[str]) -> Iterator[bytes]:
    table = one.sheet.table
    assert table is not None
    assert table.streamed is not None
    places = {column.key: at for at, column in enumerate(table.columns)}
    shown = [places[column.key] for column in one.columns]
    made = [
        _Made(table.streamed.values[at], table.columns[at], position, style)
        for position, (at, style) in enumerate(zip(shown, styles, strict=True))
    ]
    # The row's number stands between all parts of a row: behind its own `r`, and behind each cell's column.
    heights: dict[int, str] = {}
    beyond = len(f'<c r="{letters(len(shown))}')
    rows = enumerate(islice(table.streamed.rows(), 1, None), one.first + 1)
    while piece := list(islice(rows, STEP)):
        if step is not None:
            step()
        parts = []
        for number, values in piece:
            cells = [column[values[at]] for column, at in zip(made, shown, strict=True)]
            needed = max([lines for _, lines in cells])
            if needed not in heights:
                heights[needed] = f'" ht="{measure.height(needed)}" customHeight="1"><c r="A'
            row = str(number).join(['<row r="', heights[needed], *[cell for cell, _ in cells]])
            parts.append(f"{row[:-beyond]}</row>")
        yield "".join(parts).encode("utf-8")
