"""F2, F4 and F5: links, titles, and symbols in place of words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from tpdesk.calc.workbook.rules.facts import Book, Breach, WrittenCell, WrittenSheet
from tpdesk.calc.workbook.rules.formats import section_for

_ADDRESS: Final = re.compile(r"(https?://|www\.)\S+", re.IGNORECASE)
_EMPTY_WORDS: Final = frozenset([
    "here", "click here", "click", "link", "links", "this", "this link", "see link", "see here", "more", "read more",
    "more information", "find out more", "details", "website", "web page", "webpage", "page", "document", "download",
])  # fmt: skip
_IS_CELL: Final = re.compile(r"\$?[a-z]{1,3}\$?\d{1,7}(:\$?[a-z]{1,3}\$?\d{1,7})?\Z", re.IGNORECASE)
_ON_A_COMPUTER: Final = re.compile(r"file:|[a-z]:[\\/]|\\\\", re.IGNORECASE)
_SCHEME: Final = re.compile(r"[a-z][a-z0-9+.-]+:", re.IGNORECASE)
_TITLE_LEAST: Final = 8
"""Fewest characters of a title that can describe anything."""

_SUBHEAD_MOST: Final = 100
"""Most characters of a bold line that is a subheading."""

_PICTOGRAPH: Final = re.compile("[\u2190-\u21ff\u2300-\u23ff\u25a0-\u27bf\u2b00-\u2bff\U0001f300-\U0001faff]")
_SYMBOL_FONTS: Final = ("wingdings", "webdings", "symbol", "marlett", "zapf dingbats")


def links_have_words(book: Book) -> Iterator[Breach]:
    """F2: links have words, no bare addresses. An email address is its own best words."""
    sheets = frozenset(sheet.name.casefold() for sheet in book.sheets)
    for sheet in book.sheets:
        for cell in sheet.cells.values():
            if cell.number is None and ("://" in cell.text or "www." in cell.text) and _ADDRESS.search(cell.text):
                words = "a bare address; write where it leads in words, and link those (Ctrl+K)"
                yield Breach(sheet.name, cell.at, words)
        texts = dict.fromkeys(sheet.links, "")
        texts |= {cell.at: cell.text.strip() for cell in sheet.cells.values() if sheet.is_link(cell)}
        for at, target in sheet.links.items():
            if texts[at].casefold().rstrip(".:>") in _EMPTY_WORDS:
                words = "the link's words '{}' do not say where it leads; name what is there"
                yield Breach(sheet.name, at, words, texts[at])
            if problem := _target_problem(target, sheets, book.names):
                yield Breach(sheet.name, at, problem, target)


def _target_problem(target: str, sheets: frozenset[str], names: frozenset[str]) -> str:
    """Return what is wrong with where a link leads, or nothing."""
    if target.startswith("#"):
        leads = _leads_inside(target[1:], sheets, names)
        return "" if leads else "the link leads to '{}', which is not in the workbook; link it to a sheet that is there"
    if _ON_A_COMPUTER.match(target) or not _SCHEME.match(target):
        return "the link leads to a file on a computer ('{}'), which readers do not have; link to where it is published"
    return ""


def _leads_inside(location: str, sheets: frozenset[str], names: frozenset[str]) -> bool:
    """Whether a place in the workbook exists."""
    sheet, mark, cell = location.rpartition("!")
    if "#REF" in location:
        return False
    if not mark:
        return bool(_IS_CELL.match(cell)) or cell.casefold().partition("[")[0] in names
    if sheet.startswith("'") and sheet.endswith("'"):
        sheet = sheet[1:-1].replace("''", "'")
    return sheet.casefold() in sheets


def titles(book: Book) -> Iterator[Breach]:
    """F4: A1 holds a descriptive title with the style Heading 1; subheads have Heading 2."""
    for sheet in book.sheets:
        if sheet.is_chart:
            words = "a chart sheet has no cell for a title; put the chart on a worksheet"
            yield Breach(sheet.name, "", words)
            continue
        if problem := _title_problem(sheet):
            yield Breach(sheet.name, "A1", problem)
        for cell in sheet.above:
            plain = not cell.format.style.startswith("Heading")
            if cell.row > 1 and cell.format.bold and plain and len(cell.text) < _SUBHEAD_MOST:
                words = "bold like a subheading, without the cell style Heading 2; give it that style"
                yield Breach(sheet.name, cell.at, words)


def _title_problem(sheet: WrittenSheet) -> str:
    """Return what is wrong with a sheet's title, or nothing."""
    title = sheet.cells.get((1, 1))
    if title is None:
        return "no title; say here what the sheet shows, where and when"
    if any(grid.region.holds(1, 1) for grid in sheet.grids):
        return "the table begins where the title belongs; put a title above it, with the cell style Heading 1"
    if len(title.text.strip()) < _TITLE_LEAST:
        return "the title does not describe the sheet; say what it shows, where and when"
    if title.format.style != "Heading 1":
        return f"the title has the cell style {title.format.style}, not Heading 1, so it is not found as a heading"
    return ""


def no_symbols(book: Book) -> Iterator[Breach]:
    """F5: no symbols for meaning: alone, beside figures, in a number format, or letters in a font of pictures."""
    for sheet in book.sheets:
        pictured = {id(use.format): "" for use in sheet.formats if use.format.font.casefold().startswith(_SYMBOL_FONTS)}
        drawn = {id(use.format) for use in sheet.formats if _PICTOGRAPH.search(use.format.code)}
        labels = {
            id(cell) for grid in sheet.grids if grid.region.table for cell in grid.columns.get(grid.region.left, ())
        }
        for cell in sheet.cells.values():
            if id(cell.format) in pictured or any(_is_pictured(run.font) for run in cell.runs):
                words = "a picture by the font {}, read as a letter; write the word"
                yield Breach(sheet.name, cell.at, words, _picture_font(cell))
            elif cell.number is not None:
                shown = section_for(cell.format.code, cell.number).words if id(cell.format) in drawn else ""
                if _PICTOGRAPH.search(shown):
                    yield Breach(
                        sheet.name, cell.at, "the number format puts the symbol '{}' beside the figure; write the word",
                        shown.strip(),
                    )  # fmt: skip
            # A label in a table's first column is a name, which its owner chose.
            elif id(cell) not in labels:
                yield from _symbol(sheet, cell)


def _symbol(sheet: WrittenSheet, cell: WrittenCell) -> Iterator[Breach]:
    """Yield a symbol without words."""
    text = cell.text.strip()
    if not text or text[0].isalpha() or text[-1].isalpha():
        return
    if not re.search(r"\w", text):
        yield Breach(sheet.name, cell.at, "'{}' is a symbol without words; write the word", text[:20])
    elif not re.search(r"[^\W\d]", text) and _PICTOGRAPH.search(text):
        yield Breach(sheet.name, cell.at, "a symbol beside a figure ('{}'); write the word", text[:20])


def _is_pictured(font: str | None) -> bool:
    return (font or "").casefold().startswith(_SYMBOL_FONTS)


def _picture_font(cell: WrittenCell) -> str:
    return next((run.font for run in cell.runs if run.font and _is_pictured(run.font)), cell.format.font)
