"""The agencies: the bodies of a place in one year, as a register, by their returns, and reconciled."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container, Horizontal
from textual.widgets import DataTable, Static

from tpdesk.domain.kinds import KINDS
from tpdesk.screens.commands.agencies import CHAPTER
from tpdesk.screens.dialogs.awaited import asks
from tpdesk.screens.dialogs.choose import Choice, Choose
from tpdesk.screens.dialogs.narrowing import ask_filter, ask_order, ask_record
from tpdesk.screens.display import content
from tpdesk.screens.key_line import bindings
from tpdesk.screens.mode_screen import ModeScreen
from tpdesk.screens.overlap.cells import can_show_lines, show_lines
from tpdesk.screens.registers import acts as record_acts
from tpdesk.screens.registers import agencies_acts as acts
from tpdesk.screens.registers import agencies_rows as rows
from tpdesk.screens.registers import return_acts
from tpdesk.screens.registers.agencies_rows import AgencyCard
from tpdesk.screens.registers.table import RegisterTable
from tpdesk.units import year_text

if TYPE_CHECKING:
    from tpdesk.models.agency import AgencyRecord
    from tpdesk.models.area import AreaRecord
    from tpdesk.screens.here import Here
    from tpdesk.services.returns import BodiesRead, BodyRow


class ViewName(Static):
    """One view's name: a click shows it."""

    def __init__(self, view: str) -> None:
        self.view = view
        super().__init__(id=f"agency-view-{view}", classes="agency-view")

    def on_click(self) -> None:
        """Show it."""
        screen = self.screen
        assert isinstance(screen, AgenciesScreen)
        screen.show_view(self.view)


