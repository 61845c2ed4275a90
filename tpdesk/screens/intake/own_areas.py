"""The user's own areas, and what lines name as an area that the desk does not know: accepted, chosen, imported."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import DataTable, Static

from tpdesk import services
from tpdesk.screens.commands.intake import OWN_AREAS
from tpdesk.screens.dialogs.awaited import asks
from tpdesk.screens.dialogs.base import Confirm, Dialog
from tpdesk.screens.dialogs.choose import Choice, Choose
from tpdesk.screens.display import cell, content
from tpdesk.screens.flex_table import Col, FlexTable, Row
from tpdesk.screens.intake.area_imports import ask_for_areas, ask_for_drivers
from tpdesk.screens.key_line import bindings
from tpdesk.text import counted
from tpdesk.units import short_pounds

if TYPE_CHECKING:
    from tpdesk.models.area import OwnArea, UnknownArea
    from tpdesk.services.own_areas import AreasRead, AreasSettled

_UNKNOWN, _OWN = "?", "="
"""What the keys of the table's rows begin with."""

_KEYS = "Enter accepts · A accepts all · e chooses · I imports areas · D imports drivers · x removes · Esc closes"
_ROOMY = 100
"""Columns of the window from which there is room for all that is known of an area."""

_NONE = (
    "No areas of your own yet, and every area that lines name is known. Press I to import wards or neighbourhoods: a "
    "row each, with the columns code, name, kind and inside."
)


class OwnAreasPanel(Dialog[None]):
    """One table: unknown areas first, then the user's own."""

    TELLS = OWN_AREAS.prose[0][1]
    CSS_PATH = "own_areas.tcss"
    BINDINGS: ClassVar[list[BindingType]] = bindings(OWN_AREAS.commands)

    def __init__(self) -> None:
        super().__init__("Areas and wards")
        self.found: AreasRead | None = None

    def parts(self) -> ComposeResult:
        """What there is, the table, the keys."""
        yield Static(id="own-areas-said")
        yield FlexTable(id="own-areas-table")
        yield Static(content(_KEYS, "$quiet"), id="own-areas-keys")

    def on_mount(self) -> None:
        """Read the areas."""
        super().on_mount()
        self.query_one(FlexTable).focus()
        self.load()

    def load(self) -> None:
        """Read the areas, again after a change."""
        self.ask("own-areas.read", lambda desk: services.own_areas.read_own_areas(desk), self._show)

    def _show(self, found: AreasRead) -> None:
        self.found = found
        unknown, own = len(found.unknown), len(found.own)
        said = _NONE
        if unknown:
            said = (
                f"{counted(unknown, 'name')} that lines give as an area {'is' if unknown == 1 else 'are'} not known. "
                "Their money is in no area until you say which is meant."
            )
        elif own:
            said = f"{counted(own, 'area')} of your own. Every area that lines name is known."
        self.query_one("#own-areas-said", Static).update(content(said, "bold $warning" if unknown else "$quiet"))
        meant = 32 if self.size.width < _ROOMY else 50
        cols = (Col("Area", 0), Col("Lines", 6, right=True), Col("Money", 9, right=True), Col("Meant", meant))
        rows = [*map(_unknown_row, found.unknown), *map(_own_row, found.own)]
        table = self.query_one(FlexTable)
        table.display = bool(rows)
        table.fill(cols, rows)
        self.refresh_bindings()

    # -- what is under the cursor

    @property
    def unknown(self) -> UnknownArea | None:
        """The unknown area under the cursor."""
        key = self.query_one(FlexTable).key or ""
        listed = self.found.unknown if self.found is not None else ()
        return next((one for one in listed if key == _UNKNOWN + one.text), None)

    @property
    def own(self) -> OwnArea | None:
        """The area of the user's own under the cursor."""
        key = self.query_one(FlexTable).key or ""
        listed = self.found.own if self.found is not None else ()
        return next((one for one in listed if key == _OWN + one.code), None)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only what can be done now."""
        match action:
            case "accept" | "choose_area":
                return self.unknown is not None
            case "accept_all":
                return self.found is not None and any(one.near for one in self.found.unknown)
            case "remove":
                return self.own is not None
            case _:
                return super().check_action(action, parameters)

    @on(DataTable.RowHighlighted)
    def follow(self) -> None:
        """Offer what fits the row."""
        self.refresh_bindings()

    # -- commands

    @on(DataTable.RowSelected)
    def action_accept(self) -> None:
        """Accept the suggestion for the area under the cursor; where there is none, choose."""
        unknown = self.unknown
        if unknown is None:
            return
        if unknown.near is None:
            self.action_choose_area()
        else:
            self._settle(unknown, unknown.near.code)

    def _settle(self, unknown: UnknownArea, code: str) -> None:
        self.window.change(
            f"Putting '{unknown.text}' right",
            lambda desk: services.own_areas.settle_area(desk, unknown.text, code),
            self._settled,
        )

    def action_accept_all(self) -> None:
        """Accept every suggestion."""
        self.window.change(
            "Accepting the suggested areas", lambda desk: services.own_areas.settle_suggested(desk), self._settled
        )

    def _settled(self, settled: AreasSettled) -> None:
        self.window.say(f"{counted(settled.lines, 'line')} changed. Press u on the desk to undo.", "Areas")
        self.load()

    @asks
    async def action_choose_area(self) -> None:
        """Choose the area that the lines mean."""
        unknown, read = self.unknown, self.found
        if unknown is None or read is None:
            return
        choices = [
            Choice(area.code, area.words, area.kind)
            for area in read.known
            if area.kind != "other" and not area.valid_to
        ]
        current = unknown.near.code if unknown.near is not None else ""
        choice = await self.app.push_screen_wait(Choose(f"Which area is '{unknown.text}'?", choices, current=current))
        if choice is not None:
            self._settle(unknown, choice.id)

    @asks
    async def action_import_areas(self) -> None:
        """Import areas from a file."""
        await ask_for_areas(self, self.load)

    @asks
    async def action_import_drivers(self) -> None:
        """Import drivers from a file."""
        await ask_for_drivers(self, self.load)

    @asks
    async def action_remove(self) -> None:
        """Remove an area of the user's own, after a question."""
        own = self.own
        if own is None:
            return
        text = f"{own.name} ({own.code}) and what is known of its people. Press u on the desk to undo."
        if await self.app.push_screen_wait(Confirm("Remove this area?", text, yes="Remove")):
            self.window.change(
                f"Removing {own.name}",
                lambda desk: services.area_files.remove_own_area(desk, own.code),
                lambda _: self.load(),
            )


def _unknown_row(area: UnknownArea) -> Row:
    meant = f"→ {area.near.words}" if area.near is not None else "nothing suggested: e chooses"
    figures = (cell(f"{area.lines:,}"), cell(short_pounds(area.size_pence)))
    return Row(_UNKNOWN + area.text, (cell(f"? {area.text}", "bold"), *figures, cell(meant)))


def _own_row(area: OwnArea) -> Row:
    people = f", {area.people:,} people" if area.people is not None else ""
    inside = f" in {'; '.join(area.inside)}" if area.inside else ""
    return Row(
        _OWN + area.code, (cell(f"{area.name} ({area.code})"), cell(""), cell(""), cell(f"{area.kind}{inside}{people}"))
    )
