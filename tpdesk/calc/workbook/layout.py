"""Where everything stands on its sheet: the lines above a table, rows, columns, and formula
templates made into formulas.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from tpdesk.calc.workbook import page, paper
from tpdesk.calc.workbook.describe import (
    MARKS,
    Column,
    ColumnKind,
    FrontLine,
    Sheet,
    SheetCell,
    Table,
    Value,
    Workbook,
    brief,
    headings,
)
from tpdesk.calc.workbook.measure import LINE_POINTS, height, lines, packed_lines
from tpdesk.text import clean

FONT: Final = "Arial"
INK: Final = "#1A1A1A"
NAVY: Final = "#14395B"
"""The type and the inks of cells and charts."""

LOW_BELOW: Final = {
    ColumnKind.MILLION: 5_000_000,
    ColumnKind.POUNDS: 50,
    ColumnKind.SHARE: 0.0005,
    ColumnKind.RATIO: 0.0005,
}
"""Amounts in pence, and shares, that would show as nil: half of the last figure shown."""

LINE_WIDTH: Final = 114
"""Width over which the lines above a table may run on, where the table is narrower: a page at full size."""

TITLE_WIDTH: Final = 152
"""Width over which a long title may run on: what the first screen shows."""

CHART_WIDTH: Final = 118
"""Width of column A on a chart sheet, about that of the chart."""

CHARTS_WIDTH: Final = 102
"""The same where two charts stand one under the other: their page stands upright."""

FRONT_WIDTH: Final = 92
"""Width of column A on a front page, whose chart stands beside it."""

FRONT_CHART_WIDTH: Final = 57
"""Width of that chart, in the same unit."""

HEADING_SIZES: Final = {1: 18, 2: 14}
"""Font size of each heading level. No other cell uses these sizes, which is how a heading's format is found again."""

_ROUNDED: Final = {
    ColumnKind.MILLION: "amounts to £0.1 million",
    ColumnKind.POUNDS: "amounts to whole pounds",
    ColumnKind.SHARE: "percentages to 0.1",
    ColumnKind.RATIO: "indices to 0.001",
}
_SHORT_TITLE: Final = 90
"""Characters to which a title is cut that is longer than the first screen; whole it stands below."""


@dataclass(frozen=True, slots=True)
class TopLine:
    """One cell of column A above the table."""

    text: str
    level: int = 0
    """1 for the title, 2 for a subheading, 0 for a sentence."""

    link: str = ""
    """Key of the sheet it leads to."""

    lead: str = ""
    """What stands out at its start."""


@dataclass(frozen=True, slots=True)
class Placed:
    """One sheet with its places. Rows count from 1."""

    sheet: Sheet
    name: str
    lines: tuple[TopLine, ...]
    columns: tuple[Column, ...]
    """The columns this flavour shows; empty on a chart sheet."""

    header: int
    """Row of the headings (of the chart's top on a chart sheet)."""

    first: int
    """First row of the body."""

    body: int
    """Last row of the body without the total."""

    last: int
    """Last row of the table."""

    widths: tuple[int, ...] = ()
    """The widths of the columns, in characters."""

    heights: tuple[float, ...] = ()
    """The heights in points of the headings and of each row; of a streamed table of the headings alone."""

    printed: int = 0
    """Last row that prints; 0 for none."""

    across: int = 0
    """How many columns print, from the first."""

    def letter(self, key: str) -> str:
        """Return the column letters of the column `key`. Raises ValueError where this flavour does not show it."""
        return letters([column.key for column in self.columns].index(key))


def letters(index: int) -> str:
    """Return the letters of the column `index` (from 0)."""
    text = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        text = chr(65 + rest) + text
    return text


def is_low(value: object, kind: ColumnKind) -> bool:
    """Whether an amount in pence, or a share, is not nil but would be shown as nil."""
    return isinstance(value, int | float) and value != 0 and abs(value) < LOW_BELOW.get(kind, 0)


