"""A table of amounts, each with its bar, share and, where asked, the number of bodies in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from rich.console import Console, ConsoleOptions, RenderResult
from rich.measure import Measurement
from rich.segment import Segment
from rich.style import Style
from textual.content import Content
from textual.geometry import Size
from textual.reactive import reactive
from textual.widget import Widget

from tpdesk.screens.display import content, joined
from tpdesk.units import percent, ratio, short_pounds

_GAP: Final = 2
"""Cells between two columns."""


@dataclass(frozen=True, slots=True)
class BarRow:
    """One row of the table."""

    name: str
    """Who or what, in the desk's words."""

    code: str
    """A category's code, before the name in a quiet colour, or empty."""

    note: str
    """A remark after the name in a quiet colour, or empty."""

    amount_pence: int | None
    """The row's money, None where it is not known; a bar is as long as its part of the largest amount, and none below zero."""

    share: float | None
    """Of the whole table, shown and hidden rows."""

    bodies: int | None
    """How many bodies are in it; None where that is not asked."""

    pinned: bool = False
    """Always shown, last: unmapped money."""

    rest: bool = False
    """Several rows in one: it has no bar, since it is nobody's."""


class Bars(Widget):
    """Shows the largest rows, and the others as one row, so that what is shown adds up to the whole."""

    rows: reactive[tuple[BarRow, ...]] = reactive((), layout=True)
    """All rows, the largest first."""

    most: reactive[int | None] = reactive(None, layout=True)
    """How many rows are shown before the rest is summed up; None for all."""

    def __init__(self, heading: str, *, bodies: bool = False, noun: str, id: str) -> None:
        super().__init__(id=id)
        self.heading = heading
        self.bodies = bodies
        self.noun = noun
        """What the rest is made of: `more bodies`."""

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002
        """Return the lines of the table at a width, without making it for its height alone."""
        return len(self._lines(width))

    def render(self) -> Content:
        """Return the table, as wide as the widget."""
        return Content("\n").join(self._lines(self.size.width))

    def _lines(self, width: int) -> list[Content]:
        shown = shown_rows(self.rows, self.most, self.noun)
        columns = [
            _column("amount", ["not known" if row.amount_pence is None else short_pounds(row.amount_pence) for row in shown]),
            _column("share", [percent(row.share) for row in shown], "$quiet"),
        ]  # fmt: skip
        if self.bodies:
            found = ["" if row.bodies is None else str(row.bodies) for row in shown]
            columns.append(_column("bodies", found, "bold $accent"))
        bar = max(6, min(24, (width - 30) // 4))
        room = max(width - bar - _GAP * (len(columns) + 1) - sum(column[0].cell_length for column in columns), 8)
        largest = max((row.amount_pence or 0 for row in self.rows), default=0)
        bars = [Content(" " * bar), *(_bar_of(row, largest, bar) for row in shown)]
        lines: list[Content] = []
        for name, *cells in zip(
            [content(self.heading, "bold $foreground"), *map(_name, shown)], bars, *columns, strict=True
        ):
            first, *more = name.wrap(room) if name.cell_length > room else [name]
            lines += [Content(" " * _GAP).join([first.pad_right(room - first.cell_length), *cells]), *more]
        return lines


def _column(heading: str, texts: list[str], style: str = "") -> list[Content]:
    """Return the heading and the texts as a column that ends at one edge."""
    cells = [content(heading, style or "$quiet"), *(content(text, style) for text in texts)]
    widest = max(one.cell_length for one in cells)
    return [one.pad_left(widest - one.cell_length) for one in cells]


def _name(row: BarRow) -> Content:
    parts = [content(row.code, "$quiet"), content(row.name, "$quiet" if row.rest else ""), content(row.note, "$quiet")]
    name = joined(parts)
    return name.stylize("$warning") if row.pinned else name


def _bar_of(row: BarRow, largest: int, width: int) -> Content:
    if row.rest:
        return Content(" " * width)
    bar, track = drawn(max(0.0, ratio(row.amount_pence or 0, largest) or 0.0), width)
    return Content.assemble((bar, "$primary"), (track, "$track"))


def shown_rows(rows: Sequence[BarRow], most: int | None, noun: str) -> list[BarRow]:
    """Return the rows to show: the first `most`, the others summed up as `and N more bodies`, pinned ones last. Nothing is left out of the sum."""
    plain, pinned = [row for row in rows if not row.pinned], [row for row in rows if row.pinned]
    # A rest of one takes the line that the row itself would take.
    if most is None or len(plain) <= most + 1:
        return [*plain, *pinned]
    rest = plain[most:]
    share = (
        sum(row.share for row in rest if row.share is not None) if any(row.share is not None for row in rest) else None
    )
    return [
        *plain[:most],
        BarRow(
            f"and {len(rest)} more {noun}", "", "", sum(row.amount_pence or 0 for row in rest), share, None, rest=True
        ),
        *pinned,
    ]


def drawn(part: float, width: int) -> tuple[str, str]:
    """Return a bar as long as `part` (0 to 1) of `width` cells, and the track behind it."""
    halves = round(part * width * 2)
    # Money that is there is seen, however little it is.
    halves = max(halves, 1) if part > 0 else 0
    full, half = divmod(halves, 2)
    return "━" * full + "╸" * half, "─" * (width - full - half)


class Bar:
    """For a cell of Rich's: a bar as long as `part` (0 to 1) of the room it is given."""

    def __init__(self, part: float, style: Style, track: Style) -> None:
        self.part = part
        self.style = style
        self.track = track

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        bar, track = drawn(self.part, options.max_width)
        yield Segment(bar, self.style)
        yield Segment(track, self.track)

    def __rich_measure__(self, console: Console, options: ConsoleOptions) -> Measurement:
        return Measurement(4, options.max_width)
