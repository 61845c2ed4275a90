"""F3 and F7 to F11: type, lines and fills, colour, charts, macros and formulas."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from tpdesk.calc.workbook.rules.facts import Book, Format, WrittenCell

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

_LEAST_ALT: Final = 20
"""Fewest characters of an alt text that can say what a chart shows."""

_MARKS_BY_COLOUR: Final = frozenset(
    ["colorScale", "iconSet", "cellIs", "expression", "top10", "aboveAverage", "containsText", "duplicateValues"]
)


def plain_type(book: Book) -> list[str]:
    """F3: sans serif, 12 point at least, no italics or underline, horizontal."""
    return _by_format(book, _type_problem)


def _type_problem(form: Format) -> str:
    """Return what is wrong with a format's type, or nothing."""
    if any(name in form.font.casefold() for name in _SERIF) and "sans" not in form.font.casefold():
        return f"{form.font} is not sans serif"
    if form.points < _LEAST_POINTS:
        return f"{form.points:g} point is smaller than 12"
    for holds, words in ((form.italic, "italics"), (form.underline, "underlined"), (form.rotated, "not horizontal")):
        if holds:
            return words
    return ""


def no_dividers(book: Book) -> list[str]:
    """F7: no fills or borders to divide. A table's own style is no cell format, and screen readers pass over it."""
    return _by_format(
        book, lambda form: "a fill" if form.fill not in ("", "FFFFFF") else "a border" if form.border else ""
    )


def _by_format(book: Book, problem: Callable[[Format], str]) -> list[str]:
    """Return one finding a sheet and format: its first cell and how many there are."""
    found = []
    for sheet in book.sheets:
        cells: dict[Format, list[WrittenCell]] = {}
        for place in sorted(sheet.cells):
            cells.setdefault(sheet.cells[place].format, []).append(sheet.cells[place])
        for form, group in cells.items():
            words = problem(form)
            if words:
                more = f" (and {len(group) - 1:,} more cells)" if len(group) > 1 else ""
                found.append(f"{sheet.name}!{group[0].at}: {words}{more}")
    return found


def colour_never_alone(book: Book) -> list[str]:
    """F8: colour never carries meaning alone. What colours mean no machine can tell: colours that differ within a column count."""
    found = []
    for sheet in book.sheets:
        found += [
            f"{sheet.name}!{cells}: a conditional format ({kind}) marks cells by colour"
            for cells, kind in sheet.rules
            if kind in _MARKS_BY_COLOUR
        ]
        for region in sheet.regions:
            seen: dict[int, tuple[str, str]] = {}
            flagged: set[int] = set()
            for cell in sheet.body(region):
                if cell.at in sheet.links or cell.column in flagged:
                    continue
                colours = (cell.format.fill, cell.format.colour)
                if seen.setdefault(cell.column, colours) != colours:
                    flagged.add(cell.column)
                    found.append(f"{sheet.name}!{cell.at}: coloured unlike the cells above it")
    return found


def contrast(book: Book) -> list[str]:
    """F9: contrast AA between text and what is behind it."""
    return _by_format(book, _contrast_problem)


def _contrast_problem(form: Format) -> str:
    """Return what is wrong with a format's contrast, or nothing."""
    ratio = contrast_ratio(form.colour, form.fill or "FFFFFF")
    large = form.points >= 18 or (form.points >= 14 and form.bold)
    return "" if ratio >= (_LEAST_CONTRAST_LARGE if large else _LEAST_CONTRAST) else f"contrast {ratio:.1f} to 1"


def contrast_ratio(colour: str, other: str) -> float:
    """Return the contrast of two colours, 1 to 21. Source: WCAG 2.2, relative luminance."""

    def luminance(text: str) -> float:
        channels = [int(text[n : n + 2], 16) / 255 for n in (0, 2, 4)]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    light, dark = sorted((luminance(colour), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def charts(book: Book) -> list[str]:
    """F10: charts have alt text, and a sheet of their own."""
    found = []
    for sheet in book.sheets:
        found += [
            f"{sheet.name}: {name or 'a chart'} has no alt text that says what it shows"
            for name, alt in sheet.charts
            if len(alt.strip()) < _LEAST_ALT
        ]
        if sheet.charts and (sheet.regions or len(sheet.charts) > 1):
            found.append(f"{sheet.name}: a chart that shares its sheet")
    return found


def no_macros_or_formulas(book: Book) -> list[str]:
    """F11: no macros; no formulas in published copies. A working pack has formulas by design and cannot meet this."""
    found = ["the workbook has macros"] if book.macros else []
    for sheet in book.sheets:
        formulas = [cell for cell in sheet.cells.values() if cell.formula]
        if formulas:
            found.append(
                f"{sheet.name}!{formulas[0].at}: {len(formulas):,} live formulas, which a published copy must not have"
            )
    return found
