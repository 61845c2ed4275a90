"""A workbook's zip looked through before anything parses it: bombs, entities, odd names, locks, and cells far out.

Parsing libraries trust what a workbook says: one value in XFD1048576 makes them ask for memory for 17,000 million cells.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from tpdesk.errors import InputProblem
from tpdesk.models.intake.odscheck import extent
from tpdesk.text import counted

MOST_ENTRIES: Final = 10_000
"""Files a workbook's zip may hold."""

MOST_BYTES: Final = 4 << 30
"""Bytes a workbook may inflate to."""

MOST_RATIO: Final = 250
"""Times its packed size that an entry of more than `RATIO_FROM` bytes may inflate to."""

RATIO_FROM: Final = 64 << 20
"""Bytes below which no ratio is asked about: a small sheet of equal cells packs very well."""

MOST_EMPTY_CELLS: Final = 20_000_000
"""Cells of the rectangle around a sheet's cells that may stand empty."""

_CHUNK: Final = 1 << 20
_OVERLAP: Final = 512
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml\Z")
# References that lie outside 26 columns by 99,999 rows: in an ordinary sheet there are none, so the look costs little. Which letter stands before
# is asked behind it: a pattern that begins with plain letters is looked for ten times as fast.
_FAR = re.compile(rb"r=(?<!\wr=)[\"']\$?([A-Za-z]{2,3}\$?\d+|[A-Za-z]\$?\d{6,})[\"']")
_ANY = re.compile(rb"\br=[\"']\$?([A-Za-z]{1,3}\$?\d+)[\"']")
_ERROR = re.compile(rb"<c [^>]*\bt=\"e\"[^>]*>(?:(?!</c>).){0,400}?<v>([^<]{1,20})</v>", re.DOTALL)
_REFERENCE = re.compile(rb"\br=\"([A-Z]{1,3})(\d+)\"")
_SPLIT = re.compile(r"([A-Z]+)(\d+)")


@dataclass(slots=True)
class Inspected:
    """What the look through a workbook's zip found."""

    cells: int = 0
    """Cells of all sheets together (.xlsx and .ods only)."""

    errors: dict[str, dict[tuple[int, int], str]] = field(default_factory=dict)
    """Zip entry of a sheet to (row from 1, column from 0) to the error's text: `#REF!` (xlsx only)."""


