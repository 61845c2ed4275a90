"""T1 to T9: tables that a screen reader can walk through."""

from __future__ import annotations

import re
from typing import Final

from tpdesk.calc.workbook import measure
from tpdesk.calc.workbook.describe import MARKS
from tpdesk.calc.workbook.layout import letters
from tpdesk.calc.workbook.rules.facts import Book, Region, WrittenCell, WrittenSheet

_DEFAULT_NAME: Final = re.compile(r"(table|tabelle|tableau|tabla|tabel)_?\d*\Z", re.IGNORECASE)
_DEFAULT_HEADING: Final = re.compile(r"(column|spalte|colonne)\s*\d+\Z", re.IGNORECASE)
_SHORTHAND: Final = re.compile(r"\[[a-z]{1,4}\]\Z")
_ENOUGH: Final = 0.8
"""Part of the measured height that counts as enough, since the measure is no typesetter."""


def marked_up(book: Book) -> list[str]:
    """T1: every grid is an Excel table."""
    return [
        f"{s.name}!{r.at}: a grid that is not marked up as a table"
        for s in book.sheets
        for r in s.regions
        if not r.table
    ]


def named_meaningfully(book: Book) -> list[str]:
    """T2: tables have names of their own."""
    return [
        f"{s.name}!{r.at}: the table is called '{r.table}'"
        for s in book.sheets
        for r in s.tables
        if _DEFAULT_NAME.match(r.table) or len(r.table) < 3
    ]


def unmerged(book: Book) -> list[str]:
    """T3: no merged cells."""
    return [f"{s.name}!{merged}: merged cells" for s in book.sheets for merged in s.merged]


def unbroken(book: Book) -> list[str]:
    """T4: no blank rows or columns inside a grid."""
    found = []
    for sheet in book.sheets:
        for region in sheet.regions:
            rows = {row for row, column in sheet.cells if region.holds(row, column)}
            columns = {column for row, column in sheet.cells if region.holds(row, column)}
            blank_rows = [n for n in range(region.top, region.bottom + 1) if n not in rows]
            blank_columns = [n for n in range(region.left, region.right + 1) if n not in columns]
            found += [
                f"{sheet.name}!{letters(region.left - 1)}{row}: a blank row in the grid {region.at}"
                for row in blank_rows
            ]
            found += [
                f"{sheet.name}!{letters(column - 1)}{region.top}: a blank column in the grid {region.at}"
                for column in blank_columns
            ]
    return found


def one_header(book: Book) -> list[str]:
    """T5: one header row, filled and unique."""
    found = []
    for sheet in book.sheets:
        for region in sheet.regions:
            if not region.table or region.headings != 1:
                found.append(f"{sheet.name}!{region.at}: no tagged header row")
                continue
            seen: set[str] = set()
            for column in range(region.left, region.right + 1):
                heading = sheet.text(region.top, column).strip()
                at = f"{sheet.name}!{letters(column - 1)}{region.top}"
                if not heading or _DEFAULT_HEADING.match(heading):
                    found.append(f"{at}: no heading")
                elif heading.casefold() in seen:
                    found.append(f"{at}: the heading '{heading}' is there twice")
                seen.add(heading.casefold())
    return found


def nothing_cut_off(book: Book) -> list[str]:
    """T6: text is wrapped, and nothing is cut off."""
    return [
        f"{sheet.name}!{cell.at}: {problem}"
        for sheet in book.sheets
        for cell in sheet.cells.values()
        for problem in [_cut(book, sheet, cell)]
        if problem
    ]


