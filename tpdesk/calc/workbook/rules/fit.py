"""T6: text that is wrapped, and nothing that is cut off."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tpdesk.calc.workbook import measure
from tpdesk.calc.workbook.rules.facts import Book, Breach, Format, WrittenCell, WrittenSheet
from tpdesk.calc.workbook.rules.formats import is_date, section_for

_SCREEN_PIXELS: Final = 1400
"""Pixels of cells that a screen of 1440 shows across."""

_ENOUGH: Final = 0.8
"""Part of the measured height that counts as enough, since the measure is no typesetter."""

_MOST_KEPT: Final = 50_000
"""Measures of texts that are kept, since the same texts come again."""

_UNWRAPPED: Final = "Wrap Text is off; turn it on, since larger text is cut off"
_LONGER: Final = "the text is not wrapped, and longer than its column; turn Wrap Text on"
_RUNS_OUT: Final = "the text is not wrapped, and runs out of the first screen; turn Wrap Text on"
_TOO_LOW: Final = "the row is too low for its wrapped text; make it higher"
_TOO_LONG: Final = "the text is longer than the tallest row can show; shorten it, or part it over rows"
_TOO_WIDE: Final = "the number is wider than its column; make the column wider"


def nothing_cut_off(book: Book) -> Iterator[Breach]:
    """T6: text is wrapped, and nothing is cut off."""
    for sheet in book.sheets:
        room = _Room(book, sheet)
        for grid in sheet.grids:
            for cell in (*grid.headings, *grid.body()):
                if words := room.cut(cell, in_grid=True):
                    yield Breach(sheet.name, cell.at, words)
        for cell in sheet.loose:
            if words := room.cut(cell, in_grid=False):
                yield Breach(sheet.name, cell.at, words)


class _Room:
    """How much the cells of one sheet show."""

    def __init__(self, book: Book, sheet: WrittenSheet) -> None:
        self._sheet, self._digit = sheet, book.digit
        # Above a table, text may run on over the empty cells beside it, as far as the first screen shows.
        self._reach = max(sum(sheet.widths.values()), _SCREEN_PIXELS / book.digit)
        self._lines: dict[tuple[str, float, int], int] = {}

    def cut(self, cell: WrittenCell, *, in_grid: bool) -> str:
        """Return what is cut off in a cell, or nothing."""
        form = cell.format
        wide = self._sheet.widths.get(cell.column, self._sheet.default_width)
        if cell.number is not None:
            room = wide * self._digit * 1.02
            return _TOO_WIDE if _shown_length(cell.number, form.code) * form.points * 96 / 72 * 0.5 > room else ""
        needed = self._needed(cell.text, wide, form)
        if needed == 1 or form.rotated:
            return _UNWRAPPED if in_grid and not form.wrap and " " in cell.text.strip() else ""
        if not form.wrap:
            if in_grid or (cell.row, cell.column + 1) in self._sheet.cells:
                return _LONGER
            return _RUNS_OUT if self._needed(cell.text, self._reach, form) > 1 else ""
        height = self._sheet.heights.get(cell.row)
        least = needed * form.points * 1.15 * _ENOUGH
        if height is not None and height < min(least, measure.MAX_ROW_POINTS * 0.99):
            return _TOO_LOW
        return _TOO_LONG if least > measure.MAX_ROW_POINTS else ""

    def _needed(self, text: str, wide: float, form: Format) -> int:
        """Return the lines that a text needs."""
        key = (text, wide, id(form))
        if key not in self._lines:
            if len(self._lines) >= _MOST_KEPT:
                self._lines.clear()
            self._lines[key] = measure.lines(text, wide, points=form.points, bold=form.bold, digit=self._digit)
        return self._lines[key]


def _shown_length(number: float, code: str) -> float:
    """Return about how many digits' room a number takes in its format: points and commas take half a digit's."""
    section = section_for(code, number)
    if is_date(code):
        return len(section.code)
    if section.decimals is None and section.words:
        return len(section.words)
    shown = f"{number * section.scale:,.{section.decimals or 0}f}"
    return len(shown) - (shown.count(",") + shown.count(".")) / 2 + len(section.words)
