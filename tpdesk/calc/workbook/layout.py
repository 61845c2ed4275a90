"""Where everything stands on its sheet: the lines above a table, rows, columns, and formula
templates made into formulas.

How many lines a text takes in a column: spreadsheet programs other than Excel do not set row heights by themselves.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from tpdesk.calc.workbook.describe import MARKS, Column, ColumnKind, FrontLine, Sheet, SheetCell, Table, Workbook

FONT: Final = "Arial"
INK: Final = "#1A1A1A"
NAVY: Final = "#14395B"
"""The type and the inks of cells and charts."""

WIDTHS: Final = {
    ColumnKind.TEXT: 30,
    ColumnKind.CODE: 10,
    ColumnKind.LINK: 22,
    ColumnKind.MILLION: 14,
    ColumnKind.POUNDS: 18,
    ColumnKind.PENCE: 20,
    ColumnKind.DATE: 14,
    ColumnKind.COUNT: 11,
    ColumnKind.KEY: 11,
    ColumnKind.SHARE: 11,
    ColumnKind.RATIO: 13,
}
"""Column widths in characters, where a column names none."""

LOW_BELOW: Final = {ColumnKind.MILLION: 5_000_000, ColumnKind.POUNDS: 50}
"""Amounts in pence that would show as nil: half of the last figure shown."""

FIRST_WIDTH: Final = 54
"""Least width of column A, which holds the lines above the table as well."""

CHART_WIDTH: Final = 118
"""Width of column A on a chart sheet, about that of the chart."""

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
_NAMED_TABLE: Final = re.compile(r"([A-Za-z_]\w*)\[")
_PART = re.compile(r"\{(?:(\w+)!)?(\w+)(?::(\w+))?\}")


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
    """Whether an amount in pence is not nil but would be shown as nil."""
    return isinstance(value, int) and value != 0 and abs(value) < LOW_BELOW.get(kind, 0)


def place(workbook: Workbook, names: tuple[str, ...], *, publish: bool) -> dict[str, Placed]:
    """Return every sheet with its places, by the sheet's key and, for tables, by the table's name too."""
    placed: dict[str, Placed] = {}
    for sheet, name in zip(workbook.sheets, names, strict=True):
        table = sheet.table
        columns = tuple(column for column in table.columns if not (publish and column.working)) if table else ()
        lines = _lines(sheet, workbook, columns, publish=publish)
        header = len(lines) + 1
        rows = (table.streamed.count if table.streamed else len(table.rows)) if table else 0
        total = 1 if table and table.total else 0
        one = Placed(sheet, name, lines, columns, header, header + 1, header + rows - total, header + rows)
        placed[sheet.key] = one
        if table:
            placed[table.name] = one
    return placed


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

    return _PART.sub(part, template)


@lru_cache(maxsize=512)
def tables_named(template: str) -> frozenset[str]:
    """Return the tables that a formula names by structured references, such as `Spend_data[Amount (£)]`."""
    return frozenset(_NAMED_TABLE.findall(template))


def width(column: Column, position: int) -> int:
    """Return the width in characters of a column at `position` (from 0)."""
    wide = column.width or WIDTHS[column.kind]
    return max(wide, FIRST_WIDTH) if position == 0 else wide


def lines_width(one: Placed) -> int:
    """Return the width in characters of column A, in which the lines above a table or chart stand."""
    if one.columns:
        return width(one.columns[0], 0)
    return FRONT_WIDTH if one.sheet.front else CHART_WIDTH


def title_fits(one: Placed) -> bool:
    """Whether a title stands on one line over the sheet's whole width, so that it need not wrap in column A."""
    title = one.lines[0]
    return lines(title.text, total_width(one), points=HEADING_SIZES[1], bold=True) == 1


def total_width(one: Placed) -> int:
    """Return the width in characters of all that a sheet shows."""
    if one.columns:
        return sum(width(column, position) for position, column in enumerate(one.columns))
    return FRONT_WIDTH + FRONT_CHART_WIDTH if one.sheet.front else CHART_WIDTH


def _lines(sheet: Sheet, workbook: Workbook, columns: tuple[Column, ...], *, publish: bool) -> tuple[TopLine, ...]:
    """Return what stands above the table in column A: title, sentences, shorthand, the way
    back, the table's own title."""
    lines = [TopLine(sheet.title, 1), *(TopLine(text) for text in sheet.holds)]
    lines += [top for line in sheet.front for top in _front_lines(line, workbook)]
    table = sheet.table
    if table:
        explained = _explained(table, workbook, columns)
        if table.filters and not publish:
            explained += (
                " The headings have filters; to turn them off, select a cell of the table and choose Data, Filter."
            )
        lines += [TopLine(explained.strip())] if explained.strip() else []
    if _is_after_contents(sheet, workbook):
        lines.append(TopLine("Back to the contents", link=workbook.contents))
    if table:
        lines.append(TopLine(table.title, 2))
    return tuple(lines)


