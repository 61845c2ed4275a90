"""What the rules look at: a workbook as plain facts, with nothing lost that a rule asks for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

from tpdesk.calc.workbook.layout import letters


@dataclass(frozen=True, slots=True)
class Format:
    """How a cell is set."""

    style: str
    """Name of its cell style."""

    font: str
    points: float
    bold: bool
    italic: bool
    underline: bool
    struck: bool
    colour: str
    """Six hex digits."""

    fill: str
    """Six hex digits, or empty for none."""

    border: bool
    code: str
    """The number format's code."""

    wrap: bool
    rotated: bool


PLAIN: Final = Format(
    "Normal", "Calibri", 11, False, False, False, False, "000000", "", False, "General", False, False
)  # fmt: skip
"""What a cell is where the workbook says nothing."""


class TextRun(NamedTuple):
    """A part of a cell's text that is set in a way of its own; what is None is as in the cell."""

    text: str
    raised: bool
    font: str | None
    points: float | None
    bold: bool
    italic: bool
    underline: bool
    struck: bool
    colour: str | None


class WrittenCell(NamedTuple):
    """One cell that holds something."""

    row: int
    column: int
    """Both from 1."""

    text: str
    """Its text, or its number as stored."""

    number: float | None
    formula: bool
    is_error: bool
    """Whether it shows an error, as `#N/A`."""

    runs: tuple[TextRun, ...]
    """Parts of its text that are set in a way of their own."""

    format: Format

    @property
    def at(self) -> str:
        """Its address, as `B7`."""
        return f"{letters(self.column - 1)}{self.row}"


@dataclass(frozen=True, slots=True)
class Region:
    """One grid of cells: an Excel table, or one that is not marked up as such. Bounds from 1, inclusive."""

    top: int
    left: int
    bottom: int
    right: int
    table: str
    """The table's name; empty where it is not marked up."""

    headings: int
    """Number of its heading rows."""

    filters: bool = False

    @property
    def at(self) -> str:
        """Its range, as `A5:F20`."""
        return f"{letters(self.left - 1)}{self.top}:{letters(self.right - 1)}{self.bottom}"

    def holds(self, row: int, column: int) -> bool:
        """Whether a cell is in it."""
        return self.top <= row <= self.bottom and self.left <= column <= self.right

    @property
    def body(self) -> int:
        """The first row under the headings."""
        return self.top + max(self.headings, 1)


@dataclass(frozen=True, slots=True)
class SheetGrid:
    """A region with what stands in it."""

    region: Region
    headings: tuple[WrittenCell, ...]
    columns: Mapping[int, list[WrittenCell]]
    """The filled cells under the headings by column, from the top down; a column without any is left out."""

    rows: frozenset[int]
    """The rows that hold something, headings among them."""

    def heading(self, column: int) -> str:
        """Return a column's heading, empty where it has none."""
        top = self.region.top
        return next((cell.text for cell in self.headings if cell.column == column and cell.row == top), "")

    def body(self) -> Iterator[WrittenCell]:
        """Yield the cells under the headings, column by column."""
        for column in sorted(self.columns):
            yield from self.columns[column]


class FormatUse(NamedTuple):
    """Where one format is used on a sheet."""

    format: Format
    first: WrittenCell
    cells: int


class Picture(NamedTuple):
    """A picture on a sheet."""

    name: str
    alt: str
    decorative: bool


class WrittenChart(NamedTuple):
    """A chart on a sheet."""

    name: str
    alt: str
    titled: bool


class ColourRule(NamedTuple):
    """A conditional format."""

    cells: str
    kind: str
    colours: bool
    """Whether it changes a colour."""

    more: bool
    """Whether it changes more than colours, as the number format or to bold."""


@dataclass(frozen=True, slots=True)
class Floating:
    """What lies over a sheet's cells, and is in none of them."""

    charts: tuple[WrittenChart, ...] = ()
    pictures: tuple[Picture, ...] = ()
    text_boxes: tuple[str, ...] = ()
    comments: tuple[str, ...] = ()
    """The cells that carry a comment."""

    controls: int = 0
    """Buttons, drop-downs and embedded objects."""

    background: bool = False
    """Whether a picture lies behind the cells."""


@dataclass(frozen=True, slots=True)
class WrittenSheet:
    """One sheet."""

    name: str
    is_chart: bool
    hidden: bool
    protected: bool
    cells: dict[tuple[int, int], WrittenCell]
    formats: tuple[FormatUse, ...]
    merged: tuple[str, ...]
    widths: dict[int, float]
    default_width: float
    heights: dict[int, float]
    """Heights in points of rows that have one of their own."""

    hidden_parts: tuple[tuple[str, str, int], ...]
    """Hidden rows or columns that hold something: `row` or `column`, the first one's cell, how many they are."""

    frozen: bool
    filtered: bool
    shows_zeros: bool
    opens_at: str
    """The selected cell, with the top left one where the sheet opens scrolled."""

    selected: bool
    """Whether its tab is selected."""

    links: dict[str, str]
    """Range to target; what is inside the workbook begins with `#`."""

    floating: Floating
    margins_text: str
    """What headers and footers say."""

    rules: tuple[ColourRule, ...]
    validated: tuple[str, ...]
    """The ranges with rules for what may be entered."""

    grids: tuple[SheetGrid, ...]
    """All grids: tables first, then blocks of cells that look like one."""

    loose: tuple[WrittenCell, ...]
    """The cells in no grid, row by row."""

    above: tuple[WrittenCell, ...]
    """The texts of column A that stand above the first grid (all of them where there is none)."""

    def said(self) -> str:
        """Return what column A says above the first grid."""
        return " ".join(cell.text for cell in self.above)

    def is_link(self, cell: WrittenCell) -> bool:
        """Whether a cell is a link."""
        return bool(self.links) and cell.at in self.links

    def signs(self) -> Iterator[WrittenCell]:
        """Yield titles and headings: the lines above a grid, and the headings of all."""
        yield from self.above
        for grid in self.grids:
            yield from grid.headings


@dataclass(frozen=True, slots=True)
class Book:
    """One workbook."""

    sheets: tuple[WrittenSheet, ...]
    first_active: bool
    """Whether it opens at its first sheet that can be seen."""

    title: str
    language: str
    macros: bool
    digit: int
    """Pixels of the unit of column widths."""

    names: frozenset[str] = frozenset()
    """The names that are defined in it, and its tables', in small letters."""

    broken_names: tuple[str, ...] = ()
    """The defined names that lead nowhere."""

    outside: int = 0
    """Number of other workbooks, databases and addresses from which it fetches data."""

    kept_rows: bool = False
    """Whether a pivot table keeps a copy of the rows that it was made from."""


class Breach(NamedTuple):
    """One thing that is wrong."""

    sheet: str
    """Empty where it is the whole workbook's."""

    at: str
    """Cell or range; empty where it is the whole sheet's."""

    words: str
    """What is wrong and what to do; `{}` stands for `value`. Alike for all findings that are told as one."""

    value: str = ""

    more: int = 0
    """How many more there are like it that are not given one by one."""
