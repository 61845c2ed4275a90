"""The deep dives: their list, and of the one under the cursor its money, its map and its registers;
and every other register of the place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.widgets import ContentSwitcher, Static

from tpdesk.domain.kinds import KINDS
from tpdesk.screens.alive import is_alive
from tpdesk.screens.applies import applies
from tpdesk.screens.commands.dives import SCREEN
from tpdesk.screens.commands.register import CHAPTER as REGISTER
from tpdesk.screens.dialogs.choose import Choice, Choose
from tpdesk.screens.dives.all_registers import AllRegisters, registers
from tpdesk.screens.dives.map_view import MapView
from tpdesk.screens.dives.panes import make_pane
from tpdesk.screens.dives.tabs import EVERY, VIEWS, DiveList, DiveTabs, headline, in_order
from tpdesk.screens.dives.view import DiveView
from tpdesk.screens.key_line import bindings
from tpdesk.screens.mode_screen import ModeScreen
from tpdesk.screens.registers import acts
from tpdesk.screens.registers.pane import RegisterPane
from tpdesk.screens.registers.rows import text_of
from tpdesk.screens.rooms import lead_back, way_from_here

if TYPE_CHECKING:
    from tpdesk.domain.kinds import Record
    from tpdesk.services.dives.boards import BoardsRead, MoneyRead

_HERE = tuple(command for command in REGISTER.commands if "move_state" not in command.action)
"""What works on the deep dive itself, while its list or its view has the keyboard."""


class DivesScreen(ModeScreen):
    """Mode 6."""

    MODE = "dives"
    CSS_PATH: ClassVar = ["dives.tcss", "../registers/pane.tcss"]
    BINDINGS: ClassVar[list[BindingType]] = bindings((*SCREEN, *_HERE))

    def __init__(self) -> None:
        super().__init__()
        self.view = "dive"
        """The view on show: one of `VIEWS`, or the kind of record of a register."""
        self.found: BoardsRead | None = None
        self.money: MoneyRead | None = None
        """What is known of their spend in the year on show, as it was read last; None until it was."""
        self._dive: str = EVERY
        self._wanted = ""
        """A deep dive that was just written, which is shown as soon as it is read."""

    def content(self) -> ComposeResult:
        """The views' names, what is shown in a sentence, the deep dives, one view."""
        yield DiveTabs(id="dive-tabs")
        yield Static(id="dives-says")
        with Horizontal(id="dives-two"):
            yield DiveList(id="dives-list")
            with ContentSwitcher(id="dives-views", initial="view-dive"):
                yield DiveView()
                yield MapView()
                for view in VIEWS:
                    if view in KINDS and view != "dive":
                        yield make_pane(KINDS[view])
                yield AllRegisters()

    # -- what is on show

    @property
    def dive(self) -> Record | None:
        """The deep dive on show; None for all of them."""
        return next((one for one in self.found.of("dive") if str(one.id) == self._dive), None) if self.found else None

    @property
    def views(self) -> ContentSwitcher:
        """Where the views stand."""
        return self.query_one("#dives-views", ContentSwitcher)

    def pane(self, kind: str) -> RegisterPane:
        """Return the register of a kind."""
        return self.query_one(f"#view-{kind}", RegisterPane)

    @property
    def shown_pane(self) -> RegisterPane | None:
        """The register on show; None where another view is."""
        return self.pane(self.view) if self.view in KINDS and self.view != "dive" else None

    def record(self, kind: str) -> Record | None:
        """Return the record under the cursor of a register."""
        return self.pane(kind).record

    def records(self, kind: str) -> Sequence[Record]:
        """Return the records of a kind that belong to what is on show."""
        read, dive = self.found, self.dive
        if read is None:
            return ()
        found = read.of(kind)
        if dive is None or all(field.name != "dive" for field in KINDS[kind].fields):
            return found
        themes = read.themes(dive)
        return [one for one in found if one.values["dive"] in themes]

    # -- reading

    def load(self) -> None:
        """Read the place's deep dives."""
        path, here = self.path, self.here
        place = here.place
        if place is None:
            return

        def call() -> BoardsRead:
            from tpdesk.services.dives.boards import read_boards

            return read_boards(path, place)

        def money() -> MoneyRead:
            from tpdesk.services.dives.boards import read_money

            return read_money(path, place, here.year, here.level)

        self.read("dives.read", call, self._take)
        self.read("dives.money", money, self._take_money)

    async def _take(self, read: BoardsRead) -> None:
        self.found = read
        if self.view == "dive" and not any(read.of(kind.name) for kind in (*registers(), KINDS["dive"])):
            text = (
                f"A deep dive looks into one theme in {read.place.name}: who does what for whom, at what cost, as "
                "the people for whom it is done see it. Name the theme and its question; deliveries, journeys, "
                "workshops, barriers and opportunities hang on it."
            )
            commands = ("register.new", "register.import", "dives.register", "desk.room")
            await self.say_empty("No deep dive yet", text, *commands)
            return
        self.show_content()
        if any(str(one.id) == self._wanted for one in read.of("dive")):
            self._dive, self._wanted = self._wanted, ""
        elif self._dive != EVERY and self.dive is None:
            self._dive = EVERY
        self.query_one(DiveList).show(read, self._dive)
        self.show_view_again()

    def _take_money(self, money: MoneyRead) -> None:
        self.money = money
        self.show_view_again()

    # -- showing

    @on(DiveTabs.Chosen)
    async def follow_tab(self, message: DiveTabs.Chosen) -> None:
        """Show the view whose name was clicked."""
        await self.show_view(message.view)

    @on(AllRegisters.Opened)
    async def follow_register(self, message: AllRegisters.Opened) -> None:
        """Show the register that was opened, from where Esc comes back."""
        way = way_from_here(self.window, "all registers", self._leave_register)
        await self.show_view(message.kind)
        lead_back(self.window, self.MODE, way)
        self.refresh_bindings()

    def _leave_register(self) -> None:
        self.call_later(self.show_view, "registers")

    async def show_view(self, view: str) -> None:
        """Show a view, with the keyboard in it. Whoever goes there by its name came from nowhere."""
        self.window.ways.pop(self.MODE, None)
        if view in KINDS and not self.views.query_children(f"#view-{view}"):
            await self.views.mount(make_pane(KINDS[view]))
        self.view = view
        if self.panel == "empty" and self.found is not None:
            await self._take(self.found)
        self.show_view_again()
        self.focus_content()

    def focus_content(self) -> None:
        """Give the keyboard to the view on show."""
        if self.view == "dive":
            listed = self.query_one(DiveList)
            (listed if listed.display else self.query_one("#dive-pane")).focus()
        elif self.view == "map":
            self.query_one(MapView).take_keyboard()
        elif self.view == "registers":
            self.query_one(AllRegisters).take_keyboard()
        else:
            self.pane(self.view).take_keyboard()

    def on_resize(self) -> None:
        """Show as much as there is room for."""
        if self.found is not None:
            self.call_after_refresh(self.show_view_again)

    def show_view_again(self) -> None:
        """Show the view with what was read last."""
        read = self.found
        if read is None or self.panel != "content":
            return
        self.query_one(DiveTabs).show(self.view)
        self.query_one("#dives-says", Static).update(headline(read, self.dive))
        # A register of the place as a whole has nothing to do with the deep dive under the cursor.
        about_dives = self.view in ("dive", "map") or (
            self.view in KINDS and any(field.name == "dive" for field in KINDS[self.view].fields)
        )
        self.set_class(not about_dives, "-whole-place")
        self.query_one("#dives-says").display = about_dives or self.view == "registers"
        self.views.current = f"view-{self.view}"
        if self.view == "dive":
            self.query_one(DiveView).show(read, self.dive, self.money)
        elif self.view == "map":
            self.query_one(MapView).show(self.records("delivery"), self.dive, self.money)
        elif self.view == "registers":
            self.query_one(AllRegisters).show(read)
        for pane in self.views.children:
            # One that is still being made is shown by who makes it.
            if not (isinstance(pane, RegisterPane) and is_alive(pane)):
                continue
            if pane.kind.name == self.view or pane.found is not read:
                pane.show(read, self.records(pane.kind.name), self._given(pane.kind.name))
        self.refresh_bindings()

    def _given(self, kind: str) -> Mapping[str, str]:
        """Return what a new record says already: the deep dive on show."""
        if self.dive is None:
            return {}
        given = {"dive": self.dive.title}
        if kind in ("delivery", "journey"):
            given["client_group"] = text_of(self.dive, "client_group")
        return given

    @on(DiveList.OptionHighlighted, "#dives-list")
    def follow_dive(self) -> None:
        """Show the deep dive under the cursor."""
        key = self.query_one(DiveList).key
        if key != self._dive:
            self._dive = key
            self.show_view_again()

    @on(DiveList.OptionSelected, "#dives-list")
    def enter_view(self) -> None:
        """Enter, or a second click, goes into the view on show."""
        if self.view == "dive":
            self.query_one("#dive-pane").focus()
        else:
            self.focus_content()

    @on(MapView.Opened)
    async def open_cell(self, message: MapView.Opened) -> None:
        """Show the deliveries of a cell of the map, from where Esc comes back."""
        pane, first = self.pane("delivery"), message.cell.deliveries[0]
        way = way_from_here(self.window, "the activity map", partial(self._leave_cell, pane.only))
        pane.only, pane.key = f"agency={text_of(first, 'agency')}", str(first.id)
        await self.show_view("delivery")
        lead_back(self.window, self.MODE, way)
        self.refresh_bindings()

    def _leave_cell(self, only: str) -> None:
        self.pane("delivery").only = only
        self.call_later(self.show_view, "map")

    # -- commands, each with when it applies

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only what can be done now."""
        if hasattr(self, f"can_{action}"):
            return applies(self, action, parameters)
        return super().check_action(action, parameters)

    @property
    def _shown(self) -> bool:
        return self.panel == "content" and self.found is not None

    @property
    def _on_dive(self) -> bool:
        """Whether the deep dive itself has the keyboard, and not what hangs on it."""
        pane = self.shown_pane
        return self._shown and self.view != "registers" and not (pane is not None and pane.has_focus_within)

    def can_next_view(self, step: int) -> bool:  # noqa: ARG002
        """With anything to show."""
        return self._shown

    async def action_next_view(self, step: int) -> None:
        """Go to the next view, or the one before."""
        names = list(VIEWS)
        at = names.index(self.view if self.view in VIEWS else "registers")
        await self.show_view(names[(at + step) % len(names)])

    def can_choose_dive(self) -> bool:
        """With anything to show."""
        return self._shown

    def action_choose_dive(self) -> None:
        """Choose the deep dive that is shown."""
        self.talk(self._choose_dive())

    async def _choose_dive(self) -> None:
        assert self.found is not None
        choices = [Choice(EVERY, "All deep dives")]
        choices += [
            Choice(str(dive.id), dive.title, f"part of {dive.values['parent']}" if depth else "")
            for depth, dive in in_order(self.found)
        ]
        chosen = await self.app.push_screen_wait(Choose("Which deep dive?", choices, current=self._dive))
        if chosen is not None and self.found is not None:
            self._dive = chosen.id
            self.query_one(DiveList).show(self.found, self._dive)
            self.show_view_again()

    def can_choose_register(self) -> bool:
        """With a place, also before its first deep dive."""
        return self.found is not None and self.panel in ("content", "empty")

    def action_choose_register(self) -> None:
        """Choose the register that is shown."""
        self.talk(self._choose_register())

    async def _choose_register(self) -> None:
        choices = [Choice(kind.name, kind.plural, kind.about) for kind in registers()]
        chosen = await self.app.push_screen_wait(Choose("Which register?", choices, current=self.view))
        if chosen is not None:
            await self.show_view(chosen.id)

    # -- the deep dive itself

    def can_open(self) -> bool:
        """Only by the key of the list: it goes into the view on show."""
        return self._on_dive and self.screen.focused is self.query_one(DiveList)

    def action_open(self) -> None:
        """Go into the view on show."""
        self.enter_view()

    def can_new(self) -> bool:
        """While a deep dive has the keyboard, or there is none yet."""
        return self.found is not None and (self.panel == "empty" or self._on_dive)

    def action_new(self) -> None:
        """Make a deep dive; from the map, a delivery."""
        if self.view == "map" and self._shown and self.query_one(MapView).has_focus_within:
            self.pane("delivery").write(None)
        else:
            self._write(None, {})

    def can_edit(self) -> bool:
        """With a deep dive under the cursor."""
        return self._on_dive and self.dive is not None

    def action_edit(self) -> None:
        """Edit the deep dive."""
        self._write(self.dive, {})

    def can_new_inside(self) -> bool:
        """With a deep dive under the cursor."""
        return self.can_edit()

    def action_new_inside(self) -> None:
        """Make a sub-theme of the deep dive."""
        assert self.dive is not None
        made_up = "yes" if self.dive.values["illustrative"] else ""
        self._write(None, {"parent": self.dive.title, "illustrative": made_up})

    def _write(self, dive: Record | None, given: Mapping[str, str]) -> None:
        assert self.found is not None

        def saved(record: Record) -> None:
            self._dive = self._wanted = str(record.id)

        acts.write_record(self, self.found, KINDS["dive"], dive, given, saved)

    def can_remove(self) -> bool:
        """With a deep dive under the cursor."""
        return self.can_edit()

    def action_remove(self) -> None:
        """Remove the deep dive."""
        assert self.dive is not None
        self.talk(acts.remove_record(self, self.dive))

    def can_changed(self) -> bool:
        """With a deep dive under the cursor."""
        return self.can_edit()

    def action_changed(self) -> None:
        """Show the changes to the deep dive."""
        assert self.dive is not None
        acts.show_changes(self, self.dive)

    def can_import_file(self) -> bool:
        """As a deep dive can be made."""
        return self.can_new()

    def action_import_file(self) -> None:
        """Import deep dives from a file."""
        assert self.found is not None
        self.talk(acts.import_records(self, KINDS["dive"], {"place": self.found.place.name}))

    def can_export_file(self) -> bool:
        """With any deep dive."""
        return self._on_dive and self.found is not None and bool(self.found.of("dive"))

    def action_export_file(self) -> None:
        """Export the deep dives of the place."""
        assert self.found is not None
        self.talk(acts.export_listed(self, KINDS["dive"], [dive.id for _, dive in in_order(self.found)]))

    def can_sort(self) -> bool:
        """With a register on show beside the list of deep dives."""
        pane = self.shown_pane
        return self._on_dive and pane is not None and pane.can_sort()

    def action_sort(self) -> None:
        """Choose by what the register on show is sorted."""
        if self.shown_pane is not None:
            self.shown_pane.action_sort()

    can_filter = can_sort

    def action_filter(self) -> None:
        """Choose which records the register on show shows."""
        if self.shown_pane is not None:
            self.shown_pane.action_filter()

    can_find = can_sort

    def action_find(self) -> None:
        """Find a record of the register on show."""
        if self.shown_pane is not None:
            self.shown_pane.action_find()

    # -- its money

    def can_tag(self) -> bool:
        """With a deep dive on show."""
        return self._shown and self.view == "dive" and self.dive is not None

    def action_tag(self) -> None:
        """Say which spend is part of the deep dive."""
        from tpdesk.screens.dives.forms import tag_form

        read = self.found
        assert read is not None
        assert read.offered is not None
        assert self.dive is not None
        self.app.push_screen(tag_form(self.dive, read.offered))

    def action_small_numbers(self) -> None:
        """Set from which number of people on packs print it."""
        from tpdesk.screens.dives.forms import small_form

        if self.money is not None:
            self.app.push_screen(small_form(self.money.small))

    def action_prevention(self) -> None:
        """Choose the step after which prevention ends."""
        from tpdesk.screens.dives.forms import ask_cut

        if self.money is not None:
            self.talk(ask_cut(self, self.money.cut))

    def can_case(self) -> bool:
        """With a place."""
        return self.found is not None

    def action_case(self) -> None:
        """Show a business case of the place, with who pays and who gains."""
        from tpdesk.screens.dives.case_flow import work_on_case

        read, record = self.found, self.record("opportunity") if self.view == "opportunity" else None
        assert read is not None
        opportunity = record.title if record is not None else ""
        cases = read.worths[opportunity].cases if opportunity else ()
        dive = self.dive.title if self.dive is not None else ""
        title = cases[0].case if cases else ""
        self.talk(work_on_case(self, read, title=title, dive=dive, opportunity=opportunity))

    def can_explain(self) -> bool:
        """With a total."""
        return self._shown and self.dive is not None and self.money is not None and self.dive.id in self.money.totals

    def action_explain(self) -> None:
        """Walk the deep dive's total back to its tags and lines."""
        from tpdesk.domain.figure import Figure
        from tpdesk.screens.overlap.explain import explain

        if self.dive is not None:
            explain(self.window, Figure("dive", dive=self.dive.title))
