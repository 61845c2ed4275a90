"""F6, F10 and F11: what floats over the cells, charts and pictures, macros and formulas."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from tpdesk.calc.workbook.rules.facts import Book, Breach, WrittenSheet

_CODES: Final = re.compile(r'&(?:"[^"]*"|K[0-9A-Fa-f]{6}|\d+|[LCRPNDTAFZGBIUESXYOH&])')
_HARMLESS: Final = frozenset(["page", "of", "sheet", "printed", "printed on", "on"])
_LEAST_ALT: Final = 20
"""Fewest characters of an alt text that can say what a chart shows."""

_LEAST_PICTURE_ALT: Final = 4
_FILE_NAME: Final = re.compile(r"\S+\.(png|jpe?g|gif|bmp|svg|emf|tiff?)\Z", re.IGNORECASE)
_TITLE_LEAST: Final = 8


def nothing_floats(book: Book) -> Iterator[Breach]:
    """F6: no text boxes, comments or controls; nothing important in headers and footers."""
    for sheet in book.sheets:
        floating = sheet.floating
        for box in floating.text_boxes:
            words = "the text box '{}', which screen readers pass over; put its words into cells"
            yield Breach(sheet.name, "", words, box)
        for at in floating.comments:
            yield Breach(sheet.name, at, "a comment, which many readers never see; put its words into cells")
        if floating.controls:
            words = "a button, drop-down or embedded object over the cells; remove it"
            yield Breach(sheet.name, "", words, more=floating.controls - 1)
        if floating.background:
            yield Breach(sheet.name, "", "a picture behind the cells, which makes text hard to read; remove it")
        if rest := _margin_words(sheet):
            words = "words in the header or footer ('{}'), which screen readers pass over; put them into column A"
            yield Breach(sheet.name, "", words, rest)


def _margin_words(sheet: WrittenSheet) -> str:
    """Return what headers and footers say beyond page numbers, where column A does not say it too."""
    words = _CODES.sub(" ", sheet.margins_text)
    parts = [part for part in re.split(r"[\s,.|/:-]+", words.casefold()) if part and part not in _HARMLESS]
    said = set(re.split(r"[\s,.|/:-]+", sheet.said().casefold())) if parts else set()
    return " ".join(parts)[:60] if any(part not in said for part in parts) else ""


def charts(book: Book) -> Iterator[Breach]:
    """F10: charts have alt text, a title and a sheet of their own; pictures have alt text."""
    for sheet in book.sheets:
        floating = sheet.floating
        for chart in floating.charts:
            if len(chart.alt.strip()) < _LEAST_ALT:
                words = "{} has no alt text that says what it shows; right-click it, View Alt Text"
                yield Breach(sheet.name, "", words, chart.name or "a chart")
            title = sheet.cells.get((1, 1))
            named = len(floating.charts) == 1 and title is not None and len(title.text.strip()) >= _TITLE_LEAST
            if not chart.titled and not named:
                yield Breach(sheet.name, "", "{} has no title; say what it shows", chart.name or "a chart")
        for picture in floating.pictures:
            alt = picture.alt.strip()
            if not picture.decorative and (len(alt) < _LEAST_PICTURE_ALT or _FILE_NAME.match(alt)):
                words = "the picture '{}' has no alt text; say what it shows, or mark it as decorative"
                yield Breach(sheet.name, "", words, picture.name)
        if floating.charts and sheet.grids:
            yield Breach(sheet.name, "", "a chart that shares its sheet with a table; move it to a sheet of its own")


def no_macros_or_formulas(book: Book) -> Iterator[Breach]:
    """F11: no macros; no formulas, entry rules or links to other files in published copies. A working pack has
    formulas by design and cannot meet this."""
    if book.macros:
        yield Breach("", "", "the workbook has macros, which many organisations block; save it as .xlsx without them")
    if book.outside:
        words = (
            "the workbook fetches figures from other files, which readers do not have; paste values (Data, Edit Links)"
        )
        yield Breach("", "", words, more=book.outside - 1)
    for name in book.broken_names:
        yield Breach("", "", "the name '{}' leads nowhere (#REF!); remove it (Formulas, Name Manager)", name)
    for sheet in book.sheets:
        formulas = [cell for cell in sheet.cells.values() if cell.formula]
        if formulas:
            words = "a live formula, which a published copy must not have; paste values"
            yield Breach(sheet.name, formulas[0].at, words, more=len(formulas) - 1)
        for cells in sheet.validated:
            words = "a rule for what may be entered, in a copy that nobody fills in; remove it (Data, Data Validation)"
            yield Breach(sheet.name, cells, words)
