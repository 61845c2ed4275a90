"""The agencies: their register for a place and year, with their returns and their reconciliation as views of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content

from tpdesk import services
from tpdesk.domain.kinds import AGENCY_KIND
from tpdesk.models.records.register_read import RegisterRead
from tpdesk.screens.commands import EVERYWHERE
from tpdesk.screens.commands.agencies import CHAPTER
from tpdesk.screens.commands.register import CHAPTER as REGISTER
from tpdesk.screens.dialogs.choose import Choice, Choose
from tpdesk.screens.display import content, joined
from tpdesk.screens.key_line import bindings, keys_of
from tpdesk.screens.mode_screen import ModeScreen
from tpdesk.screens.overlap.cells import can_show_lines, show_lines
from tpdesk.screens.registers import agencies_acts as acts
from tpdesk.screens.registers import agencies_rows as rows
from tpdesk.screens.registers import return_acts
from tpdesk.screens.registers.agencies_rows import AgencyCard, AgencyList
from tpdesk.screens.registers.pane import RegisterPane
from tpdesk.screens.registers.table import Made
from tpdesk.screens.textual_private import user_keymap
from tpdesk.units import year_text

if TYPE_CHECKING:
    from tpdesk.domain.kinds import Record
    from tpdesk.models.agency import AgencyRecord
    from tpdesk.models.area import AreaRecord
    from tpdesk.screens.here import Here
    from tpdesk.services.returns import AgencyRegister, BodyRow


class AgenciesScreen(ModeScreen):
    """Mode 3: the register of agencies."""

    MODE = "agencies"
    CSS_PATH: ClassVar = ["pane.tcss", "agencies.tcss", "registers.tcss"]

    def __init__(self) -> None:
        super().__init__()
        self._seen: Here | None = None

    def content(self) -> ComposeResult:
        """The register alone."""
        yield AgenciesPane(AGENCY_KIND)

    @property
    def pane(self) -> AgenciesPane:
        """The register."""
        return self.query_one(AgenciesPane)

    def load(self) -> None:
        """Read the agencies for the place's year."""
        pane, place = self.pane, self.here.place
        if self._seen is not None and (self._seen.place, self._seen.year) != (self.here.place, self.here.year):
            pane.other_year = None
        self._seen = self.here
        year = pane.other_year if pane.other_year is not None else self.here.year
        if place is not None:
            self.ask("agencies.read", lambda desk: services.returns.read_register(desk, place, year), pane.take)


