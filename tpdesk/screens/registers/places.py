"""The places: their register, and beside it all that is kept of the one under the cursor, which is the place of every
screen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import OptionList

from tpdesk import services
from tpdesk.domain.kinds import PLACE_FACTS, PLACE_KIND
from tpdesk.models.records.register_read import RegisterRead, place_record
from tpdesk.screens.commands.places import CHAPTER
from tpdesk.screens.dialogs.base import Confirm
from tpdesk.screens.dialogs.choose import Choice, Choose
from tpdesk.screens.key_line import bindings
from tpdesk.screens.mode_screen import ModeScreen
from tpdesk.screens.modes import MODES
from tpdesk.screens.registers.pane import RegisterPane
from tpdesk.screens.registers.places_card import PEOPLE, PlaceCardList
from tpdesk.screens.registers.places_list import PlacesList
from tpdesk.screens.registers.table import Made
from tpdesk.screens.rooms import lead_back, way_from_here
from tpdesk.text import counted

if TYPE_CHECKING:
    from tpdesk.domain.kinds import Record
    from tpdesk.models.area import AreaRecord
    from tpdesk.models.desk import Desk
    from tpdesk.models.place import Place
    from tpdesk.models.population import PopulationRecord
    from tpdesk.screens.here import OpenedFrom
    from tpdesk.services.editing import PlaceCard


class PlacesScreen(ModeScreen):
    """Mode 2: the register of places."""

    MODE = "places"
    CSS_PATH: ClassVar = ["pane.tcss", "places.tcss", "registers.tcss"]

    def content(self) -> ComposeResult:
        """The register alone."""
        yield PlacesPane(PLACE_KIND)

    @property
    def pane(self) -> PlacesPane:
        """The register."""
        return self.query_one(PlacesPane)

    def load(self) -> None:
        """Fill the register, and read the place under the cursor."""
        pane, place = self.pane, self.here.place
        pane.show_places(self.window.places, place)
        if place is None:
            return

        def query(desk: Desk) -> tuple[PlaceCard, tuple[AreaRecord, ...]]:
            return services.editing.read_card(desk, place), services.editing.read_areas(desk)

        self.ask("places.read", query, pane.take_card)


class PlacesPane(RegisterPane):
    """The places, with an entry in the card for each thing that is kept of one. It shows what the window knows of all
    places at once, and the card as soon as it is read."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(CHAPTER.commands, "PlacesPane")

    CARD = PlaceCardList
    LISTING = PlacesList

    listing: PlacesList

    card: PlaceCard | None = None
    """What is kept of the place that was read last; None until one was."""

    areas: tuple[AreaRecord, ...] = ()
    """All areas that can be chosen."""

    # -- what is on show

    @property
    def place(self) -> Place | None:
        """The place under the cursor."""
        return self.listing.places.get(self.record.id) if self.record is not None else None

    @property
    def cards(self) -> PlaceCardList:
        """What is kept of the place."""
        return self.query_one(PlaceCardList)

    @property
    def entry(self) -> tuple[str, str]:
        """(what the entry under the cursor is, which of them), while the card has the keyboard; else the place."""
        kind, _, which = (self.cards.entry or "").partition(":") if self.in_card else ("place", "", "")
        return kind, which

    def show_places(self, places: Sequence[Place], here: int | None) -> None:
        """Show all places, with the cursor on the place of the window."""
        self.listing.places = {place.id: place for place in places}
        if here is None:
            return
        records = [place_record(place) for place in places]
        if not any(str(one.id) == self.wanted for one in records):
            current = next(one for one in records if one.id == here)
            if self.key != str(here):
                self.only = self.listing.filter_for(current, self.only)
            self.key = str(here)
        self.show(RegisterRead(self.listing.places[here], {PLACE_KIND.name: tuple(records)}, {}), records, {})

    def take_card(self, read: tuple[PlaceCard, tuple[AreaRecord, ...]]) -> None:
        """Show what is kept of the place."""
        self.card, self.areas = read
        self._show_kept()

    def on_mount(self) -> None:
        """Show what was read before its widgets were there."""
        self.call_later(self._show_kept)

    def _show_kept(self) -> None:
        if self.card is not None and self.is_there:
            self.cards.show(self.card)
            self.refresh_bindings()

    def show_card(self, read: RegisterRead, record: Record | None) -> None:  # noqa: ARG002
        """Let every screen show the place under the cursor; its card follows."""
        if record is not None and record.id != self.mode.here.place:
            self.mode.window.go_to(place=record.id)

    def known_words(self, only: str, number: int) -> str:
        """Return what the list shows, and how many places have money."""
        money = sum(1 for place in self.listing.places.values() if place.years)
        return f"{super().known_words(only, number)} · {money} with money"

    def made(self, found: Sequence[Record], width: int) -> Made:
        """Return the list, with organisations and money at its end where there is room."""
        columns, listed = super().made(found, width)
        extra = self.listing.extra_columns(width)
        cells = [
            replace(row, cells=(*row.cells, *(told[record.id] for _, told in extra)))
            for row, record in zip(listed, found, strict=True)
        ]
        return [*columns, *(col for col, _ in extra)], cells

    # -- commands, each with when it applies

    def can_edit(self) -> bool:
        """With a place of which is known what is kept."""
        return self.can_open() and self.card is not None

    can_new = can_areas = can_changed = can_remove = can_edit

    can_new_inside = can_edit

    def can_fill(self) -> bool:
        """With years that tpdesk knows and the place does not have."""
        return self.card is not None and bool(self.card.to_fill)

    @on(OptionList.OptionSelected)
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
        kind, which = self.entry
        match kind:
            case "areas":
                self.action_areas()
            case "none":
                self._add(which)
            case "people":
                self._people_form(next(one for one in self.card.populations if one.year == int(which)))
            case "money":
                way = way_from_here(self.mode.window)
                self.mode.window.go_to(year=int(which))
                self._go_from_here("overview", way)
            case "bodies":
                if "agencies" in MODES:
                    self._go_from_here("agencies", way_from_here(self.mode.window))
            case "changed":
                self.action_changed()
            case "place":
                self.write(self.record)
            case _:
                self._fact_form(kind, int(which))

    def _go_from_here(self, mode: str, way: OpenedFrom) -> None:
        self.app.switch_mode(mode)
        lead_back(self.mode.window, mode, way)

    def action_new(self) -> None:
        """Make a place; in what is kept of one, an entry of the section under the cursor, or of a kind asked for."""
        if self.in_card:
            self.action_new_inside()
        else:
            self.write(None)

    def action_new_inside(self) -> None:
        """Add to what is kept of the place."""
        kind, which = self.entry
        current = which if kind == "none" else kind

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

    def write(self, record: Record | None) -> None:
        """Open the form of the place, or of a new one."""
        from tpdesk.screens.registers.places_forms import place_form

        before = self.listing.places[record.id] if record is not None else None
        bodies = [body.name for body in self.card.bodies] if before is not None and self.card is not None else ()

        def saved(place: Place | None) -> None:
            if place is None:
                return
            self.go_to_record(str(place.id))
            if before is None:
                self.mode.window.say(f"{place.name} is on the desk.")
            else:
                self._areas_changed(before, place)

        self.app.push_screen(place_form(before, self.areas, bodies), saved)

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
            self.mode.window.say(warning, "Look")

    def action_boundaries(self) -> None:
        """Recount the place on new boundaries."""
        from tpdesk.screens.registers.boundaries import BoundariesPanel

        if self.place is not None:
            self.app.push_screen(BoundariesPanel(self.place, self.mode.here.year))

    def action_areas(self) -> None:
        """Choose the place's areas."""
        from tpdesk.screens.registers.areas import AreaPicker

        place = self.place
        assert place is not None

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
            self.mode.window.say(f"People and households of {years}, with their sources.", name)

        self.mode.window.act(f"Filling in the people of {name}", call, done)

    def action_programme(self) -> None:
        """Show what is known of the whole programme."""
        from tpdesk.screens.registers.places_card import ProgrammeFacts

        self.app.push_screen(ProgrammeFacts())

    def action_remove(self) -> None:
        """Remove the place, or the entry under the cursor."""
        assert self.card is not None
        kind, which = self.entry
        if kind == "place":
            super().action_remove()
        elif kind == PEOPLE or kind in PLACE_FACTS:
            self._remove_entry(self.card.place.name, kind, int(which))

    def _remove_entry(self, place: str, kind: str, which: int) -> None:
        option = self.cards.highlighted_option
        words = f"{str(option.prompt).strip()}." if option is not None else ""

        def call(desk: Desk, _: object) -> None:
            from tpdesk.services import editing

            if kind == PEOPLE:
                editing.take_population_off(desk, place, which)
            else:
                editing.take_fact_off(desk, place, kind, which)

        def agreed(yes: bool | None) -> None:
            if yes:
                self.mode.window.act("Removing", call)

        self.app.push_screen(Confirm("Remove this entry?", f"{words} Press u to undo.", yes="Remove"), agreed)