class AgenciesScreen(ModeScreen):
    """Mode 3."""

    MODE = "agencies"
    CSS_PATH: ClassVar = ["registers.tcss", "agencies.tcss"]
    BINDINGS: ClassVar[list[BindingType]] = bindings(CHAPTER.commands)

    def __init__(self) -> None:
        super().__init__()
        self.view = "register"
        self.order = "name"
        self.only = rows.PLACE
        self.found: BodiesRead | None = None
        self.areas: tuple[AreaRecord, ...] = ()
        self._year: int | None = None
        """The year chosen here, where the place has no money in it."""
        self._seen: Here | None = None
        self._key: str | None = None
        """The body under the cursor: it stays there over views, filters and places."""

    def content(self) -> ComposeResult:
        """The views' names, two lines of words, the list, the card."""
        with Horizontal(id="agency-views"):
            for view in rows.VIEWS:
                yield ViewName(view)
        yield Static(id="agencies-says")
        yield Static(id="agencies-known")
        with Container(id="agencies-two"):
            yield RegisterTable(id="agencies-table")
            yield AgencyCard(id="agency-card", can_focus=True)

    # -- reading and showing

    def load(self) -> None:
        """Read the bodies of the place's year."""
        if self._seen is not None and (self._seen.place, self._seen.year) != (self.here.place, self.here.year):
            self._year = None
        self._seen = self.here
        path, place = self.path, self.here.place
        year = self._year if self._year is not None else self.here.year
        if place is None:
            return

        def call() -> tuple[BodiesRead, tuple[AreaRecord, ...]]:
            from tpdesk.services.editing import read_areas
            from tpdesk.services.returns import read_bodies

            return read_bodies(path, place, year), read_areas(path)

        self.read("agencies.read", call, self._take)

    async def _take(self, read: tuple[BodiesRead, tuple[AreaRecord, ...]]) -> None:
        self.found, self.areas = read
        if not self.found.rows:
            text = (
                f"Nobody is expected in the count of {self.found.place.name} yet. Make the organisations that spend "
                "there, with the areas that they cover; a file of several organisations can bring them too."
            )
            await self.say_empty("No organisations yet", text, "agencies.new", "desk.import")
            return
        self._show()

    def _show(self) -> None:
        read = self.found
        if read is None or not read.rows:
            return
        for tab in self.query(ViewName):
            shown = tab.view == self.view
            tab.update(
                content(
                    f"▸{rows.VIEWS[tab.view]}" if shown else rows.VIEWS[tab.view], "bold $accent" if shown else "$quiet"
                )
            )
        listed = rows.filters(read)
        if self.only not in listed:
            self.only = rows.PLACE if rows.PLACE in listed else "all"
        shown_rows = sorted((row for row in read.rows if rows.kept(row, self.only)), key=rows.ORDERS[self.order][1])
        self.query_one("#agencies-says", Static).update(content(rows.headline(read), "bold"))
        known = (
            f"{listed[self.only][0][:1].upper()}{listed[self.only][0][1:]}: {len(shown_rows)} · "
            f"{rows.ORDERS[self.order][0]}"
        )
        self.query_one("#agencies-known", Static).update(content(known))
        view = self.view
        self.table.show(lambda width: rows.table(read, shown_rows, view, width), self._key)
        self._show_card()

    def _show_card(self) -> None:
        if self.found is not None:
            self.query_one(AgencyCard).show(self.found, self.row, self.view)
        self.refresh_bindings()

    @property
    def table(self) -> RegisterTable:
        """The list."""
        return self.query_one("#agencies-table", RegisterTable)

    @property
    def row(self) -> BodyRow | None:
        """The body under the cursor."""
        key = self.table.key
        return (
            next((row for row in self.found.rows if str(row.agency.id) == key), None)
            if self.found is not None
            else None
        )

    @on(DataTable.RowHighlighted, "#agencies-table")
    def follow(self) -> None:
        """Show the body under the cursor."""
        if self.table.row_count:
            self._key = self.table.key
            self._show_card()

    # -- commands

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only what can be done now."""
        shown = self.panel == "content" and self.found is not None and bool(self.found.rows)
        match action:
            case "new":
                return self.panel in ("content", "empty") and self.found is not None
            case "import_file" | "take_back":
                return self.panel in ("content", "empty") and self.found is not None
            case "export_file":
                return shown
            case "act_on_return":
                return shown and self.row is not None
            case "next_view" | "sort" | "filter" | "find" | "choose_return_year":
                return shown
            case "open" | "edit" | "edit_return" | "areas" | "changed" | "remove" | "move_return" | "count_as":
                return shown and self.row is not None
            case "merge":
                return shown and self.row is not None and self.found is not None and len(self.found.rows) > 1
            case "lines":
                return shown and can_show_lines() and self.row is not None and bool(self.row.lines)
            case "explain":
                return shown and self.row is not None
        return super().check_action(action, parameters)

    def show_view(self, view: str) -> None:
        """Show a view."""
        self.view = view
        self._show()

    def action_next_view(self, step: int) -> None:
        """Go to the next view, or the one before."""
        names = list(rows.VIEWS)
        self.show_view(names[(names.index(self.view) + step) % len(names)])

    @on(DataTable.RowSelected, "#agencies-table")
    def open_row(self) -> None:
        """Enter, or a second click, opens what the view is about."""
        self.action_open()

    def action_open(self) -> None:
        """Open the body, its return, or its lines."""
        if self.view == "register":
            self.action_edit()
        elif self.view == "reconciliation" and self.check_action("lines", ()):
            self.action_lines()
        else:
            self.action_edit_return()

    def action_edit(self) -> None:
        """Change the body."""
        self._form(self.row)

    def action_new(self) -> None:
        """Make a body of this place."""
        self._form(None)

    def _form(self, row: BodyRow | None) -> None:
        from tpdesk.screens.registers.agencies_forms import agency_form

        assert self.found is not None

        def saved(agency: AgencyRecord | None) -> None:
            if agency is not None and row is None:
                self._key = str(agency.id)
                self.window.say(f"{agency.name} is on the desk.")

        self.app.push_screen(
            agency_form(self.found, row, self.areas, [place.name for place in self.window.places]), saved
        )

    def action_edit_return(self) -> None:
        """Write down what is known of the return."""
        from tpdesk.screens.registers.agencies_forms import return_form

        if self.found is not None and self.row is not None:
            self.app.push_screen(return_form(self.found, self.row), self._warn)

    def _warn(self, warnings: tuple[str, ...] | None) -> None:
        for warning in warnings or ():
            self.window.say(warning, "Look")

    def action_move_return(self, step: int) -> None:
        """Move the return on, or back."""
        assert self.found is not None
        assert self.row is not None
        acts.move_return(self, self.found, self.row, step)

    def action_act_on_return(self, what: str) -> None:
        """Write its workbook or a reminder, type a question, or note that it was chased."""
        assert self.found is not None
        assert self.row is not None
        return_acts.ACTS[what](self, self.found, self.row)

    def action_take_back(self) -> None:
        """Read return workbooks that came back."""
        assert self.found is not None
        self.talk(return_acts.take_back(self, self.found))

    def action_areas(self) -> None:
        """Choose the areas that the body covers."""
        assert self.row is not None
        acts.choose_areas(self, self.row, self.areas)

    def action_count_as(self) -> None:
        """Choose how much of the body counts in the place."""
        assert self.found is not None
        assert self.row is not None
        acts.choose_count(self, self.found, self.row)

    def action_choose_return_year(self) -> None:
        """Choose the year whose returns are shown."""
        read = self.found
        assert read is not None

        def chosen(choice: Choice | None) -> None:
            if choice is None:
                return
            year = int(choice.id)
            if year in read.place.years:
                self._year = None
                if year == self.here.year:
                    self.load()
                else:
                    self.window.go_to(year=year)
            else:
                self._year = year
                self.load()

        choices = [
            Choice(str(year), year_text(year), "" if year in read.place.years else "no money yet")
            for year in read.years
        ]
        self.app.push_screen(Choose("Returns of which year?", choices, current=str(read.year)), chosen)

    def action_lines(self) -> None:
        """Show the body's lines of this place and year."""
        from tpdesk.calc.explain_lines import lines_in

        if self.found is not None and self.row is not None:
            show_lines(self.window, lines_in(self.found.place.name, self.found.year, [self.row.agency.name]))

    def action_explain(self) -> None:
        """Walk the body's gross spend back."""
        from tpdesk.domain.figure import Figure
        from tpdesk.screens.overlap.explain import explain

        if self.row is None or self.found is None:
            return
        if self.row.lines and self._year is None:
            explain(self.window, Figure("gross", self.row.agency.name, level=self.here.level))
        else:
            year = year_text(self.found.year)
            self.window.say(f"{self.row.agency.name} has no money here in {year}, so there is no figure to explain.")

    def action_changed(self) -> None:
        """Show what was done to the body."""
        from tpdesk.screens.registers.table import record_history

        if self.row is not None:
            self.app.push_screen(record_history(self.path, "agency", self.row.agency.name))

    def action_merge(self) -> None:
        """Say which body this one is, and show what would move."""
        assert self.found is not None
        assert self.row is not None
        acts.merge(self, self.found, self.row)

    def action_remove(self) -> None:
        """Take the body off the desk."""
        assert self.row is not None
        acts.remove(self, self.row)

    def action_import_file(self) -> None:
        """Import organisations from a file; those that name no place are in this one's count."""
        assert self.found is not None
        homes = {"places": self.found.place.name}
        self.talk(record_acts.import_records(self, KINDS["agency"], homes))

    def action_export_file(self) -> None:
        """Export the organisations on show."""
        assert self.found is not None
        if self.view == "returns":
            self.talk(return_acts.export_tracker(self, self.found))
            return
        shown = {row.agency.id for row in self.found.rows if rows.kept(row, self.only)}
        record_acts.export_listed(self, KINDS["agency"], shown)

    @asks
    async def action_sort(self) -> None:
        """Choose how the list is sorted."""
        orders = {name: words for name, (words, _) in rows.ORDERS.items()}
        chosen = await ask_order(self.app, "agencies", orders, self.order)
        if chosen is not None:
            self.order = chosen
            self._show()

    @asks
    async def action_filter(self) -> None:
        """Choose which agencies are shown."""
        assert self.found is not None
        chosen = await ask_filter(self.app, "agencies", rows.filters(self.found), self.only)
        if chosen is not None:
            self.only = chosen
            self._show()

    @asks
    async def action_find(self) -> None:
        """Go to an agency by a part of any of its names."""
        assert self.found is not None
        choices = [
            Choice(str(row.agency.id), row.agency.name, ", ".join((row.kind_title, *row.agency.aliases)).strip(", "))
            for row in self.found.rows
        ]
        chosen = await ask_record(self.app, "agency", choices, self._key or "")
        row = next((row for row in self.found.rows if str(row.agency.id) == chosen), None)
        if row is None:
            return
        if not rows.kept(row, self.only):
            self.only = rows.PLACE if row.in_place else "all"
        self._key = chosen
        self._show()
