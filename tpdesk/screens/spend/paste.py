"""The room of pasted rows: checked, fixed, imported as one batch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.events import Paste

from tpdesk import services
from tpdesk.domain.line import LINE_FIELDS
from tpdesk.models.intake.fields import FIELDS, FLOWS, STATUSES
from tpdesk.screens.ask import Ask
from tpdesk.screens.commands.room import PASTE
from tpdesk.screens.dialogs.awaited import asks
from tpdesk.screens.dialogs.base import Confirm
from tpdesk.screens.dialogs.choose import Choice, Choose
from tpdesk.screens.intake.import_words import ORDERS_TO_CHOOSE
from tpdesk.screens.key_line import bindings, conditions
from tpdesk.screens.mode_screen import ModeScreen
from tpdesk.screens.reporter import Trouble
from tpdesk.screens.spend.line_table import LineTable
from tpdesk.screens.spend.paste_grid import PasteGrid
from tpdesk.screens.spend.paste_look import field_heading, in_paste
from tpdesk.services.paste import PasteRequest
from tpdesk.text import counted
from tpdesk.units import UNITS, parse_year, year_text

if TYPE_CHECKING:
    from tpdesk.models.intake.csvfile import Pasted
    from tpdesk.models.lines.candidates import Candidate
    from tpdesk.services.paste import Looked
    from tpdesk.services.sheets import FileOutcome

_VALUES: Final[Mapping[str, Mapping[str, object]]] = {
    "unit": {"As recognised": None, **{unit: unit for unit in UNITS}},
    "header": {"As recognised": None, "The first row is the header": True, "There is no header": False},
    "date_order": {"As recognised": None, **{name: order for order, name in ORDERS_TO_CHOOSE.items()}},
    "flow": {"As recognised": None, **{flow: flow for flow in FLOWS}},
    "status": {"As recognised": None, **{status: status for status in STATUSES}},
    "add_agencies": {
        "Add organisations that the desk does not know": True,
        "Reject rows of unknown organisations": False,
    },
}
"""What can be said of all rows -> words, and the value that each stands for."""


class PasteScreen(ModeScreen):
    """Rows from a spreadsheet's clipboard: fixed, imported as one batch."""

    MODE = "paste"
    NAME = "Paste rows"
    CSS_PATH = "spend.tcss"
    BINDINGS: ClassVar[list[BindingType]] = bindings(PASTE.commands)
    WHEN: ClassVar[Mapping[str, str]] = conditions(PASTE.commands)

    def content(self) -> ComposeResult:
        """The rows."""
        yield PasteGrid(id="paste")

    @property
    def grid(self) -> PasteGrid:
        """The pasted rows."""
        return self.query_one("#paste", PasteGrid)

    @property
    def looked(self) -> Looked | None:
        """The rows with what would become of them; None where there are none."""
        return self.grid.looked

    @property
    def request(self) -> PasteRequest:
        """What was said of the rows."""
        return self.grid.request

    def focus_content(self) -> None:
        """Give the keyboard to the rows."""
        self.grid.table.focus()

    def load(self) -> None:
        """Check the rows again: the desk may have changed."""
        self.grid.load()

    def on_paste(self, event: Paste) -> None:
        """Show what was pasted."""
        event.stop()
        self.take(event.text, self.request.columns)

    def take(self, text: str, columns: Sequence[str]) -> None:
        """Show pasted text; `columns` are the columns of the table that it was pasted over."""
        self.grid.take(text, columns)

    # -- when a command applies

    @property
    def has_rows(self) -> bool:
        """Whether rows were pasted."""
        return self.panel is not None and self.looked is not None

    @property
    def has_problems(self) -> bool:
        """Whether a row has a problem."""
        return self.has_rows and self.looked is not None and bool(self.looked.preview and self.looked.preview.problems)

    @property
    def can_import(self) -> bool:
        """Whether a row can be imported."""
        looked = self.looked if self.has_rows else None
        return looked is not None and looked.preview is not None and looked.preview.tally.rows_imported > 0

    # -- commands

    @on(LineTable.Opened)
    @asks
    async def action_paste_mend(self) -> None:
        """Edit the cell under the cursor."""
        grid, row, column = self.grid, self.grid.table.row, self.grid.table.column - 1
        if (looked := grid.looked) is None or column < 0:
            return
        cells, title = looked.pasted.rows[row], f"Row {row + 1:,}: {grid.rows.columns[column + 1].heading}"
        value = cells[column] if column < len(cells) else ""
        typed = await self.app.push_screen_wait(Ask(title, grid.rows.problem(row), value))
        if typed is not None:
            grid.look(looked.pasted.with_cell(row, column, typed))

    def action_paste_next(self) -> None:
        """Go to the next row with a problem."""
        looked = self.looked
        if looked is None or looked.preview is None:
            return
        problems = sorted(looked.preview.problems)
        row = next((row for row in problems if row - 1 > self.grid.table.row), problems[0])
        name = looked.preview.problems[row].column
        names = {looked.preview.layout.name_of(n): n for n in range(len(self.grid.rows.columns) - 1)}
        self.grid.table.go(row - 1, names[name] + 1 if name in names else None)

    @asks
    async def action_paste_column(self) -> None:
        """Say what the column under the cursor is."""
        looked, column = self.looked, self.grid.table.column - 1
        if looked is None or column < 0:
            return
        choices = [
            Choice("", "Not read", "left out"),
            *(Choice(name, field_heading(name), LINE_FIELDS[name].tells) for name in FIELDS),
        ]
        choice = await self.app.push_screen_wait(Choose(f"What is column {column + 1}?", choices))
        if choice is not None:
            maps = _with_column(self.request.maps, looked, column, choice.id)
            self.grid.request = replace(self.request, maps=maps)
            self.grid.look(looked.pasted)

    @asks
    async def action_paste_file(self) -> None:
        """Show the rows of a text file."""
        from tpdesk.screens.ask import PathDialog

        text = "A file with tabs or commas between its cells."
        file = await self.app.push_screen_wait(PathDialog("Rows from a text file", text))
        if file is not None:
            columns = self.request.columns
            self.read("paste.file", lambda: services.paste.text_of(file), lambda text: self.take(text, columns))

    async def show_trouble(self, trouble: Trouble, group: str) -> None:
        """Say in a corner what could not be read: the rows stay."""
        if group == "paste.file":
            self.window.tell(trouble)
        else:
            await super().show_trouble(trouble, group)

    # -- what holds for all rows

    @asks
    async def action_paste_say(self) -> None:
        """Say whose rows they are, of which year, in which unit."""
        said = self.request
        lacking = self.looked is not None and self.looked.lacks_body
        told = [
            Choice("agency", "Organisation", said.agency or ("not said yet" if lacking else "as the rows say")),
            Choice("year", "Year", year_text(said.year) if said.year is not None else "by the dates"),
            Choice("unit", "Unit", said.unit or "as recognised"),
            Choice("header", "Header", {None: "as recognised", True: "the first row", False: "none"}[said.header]),
            Choice("date_order", "Dates", ORDERS_TO_CHOOSE.get(said.date_order or "", "as recognised")),
            Choice("flow", "Flow", said.flow or "as the rows say, else expenditure"),
            Choice("status", "Status", said.status or "as the rows say, else actual"),
            Choice("add_agencies", "New organisations", "are added" if said.add_agencies else "reject the row"),
        ]
        about = await self.app.push_screen_wait(Choose("What holds for all rows?", told))
        if about is None:
            return
        if about.id == "agency" and lacking:
            self.grid.ask_body()
        elif about.id in _VALUES:
            self._choose_of(about, _VALUES[about.id])
        else:
            field = about.id
            self.ask(
                "paste.choices",
                lambda desk: services.line_table.choices_of(desk, [field])[field],
                lambda found: self._choose_found(about, found),
                opens=True,
            )

    def _choose_found(self, about: Choice, found: Sequence[Candidate]) -> None:
        is_year = about.id == "year"
        values: dict[str, object] = {item.text: parse_year(item.text) if is_year else item.text for item in found}
        if is_year and self.here.year is not None:
            values.setdefault(year_text(self.here.year), self.here.year)
        self._choose_of(about, {"As the rows say": None, **values})

    @asks
    async def _choose_of(self, about: Choice, values: Mapping[str, object]) -> None:
        choice = await self.app.push_screen_wait(Choose(about.text, [Choice(text, text) for text in values]))
        if choice is not None:
            self.grid.request = replace(self.request, **{about.id: values[choice.id]})  # type: ignore[arg-type]
            if self.looked is not None:
                self.grid.look(self.looked.pasted)

    # -- the rows come in

    @asks
    async def action_paste_take(self) -> None:
        """Import the rows."""
        if (looked := self.looked) is None or looked.preview is None:
            return
        if looked.before is not None:
            text = f"These very rows were imported before, as batch {looked.before}. Imported again, they count twice."
            if not await self.app.push_screen_wait(Confirm("Import them again?", text, yes="Import again")):
                return
        self._import(looked.pasted, again=looked.before is not None)

    def _import(self, pasted: Pasted, *, again: bool) -> None:
        request = self.request
        self.window.act(
            "Importing pasted rows",
            lambda desk, job: services.paste.take_paste(
                desk, pasted, request, again=again, progress=lambda _name, _rows, done, total: job.step(done, total)
            ),
            self._imported,
        )

    def _imported(self, outcome: FileOutcome) -> None:
        if outcome.error is not None:
            self.window.tell(Trouble(outcome.error.title, in_paste(outcome.error.message), True))
            return
        tally = outcome.sheets[0].tally
        rejected = f" {counted(tally.rows_rejected, 'row')} rejected: b shows them." if tally.rows_rejected else ""
        lines = counted(tally.rows_imported, "line")
        self.window.say(f"{lines} imported as batch {outcome.batch}.{rejected} Press u to undo.")
        self.grid.rows.looked = None
        self.action_leave()


def _with_column(maps: Mapping[str, str], looked: Looked, column: int, field: str) -> dict[str, str]:
    """Return which column each field is read from, once a column was said to be `field`, or to be left out."""
    place = f"#{column + 1}"
    found = {name: other for name, other in maps.items() if other != place}
    read = looked.layout.columns if looked.layout is not None else {}
    found |= {name: "" for name, index in read.items() if index == column and name != field}
    return found | {field: place} if field else found
