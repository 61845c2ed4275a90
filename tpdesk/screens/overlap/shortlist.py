"""The shortlist: what to look at next, ranked by weights that are seen and changed here, and whether the top
holds when one is moved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar

from rich.table import Table
from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.reactive import reactive
from textual.widget import Widget
from textual.widgets import DataTable, Static

from tpdesk.screens.bars import Bar
from tpdesk.screens.display import cell, content, joined
from tpdesk.screens.flex_table import BarOf, Col, Row, StackOf
from tpdesk.screens.overlap.words import MADE_UP, signed
from tpdesk.screens.registers.table import RegisterTable
from tpdesk.text import counted
from tpdesk.units import short_pounds

if TYPE_CHECKING:
    from tpdesk.calc.shortlist import Sensitivity, Shortlist, ShortlistRow

_HEADS = {"outside_lead": "outside"}
"""Part -> the heading of its column, where its name is too long."""


TALL = 30
"""Lines from which there is room for a line a part."""


class PartsOf(Widget):
    """The parts of one row's score as bars, each with its weight; one of them is under the cursor of + and -."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"parts--quiet", "parts--bar", "parts--track", "parts--chosen"}

    found: reactive[tuple[ShortlistRow, Mapping[str, int], str, Mapping[str, str]] | None] = reactive(None, layout=True)
    """The row, the weights, the chosen part, and what each part is."""

    def render(self) -> Table | Text:
        """Return a line a part."""
        if self.found is None:
            return Text("")
        row, weights, chosen, tells = self.found
        quiet, strong = (
            self.get_component_rich_style(name, partial=True) for name in ("parts--quiet", "parts--chosen")
        )
        if self.screen.size.height < TALL:
            marked = {name: "▸" if name == chosen else "" for name in weights}
            short = [
                Text(f"{mark}{_short(row, name)} x {weights[name]}", style=strong if mark else "")
                for name, mark in marked.items()
            ]
            return Text(" · ").join(short)
        bar, track = (self.get_component_rich_style(name, partial=True) for name in ("parts--bar", "parts--track"))
        table = Table.grid(padding=(0, 2, 0, 0), expand=True)
        table.add_column(no_wrap=True)
        table.add_column(width=max(8, min(24, self.size.width // 6)), no_wrap=True)
        table.add_column(justify="right", no_wrap=True)
        table.add_column(justify="right", no_wrap=True)
        if self.size.width >= 90:
            table.add_column(ratio=1, no_wrap=True, overflow="ellipsis")
        for name, weight in weights.items():
            part, here = row.parts.get(name), name == chosen
            cells = [
                Text(f"{'▸' if here else ' '} {part_words(name)}", style=strong if here else ""),
                Text("not known", style=quiet) if part is None else Bar(part, bar, track),
                cell("-" if part is None else f"{part:.2f}"),
                cell(f"weight {weight}", strong if here else quiet),
            ]
            table.add_row(*cells, *([cell(tells[name], quiet)] if self.size.width >= 90 else []))
        return table


def _short(row: ShortlistRow, name: str) -> str:
    part = row.parts.get(name)
    return f"{part_words(name)} {'?' if part is None else f'{part:.2f}'}"


class ShortlistPane(Vertical):
    """The ranking, the parts of the row under the cursor, and what the top does when a weight is moved."""

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self.found: Shortlist | None = None
        self.chosen = 0
        """The place of the weight under the cursor."""

    def compose(self) -> ComposeResult:
        """From the ranking down to what it depends on."""
        yield RegisterTable(id="shortlist-rows")
        yield Static(id="shortlist-title")
        yield PartsOf(id="shortlist-parts")
        yield Static(id="shortlist-holds")

    @property
    def rows(self) -> tuple[ShortlistRow, ...]:
        """Categories, then activities: each sort ranked by itself."""
        return (*self.found.rows, *self.found.activities) if self.found is not None else ()

    @property
    def row(self) -> ShortlistRow | None:
        """The row under the cursor."""
        key = self.query_one(RegisterTable).key
        return next((row for row in self.rows if key_of(row) == key), None)

    @property
    def part(self) -> str:
        """The part whose weight + and - change."""
        names = list(self.found.weights) if self.found is not None else []
        return names[self.chosen % len(names)] if names else ""

    def show(self, found: Shortlist) -> None:
        """Show a shortlist."""
        self.found = found
        table = self.query_one(RegisterTable)
        rows, weights = self.rows, found.weights
        table.show(lambda width: ranked(rows, weights, width), table.key)
        self.query_one("#shortlist-holds", Static).update(
            content(holding(found, short=self.screen.size.height < TALL), "$quiet")
        )
        self.show_row()

    def choose(self, step: int) -> None:
        """Go to the next weight, or the one before."""
        self.chosen = (self.chosen + step) % max(len(self.found.weights) if self.found is not None else 1, 1)
        self.show_row()

    @on(DataTable.RowHighlighted)
    def show_row(self) -> None:
        """Show the parts of the row under the cursor."""
        from tpdesk.calc.shortlist import TELLS

        row, found = self.row, self.found
        if row is None or found is None:
            return
        title = joined([content(named(row), "bold $accent"), content(row_words(row), "$quiet")], "  ")
        self.query_one("#shortlist-title", Static).update(title)
        self.query_one(PartsOf).found = (row, found.weights, self.part, TELLS)


def part_words(name: str) -> str:
    """Return a part's name as people read it."""
    return name.replace("_", " ")


def key_of(row: ShortlistRow) -> str:
    """Return what tells a row from the others: activities have no code."""
    return row.category or f"activity {row.title}"


def named(row: ShortlistRow) -> str:
    """Return a category or an activity as people read it."""
    code = "" if "/" in row.category else row.category
    return f"{code} {row.title}".strip() if row.category else f"Activity: {row.title}"


def row_words(row: ShortlistRow) -> str:
    """Return the money behind a row's score."""
    parts = [row.verdict_words or "no verdict"]
    parts.append(f"{short_pounds(row.amount_pence)} in all" if row.amount_pence is not None else "spend not known")
    if row.outside_lead_pence is not None:
        parts.append(f"at most {short_pounds(row.outside_lead_pence)} can coincide")
    parts.append(counted(row.barriers, "barrier"))
    return ", ".join(parts)


def ranked(rows: Sequence[ShortlistRow], weights: Mapping[str, int], width: int) -> tuple[list[Col], list[Row]]:
    """Return the ranking as columns and rows; the parts have bars where there is room."""
    wide = width >= 112
    cols = [
        Col("#", 3, True),
        Col("Look at next", 0),
        Col("Verdict", 14),
        *([Col("Score", 10)] if width >= 66 else []),
        Col("", 4, True),
    ]
    cols += [Col(_HEADS.get(name, name), 7) for name in weights] if wide else []
    found = []
    for row in rows:
        cells: list[Text | BarOf | StackOf] = [
            cell(row.rank),
            cell(named(row)),
            cell(f"{signed(row.verdict)}{MADE_UP if row.illustrative else ''}"),
        ]
        cells += [BarOf(row.score)] if width >= 66 else []
        cells.append(cell(f"{row.score:.2f}"))
        if wide:
            cells += [Text("?") if (part := row.parts.get(name)) is None else BarOf(part) for name in weights]
        found.append(Row(key_of(row), tuple(cells)))
    return cols, found


def holding(found: Shortlist, *, short: bool) -> str:
    """Return whether the top stays the same when a weight is moved, in words;
    with `short` without saying how it changes."""
    moved = [one for one in found.sensitivity if not one.holds]
    if not found.rows:
        return ""
    loose = [one.title for one in found.without if not one.keeps_order]
    order = (
        f" Without {loose[0]} the others change places{f', and without {len(loose) - 1} more' if loose[1:] else ''}."
        if loose
        else " Whichever of them is left out, the others keep their order."
    )
    if not moved:
        return f"The first five stay the first five whichever weight is moved by a quarter.{'' if short else order}"
    ways = f"The first five change in {len(moved)} of {len(found.sensitivity)} ways of moving a weight by a quarter"
    return f"{ways}." if short else f"{ways}: {'; '.join(_moved(one, found) for one in moved[:2])}.{order}"


def _moved(one: Sensitivity, found: Shortlist) -> str:
    up = one.weight > found.weights[one.part]
    return (
        f"with {'more' if up else 'less'} weight on {part_words(one.part)}, "
        f"{', '.join(one.enters) or 'nothing'} comes in for {', '.join(one.leaves) or 'nothing'}"
    )
