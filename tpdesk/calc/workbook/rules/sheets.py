"""S1 to S6, P3 and P4: sheets, what stands where on them, and document properties."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import Final

from tpdesk.calc.workbook.rules.facts import Book, Breach, WrittenCell, WrittenSheet
from tpdesk.calc.workbook.rules.rows import MOST_ROWS

_DEFAULT_SHEET: Final = re.compile(
    r"(copy of )?(sheet|chart|table|tabelle|feuil|hoja|blad|foglio)\s*\d*\s*(\(\d+\))?\Z", re.IGNORECASE
)
_DEFAULT_TITLE: Final = re.compile(
    r"(work)?book\s*\d*\Z|untitled\s*\d*\Z|(new )?microsoft excel work(sheet|book)\Z|.*\.(xlsx?|xlsm|ods|csv)\Z",
    re.IGNORECASE,
)
_NO_DESCRIPTION: Final = re.compile(r"(sources?|notes?|footnotes?|contact|last updated|date)\b\s*:", re.IGNORECASE)


def sheet_names(book: Book) -> Iterator[Breach]:
    """S1: unique, descriptive sheet names."""
    seen: set[str] = set()
    for sheet in book.sheets:
        if _DEFAULT_SHEET.match(sheet.name.strip()) or not sheet.name.strip():
            yield Breach(sheet.name, "", "the sheet's name says nothing; name it after what it shows")
        if sheet.name.casefold() in seen:
            yield Breach(sheet.name, "", "the name is there twice; tell the sheets apart")
        seen.add(sheet.name.casefold())


def no_blank_sheet(book: Book) -> Iterator[Breach]:
    """S2: no blank sheet."""
    for sheet in book.sheets:
        floating = sheet.floating
        if not (sheet.cells or floating.charts or floating.text_boxes or floating.pictures):
            yield Breach(sheet.name, "", "the sheet is blank; remove it")


def column_a(book: Book) -> Iterator[Breach]:
    """S3: column A holds title and what the sheet holds, above the table, and nothing stands in other columns there.
    A source or a note alone does not say what the sheet holds."""
    for sheet in book.sheets:
        if not sheet.grids:
            continue
        lines = [cell for cell in sheet.above if len(cell.text.strip()) > 2]
        if not lines:
            words = "no title in column A above the table; say what the sheet shows, and what it holds"
            yield Breach(sheet.name, "A1", words)
        elif not any(_describes(cell) for cell in lines[1:]):
            words = "column A does not say above the table what the sheet holds; add a line that does"
            yield Breach(sheet.name, "A2", words)
        top = min(grid.region.top for grid in sheet.grids)
        for cell in sheet.loose:
            if cell.column > 1 and cell.row < top - 1:
                yield Breach(sheet.name, cell.at, "above the table, but not in column A, where readers look; move it")


def _describes(cell: WrittenCell) -> bool:
    """Whether a line says something of the sheet: a subheading, source or note alone does not."""
    return not cell.format.style.startswith("Heading") and not _NO_DESCRIPTION.match(cell.text.strip())


def at_left_edge(book: Book) -> Iterator[Breach]:
    """S4: tables start at the left edge."""
    for sheet in book.sheets:
        for region in (grid.region for grid in sheet.grids):
            if region.left != 1:
                yield Breach(sheet.name, region.at, "the table does not start in column A; move it to the left edge")


def nothing_below(book: Book) -> Iterator[Breach]:
    """S5: nothing stands below or beside a table."""
    for sheet in book.sheets:
        if not sheet.grids:
            continue
        spans = _spans(sheet)
        for cell in sheet.loose:
            before = bisect_right(spans, (cell.row, MOST_ROWS)) - 1
            if cell.row > spans[-1][1]:
                yield Breach(sheet.name, cell.at, "stands below the table, where few look; move it above, to column A")
            elif before >= 0 and cell.row <= spans[before][1]:
                yield Breach(sheet.name, cell.at, "stands beside the table, where few look; move it above, to column A")


def _spans(sheet: WrittenSheet) -> list[tuple[int, int]]:
    """Return the rows of a sheet's tables from top to bottom, those that meet as one."""
    spans: list[tuple[int, int]] = []
    for top, bottom in sorted((grid.region.top, grid.region.bottom) for grid in sheet.grids):
        if spans and top <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(spans[-1][1], bottom))
        else:
            spans.append((top, bottom))
    return spans


def one_table(book: Book) -> Iterator[Breach]:
    """S6: one table a sheet."""
    for sheet in book.sheets:
        if len(sheet.grids) > 1:
            words = "{} tables on one sheet; give each a sheet of its own"
            yield Breach(sheet.name, "", words, str(len(sheet.grids)))


def document(book: Book) -> Iterator[Breach]:
    """P3: document title and language are set."""
    if not book.title:
        yield Breach("", "", "the document has no title; set one (File, Info, Title)")
    elif _DEFAULT_TITLE.match(book.title):
        yield Breach("", "", "the document's title '{}' says nothing; set one (File, Info, Title)", book.title)
    if not book.language:
        words = "the document has no language; Excel cannot set it, LibreOffice does when it saves the workbook"
        yield Breach("", "", words)


def opens_at_start(book: Book) -> Iterator[Breach]:
    """P4: every sheet opens at A1, the first active."""
    if not book.first_active:
        yield Breach("", "", "the workbook does not open at its first sheet; select it and save")
    if sum(sheet.selected for sheet in book.sheets) > 1:
        yield Breach(
            "", "", "several sheets are selected together, so what is typed goes into all; select one and save"
        )
    for sheet in book.sheets:
        if sheet.opens_at != "A1" and not sheet.is_chart and not sheet.hidden:
            words = "the sheet opens at {}, and not at its title in A1; select A1 and save"
            yield Breach(sheet.name, "", words, sheet.opens_at)
