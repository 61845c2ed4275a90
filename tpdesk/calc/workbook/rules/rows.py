"""The rows of a sheet into cells, one at a time, since there may be many."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Final, NamedTuple
from xml.etree.ElementTree import Element

from tpdesk.calc.workbook.rules.facts import PLAIN, Format, FormatUse, TextRun, WrittenCell
from tpdesk.calc.workbook.rules.parts import local, named
from tpdesk.errors import InputProblem

MOST_CELLS: Final = 2_000_000
"""Most filled cells that are looked at."""

MOST_ROWS: Final = 1_048_576
MOST_COLUMNS: Final = 16_384

_REFERENCE: Final = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})\Z")
_LINK: Final = re.compile(r'HYPERLINK\(\s*"([^"]*)"', re.IGNORECASE)
_DIGITS: Final = "0123456789"
_YES: Final = ("1", "true")


class SharedWords(NamedTuple):
    """One text that cells refer to by number."""

    text: str
    runs: tuple[TextRun, ...]


class CellReader:
    """A sheet's filled cells by place, its rows' own heights, its hidden rows, and the links that formulas make."""

    def __init__(
        self,
        strings: Sequence[SharedWords],
        styles: tuple[Format, ...],
        rich: Callable[[Element], tuple[TextRun, ...]],
    ) -> None:
        self.cells: dict[tuple[int, int], WrittenCell] = {}
        self.heights: dict[int, float] = {}
        self.hidden: list[int] = []
        self.links: dict[str, str] = {}
        self.is_ordered = True
        self._strings, self._styles, self._rich = strings, styles, rich
        self._columns: dict[str, int] = {}
        self._row = 0
        self._last = (0, 0)

    def take(self, entry: Element) -> None:
        """Take the next row. Raises InputProblem where the sheet has too many cells."""
        self._row = row = int(entry.get("r", self._row + 1))
        if not 0 < row <= MOST_ROWS:
            raise InputProblem(f"The workbook is damaged: row {row} lies outside any sheet.")
        if entry.get("customHeight") in _YES and entry.get("ht"):
            self.heights[row] = float(entry.get("ht", "0"))
        if entry.get("hidden") in _YES or self.heights.get(row) == 0:
            self.hidden.append(row)
        column = 0
        for cell in entry:
            reference = cell.get("r")
            if reference is None:
                if local(cell) != "c":
                    continue
                column += 1
            else:
                text = reference.rstrip(_DIGITS)
                column = self._columns.get(text) or self._column(text, reference)
            found = self._cell(cell, row, column)
            if found is not None:
                self.is_ordered = self.is_ordered and self._last < (row, column)
                self._last = (row, column)
                self.cells[row, column] = found
        if len(self.cells) > MOST_CELLS:
            raise InputProblem(f"A sheet has more than {MOST_CELLS:,} filled cells, too many to check.")

    def ordered(self) -> dict[tuple[int, int], WrittenCell]:
        """Return the cells row by row, whatever their order in the file."""
        return self.cells if self.is_ordered else dict(sorted(self.cells.items()))

    def _column(self, text: str, reference: str) -> int:
        """Return the number of the column of letters `text`. Raises InputProblem where it is none."""
        self._columns[text] = number = place(reference)[1]
        return number

    def _cell(self, cell: Element, row: int, column: int) -> WrittenCell | None:
        """Return one filled cell, or None where it holds nothing."""
        kind = cell.get("t", "n")
        value, formula = "", False
        for child in cell:
            if child.tag.endswith("v"):
                value = child.text or ""
            elif child.tag.endswith("f"):
                formula = True
                self._take_link(child.text, f"{cell.get('r', '')}")
        number: float | None = None
        text = value
        runs: tuple[TextRun, ...] = ()
        if kind == "s":
            if value:
                text, runs = self._strings[int(value)]
        elif kind == "inlineStr":
            text = words(cell)
            runs = next((self._rich(part) for part in cell if local(part) == "is"), ())
        elif kind == "n" and value:
            number = float(value)
        if not formula and (not text or text.isspace()):
            return None
        style = int(cell.get("s", "0"))
        form = self._styles[style] if style < len(self._styles) else PLAIN
        return WrittenCell(row, column, text, number, formula, kind == "e", runs, form)

    def _take_link(self, formula: str | None, at: str) -> None:
        if formula and "HYPERLINK" in formula.upper() and (found := _LINK.match(formula.lstrip("= "))):
            self.links[at] = found[1]


def format_uses(cells: dict[tuple[int, int], WrittenCell]) -> tuple[FormatUse, ...]:
    """Return each format in use with its first cell and the number of its cells."""
    first: dict[int, WrittenCell] = {}
    counts: dict[int, int] = {}
    for cell in cells.values():
        key = id(cell.format)
        counts[key] = counts.get(key, 0) + 1
        if counts[key] == 1:
            first[key] = cell
    return tuple(FormatUse(cell.format, cell, counts[key]) for key, cell in first.items())


def words(item: Element) -> str:
    """Return the text of a string, rich or plain, without phonetic readings."""
    phonetic = {text for reading in named(item, "rPh") for text in named(reading, "t")}
    text = "".join(part.text or "" for part in named(item, "t") if part not in phonetic)
    return re.sub(r"_x([0-9A-Fa-f]{4})_", lambda match: chr(int(match[1], 16)), text) if "_x" in text else text


def place(reference: str) -> tuple[int, int]:
    """Return row and column from 1. Raises InputProblem where a reference is none, or lies outside any sheet."""
    match = _REFERENCE.match(reference)
    if not match:
        raise InputProblem(f"The workbook is damaged: '{reference}' is not a cell.")
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - 64
    row = int(match[2])
    if row > MOST_ROWS or column > MOST_COLUMNS or row == 0:
        raise InputProblem(f"The workbook is damaged: '{reference}' lies outside any sheet.")
    return row, column