def column_number(letters: str) -> int:
    """Return the number (from 1) of a column written `A`, `XFD`."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


def inspect(path: Path, kind: str) -> Inspected:
    """Inflate every part of the workbook once, counting. Raises InputProblem, in words, for what is hostile, locked or damaged."""
    found = Inspected()
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            _refuse_names(path, entries)
            total = 0
            for entry in entries:
                total = _inflate(path, archive, entry, total, found)
            if kind == "ods":
                with archive.open("content.xml") as stream:
                    found.cells, around = extent(stream)
                if around - found.cells > MOST_EMPTY_CELLS and around > 20 * found.cells:
                    raise _hostile(path, "one of its sheets repeats a cell over a very large area")
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError) as error:
        if isinstance(error, OSError) and error.errno is not None:
            raise
        raise InputProblem(f"{path.name} is damaged or only half there: download it or ask for it again.") from error
    if kind in ("xlsx", "ods") and found.cells == 0:
        raise InputProblem(f"{path.name} is empty: none of its sheets holds a cell.")
    return found


def _hostile(path: Path, why: str) -> InputProblem:
    return InputProblem(
        f"{path.name} was not opened, because {why}. An ordinary spreadsheet does not: ask where it comes from, "
        "or open it in a spreadsheet and save the sheet as CSV."
    )


def _refuse_names(path: Path, entries: list[zipfile.ZipInfo]) -> None:
    if len(entries) > MOST_ENTRIES:
        raise _hostile(path, f"its zip holds {counted(len(entries), 'part')}")
    seen: set[str] = set()
    for entry in entries:
        name = entry.filename.replace("\\", "/")
        if name.startswith("/") or ".." in name.split("/") or re.match(r"[A-Za-z]:", name):
            raise _hostile(path, "a part of its zip has a name that points outside it")
        if name in seen:
            raise _hostile(path, "two parts of its zip have the same name")
        seen.add(name)
        if entry.flag_bits & 1:
            raise InputProblem(
                f"{path.name} is protected with a password: open it, save a copy without the password, and take that in."
            )


def _inflate(path: Path, archive: zipfile.ZipFile, entry: zipfile.ZipInfo, total: int, found: Inspected) -> int:
    """Inflate one entry chunk by chunk; return the bytes inflated so far."""
    is_sheet = bool(_SHEET.match(entry.filename))
    is_xml = entry.filename.endswith((".xml", ".rels", ".vml"))
    manifest = entry.filename == "META-INF/manifest.xml"
    size, cells, far_row, far_column = 0, 0, 99_999, 26
    errors: dict[tuple[int, int], str] = {}
    tail = b""
    with archive.open(entry) as stream:
        while chunk := stream.read(_CHUNK):
            size += len(chunk)
            total += len(chunk)
            if total > MOST_BYTES:
                raise _hostile(path, "it unpacks to more than 4 GB")
            if size > RATIO_FROM and size > MOST_RATIO * max(entry.compress_size, 1):
                raise _hostile(path, f"a part of it unpacks to more than {MOST_RATIO} times its size (a zip bomb)")
            if not is_xml:
                continue
            window = tail + chunk
            tail = window[-_OVERLAP:]
            if b"<!DOCTYPE" in window or b"<!ENTITY" in window or b"<\x00!\x00D\x00O\x00C\x00T" in window:
                raise _hostile(path, "its XML defines a document type of its own (an entity bomb may hide there)")
            if manifest and b"encryption-data" in window:
                raise InputProblem(
                    f"{path.name} is protected with a password: open it, save a copy without the password, and take that in."
                )
            if is_sheet:
                cells += chunk.count(b"<c ") + chunk.count(b"<c>") + chunk.count(b"<c/")
                for match in _FAR.finditer(window):
                    row, column = _place(match[1].decode("ascii").replace("$", ""))
                    far_row, far_column = max(far_row, row), max(far_column, column)
                if b't="e"' in window:
                    _note_errors(window, errors)
    if is_sheet:
        found.cells += cells
        if far_row * far_column - cells > MOST_EMPTY_CELLS and _is_hollow(archive, entry, cells):
            raise _hostile(path, "one of its sheets holds a cell very far out, with next to nothing in between")
        if errors:
            found.errors[entry.filename] = errors
    return total


def _is_hollow(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, cells: int) -> bool:
    """Say whether the rectangle around all cells of a sheet is next to empty: a second look, at every reference."""
    last_row = last_column = 0
    tail = b""
    with archive.open(entry) as stream:
        while chunk := stream.read(_CHUNK):
            window = tail + chunk
            tail = window[-_OVERLAP:]
            for match in _ANY.finditer(window):
                row, column = _place(match[1].decode("ascii").replace("$", ""))
                last_row, last_column = max(last_row, row), max(last_column, column)
    around = last_row * last_column
    return around - cells > MOST_EMPTY_CELLS and around > 20 * cells


def _place(reference: str) -> tuple[int, int]:
    """Return row and column, both from 1, of `AB12`."""
    match = _SPLIT.match(reference.upper())
    if match is None:
        return 1, 1
    return int(match[2]), column_number(match[1])


def _note_errors(window: bytes, errors: dict[tuple[int, int], str]) -> None:
    """Keep where the sheet holds an error value, which the parsing library gives back as nothing."""
    for match in _ERROR.finditer(window):
        reference = _REFERENCE.search(match[0])
        if reference and len(errors) < 200_000:
            place = int(reference[2]), column_number(reference[1].decode("ascii")) - 1
            errors[place] = match[1].decode("ascii", "replace")