def place(workbook: Workbook, names: tuple[str, ...], *, publish: bool) -> dict[str, Placed]:
    """Return every sheet with its places, by the sheet's key and, for tables, by the table's name too."""
    placed: dict[str, Placed] = {}
    kept = page.named_columns(workbook.sheets)
    for sheet, name in zip(workbook.sheets, names, strict=True):
        table = sheet.table
        one = _placed_table(sheet, name, (table, kept), workbook, publish=publish) if table else None
        one = one or _placed_lines(sheet, name, workbook, publish=publish)
        placed[sheet.key] = one
        if table:
            placed[table.name] = one
    return placed


def _placed_lines(sheet: Sheet, name: str, workbook: Workbook, *, publish: bool) -> Placed:
    """Return the places of a sheet without a table."""
    lines = _lines(sheet, workbook, (), publish=publish)
    header = len(lines) + 1
    return Placed(sheet, name, lines, (), header, header + 1, header, header, printed=header)


def _placed_table(
    sheet: Sheet, name: str, shown: tuple[Table, Collection[tuple[str, str]]], workbook: Workbook, *, publish: bool
) -> Placed:
    """Return the places of a sheet with a table, and of what is `shown` the columns that formulas and charts read.
    What all rows say alike is said above it."""
    table, kept = shown
    constant = page.constant_columns(table, kept)
    columns = tuple(
        column for column in table.columns if not (publish and column.working) and column.key not in constant
    )
    printed = headings(workbook, columns)
    if sheet.for_meeting:
        widths = tuple(paper.column_widths(table, columns, printed))
    else:
        widths = tuple(page.fitted_widths(table, columns, printed, on_paper=sheet.on_paper))
    heights = _heights(table, columns, (printed, widths), publish=publish)
    alike = "; ".join(f"{column.heading}: {constant[column.key]}" for column in table.columns if column.key in constant)
    told = [f"In every row: {alike}."] if alike else []
    across = page.columns_on_page(columns, widths) if sheet.on_paper else len(columns)
    lines = _lines(sheet, workbook, columns, publish=publish, told=told, wide=sum(widths[:across]))
    whole = sum(widths[:across])
    if sheet.for_meeting or across == len(columns):
        whole = paper.WIDTH if sheet.for_meeting else running_width(lines[0], whole)
    above = sum(line_height(line, whole, widths[0]) for line in lines)
    if sheet.for_meeting:
        heights = paper.with_air(above, heights)
        last = len(lines) + len(heights)
        return Placed(
            sheet, name, lines, columns, last - len(heights) + 1, last - len(heights) + 2, last - table.total, last,
            widths, heights, last, len(columns),
        )  # fmt: skip
    fit = page.rows_on_page(whole, above + heights[0] + LINE_POINTS * 24, heights[1:]) if sheet.on_paper else 0
    of = sum(not column.working for column in columns)
    on_paper = page.what_prints((across, of), (fit, len(heights) - 1)) if sheet.on_paper else ""
    if on_paper:
        told.append(on_paper)
        lines = _lines(sheet, workbook, columns, publish=publish, told=told, wide=sum(widths[:across]))
    header = len(lines) + 1
    rows = table.streamed.count if table.streamed else len(table.rows)
    body = header + rows - (1 if table.total else 0)
    last = header + fit if sheet.on_paper else 0
    return Placed(sheet, name, lines, columns, header, header + 1, body, header + rows, widths, heights, last, across)


def _heights(
    table: Table, columns: tuple[Column, ...], shown: tuple[tuple[str, ...], tuple[int, ...]], *, publish: bool
) -> tuple[float, ...]:
    """Return the heights of the headings, and of each row that is held."""
    printed, widths = shown
    # A filter button covers the end of a heading's last line.
    button = 1 if table.filters and not publish else 0
    found = [height(max(lines(text, wide, bold=True) for text, wide in zip(printed, widths, strict=True)) + button)]
    numbers = [number for number, column in enumerate(table.columns) if column in columns]
    for position, row in enumerate(table.rows, 1):
        total = table.total and position == len(table.rows)
        texts = ((_text(row[number]), wide) for number, wide in zip(numbers, widths, strict=True))
        found.append(height(max(lines(text, wide, bold=total) for text, wide in texts)))
    return tuple(found)


def _text(value: Value) -> str:
    """Return the text a cell wraps; numbers never do."""
    stored = value.value if isinstance(value, SheetCell) else value
    return stored if isinstance(stored, str) else ""


