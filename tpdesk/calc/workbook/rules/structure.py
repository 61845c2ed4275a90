"""S1 to S6, P3, P4 and X1 to X3: sheets, document properties, and how numbers are shown."""

from __future__ import annotations

import re
from typing import Final

from tpdesk.calc.workbook.layout import letters
from tpdesk.calc.workbook.rules.facts import Book, Region, WrittenCell, WrittenSheet, decimals

_DEFAULT_SHEET: Final = re.compile(r"(sheet|chart|tabelle|feuil|hoja|blad)\s*\d*\Z", re.IGNORECASE)
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