def _front_lines(line: FrontLine, workbook: Workbook) -> Iterator[TopLine]:
    """Yield a line of a front page; the link of one that wraps stands below it: not every program wraps a link."""
    level = 2 if line.is_heading else 0
    whole = f"{line.lead} {line.text}"
    if not line.link or lines(whole, FRONT_WIDTH) == 1:
        yield TopLine(line.text, level, line.link, line.lead)
        return
    yield TopLine(line.text, level, lead=line.lead)
    name = next(sheet.name for sheet in workbook.sheets if sheet.key == line.link)
    yield TopLine(f"See {name}", link=line.link)


def _is_after_contents(sheet: Sheet, workbook: Workbook) -> bool:
    keys = [other.key for other in workbook.sheets]
    return bool(workbook.contents) and keys.index(sheet.key) > keys.index(workbook.contents)


def _explained(table: Table, workbook: Workbook, columns: tuple[Column, ...]) -> str:
    """Return the sentences that the table's own contents call for: rounding, shorthand, notes."""
    kinds = {column.kind for column in columns}
    texts = []
    rounded = [words for kind, words in _ROUNDED.items() if kind in kinds]
    if rounded:
        texts.append(
            f"Shown rounded: {', '.join(rounded)}; stored in full, so parts may not add up to totals as shown."
        )
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
    return " ".join(texts)


def _mark(value: object, kind: ColumnKind) -> str:
    """Return the mark a cell shows, or nothing."""
    if isinstance(value, SheetCell):
        value = value.value
    if isinstance(value, str):
        return value if value in MARKS else ""
    return "[low]" if is_low(value, kind) else ""


_WIDTHS: Final = {
    **dict.fromkeys("ijl'|", 222),
    **dict.fromkeys(" .,:;/\\!ftI[]", 278),
    **dict.fromkeys('r()-`"{}', 340),
    **dict.fromkeys("ckJsvxyz*", 500),
    **dict.fromkeys("FTZ+=<>~^", 611),
    **dict.fromkeys("ABEKPSVXY&", 667),
    **dict.fromkeys("CDHNRUw", 722),
    **dict.fromkeys("GOQ", 778),
    **dict.fromkeys("mM", 833),
    **dict.fromkeys("W%", 944),
    "@": 1015,
}
"""Widths in thousandths of the font size, after the metrics of Helvetica, which Arial shares;
close groups take the wider one's."""

_BREAKS: Final = re.compile(r"(?<=[-/])")
_OTHER: Final = 556
_WIDE: Final = 1000
_BOLD: Final = 1.08
DIGIT_PIXELS: Final = 9
"""Width of a digit of 12 point Arial: the unit of column widths in these workbooks."""

_PADDING_PIXELS: Final = 12
_SAFETY: Final = 0.95
"""Part of a column that is counted on: programs and printers set text a little wider than the metrics say."""

LINE_POINTS: Final = 1.2
"""Height of a line of text, in font sizes."""

MAX_ROW_POINTS: Final = 409
"""The tallest row Excel has."""


@lru_cache(maxsize=4096)
def word_width(word: str) -> int:
    """Return the width of a word in thousandths of the font size."""
    return sum(_WIDTHS.get(letter, _OTHER if letter < "\u0370" else _WIDE) for letter in word)


def lines(text: str, characters: float, *, points: float = 12, bold: bool = False, digit: int = DIGIT_PIXELS) -> int:
    """Return the lines that `text` takes when wrapped in a column `characters` wide, a
    character being `digit` pixels."""
    pixels = max(characters * digit - _PADDING_PIXELS, 1)
    room = _SAFETY * pixels * 1000 / (points * 96 / 72) / (_BOLD if bold else 1)
    count = 0
    for paragraph in text.split("\n"):
        used, count = 0.0, count + 1
        for space, word in _pieces(paragraph):
            size, gap = word_width(word), space * word_width(" ")
            if used and used + gap + size > room:
                count, used, gap = count + 1, 0.0, 0
            # A word longer than the column is broken where the column ends.
            while gap + used + size > room:
                count, size = count + 1, int(size - (room - used - gap))
                used, gap = 0.0, 0
            used += gap + size
    return count


def _pieces(paragraph: str) -> list[tuple[bool, str]]:
    """Return the parts between which a line may break, each with whether a space stands before it."""
    return [
        (number == 0 and place > 0, piece)
        for place, word in enumerate(paragraph.split(" "))
        for number, piece in enumerate(_BREAKS.split(word))
    ]


def height(count: int, *, points: float = 12) -> float:
    """Return the row height in points for a number of lines, at most the tallest row there is."""
    return min(round(count * points * LINE_POINTS + 3, 2), MAX_ROW_POINTS)
