"""What the rules look at: a workbook as plain facts, with nothing lost that a rule asks for."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

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
    colour: str
    """Six hex digits."""

    fill: str
    """Six hex digits, or empty for none."""

    border: bool
    code: str
    """The number format's code."""

    wrap: bool
    rotated: bool


@dataclass(frozen=True, slots=True)
class WrittenCell:
    """One cell that holds something."""

    row: int
    column: int
    """Both from 1."""

    text: str
    """Its text, or its number as stored."""

    number: float | None
    formula: bool
    raised: bool
    """Whether part of its text is superscript."""

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
class WrittenSheet:
    """One sheet."""

    name: str
    is_chart: bool
    hidden: bool
    cells: dict[tuple[int, int], WrittenCell]
    merged: tuple[str, ...]
    widths: dict[int, float]
    default_width: float
    heights: dict[int, float]
    """Heights in points of rows that have one of their own."""

    hidden_parts: tuple[str, ...]
    """Hidden rows and columns in words."""

    frozen: bool
    filtered: bool
    opens_at: str
    """The selected cell, with the top left one where the sheet opens scrolled."""

    links: dict[str, str]
    """Range to target."""

    tables: tuple[Region, ...]
    charts: tuple[tuple[str, str], ...]
    """Name and alt text."""

    text_boxes: tuple[str, ...]
    margins_text: str
    """What headers and footers say."""

    rules: tuple[tuple[str, str], ...]
    """Range and kind of each conditional format."""

    regions: tuple[Region, ...]
    """All grids: tables first, then blocks of cells that look like one."""

    above: tuple[WrittenCell, ...]
    """The texts of column A that stand above the first grid (all of them where there is none)."""

    def text(self, row: int, column: int) -> str:
        """Return a cell's text, empty where there is none."""
        cell = self.cells.get((row, column))
        return cell.text if cell else ""

    def body(self, region: Region) -> tuple[WrittenCell, ...]:
        """Return the cells of a grid under its headings, row by row."""
        inside = ((row, column) for row, column in self.cells if region.holds(row, column) and row >= region.body)
        return tuple(self.cells[place] for place in sorted(inside))


@dataclass(frozen=True, slots=True)
class Book:
    """One workbook."""

    sheets: tuple[WrittenSheet, ...]
    first_active: bool
    title: str
    language: str
    macros: bool
    digit: int
    """Pixels of the unit of column widths."""


def blocks(cells: Iterable[tuple[int, int]], tables: tuple[Region, ...]) -> tuple[Region, ...]:
    """Return blocks outside tables of at least two rows with two filled cells each; a single blank row does not part a block."""
    inside = {(row, column) for row, column in cells if any(table.holds(row, column) for table in tables)}
    loose: dict[int, list[int]] = {}
    for row, column in cells:
        if (row, column) not in inside:
            loose.setdefault(row, []).append(column)
    rows = sorted(row for row, columns in loose.items() if len(columns) > 1)
    runs: list[list[int]] = []
    for row in rows:
        if runs and row - runs[-1][-1] <= 2:
            runs[-1].append(row)
        else:
            runs.append([row])
    return tuple(
        Region(run[0], min(min(loose[row]) for row in run), run[-1], max(max(loose[row]) for row in run), "", 1)
        for run in runs
        if len(run) > 1
    )


def decimals(code: str) -> int | None:
    """Return how many decimals a number format shows; None for text, dates, General and formats that show words only."""
    bare = re.sub(r'"[^"]*"|\\.|\[[^\]]*\]', "", code.split(";")[0])
    if bare in ("General", "@", "") or not re.search(r"[0#]", bare) or re.search(r"[ymdhs]", bare, re.IGNORECASE):
        return None
    match = re.search(r"\.([0#]+)", bare)
    return len(match[1]) if match else 0
