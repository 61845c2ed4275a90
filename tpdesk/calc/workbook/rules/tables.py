"""T1 to T5 and T7: tables that a screen reader can walk through."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from tpdesk.calc.workbook.layout import letters
from tpdesk.calc.workbook.rules.facts import Book, Breach, SheetGrid, WrittenCell, WrittenSheet
from tpdesk.calc.workbook.rules.grids import first_gaps

_DEFAULT_NAME: Final = re.compile(r"(table|tabelle|tableau|tabla|tabel)_?\d*(_\d+)?\Z|__Anonymous", re.IGNORECASE)
_DEFAULT_HEADING: Final = re.compile(r"(column|spalte|colonne)\s*\d+\Z", re.IGNORECASE)
_UNIT_ALONE: Final = re.compile(r"\(.*\)\Z|[£$€%].*|number\Z", re.IGNORECASE)


def marked_up(book: Book) -> Iterator[Breach]:
    """T1: every grid is an Excel table."""
    for sheet in book.sheets:
        for grid in sheet.grids:
            if not grid.region.table:
                words = "a grid that is not an Excel table; select it and press Ctrl+T"
                yield Breach(sheet.name, grid.region.at, words)


def named_meaningfully(book: Book) -> Iterator[Breach]:
    """T2: tables have names of their own."""
    for sheet in book.sheets:
        for region in (grid.region for grid in sheet.grids):
            if region.table and (_DEFAULT_NAME.match(region.table) or len(region.table) < 3):
                words = "the table is called '{}'; give it a name that says what it holds (Table Design, Table Name)"
                yield Breach(sheet.name, region.at, words, region.table)


def unmerged(book: Book) -> Iterator[Breach]:
    """T3: no merged cells."""
    for sheet in book.sheets:
        for cells in sheet.merged:
            yield Breach(sheet.name, cells, "merged cells; unmerge them and put the text in the first")


def unbroken(book: Book) -> Iterator[Breach]:
    """T4: no blank rows or columns inside a grid."""
    for sheet in book.sheets:
        for grid in sheet.grids:
            region = grid.region
            missing = first_gaps(sorted(grid.rows), region.top, region.bottom)
            blank = region.bottom - region.top + 1 - len(grid.rows)
            for number, row in enumerate(missing, 1):
                more = blank - len(missing) if number == len(missing) else 0
                at = f"{letters(region.left - 1)}{row}"
                yield Breach(sheet.name, at, "a blank row in the grid {}; remove it", region.at, more)
            filled = grid.columns.keys() | {cell.column for cell in grid.headings}
            for column in range(region.left, region.right + 1):
                if column not in filled:
                    at = f"{letters(column - 1)}{region.top}"
                    yield Breach(sheet.name, at, "a blank column in the grid {}; remove it", region.at)


def one_header(book: Book) -> Iterator[Breach]:
    """T5: one header row, filled and unique."""
    for sheet in book.sheets:
        loose: dict[int, list[WrittenCell]] = {}
        for cell in sheet.loose:
            loose.setdefault(cell.row, []).append(cell)
        for grid in sheet.grids:
            region = grid.region
            if not region.table or region.headings != 1:
                words = (
                    "the table has no header row; switch it on (Table Design, Header Row)"
                    if region.table
                    else "no row is marked as the headings; an Excel table marks its first"
                )
                yield Breach(sheet.name, region.at, words)
            else:
                yield from _headings(sheet, grid)
            yield from _second_headings(sheet, grid, loose.get(region.top - 1, ()))


def _headings(sheet: WrittenSheet, grid: SheetGrid) -> Iterator[Breach]:
    """Yield what is wrong with a table's headings."""
    filled = {cell.column: cell.text for cell in grid.headings}
    seen: dict[str, str] = {}
    for column in range(grid.region.left, grid.region.right + 1):
        heading = filled.get(column, "").strip()
        at = f"{letters(column - 1)}{grid.region.top}"
        # Case, and spaces and line breaks between words, make no difference to who hears it.
        heard = " ".join(heading.split()).casefold()
        if not heading or _DEFAULT_HEADING.match(heading):
            yield Breach(sheet.name, at, "no heading; say what the column holds")
        elif heard in seen:
            yield Breach(sheet.name, at, "the heading '{}' is there twice; tell the columns apart", heading)
        seen[heard] = at


def _second_headings(sheet: WrittenSheet, grid: SheetGrid, before: Sequence[WrittenCell]) -> Iterator[Breach]:
    """Yield a second row of headings: under the first, or above it in columns after the first, where the cells of
    the row `before` stand."""
    region = grid.region
    texts: list[WrittenCell] = []
    sure = False
    for column, cells in grid.columns.items():
        head, rest = cells[0], cells[1:]
        if head.row != region.body or column == region.left:
            continue
        if head.number is not None:
            texts.clear()
            break
        if len(rest) > 1 and not head.text.startswith("[") and all(cell.number is not None for cell in rest):
            texts.append(head)
            sure = sure or _UNIT_ALONE.match(head.text.strip()) is not None
    if len(texts) > 1 or (texts and sure):
        words = "a second row of headings ('{}'); put each column's whole heading in one cell"
        yield Breach(sheet.name, texts[0].at, words, texts[0].text.strip(), len(texts) - 1)
    over = [cell for cell in before if region.left < cell.column <= region.right]
    if over:
        words = "words right above the headings ('{}'); put them into the headings or the title"
        yield Breach(sheet.name, over[0].at, words, over[0].text.strip()[:40], len(over) - 1)


def no_filters(book: Book) -> Iterator[Breach]:
    """T7: no filters or frozen panes, unless column A says so and how to turn them off."""
    for sheet in book.sheets:
        said = sheet.said().casefold()
        filters = sheet.filtered or any(grid.region.filters for grid in sheet.grids)
        if filters and not ("filter" in said and "off" in said):
            yield Breach(
                sheet.name, "A1", "filter buttons; turn them off, or say in column A that they are on and how to turn "
                "them off",
            )  # fmt: skip
        if sheet.frozen and not (("freeze" in said or "frozen" in said) and ("off" in said or "unfreeze" in said)):
            yield Breach(
                sheet.name, "A1", "frozen panes; unfreeze them, or say in column A that they are frozen and how to "
                "unfreeze them",
            )  # fmt: skip
