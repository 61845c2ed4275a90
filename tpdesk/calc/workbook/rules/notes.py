"""N1 to N4: notes that a screen reader can find."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from tpdesk.calc.workbook.rules.facts import Book, Breach, WrittenCell, WrittenSheet
from tpdesk.calc.workbook.rules.formats import section_for

_MARKER: Final = re.compile(r"\[note (\d+)\]")
_LOOSE: Final = re.compile(r"\[note\s*\d+\]", re.IGNORECASE)
_OTHER_NOTE: Final = re.compile(r"\[\d{1,2}\]|\(note\s*\d+\)|\bfootnote\s*\d+|\w\s?\(\d{1,2}\)\s*\Z", re.IGNORECASE)
_SYMBOL: Final = "*†‡§¶"
_SYMBOL_NOTE: Final = re.compile(r"[\w)\]%][*†‡§¶]+(\s|\Z)|[¹⁰⁴⁵⁶⁷⁸⁹]|(?<!m)(?<!ft)(?<!in)[²³]", re.IGNORECASE)
_FIGURE_WITH_SYMBOL: Final = re.compile(r"[-−(]?[£$€]?[\d,.]+\s?%?\)?\s*[*†‡§¶¹²³⁴⁵⁶⁷⁸⁹]+\s*\Z")
_LABEL_WITH_SYMBOL: Final = re.compile(r"[\w)]\s?([*†‡§¶]+|[¹²³⁴⁵⁶⁷⁸⁹])\s*\Z")
_SYMBOLS_WORDS: Final = "a symbol points to a note ('{}'); write [note 1] instead, and the note on a sheet Notes"


def no_note_symbols(book: Book) -> Iterator[Breach]:
    """N1: notes are not signposted by symbols or superscript."""
    explained = _symbols_of_notes(book)
    for sheet in book.sheets:
        signs = {(cell.row, cell.column) for cell in sheet.signs()}
        labels = {id(cell) for grid in sheet.grids for cell in grid.columns.get(grid.region.left, ())}
        for place, cell in sheet.cells.items():
            if cell.runs and any(run.raised and run.text.strip() for run in cell.runs):
                words = "superscript, which a screen reader reads as part of the word; write [note 1] instead"
                yield Breach(sheet.name, cell.at, words)
            elif cell.number is not None:
                if '"' in cell.format.code and set(_SYMBOL) & set(section_for(cell.format.code, cell.number).words):
                    yield Breach(sheet.name, cell.at, _SYMBOLS_WORDS, cell.format.code)
            elif _points_to_note(cell, place in signs, explained if id(cell) in labels else ""):
                yield Breach(sheet.name, cell.at, _SYMBOLS_WORDS, cell.text.strip()[-30:])


def _points_to_note(cell: WrittenCell, is_sign: bool, explained: str) -> bool:
    """Whether a text carries a symbol for a note: in a title or heading, beside a figure, or at the end of a label
    where a note begins with the same symbol."""
    text = cell.text
    if text.isascii() and "*" not in text:
        return False
    if is_sign:
        return _SYMBOL_NOTE.search(text) is not None
    label = _LABEL_WITH_SYMBOL.search(text)
    return _FIGURE_WITH_SYMBOL.match(text) is not None or (label is not None and label[1][0] in explained)


def _symbols_of_notes(book: Book) -> str:
    """Return the symbols with which a text outside all grids begins: it is a note, and they point to it."""
    texts = (cell.text.lstrip() for sheet in book.sheets for cell in sheet.loose if cell.number is None)
    return "".join({text[0] for text in texts if len(text) > 2 and text[0] in f"{_SYMBOL}¹²³⁴⁵⁶⁷⁸⁹"})


def notes_say_note(book: Book) -> Iterator[Breach]:
    """N2: notes are written `[note 1]`."""
    for sheet in book.sheets:
        for cell in sheet.signs():
            written_otherwise = any(not _MARKER.fullmatch(loose) for loose in _LOOSE.findall(cell.text))
            if written_otherwise or _OTHER_NOTE.search(cell.text):
                words = "a note that is not written as [note 1] ('{}'); write it so"
                yield Breach(sheet.name, cell.at, words, cell.text.strip()[-30:])


def notes_not_in_data(book: Book) -> Iterator[Breach]:
    """N3: note markers stand in titles, headings or labels, never in data cells."""
    for sheet in book.sheets:
        for grid in () if _is_notes(sheet) else sheet.grids:
            for cell in grid.body():
                if cell.column > grid.region.left and "[" in cell.text and _LOOSE.search(cell.text):
                    words = "a note marker in a data cell; move it to the row's label or the column's heading"
                    yield Breach(sheet.name, cell.at, words)


def notes_agree(book: Book) -> Iterator[Breach]:
    """N4: a Notes sheet holds a table of the notes, and markers and notes agree."""
    used: dict[int, Breach] = {}
    listed: dict[int, Breach] = {}
    for sheet in book.sheets:
        for cell in sheet.cells.values():
            for number in _MARKER.findall(cell.text) if "[note" in cell.text else ():
                into = listed if _is_notes(sheet) and cell.column == 1 else used
                into.setdefault(int(number), Breach(sheet.name, cell.at, "", f"[note {number}]"))
    if not used and not listed:
        return
    if not any(grid.region.table for sheet in book.sheets if _is_notes(sheet) for grid in sheet.grids):
        yield Breach("", "", "the workbook has note markers, but no sheet Notes with a table of them; add it")
        return
    for number, place in used.items():
        if number not in listed:
            yield place._replace(words=f"{place.value} is not on the sheet Notes; add it there")
    for number, place in listed.items():
        if number not in used:
            yield place._replace(words=f"nothing points to {place.value}; add its marker, or remove the note")


def _is_notes(sheet: WrittenSheet) -> bool:
    """Whether this is the sheet of notes."""
    return sheet.name.strip().casefold() in ("note", "notes")
