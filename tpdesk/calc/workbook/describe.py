"""Sheets as data: what a workbook holds, before anyone writes it.
The working copy and the publication copy come from one description."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from tpdesk.text import clean

NOT_AVAILABLE: Final = "[x]"
"""Shown where a figure is missing."""

NOT_APPLICABLE: Final = "[z]"
"""Shown where a figure would make no sense."""

NO_FORMULA: Final = "-"
"""Stands for the formula of a cell that has none though its column has."""

MARKS: Final = {
    "[x]": "not available",
    "[z]": "not applicable",
    "[c]": "confidential",
    "[low]": "not zero, but rounds to zero in the unit shown",
    "[e]": "estimated",
    "[p]": "provisional",
    "[r]": "revised",
}
"""Every shorthand a cell may hold, in words. Source:
Government Analysis Function, Releasing statistics in spreadsheets."""

_NOTE_MARKER = re.compile(r"\[(note\s*\d+)\]", re.IGNORECASE)
_ESCAPE = re.compile(r"_x(?=[0-9A-Fa-f]{4}_)")
_SHEET_UNSAFE = re.compile(r"[\[\]:*?/\\]")
_HEADING_LIMIT: Final = 200
_CELL_LIMIT: Final = 32_000


class ColumnKind(StrEnum):
    """What a column holds, and so how it is stored, shown and set."""

    TEXT = "text"
    CODE = "code"
    LINK = "link"
    MILLION = "million"
    """Given in pence, stored in pounds, shown in £ million to one decimal place."""

    POUNDS = "pounds"
    """Given in pence, stored in pounds to the penny, shown in whole pounds."""

    PENCE = "pence"
    """Given in pence, stored and shown in pounds to the penny."""

    DATE = "date"
    """Given as a spreadsheet program's number of the day."""

    COUNT = "count"
    KEY = "key"
    """A whole number that only names a row or a year: never added up, no thousands separator."""

    SHARE = "share"
    """Given as 0..1, shown in per cent to one decimal place."""

    RATIO = "ratio"
    """A plain number, shown to three decimal places."""

    @property
    def is_money(self) -> bool:
        """Whether values are given in pence."""
        return self in (ColumnKind.MILLION, ColumnKind.POUNDS, ColumnKind.PENCE)

    @property
    def is_number(self) -> bool:
        """Whether values are numbers."""
        return self not in (ColumnKind.TEXT, ColumnKind.CODE, ColumnKind.LINK)


UNITS: Final = {
    ColumnKind.MILLION: "£ million",
    ColumnKind.POUNDS: "£",
    ColumnKind.PENCE: "£",
    ColumnKind.SHARE: "%",
    ColumnKind.COUNT: "number",
    ColumnKind.RATIO: "index",
}
"""The unit that a column's heading ends in, in brackets. Codes, words and keys have none."""


@dataclass(frozen=True, slots=True)
class SheetCell:
    """One cell that is more than a plain value."""

    value: str | int | float
    """Text, or a number of the column's kind (pence for money). In a number column a text is a mark such as `[z]`."""

    formula: str = ""
    """A formula template of its own (see `layout.resolve`); `NO_FORMULA` for none even where the column has one."""

    link: str = ""
    """The key of the sheet it leads to."""

    address: str = ""
    """The address on the web that it leads to; never one that a user typed."""


Value = str | int | float | SheetCell


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table."""

    key: str
    """How formulas and charts name it; unique in its table."""

    heading: str
    """The heading without its unit and note markers."""

    kind: ColumnKind
    """What it holds."""

    width: int = 0
    """In characters of the workbook's font; 0 for the kind's own width."""

    note: str = ""
    """Key of the note that its heading points to."""

    formula: str = ""
    """Template of the working copy's live formula for every row (see `layout.resolve`)."""

    bar: bool = False
    """Whether the working copy draws a bar behind the figures, which stay readable."""

    working: bool = False
    """Only in the working copy: a key that its formulas look up."""

    unit: str = ""
    """The unit for the heading, where it is not the kind's own."""


