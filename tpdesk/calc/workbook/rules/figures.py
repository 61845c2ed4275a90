"""X1 to X3: how numbers are stored and shown."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from tpdesk.calc.workbook.layout import letters
from tpdesk.calc.workbook.rules.facts import Book, Breach, SheetGrid, WrittenCell
from tpdesk.calc.workbook.rules.formats import is_date, section_for, sections

_KEYS: Final = re.compile(
    r"\b(year|years|date|code|codes|id|no|number|ref|reference|invoice|postcode|phone|telephone|version|uprn|month|day)\b",
    re.IGNORECASE,
)
_AMOUNT: Final = re.compile(
    r"[£$€%]|\b(amount|value|spend|spending|cost|total|net|gross|vat|budget|actual|share|percentage|people|count)\b",
    re.IGNORECASE,
)
_OF_A_LOG: Final = re.compile(r"(from|to|before|after|was|now)\Z", re.IGNORECASE)
"""Headings of columns that quote what was changed, whatever it was."""

_UNIT: Final = re.compile(r"\(([^)]+)\)")
_NO_UNIT: Final = re.compile(r"\s*(sources?\b|see\b|notes?\b|\d{4}([-/]\d{2,4})?\s*\Z|\d{1,2}\s*\Z)", re.IGNORECASE)
_SAYS_ROUNDED: Final = re.compile(r"\bround(ed|ing|s)\b", re.IGNORECASE)
_SOURCE: Final = re.compile(r"sources?\b", re.IGNORECASE)
_TYPED: Final = re.compile(
    r"[-−(]?\s?[£$€]?\s?[-−]?(?:\d{1,3}(?:,\d{3})+|0|[1-9]\d*)(?P<part>\.\d+)?\s?(?:%|m|k|bn|million|billion)?\)?"
    r"(?P<mark>\s?[\[(][a-z]{1,4}[\])])?\Z",
    re.IGNORECASE,
)
_YEAR: Final = re.compile(r"(19|20)\d\d\Z")
_LONGEST: Final = 24
"""Most characters of a text that can be a figure."""


def _numbers(grid: SheetGrid) -> dict[int, list[WrittenCell]]:
    """Return a grid's numbers by column, without years, dates and keys."""
    found = {}
    for column, cells in grid.columns.items():
        numbers = [cell for cell in cells if cell.number is not None and not is_date(cell.format.code)]
        if numbers and not (
            _KEYS.search(_UNIT.sub("", grid.heading(column)))
            and all(cell.number == int(cell.number or 0) for cell in numbers)
        ):
            found[column] = numbers
    return found


def thousands(book: Book) -> Iterator[Breach]:
    """X1: figures are stored as numbers, and shown with thousands separators."""
    for sheet in book.sheets:
        for grid in sheet.grids:
            for cells in _numbers(grid).values():
                bare = [cell for cell in cells if abs(cell.number or 0) >= 1000 and _is_bare(cell)]
                if bare:
                    words = "no thousands separator; use a number format with one"
                    yield Breach(sheet.name, bare[0].at, words, more=len(bare) - 1)
            for cell in _typed(grid):
                words = "'{}' is text, not a number, so nobody can add it up; store the number, and what else is said "
                yield Breach(sheet.name, cell.at, words + "in a column of its own", cell.text.strip())


def _is_bare(cell: WrittenCell) -> bool:
    """Whether a number of a thousand or more is shown without separating thousands."""
    code = cell.format.code
    if code == "General":
        return True
    section = section_for(code, cell.number or 0)
    shown = abs(cell.number or 0) * section.scale >= 1000
    return section.decimals is not None and shown and not re.search(r"#,#|0,0|,0|#,0", section.code)


