"""S1 to S6, P3, P4 and X1 to X3: sheets, document properties, and how numbers are shown.

T1 to T9: tables that a screen reader can walk through.
"""

from __future__ import annotations

import re
from typing import Final

from tpdesk.calc.workbook import measure
from tpdesk.calc.workbook.describe import MARKS
from tpdesk.calc.workbook.layout import letters
from tpdesk.calc.workbook.rules.facts import Book, Region, WrittenCell, WrittenSheet, decimals

_DEFAULT_SHEET: Final = re.compile(r"(sheet|chart|table|tabelle|feuil|hoja|blad)\s*\d*\Z", re.IGNORECASE)
_DEFAULT_TITLE: Final = re.compile(r"(work)?book\s*\d*\Z", re.IGNORECASE)
_KEYS: Final = re.compile(r"\b(year|date|code|id|no|number|ref|reference)\b", re.IGNORECASE)
_UNIT: Final = re.compile(r"\([^)]+\)")


def sheet_names(book: Book) -> list[str]:
    """S1: unique, descriptive sheet names."""
    seen: set[str] = set()
    found = []
    for sheet in book.sheets:
        if _DEFAULT_SHEET.match(sheet.name.strip()) or not sheet.name.strip():
            found.append(f"{sheet.name}: the sheet's name says nothing")
        if sheet.name.casefold() in seen:
            found.append(f"{sheet.name}: the name is there twice")
        seen.add(sheet.name.casefold())
    return found


def no_blank_sheet(book: Book) -> list[str]:
    """S2: no blank sheet."""
    return [f"{s.name}: the sheet is blank" for s in book.sheets if not s.cells and not s.charts and not s.text_boxes]


def column_a(book: Book) -> list[str]:
    """S3: column A holds title and what the sheet holds, above the table."""
    found = []
    for sheet in book.sheets:
        texts = [cell for cell in sheet.above if len(cell.text.strip()) > 2]
        if sheet.regions and len(texts) < 2:
            found.append(f"{sheet.name}!A1: column A does not hold a title and what the sheet holds above the table")
    return found


def at_left_edge(book: Book) -> list[str]:
    """S4: tables start at the left edge."""
    return [f"{s.name}!{r.at}: does not start in column A" for s in book.sheets for r in s.regions if r.left != 1]


def nothing_below(book: Book) -> list[str]:
    """S5: nothing stands below a table."""
    found = []
    for sheet in book.sheets:
        last = max((region.bottom for region in sheet.regions), default=1 << 30)
        below = [cell for (row, _), cell in sorted(sheet.cells.items()) if row > last]
        found += [f"{sheet.name}!{below[0].at}: stands below the table"] if below else []
    return found


def one_table(book: Book) -> list[str]:
    """S6: one table a sheet."""
    return [f"{s.name}: {len(s.regions)} tables on one sheet" for s in book.sheets if len(s.regions) > 1]


def document(book: Book) -> list[str]:
    """P3: document title and language are set."""
    found = [] if book.title else ["the document has no title"]
    if _DEFAULT_TITLE.match(book.title):
        found.append(f"the document's title '{book.title}' says nothing")
    return found if book.language else [*found, "the document has no language"]


def opens_at_start(book: Book) -> list[str]:
    """P4: every sheet opens at A1, the first active."""
    found = [] if book.first_active else ["the workbook does not open at its first sheet"]
    return found + [
        f"{s.name}: opens at {s.opens_at}, not at A1" for s in book.sheets if s.opens_at != "A1" and not s.is_chart
    ]


def _numbers(sheet: WrittenSheet, region: Region) -> dict[int, list[WrittenCell]]:
    """Return a grid's numbers by column, without years, dates and keys."""
    columns: dict[int, list[WrittenCell]] = {}
    for cell in sheet.body(region):
        if cell.number is not None and not _is_date(cell.format.code):
            columns.setdefault(cell.column, []).append(cell)
    return {
        column: cells
        for column, cells in columns.items()
        if not (
            _KEYS.search(_UNIT.sub("", sheet.text(region.top, column)))
            and all(cell.number == int(cell.number or 0) for cell in cells)
        )
    }


