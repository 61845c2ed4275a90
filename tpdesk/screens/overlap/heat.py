"""A heat map: rows by columns, each cell a number on a shade, one cell under the cursor.

The shades of a heat map: made from the theme's own colours, so that the number on each of them
can be read in every theme.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.binding import Binding, BindingType
from textual.color import Color
from textual.events import Click, MouseScrollDown, MouseScrollUp
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from tpdesk.text import shown

STEPS: Final = (0.0, 0.05, 0.2, 0.4, 0.7)
"""From which value on each shade stands; the first is bare ground."""

READABLE: Final = 7.0
"""The least contrast of a number with its shade, where the theme's own colours reach it."""


def tints(ground: Color, ink: Color, strong: Color) -> tuple[Style, ...]:
    """Return a style for each step, from bare ground to `strong`, each with a number on it of at least
    READABLE to 1 where that can be."""
    found = [Style(color=ink.rich_color, bgcolor=ground.rich_color)]
    for part in (0.14, 0.3, 0.5):
        shade = _readable(ground, ink, strong, part)
        found.append(Style(color=ink.rich_color, bgcolor=shade.rich_color))
    on_strong = max((ground, ink), key=lambda colour: contrast(colour, strong))
    if contrast(on_strong, strong) >= READABLE:
        found.append(Style(color=on_strong.rich_color, bgcolor=strong.rich_color, bold=True))
    else:
        found.append(Style(color=ink.rich_color, bgcolor=_readable(ground, ink, strong, 1.0).rich_color, bold=True))
    return tuple(found)


def step_of(value: float) -> int:
    """Return the step of a value from 0 to 1."""
    return max(n for n, least in enumerate(STEPS) if value >= least) if value > 0 else 0


def _readable(ground: Color, ink: Color, strong: Color, part: float) -> Color:
    # The nearest shade on the way to the strong colour on which the ink can still be read.
    while part > 0.02 and contrast(ink, ground.blend(strong, part)) < READABLE:
        part -= 0.02
    return ground.blend(strong, max(part, 0.0))


def contrast(one: Color, other: Color) -> float:
    """Return the contrast ratio of two colours, 1 to 21. Source: WCAG 2.2, relative luminance."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: Color) -> float:
    parts = [
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        for value in (channel / 255 for channel in colour.rgb)
    ]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


WIDEST_LABEL: Final = 46
"""Columns that the rows' names take at most."""

_HIGH: Final = 18
"""Lines from which there is room for names that are written downwards."""

_WIDE: Final = 6
"""Cells of a column that hold a word of a name."""

_WORDS: Final = 3
"""Words of a name that stand under each other."""

_DOWNWARDS: Final = 9
"""Letters of a name that is written downwards."""


@dataclass(frozen=True, slots=True)
class HeatCell:
    """One cell."""

    text: str
    """At most three signs: a whole per cent, or a sign that the legend explains."""

    value: float
    """0 to 1: how dark its shade is; 0 is bare."""


NOTHING: Final = HeatCell("·", 0)
"""No money there."""


