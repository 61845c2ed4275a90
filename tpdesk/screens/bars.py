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

_LONGEST: Final = 48
"""Cells that a bar takes at most."""

_LARGE: Final = 0.1
"""From this share of the whole on, pinned money stands first and not last."""

_FAR: Final = 8
"""Rows of less than one part in so many of the largest have bars of their own scale:
on the common one they would all look alike."""

_SCALES: Final = tuple(step * 10**power for power in range(15) for step in (1, 2, 5))[1:]
"""How many times as long the bars of the smaller rows can be."""


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
    """The row's money, None where it is not known; a bar is as long as its part of the largest
    amount, and none below zero."""

    share: float | None
    """Of the whole table, shown and hidden rows."""

    bodies: int | None
    """How many bodies are in it; None where that is not asked."""

    pinned: bool = False
    """Always shown: unmapped money. Last, or first where it is a large part of the whole."""

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
            _column(
                "amount", ["not known" if row.amount_pence is None else short_pounds(row.amount_pence) for row in shown]
            ),
            _column("share", [_share(row) for row in shown], "$quiet"),
        ]
        if self.bodies:
            found = ["" if row.bodies is None else str(row.bodies) for row in shown]
            columns.append(_column("orgs", found, "bold $accent"))
        names = [content(self.heading, "bold $foreground"), *map(_name, shown)]
        others = _GAP * (len(columns) + 1) + sum(column[0].cell_length for column in columns)
        # A bar takes what the names leave: the longer it is, the better rows can be told apart.
        least = max(6, min(24, (width - 30) // 4))
        bar = max(least, min(_LONGEST, width - others - max(name.cell_length for name in names)))
        room = max(width - bar - others, 8)
        scale = scale_of(shown)
        bars = [Content(" " * bar), *(_bar_of(row, scale.largest_of(n), bar) for n, row in enumerate(shown))]
        lines: list[Content] = []
        for n, (name, *cells) in enumerate(zip(names, bars, *columns, strict=True)):
            if scale.times > 1 and n == scale.first + 1:
                words = f"Smaller amounts: bars {scale.times:,} times as long"
                lines.append(content(words, "$quiet").pad_left(max(room + _GAP + bar - len(words), 0)))
            first, *more = name.wrap(room) if name.cell_length > room else [name]
            lines += [Content(" " * _GAP).join([first.pad_right(room - first.cell_length), *cells]), *more]
        return lines


def _column(heading: str, texts: list[str], style: str = "") -> list[Content]:
    """Return the heading and the texts as a column that ends at one edge."""
    cells = [content(heading, style or "$quiet"), *(content(text, style) for text in texts)]
    widest = max(one.cell_length for one in cells)
    return [one.pad_left(widest - one.cell_length) for one in cells]


def _share(row: BarRow) -> str:
    """Return a row's share; money that is there is never shown as none of it."""
    text = percent(row.share)
    return "<0.1%" if text in ("0.0%", "-0.0%") and row.amount_pence else text


def _name(row: BarRow) -> Content:
    parts = [content(row.code, "$quiet"), content(row.name, "$quiet" if row.rest else ""), content(row.note, "$quiet")]
    name = joined(parts)
    return name.stylize("$warning") if row.pinned else name


def _bar_of(row: BarRow, largest: int, width: int) -> Content:
    if row.rest:
        return Content(" " * width)
    bar, track = drawn(max(0.0, ratio(row.amount_pence or 0, largest) or 0.0), width)
    return Content.assemble((bar, "$primary"), (track, "$track"))


@dataclass(frozen=True, slots=True)
class Scale:
    """What the bars of a table are drawn against."""

    largest: int
    """The amount of a bar of full length."""

    first: int
    """The place of the first row of the smaller ones."""

    times: int
    """How many times as long their bars are; 1 where all rows have one scale."""

    def largest_of(self, row: int) -> int:
        """Return the amount that a bar of full length stands for in that row."""
        return self.largest // self.times if row >= self.first else self.largest


def scale_of(shown: Sequence[BarRow]) -> Scale:
    """Return the scale of the rows shown, with one of its own for those that are so much smaller that
    their bars would look alike."""
    amounts = [0 if row.rest else max(row.amount_pence or 0, 0) for row in shown]
    largest = max(amounts, default=0)
    in_order = [amount for amount, row in zip(amounts, shown, strict=True) if not (row.rest or row.pinned)]
    if in_order != sorted(in_order, reverse=True):
        # Rows in another order than by size are read one beside the other.
        return Scale(largest, len(shown), 1)
    first = next((n for n in range(len(amounts)) if all(one * _FAR < largest for one in amounts[n:])), len(amounts))
    smaller = max(amounts[first:], default=0)
    times = max((step for step in _SCALES if smaller and step * smaller <= largest), default=1)
    if times == 1 or sum(one > 0 for one in amounts[first:]) < 2:
        return Scale(largest, len(shown), 1)
    return Scale(largest, first, times)


def shown_rows(rows: Sequence[BarRow], most: int | None, noun: str) -> list[BarRow]:
    """Return the rows to show: the first `most`, the others summed up as `and N more bodies`, pinned ones last, or
    first where they are large. Nothing is left out of the sum."""
    plain, pinned = [row for row in rows if not row.pinned], [row for row in rows if row.pinned]
    if sum(row.share or 0 for row in pinned) >= _LARGE:
        return [*pinned, *_summed(plain, most, noun)]
    return [*_summed(plain, most, noun), *pinned]


def _summed(plain: Sequence[BarRow], most: int | None, noun: str) -> list[BarRow]:
    # A rest of one takes the line that the row itself would take.
    if most is None or len(plain) <= most + 1:
        return [*plain]
    rest = plain[most:]
    share = (
        sum(row.share for row in rest if row.share is not None) if any(row.share is not None for row in rest) else None
    )
    return [
        *plain[:most],
        BarRow(
            f"and {len(rest)} more {noun}", "", "", sum(row.amount_pence or 0 for row in rest), share, None, rest=True
        ),
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
