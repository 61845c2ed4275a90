"""The money of the lines shown by two of their columns; Enter shows the lines of a cell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Final

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.coordinate import Coordinate
from textual.widgets import DataTable, Static

from tpdesk import services
from tpdesk.domain.line import LINE_FIELDS
from tpdesk.screens.commands.room import PIVOT
from tpdesk.screens.dialogs.awaited import asks
from tpdesk.screens.dialogs.base import Dialog
from tpdesk.screens.dialogs.choose import Choice, Choose
from tpdesk.screens.display import cell, content
from tpdesk.screens.key_line import bindings
from tpdesk.screens.reporter import is_overtaken
from tpdesk.text import counted, file_name
from tpdesk.units import percent, ratio, short_pounds

if TYPE_CHECKING:
    from tpdesk.calc.pivot import Pivot, PivotCell, PivotHead
    from tpdesk.domain.line_filter import LineFilter, Value

MOST_ROWS: Final = 200
"""Rows that are shown; a file takes more."""

MOST_COLUMNS: Final = 24
"""Columns that are shown; a file takes more."""

_AMOUNT: Final = 11
"""Cells of a column of amounts."""

_HEAD: Final = 3
"""Lines of a column's heading."""

_KEYS: Final = "Enter lines · r rows · c columns · x swap · i income · w write · Esc closes"


@dataclass(frozen=True, slots=True)
class PivotView:
    """What a pivot shows, and where its cursor is: it can be opened again as it was."""

    rows: str
    columns: str
    flow: str = ""
    cursor: tuple[int, int] = (0, 2)


@dataclass(frozen=True, slots=True)
class PivotChoice:
    """A cell whose lines are wanted."""

    conditions: tuple[tuple[str, Value], ...]
    """Column and value, one or two; none for all lines."""

    view: PivotView


