"""A table of rows whose columns take the width there is: one of them gives way, so that nothing is cut at the edge.

A list whose row under the cursor is seen on a projector: in reverse video, whatever its colours.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Final

from rich.console import RenderableType
from rich.padding import Padding
from rich.style import Style
from rich.text import Text
from textual.binding import Binding, BindingType
from textual.coordinate import Coordinate
from textual.strip import Strip
from textual.widgets import DataTable, OptionList

from tpdesk.screens.bars import Bar
from tpdesk.screens.display import cell
from tpdesk.screens.textual_private import change_cell, option_at


@dataclass(frozen=True, slots=True)
class Col:
    """One column."""

    title: str
    width: int
    """Columns of the terminal; 0 for the one that takes what the others leave. One of figures is as wide as the longest
    of them at least."""

    right: bool = False
    """Whether it holds figures, set to the right."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row."""

    key: str
    """By which the cursor finds it again."""

    cells: tuple[Text | BarOf | StackOf, ...]


@dataclass(frozen=True, slots=True)
class BarOf:
    """A cell that shows a part of the largest amount as a bar."""

    part: float


@dataclass(frozen=True, slots=True)
class StackOf:
    """A cell that shows the shares of the largest bodies side by side, each in a sign of its own."""

    shares: tuple[float, ...]


GAP: Final = 2
"""Blanks after each column."""

STACK: Final = "█▓▒░"
"""The signs of the first, second and third share, and of all others."""


class FlexTable(DataTable[Any]):
    """Rows under a cursor. `fill` keeps the row under it by its key."""

    # The cursor is a whole row: to its first column or to the first row is the same way.
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("home", "scroll_top", show=False),
        Binding("end", "scroll_bottom", show=False),
    ]
    COMPONENT_CLASSES: ClassVar[set[str]] = DataTable.COMPONENT_CLASSES | {"flex--bar", "flex--track", "flex--quiet"}

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id, cursor_type="row", zebra_stripes=False, cell_padding=0)
        self._cols: tuple[Col, ...] = ()
        self._rows: tuple[Row, ...] = ()
        self._laid_for = (0, "")

    def fill(self, cols: Sequence[Col], rows: Sequence[Row]) -> None:
        """Show other rows."""
        self._cols, self._rows = tuple(cols), tuple(rows)
        self._laid_for = (0, "")
        self._lay()

    def change_cell(self, row: int, column: int, text: Text) -> None:
        """Show another text in one cell: nothing else is laid or painted anew."""
        cells = list(self._rows[row].cells)
        cells[column] = text
        self._rows = (*self._rows[:row], Row(self._rows[row].key, tuple(cells)), *self._rows[row + 1 :])
        if row < self.row_count:
            change_cell(self, Coordinate(row, column), text)

    @property
    def key(self) -> str | None:
        """The key of the row under the cursor."""
        return self._rows[self.cursor_row].key if 0 <= self.cursor_row < len(self._rows) else None

    def go_to_key(self, key: str) -> None:
        """Put the cursor on the row of that key, if there is one."""
        at = next((n for n, row in enumerate(self._rows) if row.key == key), None)
        if at is not None:
            self.move_cursor(row=at)

    def on_mount(self) -> None:
        """Follow the theme, whose colours the bars have."""
        self.watch(self.app, "theme", self._lay, init=False)

    def on_resize(self) -> None:
        """Take the width there is."""
        self._lay()

    def _lay(self) -> None:
        # The same whether or not the scroll bar is there, which comes and goes with the rows.
        width = self.region.width - self.styles.padding.width - self.styles.scrollbar_size_vertical
        if width <= 0 or not self._cols or self._laid_for == (width, self.app.theme):
            return
        self._laid_for = (width, self.app.theme)
        key, top = self.key, self.scroll_y
        self.clear(columns=True)
        needed = [self._needed(number, col) for number, col in enumerate(self._cols)]
        fixed = sum(wide + GAP for wide in needed if wide)
        widths = [wide or max(width - fixed - GAP, 8) for wide in needed]
        for col, wide in zip(self._cols, widths, strict=True):
            title = cell(col.title)
            self.add_column(Text(title.plain.rjust(wide)) if col.right else title, width=wide + GAP)
        for row in self._rows:
            self.add_row(
                *(self._made(one, col, wide) for one, col, wide in zip(row.cells, self._cols, widths, strict=True)),
                key=row.key,
            )
        if key is not None:
            at = next((n for n, row in enumerate(self._rows) if row.key == key), 0)
            self.move_cursor(row=at, animate=False, scroll=False)
            self.scroll_to(y=top, animate=False)

    def _needed(self, number: int, col: Col) -> int:
        """Return the width of a column: a figure is never cut, since what is left of it would be read as another."""
        if not (col.width and col.right):
            return col.width
        cells = (row.cells[number] for row in self._rows)
        return max((col.width, *(one.cell_len for one in cells if isinstance(one, Text))))

    def _made(self, one: Text | BarOf | StackOf, col: Col, wide: int) -> RenderableType:
        if isinstance(one, Text):
            text = one.copy()
            text.truncate(wide, overflow="ellipsis")
            if col.right:
                text.align("right", wide)
            return text
        bar, track = (
            self.get_component_rich_style("flex--bar", partial=True),
            self.get_component_rich_style("flex--track", partial=True),
        )
        if isinstance(one, BarOf):
            return Padding(Bar(one.part, bar, track), (0, GAP, 0, 0))
        return Text(stack(one.shares, wide), style=bar)


def stack(shares: Sequence[float], width: int) -> str:
    """Return shares as a line of `width` signs: the lead's, the second's, the third's, and the others' together;
    each that is there is seen."""
    groups = [*shares[:3], sum(shares[3:])] if len(shares) > 3 else list(shares)
    if not groups or sum(groups) <= 0:
        return ""
    lengths = [max(1, int(share * width)) if share > 0 else 0 for share in groups]
    while sum(lengths) > width:
        lengths[max(range(len(lengths)), key=lambda n: (lengths[n], n))] -= 1
    wants = sorted(range(len(groups)), key=lambda n: lengths[n] - groups[n] * width)
    for n in range(width - sum(lengths)):
        lengths[wants[n % len(wants)]] += 1
    return "".join(sign * length for sign, length in zip(STACK, lengths, strict=False))


_REVERSE: Final = Style(reverse=True)


class ReverseList(OptionList):
    """An OptionList that reverses the highlighted row; Textual itself drops `text-style: reverse` of a list's rows."""

    DEFAULT_CSS: ClassVar[str] = """
    ReverseList > .option-list--option-highlighted, ReverseList:focus > .option-list--option-highlighted {
        background: $background;
        color: $foreground;
        text-style: none;
    }
    """

    def render_line(self, y: int) -> Strip:
        """Return a line of the list."""
        strip = super().render_line(y)
        at = option_at(self, self.scroll_offset.y + y)
        return strip.apply_style(_REVERSE) if at is not None and at == self.highlighted else strip