@dataclass(frozen=True, slots=True)
class Streamed:
    """The body of a table with more rows than are held at once: plain values, no formulas, links or totals."""

    count: int
    """How many rows there are, at least one."""

    rows: Callable[[], Iterable[tuple[Hashable, ...]]]
    """Begins to give them from the first; each holds, for each column, what `values` makes its cell of."""

    values: tuple[Callable[[Any], str | int], ...]
    """For each column, the cell of what stands in a row; asked once for what comes again."""

    marks: frozenset[str]
    """The shorthand that its cells may hold: keys of `MARKS`."""


@dataclass(frozen=True, slots=True)
class Table:
    """One grid, which becomes one Excel table. Rows are as long as `columns`, and no cell is empty."""

    name: str
    """The Excel table's name: letters and underscores."""

    title: str
    """What it shows, in words; the subheading above it."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]
    total: bool = False
    """Whether the last row is a total."""

    filters: bool = False
    """Whether the working copy offers filter buttons."""

    streamed: Streamed | None = None
    """The body, where it is not in `rows`, which is then empty."""


@dataclass(frozen=True, slots=True)
class HeatColumn:
    """One column of a heat map: what stands in the cell of each row that its chart draws, and the letter of its shade,
    `A` the darkest to `D`; `head` for a heading, empty for no spend."""

    name: str
    bands: tuple[str, ...]
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """One chart over rows of a table on another sheet: bars, lines where it has `lines`, a map of dots where it has
    `groups`, or a heat map where it has `heat`."""

    title: str
    alt: str
    """What the chart shows, in words and figures, for those who do not see it."""

    table: str
    """Name of the table it draws."""

    labels: str
    """Key of the column of names."""

    values: str
    """Key of the column of figures."""

    bars: int
    """How many of the table's rows it draws."""

    stacks: tuple[tuple[str, str], ...] = ()
    """(key of a column, its look) of each part of a bar that is stacked from the left:
    `total`, `rise`, `fall`, `dots`, `outline`, or empty for what is not seen."""

    reach: tuple[str, str] = ("", "")
    """Keys of the columns that say how far below and above its end a bar could reach; empty for none."""

    skipped: int = 0
    """How many rows of the table come before those that it draws."""

    has_key: bool = False
    """Whether the looks of its parts are explained below it, by the headings of their columns."""

    lines: tuple[tuple[str, str], ...] = ()
    """(key of a column, `solid` or `dashed`) of each line of a chart of lines."""

    zero: str = ""
    """What the zero line of a chart of lines is called."""

    across: str = ""
    """Key of the column that says how far to the right a dot of a map lies; its values say how far up."""

    groups: tuple[tuple[str, int], ...] = ()
    """(name, how many rows) of each mark of a map of dots, in the order of the table's rows."""

    heat: tuple[HeatColumn, ...] = ()
    """The columns of a heat map; its values are the length of one cell."""

    is_named: bool = False
    """Whether each dot of a map has its name beside it."""

    axis: str = ""
    """What a shown axis of figures is called: of bars, or of dots, whose `values` are then lines; empty for a map."""

    @property
    def keys(self) -> frozenset[str]:
        """The keys of the columns that it draws."""
        parts = (key for key, _ in (*self.stacks, *self.lines))
        return frozenset({self.labels, self.values, self.across, *self.reach, *parts} - {""})


@dataclass(frozen=True, slots=True)
class FrontLine:
    """One line of a front page: a sentence in column A, with a figure or a word before it that stands out."""

    text: str
    lead: str = ""
    """What stands out at its start; empty for none."""

    link: str = ""
    """The key of the sheet it leads to."""

    is_heading: bool = False
    """Whether it is a subheading."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: a title, sentences about it, and a table or a chart."""

    key: str
    """How links name it."""

    name: str
    """Its tab: at most 31 characters, unique in the workbook."""

    title: str
    """The first cell."""

    answers: str
    """What it answers, for the contents."""

    holds: tuple[str, ...]
    """Sentences above the table: what it holds, base, source."""

    table: Table | None = None
    chart: Chart | None = None
    second_chart: Chart | None = None
    """Another one under the first."""

    on_paper: bool = True
    """Whether it prints, on one page; False for what is read on a screen only."""

    front: tuple[FrontLine, ...] = ()
    """The lines of a front page, beside which its chart stands; empty for any other sheet."""

    for_meeting: bool = False
    """Whether it is a page of meeting papers: upright, all of it on paper, in type of 11 point at least."""