class PivotPanel(Dialog[PivotChoice]):
    """A pivot of the lines that a filter keeps."""

    TELLS = PIVOT.prose[0][1]
    BINDINGS: ClassVar[list[BindingType]] = bindings(PIVOT.commands)

    def __init__(self, view: PivotView, where: LineFilter, about: str) -> None:
        super().__init__("")
        self.view, self.where, self.about = view, where, about
        self.heading = self._title()
        self.found: Pivot | None = None

    def parts(self) -> ComposeResult:
        """Which lines, the table, the cell in words, the keys."""
        yield Static(content(self.about, "$quiet"), id="pivot-about")
        yield DataTable(id="pivot-table", cursor_type="cell", header_height=_HEAD, fixed_columns=1, cell_padding=0)
        yield Static(id="pivot-cell")
        yield Static(content(_KEYS, "$quiet"), id="pivot-keys")

    def on_mount(self) -> None:
        """Add up."""
        super().on_mount()
        self.query_one(DataTable).focus()
        self._count()

    def on_resize(self) -> None:
        """Take the width there is."""
        if self.found is not None:
            self._show(self.found)

    def _title(self) -> str:
        return f"{LINE_FIELDS[self.view.rows].heading} by {LINE_FIELDS[self.view.columns].heading}"

    def _count(self) -> None:
        view, where = self.view, self.where
        self.query_one("#pivot-cell", Static).update(content("Adding up ...", "$quiet"))
        self.ask(
            "pivot.count",
            lambda desk: services.line_table.make_pivot(
                desk, view.rows, view.columns, where, flow=view.flow,
                most_rows=MOST_ROWS, most_columns=MOST_COLUMNS, cancelled=is_overtaken,
            ),
            self._show,
        )  # fmt: skip

    def _show(self, found: Pivot) -> None:
        self.found = found
        self.query_one("#dialog").border_title = content(self._title(), "bold").markup
        self.query_one("#pivot-about", Static).update(content(f"{self.about}. {found.about}", "$quiet"))
        table = self.query_one(DataTable)
        table.clear(columns=True)
        names = [LINE_FIELDS[found.row_field].heading, "All", *(head.text for head in found.rows)]
        name = max(12, min(max(map(len, names)), self.query_one("#dialog").content_size.width // 3))
        table.add_column(_wrapped(names[0], name, right=False), width=name + 1)
        for heading in ("All", *(_heading(found.column_field, head) for head in found.columns)):
            table.add_column(_wrapped(heading, _AMOUNT), width=_AMOUNT + 1)
        rows = zip(found.rows, found.cells, found.row_totals, strict=True)
        for head, cells, total in rows:
            table.add_row(_name(head.text, name), _amount(total, "bold"), *map(_amount, cells))
        if found.rows:
            totals = (found.total, *found.column_totals)
            table.add_row(_name("All", name, "bold"), *(_amount(total, "bold") for total in totals))
        row, column = self.view.cursor
        table.move_cursor(row=row, column=column, animate=False)
        self._say()

    @on(DataTable.CellHighlighted)
    def follow(self, message: DataTable.CellHighlighted) -> None:
        """Say the cell under the cursor; the names are not cells."""
        table, at = self.query_one(DataTable), message.coordinate
        if at != table.cursor_coordinate:
            # It moved on while the table was filled.
            return
        if at.column == 0 and len(table.columns) > 1:
            table.cursor_coordinate = Coordinate(at.row, 1)
            return
        self.view = PivotView(self.view.rows, self.view.columns, self.view.flow, (at.row, at.column))
        self._say()

    @property
    def _at(self) -> tuple[PivotHead | None, PivotHead | None, PivotCell] | None:
        """The row, the column (None for all) and the amount under the cursor."""
        found = self.found
        if found is None or not found.rows:
            return None
        row, column = self.view.cursor[0], self.view.cursor[1] - 2
        across = found.columns[column] if 0 <= column < len(found.columns) else None
        if row < len(found.rows):
            cell_here = found.cells[row][column] if across else found.row_totals[row]
            return found.rows[row], across, cell_here
        return None, across, found.column_totals[column] if across else found.total

    def _say(self) -> None:
        words = "No lines." if self.found is not None and not self.found.rows else ""
        if (at := self._at) is not None and self.found is not None:
            row, column, here = at
            share = ratio(here.pence, self.found.total.pence or 0) if here.pence is not None else None
            part = f" ({percent(share)} of all)" if share is not None else ""
            named = ", ".join(head.text for head in (row, column) if head is not None) or "All"
            money = "no total over both flows" if here.pence is None and here.lines else short_pounds(here.pence or 0)
            words = f"{named}: {money}{part}, {counted(here.lines, 'line')}." if here.lines else f"{named}: no lines."
        self.query_one("#pivot-cell", Static).update(content(words, "bold"))

    @on(DataTable.CellSelected)
    def take(self) -> None:
        """Answer with the cell's lines."""
        if (at := self._at) is None:
            return
        row, column, here = at
        if any(head is not None and head.rest for head in (row, column)):
            self.window.say("That takes several values together. Show the lines of one of the others, or filter first.")
        elif not here.lines:
            self.window.say("There are no lines in that cell.")
        else:
            named = ((self.view.rows, row), (self.view.columns, column))
            conditions = tuple((field, head.value) for field, head in named if head is not None)
            if self.found is not None and self.found.flow:
                conditions = (*conditions, ("flow", self.found.flow))
            self.dismiss(PivotChoice(conditions, self.view))

    # -- what it shows

    def _again(self, rows: str, columns: str, flow: str = "") -> None:
        if (rows, columns, flow) != (self.view.rows, self.view.columns, self.view.flow):
            self.view = PivotView(rows, columns, flow)
            self._count()

    def action_swap(self) -> None:
        """Exchange rows and columns."""
        self._again(self.view.columns, self.view.rows, self.view.flow)

    def action_flow(self) -> None:
        """Show the other flow."""
        if self.found is not None and self.found.flow:
            other = "income" if self.found.flow == "expenditure" else "expenditure"
            self._again(self.view.rows, self.view.columns, other)

    @asks
    async def action_choose_rows(self) -> None:
        """Choose what the rows are."""
        name = await self._column("Rows: which column?", self.view.columns, self.view.rows)
        self._again(name, self.view.columns, self.view.flow)

    @asks
    async def action_choose_columns(self) -> None:
        """Choose what the columns are."""
        name = await self._column("Columns: which column?", self.view.rows, self.view.columns)
        self._again(self.view.rows, name, self.view.flow)

    async def _column(self, title: str, other: str, current: str) -> str:
        """Ask for a column other than `other`; the current one where the question was closed."""
        choice = await self.app.push_screen_wait(Choose(title, column_choices(other), current=current))
        return choice.id if choice is not None else current

    # -- out

    @asks
    async def action_write(self) -> None:
        """Write it to a file."""
        from tpdesk.screens.ask import SaveDialog, write_file

        if (found := self.found) is None:
            return
        text = (
            "As a workbook (.xlsx) or, where the name ends in .csv, as a CSV file; with up to 500 rows and 100 columns."
        )
        start = file_name(self._title(), suffix=".xlsx")
        target = await self.app.push_screen_wait(SaveDialog("Write the pivot to a file", text, start=start))
        if target is not None:
            view, where = self.view, self.where
            write_file(
                self.window,
                target,
                lambda desk: services.line_table.write_pivot(
                    desk,
                    services.line_table.make_pivot(desk, view.rows, view.columns, where, flow=found.flow),
                    where,
                    target,
                    replace=True,
                ),
                lambda _: self.window.say(f"Pivot written to {target}."),
            )


def column_choices(other: str) -> list[Choice]:
    """Return the columns to choose from: all but the other one."""
    return [Choice(name, field.heading, field.tells) for name, field in LINE_FIELDS.items() if name != other]


def _heading(field: str, head: PivotHead) -> str:
    """Return what stands above a column: a category by its title alone, since its code would take a line."""
    code, _, title = head.text.partition(" ")
    return title if field in ("category", "own_category") and title and "." in code else head.text


def _amount(one: PivotCell, style: str = "") -> Text:
    text = cell("" if one.pence is None else short_pounds(one.pence), style)
    text.align("right", _AMOUNT)
    return text


def _name(text: str, room: int, style: str = "") -> Text:
    made = cell(text, style)
    made.truncate(room, overflow="ellipsis")
    return made


def _wrapped(text: str, room: int, *, right: bool = True) -> Text:
    """Return a heading in as many lines as there are, at the foot of them."""
    words, lines = cell(text).plain.split(), [""]
    for word in words:
        longer = f"{lines[-1]} {word}".strip()
        if len(longer) <= room or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    if len(lines) > _HEAD:
        lines = [*lines[: _HEAD - 1], f"{lines[_HEAD - 1]}…"]
    lines = [line if len(line) <= room else f"{line[: room - 1]}…" for line in lines]
    lines = [*[""] * (_HEAD - len(lines)), *lines]
    return Text("\n".join(line.rjust(room) if right else line for line in lines))
