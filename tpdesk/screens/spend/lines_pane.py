"""The lines of Spend: which are shown and in which order, the table of them, and what they add up to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar, Final, cast

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.widgets import Input, Static

from tpdesk.domain.line import LINE_FIELDS
from tpdesk.domain.line_filter import LineFilter
from tpdesk.errors import UsageProblem
from tpdesk.models.own.line_columns import keep_columns, kept_columns
from tpdesk.screens.alive import is_alive
from tpdesk.screens.commands.spend import CHAPTER, LINES_PANE
from tpdesk.screens.display import content
from tpdesk.screens.key_line import bindings, conditions
from tpdesk.screens.reporter import Trouble, is_overtaken
from tpdesk.screens.rooms import go_back
from tpdesk.screens.spend.cell_editor import CellEditor
from tpdesk.screens.spend.entry import EntryLine, FilterLine, GoToLine, SearchLine
from tpdesk.screens.spend.line_list import LineList
from tpdesk.screens.spend.rows import LineRows, SelectedLines, open_rows, sums_of
from tpdesk.screens.spend.scope import (
    BACK,
    SCOPE,
    Chips,
    LinesLeft,
    Scope,
    narrowed,
    next_sorts,
    scope_words,
    sorting_words,
)
from tpdesk.screens.spend.totals import CellLine, TotalsLine

if TYPE_CHECKING:
    from pathlib import Path

    from tpdesk.domain.line_filter import Totals
    from tpdesk.models.lines.query import Sort
    from tpdesk.screens.mode_screen import ModeScreen
    from tpdesk.screens.window import Window
    from tpdesk.services.line_table import Opened

_ANY_LINES: Final = frozenset({"f", "slash", "z", "backspace", "escape", "f1", "question_mark", *"1234567"})
"""Keys that mean the same whichever lines are on show."""


class LinesPane(Vertical):
    """A table of lines with the conditions above it, the cell under the cursor and the totals below."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(CHAPTER.commands, LINES_PANE)
    WHEN: ClassVar[Mapping[str, str]] = conditions(CHAPTER.commands, LINES_PANE)

    def __init__(self, id: str) -> None:
        super().__init__(id=id)
        self.scope = Scope.YEAR
        self.where = LineFilter()
        """The conditions beside the scope."""
        self.sorts: tuple[Sort, ...] = ()
        self.rows = LineRows(lambda first, count: self.table.read_page(first, count))
        self._serial = 0
        self._complete = False
        self._before = False
        """Whether the lines on show are still those before a narrowing, the first of the new ones being looked for."""
        self._about: tuple[Path, int | None, int | None] | None = None
        self._totals: Totals | None = None

    def compose(self) -> ComposeResult:
        """From which lines, over the lines, to what they add up to."""
        with Horizontal(id="spend-over"):
            yield Chips(id="spend-chips")
            yield Static(id="spend-at")
        yield LineList(self.rows, lambda: self.shown, self._show_found, moved=self.show_cell, id="spend-lines")
        yield CellLine(id="spend-cell")
        yield TotalsLine(id="spend-totals")

    @property
    def mode(self) -> ModeScreen:
        """The screen, which asks the desk."""
        return cast("ModeScreen", self.screen)

    @property
    def window(self) -> Window:
        """The window, for its place and year."""
        return cast("Window", self.app)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer a command only where the property that it names is so."""
        name = self.WHEN.get(action)
        return super().check_action(action, parameters) if name is None else bool(getattr(self, name))

    @property
    def table(self) -> LineList:
        """The table of lines."""
        return self.query_one("#spend-lines", LineList)

    @property
    def entry(self) -> EntryLine | None:
        """The line that is typed in now."""
        return self.query_one_optional("#entry", EntryLine)

    @property
    def shown(self) -> LineFilter:
        """Which lines are shown: the conditions with the scope."""
        return narrowed(self.scope, self.where, self.window.place, self.window.here.year)

    @property
    def shows_table(self) -> bool:
        """Whether the table is on show and has the keys."""
        return self.mode.panel == "content" and self.entry is None

    @property
    def shows_lines(self) -> bool:
        """Whether there is a line to do something with."""
        return self.shows_table and bool(self.rows.total)

    @property
    def is_filtered(self) -> bool:
        """Whether there is a condition to remove."""
        return self.shows_table and bool(self.where.conditions)

    @property
    def is_arranged(self) -> bool:
        """Whether there are conditions or a sorting to remove."""
        return self.shows_table and bool(self.where.conditions or self.sorts)

    @property
    def is_marked(self) -> bool:
        """Whether lines are selected or a text was searched for."""
        return self.shows_table and bool(self.rows.selected_count or self.table.searched)

    def holds_back(self, key: str) -> bool:
        """Say whether a key is meant for what is not there yet:
        the new lines, the offer that it takes from, the table behind a cell that is being saved."""
        entry = self.entry
        typing = isinstance(self.screen.focused, Input)
        return (
            (self._before and not typing and key not in _ANY_LINES)
            or (key in ("tab", "down", "enter") and self.mode.awaits("spend.offers"))
            or (isinstance(entry, CellEditor) and entry.is_saving)
        )

    # -- reading

    def load(self) -> None:
        """Read the lines of the place and year, with the cursor where it was as long as they are the same."""
        before, self._about = self._about, (self.window.path, self.window.here.place, self.window.here.year)
        if before is None or before[0] != self.window.path:
            self.rows.set_columns(kept_columns(self.window.path), ())
        stay = self._about == before
        if before is not None and before[0] != self.window.path:
            self.where, self.sorts, self.scope = LineFilter(), (), Scope.YEAR
        if before is not None and (not stay or self.rows.selected.every):
            # Lines that have come since were never selected.
            self.table.select(SelectedLines())
        self.reopen(stay=stay)

    def reopen(self, *, stay: bool, at: tuple[int | None, int] | None = None) -> None:
        """Read the lines that are shown now; `stay` keeps the cursor on its line, and what is on show until they are
        here; `at` is the line and row where it goes otherwise."""
        self._serial += 1
        line = self.table.line if stay else None
        number, row = (line.id if line is not None else None, self.table.row) if stay else at or (None, 0)
        if stay:
            self.rows.changed()
        serial, where, sorts = self._serial, self.shown, self.sorts
        ready = None if stay or at is not None else lambda found: self.call_later(self._show_first, found, serial)
        self._complete, self._before, self._totals = False, not stay, None
        self.show_words()
        self.mode.ask(
            "spend.open",
            lambda desk: open_rows(desk, where, sorts, line=number, row=row, cancelled=is_overtaken, ready=ready),
            lambda answer: self._opened(answer, stay=stay),
        )
        self.mode.ask("spend.totals", lambda desk: sums_of(desk, where), self._take_totals)

    def _show_first(self, opened: Opened, serial: int) -> None:
        # The others are still looked for.
        if serial == self._serial and not self._complete:
            self._take_view(opened, anew=True)

    def fail(self) -> None:
        """Hear that something could not be read: nothing is waited for."""
        self._complete, self._before = True, False
        self.rows.failed()

    async def _opened(self, answer: Opened | UsageProblem, *, stay: bool) -> None:
        self._complete, self._before = True, False
        if isinstance(answer, UsageProblem):
            self.window.tell(Trouble(answer.title, str(answer), True))
            self.show_words()
            return
        if answer.view is self.rows.view:
            # The first lines are on show, and the cursor may have gone on from them.
            self.rows.total = answer.view.total
            self.table.show()
        else:
            self._take_view(answer, anew=not stay)
        if self.rows.total or self.where.conditions:
            self.mode.show_content()
        else:
            await self._say_nothing_here()
        self.show_words()
        self.mode.refresh_bindings()

    def _take_view(self, opened: Opened, *, anew: bool) -> None:
        self._before = False
        before = self.rows.open(opened.view, opened.page, opened.titles)
        if before is not None:
            before.close()
        table = self.table
        table.empty = "No line matches. Backspace removes the last condition; z shows more." if self._complete else ""
        table.show(row=opened.row, anew=anew)
        self.show_words()

    async def _say_nothing_here(self) -> None:
        told = scope_words(self.scope, self.window.place, self.window.here.year)
        await self.mode.say_empty(
            f"{told}: no spending yet",
            "Import files that organisations sent or published, paste rows from a spreadsheet, or write a line by "
            "hand.",
            "desk.import", "spend.paste", "spend.new", "spend.scope",
        )  # fmt: skip

    def _take_totals(self, totals: Totals | None) -> None:
        self._totals = totals
        self.show_words()

    @on(LineList.Selected)
    def show_selected(self) -> None:
        """Say how many lines are selected, and what they come to."""
        self.show_words()
        self.mode.refresh_bindings()

    # -- words

    def show_cell(self) -> None:
        """Show the whole of the cell under the cursor, and where it is."""
        if not self.rows.names:
            return
        cells = self.rows.cells(self.table.row) if self.rows.total else None
        text = cells[self.table.column] if cells is not None else ""
        self.query_one(CellLine).show(self.table.field, self.table.line, text)
        at = f"{self.table.row + 1:,} of {self.rows.total:,}" if self.rows.total else ""
        self.query_one("#spend-at", Static).update(content(at, "$quiet"), layout=False)

    def show_words(self) -> None:
        """Show which lines these are, and what they add up to."""
        chips = self.query_one(Chips)
        ways = self.window.ways.get(self.mode.MODE, ())
        chips.back = ways[-1].name if ways else ""
        chips.scope = scope_words(self.scope, self.window.place, self.window.here.year)
        chips.conditions = tuple(condition.words for condition in self.where.conditions)
        chips.sorting = sorting_words([(LINE_FIELDS[sort.field].heading, sort.descending) for sort in self.sorts])
        totals = self._totals if self._complete else None
        selected = self.rows.selected_count
        self.query_one(TotalsLine).show(totals, self.rows.total, selected, self.table.of_selected, self.table.searched)
        self.show_cell()

    # -- which lines are shown

    def keep(self, where: LineFilter) -> None:
        """Show the lines that these conditions keep beside the scope. The selection is cleared:
        it might be out of sight."""
        self.where = where
        self.table.select(SelectedLines())
        self.reopen(stay=False)

    @property
    def left(self) -> LinesLeft:
        """How the table stands, to come back to."""
        line, table = self.table.line, self.table
        number = line.id if line is not None else None
        return LinesLeft(
            self.scope, self.where, self.sorts, self.table.searched, self.rows.selected, number, table.row,
            table.column,
            self.window.edition,
        )  # fmt: skip

    def show_again(self, left: LinesLeft) -> None:
        """Show what was left, with its selection and cursor."""
        self.scope, self.where, self.sorts, self.table.searched = left.scope, left.where, left.sorts, left.searched
        self.rows.set_columns(self.rows.names, self.sorts)
        is_old = left.selected.every and left.edition != self.window.edition
        self.table.select(SelectedLines() if is_old else left.selected)
        self.table.column = min(left.column, max(len(self.rows.names) - 1, 0))
        self.reopen(stay=False, at=(left.line, left.row))
        self.mode.refresh_bindings()

    # -- the line to type in, and the conditions

    async def open_entry(self, entry: EntryLine) -> None:
        """Open a line to type in, in place of another."""
        await self.query(EntryLine).remove()
        self.table.is_covered = True
        await self.mount(entry, before="#spend-lines" if isinstance(entry, FilterLine) else None)
        self.mode.refresh_bindings()

    @on(EntryLine.Closed)
    async def close_entry(self) -> None:
        """Close the line and go back to the table."""
        await self.query(EntryLine).remove()
        if is_alive(self):
            self.table.is_covered = False
            self.table.focus()
            self.mode.refresh_bindings()

    async def action_filter(self) -> None:
        """Type which lines are to be shown."""
        await self.open_entry(FilterLine(self.where, self.show_typed))

    async def show_typed(self, where: LineFilter) -> None:
        """Show the lines whose conditions were typed."""
        await self.close_entry()
        self.keep(where)

    def action_only(self) -> None:
        """Show only the lines with the value of the cell under the cursor."""
        if (value := self.table.value) is not None:
            self.keep(self.where.only(*value))

    def action_not(self) -> None:
        """Show only the lines without the value of the cell under the cursor."""
        if (value := self.table.value) is not None:
            self.keep(self.where.plus(*value, operator="is not"))

    def action_filter_off(self) -> None:
        """Remove the last condition."""
        self.keep(LineFilter(self.where.conditions[:-1]))

    def action_filters_off(self) -> None:
        """Remove all conditions and the sorting: the window's place and year again."""
        self.scope, self.sorts = Scope.YEAR, ()
        self.rows.set_columns(self.rows.names, ())
        self.keep(LineFilter())

    def widen(self) -> None:
        """Show more: all years, the whole desk, one year again."""
        self.scope = self.scope.wider
        if self.scope is Scope.PLACE and self.window.here.year is None:
            self.scope = Scope.DESK
        self.keep(self.where)

    @on(Chips.Pressed)
    async def press_chip(self, message: Chips.Pressed) -> None:
        """Remove a condition that was clicked; a click on the scope widens it, one on the way back goes it."""
        if message.number == BACK:
            await go_back(self.window)
        elif message.number == SCOPE:
            self.widen()
        else:
            conditions = self.where.conditions
            self.keep(LineFilter(conditions[: message.number] + conditions[message.number + 1 :]))

    @on(LineList.SortWanted)
    def sort(self, message: LineList.SortWanted) -> None:
        """Sort by a field, or reverse or remove its sorting."""
        self.sorts = next_sorts(self.sorts, message.field, further=message.further)
        self.rows.set_columns(self.rows.names, self.sorts)
        self.reopen(stay=False)

    # -- searching, and where the cursor goes

    async def action_search(self) -> None:
        """Type a text to go to the next line that contains it."""
        await self.open_entry(SearchLine(self.table.searched))

    @on(SearchLine.Entered)
    async def take_search(self, message: SearchLine.Entered) -> None:
        """Look for the text; an empty one ends the search."""
        self.table.searched = message.text
        if message.text:
            self.table.find()
        else:
            self.show_words()
            await self.close_entry()

    async def _show_found(self, problem: str) -> None:
        """Close the line that was typed in, or say there that nothing was found."""
        self.show_words()
        entry = self.entry
        if problem:
            self.window.say(problem) if entry is None else entry.problem(problem)
        elif entry is not None:
            await self.close_entry()

    @on(LineList.ColumnsChosen)
    def keep_columns(self, message: LineList.ColumnsChosen) -> None:
        """Show these columns, now and the next time."""
        keep_columns(self.window.path, message.names)
        self.rows.set_columns(message.names, self.sorts)
        self.table.show(anew=True)
        self.show_words()

    async def action_go_to(self) -> None:
        """Type where to go."""
        await self.open_entry(GoToLine(self.rows))

    @on(GoToLine.Entered)
    async def take_row(self, message: GoToLine.Entered) -> None:
        """Go to the row."""
        await self.close_entry()
        self.table.go(message.row)

    def action_let_go(self) -> None:
        """Clear the selection, or else the search; where neither is, Esc goes on to what it leads back to."""
        if not self.rows.selected_count:
            self.table.searched = ""
        self.table.select(SelectedLines())

    def about_words(self) -> str:
        """Return in words which lines are shown."""
        chips = self.query_one(Chips)
        return ", ".join((chips.scope, *chips.conditions))