@dataclass(frozen=True, slots=True)
class Note:
    """A note that headings point to; its number is its place in the workbook, from 1."""

    key: str
    text: str


@dataclass(frozen=True, slots=True)
class Workbook:
    """A whole workbook."""

    title: str
    """The document's title."""

    subject: str
    author: str
    made_at: str
    """ISO 8601 UTC: the workbook's created date, so that the same input gives the same bytes."""

    sheets: tuple[Sheet, ...]
    notes: tuple[Note, ...] = ()
    names: dict[str, int] = field(default_factory=dict)
    """Defined names that formulas use, each with its number."""

    contents: str = ""
    """Key of the sheet that leads to those after it, each of which leads back; empty for none."""

    def note_number(self, key: str) -> int:
        """Return the number of the note `key`. Raises ValueError where the workbook has no such note."""
        return [note.key for note in self.notes].index(key) + 1


def day_number(day: dt.date) -> int:
    """Return a day as a spreadsheet program's number of it."""
    return (day - dt.date(1899, 12, 30)).days


def said(text: str | None, *, otherwise: str = NOT_APPLICABLE) -> str:
    """Return text from the desk as a cell may hold it: clean, not empty, and never to be taken for a mark or a note."""
    body = clean(text or "")
    if not body:
        return otherwise
    if body.casefold() in MARKS:
        body = f"({body[1:-1]})"
    body = _NOTE_MARKER.sub(r"(\1)", body)
    # Workbooks read _x0041_ as an escape for a letter, in some places and not in others.
    body = _ESCAPE.sub("_ x", body)
    return body if len(body) <= _CELL_LIMIT else f"{body[:_CELL_LIMIT]} ... (cut: {len(body):,} characters)"


def brief(text: str | None, limit: int = 60) -> str:
    """Return a name short enough for a sentence or an alt text, cut at a word where there is one."""
    body = said(text)
    if len(body) <= limit:
        return body
    head = body[: limit - 3]
    return (head.rsplit(" ", 1)[0] if " " in head[limit // 2 :] else head).rstrip() + "..."


def headings(workbook: Workbook, columns: tuple[Column, ...]) -> tuple[str, ...]:
    """Return the printed headings of `columns`: words, unit in brackets, note marker;
    unique without case, as Excel demands."""
    seen: set[str] = set()
    result = []
    for column in columns:
        unit = column.unit or UNITS.get(column.kind, "")
        tail = f" ({unit})" if unit else ""
        if column.note:
            tail += f" [note {workbook.note_number(column.note)}]"
        words = brief(column.heading, _HEADING_LIMIT)
        heading, n = words + tail, 1
        while heading.casefold() in seen:
            n += 1
            heading = f"{words} {n}{tail}"
        seen.add(heading.casefold())
        result.append(heading)
    return tuple(result)


def sheet_names(wanted: tuple[str, ...]) -> tuple[str, ...]:
    """Return names that Excel takes for tabs: at most 31 characters, none of `[]:*?/\\`, no outer
    quote, unique without case."""
    seen: set[str] = {"history"}
    result = []
    for text in wanted:
        base = _SHEET_UNSAFE.sub(" ", clean(text))
        base = " ".join(base.split()).strip("'") or "Sheet"
        name, n = base[:31].strip(" '"), 1
        while not name or name.casefold() in seen:
            n += 1
            tail = f" {n}"
            name = base[: 31 - len(tail)].strip(" '") + tail
        seen.add(name.casefold())
        result.append(name)
    return tuple(result)
