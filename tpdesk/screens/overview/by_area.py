"""A place's money by its areas, nested under each other: placed directly, spread by a driver, not placed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar, Final

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import DataTable, Static

from tpdesk import services
from tpdesk.screens.commands.overview import AREAS
from tpdesk.screens.dialogs.awaited import asks
from tpdesk.screens.dialogs.base import Dialog
from tpdesk.screens.dialogs.choose import Choice, Choose
from tpdesk.screens.display import cell, content
from tpdesk.screens.key_line import bindings
from tpdesk.text import counted
from tpdesk.units import pounds, short_pounds

if TYPE_CHECKING:
    from tpdesk.calc.by_area import ByArea
    from tpdesk.models.place import Place

_COLUMNS: Final = ("Placed\ndirectly", "\nSpread", "\nIn all", "\nPeople", "\nPer head")
_AMOUNT: Final = 11
_INSIDE: Final = "└ "
"""Before the name of an area that lies in another."""

_KEYS: Final = "k kind of areas · s spread by a driver · Esc closes"
NOTHING: Final = "nothing"
"""The choice by which nothing is spread."""


class AreasPanel(Dialog[None]):
    """The money of a place and year by areas of one kind."""

    TELLS = AREAS.prose[0][1]
    BINDINGS: ClassVar[list[BindingType]] = bindings(AREAS.commands)

    def __init__(self, place: Place, year: int) -> None:
        super().__init__(f"By area: {place.name}")
        self.place, self.year = place, year
        self.kind = self.spread = ""
        self.kinds: tuple[str, ...] = ()
        self.drivers: tuple[str, ...] = ()

    def parts(self) -> ComposeResult:
        """Which money, the table, what to know, the keys."""
        yield Static(id="areas-about")
        yield DataTable(id="areas-table", cursor_type="row", cell_padding=0, fixed_columns=1, header_height=2)
        yield Static(id="areas-issues")
        yield Static(content(_KEYS, "$quiet"), id="areas-keys")

    def on_mount(self) -> None:
        """Ask which kinds of areas there are, and count by the first."""
        super().on_mount()
        self.query_one(DataTable).focus()
        place, year = self.place, self.year
        self.ask("areas.kinds", lambda desk: services.by_area.choices_of_areas(desk, place, year), self._begin)

    def _begin(self, choices: tuple[tuple[str, ...], tuple[str, ...]]) -> None:
        kinds, self.drivers = choices
        self.kinds = kinds
        if kinds:
            self.kind = self.kind or kinds[0]
            self._count()
        else:
            self._say("This place has no areas on this desk. Add its areas in Places (2), or import wards.", "")

    def _count(self) -> None:
        place, year, kind, spread = self.place, self.year, self.kind, self.spread
        self.ask(
            "areas.count",
            lambda desk: services.by_area.count_by_area(desk, place, year, kind=kind, spread=spread),
            self._show,
        )

    def _say(self, about: str, issues: str) -> None:
        self.query_one("#areas-about", Static).update(content(about, "$quiet"))
        self.query_one("#areas-issues", Static).update(content(issues))

    def _show(self, found: ByArea) -> None:
        by = f", the rest spread by {found.spread_by}" if found.spread_by else ", nothing spread"
        areas = counted(len(found.rows), f"area of the kind {found.kind}", f"areas of the kind {found.kind}")
        self._say(f"{areas}{by}. {found.basis.sentence()}", "\n".join(found.issues))
        table = self.query_one(DataTable)
        table.clear(columns=True)
        rows = list(_lines(found))
        room = self.query_one("#dialog").content_size.width - 5 * _AMOUNT - 2
        table.add_column("Area", width=min(max(len(name) for name, _ in rows) + 2, max(15, room)))
        for name in _COLUMNS:
            table.add_column(_right(name), width=_AMOUNT)
        for name, amounts in rows:
            table.add_row(cell(name, "" if name.startswith(_INSIDE) else "bold"), *map(_right, amounts))

    @asks
    async def action_choose_kind(self) -> None:
        """Choose the kind of areas."""
        choices = [Choice(kind, kind) for kind in self.kinds]
        choice = await self.app.push_screen_wait(Choose("Which kind of areas?", choices, current=self.kind))
        if choice is not None:
            self.kind = choice.id
            self._count()

    @asks
    async def action_choose_spread(self) -> None:
        """Choose the driver that spreads what is placed no finer."""
        choices = [Choice(NOTHING, "Spread nothing"), Choice("people", "People of the areas", "as the desk has them")]
        choices += [Choice(name, name) for name in self.drivers]
        question = Choose("Spread by which driver?", choices, current=self.spread or NOTHING)
        choice = await self.app.push_screen_wait(question)
        if choice is not None:
            self.spread = "" if choice.id == NOTHING else choice.id
            self._count()


def _lines(found: ByArea) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield (name, amounts) of each line: the areas under those that they lie in, what is not placed, the place."""
    above: tuple[str, ...] = ()
    for row in found.rows:
        for depth, name in enumerate(row.above):
            if above[: depth + 1] != row.above[: depth + 1]:
                yield f"{_INSIDE if depth else ''}{name}", ("", "", "", "", "")
        above = row.above
        head = pounds(row.pence_per_head) if row.pence_per_head is not None else ""
        people = f"{row.people:,}" if row.people is not None else ""
        amounts = (row.direct_pence, row.spread_pence, row.amount_pence)
        yield f"{_INSIDE if above else ''}{row.title}", (*map(short_pounds, amounts), people, head)
    yield "Not placed", ("", "", short_pounds(found.not_placed_pence), "", "")
    yield "The place", ("", "", short_pounds(found.total_pence), "", "")


def _right(text: str) -> Text:
    return Text("\n").join(_line(part) for part in text.split("\n"))


def _line(text: str) -> Text:
    made = cell(text)
    made.align("right", _AMOUNT - 1)
    return made