def _is_date(code: str) -> bool:
    """Whether a number format shows a date or a time."""
    bare = re.sub(r'"[^"]*"|\\.|\[[^\]]*\]', "", code)
    return bare != "General" and re.search(r"[ymdhs]", bare, re.IGNORECASE) is not None


def thousands(book: Book) -> list[str]:
    """X1: thousands separators."""
    found = []
    for sheet in book.sheets:
        for region in sheet.regions:
            for cells in _numbers(sheet, region).values():
                bare = [cell for cell in cells if abs(cell.number or 0) >= 1000 and _is_bare(cell.format.code)]
                found += [f"{sheet.name}!{bare[0].at}: no thousands separator"] if bare else []
    return found


def _is_bare(code: str) -> bool:
    """Whether a number format shows digits without separating thousands."""
    return code == "General" or (decimals(code) is not None and not re.search(r"#,#|0,0|,0", code))


def one_precision(book: Book) -> list[str]:
    """X2: one precision a column."""
    found = []
    for sheet in book.sheets:
        for region in sheet.regions:
            for column, cells in _numbers(sheet, region).items():
                shown = {_precision(cell) for cell in cells} - {None}
                if len(shown) > 1:
                    found.append(
                        f"{sheet.name}!{letters(column - 1)}{region.top}: {len(shown)} precisions in one column"
                    )
    return found


def _precision(cell: WrittenCell) -> int | None:
    """Return the decimals that a number shows, None where it shows words."""
    if cell.format.code == "General":
        return len(f"{cell.number:g}".partition(".")[2]) if "e" not in f"{cell.number:g}" else None
    return decimals(cell.format.code)


def units_and_rounding(book: Book) -> list[str]:
    """X3: units in the heading in brackets; where figures are shown rounded, column A says so."""
    found = []
    for sheet in book.sheets:
        said = " ".join(cell.text for cell in sheet.above).casefold()
        for region in sheet.regions:
            columns = _numbers(sheet, region)
            found += [
                f"{sheet.name}!{letters(column - 1)}{region.top}: no unit in brackets in the heading"
                for column in columns
                if not _UNIT.search(sheet.text(region.top, column))
            ]
            rounded = next((cell for cells in columns.values() for cell in cells if _is_rounded(cell)), None)
            if rounded and "round" not in said:
                found.append(f"{sheet.name}!{rounded.at}: shown rounded, and column A does not say so")
    return found


def _is_rounded(cell: WrittenCell) -> bool:
    """Whether a number is shown with fewer decimals than it has."""
    places = decimals(cell.format.code)
    if places is None or cell.number is None:
        return False
    section = cell.format.code.split(";")[0]
    scale = 100.0 if "%" in section else 1 / 1000 ** len(re.findall(r",(?=,*(?:\.|;|\"|$))", section))
    scaled = cell.number * scale
    return abs(scaled - round(scaled, places)) > 1e-9 * max(1.0, abs(scaled))


_DEFAULT_NAME: Final = re.compile(r"(table|tabelle|tableau|tabla|tabel)_?\d*\Z", re.IGNORECASE)
_DEFAULT_HEADING: Final = re.compile(r"(column|spalte|colonne)\s*\d+\Z", re.IGNORECASE)
_SHORTHAND: Final = re.compile(r"\[[a-z]{1,4}\]\Z")
_SCREEN_PIXELS: Final = 1400
"""Pixels of cells that a screen of 1440 shows across."""

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
        if right or inside:
            return "the text is not wrapped, and longer than its column"
        # Above a table, text may run on over the empty cells beside it, as far as the first screen shows.
        reach = max(sum(sheet.widths.values()), _SCREEN_PIXELS / book.digit)
        runs = measure.lines(cell.text, reach, points=form.points, bold=form.bold, digit=book.digit)
        return "the text is not wrapped, and runs out of the first screen" if runs > 1 else ""
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
