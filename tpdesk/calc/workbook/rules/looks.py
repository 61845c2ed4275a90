"""F3 and F7 to F9: type, lines and fills, colour and contrast."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final

from tpdesk.calc.workbook.rules.colours import NAMED, contrast_ratio
from tpdesk.calc.workbook.rules.facts import Book, Breach, Format, SheetGrid, TextRun, WrittenCell, WrittenSheet
from tpdesk.calc.workbook.rules.formats import section_for, sections

_SERIF: Final = (
    "times",
    "cambria",
    "georgia",
    "garamond",
    "courier",
    "book antiqua",
    "palatino",
    "serif",
    "century",
    "bodoni",
)
_LEAST_POINTS: Final = 12
_LEAST_CONTRAST: Final = 4.5
_LEAST_CONTRAST_LARGE: Final = 3.0
"""Contrast of WCAG 2.2, level AA; large is 18 point, or 14 point bold."""

_COLOUR_RULES: Final = {
    "colorScale": "a colour scale", "iconSet": "icons", "cellIs": "their value", "expression": "a formula",
    "top10": "their rank", "aboveAverage": "the average", "containsText": "their text", "duplicateValues": "duplicates",
    "beginsWith": "their text", "endsWith": "their text", "notContainsText": "their text", "timePeriod": "their date",
    "uniqueValues": "duplicates",
}  # fmt: skip
"""Kinds of conditional format that can mark cells by colour, and by what they mark."""

_BANDED_LEAST: Final = 4
"""Fewest rows in which a change of colour with every row is a pattern and no meaning."""


def plain_type(book: Book) -> Iterator[Breach]:
    """F3: sans serif, 12 point at least, no italics or underline, horizontal. A link may be underlined: it is how
    links are known."""
    for sheet in book.sheets:
        for use in sheet.formats:
            words, value = _type_problem(use.format)
            if words == _UNDERLINED and sheet.links:
                cells = [cell for cell in sheet.cells.values() if cell.format is use.format and not sheet.is_link(cell)]
                if cells:
                    yield Breach(sheet.name, cells[0].at, words, value, len(cells) - 1)
            elif words:
                yield Breach(sheet.name, use.first.at, words, value, use.cells - 1)
        for cell, run in _runs(sheet):
            words, value = _run_problem(run)
            if words:
                yield Breach(sheet.name, cell.at, words, value)


_SERIFS: Final = "{} is not sans serif; use Arial or another plain font"
_SMALL: Final = "{} point is smaller than 12; make it 12"
_ITALIC: Final = "italics, which are hard to read; use plain type"
_UNDERLINED: Final = "underlined, which readers take for a link; use plain type"
_STRUCK: Final = "struck through, which a screen reader does not say; remove the text or say what has changed"
_TURNED: Final = "text that is not horizontal; turn it back"


def _type_problem(form: Format) -> tuple[str, str]:
    """Return what is wrong with a format's type and with which value, or nothing."""
    if _is_serif(form.font):
        return _SERIFS, form.font
    if form.points < _LEAST_POINTS:
        return _SMALL, f"{form.points:g}"
    problems = (
        (form.italic, _ITALIC), (form.underline, _UNDERLINED), (form.struck, _STRUCK), (form.rotated, _TURNED)
    )  # fmt: skip
    return next((words for holds, words in problems if holds), ""), ""


def _run_problem(run: TextRun) -> tuple[str, str]:
    """Return what is wrong with the type of part of a text."""
    if run.font and _is_serif(run.font):
        return _SERIFS, run.font
    if run.points and run.points < _LEAST_POINTS and not run.raised:
        return _SMALL, f"{run.points:g}"
    problems = ((run.italic, _ITALIC), (run.underline, _UNDERLINED), (run.struck, _STRUCK))
    return next((words for holds, words in problems if holds), ""), ""


def _is_serif(font: str) -> bool:
    return any(name in font.casefold() for name in _SERIF) and "sans" not in font.casefold()


def _runs(sheet: WrittenSheet) -> Iterator[tuple[WrittenCell, TextRun]]:
    """Yield the parts of texts that are set in a way of their own and hold something to read."""
    for cell in sheet.cells.values():
        for run in cell.runs:
            if run.text.strip():
                yield cell, run


def no_dividers(book: Book) -> Iterator[Breach]:
    """F7: no fills, borders or spaces to divide. A table's own style is no cell format, and screen readers pass
    over it."""
    for sheet in book.sheets:
        yield from _by_format(sheet, _fill_or_border)
        for grid in sheet.grids:
            for cell in grid.columns.get(grid.region.left, ()):
                if cell.text.startswith("  ") and cell.number is None:
                    words = "indented by spaces, which a screen reader does not say; give the level a column"
                    yield Breach(sheet.name, cell.at, words)


