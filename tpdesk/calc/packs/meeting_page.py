"""One page of meeting papers: a sheet of a pack cut to the columns and rows that fit in 11 point, the whole sheet
named; or a page of sentences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from tpdesk import units
from tpdesk.calc.packs.frame import NONE_FOUND, NOTHING_SPENT, Frame
from tpdesk.calc.packs.sheets.dives import MADE_UP
from tpdesk.calc.workbook import layout, paper
from tpdesk.calc.workbook.charts import bar_chart_points
from tpdesk.calc.workbook.describe import (
    MARKS,
    NOT_APPLICABLE,
    Column,
    ColumnKind,
    FrontLine,
    Sheet,
    SheetCell,
    Table,
    Value,
    Workbook,
    brief,
    said,
)
from tpdesk.text import counted

_LONGEST_CELL: Final = 240
_LONGEST_NAME: Final = 90
"""Characters of a cell on paper, and of one in the first column; the pack has it whole."""

_LEAST_COLUMNS: Final = 2
_LEAST_ROWS: Final = 3
"""A table of fewer rows is told in sentences, however high they are."""


@dataclass(frozen=True, slots=True)
class PageRule:
    """What of a pack's sheet goes on paper."""

    key: str
    """Key of the sheet."""

    columns: tuple[str, ...]
    """Keys of its columns in order; where they have no room, the last go first. `illustrative` always stays."""

    rank: int
    """Which pages go first where there are more than the papers hold: those with the highest number."""

    rest: str = ""
    """What the rows that are left out of a table with a total are called together; empty where nothing adds up."""

    adds: tuple[str, ...] = ()
    """Keys of the columns that add up over those rows."""


@dataclass(frozen=True, slots=True)
class PaperPage:
    """A page that was made, and how much of it is filled."""

    sheet: Sheet
    high: float
    """Points of its rows and its chart, of the `paper.HIGH` that a page has."""

    rank: int = 0

    @property
    def is_filled(self) -> bool:
        """Whether it has enough on it to be a page of its own."""
        table = self.sheet.table
        return self.high >= paper.LEAST_FILLED and (table is None or len(table.rows) >= _LEAST_ROWS)


def place_and_status(frame: Frame) -> str:
    """Return what every page opens with: place, year and how final it is."""
    return f"{frame.where}, {said(frame.status)}"


def table_page(rule: PageRule, sheet: Sheet, pack: str, frame: Frame) -> PaperPage | None:
    """Return the page of a sheet, with as many rows as fit, or None where it holds nothing. `pack` is what the pack is
    called. Place and year stand below the title and not in it."""
    table = sheet.table
    if table is None or not table.rows or _stored(table.rows[0][0]) in (NOTHING_SPENT, NONE_FOUND):
        return None
    title = sheet.title.removesuffix(f": {frame.where}")
    first = f"{place_and_status(frame)}. {sheet.holds[0]}"
    keys = [key for key in rule.columns if any(column.key == key for column in table.columns)]
    while True:
        columns = tuple(_plain(next(one for one in table.columns if one.key == key)) for key in keys)
        body = _Body(rule, replace(sheet, title=title, holds=(first, *sheet.holds[1:])), table, columns, pack)
        if body.has_room or len(keys) <= _LEAST_COLUMNS:
            return _most_rows(body)
        keys.remove(next(key for key in reversed(keys) if key != "illustrative"))


def _plain(column: Column) -> Column:
    return replace(column, note="", formula="", bar=False, width=0)


def _stored(value: Value) -> str | int | float:
    return value.value if isinstance(value, SheetCell) else value


def _most_rows(body: _Body) -> PaperPage:
    """Return the page with the most rows that fit, at least one."""
    low, high = 1, body.count
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if height_of(body.sheet(middle)) <= paper.HIGH else (low, middle - 1)
    sheet = body.sheet(low)
    return PaperPage(sheet, height_of(sheet), body.rule.rank)