def resolve(template: str, here: Placed, row: int, placed: dict[str, Placed]) -> str:
    """Return the formula of a template for the cell in `row`.

    `{amount}` is the cell of that column in this row, `{amount:body}` its cells without the total, `{amount:last}` its
    last cell, `{amount:3}` its third; `{table!amount:body}` the same on another sheet, absolute. Raises ValueError
    where it names a table that the workbook does not have: Excel would call the file damaged.
    """
    missing = tables_named(template).difference(placed)
    if missing:
        raise ValueError(f"the formula {template} of the sheet {here.name} needs the table {min(missing)}")

    def part(match: re.Match[str]) -> str:
        table, key, which = match[1], match[2], match[3]
        there = placed[table] if table else here
        column = there.letter(key)
        sheet = f"'{there.name}'!" if table else ""
        if which is None:
            return f"{sheet}${column}{row}"
        if which == "body":
            return f"{sheet}${column}${there.first}:${column}${there.body}"
        at = there.last if which == "last" else there.first + int(which) - 1
        return f"{sheet}${column}${at}"

    return page.PART.sub(part, template)


@lru_cache(maxsize=512)
def tables_named(template: str) -> frozenset[str]:
    """Return the tables that a formula names by structured references, such as `Spend_data[Amount (£)]`."""
    return frozenset(page.NAMED_TABLE.findall(template))


def lines_width(one: Placed) -> int:
    """Return the width in characters of column A, in which the lines above a table or chart stand."""
    if one.columns:
        return one.widths[0]
    if one.sheet.for_meeting:
        return paper.WIDTH
    return FRONT_WIDTH if one.sheet.front else CHARTS_WIDTH if one.sheet.second_chart else CHART_WIDTH


def total_width(one: Placed) -> int:
    """Return the width in characters of all that a sheet shows."""
    if one.sheet.for_meeting:
        return paper.WIDTH
    if one.columns:
        whole = sum(one.widths[: one.across])
        return running_width(one.lines[0], whole) if one.across == len(one.columns) else whole
    return FRONT_WIDTH + FRONT_CHART_WIDTH if one.sheet.front else lines_width(one)


def running_width(title: TopLine, wide: int) -> int:
    """Return the width over which the lines above a table so wide run on: a title may need more than the table."""
    return max(wide, LINE_WIDTH, TITLE_WIDTH if not runs_on(title, max(wide, LINE_WIDTH)) else 0)


def runs_on(line: TopLine, wide: int) -> bool:
    """Whether a line stands on one row over the empty cells beside it, so that it need not wrap in column A."""
    whole = f"{line.lead} {line.text}".strip()
    return lines(whole, wide, points=HEADING_SIZES.get(line.level, 12), bold=bool(line.level)) == 1


def line_height(line: TopLine, wide: int, first: int) -> float:
    """Return the height in points of a line that runs on over `wide` or else wraps in column A, with air before a
    subheading."""
    points = HEADING_SIZES.get(line.level, 12)
    run = wide if runs_on(line, wide) else first
    needed = lines(f"{line.lead} {line.text}".strip(), run, points=points, bold=bool(line.level))
    return height(needed, points=points) + (6 if line.level == 2 else 0)


def sole_line_height(one: Placed, number: int, line: TopLine) -> float:
    """Return the height in points of the line `number` (from 0) of a sheet without a table; those of meeting papers
    stand further apart where they would not fill a third of their page."""
    found = _sole_line_height(one, number, line)
    if not one.sheet.for_meeting or one.sheet.chart:
        return found
    high = sum(_sole_line_height(one, n, other) for n, other in enumerate(one.lines))
    return round(found + paper.line_air(high, len(one.lines)), 2)


def _sole_line_height(one: Placed, number: int, line: TopLine) -> float:
    points, whole = HEADING_SIZES.get(line.level, 12), total_width(one)
    wide = whole if not number and runs_on(line, whole) else lines_width(one)
    needed = lines(f"{line.lead} {line.text}", wide, points=points, bold=bool(line.level))
    return height(needed, points=points) + (6 if line.level == 2 else 0)


