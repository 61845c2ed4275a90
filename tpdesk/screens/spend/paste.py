"""The room of pasted rows: looked at, put right, taken in as one batch."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import BindingType

from tpdesk import services
from tpdesk.domain.line import LINE_FIELDS
from tpdesk.models.intake.fields import FIELDS, FLOWS, STATUSES
from tpdesk.screens.ask import Ask
from tpdesk.screens.commands.paste import CHAPTER
from tpdesk.screens.dialogs.choose import Choice, Choose
from tpdesk.screens.dialogs.confirm import Confirm
from tpdesk.screens.intake.import_words import ORDERS_TO_CHOOSE
from tpdesk.screens.keys import bindings
from tpdesk.screens.reporter import Trouble
from tpdesk.screens.spend.line_table import LineTable
from tpdesk.screens.spend.paste_look import PasteLook
from tpdesk.screens.spend.paste_rows import field_heading
from tpdesk.screens.spend.paste_words import in_paste
from tpdesk.text import counted
from tpdesk.units import UNITS, parse_year, year_text

if TYPE_CHECKING:
    from tpdesk.models.desk import Desk
    from tpdesk.models.intake.pasted import Pasted
    from tpdesk.models.lines.candidates import Candidate
    from tpdesk.screens.jobs import Job
    from tpdesk.services.import_records import FileOutcome


class PasteScreen(PasteLook):
    """Rows from a spreadsheet's clipboard: put right, taken in as one batch."""

    MODE = "paste"
    NAME = "Paste rows"
    CSS_PATH = "spend.tcss"
    BINDINGS: ClassVar[list[BindingType]] = bindings(CHAPTER.commands)

    # -- commands

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only what can be done now."""
        preview = self.looked.preview if self.looked is not None else None
        match action:
            case "paste_take":
                return preview is not None and preview.tally.rows_imported > 0
            case "paste_next":
                return preview is not None and bool(preview.problems)
            case "paste_mend" | "paste_column" | "paste_say":
                return self.looked is not None
        return super().check_action(action, parameters)

    @on(LineTable.Opened)
    def action_paste_mend(self) -> None:
        """Change the cell under the cursor."""
        looked, row, column = self.looked, self.table.row, self.table.column - 1
        if looked is None or column < 0:
            return
        heading = self.rows.columns[column + 1].heading

        def answered(typed: str | None) -> None:
            if typed is not None:
                self.look(looked.pasted.with_cell(row, column, typed))

        cells = looked.pasted.rows[row]
        self.app.push_screen(
            Ask(f"Row {row + 1:,}: {heading}", self.rows.problem(row), cells[column] if column < len(cells) else ""),
            answered,
        )

    def action_paste_next(self) -> None:
        """Go to the next row with a problem."""
        looked = self.looked
        if looked is None or looked.preview is None:
            return
        problems = sorted(looked.preview.problems)
        row = next((row for row in problems if row - 1 > self.table.row), problems[0])
        name = looked.preview.problems[row].column
        names = {looked.preview.layout.name_of(n): n for n in range(len(self.rows.columns) - 1)}
        self.table.go(row - 1, names[name] + 1 if name in names else None)

    def action_paste_column(self) -> None:
        """Say what the column under the cursor is."""
        looked, column = self.looked, self.table.column - 1
        if looked is None or column < 0:
            return

        def answered(choice: Choice | None) -> None:
            if choice is not None:
                taken = f"#{column + 1}"
                maps = {name: place for name, place in self.request.maps.items() if place != taken}
                read = looked.layout.columns if looked.layout is not None else {}
                maps |= {name: "" for name, index in read.items() if index == column and name != choice.id}
                self.request = replace(self.request, maps=maps | {choice.id: taken} if choice.id else maps)
                self.look(looked.pasted)

        choices = [
            Choice("", "Not read", "left out"),
            *(Choice(name, field_heading(name), LINE_FIELDS[name].tells) for name in FIELDS),
        ]
        self.app.push_screen(Choose(f"What is column {column + 1}?", choices), answered)

    def action_paste_file(self) -> None:
        """Take the rows from a text file."""

        from tpdesk.screens.path_dialog import PathDialog

        def call(file: Path) -> str:
            from tpdesk.services.paste import text_of

            return text_of(file)

        def answered(file: Path | None) -> None:
            if file is not None:
                self.read("paste.file", lambda: call(file), lambda text: self.take(text, self.request.columns))

        self.app.push_screen(
            PathDialog("Rows from a text file", "A file with tabs or commas between its cells."), answered
        )

    async def show_trouble(self, trouble: Trouble, group: str) -> None:
        """Say in a corner what could not be read: the rows stay."""
        if group == "paste.file":
            self.window.tell(trouble)
        else:
            await super().show_trouble(trouble, group)

    # -- what holds for all rows

    def action_paste_say(self) -> None:
        """Say whose rows they are, of which year, in which unit."""
        said = self.request
        lacking = self.looked is not None and self.looked.lacks_body
        told = [
            Choice("agency", "Body", said.agency or ("not said yet" if lacking else "as the rows say")),
            Choice("year", "Year", year_text(said.year) if said.year is not None else "by the dates"),
            Choice("unit", "Unit", said.unit or "as recognised"),
            Choice("header", "Header", {None: "as recognised", True: "the first row", False: "none"}[said.header]),
            Choice("date_order", "Dates", ORDERS_TO_CHOOSE.get(said.date_order or "", "as recognised")),
            Choice("flow", "Flow", said.flow or "as the rows say, else expenditure"),
            Choice("status", "Status", said.status or "as the rows say, else actual"),
            Choice("add_agencies", "New bodies", "are made" if said.add_agencies else "reject the row"),
        ]

        def chosen(choice: Choice | None) -> None:
            if choice is not None:
                self._say(choice)

        self.app.push_screen(Choose("What holds for all rows?", told), chosen)

    def _say(self, about: Choice) -> None:
        def taken(value: object) -> None:
            looked = self.looked
            self.request = replace(self.request, **{about.id: value})  # type: ignore[arg-type]
            if looked is not None:
                self.look(looked.pasted)

        if about.id == "agency" and (looked := self.looked) is not None and looked.lacks_body:
            self.ask_body()
            return
        values: dict[str, dict[str, object]] = {
            "unit": {unit: unit for unit in UNITS},
            "header": {"The first row is the header": True, "There is no header": False},
            "date_order": {name: order for order, name in ORDERS_TO_CHOOSE.items()},
            "flow": {flow: flow for flow in FLOWS},
            "status": {status: status for status in STATUSES},
            "add_agencies": {"Make bodies that the desk does not know": True, "Reject rows of unknown bodies": False},
        }
        if about.id in values:
            self._choose_of(
                about.text,
                {"As recognised": None, **values[about.id]} if about.id != "add_agencies" else values[about.id],
                taken,
            )
            return
        field = about.id
        self.ask(
            "paste.choices",
            lambda desk: services.line_table.choices_of(desk, [field])[field],
            lambda found: self._choose_of(about.text, self._values_of(field, found), taken),
            opens=True,
        )

    def _values_of(self, field: str, found: Sequence[Candidate]) -> dict[str, object]:
        values: dict[str, object] = {
            item.text: parse_year(item.text) if field == "year" else item.text for item in found
        }
        if field == "year" and self.here.year is not None:
            values.setdefault(year_text(self.here.year), self.here.year)
        return {"As the rows say": None, **values}

    def _choose_of(self, title: str, values: dict[str, object], then: Callable[[object], None]) -> None:
        def chosen(choice: Choice | None) -> None:
            if choice is not None:
                then(values[choice.id])

        self.app.push_screen(Choose(title, [Choice(text, text) for text in values]), chosen)

    # -- taking in

    def action_paste_take(self) -> None:
        """Take the rows in."""
        looked = self.looked
        if looked is None or looked.preview is None:
            return
        if looked.before is None:
            self._take_in(looked.pasted, again=False)
            return
        text = f"These very rows were taken in before, as batch {looked.before}. Taken in again, they count twice."

        def answered(yes: bool | None) -> None:
            if yes:
                self._take_in(looked.pasted, again=True)

        self.app.push_screen(Confirm("Take them in again?", text, yes="Take in again"), answered)

    def _take_in(self, pasted: Pasted, *, again: bool) -> None:
        request = self.request

        def call(desk: Desk, job: Job) -> FileOutcome:
            from tpdesk.services.paste import take_paste

            def step(_name: str, _rows: int, done: int, total: int) -> None:
                job.step(done, total)

            return take_paste(desk, pasted, request, again=again, progress=step)

        def done(outcome: FileOutcome) -> None:
            if outcome.error is not None:
                self.window.tell(Trouble(outcome.error.title, in_paste(outcome.error.message), True))
                return
            tally = outcome.sheets[0].tally
            rejected = f" {counted(tally.rows_rejected, 'row')} rejected: b shows them." if tally.rows_rejected else ""
            self.window.say(
                f"{counted(tally.rows_imported, 'line')} taken in as batch {outcome.batch}.{rejected} Press u to undo."
            )
            self.rows.looked = None
            self.action_leave()

        self.window.act("Taking in pasted rows", call, done)
