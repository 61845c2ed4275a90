"""The places: the register on the left, all that is kept of the one under the cursor on the right."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.widgets import DataTable, OptionList, Static

from tpdesk.domain.kinds import KINDS, PLACE_FACTS
from tpdesk.screens.commands.places import CHAPTER
from tpdesk.screens.dialogs.awaited import asks
from tpdesk.screens.dialogs.base import Confirm
from tpdesk.screens.dialogs.choose import Choice, Choose
from tpdesk.screens.dialogs.narrowing import ask_filter, ask_order, ask_record
from tpdesk.screens.display import content
from tpdesk.screens.key_line import bindings
from tpdesk.screens.mode_screen import ModeScreen
from tpdesk.screens.modes import MODES
from tpdesk.screens.registers import acts
from tpdesk.screens.registers import places_card as rows
from tpdesk.screens.registers.places_card import PEOPLE, PlaceCardList
from tpdesk.screens.registers.table import RegisterTable
from tpdesk.screens.rooms import lead_back, way_from_here
from tpdesk.text import counted

if TYPE_CHECKING:
    from tpdesk.models.area import AreaRecord
    from tpdesk.models.desk import Desk
    from tpdesk.models.place import Place
    from tpdesk.models.population import PopulationRecord
    from tpdesk.screens.here import OpenedFrom
    from tpdesk.services.editing import PlaceCard


class PlacesScreen(ModeScreen):
    """Mode 2."""

    MODE = "places"
    CSS_PATH: ClassVar = ["registers.tcss", "places.tcss"]
    BINDINGS: ClassVar[list[BindingType]] = bindings(CHAPTER.commands)

    def __init__(self) -> None:
        super().__init__()
        self.order = "money"
        self.only = rows.ALL
        self.card: PlaceCard | None = None
        self.areas: tuple[AreaRecord, ...] = ()
        self._made: int | None = None
        """A place just made: the cursor goes there when the desk was read again."""

    def content(self) -> ComposeResult:
        """One line of words, the register, the card."""
        yield Static(id="places-says")
        with Horizontal(id="places-two"):
            yield RegisterTable(id="places-table")
            yield PlaceCardList(id="place-card")

    # -- reading and showing

    def load(self) -> None:
        """Fill the register, and read the place under the cursor."""
        if self._made is not None and any(place.id == self._made for place in self.window.places):
            made, self._made = self._made, None
            self.window.go_to(place=made)
        self._fill()
        path, place = self.path, self.here.place
        if place is None:
            return

        def call() -> tuple[PlaceCard, tuple[AreaRecord, ...]]:
            from tpdesk.services.editing import read_areas, read_card

            return read_card(path, place), read_areas(path)

        self.read("places.read", call, self._show_card)

    def _fill(self) -> None:
        places = self.window.places
        if self.only not in rows.filters(places):
            self.only = rows.ALL
        shown = sorted((place for place in places if rows.kept(place, self.only)), key=rows.ORDERS[self.order][1])
        self.table.show(lambda width: rows.table(shown, width), str(self.here.place))
        self.query_one("#places-says", Static).update(content(rows.headline(places, shown, self.order, self.only)))

    def _show_card(self, read: tuple[PlaceCard, tuple[AreaRecord, ...]]) -> None:
        self.card, self.areas = read
        self.cards.show(self.card)
        self.refresh_bindings()

    @property
    def table(self) -> RegisterTable:
        """The register."""
        return self.query_one("#places-table", RegisterTable)

    @property
    def cards(self) -> PlaceCardList:
        """What is kept of the place."""
        return self.query_one("#place-card", PlaceCardList)

    @property
    def in_card(self) -> bool:
        """Whether the keyboard is in what is kept of the place."""
        return self.focused is self.cards

    @on(DataTable.RowHighlighted, "#places-table")
    def follow(self) -> None:
        """Let every screen show the place under the cursor."""
        key = self.table.key
        if key is not None and self.table.row_count and int(key) != self.here.place:
            self.window.go_to(place=int(key))

    # -- commands

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only what can be done now."""
        shown = self.panel == "content" and bool(self.window.places)
        match action:
            case "edit" | "new" | "areas" | "changed" | "remove":
                return shown and self.card is not None
            case "import_file":
                return self.panel in ("content", "empty")
            case "export_file":
                return shown
            case "open" | "sort" | "filter" | "find" | "boundaries":
                return shown
            case "fill":
                return shown and self.card is not None and bool(self.card.to_fill)
        return super().check_action(action, parameters)

    @on(DataTable.RowSelected, "#places-table")
    def open_row(self) -> None:
        """Enter in the register, or a second click, goes to what is kept."""
        self.action_open()

    @on(OptionList.OptionSelected, "#place-card")
    def open_entry(self) -> None:
        """Enter on an entry changes it."""
        self.action_edit()

    def action_open(self) -> None:
        """Go to what is kept of the place; from there, change what is under the cursor."""
        self.action_edit() if self.in_card else self.cards.focus()

    def action_edit(self) -> None:
        """Change the place, or the entry under the cursor."""
        if self.card is None:
            return
        kind, _, which = (self.cards.entry or "place").partition(":") if self.in_card else ("place", "", "")
        match kind:
            case "areas":
                self.action_areas()
            case "none":
                self._add(which)
            case "people":
                self._people_form(next(one for one in self.card.populations if one.year == int(which)))
            case "money":
                way = way_from_here(self.window)
                self.window.go_to(year=int(which))
                self._go_from_here("overview", way)
            case "bodies":
                if "agencies" in MODES:
                    self._go_from_here("agencies", way_from_here(self.window))
            case "changed":
                self.action_changed()
            case "place":
                self._place_form()
            case _:
                self._fact_form(kind, int(which))

    def _go_from_here(self, mode: str, way: OpenedFrom) -> None:
        self.app.switch_mode(mode)
        lead_back(self.window, mode, way)

    def action_new(self) -> None:
        """Make a place; in what is kept of one, an entry of the section under the cursor, or of a kind asked for."""
        if not self.in_card:
            self._place_form(new=True)
            return
        kind, _, which = (self.cards.entry or "").partition(":")
        self._ask_kind(which if kind == "none" else kind)

    def _ask_kind(self, current: str) -> None:
        def chosen(choice: Choice | None) -> None:
            if choice is not None:
                self._add(choice.id)

        choices = [
            Choice(PEOPLE, "People and households of a year"),
            *(Choice(name, kind.noun.capitalize()) for name, kind in PLACE_FACTS.items()),
        ]
        self.app.push_screen(Choose("Add what?", choices, current=current), chosen)

    def _add(self, kind: str) -> None:
        if kind == PEOPLE:
            self._people_form(None)
        elif kind == "money":
            self.run_worker(self.app.run_action("open_room('import')"))
        else:
            self._fact_form(kind, None)

    def _place_form(self, *, new: bool = False) -> None:
        from tpdesk.screens.registers.places_forms import place_form

        before = None if new else self.card

        def saved(place: Place | None) -> None:
            if place is None:
                return
            if before is None:
                self._made = place.id
                self.window.say(f"{place.name} is on the desk.")
                self.load()
            else:
                self._areas_changed(before.place, place)

        self.app.push_screen(place_form(before, self.areas), saved)

    def _people_form(self, record: PopulationRecord | None) -> None:
        from tpdesk.screens.registers.places_forms import people_form

        assert self.card is not None
        self.app.push_screen(people_form(self.card.place, record), self._warn)

    def _fact_form(self, kind: str, number: int | None) -> None:
        from tpdesk.screens.registers.places_forms import fact_form

        assert self.card is not None
        fact = next((one for one in self.card.facts[kind] if one.id == number), None)
        self.app.push_screen(
            fact_form(self.card.place, kind, fact), lambda saved: self._warn(saved[1] if saved else None)
        )

    def _warn(self, warnings: tuple[str, ...] | None) -> None:
        for warning in warnings or ():
            self.window.say(warning, "Look")

    def action_boundaries(self) -> None:
        """Recount the place on new boundaries."""
        from tpdesk.screens.registers.boundaries import BoundariesPanel

        place = next((one for one in self.window.places if one.id == self.here.place), None)
        if place is not None:
            self.app.push_screen(BoundariesPanel(place, self.here.year))

    def action_areas(self) -> None:
        """Choose the place's areas."""
        from tpdesk.screens.registers.areas import AreaPicker

        assert self.card is not None
        place = self.card.place

        def now(desk: Desk) -> tuple[str, ...]:
            from tpdesk.services.figures import place_of

            return place_of(desk, place.id).codes

        def save(desk: Desk, added: Sequence[str], removed: Sequence[str]) -> Place:
            from tpdesk.services.editing import save_areas

            return save_areas(desk, place.id, added, removed)

        def saved(after: Place | None) -> None:
            if after is not None:
                self._areas_changed(place, after)

        self.app.push_screen(
            AreaPicker(
                f"Areas of {place.name}", self.areas, place.codes, form=f"areas.place.{place.id}",
                doing=f"Saving the areas of {place.name}",
                now=now, save=save,
            ),
            saved,
        )  # fmt: skip

    def _areas_changed(self, before: Place, after: Place) -> None:
        """Offer to fill people and households again where they were given for other areas."""
        if (
            before.codes == after.codes
            or self.card is None
            or self.card.place.id != after.id
            or not self.card.populations
        ):
            return

        def agreed(yes: bool | None) -> None:
            if yes:
                self._fill_people(after.name, again=True)

        years = counted(len(self.card.populations), "year")
        text = (
            f"The people and households of {after.name} ({years}) were given for its earlier areas, so figures per "
            "head would be wrong. Take those that come with tpdesk for the areas that it has now? Years that tpdesk "
            "has no figures for stay as they are: look at them."
        )
        self.app.push_screen(Confirm("Its areas have changed", text, yes="Fill again", no="Leave them"), agreed)

    def action_fill(self) -> None:
        """Take people and households of every year that comes with tpdesk."""
        assert self.card is not None
        self._fill_people(self.card.place.name, again=False)

    def _fill_people(self, name: str, *, again: bool) -> None:
        def call(desk: Desk, _: object) -> tuple[PopulationRecord, ...]:
            from tpdesk.services.editing import fill_populations

            return fill_populations(desk, name, again=again)

        def done(records: tuple[PopulationRecord, ...]) -> None:
            years = ", ".join(str(record.year) for record in records)
            self.window.say(f"People and households of {years}, with their sources.", name)

        self.window.act(f"Filling in the people of {name}", call, done)

    def action_changed(self) -> None:
        """Show what was done to the place."""
        from tpdesk.screens.registers.table import record_history

        assert self.card is not None
        self.app.push_screen(record_history(self.path, "place", self.card.place.name))

    def action_programme(self) -> None:
        """Show what is known of the whole programme."""
        from tpdesk.screens.registers.places_card import ProgrammeFacts

        self.app.push_screen(ProgrammeFacts())

    def action_remove(self) -> None:
        """Take the place, or the entry under the cursor, off the desk."""
        assert self.card is not None
        place = self.card.place
        kind, _, which = (self.cards.entry or "").partition(":") if self.in_card else ("place", "", "")
        if kind in ("areas", "none", "money", "bodies", "changed", ""):
            return

        def call(desk: Desk, _: object) -> None:
            from tpdesk.services import editing, places

            if kind == "place":
                places.remove(desk, place.name)
            elif kind == PEOPLE:
                editing.take_population_off(desk, place.name, int(which))
            else:
                editing.take_fact_off(desk, place.name, kind, int(which))

        def agreed(yes: bool | None) -> None:
            if yes:
                self.window.act("Removing", call)

        what = place.name if kind == "place" else "this entry"
        text = (
            f"{place.name} goes with its people, programmes, funding, notes and returns."
            if kind == "place"
            else self._entry_words()
        )
        self.app.push_screen(Confirm(f"Remove {what}?", f"{text} Press u to undo.", yes="Remove"), agreed)

    def _entry_words(self) -> str:
        option = self.cards.highlighted_option
        return f"{str(option.prompt).strip()}." if option is not None else ""

    def action_import_file(self) -> None:
        """Import places from a file."""
        self.talk(acts.import_records(self, KINDS["place"], {}))

    def action_export_file(self) -> None:
        """Export the places on show."""
        shown = {place.id for place in self.window.places if rows.kept(place, self.only)}
        acts.export_listed(self, KINDS["place"], shown)

    @asks
    async def action_sort(self) -> None:
        """Choose how the register is sorted."""
        orders = {name: words for name, (words, _) in rows.ORDERS.items()}
        chosen = await ask_order(self.app, "places", orders, self.order)
        if chosen is not None:
            self.order = chosen
            self._fill()

    @asks
    async def action_filter(self) -> None:
        """Choose which places are shown."""
        chosen = await ask_filter(self.app, "places", rows.filters(self.window.places), self.only)
        if chosen is not None:
            self.only = chosen
            self._fill()

    @asks
    async def action_find(self) -> None:
        """Go to a place by a part of its name."""
        choices = [
            Choice(
                str(place.id),
                place.name,
                " · ".join(part for part in (place.status, place.region, rows.years(place)) if part),
            )
            for place in self.window.places
        ]
        chosen = await ask_record(self.app, "place", choices, str(self.here.place))
        if chosen is not None:
            self.only = rows.ALL
            self.window.go_to(place=int(chosen))
            self._fill()
