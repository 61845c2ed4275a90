"""A table of any number of rows: it draws those on show, asks for those to come, and never waits."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import groupby
from typing import ClassVar, Final, Protocol, Self

from rich.segment import Segment
from rich.style import Style
from textual.binding import Binding, BindingType
from textual.events import Click, Resize
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from tpdesk.screens.spend.line_table_layout import MARGIN, MORE, LineColumn, ShownColumn, fit, lay, wanted_width

HEAD: Final = 1
"""Lines above the rows: the headings."""


class Rows(Protocol):
    """Where the table has its rows from."""

    @property
    def total(self) -> int:
        """How many rows there are."""

    @property
    def columns(self) -> Sequence[LineColumn]:
        """What is shown of each."""

    def cells(self, row: int) -> Sequence[str] | None:
        """Return the texts of a row, column by column; None for one that is not here yet."""

    def mark(self, row: int) -> str:
        """Return the sign before a row, of one cell; empty for none."""

    def tint(self, row: int, column: int) -> str:
        """Return `quiet`, `warning` or an empty text: how a cell stands out, beside what it says."""

    def want(self, first: int, count: int) -> None:
        """Hear which rows are on show."""


class LineTable(ScrollView, can_focus=True):
    """Rows and columns under a cursor. Figures are never cut; columns that find no room are reached by the arrows."""

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "line-table--head", "line-table--row", "line-table--cursor", "line-table--quiet", "line-table--warning",
        "line-table--mark",
    }  # fmt: skip
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", show=False),
        Binding("down", "move(1)", show=False),
        Binding("left", "move(0, -1)", show=False),
        Binding("right", "move(0, 1)", show=False),
        Binding("pageup", "page(-1)", show=False),
        Binding("pagedown", "page(1)", show=False),
        Binding("home,ctrl+left", "side(-1)", show=False),
        Binding("end,ctrl+right", "side(1)", show=False),
        Binding("ctrl+home", "end(-1)", show=False),
        Binding("ctrl+end", "end(1)", show=False),
        Binding("enter", "open", show=False),
    ]

    class Opened(Message):
        """Enter, or a double click on a row."""

    class HeadClicked(Message):
        """A heading was clicked."""

        def __init__(self, column: int) -> None:
            super().__init__()
            self.column = column
            """Its index."""

    def __init__(self, rows: Rows, *, moved: Callable[[], None], id: str) -> None:
        super().__init__(id=id)
        self.rows = rows
        self.moved = moved
        """Called where the cursor stands on another cell: a message would come too late for what it
        changes to be painted with it."""
        self.row = 0
        self.column = 0
        self.empty = ""
        """What stands in place of the rows where there are none."""
        self._first = 0
        """The leftmost column on show."""
        self._widths: list[int] = []
        self._measured = False
        self._laid: tuple[ShownColumn, ...] = ()
        self._laid_for = 0
        """The width that the columns share now."""
        self._styles_of: dict[str, Style] = {}
        self._drawn: dict[int, Strip] = {}
        """Line of the widget -> how it was painted last, as long as that holds."""

    # -- what is shown

    def show(self, *, row: int | None = None, anew: bool = False) -> None:
        """Show the rows as they are now, with the cursor on `row`; `anew` also measures the columns again."""
        if anew:
            self._measured = False
            self.column = min(self.column, max(len(self.rows.columns) - 1, 0))
            self._first = min(self._first, self.column)
        total = self.rows.total
        self.virtual_size = Size(self.size.width, total + HEAD)
        self.row = max(0, min(self.row if row is None else row, total - 1))
        self._into_view()
        self._tell_wanted()
        self.refresh()

    def came(self, first: int, count: int) -> None:
        """Draw again where any of these rows, that were wanted and are here now, is on show."""
        if first < self.top + self.page and self.top < first + count:
            self._measure()
            self.refresh()

    @property
    def page(self) -> int:
        """How many rows are on show at once."""
        return max(self.scrollable_content_region.height - HEAD, 1)

    @property
    def top(self) -> int:
        """The first row on show."""
        return self.scroll_offset.y

    def cell_region(self) -> Region:
        """Return where the cell under the cursor is painted, on the screen."""
        laid = next((one for one in self._laid if one.index == self.column), ShownColumn(self.column, MARGIN, 12))
        region = self.scrollable_content_region
        return Region(region.x + laid.x, region.y + HEAD + self.row - self.top, laid.width, 1)

    def on_resize(self, event: Resize) -> None:  # noqa: ARG002 - Textual looks for the parameter
        """Take the room there is."""
        self.show()

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Draw the rows that came into view, and ask for them."""
        if round(old_value) == round(new_value):
            return
        bar = self.vertical_scrollbar if self.show_vertical_scrollbar else None
        # A page of a million rows does not move the bar by anything that is seen: it is not drawn again.
        if bar is not None and self._bar_at(bar.position) != self._bar_at(new_value):
            bar.position = new_value
        self.refresh(self.size.region)
        self._tell_wanted()

    def _bar_at(self, position: float) -> int:
        """Return where the scroll bar stands, in eighths of a line."""
        return int(position * self.size.height * 8 / max(self.virtual_size.height, 1))

    def notify_style_update(self) -> None:
        """Take the theme's colours."""
        super().notify_style_update()
        self._styles_of.clear()
        self._drawn.clear()

    def _tell_wanted(self) -> None:
        if self.rows.total:
            self.rows.want(self.top, min(self.page, self.rows.total - self.top))
        self._measure()

    def _measure(self) -> None:
        columns = self.rows.columns
        on_show = [self.rows.cells(row) for row in range(self.top, min(self.top + self.page, self.rows.total))]
        here = [cells for cells in on_show if cells is not None]
        if not self._measured or len(self._widths) != len(columns):
            self._widths = [wanted_width(column, [cells[n] for cells in here]) for n, column in enumerate(columns)]
            self._measured = bool(here)
            self._lay()
            return
        grown = [
            max(width, wanted_width(column, [cells[n] for cells in here])) if column.right else width
            for n, (column, width) in enumerate(zip(columns, self._widths, strict=True))
        ]
        if grown != self._widths or self._laid_for != self.scrollable_content_region.width:
            self._widths = grown
            self._lay()

    def _lay(self) -> None:
        self._laid_for = self.scrollable_content_region.width
        self._laid = lay(self.rows.columns, self._widths, self._laid_for, self._first)

    # -- the cursor

    def go(self, row: int, column: int | None = None) -> None:
        """Put the cursor on a cell."""
        old = (self.row, self.column)
        self.row = max(0, min(row, self.rows.total - 1))
        if column is not None:
            self.column = max(0, min(column, len(self.rows.columns) - 1))
        if (self.row, self.column) == old:
            return
        before = (self.top, self._first)
        self._into_view()
        if (self.top, self._first) == before:
            for line in (old[0], self.row):
                self.refresh(Region(0, HEAD + line - self.top, self.size.width, 1))
        else:
            self.refresh()
        self.moved()

    def _into_view(self) -> None:
        if self.column < self._first:
            self._first = self.column
            self._lay()
        while self._laid and self.column > self._laid[-1].index:
            self._first += 1
            self._lay()
        if self.row < self.top:
            self.scroll_to(y=self.row, animate=False)
        elif self.row >= self.top + self.page:
            self.scroll_to(y=self.row - self.page + 1, animate=False)

    def action_move(self, rows: int, columns: int = 0) -> None:
        """Go a row or a column on."""
        self.go(self.row + rows, self.column + columns)

    def action_page(self, pages: int) -> None:
        """Go a page on; the cursor keeps its line on the screen."""
        step = self.page * pages
        self.scroll_to(y=self.top + step, animate=False)
        self.go(self.row + step)

    def action_end(self, way: int) -> None:
        """Go to the first row (-1) or to the last."""
        self.go(0 if way < 0 else self.rows.total - 1)

    def action_side(self, way: int) -> None:
        """Go to the first column (-1) or to the last."""
        self.go(self.row, 0 if way < 0 else len(self.rows.columns) - 1)

    def action_open(self) -> None:
        """Open the row under the cursor."""
        if self.rows.total:
            self.post_message(self.Opened())

    def on_click(self, event: Click) -> None:
        """Put the cursor where the click was; a second click opens."""
        offset = event.get_content_offset(self)
        if offset is None:
            return
        under = [one for one in self._laid if one.x - MARGIN < offset.x]
        if not under:
            return
        if offset.y < HEAD:
            self.post_message(self.HeadClicked(under[-1].index))
        elif self.top + offset.y - HEAD < self.rows.total:
            self.go(self.top + offset.y - HEAD, under[-1].index)
            if event.chain > 1:
                self.action_open()

    # -- drawing

    def refresh(self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False) -> Self:
        """Paint these parts again, or all."""
        if regions:
            for y in {y for region in regions for y in region.line_range}:
                self._drawn.pop(y, None)
        else:
            self._drawn.clear()
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)

    def render_lines(self, crop: Region) -> list[Strip]:
        """Return the lines of a part of the widget. Each is whole as `render_line` makes it, with its colours and
        without a frame: what Textual would look up for each of them anew is a fifth of a page."""
        width = self.scrollable_content_region.width
        background = self.background_colors[1]
        strips = [self._line(y, width) for y in crop.line_range]
        for line_filter in self.get_line_filters():
            strips = [strip.apply_filter(line_filter, background) for strip in strips]
        if crop.column_span != (0, width):
            strips = [strip.crop(*crop.column_span) for strip in strips]
        return strips

    def _line(self, y: int, width: int) -> Strip:
        found = self._drawn.get(y)
        if found is None or found.cell_length != width:
            found = self._drawn[y] = self.render_line(y)
        return found

    def render_line(self, y: int) -> Strip:
        """Return one line of the screen."""
        width = self.scrollable_content_region.width
        if self._laid_for != width:
            # The scroll bar came or went since.
            self._measure()
        if y < HEAD:
            return self._head(width)
        row = self.top + y - HEAD
        if row >= self.rows.total:
            told = f"   {self.empty}" if y == HEAD + 1 and not self.rows.total else ""
            return Strip([Segment(fit_drawn(told, width), self._style("quiet") if told else self._style(""))], width)
        return self._row(row, width)

    def _head(self, width: int) -> Strip:
        style = self._style("head")
        columns = self.rows.columns
        left = " ‹ " if self._first else "   "
        parts, x = [left], MARGIN
        for laid in self._laid:
            parts.append(
                " " * (laid.x - x) + fit(columns[laid.index].title, laid.width, right=columns[laid.index].right)
            )
            x = laid.x + laid.width
        text = fit_drawn("".join(parts), width)
        if self._laid and self._laid[-1].index < len(columns) - 1:
            text = text[: width - len(MORE)] + MORE
        return Strip([Segment(text, style)], width)

    def _row(self, row: int, width: int) -> Strip:
        under = row == self.row
        style = self._style("row") if under else self._style("")
        cells = self.rows.cells(row)
        if cells is None:
            return Strip([Segment(fit_drawn("   …", width), style + self._style("quiet"))], width)
        mark = self.rows.mark(row)
        parts: list[tuple[str, Style]] = [(f" {mark or ' '} ", style + self._style("mark") if mark else style)]
        x = MARGIN
        columns = self.rows.columns
        for laid in self._laid:
            if laid.x > x:
                parts.append((" " * (laid.x - x), style))
            text = fit(cells[laid.index], laid.width, right=columns[laid.index].right)
            # On the cursor's row the tints would not stand out enough to be read.
            tint = "" if under else self.rows.tint(row, laid.index)
            its = self._style("") + self._style(tint) if tint else style
            if under and laid.index == self.column:
                its = self._style("cursor")
            parts.append((text, its))
            x = laid.x + laid.width
        if x < width:
            parts.append((" " * (width - x), style))
        strip = Strip(_merged(parts), max(x, width))
        return strip.crop(0, width) if x > width else strip

    def _style(self, name: str) -> Style:
        found = self._styles_of.get(name)
        if found is None:
            if not name:
                found = self.rich_style
            else:
                found = self.get_component_rich_style(
                    f"line-table--{name}", partial=name in ("quiet", "warning", "mark")
                )
            self._styles_of[name] = found
        return found


def fit_drawn(text: str, width: int) -> str:
    """Return a text of our own in exactly `width` cells."""
    return text[:width].ljust(width)


def _merged(parts: Sequence[tuple[str, Style]]) -> list[Segment]:
    """Return neighbours of one style as one segment: Textual's work for a line grows with its segments."""
    found: list[Segment] = []
    for style, run in groupby(parts, key=lambda part: part[1]):
        found.append(Segment("".join(text for text, _ in run), style))
    return found