@dataclass(frozen=True, slots=True)
class _Body:
    """A sheet in the columns that it has on paper."""

    rule: PageRule
    whole: Sheet
    table: Table
    columns: tuple[Column, ...]
    pack: str

    @property
    def count(self) -> int:
        """How many rows it has without its total."""
        return len(self.table.rows) - self.table.total

    @property
    def has_room(self) -> bool:
        """Whether the columns have room beside each other."""
        one = _placed(self.sheet(self.count))
        return sum(one.widths) <= paper.WIDTH

    def sheet(self, number: int) -> Sheet:
        """Return the page with the first `number` rows, those left out as one where they add up, and the total."""
        places = [
            next(at for at, one in enumerate(self.table.columns) if one.key == column.key) for column in self.columns
        ]
        left = self.table.rows[number : self.count]
        rows = [
            tuple(_cell(row[at], _LONGEST_CELL if n else _LONGEST_NAME) for n, at in enumerate(places))
            for row in self.table.rows[:number]
        ]
        if left and self.rule.rest:
            rows.append(self._rest(left, places))
        if self.table.total:
            rows.append(tuple(_stored(self.table.rows[-1][at]) for at in places))
        table = replace(self.table, columns=self.columns, rows=tuple(rows), filters=False)
        said = f"Shown: the first {number} of {self.count:,}. " if left else ""
        holds = (*_kept(self.whole.holds), f"{said}In full: the sheet {self.whole.name} of the {self.pack}.")
        return replace(self.whole, holds=holds, table=table, on_paper=True, for_meeting=True)

    def _rest(self, left: Sequence[tuple[Value, ...]], places: Sequence[int]) -> tuple[Value, ...]:
        first: Value = f"{self.rule.rest} ({len(left):,})"
        cells: list[Value] = []
        for column, at in list(zip(self.columns, places, strict=True))[1:]:
            found = [value for row in left if not isinstance(value := _stored(row[at]), str)]
            cells.append(sum(found) if column.key in self.rule.adds else NOT_APPLICABLE)
        return (first, *cells)


def _kept(holds: Sequence[str]) -> Iterator[str]:
    """Yield what a reader must know: what it is, that rows are made up, and the basis."""
    for number, text in enumerate(holds):
        if not number or text == MADE_UP or text.startswith(("Basis:", "Spend and areas")):
            yield text


def _cell(value: Value, most: int) -> Value:
    stored = _stored(value)
    return brief(stored, most) if isinstance(stored, str) and stored not in MARKS else stored


def _placed(sheet: Sheet) -> layout.Placed:
    book = Workbook("", "", "", "", (replace(sheet, chart=None),))
    return layout.place(book, (sheet.name,), publish=True)[sheet.key]


def height_of(sheet: Sheet) -> float:
    """Return how many points of a page a sheet of meeting papers takes."""
    one = _placed(sheet)
    if not sheet.table:
        chart = bar_chart_points(sheet.chart) if sheet.chart else 0
        placed = replace(one, sheet=sheet)
        return chart + sum(layout.sole_line_height(placed, n, line) for n, line in enumerate(one.lines))
    return sum(layout.line_height(line, paper.WIDTH, one.widths[0]) for line in one.lines) + sum(one.heights)


def page_of_sentences(sheet: Sheet) -> PaperPage:
    """Return a page without a table."""
    made = replace(sheet, on_paper=True, for_meeting=True)
    return PaperPage(made, height_of(made))


def as_sentences(page: PaperPage) -> tuple[FrontLine, ...]:
    """Return a table that would not fill a page as lines for another: its finding, then a line a row."""
    sheet, table = page.sheet, page.sheet.table
    assert table is not None
    made_up = [FrontLine(MADE_UP)] if MADE_UP in sheet.holds else []
    lines = [
        FrontLine("; ".join(_facts(table, row)) or "nothing else is recorded", _lead(row[0]))
        for row in (table.rows[:-1] if table.total else table.rows)
    ]
    return (FrontLine(sheet.title, is_heading=True), *lines, *made_up)


def _lead(first: Value) -> str:
    text = str(_stored(first))
    return "" if text in MARKS else f"{brief(text, 80).rstrip('.')}:"


def _facts(table: Table, row: Sequence[Value]) -> Iterator[str]:
    for column, value in list(zip(table.columns, row, strict=True))[1:]:
        stored = _stored(value)
        if stored not in MARKS and column.key != "illustrative":
            yield f"{column.heading[:1].lower()}{column.heading[1:]}: {_said(stored, column.kind)}"


def _said(value: str | int | float, kind: ColumnKind) -> str:
    if isinstance(value, str):
        return value.rstrip(".")
    if kind is ColumnKind.MILLION:
        return units.short_pounds(int(value))
    if kind.is_money:
        return units.pounds(int(value))
    return units.percent(value) if kind is ColumnKind.SHARE else f"{value:,}"


def further(names: Sequence[str], pack: str) -> str:
    """Return which sheets of the pack would have been pages too."""
    return f"{counted(len(names), 'more sheet')} of the {pack} for the meeting: {'; '.join(names)}." if names else ""
