"""Mode 4: every spend line, however many there are.

Lines out of the table: to the clipboard, or to a file that a spreadsheet opens.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.events import Paste
from textual.widgets import Input

from tpdesk import services
from tpdesk.domain.line import LINE_FIELDS
from tpdesk.domain.line_filter import ALL_LINES, LineFilter
from tpdesk.screens.commands.spend import CHAPTER
from tpdesk.screens.dialogs.awaited import asks
from tpdesk.screens.key_line import bindings, conditions
from tpdesk.screens.mode_screen import ModeScreen
from tpdesk.screens.reporter import Trouble
from tpdesk.screens.rooms import go_back, lead_back, open_room, way_from_here, way_of
from tpdesk.screens.spend import changing
from tpdesk.screens.spend.cell_editor import ROWS, CellEditor
from tpdesk.screens.spend.line_list import LineList
from tpdesk.screens.spend.lines_pane import LinesPane
from tpdesk.screens.spend.rows import LineRows, SelectedLines
from tpdesk.screens.spend.scope import Scope, taken_apart
from tpdesk.text import counted, file_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tpdesk.screens.here import OpenedFrom
    from tpdesk.screens.spend.pivot import PivotView
    from tpdesk.screens.spend.rows import Target
    from tpdesk.services.lines import EditPreview

CLIPBOARD_MOST: Final = 75_000
"""Characters that terminals take into the clipboard; more are better written to a file."""


def copy_lines(screen: ModeScreen, target: Target, names: Sequence[str]) -> None:
    """Copy lines to the clipboard, as a spreadsheet takes them."""
    copied = f"{counted(target.count, 'line')} copied, with {counted(len(names), 'column')}."
    screen.ask(
        "spend.copy",
        lambda desk: services.lines.copy_out(desk, target.selection, names),
        lambda text: _to_clipboard(screen, text, copied, target.count),
    )


def _to_clipboard(screen: ModeScreen, text: str, copied: str, lines: int) -> None:
    if len(text) > CLIPBOARD_MOST:
        told = (
            f"{counted(lines, 'line')} are too much for a terminal's clipboard. Write them to a file with w, "
            "and open that in the spreadsheet."
        )
        screen.window.tell(Trouble("Not copied", told, True))
        return
    screen.app.copy_to_clipboard(text)
    screen.window.say(copied)


async def write_lines(screen: ModeScreen, rows: LineRows) -> None:
    """Write all lines shown, with the columns shown, to a file."""
    from tpdesk.screens.ask import SaveDialog, write_file

    place = screen.window.place
    proposed = file_name(f"{place.name if place else screen.path.stem} lines", suffix=".csv")
    text = f"All {rows.total:,} lines shown, with the columns shown, as a CSV file that a spreadsheet opens."
    target = await screen.app.push_screen_wait(SaveDialog("Write the lines to a file", text, start=proposed))
    if target is not None:
        view, names = rows.view, rows.names
        assert view is not None
        write_file(
            screen.window,
            target,
            lambda desk: services.lines.write_lines(desk, view, names, target, replace=True),
            lambda lines: screen.window.say(f"{counted(lines, 'line')} written to {target}."),
        )


THE_PIVOT: Final = "the pivot"
"""Where Esc leads from the lines of a cell."""


class SpendScreen(ModeScreen):
    """All lines of one place and year, of all its years, or of the whole desk:
    looked through, changed, carried in and out."""

    MODE = "spend"
    CSS_PATH = "spend.tcss"
    BINDINGS: ClassVar[list[BindingType]] = bindings(CHAPTER.commands)
    WHEN: ClassVar[Mapping[str, str]] = conditions(CHAPTER.commands)

    def __init__(self) -> None:
        super().__init__()
        self._of_cell: LineFilter | None = None
        """The conditions of the cell of a pivot that was gone on from last."""

    def content(self) -> ComposeResult:
        """The lines."""
        yield LinesPane(id="spend")

    @property
    def pane(self) -> LinesPane:
        """The lines on show."""
        return self.query_one("#spend", LinesPane)

    @property
    def table(self) -> LineList:
        """The table of them."""
        return self.pane.table

    @property
    def rows(self) -> LineRows:
        """What it shows."""
        return self.pane.rows

    def focus_content(self) -> None:
        """Give the keyboard to the line that is typed in, where there is one, else to the table."""
        entry = self.pane.entry
        (self.table if entry is None else entry.query_one(Input)).focus()

    @property
    def takes_lines(self) -> bool:
        """Whether lines can come in: no line is typed in."""
        return self.panel in ("content", "empty") and self.pane.entry is None

    @property
    def shows_lines(self) -> bool:
        """Whether there is a line to do something with."""
        return self.panel == "content" and self.pane.shows_lines

    def opens_first(self, key: str) -> bool:
        """Let keys wait for what they are meant for."""
        return super().opens_first(key) or (self.panel is not None and self.pane.holds_back(key))

    def load(self) -> None:
        """Read the lines of the place and year."""
        self.pane.load()

    async def show_trouble(self, trouble: Trouble, group: str) -> None:
        """Show why something could not be read."""
        self.pane.fail()
        await super().show_trouble(trouble, group)

    def action_scope(self) -> None:
        """Show more: all years, the whole desk, one year again."""
        self.pane.widen()

    def say_changed(self, words: str, warnings: tuple[str, ...] = ()) -> None:
        """Say what was changed; nothing is selected any more."""
        self.table.select(SelectedLines())
        self.window.say(" ".join((words[:1].upper() + words[1:], *warnings, "Press u to undo.")))

    def show_from(self, where: LineFilter, way: OpenedFrom) -> None:
        """Show exactly the lines that a filter keeps, for whoever goes from a figure to its lines;
        Esc goes back that way, and gives back what was shown before."""
        self._go_on(*taken_apart(where, self.window.place, self.here.year), way)

    def _go_on(self, scope: Scope, conditions: LineFilter, way: OpenedFrom) -> None:
        if way.mode != self.MODE and (ways := self.window.ways.get(self.MODE)):
            # What was shown before are the lines of another figure: what comes back are the user's own.
            back = ways[0].restore[0]
        else:
            back = partial(self.pane.show_again, self.pane.left)
        lead_back(self.window, self.MODE, replace(way, restore=(back, *way.restore)))
        self.pane.scope, self.table.searched = scope, ""
        self.call_later(self.pane.close_entry)
        self.pane.keep(conditions)

    @asks
    async def action_values(self) -> None:
        """Show the values of the column under the cursor, most money first."""
        from tpdesk.screens.spend.arrange import FrequencyPanel

        name = self.table.field.name
        row = await self.app.push_screen_wait(FrequencyPanel(name, self.pane.shown, self.pane.about_words()))
        if row is not None:
            self.pane.keep(self.pane.where.only(name, row.value))

    async def action_pivot(self) -> None:
        """Show the money by the column under the cursor and another;
        from the lines of a cell, the pivot that they came from."""
        way = way_of(self.window)
        if way is not None and way.name == THE_PIVOT and self.pane.where == self._of_cell:
            await go_back(self.window)
        else:
            self._ask_pivot()

    @asks
    async def _ask_pivot(self) -> None:
        from tpdesk.screens.dialogs.choose import Choose
        from tpdesk.screens.spend.pivot import PivotView, column_choices

        name = self.table.field.name
        title = f"{LINE_FIELDS[name].heading} down; which column across?"
        usual = "category" if name != "category" else "agency"
        choice = await self.app.push_screen_wait(Choose(title, column_choices(name), current=usual))
        if choice is not None:
            self.show_pivot(PivotView(name, choice.id))

    def show_pivot(self, view: PivotView) -> None:
        """Show a pivot of the lines on show."""
        self._open_pivot(view)

    @asks
    async def _open_pivot(self, view: PivotView) -> None:
        from tpdesk.screens.spend.pivot import PivotPanel

        choice = await self.app.push_screen_wait(PivotPanel(view, self.pane.shown, self.pane.about_words()))
        if choice is None:
            return
        where = self.pane.where
        for name, value in choice.conditions:
            where = where.only(name, value)
        self._of_cell = where
        self._go_on(
            self.pane.scope, where, way_from_here(self.window, THE_PIVOT, partial(self.show_pivot, choice.view))
        )

    @on(LineList.Opened)
    @asks
    async def action_detail(self) -> None:
        """Show all of the line under the cursor: its fields, where it came from, its history."""
        from tpdesk.screens.intake.batches import BatchesScreen
        from tpdesk.screens.spend.detail import LineDetail

        if (line := self.table.line) is None:
            return
        wanted = await self.app.push_screen_wait(LineDetail(line.id, self.rows.titles))
        if wanted is None:
            return
        what, batch = wanted
        if what == "lines":
            self.show_from(ALL_LINES.plus("batch", batch), way_from_here(self.window, "the lines before"))
        else:
            room = await open_room(self.window, "batches")
            assert isinstance(room, BatchesScreen)
            room.show_batch(batch)

    async def action_edit(self) -> None:
        """Edit the cell under the cursor; where lines are selected, the same field of all of them."""
        table, field, selected = self.table, self.table.field, self.rows.selected_count
        if not field.edits:
            self.window.say(f"{field.heading} cannot be edited: {field.tells}")
            return
        target = self.table.target
        if not target.count:
            return
        if not selected and table.row - table.top > table.page - ROWS:
            # Room for what is offered below the cell.
            table.scroll_to(y=table.row - max(table.page - ROWS, 0), animate=False)
        editor = CellEditor(field, target.line, target.selection, selected, self._edited)
        await self.pane.open_entry(editor)
        editor.place(table.cell_region(), self.pane.region)

    async def _edited(self, found: EditPreview) -> None:
        await self.pane.close_entry()
        self.say_changed(f"{found.words}.", found.warnings)

    def action_edit_all(self) -> None:
        """Edit all fields of the line under the cursor in a form."""
        if (line := self.table.line) is not None:
            changing.edit_line(self, line, self.say_changed)

    def action_new(self) -> None:
        """Write a line by hand."""
        if (place := self.window.place) is not None:
            changing.new_line(
                self, place, line.agency if (line := self.table.line) is not None else "", self.say_changed
            )

    @asks
    async def action_double(self) -> None:
        """Duplicate the lines."""
        await changing.duplicate(self, self.table.target, self.say_changed)

    @asks
    async def action_delete(self) -> None:
        """Delete the lines, after a question."""
        await changing.delete(self, self.table.target, self.say_changed)

    @asks
    async def action_split(self) -> None:
        """Split the lines by shares."""
        await changing.split(self, self.table.target, self.table.field, self.say_changed)

    def action_copy(self) -> None:
        """Copy the lines to the clipboard."""
        copy_lines(self, self.table.target, self.rows.names)

    @asks
    async def action_write(self) -> None:
        """Write all lines shown to a file."""
        await write_lines(self, self.rows)

    async def action_paste(self) -> None:
        """Open the grid for pasted rows."""
        await open_room(self.window, "paste")

    async def on_paste(self, event: Paste) -> None:
        """Import rows that were pasted over the table."""
        if self.pane.entry is not None or not self.window.places or not event.text.strip():
            return
        from tpdesk.screens.spend.paste import PasteScreen

        event.stop()
        room = await open_room(self.window, "paste")
        assert isinstance(room, PasteScreen)
        room.take(event.text, self.rows.names)
