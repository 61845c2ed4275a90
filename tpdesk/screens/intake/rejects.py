"""Rejected rows, fixed where they are: their cells edited, and all fixed rows imported as one batch."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.widgets import DataTable, Static

from tpdesk import services
from tpdesk.models.own.drafts import draft, keep_draft_soon
from tpdesk.screens.commands.intake import REJECTS
from tpdesk.screens.dialogs.awaited import asks
from tpdesk.screens.dialogs.choose import Choice, Choose
from tpdesk.screens.display import cell, content, joined
from tpdesk.screens.flex_table import Col, FlexTable, Row
from tpdesk.screens.intake.fix_row import FixRow
from tpdesk.screens.intake.import_done import standing_of
from tpdesk.screens.intake.import_state import rows_of
from tpdesk.screens.intake.import_words import on_screen, reject_words
from tpdesk.screens.intake.mend import write_rejects
from tpdesk.screens.key_line import bindings, conditions
from tpdesk.screens.mode_screen import ModeScreen
from tpdesk.screens.reporter import Trouble
from tpdesk.text import counted

if TYPE_CHECKING:
    from tpdesk.services.batches import OpenRejects, RejectShown
    from tpdesk.services.sheets import FileOutcome


class RejectsScreen(ModeScreen):
    """The room of one batch's rejected rows."""

    MODE = "rejects"
    NAME = "Rejected rows"
    AUTO_FOCUS = "#reject-table"
    CSS_PATH = ["../rooms.tcss", "batches.tcss"]  # noqa: RUF012 - Textual declares it so
    BINDINGS: ClassVar[list[BindingType]] = bindings(REJECTS.commands)
    WHEN: ClassVar[Mapping[str, str]] = conditions(REJECTS.commands)

    def __init__(self) -> None:
        super().__init__()
        self.number: int | None = None
        """The batch whose rejects they are."""
        self.rejects: OpenRejects | None = None
        self.fixed: dict[int, tuple[str, ...]] = {}
        """Number of the reject -> its cells as they should be."""

    def content(self) -> ComposeResult:
        """The rows, and the one under the cursor."""
        yield FlexTable(id="reject-table")
        with VerticalScroll(id="reject-detail"):
            yield Static(id="reject-words")

    # -- reading

    def show_batch(self, batch: int) -> None:
        """Show the rejects of another batch."""
        self.number = batch
        self.fixed = {
            int(number): tuple(json.loads(cells)) for number, cells in draft(self.path, f"rejects.{batch}").items()
        }
        self.load()

    def load(self) -> None:
        """Read the batch's open rejects."""
        path, batch = self.path, self.number
        if batch is None:
            return

        self.read("rejects.read", lambda: services.batches.read_rejects(path, batch), self._take)

    async def _take(self, rejects: OpenRejects) -> None:
        self.rejects = rejects
        still = {row.record.id for row in rejects.rows}
        if self.fixed.keys() - still:
            self.fixed = {number: cells for number, cells in self.fixed.items() if number in still}
            self._keep()
        if not rejects.rows:
            await self.say_empty(
                "No rejected row is open",
                f"Every row of {rejects.batch.file} is imported, was fixed since, or was left out for good.",
                "rejects.leave",
            )
            return
        self.show_content()
        self._fill()
        self._show()

    async def show_trouble(self, trouble: Trouble, group: str) -> None:
        """A batch that was removed has no rejects: go back."""
        if group == "rejects.read" and not trouble.damage:
            self.window.tell(trouble)
            self.number = None
            self.action_leave()
            return
        await super().show_trouble(trouble, group)

    def _keep(self) -> None:
        texts = {str(number): json.dumps(cells) for number, cells in self.fixed.items()}
        keep_draft_soon(self.path, f"rejects.{self.number}", texts or None)

    # -- showing

    def _fill(self) -> None:
        if self.rejects is None:
            return
        table = self.query_one(FlexTable)
        at = table.cursor_row
        wide = self.size.width >= 100
        narrow = self.size.width < 76
        cols = [
            Col("", 1),
            Col("Row", 6, right=True),
            Col("Column", 10 if narrow else 16),
            *([] if narrow else [Col("Stands there", 14)]),
        ]
        cols += [*([Col("Rule", 17)] if wide else []), Col("What is wrong", 0)]
        rows = []
        for row in self.rejects.rows:
            record = row.record
            texts = [
                "✎" if record.id in self.fixed else " ",
                f"{record.row:,}",
                record.column or "the row",
                *([] if narrow else [record.value]),
                *([record.rule] if wide else []),
                reject_words(record.rule, record.message),
            ]
            rows.append(Row(str(record.id), tuple(cell(text) for text in texts)))
        table.fill(cols, rows)
        if rows:
            table.move_cursor(row=min(at, len(rows) - 1), animate=False)
        said = (
            f"{counted(len(self.fixed), 'row')} fixed; F2 imports them"
            if self.fixed
            else "Enter fixes the row under the cursor, d leaves it out for good"
        )
        self.entitle(
            content(self.rejects.batch.file),
            content(f"{counted(len(rows), 'row')} rejected", "bold $warning"),
            content(said, "bold $success" if self.fixed else "$quiet"),
        )
        self.refresh_bindings()

    @property
    def row(self) -> RejectShown | None:
        """The row under the cursor."""
        at = self.query_one(FlexTable).cursor_row
        return self.rejects.rows[at] if self.rejects is not None and 0 <= at < len(self.rejects.rows) else None

    def _show(self) -> None:
        row = self.row
        if row is None:
            return
        record, cells = row.record, self._cells(row)
        lines = [
            joined(
                [
                    content(f"Row {record.row}", "bold $accent"),
                    content(f"of sheet '{row.sheet}'" if row.sheet else ""),
                    content(reject_words(record.rule, record.message), "$warning"),
                ]
            )
        ]
        for n, heading in enumerate(row.headings):
            before = record.raw[n] if n < len(record.raw) else ""
            if not before and not cells[n]:
                continue
            changed = cells[n] != before
            style = "bold $warning" if heading == record.column else ""
            was = content(f"was: {before or 'empty'}", "$quiet") if changed else content("")
            lines.append(
                joined(
                    [
                        content(heading, "$quiet"),
                        content(cells[n] or "empty", "bold $success" if changed else style),
                        was,
                    ],
                    "  ",
                )
            )
        self.query_one("#reject-words", Static).update(joined(lines, "\n"))

    def _cells(self, row: RejectShown) -> tuple[str, ...]:
        raw = row.record.raw + ("",) * (len(row.headings) - len(row.record.raw))
        fixed = self.fixed.get(row.record.id)
        return fixed + ("",) * (len(row.headings) - len(fixed)) if fixed is not None else raw

    @on(DataTable.RowHighlighted)
    def follow(self, message: DataTable.RowHighlighted) -> None:
        """Show the row under the cursor."""
        message.stop()
        self._show()

    def on_resize(self) -> None:
        """Use the width there is."""
        self._fill()

    # -- fixing

    @property
    def has_row(self) -> bool:
        """Whether a row is under the cursor."""
        return self.panel == "content" and self.row is not None

    @property
    def is_fixed(self) -> bool:
        """Whether the row under the cursor was edited."""
        return self.has_row and self.row is not None and self.row.record.id in self.fixed

    @property
    def has_fixed(self) -> bool:
        """Whether there are fixed rows to import."""
        return bool(self.fixed)

    @on(DataTable.RowSelected)
    def enter(self, message: DataTable.RowSelected) -> None:
        """Enter fixes."""
        message.stop()
        self.action_rejects_mend()

    @asks
    async def action_rejects_mend(self) -> None:
        """Edit the cells of the row under the cursor."""
        if (row := self.row) is not None:
            cells = await self.app.push_screen_wait(FixRow(row, self._cells(row)))
            if cells is not None:
                self._set({row.record.id: cells})

    def _set(self, fixed: Mapping[int, Sequence[str]]) -> None:
        rows = {row.record.id: row for row in self.rejects.rows} if self.rejects is not None else {}
        for number, cells in fixed.items():
            raw = rows[number].record.raw
            if tuple(cells[: len(raw)]) == raw and not any(cells[len(raw) :]):
                self.fixed.pop(number, None)
            else:
                self.fixed[number] = tuple(cells)
        self._keep()
        self._fill()
        self._show()

    def action_rejects_same(self) -> None:
        """Fix every row with the same fault in the same cell alike."""
        row = self.row
        if row is None or self.rejects is None or row.record.id not in self.fixed:
            return
        cells, record = self._cells(row), row.record
        at = row.headings.index(record.column) if record.column in row.headings else None
        if at is None:
            self.window.say("The fault of this row is not in one cell: fix each row by itself.")
            return
        others = {}
        for other in self.rejects.rows:
            same = (other.record.batch_sheet, other.record.rule, other.record.column, other.record.value) == (
                record.batch_sheet,
                record.rule,
                record.column,
                record.value,
            )
            if same and other.record.id != record.id:
                fixed = list(self._cells(other))
                fixed[at] = cells[at]
                others[other.record.id] = fixed
        self._set(others)
        self.window.say(
            f"{counted(len(others), 'other row')} with the same fault fixed alike."
            if others
            else "No other row has the same fault in the same cell."
        )

    def action_rejects_forget(self) -> None:
        """Discard the changes to the row under the cursor."""
        if self.row is not None:
            self._set({self.row.record.id: self.row.record.raw})

    @asks
    async def action_rejects_write(self, start: str = "") -> None:
        """Write the rows to a file."""
        if self.rejects is not None:
            await write_rejects(self.window, self.rejects.batch, start, self.action_rejects_write)

    # -- leaving out

    def action_rejects_settle(self) -> None:
        """Leave the row under the cursor out for good."""
        if self.row is not None:
            self._leave_out([self.row])

    def action_rejects_settle_alike(self) -> None:
        """Leave all rows out for good that were rejected by the same rule as the one under the cursor."""
        if self.row is not None and self.rejects is not None:
            rule = self.row.record.rule
            self._leave_out([other for other in self.rejects.rows if other.record.rule == rule])

    def _leave_out(self, wanted: Sequence[RejectShown]) -> None:
        batch = self.number
        rows = [(row.record.batch_sheet, row.record.row) for row in wanted if row.record.id not in self.fixed]
        kept = len(wanted) - len(rows)
        waits = (
            f"{counted(kept, 'fixed row')} {'waits' if kept == 1 else 'wait'} for F2; x discards the changes to a row."
        )
        if batch is None:
            return
        if not rows:
            self.window.say(waits)
            return

        self.window.change(
            "Leaving rejected rows out",
            lambda desk: services.batches.leave_out(desk, batch, rows),
            lambda number: self.window.say(
                f"{counted(number, 'row')} left out. Press u to undo.{f' {waits}' if kept else ''}"
            ),
        )

    # -- the fixed rows come in

    @asks
    async def action_rejects_take(self) -> None:
        """Import all fixed rows."""
        if self.rejects is None or not self.fixed:
            return
        body = self.rejects.body
        if self.rejects.needs_body:
            bodies = [Choice(name, name) for name in self.rejects.agencies]
            choice = await self.app.push_screen_wait(Choose("Whose rows are these? No line of the batch tells", bodies))
            if choice is None:
                return
            body = choice.id
        self._import(body)

    def _import(self, body: str | None) -> None:
        batch, fixed = self.number, dict(self.fixed)
        if batch is not None:
            self.window.change(
                "Importing fixed rows",
                lambda desk: services.imports.take_in_corrected(desk, batch, fixed, agency=body),
                self._taken,
            )

    def _taken(self, outcome: FileOutcome) -> None:
        if outcome.error is not None:
            self.window.tell(Trouble(outcome.error.title, on_screen(outcome.error.message), True))
            return
        again = rows_of(outcome, "rows_rejected")
        first = next((reject for sheet in outcome.sheets for reject in sheet.rejects), None)
        wrong = (
            f" {counted(again, 'row')} rejected again: {reject_words(first.rule, first.message)}"
            if first is not None
            else ""
        )
        self.window.say(f"{standing_of(outcome).words}, as batch {outcome.batch}. Press u to undo.{wrong}", "Imported")
