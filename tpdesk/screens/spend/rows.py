"""The lines on show, a few pages of them, read ahead in the background and dropped again behind;
and which are selected."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from tpdesk import services
from tpdesk.domain.line import LINE_FIELDS, UNMAPPED, LineRow, cell_text
from tpdesk.errors import UsageProblem
from tpdesk.models.lines.totals import flows_words, titled
from tpdesk.screens.reporter import is_overtaken
from tpdesk.screens.spend.line_table_layout import LineColumn
from tpdesk.units import pounds

if TYPE_CHECKING:
    from tpdesk.domain.line_filter import LineFilter, Totals
    from tpdesk.models.desk import Desk
    from tpdesk.models.lines.preview import Selection
    from tpdesk.models.lines.query import LineView, Page, Sort
    from tpdesk.services.line_table import Opened

PAGE: Final = 200
"""Lines of a page."""

KEPT: Final = 30
"""Pages that are remembered."""

GONE: Final = "(gone)"
"""What stands where a line has gone since the view was made."""

_CODED: Final = ("category", "own_category")


@dataclass(frozen=True, slots=True)
class SelectedLines:
    """Lines by their numbers: single ones, or all that are shown but some."""

    every: bool = False
    """Whether all lines shown are selected, but those in `lines`."""

    lines: frozenset[int] = frozenset()
    """The lines that are selected, or with `every` those that are not."""

    def holds(self, line: int) -> bool:
        """Say whether a line that is shown is selected."""
        return (line in self.lines) != self.every

    def count(self, shown: int) -> int:
        """Return how many of the `shown` lines are selected."""
        return shown - len(self.lines) if self.every else len(self.lines)

    def toggled(self, line: int) -> SelectedLines:
        """Return the selection with one line added, or removed where it was selected."""
        return replace(self, lines=self.lines ^ {line})

    def adding(self, lines: Iterable[int]) -> SelectedLines:
        """Return the selection with these lines added."""
        return replace(self, lines=self.lines - set(lines) if self.every else self.lines | set(lines))

    def selection(self, shown: LineFilter) -> Selection:
        """Return the lines as a service takes them; `shown` keeps all that are on show."""
        if not self.every:
            return tuple(sorted(self.lines))
        return shown.plus("line", *sorted(self.lines), operator="is not") if self.lines else shown


@dataclass(frozen=True, slots=True)
class Target:
    """The lines that a command is for: the selected ones, else the one under the cursor."""

    selection: Selection
    count: int
    line: LineRow | None
    """The line, where it is the one under the cursor."""

    totals: Totals | None
    """What the selected lines come to; None where that is not read yet."""

    @property
    def sums(self) -> str:
        """What they come to in words; empty where that is not known yet."""
        if self.line is not None:
            spent, income = (
                (self.line.amount_pence, 0) if self.line.flow == "expenditure" else (0, self.line.amount_pence)
            )
            return flows_words(spent, income, pounds)
        totals = self.totals
        return flows_words(totals.expenditure_pence, totals.income_pence, pounds) if totals is not None else ""


class LineRows:
    """The rows of the table. `ask(first, count)` has a page read, one at a time; `take` brings it."""

    def __init__(self, ask: Callable[[int, int], None]) -> None:
        self.view: LineView | None = None
        self.total = 0
        self.names: tuple[str, ...] = ()
        self.columns: tuple[LineColumn, ...] = ()
        self.selected = SelectedLines()
        self.titles: Mapping[str, str] = {}
        self._ask = ask
        self._asked = False
        self._pages: OrderedDict[int, tuple[LineRow | None, ...]] = OrderedDict()
        self._texts: dict[int, tuple[str, ...]] = {}
        self._stale: set[int] = set()
        self._window = (0, 0)

    @property
    def selected_count(self) -> int:
        """How many lines are selected."""
        return self.selected.count(self.total)

    # -- what is shown

    def open(self, view: LineView, page: Page, titles: Mapping[str, str]) -> LineView | None:
        """Show another view, of which one page is here; return the view before, which can be closed."""
        before, self.view = self.view, view
        self.total, self.titles = page.total, titles
        self._pages.clear()
        self._texts.clear()
        self._stale.clear()
        self._asked = False
        self._keep(page)
        return before if before is not view else None

    def set_columns(self, names: Sequence[str], sorts: Sequence[Sort]) -> None:
        """Show other columns, with the signs of the sorting."""
        self.names = tuple(names)
        signs = {
            sort.field: ("▼" if sort.descending else "▲") + (str(n) if len(sorts) > 1 else "")
            for n, sort in enumerate(sorts, 1)
        }
        fields = [LINE_FIELDS[name] for name in names]
        self.columns = tuple(
            LineColumn(field.name, field.heading, field.right, signs.get(field.name, "")) for field in fields
        )
        self._texts.clear()

    def line(self, row: int) -> LineRow | None:
        """Return a line; None where it is not here yet, or has gone."""
        number, offset = divmod(row, PAGE)
        page = self._pages.get(number, ())
        return page[offset] if offset < len(page) else None

    def take(self, view: LineView, page: Page) -> bool:
        """Take a page that was asked for; say whether it is of the view on show."""
        if view is not self.view:
            return False
        self._asked = False
        self._keep(page)
        self.want(*self._window)
        return True

    def changed(self) -> None:
        """Hear that the desk has changed: what is on show is read again, and stays until that is here."""
        self._stale = set(self._pages)
        self.want(*self._window)

    def failed(self) -> None:
        """Hear that a page could not be read: the next look at the rows asks again."""
        self._asked = False

    def _keep(self, page: Page) -> None:
        for start in range(0, max(len(page.rows), 1), PAGE):
            number = (page.first + start) // PAGE
            self._pages[number] = page.rows[start : start + PAGE]
            self._pages.move_to_end(number)
            self._stale.discard(number)
            self._forget_texts(number)
        while len(self._pages) > KEPT:
            number, _ = self._pages.popitem(last=False)
            self._forget_texts(number)

    def _forget_texts(self, number: int) -> None:
        for row in range(number * PAGE, (number + 1) * PAGE):
            self._texts.pop(row, None)

    # -- as the table asks

    def cells(self, row: int) -> tuple[str, ...] | None:
        """Return the texts of a line."""
        texts = self._texts.get(row)
        if texts is not None:
            return texts
        number, offset = divmod(row, PAGE)
        page = self._pages.get(number)
        if page is None or offset >= len(page):
            return None
        line = page[offset]
        texts = (
            (GONE, *[""] * (len(self.names) - 1)) if line is None else tuple(self._text(line, n) for n in self.names)
        )
        self._texts[row] = texts
        return texts

    def _text(self, line: LineRow, name: str) -> str:
        text = cell_text(line, name)
        if name in _CODED and text in self.titles:
            return titled(text, self.titles[text])
        return f"income {text}" if name == "amount" and line.flow == "income" else text

    def mark(self, row: int) -> str:
        """Return the sign of a selected line, or of one that was edited."""
        line = self.line(row)
        if line is None:
            return ""
        return "●" if self.selected.holds(line.id) else "·" if line.edited else ""

    def tint(self, row: int, column: int) -> str:
        """Let unmapped money stand out."""
        if self.names[column] != "category":
            return ""
        cells = self.cells(row)
        return "warning" if cells is not None and cells[column] == UNMAPPED else ""

    def want(self, first: int, count: int) -> None:
        """Ask for a page that is missing among those on show, then for the ones beside them."""
        self._window = (first, count)
        if self._asked or self.view is None or not count:
            return
        shown = range(first // PAGE, (first + count - 1) // PAGE + 1)
        last = max(self.total - 1, 0) // PAGE
        for number in (*shown, shown[-1] + 1, shown[0] - 1):
            if 0 <= number <= last and (number not in self._pages or number in self._stale):
                self._asked = True
                self._ask(number * PAGE, PAGE)
                return


def open_rows(desk: Desk, where: LineFilter, sorts: Sequence[Sort], **named: Any) -> Opened | UsageProblem:
    """Return the lines that a filter keeps, or why they cannot be shown."""
    try:
        return services.line_table.open_lines(desk, where, sorts, **named)
    except UsageProblem as problem:
        return problem


def sums_of(desk: Desk, where: LineFilter) -> Totals | None:
    """Return what they come to; None where they cannot be shown, which the reading of them tells."""
    try:
        return services.line_table.add_up(desk, where, is_overtaken)
    except UsageProblem:
        return None
