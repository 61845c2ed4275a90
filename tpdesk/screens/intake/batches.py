"""What was imported, file by file: what each batch brought, its rejected rows, and how to remove it.

The batches room's texts: what is known of one batch.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import DataTable, Static

from tpdesk import services
from tpdesk.domain.advice import warning_message
from tpdesk.models.lines.totals import flows_words
from tpdesk.screens.commands.intake import BATCHES
from tpdesk.screens.dialogs.awaited import asks
from tpdesk.screens.dialogs.base import Confirm
from tpdesk.screens.display import cell, content, joined
from tpdesk.screens.flex_table import Col, FlexTable, Row
from tpdesk.screens.intake.import_words import (
    DELIMITERS_SHOWN,
    FIELDS_SHOWN,
    ORDERS_SHOWN,
    UNITS_SHOWN,
    on_screen,
    size_text,
)
from tpdesk.screens.intake.mend import write_rejects
from tpdesk.screens.key_line import bindings, conditions
from tpdesk.screens.mode_screen import ModeScreen
from tpdesk.screens.overlap.cells import can_show_lines, show_lines
from tpdesk.screens.rooms import open_room
from tpdesk.text import counted
from tpdesk.units import pounds, short_pounds, whole_pounds, year_text

if TYPE_CHECKING:
    from tpdesk.models.batch import BatchDetail, BatchRecord, BatchRemoval, BatchStanding, SheetRecord


def told(batch: BatchRecord, detail: BatchDetail | None) -> Content:
    """Return what is known of a batch."""
    lines = [content(f"Batch {batch.id}: {batch.file}", "bold $accent")]
    lines.append(
        content(
            f"{batch.place}, imported {batch.made_at[:16].replace('T', ' ')} UTC by {batch.who}",
            "$quiet",
        )
    )
    lines.append(_rows(batch.rows_read, batch.rows_imported, batch.rows_blank, batch.rows_rejected))
    if batch.control_total_pence is not None:
        off = batch.sum_pence - batch.control_total_pence
        said = "agrees to the penny" if not off else f"the lines are off by {pounds(off)}"
        lines.append(
            content(
                f"Control total {pounds(batch.control_total_pence)}: {said}.", "bold $warning" if off else "$success"
            )
        )
    if batch.rejects_open:
        lines.append(
            content(
                f"{counted(batch.rejects_open, 'rejected row')} open: press e to fix them, or to leave them out "
                "for good.",
                "bold $warning",
            )
        )
    if detail is None:
        return joined(lines, "\n")
    since = [f"{counted(detail.edited, 'line')} edited since"] if detail.edited else []
    since += [f"{counted(detail.removed_lines, 'line')} deleted since"] if detail.removed_lines else []
    if since:
        lines.append(content(", ".join(since), "$warning"))
    made = [
        detail.kind,
        size_text(detail.size),
        detail.encoding,
        DELIMITERS_SHOWN.get(detail.delimiter, detail.delimiter),
    ]
    lines.append(content(", ".join(part for part in made if part), "$quiet"))
    lines.append(content(f"Fingerprint {batch.sha256[:16]}: the very same file is recognised by it.", "$quiet"))
    lines.append(Content(""))
    for body in detail.bodies:
        sums = flows_words(body.standing.expenditure_pence, body.standing.income_pence, pounds)
        lines.append(
            joined(
                [
                    content(f"{body.agency}, {year_text(body.year)}, {counted(body.standing.lines, 'line')}:"),
                    content(sums, "bold"),
                ]
            )
        )
    for sheet in detail.sheets:
        lines += [Content(""), *_sheet(sheet)]
    return Content("\n").join(lines)


def removal(batch: BatchRecord, detail: BatchDetail | None) -> str:
    """Return what removing the batch would do, in words."""
    edited = detail.edited if detail is not None else 0
    gone = detail.removed_lines if detail is not None else 0
    lines = max(0, batch.rows_imported - edited - gone)
    rejects = (
        f", and {counted(batch.rejects_open, 'rejected row')} that {'is' if batch.rejects_open == 1 else 'are'} open"
        if batch.rejects_open
        else ""
    )
    stay = (
        f" {counted(edited, 'line')} edited since {'stays' if edited == 1 else 'stay'}, with this batch as source."
        if edited
        else ""
    )
    return f"{counted(lines, 'line')} of {batch.file} will be removed from the desk{rejects}.{stay} Press u to undo."


def _rows(read: int, taken: int, blank: int, rejected: int) -> Content:
    return joined(
        [
            content(f"{counted(read, 'row')} read: {taken:,} imported, {blank:,} blank,"),
            content(f"{rejected:,} rejected", "$warning" if rejected else ""),
        ]
    )


def _sheet(sheet: SheetRecord) -> list[Content]:
    name = f"Sheet '{sheet.sheet}'" if sheet.sheet else "How it was read"
    header = f"header in row {sheet.header_row}" if sheet.header_row else "no header"
    found = [
        joined([content(name, "bold"),
                content(f"{header}, {UNITS_SHOWN.get(sheet.unit, sheet.unit)}, dates "
                        f"{ORDERS_SHOWN.get(sheet.date_order, sheet.date_order)}, {sheet.flow}, {sheet.status}")])
    ]  # fmt: skip
    found.append(
        content(
            ", ".join(f"{FIELDS_SHOWN.get(field, field)} = {heading}" for field, heading in sheet.columns.items()),
            "$quiet",
        )
    )
    found.append(
        joined(
            [
                _rows(sheet.rows_read, sheet.rows_imported, sheet.rows_blank, sheet.rows_rejected),
                content(pounds(sheet.sum_pence), "bold"),
            ]
        )
    )
    if sheet.coercions:
        found.append(
            content(
                "Read as meant: " + ", ".join(f"{rule} {number:,}" for rule, number in sheet.coercions.items()),
                "$quiet",
            )
        )
    found += [content(f"• {on_screen(warning_message(text))}", "$warning") for text in sheet.warnings]
    return found


class BatchesScreen(ModeScreen):
    """The batches room."""

    MODE = "batches"
    NAME = "Batches"
    AUTO_FOCUS = "#batch-table"
    CSS_PATH = ["../rooms.tcss", "batches.tcss"]  # noqa: RUF012 - Textual declares it so
    BINDINGS: ClassVar[list[BindingType]] = bindings(BATCHES.commands)
    WHEN: ClassVar[Mapping[str, str]] = conditions(BATCHES.commands)

    def __init__(self) -> None:
        super().__init__()
        self.batches: list[BatchRecord] = []
        self.standing: dict[int, BatchStanding] = {}
        self._details: dict[int, BatchDetail | None] = {}
        self._wanted: int | None = None
        """The batch that the cursor goes to as soon as it is listed."""
        self._to_open_rejects = True
        """Whether the cursor goes to the first batch with open rejects as soon as all are listed: at the first time."""

    def content(self) -> ComposeResult:
        """The list, and the batch under the cursor."""
        yield FlexTable(id="batch-table")
        with VerticalScroll(id="batch-detail"):
            yield Static(id="batch-words")

    def show_batch(self, number: int) -> None:
        """Go to a batch, as soon as it is listed."""
        self._wanted = number
        self._go_to_wanted()

    def _go_to_wanted(self) -> None:
        if self._wanted is not None and any(batch.id == self._wanted for batch in self.batches):
            self.query_one(FlexTable).go_to_key(str(self._wanted))
            self._wanted, self._to_open_rejects = None, False
        elif self._to_open_rejects and self.batches:
            self._to_open_rejects = False
            left = next((batch.id for batch in self.batches if batch.rejects_open), None)
            if left is not None:
                self.query_one(FlexTable).go_to_key(str(left))

    # -- reading

    def load(self) -> None:
        """Read the batches of the place."""
        path, place = self.path, self.here.place
        self.read("batches.read", lambda: services.batches.read_batches(path, place), self._take)

    async def _take(self, found: tuple[list[BatchRecord], dict[int, BatchStanding]]) -> None:
        batches, self.standing = found
        self.batches = batches
        self._details.clear()
        if not batches:
            await self.say_empty(
                "Nothing was imported yet",
                "Each file that is imported is listed here as a batch, with what it brought and what was rejected.",
                "desk.import"
            )  # fmt: skip
            return
        rejects = sum(batch.rejects_open for batch in batches)
        stand = self.standing.values()
        sums = flows_words(
            sum(one.expenditure_pence for one in stand), sum(one.income_pence for one in stand), short_pounds
        )
        said = (
            f"{counted(len(batches), 'batch', 'batches')}, {counted(sum(one.lines for one in stand), 'line')}, {sums}"
        )
        self.entitle(
            content(said, "bold"),
            content(f"{counted(rejects, 'rejected row')} open" if rejects else "", "bold $warning"),
        )
        self._fill()
        self._go_to_wanted()
        self._show()

    def _fill(self) -> None:
        wide = self.size.width >= 100
        narrow = self.size.width < 76
        cols = [
            Col("Batch", 5, right=True),
            Col("File", 0),
            Col("Lines", 7, right=True),
            *([] if narrow else [Col("Rejected", 8, right=True)]),
        ]
        cols += [
            Col("Open", 5, right=True),
            Col("Expenditure", 16 if wide else 11, right=True),
            Col("Income", 14 if wide else 9, right=True),
            *([Col("Imported", 10), Col("By", 12)] if wide else []),
        ]
        table = self.query_one(FlexTable)
        at = table.cursor_row
        table.fill(
            cols,
            [
                Row(
                    str(batch.id),
                    tuple(cell(text) for text in _texts(batch, self.standing.get(batch.id), wide, narrow)),
                )
                for batch in self.batches
            ],
        )
        if self.batches:
            table.move_cursor(row=min(at, len(self.batches) - 1), animate=False)

    @property
    def current(self) -> BatchRecord | None:
        """The batch under the cursor."""
        at = self.query_one(FlexTable).cursor_row
        return self.batches[at] if 0 <= at < len(self.batches) else None

    def _show(self) -> None:
        batch = self.current
        if batch is None:
            return
        self.query_one("#batch-words", Static).update(told(batch, self._details.get(batch.id)))
        self.refresh_bindings()
        if batch.id in self._details:
            return
        path, number = self.path, batch.id
        self.read(
            "batches.detail",
            lambda: services.batches.read_batch(path, number),
            lambda detail: self._take_detail(number, detail),
        )

    def _take_detail(self, number: int, detail: BatchDetail | None) -> None:
        self._details[number] = detail
        self._show()

    @on(DataTable.RowHighlighted)
    def follow(self, message: DataTable.RowHighlighted) -> None:
        """Show the batch under the cursor."""
        message.stop()
        self._show()

    def on_resize(self) -> None:
        """Use the width there is."""
        if self.batches:
            self._fill()

    # -- commands

    @property
    def has_batch(self) -> bool:
        """Whether a batch is under the cursor."""
        return self.panel == "content" and self.current is not None

    @property
    def has_rejects(self) -> bool:
        """Whether the batch under the cursor has rejected rows that are open."""
        return self.has_batch and self.current is not None and bool(self.current.rejects_open)

    @property
    def has_lines(self) -> bool:
        """Whether the lines of the batch under the cursor can be shown."""
        return self.has_batch and can_show_lines()

    @on(DataTable.RowSelected)
    async def enter(self, message: DataTable.RowSelected) -> None:
        """Enter shows the rejected rows."""
        message.stop()
        await self.action_batches_rejects()

    async def action_batches_rejects(self) -> None:
        """Show the rejected rows of the batch."""
        batch = self.current
        if batch is None or not batch.rejects_open:
            self.window.say("No rejected row of this batch is open.")
            return
        from tpdesk.screens.intake.rejects import RejectsScreen

        room = await open_room(self.window, "rejects")
        assert isinstance(room, RejectsScreen)
        room.show_batch(batch.id)

    def action_batches_lines(self) -> None:
        """Show the lines of the batch."""
        from tpdesk.domain.line_filter import ALL_LINES

        if self.current is not None:
            show_lines(self.window, ALL_LINES.only("batch", self.current.id))

    @asks
    async def action_batches_write(self, start: str = "") -> None:
        """Write the rejected rows to a file."""
        if self.current is not None:
            await write_rejects(self.window, self.current, start, self.action_batches_write)

    @asks
    async def action_batches_remove(self) -> None:
        """Remove the batch, after a question."""
        if (batch := self.current) is None:
            return
        text = removal(batch, self._details.get(batch.id))
        if await self.app.push_screen_wait(Confirm(f"Remove batch {batch.id} from the desk?", text, yes="Remove")):
            self.window.change(
                f"Removing batch {batch.id}",
                lambda desk: services.batches.remove(desk, batch.id),
                lambda done: self.window.say(_removed(batch.id, done), "Removed"),
            )


def _removed(number: int, done: BatchRemoval) -> str:
    stay = f" {counted(done.kept, 'line')} edited since {'stays' if done.kept == 1 else 'stay'}." if done.kept else ""
    return f"Batch {number}: {counted(done.lines, 'line')} removed.{stay} Press u to undo."


def _texts(batch: BatchRecord, standing: BatchStanding | None, wide: bool, narrow: bool) -> list[str]:
    money = whole_pounds if wide else short_pounds
    spent, income = (standing.expenditure_pence, standing.income_pence) if standing is not None else (0, 0)
    found = [str(batch.id), batch.file, f"{batch.rows_imported:,}", *([] if narrow else [f"{batch.rows_rejected:,}"])]
    found += [f"{batch.rejects_open:,}", money(spent) if spent or not income else "", money(income) if income else ""]
    return [*found, batch.made_at[:10], batch.who] if wide else found