def _fill_or_border(form: Format) -> tuple[str, str]:
    if form.fill not in ("", "FFFFFF"):
        return "a fill that divides cells for the eye alone; remove it, or use a table style", ""
    return ("a border that divides cells for the eye alone; remove it, or use a table style", "") if form.border else (
        "", ""
    )  # fmt: skip


def _by_format(sheet: WrittenSheet, problem: Callable[[Format], tuple[str, str]]) -> Iterator[Breach]:
    """Yield one finding a format: its first cell and how many more there are."""
    for use in sheet.formats:
        words, value = problem(use.format)
        if words:
            yield Breach(sheet.name, use.first.at, words, value, use.cells - 1)


def colour_never_alone(book: Book) -> Iterator[Breach]:
    """F8: colour never carries meaning alone. What colours mean no machine can tell:
    colours that differ within a column count."""
    for sheet in book.sheets:
        for rule in sheet.rules:
            if rule.kind in _COLOUR_RULES and rule.colours and not rule.more:
                words = "a conditional format marks cells by {} in colour alone; say it in a column of words"
                yield Breach(sheet.name, rule.cells, words, _COLOUR_RULES[rule.kind])
        for grid in sheet.grids:
            yield from _coloured(sheet, grid)
        yield from _coloured_by_code(sheet)


def _coloured(sheet: WrittenSheet, grid: SheetGrid) -> Iterator[Breach]:
    """Yield the cells that are coloured unlike the rest of their column. Rows coloured by turns are for the eye, and
    a row of totals says that it is one."""
    labels = {cell.row: cell.text.casefold() for cell in grid.columns.get(grid.region.left, ())}
    for cells in grid.columns.values():
        if len({id(cell.format) for cell in cells}) == 1:
            continue
        first: dict[int, tuple[str, str]] = {}
        turns = 2 if len(cells) >= _BANDED_LEAST else 1
        for cell in cells:
            if sheet.is_link(cell):
                continue
            # A white fill looks like none.
            colours = (cell.format.fill or "FFFFFF", cell.format.colour)
            if first.setdefault(cell.row % turns, colours) == colours:
                continue
            if "total" not in labels.get(cell.row, ""):
                yield Breach(sheet.name, cell.at, "coloured unlike the cells above it; say in words what is different")


def _coloured_by_code(sheet: WrittenSheet) -> Iterator[Breach]:
    """Yield figures below zero that only the colour of their number format tells from those above."""
    alone = {id(use.format) for use in sheet.formats if _tells_by_colour(use.format.code)}
    for cell in sheet.cells.values() if alone else ():
        if cell.number is not None and cell.number < 0 and id(cell.format) in alone:
            words = "below zero by colour alone ('{}'); show a minus sign"
            yield Breach(sheet.name, cell.at, words, cell.format.code)


def _tells_by_colour(code: str) -> bool:
    """Whether a number format shows what is below zero like what is above, but for a colour."""
    if "[" not in code or ";" not in code:
        return False
    above, below = sections(code)[:2]
    return bool(below.colour) and not re.search(r"[-−(]", below.code + below.words) and below.words == above.words


def contrast(book: Book) -> Iterator[Breach]:
    """F9: contrast AA between text and what is behind it."""
    for sheet in book.sheets:
        yield from _by_format(sheet, lambda form: _contrast_problem(form, form.colour))
        for cell, run in _runs(sheet):
            if run.colour:
                words, value = _contrast_problem(cell.format, run.colour)
                if words:
                    yield Breach(sheet.name, cell.at, words, value)
        coloured = {id(use.format) for use in sheet.formats if "[" in use.format.code}
        for cell in sheet.cells.values() if coloured else ():
            if cell.number is not None and id(cell.format) in coloured:
                named = NAMED.get(section_for(cell.format.code, cell.number).colour)
                words, value = _contrast_problem(cell.format, named) if named else ("", "")
                if words:
                    yield Breach(sheet.name, cell.at, words, value)


def _contrast_problem(form: Format, colour: str) -> tuple[str, str]:
    """Return what is wrong with the contrast of a colour in a format, or nothing."""
    behind = form.fill or "FFFFFF"
    ratio = contrast_ratio(colour, behind)
    large = form.points >= 18 or (form.points >= 14 and form.bold)
    least = _LEAST_CONTRAST_LARGE if large else _LEAST_CONTRAST
    if ratio >= least:
        return "", ""
    return "the contrast is {}; make the text darker or what is behind it lighter", (
        f"{ratio:.1f} to 1 (#{colour} on #{behind}), and {least:g} to 1 is needed"
    )
