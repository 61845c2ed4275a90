"""Which lines are shown, and how: filter, search, sorting, columns, the values of a column."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Final

from textual import on
from textual.widgets import Input
from textual.worker import get_current_worker

from tpdesk.domain.line import LINE_FIELDS
from tpdesk.domain.line_filter import LineFilter
from tpdesk.models.own.line_columns import keep_columns
from tpdesk.screens.alive import is_alive
from tpdesk.screens.rooms import go_back
from tpdesk.screens.spend.chips import BACK, SCOPE, Chips
from tpdesk.screens.spend.chosen import Chosen
from tpdesk.screens.spend.entry import EntryLine
from tpdesk.screens.spend.left import LinesLeft
from tpdesk.screens.spend.line_table import LineTable
from tpdesk.screens.spend.scope import Scope, taken_apart
from tpdesk.screens.spend.view import SpendView
from tpdesk.screens.way_back import lead_back, way_from_here, way_of

if TYPE_CHECKING:
    from tpdesk.domain.line_sums import FrequencyRow
    from tpdesk.models.lines.complete import Completion
    from tpdesk.models.lines.typed import FilterProblem
    from tpdesk.screens.here import OpenedFrom
    from tpdesk.screens.spend.pivot import PivotView

BIG_FIRST = ("money", "number")
"""Kinds of columns whose largest values are wanted first."""

THE_PIVOT: Final = "the pivot"
"""Where Esc leads from the lines of a cell."""


class SpendNarrow(SpendView):
    """The commands that show other lines, and change none."""

    _of_cell: LineFilter | None = None
    """The conditions of the cell of a pivot that was gone on from last."""

    def show_from(self, where: LineFilter, way: OpenedFrom) -> None:
        """Show exactly the lines that a filter keeps, for whoever goes from a figure to its lines; Esc goes back that way, and gives back what was shown before."""
        self._go_on(*taken_apart(where, self.window.place, self.here.year), way)

    def _go_on(self, scope: Scope, conditions: LineFilter, way: OpenedFrom) -> None:
        if way.mode != self.MODE and (ways := self.window.ways.get(self.MODE)):
            # What was shown before are the lines of another figure: what comes back are the user's own.
            back = ways[0].restore[0]
        else:
            back = partial(self._show_again, self._left)
        lead_back(self.window, self.MODE, replace(way, restore=(back, *way.restore)))
        self.scope, self.searched = scope, ""
        self.call_later(self.close_entry)
        self.keep(conditions)

    @property
    def _left(self) -> LinesLeft:
        line, table = self.line, self.table
        number = line.id if line is not None else None
        return LinesLeft(
            self.scope, self.where, self.sorts, self.searched, self.rows.chosen, number, table.row, table.column,
            self.window.edition,
        )  # fmt: skip

    def _show_again(self, left: LinesLeft) -> None:
        self.scope, self.where, self.sorts, self.searched = left.scope, left.where, left.sorts, left.searched
        self.rows.set_columns(self.rows.names, self.sorts)
        self.choose(Chosen() if left.chosen.every and left.edition != self.window.edition else left.chosen)
        self.table.column = min(left.column, max(len(self.rows.names) - 1, 0))
        self.reopen(stay=False, at=(left.line, left.row))
        self.refresh_bindings()

    def keep(self, where: LineFilter) -> None:
        """Show the lines that these conditions keep beside the scope. What was chosen is let go: it might be out of sight."""
        self.where = where
        self.choose(Chosen())
        self.reopen(stay=False)

    # -- the line to type in

    @property
    def entry(self) -> EntryLine | None:
        """The line that is typed in now."""
        found = self.query(EntryLine)
        return found.first() if found else None

    async def open_entry(self, entry: EntryLine) -> None:
        """Open a line to type in, in place of another."""
        await self.query(EntryLine).remove()
        await self.query_one("#spend").mount(entry, before="#spend-lines" if entry.purpose == "filter" else None)
        self.refresh_bindings()

    async def close_entry(self) -> None:
        """Close the line and go back to the table."""
        await self.query(EntryLine).remove()
        if is_alive(self):
            self.table.focus()
            self.refresh_bindings()

    def opens_first(self, key: str) -> bool:
        """Let the keys that take from what is offered wait for the offer."""
        return super().opens_first(key) or (key in ("tab", "down", "enter") and self.awaits("spend.offers"))

    def goes_back(self, entry: EntryLine) -> bool:  # noqa: ARG002 - for lines that ask before they do something
        """Say whether Esc, pressed in the line, only takes a question back; it is taken back then."""
        return False

    @on(EntryLine.Closed)
    async def give_up(self, message: EntryLine.Closed) -> None:
        """Take a question of the line back, or close it without doing anything."""
        if not self.goes_back(message.entry):
            await self.close_entry()

    def focus_content(self) -> None:
        """Give the keyboard to the line that is typed in, where there is one."""
        if self.entry is not None:
            self.entry.query_one(Input).focus()
        else:
            super().focus_content()

    @on(EntryLine.Typed)
    def complete(self, message: EntryLine.Typed) -> None:
        """Look for what could stand there."""
        entry, path, text, at = message.entry, self.path, message.text, message.at
        if entry.purpose == "filter":

            def call() -> Completion:
                from tpdesk.services.line_table import complete_filter

                return complete_filter(path, text, at)

            self._offer(entry, text, call)

    def _offer(self, entry: EntryLine, text: str, call: Callable[[], Completion]) -> None:
        def came(completion: Completion) -> None:
            if is_alive(entry):
                entry.offer(text, completion)

        self.read("spend.offers", call, came)

    @on(EntryLine.Submitted)
    def submit(self, message: EntryLine.Submitted) -> None:
        """Do what was typed."""
        match message.entry.purpose:
            case "filter":
                self._take_filter(message.entry, message.text)
            case "search":
                self._search(message.entry, message.text)
            case "go":
                self._go(message.entry, message.text)

    # -- filter

    async def action_filter(self) -> None:
        """Type which lines are to be shown."""
        typed = f"{self.where.typed} " if self.where.conditions else ""
        hint = "supplier~waste  amount>10000  category=Unmapped  date=2024-06"
        await self.open_entry(EntryLine("filter", "Filter", typed, hint=hint))

    def _take_filter(self, entry: EntryLine, text: str) -> None:
        path = self.path

        def call() -> LineFilter | FilterProblem:
            from tpdesk.services.line_table import understand_filter

            return understand_filter(path, text)

        async def came(found: LineFilter | FilterProblem) -> None:
            if isinstance(found, LineFilter):
                await self.close_entry()
                self.keep(found)
            elif is_alive(entry):
                # Signs are few: the message names them all.
                others = [text for text in found.candidates[:5] if text not in str(found)]
                likely = f" Likely: {', '.join(others)}." if others else ""
                entry.problem(f"{found}{likely}", found.end)

        self.read_to_open("spend.filter", call, came)

    def action_only(self) -> None:
        """Show only the lines with the value of the cell under the cursor."""
        if (line := self.line) is not None:
            from tpdesk.models.lines.query import value_of

            self.keep(self.where.only(self.field.name, value_of(line, self.field.name)))

    def action_not(self) -> None:
        """Show only the lines without the value of the cell under the cursor."""
        if (line := self.line) is not None:
            from tpdesk.models.lines.query import value_of

            name = self.field.name
            self.keep(self.where.plus(name, value_of(line, name), operator="is not"))

    def action_filter_off(self) -> None:
        """Take the last condition off."""
        self.keep(LineFilter(self.where.conditions[:-1]))

    def action_filters_off(self) -> None:
        """Take all conditions off, and the sorting: the window's place and year again."""
        self.scope, self.sorts = Scope.YEAR, ()
        self.rows.set_columns(self.rows.names, ())
        self.keep(LineFilter())

    def action_scope(self) -> None:
        """Look wider: all years, the whole desk, one year again."""
        self.scope = self.scope.wider
        if self.scope is Scope.PLACE and self.here.year is None:
            self.scope = Scope.DESK
        self.keep(self.where)

    @on(Chips.Pressed)
    async def press_chip(self, message: Chips.Pressed) -> None:
        """Take a condition off that was clicked; a click on the scope widens it, one on the way back goes it."""
        if message.number == BACK:
            await go_back(self.window)
        elif message.number == SCOPE:
            self.action_scope()
        else:
            conditions = self.where.conditions
            self.keep(LineFilter(conditions[: message.number] + conditions[message.number + 1 :]))

    # -- search

    async def action_search(self) -> None:
        """Type a text to go to the next line that holds it."""
        hint = "a part of agency, label, supplier, description; or an amount"
        await self.open_entry(EntryLine("search", "Search", self.searched, hint=hint, marked=True))

    def _search(self, entry: EntryLine, text: str) -> None:
        self.searched = text.strip()
        if not self.searched:
            self.show_words()
            self.call_later(self.close_entry)
            return
        self._find(entry, backwards=False)

    def action_next(self) -> None:
        """Go to the next line that holds the text."""
        self._find(None, backwards=False)

    def action_previous(self) -> None:
        """Go to the line before that holds the text."""
        self._find(None, backwards=True)

    def _find(self, entry: EntryLine | None, *, backwards: bool) -> None:
        path, view, text, row = self.path, self.rows.view, self.searched, self.table.row
        if view is None:
            return

        def call() -> int | None:
            from tpdesk.services.line_table import find_text

            worker = get_current_worker()
            return find_text(path, view, text, row, backwards=backwards, cancelled=lambda: worker.is_cancelled)

        async def came(found: int | None) -> None:
            self.show_words()
            if found is None:
                told = f"No line shown here holds '{text}'."
                entry.problem(told) if entry is not None and is_alive(entry) else self.window.say(told)
                return
            if entry is not None:
                await self.close_entry()
            round_the_end = found <= row if not backwards else found >= row
            cells = self.rows.cells(found) or ()
            holding = (n for n, cell in enumerate(cells) if text.casefold() in cell.casefold())
            self.table.go(found, next(holding, None))
            if round_the_end:
                self.window.say("That is the only one." if found == row else "Gone on from the other end.")

        if entry is not None:
            entry.note("Looking ...")
        self.read_to_open("spend.find", call, came)

    # -- going about

    async def action_go_to(self) -> None:
        """Type where to go."""
        await self.open_entry(EntryLine("go", "Go to", hint="a row such as 1200, or a part of the way such as 50%"))

    def _go(self, entry: EntryLine, text: str) -> None:
        bare = text.replace(",", "").replace(" ", "")
        number = bare.removesuffix("%")
        if not number.isdecimal() or (bare.endswith("%") and int(number) > 100):
            entry.problem("Type a row, as in 1200, or a part of the way, as in 50%.")
            return
        total = self.rows.total
        row = (total - 1) * int(number) // 100 if bare.endswith("%") else int(number) - 1
        self.call_later(self.close_entry)
        self.table.go(row)

    # -- sorting and columns

    def action_sort(self) -> None:
        """Sort by the column under the cursor; again turns it round, a third time takes it off."""
        self._sort(self.field.name, add=False)

    def action_sort_more(self) -> None:
        """Sort by the column under the cursor too, after those that are sorted by already."""
        self._sort(self.field.name, add=True)

    @on(LineTable.HeadClicked)
    def sort_clicked(self, message: LineTable.HeadClicked) -> None:
        """Sort by the column whose heading was clicked."""
        self._sort(self.rows.names[message.column], add=False)

    def _sort(self, name: str, *, add: bool) -> None:
        from tpdesk.models.lines.query import Sort

        first = LINE_FIELDS[name].kind in BIG_FIRST
        old = next((sort for sort in self.sorts if sort.field == name), None)
        others = tuple(sort for sort in self.sorts if sort.field != name) if add else ()
        if old is None or (not add and len(self.sorts) > 1):
            self.sorts = (*others, Sort(name, first))
        elif old.descending == first:
            self.sorts = (*others, Sort(name, not first))
        else:
            self.sorts = others
        self.rows.set_columns(self.rows.names, self.sorts)
        self.reopen(stay=False)

    def action_columns(self) -> None:
        """Choose the columns and their order."""
        from tpdesk.screens.spend.arrange import ChooseColumns

        def chosen(names: tuple[str, ...] | None) -> None:
            if names is not None:
                keep_columns(self.path, names)
                self.rows.set_columns(names, self.sorts)
                self.table.show(anew=True)
                self.show_words()

        self.app.push_screen(ChooseColumns(self.rows.names), chosen)

    # -- the values of a column

    def action_values(self) -> None:
        """Show the values of the column under the cursor, most money first."""
        from tpdesk.screens.spend.frequency import FrequencyPanel

        name = self.field.name

        def chosen(row: FrequencyRow | None) -> None:
            if row is not None:
                self.keep(self.where.only(name, row.value))

        self.app.push_screen(FrequencyPanel(self.path, name, self.kept, self._about_words()), chosen)

    # -- two columns

    async def action_pivot(self) -> None:
        """Show the money by the column under the cursor and another; from the lines of a cell, the pivot that they came from."""
        from tpdesk.screens.dialogs.choose import Choice, Choose
        from tpdesk.screens.spend.pivot import PivotView, column_choices

        way = way_of(self.window)
        if way is not None and way.name == THE_PIVOT and self.where == self._of_cell:
            await go_back(self.window)
            return
        name = self.field.name

        def chosen(choice: Choice | None) -> None:
            if choice is not None:
                self._open_pivot(PivotView(name, choice.id))

        title = f"{LINE_FIELDS[name].heading} down; which column across?"
        usual = "category" if name != "category" else "agency"
        self.app.push_screen(Choose(title, column_choices(name), current=usual), chosen)

    def _open_pivot(self, view: PivotView) -> None:
        from tpdesk.screens.spend.pivot import PivotChoice, PivotPanel

        def chosen(choice: PivotChoice | None) -> None:
            if choice is None:
                return
            where = self.where
            for name, value in choice.conditions:
                where = where.only(name, value)
            self._of_cell = where
            self._go_on(
                self.scope, where, way_from_here(self.window, THE_PIVOT, partial(self._open_pivot, choice.view))
            )

        self.app.push_screen(PivotPanel(self.path, view, self.kept, self._about_words()), chosen)

    def _about_words(self) -> str:
        chips = self.query_one(Chips)
        return ", ".join((chips.scope, *chips.conditions))