def _cut(book: Book, sheet: WrittenSheet, cell: WrittenCell) -> str:
    """Return what is cut off in a cell, or nothing."""
    form = cell.format
    wide = sheet.widths.get(cell.column, sheet.default_width)
    if cell.number is not None:
        digits = len(f"{cell.number:,.0f}") if form.code == "General" else _shown_length(cell.number, form.code)
        room = wide * book.digit * 1.02
        return "the number is wider than its column" if digits * form.points * 96 / 72 * 0.5 > room else ""
    needed = measure.lines(cell.text, wide, points=form.points, bold=form.bold, digit=book.digit)
    if needed == 1 or form.rotated:
        return ""
    if not form.wrap:
        right = sheet.cells.get((cell.row, cell.column + 1))
        inside = any(region.holds(cell.row, cell.column) for region in sheet.regions)
        # Above a table, text may run on over empty cells.
        return "the text is not wrapped, and longer than its column" if right or inside else ""
    height = sheet.heights.get(cell.row)
    least = needed * form.points * 1.15 * _ENOUGH
    full = measure.MAX_ROW_POINTS * 0.99
    if height is not None and height < min(least, full):
        return "the row is too low for its wrapped text"
    return "the text is longer than the tallest row can show" if least > measure.MAX_ROW_POINTS else ""


def _shown_length(number: float, code: str) -> int:
    """Return about how many characters a number takes in its format."""
    section = code.split(";")[0]
    scaled = number * 100 if "%" in section else number / 1000 ** len(re.findall(r",(?=,*(?:\.|;|\"|$))", section))
    places = re.search(r"\.([0#]+)", section)
    return len(f"{scaled:,.{len(places[1]) if places else 0}f}") + section.count("%") + section.count("£")


def no_filters(book: Book) -> list[str]:
    """T7: no filters or frozen panes, unless column A says so and how to turn them off."""
    found = []
    for sheet in book.sheets:
        said = " ".join(cell.text for cell in sheet.above).casefold()
        if (sheet.filtered or any(table.filters for table in sheet.tables)) and not (
            "filter" in said and "off" in said
        ):
            found.append(f"{sheet.name}!A1: filters, and column A does not say how to turn them off")
        if sheet.frozen and not (("freeze" in said or "frozen" in said) and ("off" in said or "unfreeze" in said)):
            found.append(f"{sheet.name}!A1: frozen panes, and column A does not say how to unfreeze them")
    return found


def no_unexplained_blanks(book: Book) -> list[str]:
    """T8: no unexplained empty cell; shorthand has a legend above."""
    found = []
    for sheet in book.sheets:
        said = " ".join(cell.text for cell in sheet.above)
        explained = re.search(r"\b(blank|empty)\b", said, re.IGNORECASE) is not None
        for region in sheet.regions:
            if not explained:
                found += [f"{sheet.name}!{at}: an empty cell without a word why" for at in _empty(sheet, region)]
            used = {mark: cell for cell in reversed(sheet.body(region)) for mark in [_shorthand(cell)] if mark}
            found += [
                f"{sheet.name}!{cell.at}: {mark} is not explained above"
                for mark, cell in used.items()
                if mark not in said
            ]
    return found


def _empty(sheet: WrittenSheet, region: Region) -> list[str]:
    """Return the empty cells of a grid's body."""
    return [
        f"{letters(column - 1)}{row}"
        for row in range(region.body, min(region.bottom, region.body + 100_000) + 1)
        for column in range(region.left, min(region.right, region.left + 500) + 1)
        if (row, column) not in sheet.cells
    ]


def _shorthand(cell: WrittenCell) -> str:
    """Return the shorthand that a cell shows, as its text or by its number format."""
    if cell.text in MARKS or _SHORTHAND.match(cell.text):
        return cell.text
    shown = re.match(r'"(\[[a-z]{1,4}\])"', cell.format.code)
    return shown[1] if shown and cell.number else ""


def nothing_hidden(book: Book) -> list[str]:
    """T9: no hidden sheets, rows or columns."""
    return [f"{s.name}: the sheet is hidden" for s in book.sheets if s.hidden] + [
        f"{s.name}: {part}" for s in book.sheets for part in s.hidden_parts
    ]
