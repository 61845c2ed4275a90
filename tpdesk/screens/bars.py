"""A table of amounts, each with its bar, share and, where asked, the number of bodies in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.console import Console, ConsoleOptions, RenderResult
from rich.measure import Measurement
from rich.segment import Segment
from rich.style import Style
from rich.table import Table
from rich.text import Text
from textual.reactive import reactive
from textual.widget import Widget

from tpdesk.screens.display import cell
from tpdesk.units import percent, ratio, short_pounds


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

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "bars--head",
        "bars--quiet",
        "bars--bar",
        "bars--track",
        "bars--bodies",
        "bars--pinned",
    }

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

    def render(self) -> Table:
        """Return the table in the theme's colours, as wide as the widget."""
        quiet, head = self.get_component_rich_style("bars--quiet"), self.get_component_rich_style("bars--head")
        table = Table(box=None, expand=True, padding=(0, 2, 0, 0), pad_edge=False, header_style=head)
        table.add_column(cell(self.heading, head), ratio=1, overflow="fold")
        table.add_column(Text(""), width=max(6, min(24, (self.size.width - 30) // 4)), no_wrap=True)
        table.add_column(cell("amount", quiet), justify="right", no_wrap=True)
        table.add_column(cell("share", quiet), justify="right", no_wrap=True)
        if self.bodies:
            table.add_column(
                cell("bodies", self.get_component_rich_style("bars--bodies")), justify="right", no_wrap=True
            )
        largest = max((row.amount_pence or 0 for row in self.rows), default=0)
        for row in shown_rows(self.rows, self.most, self.noun):
            table.add_row(*self._cells(row, largest, quiet))
        return table

    def _cells(self, row: BarRow, largest: int, quiet: Style) -> list[Text | Bar]:
        name = Text(" ").join(
            part for part in (cell(row.code, quiet), cell(row.name), cell(row.note, quiet)) if part.plain
        )
        if row.pinned:
            name.stylize(self.get_component_rich_style("bars--pinned"))
        part = max(0.0, ratio(row.amount_pence or 0, largest) or 0.0)
        if row.rest:
            name.stylize(quiet)
        bar: Bar | Text = (
            Text("")
            if row.rest
            else Bar(part, self.get_component_rich_style("bars--bar"), self.get_component_rich_style("bars--track"))
        )
        cells: list[Text | Bar] = [
            name,
            bar,
            cell("not known" if row.amount_pence is None else short_pounds(row.amount_pence)),
            cell(percent(row.share), quiet),
        ]
        if self.bodies:
            cells.append(cell("" if row.bodies is None else row.bodies, self.get_component_rich_style("bars--bodies")))
        return cells


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


class Bar:
    """A bar as long as `part` (0 to 1) of the room it is given."""

    def __init__(self, part: float, style: Style, track: Style) -> None:
        self.part = part
        self.style = style
        self.track = track

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        halves = round(self.part * options.max_width * 2)
        # Money that is there is seen, however little it is.
        halves = max(halves, 1) if self.part > 0 else 0
        full, half = divmod(halves, 2)
        yield Segment("━" * full + "╸" * half, self.style)
        yield Segment("─" * (options.max_width - full - half), self.track)

    def __rich_measure__(self, console: Console, options: ConsoleOptions) -> Measurement:
        return Measurement(4, options.max_width)
