"""The lines on show: read in the background, with what they add up to. Narrowing and changing them are in the modules above this one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Static
from textual.worker import get_current_worker

from tpdesk.domain.line import LINE_FIELDS, LineField, LineRow
from tpdesk.domain.line_filter import LineFilter
from tpdesk.errors import UsageProblem
from tpdesk.models.own.line_columns import kept_columns
from tpdesk.screens.display import content, joined
from tpdesk.screens.mode_screen import ModeScreen
from tpdesk.screens.reporter import Trouble
from tpdesk.screens.spend.chips import Chips, sorting_words
from tpdesk.screens.spend.chosen import Chosen
from tpdesk.screens.spend.line_table import LineTable
from tpdesk.screens.spend.rows import LineRows
from tpdesk.screens.spend.scope import Scope, narrowed, scope_words
from tpdesk.screens.spend.words import sums_words
from tpdesk.text import counted
from tpdesk.units import pounds, short_pounds

if TYPE_CHECKING:
    from pathlib import Path

    from tpdesk.domain.line_sums import Totals
    from tpdesk.models.lines.query import Page, Sort
    from tpdesk.services.line_table import Opened

_ANY_LINES = frozenset({"f", "slash", "z", "backspace", "escape", "f1", "question_mark", *"1234567"})
"""Keys that mean the same whichever lines are on show."""


@dataclass
class LinesReady(Message):
    """The first lines of a view that is still being made."""

    opened: Opened
    serial: int
    """Which asking it answers."""


class SpendView(ModeScreen):
    """A table of lines with the conditions above it, the cell under the cursor and the totals below."""

    def __init__(self) -> None:
        super().__init__()
        self.scope = Scope.YEAR
        self.where = LineFilter()
        """The conditions beside the scope."""
        self.sorts: tuple[Sort, ...] = ()
        self.searched = ""
        """What was searched for last."""
        self.rows = LineRows(self._ask_page)
        self._serial = 0
        self._complete = False
        self._before = False
        """Whether the lines on show are still those before a narrowing, the first of the new ones being looked for."""
        self._about: tuple[Path, int | None, int | None] | None = None
        self._totals: Totals | None = None
        self._of_chosen: Totals | None = None

    def content(self) -> ComposeResult:
        """From which lines, over the lines, to what they add up to."""
        with Vertical(id="spend"):
            with Horizontal(id="spend-over"):
                yield Chips(id="spend-chips")
                yield Static(id="spend-at")
            yield LineTable(self.rows, moved=self.show_cell, id="spend-lines")
            yield Static(id="spend-cell")
            yield Static(id="spend-totals")

    @property
    def table(self) -> LineTable:
        """The table of lines."""
        return self.query_one("#spend-lines", LineTable)

    @property
    def kept(self) -> LineFilter:
        """Which lines are shown: the conditions with the scope."""
        return narrowed(self.scope, self.where, self.window.place, self.here.year)

    @property
    def line(self) -> LineRow | None:
        """The line under the cursor; None where it is not here yet, or there is none."""
        return self.rows.line(self.table.row)

    @property
    def field(self) -> LineField:
        """The column under the cursor."""
        return LINE_FIELDS[self.rows.names[self.table.column]]

    def focus_content(self) -> None:
        """Give the keyboard to the table."""
        self.table.focus()

    # -- reading

    def load(self) -> None:
        """Read the lines of the place and year, with the cursor where it was as long as they are the same."""
        before, self._about = self._about, (self.path, self.here.place, self.here.year)
        if before is None or before[0] != self.path:
            self.rows.set_columns(kept_columns(self.path), ())
        stay = self._about == before
        if before is not None and before[0] != self.path:
            self.where, self.sorts, self.scope = LineFilter(), (), Scope.YEAR
        if before is not None and (not stay or self.rows.chosen.every):
            # Lines that have come since were never meant.
            self.choose(Chosen())
        self.reopen(stay=stay)

    def reopen(self, *, stay: bool, at: tuple[int | None, int] | None = None) -> None:
        """Read the lines that are kept now; `stay` keeps the cursor on its line, and what is on show until they are here; `at` is the line and row where it goes otherwise."""
        self._serial += 1
        serial, path, where, sorts = self._serial, self.path, self.kept, self.sorts
        line = self.line if stay else None
        number, row = (line.id if line is not None else None, self.table.row) if stay else at or (None, 0)
        if stay:
            self.rows.changed()

        def call() -> Opened | UsageProblem:
            from tpdesk.services.line_table import open_lines

            worker = get_current_worker()

            def ready(opened: Opened) -> None:
                if not stay and at is None:
                    self.post_message(LinesReady(opened, serial))

            try:
                return open_lines(
                    path, where, sorts, line=number, row=row, cancelled=lambda: worker.is_cancelled, ready=ready
                )
            except UsageProblem as problem:
                return problem

        self._complete, self._before = False, not stay
        self.show_words()
        self.read("spend.open", call, lambda answer: self._opened(answer, stay=stay))
        self._add_up()

    def opens_first(self, key: str) -> bool:
        """Let what is meant for a line wait for the lines that are to be shown."""
        typing = isinstance(self.focused, Input)
        return super().opens_first(key) or (self._before and not typing and key not in _ANY_LINES)

    def on_lines_ready(self, message: LinesReady) -> None:
        """Show the first lines while the others are still looked for."""
        if message.serial == self._serial and not self._complete:
            self._take_view(message.opened, anew=True)

    async def _opened(self, answer: Opened | UsageProblem, *, stay: bool) -> None:
        self._complete, self._before = True, False
        if isinstance(answer, UsageProblem):
            self.window.tell(Trouble(answer.title, str(answer), True))
            self.show_words()
            return
        going_on = answer.view is self.rows.view
        if going_on:
            # The first lines are on show, and the cursor may have gone on from them.
            self.rows.total = answer.view.total
            self.table.show()
        else:
            self._take_view(answer, anew=not stay)
        if self.rows.total or self.where.conditions:
            self.show_content()
        else:
            await self._say_nothing_here()
        self.show_words()
        self.refresh_bindings()

    def _take_view(self, opened: Opened, *, anew: bool) -> None:
        self._before = False
        before = self.rows.open(opened.view, opened.page, opened.titles)
        if before is not None:
            before.close()
        table = self.table
        table.empty = "No line fits. Backspace takes the last condition off; z looks wider." if self._complete else ""
        table.show(row=opened.row, anew=anew)
        self.show_words()

    async def _say_nothing_here(self) -> None:
        told = scope_words(self.scope, self.window.place, self.here.year)
        await self.say_empty(
            f"{told}: no spending yet",
            "Take in the files that bodies sent or published, paste rows from a spreadsheet, or write a line by hand.",
            "desk.import", "spend.paste", "spend.new", "spend.scope",
        )  # fmt: skip

    def _ask_page(self, first: int, count: int) -> None:
        path, view = self.path, self.rows.view
        assert view is not None

        def call() -> Page:
            from tpdesk.services.line_table import read_rows

            return read_rows(path, view, first, count)

        def came(page: Page) -> None:
            if self.rows.take(view, page):
                self.table.came(page.first, len(page.rows))
                if page.first <= self.table.row < page.first + len(page.rows):
                    self.show_cell()

        self.read("spend.page", call, came)

    def _add_up(self) -> None:
        path, where = self.path, self.kept
        self._totals = None

        def call() -> Totals | None:
            from tpdesk.services.line_table import add_up

            worker = get_current_worker()
            try:
                return add_up(path, where, lambda: worker.is_cancelled)
            except UsageProblem:
                # Told by the reading of the lines.
                return None

        def came(totals: Totals | None) -> None:
            self._totals = totals
            self.show_words()

        self.read("spend.totals", call, came)

    async def show_trouble(self, trouble: Trouble, group: str) -> None:
        """Show why something could not be read."""
        self._complete, self._before = True, False
        self.rows.failed()
        await super().show_trouble(trouble, group)

    # -- which are chosen

    def choose(self, chosen: Chosen) -> None:
        """Take these lines as the chosen ones."""
        self.rows.chosen = chosen
        self._of_chosen = None
        self.table.refresh()
        self.show_words()
        self.refresh_bindings()
        if not self.chosen_count:
            return
        path, selection = self.path, chosen.selection(self.kept)

        def call() -> Totals:
            from tpdesk.services.line_table import add_up

            worker = get_current_worker()
            return add_up(path, selection, lambda: worker.is_cancelled)

        def came(totals: Totals) -> None:
            if self.rows.chosen == chosen:
                self._of_chosen = totals
                self.show_words()

        self.read("spend.chosen", call, came)

    @property
    def chosen_count(self) -> int:
        """How many lines are chosen."""
        return self.rows.chosen.count(self.rows.total)

    # -- words

    def show_cell(self) -> None:
        """Show the whole of the cell under the cursor, and where it is."""
        if not self.rows.names:
            return
        line, field = self.line, self.field
        cells = self.rows.cells(self.table.row) if self.rows.total else None
        text = cells[self.table.column] if cells is not None else ""
        told = (
            joined([content(field.heading, "bold $accent"), content(text)], "  ") if line is not None else Content("")
        )
        if line is not None and field.name == "category" and not line.own_category and line.shares:
            told = joined([told, content("by its label's map", "$quiet")], "  ")
        self.query_one("#spend-cell", Static).update(told, layout=False)
        at = f"{self.table.row + 1:,} of {self.rows.total:,}" if self.rows.total else ""
        self.query_one("#spend-at", Static).update(content(at, "$quiet"), layout=False)

    def show_words(self) -> None:
        """Show which lines these are, and what they add up to."""
        chips = self.query_one(Chips)
        ways = self.window.ways.get(self.MODE, ())
        chips.back = ways[-1].name if ways else ""
        chips.scope = scope_words(self.scope, self.window.place, self.here.year)
        chips.conditions = tuple(condition.words for condition in self.where.conditions)
        chips.sorting = sorting_words([(LINE_FIELDS[sort.field].heading, sort.descending) for sort in self.sorts])
        self.query_one("#spend-totals", Static).update(joined(self._totals_parts(), "   "), layout=False)
        self.show_cell()

    def _totals_parts(self) -> list[Content]:
        money = short_pounds if self.size.width < 110 else pounds
        totals = self._totals
        if totals is None or not self._complete:
            parts = [content(f"{self.rows.total:,} lines so far ...", "$quiet")]
        else:
            parts = [content(counted(totals.lines, "line"), "bold")]
            if totals.expenditure_pence or not totals.income_pence:
                parts.append(
                    joined([content(money(totals.expenditure_pence), "bold"), content("expenditure", "$quiet")])
                )
            if totals.income_pence:
                parts.append(joined([content(money(totals.income_pence), "bold"), content("income", "$quiet")]))
            if totals.shared_lines:
                parts.append(content(f"{totals.shared_lines:,} in several categories, each counted whole", "$warning"))
        if self.chosen_count:
            of = self._of_chosen
            sums = f": {sums_words(of, money)}" if of is not None else ""
            parts.insert(0, content(f"● {self.chosen_count:,} chosen{sums}", "bold $accent"))
        if self.searched:
            parts.append(joined([content("search", "$quiet"), content(self.searched)]))
        return parts