class AgenciesPane(RegisterPane):
    """The agencies with all that is done about their returns and their money."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(CHAPTER.commands, "AgenciesPane")

    CARD = AgencyCard
    LISTING = AgencyList
    VIEWS = rows.VIEWS

    listing: AgencyList

    areas: tuple[AreaRecord, ...] = ()
    """All areas that can be chosen."""

    other_year: int | None = None
    """The year chosen here, where the place has no money in it."""

    # -- what is on show

    def take(self, register: AgencyRegister) -> None:
        """Show what was read."""
        read = register.bodies
        self.areas, self.listing.read = register.areas, read
        self.listing.bodies = {row.agency.id: row for row in read.rows}
        listed = RegisterRead(read.place, {self.kind.name: register.records}, {})
        self.show(listed, register.records, {"places": read.place.name})

    @property
    def row(self) -> BodyRow | None:
        """The body under the cursor."""
        return self.listing.bodies.get(self.record.id) if self.record is not None else None

    def made(self, found: Sequence[Record], width: int) -> Made:
        """Return the columns and rows of the view."""
        read = self.listing.read
        assert read is not None
        return rows.table(read, [self.listing.bodies[one.id] for one in found], self.view, width)

    def head(self, known: Content) -> Content:
        """Return how the place's bodies stand, in a sentence, over what the list shows."""
        read = self.listing.read
        return joined([content(rows.headline(read), "bold"), known], "\n") if read is not None and self.scope else known

    def known_words(self, only: str, number: int) -> str:
        """Return which bodies the list shows: `The organisations of Lancashire: 19 · by name`."""
        return f"{only[:1].upper()}{only[1:]}: {number} · {self.listing.orders()[self.order]}" if self.scope else ""

    def empty_words(self) -> Content:
        """Return what to press where the desk has no organisation yet."""
        place = self.found.place.name if self.found is not None else ""
        text = (
            f"Nobody is expected in the count of {place} yet. Make the organisations that spend there, with the areas "
            "that they cover; a file of several organisations can bring them too."
        )
        commands = {command.id: command for command in (*REGISTER.commands, *EVERYWHERE.commands)}
        ways = [
            joined([content(keys_of(commands[name], user_keymap(self.app)), "bold $accent"), content(words)], "  ")
            for name, words in _WAYS.items()
        ]
        return joined([content("No organisations yet", "bold $accent"), content(text), joined(ways, "\n")], "\n\n")

    def show_card(self, read: RegisterRead, record: Record | None) -> None:  # noqa: ARG002
        """Show what is kept of the body; what the view is about comes first."""
        if self.listing.read is not None:
            self.query_one(AgencyCard).show(self.listing.read, self.row, self.view)

    # -- commands, each with when it applies

    def can_row(self) -> bool:
        """With a body under the cursor."""
        return self.can_open() and self.row is not None

    can_edit_return = can_areas = can_count_as = can_explain = can_row

    def can_act_on_return(self, what: str) -> bool:  # noqa: ARG002
        """With a body under the cursor."""
        return self.can_row()

    can_take_back = RegisterPane.can_new

    def can_choose_return_year(self) -> bool:
        """With any body."""
        return bool(self.scope)

    def can_merge(self) -> bool:
        """With another body to make it one with."""
        return self.can_row() and len(self.scope) > 1

    def can_lines(self) -> bool:
        """With a body that has lines here."""
        return self.can_row() and can_show_lines() and self.row is not None and bool(self.row.lines)

    def can_move_state(self, step: int) -> bool:  # noqa: ARG002
        """With a body under the cursor: what has states is its return."""
        return self.can_row()

    def action_move_state(self, step: int) -> None:
        """Move the return on, or back."""
        assert self.listing.read is not None
        assert self.row is not None
        acts.move_return(self.mode, self.listing.read, self.row, step)

    def action_open(self) -> None:
        """Open the body, its return, or its lines."""
        if self.view == "register":
            self.action_edit()
        elif self.view == "reconciliation" and self.can_lines():
            self.action_lines()
        else:
            self.action_edit_return()

    def write(self, record: Record | None) -> None:
        """Open the form of the body, or of a new one of this place."""
        from tpdesk.screens.registers.agencies_forms import agency_form

        read = self.listing.read
        assert read is not None

        def saved(agency: AgencyRecord | None) -> None:
            if agency is not None and record is None:
                self.go_to_record(str(agency.id))
                self.mode.window.say(f"{agency.name} is on the desk.")

        row = self.listing.bodies[record.id] if record is not None else None
        places = [place.name for place in self.mode.window.places]
        self.app.push_screen(agency_form(read, row, self.areas, places), saved)

    def action_edit_return(self) -> None:
        """Write down what is known of the return."""
        from tpdesk.screens.registers.agencies_forms import return_form

        if self.listing.read is not None and self.row is not None:
            self.app.push_screen(return_form(self.listing.read, self.row), self._warn)

    def _warn(self, warnings: tuple[str, ...] | None) -> None:
        for warning in warnings or ():
            self.mode.window.say(warning, "Look")

    def action_act_on_return(self, what: str) -> None:
        """Write its workbook or a reminder, type a question, or note that it was chased."""
        assert self.listing.read is not None
        assert self.row is not None
        return_acts.ACTS[what](self.mode, self.listing.read, self.row)

    def action_take_back(self) -> None:
        """Read return workbooks that came back."""
        assert self.listing.read is not None
        self.mode.talk(return_acts.take_back(self.mode, self.listing.read))

    def action_areas(self) -> None:
        """Choose the areas that the body covers."""
        assert self.row is not None
        acts.choose_areas(self.mode, self.row, self.areas)

    def action_count_as(self) -> None:
        """Choose how much of the body counts in the place."""
        assert self.listing.read is not None
        assert self.row is not None
        acts.choose_count(self.mode, self.listing.read, self.row)

    def action_choose_return_year(self) -> None:
        """Choose the year whose returns are shown."""
        read = self.listing.read
        assert read is not None

        def chosen(choice: Choice | None) -> None:
            if choice is not None:
                self._go_to_year(int(choice.id), has_money=int(choice.id) in read.place.years)

        choices = [
            Choice(str(year), year_text(year), "" if year in read.place.years else "no money yet")
            for year in read.years
        ]
        self.app.push_screen(Choose("Returns of which year?", choices, current=str(read.year)), chosen)

    def _go_to_year(self, year: int, *, has_money: bool) -> None:
        self.other_year = None if has_money else year
        if has_money and year != self.mode.here.year:
            self.mode.window.go_to(year=year)
        else:
            self.mode.load()

    def action_lines(self) -> None:
        """Show the body's lines of this place and year."""
        from tpdesk.calc.explain_lines import lines_in

        read = self.listing.read
        if read is not None and self.row is not None:
            show_lines(self.mode.window, lines_in(read.place.name, read.year, [self.row.agency.name]))

    def action_explain(self) -> None:
        """Walk the body's gross spend back."""
        from tpdesk.domain.figure import Figure
        from tpdesk.screens.overlap.explain import explain

        read, row = self.listing.read, self.row
        assert read is not None
        assert row is not None
        if row.lines and self.other_year is None:
            explain(self.mode.window, Figure("gross", row.agency.name, level=self.mode.here.level))
        else:
            said = f"{row.agency.name} has no money here in {year_text(read.year)}, so there is no figure to explain."
            self.mode.window.say(said)

    def action_merge(self) -> None:
        """Say which body this one is, and show what would move."""
        assert self.listing.read is not None
        assert self.row is not None
        acts.merge(self.mode, self.listing.read, self.row)

    def action_export_file(self) -> None:
        """Export the agencies on show, or how far each return is."""
        assert self.listing.read is not None
        if self.view == "returns":
            self.mode.talk(return_acts.export_tracker(self.mode, self.listing.read))
        else:
            super().action_export_file()


_WAYS = {
    "register.new": "Make a new organisation in this place.",
    "register.import": "Import organisations from a CSV file or workbook, one for each row.",
    "desk.import": "Import spending files: you can add their organisations on the way.",
}
"""What to press where there is none yet: id of the command -> what it does."""