def _lines(
    sheet: Sheet,
    workbook: Workbook,
    columns: tuple[Column, ...],
    *,
    publish: bool,
    told: Sequence[str] = (),
    wide: int = 0,
) -> tuple[TopLine, ...]:
    """Return what stands above the table in column A: title, introduction, what must be known in as few lines as hold
    it, the way back, the table's own title. A sentence may hold a name of the desk's: here it becomes text alone."""
    sheet = replace(sheet, title=clean(sheet.title), holds=tuple(map(clean, sheet.holds)))
    title = TopLine(sheet.title, 1)
    whole = [] if runs_on(title, TITLE_WIDTH) or not sheet.table or sheet.for_meeting else [sheet.title]
    lines = [TopLine(brief(sheet.title, _SHORT_TITLE), 1) if whole else title]
    if sheet.for_meeting and sheet.table:
        lines = [TopLine(line, 1) for line in paper.title_lines(sheet.title, HEADING_SIZES[1])]
    lines += [top for line in sheet.front for top in _front_lines(line, workbook)]
    table = sheet.table
    if table:
        explained = _explained(table, workbook, columns)
        filters = (
            "The headings have filters; to turn them off, select a cell of the table and choose Data, Filter."
            if table.filters and not publish
            else ""
        )
        rest = [text for text in (*sheet.holds[1:], *told, *explained, filters) if text]
        room = paper.WIDTH if sheet.for_meeting else max(wide, LINE_WIDTH)
        lines += [TopLine(text) for text in packed_lines((*whole, *sheet.holds[:1]), rest, room)]
    else:
        lines[1:1] = [TopLine(text) for text in sheet.holds]
    if _is_after_contents(sheet, workbook):
        lines.append(TopLine("Back to the contents", link=workbook.contents))
    if table:
        lines.append(TopLine(table.title, 2))
    return tuple(lines)


def _front_lines(line: FrontLine, workbook: Workbook) -> Iterator[TopLine]:
    """Yield a line of a front page; the link of one that wraps stands below it: not every program wraps a link."""
    level = 2 if line.is_heading else 0
    whole = f"{line.lead} {line.text}".strip()
    if not line.link or lines(whole, FRONT_WIDTH) == 1:
        yield TopLine(line.text, level, line.link, line.lead)
        return
    yield TopLine(line.text, level, lead=line.lead)
    name = next(sheet.name for sheet in workbook.sheets if sheet.key == line.link)
    yield TopLine(f"See {name}", link=line.link)


def _is_after_contents(sheet: Sheet, workbook: Workbook) -> bool:
    keys = [other.key for other in workbook.sheets]
    return bool(workbook.contents) and keys.index(sheet.key) > keys.index(workbook.contents)


def _explained(table: Table, workbook: Workbook, columns: tuple[Column, ...]) -> list[str]:
    """Return the sentences that the table's own contents call for: rounding, shorthand, notes."""
    kinds = {column.kind for column in columns}
    texts = []
    rounded = [words for kind, words in _ROUNDED.items() if kind in kinds]
    if rounded:
        texts.append(f"Shown rounded: {', '.join(rounded)}; stored in full.")
    shown = [number for number, column in enumerate(table.columns) if column in columns]
    marks = (_mark(row[number], table.columns[number].kind) for row in table.rows for number in shown)
    used = {mark for mark in marks if mark} | (table.streamed.marks if table.streamed else frozenset())
    if used:
        meanings = ", ".join(f"{mark} = {words}" for mark, words in MARKS.items() if mark in used)
        texts.append(f"Shorthand: {meanings}.")
    numbers = sorted({workbook.note_number(column.note) for column in columns if column.note})
    if numbers:
        which = ", ".join(str(number) for number in numbers)
        texts.append(f"Note{'s' if len(numbers) > 1 else ''} {which}: see the sheet Notes.")
    return texts


def _mark(value: object, kind: ColumnKind) -> str:
    """Return the mark a cell shows, or nothing."""
    if isinstance(value, SheetCell):
        value = value.value
    if isinstance(value, str):
        return value if value in MARKS else ""
    return "[low]" if is_low(value, kind) else ""
