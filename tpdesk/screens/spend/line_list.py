"""The table of lines: the cursor on a line and a field, the lines that are selected, and the keys for both."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, ClassVar, cast

from textual import on
from textual.binding import BindingType
from textual.message import Message

from tpdesk import services
from tpdesk.domain.line import LINE_FIELDS, LineField, LineRow
from tpdesk.screens.commands.spend import CHAPTER, LINE_LIST
from tpdesk.screens.dialogs.awaited import asks
from tpdesk.screens.key_line import bindings, conditions
from tpdesk.screens.reporter import is_overtaken
from tpdesk.screens.spend.line_table import LineTable
from tpdesk.screens.spend.rows import LineRows, SelectedLines, Target

if TYPE_CHECKING:
    from tpdesk.domain.line_filter import LineFilter, Totals, Value
    from tpdesk.models.lines.query import LineView, Page
    from tpdesk.screens.mode_screen import ModeScreen

_AT_ONCE = 2_000
"""Lines of a stretch that are looked for among those that are here; longer ones are read."""


class LineList(LineTable):
    """Spend lines under a cursor, any number of them selected."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(CHAPTER.commands, LINE_LIST)
    WHEN: ClassVar[Mapping[str, str]] = conditions(CHAPTER.commands, LINE_LIST)

    class Selected(Message):
        """Other lines are selected."""

    class SortWanted(Message):
        """The lines are to be sorted by a field."""

        def __init__(self, field: str, *, further: bool) -> None:
            super().__init__()
            self.field = field
            self.further = further
            """Whether after those that they are sorted by already."""

    class ColumnsChosen(Message):
        """Other columns are to be shown."""

        def __init__(self, names: tuple[str, ...]) -> None:
            super().__init__()
            self.names = names

    def __init__(
        self,
        lines: LineRows,
        shown: Callable[[], LineFilter],
        found: Callable[[str], Awaitable[None]],
        *,
        moved: Callable[[], None],
        id: str,
    ) -> None:
        super().__init__(lines, moved=moved, id=id)
        self.lines = lines
        self._shown = shown
        """Returns the filter of the lines on show."""
        self._found = found
        """Hears that a search has ended: with what is said where nothing contains the text, else with an empty text."""
        self.of_selected: Totals | None = None
        """What the selected lines come to; None where that is not read yet."""
        self.searched = ""
        """What was searched for last."""
        self.is_covered = False
        """Whether a line is typed in over it, which has the keys."""
        self._anchor: int | None = None
        """Where a stretch of selected lines began."""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer a command only where the property that it names is so."""
        name = self.WHEN.get(action)
        return super().check_action(action, parameters) if name is None else bool(getattr(self, name))

    @property
    def has_lines(self) -> bool:
        """Whether there are lines on show to do something with."""
        return self.can_show and bool(self.lines.total)

    @property
    def can_show(self) -> bool:
        """Whether the table is on show and has the keys."""
        return not self.is_covered and self._mode.panel == "content"

    @property
    def is_searched(self) -> bool:
        """Whether a text was searched for."""
        return self.can_show and bool(self.searched)

    @property
    def line(self) -> LineRow | None:
        """The line under the cursor; None where it is not read yet, or there is none."""
        return self.lines.line(self.row)

    @property
    def value(self) -> tuple[str, Value] | None:
        """The field and the value of the cell under the cursor; None where there is none."""
        from tpdesk.models.lines.query import value_of

        return (self.field.name, value_of(self.line, self.field.name)) if self.line is not None else None

    @property
    def target(self) -> Target:
        """The lines that a command is for: the selected ones, else the one under the cursor."""
        line = self.line
        if self.lines.selected_count:
            return Target(
                self.lines.selected.selection(self._shown()), self.lines.selected_count, None, self.of_selected
            )
        return Target((line.id,) if line is not None else (), int(line is not None), line, None)

    @property
    def field(self) -> LineField:
        """The column under the cursor."""
        return LINE_FIELDS[self.lines.names[self.column]]

    @property
    def _mode(self) -> ModeScreen:
        return cast("ModeScreen", self.screen)

    # -- the lines that are read as they come into view

    def read_page(self, first: int, count: int) -> None:
        """Read a page of lines."""
        view = self.lines.view
        assert view is not None
        self._mode.ask(
            "spend.page",
            lambda desk: services.line_table.read_rows(desk, view, first, count),
            lambda page: self._take_page(view, page),
        )

    def _take_page(self, view: LineView, page: Page) -> None:
        if self.lines.take(view, page):
            self.came(page.first, len(page.rows))
            if page.first <= self.row < page.first + len(page.rows):
                self.moved()

    # -- selecting

    def select(self, selected: SelectedLines) -> None:
        """Take these lines as the selected ones; a stretch ends."""
        self._anchor = None
        self._take(selected)

    def _take(self, selected: SelectedLines) -> None:
        self.lines.selected, self.of_selected = selected, None
        self.refresh()
        self.post_message(self.Selected())
        if self.lines.selected_count:
            lines = selected.selection(self._shown())
            self._mode.ask(
                "spend.selected",
                lambda desk: services.line_table.add_up(desk, lines, is_overtaken),
                lambda totals: self._take_sums(selected, totals),
            )

    def _take_sums(self, selected: SelectedLines, totals: Totals) -> None:
        if self.lines.selected == selected:
            self.of_selected = totals
            self.post_message(self.Selected())

    def action_choose(self) -> None:
        """Select the line under the cursor, or unselect it, and go on to the next."""
        if self.line is not None:
            self.select(self.lines.selected.toggled(self.line.id))
            self.go(self.row + 1)

    def action_choose_all(self) -> None:
        """Select all lines shown, or unselect all."""
        self.select(SelectedLines(every=self.lines.selected_count != self.lines.total))

    def action_stretch(self, rows: int) -> None:
        """Select all lines from where the stretch began to `rows` further on."""
        if self._anchor is None:
            self._anchor = self.row
        self.go(self.row + rows)
        self._select_between(*sorted((self._anchor, self.row)))

    def action_stretch_page(self, pages: int) -> None:
        """Select a page further."""
        self.action_stretch(self.page * pages)

    def action_stretch_end(self, way: int) -> None:
        """Select up to the first line (-1) or the last."""
        self.action_stretch(self.lines.total * way)

    def _select_between(self, first: int, last: int) -> None:
        here = [self.lines.line(row) for row in range(first, min(last, first + _AT_ONCE) + 1)]
        numbers = [line.id for line in here if line is not None]
        if len(numbers) == last - first + 1:
            self._take(self.lines.selected.adding(numbers))
            return
        view = self.lines.view
        assert view is not None
        self._mode.ask(
            "spend.stretch",
            lambda desk: services.line_table.lines_between(desk, view, first, last),
            lambda found: self._take(self.lines.selected.adding(found)),
        )

    # -- searching

    def action_next(self) -> None:
        """Go to the next line that contains the text."""
        self.find()

    def action_previous(self) -> None:
        """Go to the line before that contains the text."""
        self.find(backwards=True)

    def find(self, *, backwards: bool = False) -> None:
        """Look for the next line that contains the text, or for the one before, and go to it."""
        view, text, row = self.lines.view, self.searched, self.row
        if view is not None:
            self._mode.ask(
                "spend.find",
                lambda desk: services.line_table.find_text(
                    desk, view, text, row, backwards=backwards, cancelled=is_overtaken
                ),
                lambda found: self._go_to_found(found, row, backwards=backwards),
                opens=True,
            )

    async def _go_to_found(self, found: int | None, row: int, *, backwards: bool) -> None:
        if found is None:
            await self._found(f"No line shown here contains '{self.searched}'.")
            return
        cells, text = self.lines.cells(found) or (), self.searched.casefold()
        self.go(found, next((n for n, cell in enumerate(cells) if text in cell.casefold()), None))
        await self._found("")
        if found <= row if not backwards else found >= row:
            told = "That is the only one." if found == row else "Continued from the other end."
            self._mode.window.say(told)

    # -- columns and sorting

    @asks
    async def action_columns(self) -> None:
        """Choose the columns and their order."""
        from tpdesk.screens.spend.arrange import ChooseColumns

        names = await self.app.push_screen_wait(ChooseColumns(self.lines.names))
        if names is not None:
            self.post_message(self.ColumnsChosen(names))

    @on(LineTable.HeadClicked)
    def sort_clicked(self, message: LineTable.HeadClicked) -> None:
        """Sort by the column whose heading was clicked."""
        message.stop()
        self.post_message(self.SortWanted(self.lines.names[message.column], further=False))

    def action_sort(self) -> None:
        """Sort by the column under the cursor; again reverses it, a third time removes it."""
        self.post_message(self.SortWanted(self.field.name, further=False))

    def action_sort_more(self) -> None:
        """Also sort by the column under the cursor, after those that are sorted by already."""
        self.post_message(self.SortWanted(self.field.name, further=True))
