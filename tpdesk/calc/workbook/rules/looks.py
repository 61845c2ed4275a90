"""F3 and F7 to F11: type, lines and fills, colour, charts, macros and formulas.

N1 to N4 and F2 to F6: notes, links, titles, symbols, and what floats over a sheet or stands in its margins.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from tpdesk.calc.workbook.rules.facts import Book, Format, WrittenCell, WrittenSheet

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
    """F8: colour never carries meaning alone. What colours mean no machine can tell:
    colours that differ within a column count."""
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
        if sheet.charts and sheet.regions:
            found.append(f"{sheet.name}: a chart that shares its sheet with a table")
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


_MARKER: Final = re.compile(r"\[note (\d+)\]")
_LOOSE: Final = re.compile(r"\[note\s*\d+\]", re.IGNORECASE)
_OTHER_NOTE: Final = re.compile(r"\[\d+\]|\(note\s*\d+\)|\bfootnote\s*\d+", re.IGNORECASE)
_SYMBOL_NOTE: Final = re.compile(r"\w[*†‡§¶]+(\s|\Z)|[¹²³⁴⁵⁶⁷⁸⁹]")
_ADDRESS: Final = re.compile(r"(https?://|www\.)\S*\Z|[\w.+-]+@[\w-]+\.[\w.]+\Z", re.IGNORECASE)
_EMPTY_WORDS: Final = frozenset(["here", "click here", "link", "click", "this", "more", "read more"])
_CODES: Final = re.compile(r'&(?:"[^"]*"|K[0-9A-Fa-f]{6}|\d+|[LCRPNDTAFZGBIUESXYOH&])')
_HARMLESS: Final = frozenset(["page", "of", "sheet", "printed", "printed on", "on"])
_TITLE_LEAST: Final = 8
"""Fewest characters of a title that can describe anything."""


def _signs(sheet: WrittenSheet) -> list[WrittenCell]:
    """Return the cells that may carry note markers: lines above, headings, and labels in the first column."""
    headings = [
        cell
        for (row, column), cell in sheet.cells.items()
        if any(region.top <= row < region.body and region.holds(row, column) for region in sheet.regions)
    ]
    return [*sheet.above, *headings]


def no_note_symbols(book: Book) -> list[str]:
    """N1: notes are not signposted by symbols or superscript."""
    return [f"{s.name}!{c.at}: superscript" for s in book.sheets for c in s.cells.values() if c.raised] + [
        f"{s.name}!{c.at}: a symbol points to a note"
        for s in book.sheets
        for c in _signs(s)
        if _SYMBOL_NOTE.search(c.text)
    ]


def notes_say_note(book: Book) -> list[str]:
    """N2: notes are written `[note 1]`."""
    return [
        f"{s.name}!{c.at}: a note that is not written as [note 1]"
        for s in book.sheets
        for c in _signs(s)
        if _OTHER_NOTE.search(c.text) or any(not _MARKER.fullmatch(loose) for loose in _LOOSE.findall(c.text))
    ]


def notes_not_in_data(book: Book) -> list[str]:
    """N3: note markers stand in titles, headings or labels, never in data cells."""
    return [
        f"{s.name}!{c.at}: a note marker in a data cell"
        for s in book.sheets
        if not _is_notes(s)
        for region in s.regions
        for c in s.body(region)
        if c.column > region.left and _LOOSE.search(c.text)
    ]


def notes_agree(book: Book) -> list[str]:
    """N4: a Notes sheet holds a table of the notes, and markers and notes agree."""
    used: dict[int, str] = {}
    listed: dict[int, str] = {}
    for sheet in book.sheets:
        for cell in sheet.cells.values():
            for number in _MARKER.findall(cell.text):
                into = listed if _is_notes(sheet) and cell.column == 1 else used
                into.setdefault(int(number), f"{sheet.name}!{cell.at}")
    if not used and not listed:
        return []
    notes = [sheet for sheet in book.sheets if _is_notes(sheet)]
    if not any(sheet.tables for sheet in notes):
        return ["the workbook has note markers, but no sheet Notes with a table of them"]
    missing = [
        f"{at}: [note {number}] is not on the sheet Notes" for number, at in used.items() if number not in listed
    ]
    return missing + [f"{at}: nothing points to [note {number}]" for number, at in listed.items() if number not in used]


def _is_notes(sheet: WrittenSheet) -> bool:
    """Whether this is the sheet of notes."""
    return sheet.name.strip().casefold() in ("note", "notes")


def links_have_words(book: Book) -> list[str]:
    """F2: links have words, no bare addresses."""
    found = []
    for sheet in book.sheets:
        for cell in (*sheet.above, *(c for c in sheet.cells.values() if c.at in sheet.links and c not in sheet.above)):
            words = cell.text.strip()
            if _ADDRESS.match(words):
                found.append(f"{sheet.name}!{cell.at}: a bare address")
            elif cell.at in sheet.links and words.casefold().rstrip(".") in _EMPTY_WORDS:
                found.append(f"{sheet.name}!{cell.at}: the link's words do not say where it leads")
    return found


def titles(book: Book) -> list[str]:
    """F4: A1 holds a descriptive title with the style Heading 1; subheads have Heading 2."""
    found = []
    for sheet in book.sheets:
        if sheet.is_chart:
            found.append(f"{sheet.name}: a chart sheet has no cell for a title; put the chart on a worksheet")
            continue
        title = sheet.cells.get((1, 1))
        if title is None or len(title.text.strip()) < _TITLE_LEAST:
            found.append(f"{sheet.name}!A1: no descriptive title")
        elif title.format.style != "Heading 1":
            found.append(f"{sheet.name}!A1: the title has the cell style {title.format.style}, not Heading 1")
        found += [
            f"{sheet.name}!{cell.at}: a subheading without the cell style Heading 2"
            for cell in sheet.above
            if cell.row > 1
            and cell.format.bold
            and not cell.format.style.startswith("Heading")
            and len(cell.text) < 100
        ]
    return found


def no_symbols(book: Book) -> list[str]:
    """F5: no symbols for meaning."""
    return [
        f"{s.name}!{c.at}: '{c.text.strip()}' is a symbol without words"
        for s in book.sheets
        for c in s.cells.values()
        if c.number is None and c.text.strip() and not re.search(r"\w", c.text)
        if not (region_label(s, c))
    ]


def region_label(sheet: WrittenSheet, cell: WrittenCell) -> bool:
    """Whether a cell is a label in the first column of a table: a name is what its owner chose."""
    return any(
        region.table and cell.column == region.left and region.holds(cell.row, cell.column) for region in sheet.regions
    )


def nothing_floats(book: Book) -> list[str]:
    """F6: no text boxes; nothing important in headers and footers."""
    found = [f"{s.name}: the text box '{box}'" for s in book.sheets for box in s.text_boxes]
    for sheet in book.sheets:
        words = _CODES.sub(" ", sheet.margins_text)
        rest = [part for part in re.split(r"[\s,.|/:-]+", words.casefold()) if part and part not in _HARMLESS]
        if rest:
            found.append(f"{sheet.name}: words in the header or footer: {' '.join(rest)[:60]}")
    return found
