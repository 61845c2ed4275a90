"""The rows of a long table as a sheet's XML, put together from pieces that are made once: what stands in a column mostly comes again."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from typing import Final
from xml.sax.saxutils import escape

from tpdesk.calc.packs import measure
from tpdesk.calc.packs.describe import Cell, Column, Value
from tpdesk.calc.packs.layout import Placed, letters, width
from tpdesk.calc.packs.paint import style_name

STEP: Final = 2_000
"""Rows of one piece."""

_MOST_KEPT: Final = 50_000
"""Different values of one column that are kept made."""


class _Made(dict[Value, tuple[str, int]]):
    """Value of one column -> its cell from behind the row's number up to the next row's number, and the lines that it takes."""

    def __init__(self, column: Column, position: int, style: int, *, last: bool) -> None:
        self._money = column.kind.is_money
        self._wide = width(column, position)
        self._end = "</c></row>\n" if last else f'</c><c r="{letters(position + 1)}'
        self._style = style

    def __missing__(self, value: Value) -> tuple[str, int]:
        assert not isinstance(value, Cell), "streamed cells are plain values"
        if isinstance(value, str):
            inside, kind = f"<is><t>{escape(value)}</t></is>", ' t="inlineStr"'
            lines = measure.lines(value, self._wide)
        else:
            # The nearest double to a whole number of pence shows and sums back to the penny.
            inside, kind, lines = f"<v>{value / 100 if self._money else value!r}</v>", "", 1
        made = (f'" s="{self._style}"{kind}>{inside}{self._end}', lines)
        if len(self) >= _MOST_KEPT:
            self.clear()
        self[value] = made
        return made


def streamed_rows(one: Placed, styles: Mapping[str, int], step: Callable[[], None] | None) -> Iterator[bytes]:
    """Yield the XML of a streamed table's rows, some at a time; `styles` holds the number of each format. `step` is called before each piece."""
    table = one.sheet.table
    assert table is not None
    assert table.streamed is not None
    shown = [number for number, column in enumerate(table.columns) if column in one.columns]
    last = len(one.columns) - 1
    made = [
        _Made(column, position, styles[style_name(column, position)], last=position == last)
        for position, column in enumerate(one.columns)
    ]
    heights: dict[int, str] = {}
    rows = enumerate(table.streamed.rows(), one.first)
    while piece := list(islice(rows, STEP)):
        if step is not None:
            step()
        parts = []
        for number, values in piece:
            cells = [column[values[at]] for column, at in zip(made, shown, strict=True)]
            needed = max([lines for _, lines in cells])
            if needed not in heights:
                heights[needed] = f'" ht="{measure.height(needed)}" customHeight="1"><c r="A'
            # The row's number stands between the parts: once for the row, once for each cell.
            parts.append(str(number).join(('<row r="', heights[needed], *[cell for cell, _ in cells])))
        yield "".join(parts).encode("utf-8")
