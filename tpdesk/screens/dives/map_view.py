"""The activity map as a view of the deep dives: for whom it is, the map, and the cell under the cursor in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Final, cast

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import DataTable, Static

from tpdesk.domain.codes import LEVELS
from tpdesk.screens.applies import applies
from tpdesk.screens.commands.dives import MAP
from tpdesk.screens.dialogs.choose import Choice, Choose
from tpdesk.screens.display import content, joined
from tpdesk.screens.dives import pictures as maps
from tpdesk.screens.key_line import bindings
from tpdesk.screens.mode_screen import ModeScreen
from tpdesk.screens.registers.rows import text_of
from tpdesk.screens.registers.table import EmptyRegister
from tpdesk.text import counted

if TYPE_CHECKING:
    from tpdesk.domain.kinds import Record
    from tpdesk.services.dives.boards import MoneyRead

SHORT: Final = 30
"""Lines below which there is no room for what explains a map below it."""

_LEGEND: Final = (
    "2 · £120k: two deliveries and what they cost a year; + where a cost is not known. ■ the same for the same "
    "people; ◪ overlapping."
)


class MapView(Vertical):
    """It shows what it is given, and reads nothing."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(MAP, "MapView")

    @dataclass
    class Opened(Message):
        """Enter on a cell that holds deliveries."""

        cell: maps.MapCell

    def __init__(self) -> None:
        super().__init__(id="view-map")
        self.deliveries: Sequence[Record] = ()
        self.dive: Record | None = None
        self.money: MoneyRead | None = None
        self.client_group: str | None = None
        """Whose activities are shown, where the user chose it."""

    def compose(self) -> ComposeResult:
        """For whom, the map, the cell in words."""
        yield Static(id="map-known", classes="register-known")
        yield maps.MapTable(id="map")
        yield EmptyRegister("No deliveries yet, so there is nothing to map.", id="map-empty", classes="register-empty")
        yield Static(id="map-says", classes="register-says")

    @property
    def table(self) -> maps.MapTable:
        """The map."""
        return self.query_one("#map", maps.MapTable)

    @property
    def cell(self) -> maps.MapCell | None:
        """The cell under the cursor; None where nothing is in it."""
        table = self.table
        return table.made.cells.get(table.at) if table.made is not None and table.at is not None else None

    def take_keyboard(self) -> None:
        """Give the keyboard to the map."""
        (self.table if self.deliveries else self.query_one("#map-empty")).focus()

    def show(self, deliveries: Sequence[Record], dive: Record | None, money: MoneyRead | None) -> None:
        """Show the map of these deliveries."""
        self.deliveries, self.dive, self.money = deliveries, dive, money
        self.table.display, self.query_one("#map-empty").display = bool(deliveries), not deliveries
        known, says = self.query_one("#map-known", Static), self.query_one("#map-says", Static)
        known.display = says.display = bool(deliveries)
        if deliveries:
            pairs, unjudged = (money.pairs, money.unjudged) if money is not None else ((), ())
            made = maps.activity_map(deliveries, self._for_whom(), pairs, unjudged)
            level = LEVELS[cast("ModeScreen", self.screen).here.level]
            known.update(
                content(f"{maps.headline(made)} Judged within {level} (l); W chooses the client group.", "$quiet")
            )
            self.table.fill(made)
            self._say_cell()

    def _for_whom(self) -> str:
        groups, wanted = maps.client_groups(self.deliveries), self.client_group
        if wanted is not None and (wanted in groups or wanted == maps.EVERYONE):
            return wanted
        own = text_of(self.dive, "client_group") if self.dive is not None else ""
        return own if own in groups else groups[0] if groups else maps.EVERYONE

    def _say_cell(self) -> None:
        table = self.table
        if table.made is not None and table.at is not None:
            said = content(maps.says(table.made, *table.at))
            words = said if self.screen.size.height < SHORT else joined([said, content(_LEGEND, "$quiet")], "\n")
            self.query_one("#map-says", Static).update(words)

    @on(DataTable.CellHighlighted, "#map")
    def follow_cell(self) -> None:
        """Say the cell under the cursor in words."""
        self._say_cell()
        self.refresh_bindings()

    @on(DataTable.CellSelected, "#map")
    def open_cell(self) -> None:
        """Enter, or a second click, shows the cell's deliveries."""
        if self.cell is not None:
            self.post_message(self.Opened(self.cell))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only what can be done now."""
        return applies(self, action, parameters)

    def can_choose_client_group(self) -> bool:
        """With something to map."""
        return bool(self.deliveries)

    def action_choose_client_group(self) -> None:
        """Choose the client group whose map is shown."""
        cast("ModeScreen", self.screen).talk(self._choose_client_group())

    async def _choose_client_group(self) -> None:
        def number(found: int) -> str:
            return counted(found, "delivery", "deliveries")

        counts = [text_of(one, "client_group") for one in self.deliveries]
        choices = [Choice(name, name, number(counts.count(name))) for name in maps.client_groups(self.deliveries)]
        choices.append(Choice(maps.EVERYONE, "All client groups together", number(len(counts))))
        chosen = await self.app.push_screen_wait(Choose("The map for whom?", choices, current=self.client_group or ""))
        if chosen is not None:
            self.client_group = chosen.id
            self.show(self.deliveries, self.dive, self.money)

    can_next_level = can_choose_client_group

    def action_next_level(self) -> None:
        """Judge overlap within categories one level finer; after service lines, divisions again."""
        screen = cast("ModeScreen", self.screen)
        screen.window.go_to(level=screen.here.level % 4 + 1)