class HeatMap(Widget, can_focus=True):
    """Shows rows by numbered columns. Arrows go from cell to cell; what does not fit is scrolled to."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1, 0)", show=False),
        Binding("down", "move(1, 0)", show=False),
        Binding("left", "move(0, -1)", show=False),
        Binding("right", "move(0, 1)", show=False),
        Binding("pageup", "page(-1)", show=False),
        Binding("pagedown", "page(1)", show=False),
        Binding("home", "edge(-1)", show=False),
        Binding("end", "edge(1)", show=False),
        Binding("ctrl+home", "top(-1)", show=False),
        Binding("ctrl+end", "top(1)", show=False),
    ]
    COMPONENT_CLASSES: ClassVar[set[str]] = {"heat--strong", "heat--head", "heat--row", "heat--cursor"}

    row: reactive[int] = reactive(0)
    column: reactive[int] = reactive(0)

    @dataclass
    class Moved(Message):
        """Another cell is under the cursor."""

        heat: HeatMap
        row: int
        column: int

        @property
        def control(self) -> HeatMap:
            """The map."""
            return self.heat

    @dataclass
    class Opened(Message):
        """The cell under the cursor was clicked a second time."""

        heat: HeatMap

        @property
        def control(self) -> HeatMap:
            """The map."""
            return self.heat

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self.names: tuple[str, ...] = ()
        self.columns: tuple[str, ...] = ()
        self.heads: tuple[str, ...] = ()
        """What stands above the columns' numbers, a name each; none where the numbers say enough."""
        self._cell: Callable[[int, int], HeatCell] = lambda _row, _column: NOTHING
        self._top = self._left = 0
        self._tints: tuple[Style, ...] = ()

    def fill(
        self,
        names: Sequence[str],
        columns: Sequence[str],
        cell: Callable[[int, int], HeatCell],
        heads: Sequence[str] = (),
    ) -> None:
        """Show other rows and columns; `cell` is asked for what is painted alone.
        The cursor stays where it is, as far as there is such a cell."""
        self.names, self.columns, self._cell, self.heads = tuple(names), tuple(columns), cell, tuple(heads)
        self.row = min(self.row, max(len(self.names) - 1, 0))
        self.column = min(self.column, max(len(self.columns) - 1, 0))
        self._keep_in_sight()
        self.refresh()

    def go(self, row: int, column: int) -> None:
        """Put the cursor on a cell."""
        self.row = max(0, min(row, len(self.names) - 1))
        self.column = max(0, min(column, len(self.columns) - 1))

    # -- looks

    def notify_style_update(self) -> None:
        """Make the shades anew from the theme's colours."""
        super().notify_style_update()
        self._tints = ()
        self.refresh()

    @property
    def _shades(self) -> tuple[Style, ...]:
        if not self._tints:
            ground = self.background_colors[1]
            ink = Color.parse(self.app.theme_variables.get("foreground", "#ffffff"))
            strong = self.get_component_styles("heat--strong").color
            self._tints = tints(ground, ink, strong)
        return self._tints

    @property
    def _label(self) -> int:
        room = self.size.width - 4 * min(len(self.columns), 15)
        longest = max((cell_len(name) for name in self.names), default=0) + 1
        return max(12, min(longest, room, WIDEST_LABEL))

    @property
    def _cell_width(self) -> int:
        # A gap of one before each number; where there is room, cells are wider, which shows their shades better.
        room = (self.size.width - self._label) // max(len(self.columns), 1)
        return max(4, min(room, 8))

    @property
    def _shown_columns(self) -> int:
        return max(1, (self.size.width - self._label) // self._cell_width)

    @property
    def _shown_rows(self) -> int:
        return max(1, self.size.height - self._head_lines)

    @property
    def _head_lines(self) -> int:
        """Lines above the rows: the columns' names, and their numbers."""
        return 1 + max((len(lines) for lines in self._named), default=0)

    @property
    def _named(self) -> list[list[str]]:
        return head_lines(self.heads, self._cell_width - 1, self.size.height)

    def render_line(self, y: int) -> Strip:
        """Return one line: the columns' names and numbers, then a row each."""
        head = self.get_component_rich_style("heat--head")
        named = self._named
        above = max((len(lines) for lines in named), default=0)
        if y < above:
            # Names stand on their numbers: short ones begin further down.
            return self._names([([""] * (above - len(lines)) + lines)[y] for lines in named])
        if y == above:
            return self._head(head)
        row = self._top + y - above - 1
        if row >= len(self.names):
            return Strip.blank(self.size.width, self.rich_style)
        chosen = row == self.row
        label = self.get_component_rich_style("heat--row") if not chosen else head
        mark = "▸" if chosen else " "
        parts = [Segment(_fit(f"{mark}{shown(self.names[row])}", self._label), label)]
        for column in range(self._left, min(self._left + self._shown_columns, len(self.columns))):
            parts.append(self._painted(row, column))
        return Strip(parts).adjust_cell_length(self.size.width, self.rich_style)

    def _names(self, texts: Sequence[str]) -> Strip:
        """Return a line of the columns' names: that of the cursor as strong as the row's."""
        parts = [Segment(" " * self._label, self.get_component_rich_style("heat--row"))]
        for column in range(self._left, min(self._left + self._shown_columns, len(self.columns))):
            style = self.get_component_rich_style("heat--head" if column == self.column else "heat--row")
            text = " " * (self._cell_width - cell_len(texts[column])) + texts[column]
            parts.append(Segment(text, style))
        return Strip(parts).adjust_cell_length(self.size.width, self.rich_style)

    def _head(self, style: Style) -> Strip:
        parts = [Segment(" " * self._label, style)]
        for column in range(self._left, min(self._left + self._shown_columns, len(self.columns))):
            name = self.columns[column]
            mark = f"▸{name}" if column == self.column else name
            parts.append(Segment(mark.rjust(self._cell_width), style))
        more = len(self.columns) - self._left - self._shown_columns
        if more > 0:
            parts.append(Segment(f" +{more}▸", style))
        return Strip(parts).adjust_cell_length(self.size.width, self.rich_style)

    def _painted(self, row: int, column: int) -> Segment:
        cell = self._cell(row, column)
        style = self._shades[step_of(cell.value)]
        text = cell.text.rjust(self._cell_width)
        if (row, column) == (self.row, self.column):
            # A sign, not colour alone, says where the cursor is.
            text = f"▸{cell.text}".rjust(self._cell_width)[-self._cell_width :]
            if self.has_focus:
                style = style + self.get_component_rich_style("heat--cursor")
        return Segment(text, style)

    # -- the cursor

    def watch_row(self) -> None:
        """Follow the cursor."""
        self._moved()

    def watch_column(self) -> None:
        """Follow the cursor."""
        self._moved()

    def _moved(self) -> None:
        if not self.names:
            return
        self._keep_in_sight()
        self.refresh()
        self.post_message(self.Moved(self, self.row, self.column))

    def on_resize(self) -> None:
        """Keep the cursor in sight."""
        self._keep_in_sight()

    def _keep_in_sight(self) -> None:
        self._top = max(
            min(self._top, self.row, max(len(self.names) - self._shown_rows, 0)), self.row - self._shown_rows + 1
        )
        last = max(len(self.columns) - self._shown_columns, 0)
        self._left = max(min(self._left, self.column, last), self.column - self._shown_columns + 1)

    def action_move(self, rows: int, columns: int) -> None:
        """Go to the next cell."""
        self.go(self.row + rows, self.column + columns)

    def action_page(self, pages: int) -> None:
        """Go up or down by what is shown."""
        self.go(self.row + pages * self._shown_rows, self.column)

    def action_edge(self, side: int) -> None:
        """Go to the first or last column."""
        self.go(self.row, 0 if side < 0 else len(self.columns) - 1)

    def action_top(self, side: int) -> None:
        """Go to the first (-1) or last row."""
        self.go(0 if side < 0 else len(self.names) - 1, self.column)

    def on_click(self, event: Click) -> None:
        """Go to the cell that was clicked; a click on the one under the cursor opens it."""
        above = self._head_lines
        row, column = self._top + event.y - above, self._left + (event.x - self._label) // self._cell_width
        if event.y < above or row >= len(self.names):
            return
        if event.x < self._label:
            column = self.column
        if (row, column) == (self.row, self.column):
            self.post_message(self.Opened(self))
        else:
            self.go(row, column)

    def on_mouse_scroll_down(self, event: MouseScrollDown) -> None:
        """Go down."""
        event.stop()
        self.action_move(1, 0)

    def on_mouse_scroll_up(self, event: MouseScrollUp) -> None:
        """Go up."""
        event.stop()
        self.action_move(-1, 0)


def head_lines(names: Sequence[str], width: int, height: int) -> list[list[str]]:
    """Return the columns' names as lines above their numbers:
    words under each other where columns are wide, else downwards; in a low map their first letters."""
    names = [shown(name) for name in names]
    if height < _HIGH:
        return [[text] for text in _told_apart(names, width)]
    if width >= _WIDE:
        return [[_cut(word, width) for word in name.split()[:_WORDS]] for name in names]
    most = min(_DOWNWARDS, height // 3)
    return [list(name[:most].rstrip()) for name in names]


def _told_apart(names: Sequence[str], width: int) -> list[str]:
    """Return the names' beginnings; of those that begin alike, their initials: `Lan`, `LP` and `LFR`."""
    begun = [_cut(name, width) for name in names]

    def text(name: str, start: str) -> str:
        words = [word for word in name.split() if word.casefold() not in _LITTLE]
        initials = _cut("".join(word[0] for word in words), width)
        return initials if begun.count(start) > 1 and len(words) > 1 else start

    return [text(name, start) for name, start in zip(names, begun, strict=True)]


_LITTLE: Final = frozenset({"and", "of", "with", "the", "&", "for", "in"})
"""Words that initials leave out."""


def _cut(text: str, width: int) -> str:
    """Return as much of a text as has room: some signs take two cells."""
    return text if cell_len(text) <= width else set_cell_size(text, width).rstrip()


def _fit(text: str, width: int) -> str:
    if cell_len(text) <= width - 1:
        return set_cell_size(text, width)
    return set_cell_size(text, width - 2) + "… "
