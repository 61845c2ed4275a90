"""How far the cells of a sheet's XML reach and how many there are: a fast look at XML as programs write it,
an exact one at any other.

The fast look holds only for tags that are spelt as in `<c r="B7" s="1">`; it says so of every part in which one is
spelt otherwise (spaces around `=`, a reference left out or in entities, a namespace prefix, another encoding), and that
part is read by a parser of XML. Source: ECMA-376 part 1, 18.3.1.4 (c) and 18.3.1.73 (row).

How far the filled cells of an OpenDocument sheet reach: a cell or row may say that it is repeated a million times.

Source: OASIS OpenDocument 1.3 part 3, 19.675 (table:number-columns-repeated) and 19.677 (table:number-rows-repeated).
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable
from typing import Final
from xml.parsers import expat

Errors = dict[tuple[int, int], str]
"""(row from 1, column from 0) of a cell that holds an error -> its text, as `#REF!`."""

MOST_ERRORS: Final = 200_000
"""Error cells that are kept of a part."""

ROWS_AT_HAND: Final = 99_999
"""Rows that the fast look does not tell apart: references to rows beyond are longer, and of these it tells the
hundred thousand."""

MOST_ROWS: Final = 9_999_999
"""Rows of which a plain reference can be, ten times what a spreadsheet has."""

_FULL_SHEET: Final = 1_099_999
"""Rows that hold all of a spreadsheet's 1,048,576."""

LONGEST_TAG: Final = 1 << 20
"""Bytes of a tag that can be an honest one."""

_ODD_CELL = re.compile(rb"<c(?![A-Za-z:]| (?:[^<>']*? )??r=\"[A-Z]{1,3}[1-9][0-9]{0,6}\")")
_OTHER_CELL = re.compile(rb"<[^<>\s:/]+:c(?![A-Za-z])")
_LONG = re.compile(rb" r=\"[A-Z]{1,3}([0-9]{6,})\"")
_ANY = re.compile(rb" r=\"([A-Z]{1,3})([0-9]+)\"")
_ERROR = re.compile(rb"<c ([^<>]*\bt=\"e\"[^<>]*)>(?:(?!</c>).){0,400}?<v>([^<]{1,20})</v>", re.DOTALL)
_REFERENCE = re.compile(rb"\br=\"([A-Z]{1,3})([0-9]{1,7})\"")
_PLACE = re.compile(r"\s*\$?([A-Za-z]{1,3})\$?([0-9]{1,8})\s*\Z")
_DECLARED = re.compile(rb"<\?xml[^>]{0,200}?\bencoding\s*=\s*[\"']([^\"'>]{1,40})[\"']")
_DOCTYPE = re.compile(rb"<!(?:DOCTYPE|ENTITY)")
_ENDED = re.compile(rb"</worksheet\s*>\s*\Z")
_PLAIN_ENCODINGS: Final = frozenset({b"utf-8", b"utf8", b"us-ascii", b"ascii"})
_WIDE: Final = (b"\xff\xfe", b"\xfe\xff", b"<\x00", b"\x00<")
_OVERLAP: Final = 512


class Doctype(Exception):
    """The XML defines a document type, in which an entity bomb may hide."""


class Malformed(Exception):
    """What should be XML is none."""


def is_wide(head: bytes) -> bool:
    """Say whether a part begins as UTF-16 does, with a mark or without."""
    return head.startswith(_WIDE)


def has_doctype(window: bytes) -> bool:
    """Say whether some bytes of UTF-8 hold the beginning of a document type."""
    # One byte is found many times faster than two.
    return b"!" in window and b"<!" in window and _DOCTYPE.search(window) is not None


def column_number(letters: str) -> int:
    """Return the number (from 1) of a column written `A`, `XFD`."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


def column_letters(number: int) -> str:
    """Return `A` for 1, `XFD` for 16384."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


@functools.cache
def _far(column: int, *, rows: bool = True) -> re.Pattern[bytes]:
    """Return a pattern of references to columns to the right of one, and to rows of six digits:
    where there are none, it costs less than to look at each."""
    last = column_letters(column)
    others = [f"[A-Z]{{{size}}}" for size in range(len(last) + 1, 4)]
    for n, letter in enumerate(last):
        if letter != "Z":
            others.append(f"{last[:n]}[{chr(ord(letter) + 1)}-Z][A-Z]{{{len(last) - n - 1}}}")
    columns = f"(?:{'|'.join(others)})[0-9]" if others else "(?!)"
    return re.compile(f' r="(?:{columns}{"|[A-Z]{1,3}[0-9]{6}" if rows else ""})'.encode("ascii"))