def _typed(grid: SheetGrid) -> Iterator[WrittenCell]:
    """Yield texts that are figures, in columns that hold little else: with a pound or per cent sign, separators,
    decimals or a mark; those of digits alone in columns of figures only, since names and codes are of digits too.
    A column in which rows have units of their own cannot hold numbers, and is let be."""
    for column, cells in grid.columns.items():
        heading = grid.heading(column)
        is_key = (_KEYS.search(heading) and not _AMOUNT.search(heading)) or _OF_A_LOG.match(heading.strip())
        if column == grid.region.left or is_key:
            continue
        numbers = sum(cell.number is not None for cell in cells)
        if numbers == len(cells):
            continue
        is_figures = numbers > 0 or _AMOUNT.search(heading) is not None
        typed = [(cell, match) for cell in cells if (match := _figure(cell, sure=is_figures))]
        others = sum(cell.number is None and cell.text[:1] != "[" for cell in cells) - len(typed)
        if len({_unit_typed(match) for _, match in typed}) == 1 and numbers + len(typed) > others:
            yield from (cell for cell, _ in typed)


def _figure(cell: WrittenCell, *, sure: bool) -> re.Match[str] | None:
    """Return how a text is a figure; None where it is none, or where it may be a name and the column is not `sure`
    to be of figures."""
    if cell.number is not None or len(cell.text) > _LONGEST or cell.formula or cell.is_error:
        return None
    text = cell.text.strip()
    match = _TYPED.match(text)
    if not match or _YEAR.match(text):
        return None
    return match if sure or re.search(r"[£$€%,]", text) or match["mark"] else None


def _unit_typed(match: re.Match[str]) -> str:
    """Return the unit that stands with a figure."""
    return "".join(re.findall(r"[£$€%a-z]", match[0].removesuffix(match["mark"] or ""), re.IGNORECASE)).casefold()


def one_precision(book: Book) -> Iterator[Breach]:
    """X2: one precision a column."""
    for sheet in book.sheets:
        for grid in sheet.grids:
            for column, cells in _numbers(grid).items():
                shown = {_precision(cell) for cell in cells} - {None}
                if len(shown) > 1:
                    words = "figures with {} different numbers of decimals in one column; give it one number format"
                    yield Breach(sheet.name, f"{letters(column - 1)}{grid.region.top}", words, str(len(shown)))


def _precision(cell: WrittenCell) -> int | None:
    """Return the decimals that a number shows, None where it shows words."""
    if cell.format.code == "General":
        shown = f"{cell.number:g}"
        return len(shown.partition(".")[2]) if "e" not in shown else None
    # Zero may be shown shorter than the rest.
    return sections(cell.format.code)[0].decimals


def units_and_rounding(book: Book) -> Iterator[Breach]:
    """X3: units in the heading in brackets; where figures are shown rounded, column A says so."""
    for sheet in book.sheets:
        said = any(_SAYS_ROUNDED.search(cell.text) for cell in sheet.above if not _SOURCE.match(cell.text.strip()))
        for grid in sheet.grids:
            columns = _numbers(grid)
            for column in columns:
                if not any(not _NO_UNIT.match(inside) for inside in _UNIT.findall(grid.heading(column))):
                    words = "no unit in brackets in the heading; write for example '(£)' or '(%)'"
                    yield Breach(sheet.name, f"{letters(column - 1)}{grid.region.top}", words)
            rounded = [] if said else [cell for cells in columns.values() for cell in cells if _is_rounded(cell)]
            if rounded:
                words = "shown rounded, and column A does not say so; say there how far figures are rounded"
                yield Breach(sheet.name, rounded[0].at, words, more=len(rounded) - 1)


def _is_rounded(cell: WrittenCell) -> bool:
    """Whether a number is shown with fewer decimals than it has."""
    if cell.number is None:
        return False
    section = section_for(cell.format.code, cell.number)
    if section.decimals is None:
        return False
    scaled = cell.number * section.scale
    return abs(scaled - round(scaled, section.decimals)) > 1e-9 * max(1.0, abs(scaled))
