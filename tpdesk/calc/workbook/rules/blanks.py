"""T8 and T9: cells that show nothing, or no figure, and what is hidden."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from tpdesk.calc.workbook.describe import MARKS
from tpdesk.calc.workbook.layout import letters
from tpdesk.calc.workbook.rules.facts import Book, Breach, Format, SheetGrid, WrittenCell, WrittenSheet
from tpdesk.calc.workbook.rules.formats import CodeSection, section_for, sections
from tpdesk.calc.workbook.rules.grids import MOST_GIVEN, first_gaps

_SHORTHAND: Final = re.compile(r"\[[a-z]{1,4}\]\Z")
_SHOWN: Final = re.compile(r"\[[a-z]{1,4}\]")
_HOMEMADE: Final = frozenset(["n/a", "n.a.", "n/k", "#n/a", "null", "nan", "tbc", "tba"])
"""Shorthand of people's own that screen readers spell out, and that says neither unknown nor not applicable."""

_IN_FIGURES: Final = frozenset(["na", "nk", "x", "z", "c", "none"])
"""Such shorthand that counts only in a column of figures: elsewhere it may be a name or an answer."""


def no_unexplained_blanks(book: Book) -> Iterator[Breach]:
    """T8: no unexplained empty cell; shorthand has a legend above."""
    for sheet in book.sheets:
        said = sheet.said()
        explained = re.search(r"\b(blank|empty)\b", said, re.IGNORECASE) is not None
        for grid in sheet.grids:
            if not explained:
                yield from _empty(sheet, grid)
            yield from _shorthand(sheet, grid, said)
        yield from _errors(sheet)
        yield from _zeros(sheet)


def _empty(sheet: WrittenSheet, grid: SheetGrid) -> Iterator[Breach]:
    """Yield the empty cells of a grid's body, the first few one by one."""
    region = grid.region
    rows = max(region.bottom - region.body + 1, 0)
    count, places = 0, []
    for column in range(region.left, region.right + 1):
        filled = grid.columns.get(column, ())
        if len(filled) >= rows:
            continue
        count += rows - len(filled)
        places += [(row, column) for row in first_gaps([cell.row for cell in filled], region.body, region.bottom)]
    given = sorted(places)[:MOST_GIVEN]
    for number, (row, column) in enumerate(given, 1):
        more = count - len(given) if number == len(given) else 0
        words = "an empty cell; write [x] for not available or [z] for not applicable, and explain it above the table"
        yield Breach(sheet.name, f"{letters(column - 1)}{row}", words, more=more)


def _shorthand(sheet: WrittenSheet, grid: SheetGrid, said: str) -> Iterator[Breach]:
    """Yield shorthand that is not explained above, and shorthand of people's own."""
    spoken = set(re.split(r"[\s,;:=()]+", said.casefold()))
    for column, cells in grid.columns.items():
        figures = sum(cell.number is not None for cell in cells) > len(cells) / 2
        for cell in cells:
            if mark := _mark(cell):
                if mark not in said:
                    yield Breach(sheet.name, cell.at, f"{mark} is not explained; say above the table what it means")
            elif cell.number is None and len(cell.text) < 8 and column != grid.region.left:
                word = cell.text.strip().casefold()
                if (word in _HOMEMADE or (figures and word in _IN_FIGURES)) and word not in spoken:
                    yield Breach(
                        sheet.name, cell.at, "'{}' does not say why there is no figure; write [x] for not available "
                        "or [z] for not applicable, and explain it above the table", cell.text.strip(),
                    )  # fmt: skip


def _mark(cell: WrittenCell) -> str:
    """Return the shorthand that a cell shows, as its text or by its number format."""
    if cell.number is None:
        return cell.text if cell.text[:1] == "[" and (cell.text in MARKS or _SHORTHAND.match(cell.text)) else ""
    code = cell.format.code
    if "[" not in code or not cell.number:
        return ""
    shown = _SHOWN.match(section_for(code, cell.number).words)
    return shown[0] if shown else ""


def _errors(sheet: WrittenSheet) -> Iterator[Breach]:
    for cell in sheet.cells.values():
        if cell.is_error:
            words = "the cell shows {} and no figure; correct it, or write [x] and explain it above the table"
            yield Breach(sheet.name, cell.at, words, cell.text)


def _zeros(sheet: WrittenSheet) -> Iterator[Breach]:
    """Yield zeros that are not shown, so that the cell looks empty."""
    hidden = {id(use.format) for use in sheet.formats if not sheet.shows_zeros or _shows_nothing(use.format, 0.0)}
    blank = {id(use.format) for use in sheet.formats if _shows_nothing(use.format, 1.0)}
    for cell in sheet.cells.values() if hidden - blank else ():
        if cell.number == 0 and id(cell.format) in hidden - blank:
            yield Breach(sheet.name, cell.at, "a zero that is not shown, so that the cell looks empty; show it as 0")


def _shows_nothing(form: Format, number: float) -> bool:
    """Whether a format shows nothing at all for a number."""
    return ";" in form.code and _is_nothing(section_for(form.code, number))


def _is_nothing(section: CodeSection) -> bool:
    return not section.code.strip() and not section.words.strip()


def nothing_hidden(book: Book) -> Iterator[Breach]:
    """T9: no hidden sheets, rows, columns or cells, nothing locked, no copy of rows that nobody sees."""
    for sheet in book.sheets:
        if sheet.hidden:
            yield Breach(sheet.name, "", "the sheet is hidden; show it or remove it")
        for kind, at, count in sheet.hidden_parts:
            yield Breach(sheet.name, at, f"a hidden {kind}; show it or remove it", more=count - 1)
        for cell in _unseen(sheet):
            yield Breach(sheet.name, cell.at, "the number format shows nothing of the cell; show it or remove it")
        if sheet.protected:
            words = "the sheet is protected, so readers cannot change widths, text size or colours; unprotect it"
            yield Breach(sheet.name, "", words)
    if book.kept_rows:
        words = "a pivot table keeps a copy of the rows that it was made from, which anyone can show; paste its values"
        yield Breach("", "", words)


def _unseen(sheet: WrittenSheet) -> Iterator[WrittenCell]:
    """Yield the cells of which a number format as `;;;` shows nothing."""
    unseen = {id(use.format) for use in sheet.formats if _shows_nothing(use.format, 1.0)}
    for cell in sheet.cells.values() if unseen else ():
        if id(cell.format) in unseen and (cell.number is not None or len(sections(cell.format.code)) > 3):
            yield cell