@functools.cache
def _not_near(column: int, row: int = ROWS_AT_HAND) -> re.Pattern[bytes]:
    """Return a pattern of cells that need a second look: all but those whose first word is a plain reference to a
    column and a row up to these. Where there are none, nothing is odd or far. `row` is one that `_rows_at_most` says.
    """
    last = column_letters(column)
    near = [f"[A-Z]{{{size}}}" for size in range(1, len(last))]
    for n, letter in enumerate(last):
        if letter != "A":
            near.append(f"{last[:n]}[A-{chr(ord(letter) - 1)}][A-Z]{{{len(last) - n - 1}}}")
    digits = {ROWS_AT_HAND: "[1-9][0-9]{0,4}", _FULL_SHEET: "(?:[1-9][0-9]{0,5}|10[0-9]{5})"}.get(row)
    if digits is None:
        digits = f"(?:[1-9][0-9]{{0,4}}|[1-{str(row)[0]}][0-9]{{5}})" if row < _FULL_SHEET else "[1-9][0-9]{0,6}"
    return re.compile(f'<c(?![A-Za-z:]| r="(?:{"|".join([*near, last])}){digits}")'.encode("ascii"))


def _rows_at_most(row: int) -> int:
    """Return the last row of the hundred thousand that `row` is of; of those beyond a full sheet the very last."""
    return max(ROWS_AT_HAND, (row // 100_000 + 1) * 100_000 - 1) if row <= _FULL_SHEET else max(row, MOST_ROWS)


def place_of(reference: str | None) -> tuple[int, int] | None:
    """Return row and column, both from 1, of `AB12`; None where it is no reference."""
    match = _PLACE.match(reference) if reference else None
    return (int(match[2]), column_number(match[1])) if match else None


class FastLook:
    """Looks through the bytes of one part as they come."""

    def __init__(self) -> None:
        self.cells = 0
        """Cells as written; an empty one with a format counts."""

        self.rows, self.columns = ROWS_AT_HAND, 1
        """How far they reach at most."""

        self.errors: Errors = {}
        """Its error cells."""

        self.is_xml = False
        """Whether it begins as XML does, whatever its name."""

        self.is_odd = False
        """Whether this look cannot answer for it."""

        self.is_foreign = False
        """Whether it is XML in another encoding than UTF-8."""

        self.has_doctype = False
        """Whether it defines a document type of its own."""

        self._begun = False
        self._far = _far(self.columns)
        self._tail = self._before = b""

    def feed(self, chunk: bytes) -> None:
        """Look at the next bytes."""
        if not self._begun:
            self._begin(chunk)
        if not self.is_xml or self.is_foreign:
            return
        data = self._tail + chunk
        cut = data.rfind(b"<")
        body, self._tail = (data[:cut], data[cut:]) if cut >= 0 else (b"", data)
        if len(self._tail) > LONGEST_TAG:
            self.is_odd = self.is_odd or b">" not in self._tail
            body, self._tail = body + self._tail, b""
        self._look(body)

    def finish(self, *, is_sheet: bool) -> None:
        """Look at what is left; a sheet that does not end as one does is odd."""
        if self.is_xml and not self.is_foreign:
            tail, self._tail = self._tail, b""
            self._look(tail)
            if is_sheet and not _ENDED.search(self._before):
                self.is_odd = True

    def _begin(self, chunk: bytes) -> None:
        self._begun = True
        head = chunk.removeprefix(b"\xef\xbb\xbf").lstrip()
        declared = _DECLARED.match(head)
        self.is_xml = is_wide(chunk) or head.startswith(b"<")
        self.is_foreign = is_wide(chunk) or (
            declared is not None and declared[1].strip().lower() not in _PLAIN_ENCODINGS
        )
        self.is_odd = self.is_foreign

    def _look(self, body: bytes) -> None:
        window = self._before + body
        self._before = window[-_OVERLAP:]
        self.has_doctype = self.has_doctype or has_doctype(body)
        self.cells += body.count(b"<c ")
        if b":" in body and b":c" in body and _OTHER_CELL.search(body):
            self.is_odd = True
        if _not_near(self.columns, self.rows).search(body):
            self._look_again(body)
        if b't="e"' in window:
            self._note_errors(window)

    def _look_again(self, body: bytes) -> None:
        """Look for odd cells, and how far the others reach."""
        self.is_odd = self.is_odd or _ODD_CELL.search(body) is not None
        if self._far.search(body):
            self.rows = max(self.rows, _rows_at_most(max(map(int, set(_LONG.findall(body))), default=0)))
            if _far(self.columns, rows=False).search(body):
                letters = {pair[0] for pair in _ANY.findall(body)}
                self.columns = max(self.columns, *(column_number(text.decode("ascii")) for text in letters))
                self._far = _far(self.columns)

    def _note_errors(self, window: bytes) -> None:
        for match in _ERROR.finditer(window):
            found = _REFERENCE.search(match[1])
            if found and len(self.errors) < MOST_ERRORS:
                place = int(found[2]), column_number(found[1].decode("ascii")) - 1
                self.errors[place] = match[2].decode("ascii", "replace")


class Measure:
    """Measures a part of which the fast look knows that all its references are plainly spelt."""

    def __init__(self) -> None:
        self.rows = self.columns = 0
        """How far the cells reach."""

        self._tail = b""

    def feed(self, chunk: bytes) -> None:
        """Measure the next bytes."""
        window, self._tail = self._tail + chunk, (self._tail + chunk)[-64:]
        found = _ANY.findall(window)
        if found:
            letters = {pair[0] for pair in found}
            self.columns = max(self.columns, *(column_number(text.decode("ascii")) for text in letters))
            self.rows = max(self.rows, max(map(int, {pair[1] for pair in found})))


def must_end_tags(parser: expat.XMLParserType, fed: int, latest: int) -> None:
    """Raise Malformed where a parser waits for the end of a tag that is far too long: it would keep it all."""
    if fed - parser.CurrentByteIndex > LONGEST_TAG + latest:
        raise Malformed


class ExactLook:
    """Looks at one part as a parser of XML reads it, whatever its spelling and encoding."""

    def __init__(self) -> None:
        self.cells = self.rows = self.columns = 0
        self.errors: Errors = {}
        self._row = self._column = self._fed = 0
        self._error: tuple[int, int] | None = None
        self._text: list[str] = []
        self._parser = expat.ParserCreate()
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.StartDoctypeDeclHandler = self._doctype

    def feed(self, chunk: bytes) -> None:
        """Parse the next bytes. Raises Malformed, Doctype."""
        self._fed += len(chunk)
        try:
            self._parser.Parse(chunk, False)
        except (expat.ExpatError, LookupError, ValueError) as error:
            raise Malformed from error
        must_end_tags(self._parser, self._fed, len(chunk))

    def finish(self) -> None:
        """End the part. Raises Malformed."""
        try:
            self._parser.Parse(b"", True)
        except (expat.ExpatError, LookupError, ValueError) as error:
            raise Malformed from error

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        if name == "c":
            self.cells += 1
            self._row, self._column = place_of(attributes.get("r")) or (self._row, self._column + 1)
            self.rows, self.columns = max(self.rows, self._row), max(self.columns, self._column)
            if attributes.get("t") == "e" and len(self.errors) < MOST_ERRORS:
                self._error = self._row, self._column - 1
        elif name == "row":
            number = attributes.get("r", "").strip()
            self._row = int(number) if number.isascii() and number.isdigit() and len(number) < 10 else self._row + 1
            self._column = 0
        elif name == "v" and self._error is not None:
            self._text.clear()
            self._parser.CharacterDataHandler = self._text.append

    def _end(self, tag: str) -> None:
        if self._error is not None and tag.rpartition(":")[2] == "v":
            self._parser.CharacterDataHandler = None
            self.errors[self._error] = "".join(self._text)[:20].strip()
        elif tag.rpartition(":")[2] == "c":
            self._error = None

    def _doctype(self, *_: object) -> None:
        raise Doctype


class _Sheets:
    """Follows the rows and cells of a content.xml."""

    def __init__(self) -> None:
        self.cells = 0
        """Filled cells as written."""
        self.around = 0
        """Cells of the rectangles around the filled cells of all sheets, repeats and all."""
        self._row = self._column = self._last_row = self._last_column = 0
        self._repeat = 1
        self._filled = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Take note of an element's beginning."""
        if tag == "table:table":
            self._row = self._last_row = self._last_column = 0
        elif tag == "table:table-row":
            self._repeat = _number(attributes.get("table:number-rows-repeated"))
            self._column, self._filled = 0, False
        elif tag in ("table:table-cell", "table:covered-table-cell"):
            self._column += _number(attributes.get("table:number-columns-repeated"))
            if "office:value-type" in attributes or "table:formula" in attributes:
                self.cells += 1
                self._filled = True
                self._last_column = max(self._last_column, self._column)

    def end(self, tag: str) -> None:
        """Take note of an element's end."""
        if tag == "table:table-row":
            self._row += self._repeat
            if self._filled:
                self._last_row = self._row
        elif tag == "table:table":
            self.around += self._last_row * self._last_column


def _number(text: str | None) -> int:
    return int(text) if text and text.isdigit() and len(text) < 12 else 1 if text is None else 10**9


def extent(chunks: Iterable[bytes]) -> tuple[int, int]:
    """Return the filled cells of a content.xml as written, and the cells of the rectangles they span.
    Raises ValueError where it is no XML."""
    sheets = _Sheets()
    parser = expat.ParserCreate()
    parser.StartElementHandler = sheets.start
    parser.EndElementHandler = sheets.end
    fed = 0
    try:
        for chunk in chunks:
            fed += len(chunk)
            parser.Parse(chunk, False)
            must_end_tags(parser, fed, len(chunk))
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise ValueError("no well-formed XML") from error
    return sheets.cells, sheets.around
