"""A workbook's zip looked through before anything parses it: bombs, entities, odd names, locks, and cells far out.

Parsing libraries trust what a workbook says: one value in XFD1048576 makes them ask for memory
for 17,000 million cells.

What one workbook may take of time and memory, and the words for one that needs more.
"""

from __future__ import annotations

import re
import time
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from tpdesk.errors import InputProblem
from tpdesk.models.intake.book_parts import sheet_parts
from tpdesk.models.intake.sheet_look import (
    ROWS_AT_HAND,
    Doctype,
    Errors,
    ExactLook,
    FastLook,
    Malformed,
    Measure,
    extent,
    has_doctype,
    is_wide,
)
from tpdesk.text import counted

SECONDS: Final = 180.0
"""How long looking through and parsing a workbook may take in all.
A sheet of a million rows takes a tenth of it on a laptop."""

MEMORY: Final = 2 << 30
"""Bytes that the process that parses a workbook may have at most.
A sheet of a million rows and twelve columns takes two thirds of it."""

_LEAST_MEMORY: Final = 512 << 20
_MEMORY_FOR_A_BYTE: Final = 25


def memory_for(size: int) -> int:
    """Return the bytes of memory for a workbook of so many bytes, unpacked: an honest one takes a third of it."""
    return min(MEMORY, _LEAST_MEMORY + _MEMORY_FOR_A_BYTE * size)


def memory_ahead(path: Path) -> int | None:
    """Return the bytes of memory for parsing an .xlsx that nothing has looked through yet, by what its zip declares;
    None where it has to be looked through first."""
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return None
    size = sum(entry.file_size for entry in entries)
    if "xl/workbook.xml" not in {entry.filename for entry in entries} or size > MOST_BYTES:
        return None
    if len(entries) > MOST_ENTRIES or any(_is_bomb(entry.file_size, entry) for entry in entries):
        return None
    return memory_for(size)


def _is_bomb(size: int, entry: zipfile.ZipInfo) -> bool:
    """Say whether a part of so many bytes, unpacked, is packed as no honest one can be."""
    return size > RATIO_FROM and size > MOST_RATIO * max(entry.compress_size, 1)


MOST_CELLS: Final = 25_000_000
"""Filled cells that a workbook may hold: more than fit into that memory."""

MOST_EMPTY_CELLS: Final = 10_000_000
"""Cells of the rectangles around a workbook's filled cells that may stand empty."""

MOST_TEXT: Final = 131_072
"""Characters of one cell, four times what Excel allows and as many as of a cell of a CSV file."""


def in_bytes(memory: int) -> str:
    """Return `2 GB`, `762 MB`."""
    return f"{memory >> 30} GB" if memory % (1 << 30) == 0 else f"{memory >> 20} MB"


class Budget:
    """The time that is left for a workbook."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self.seconds = seconds
        self.left = seconds
        """Seconds that may still be spent."""

        self._since = time.monotonic()

    def begin(self) -> None:
        """Begin a piece of work."""
        self._since = time.monotonic()

    def spend(self) -> None:
        """Take off what was spent since the last piece of work began, or since it was last taken off."""
        now = time.monotonic()
        self.left -= now - self._since
        self._since = now

    def over(self, path: Path, what: str = "", memory: int = MEMORY) -> InputProblem:
        """Return the words for a workbook that needs more than it may have: time, or what is said."""
        return InputProblem(
            f"{path.name} was given up, because it needs more than {what or f'{self.seconds:g} seconds'}. It may "
            f"take {self.seconds:g} seconds and {in_bytes(memory)} of memory. Save the sheet that you need as CSV "
            "and import that.",
            title="This workbook is too large",
        )


MOST_ENTRIES: Final = 10_000
"""Files a workbook's zip may hold."""

MOST_BYTES: Final = 4 << 30
"""Bytes a workbook may inflate to."""

MOST_RATIO: Final = 250
"""Times its packed size that an entry of more than `RATIO_FROM` bytes may inflate to."""

RATIO_FROM: Final = 64 << 20
"""Bytes below which no ratio is asked about: a small sheet of equal cells packs very well."""

HOLLOW: Final = 20
"""Times its filled cells that a workbook's rectangles around them may hold, once many stand empty."""

_FULL: Final = 2
"""Times its filled cells that may stand empty in a sheet of which no more needs to be known."""

_CHUNK: Final = 1 << 20
_XML: Final = (".xml", ".rels", ".vml")
_SHEETS: Final = re.compile(r"xl/worksheets/[^/]+\Z")


@dataclass(slots=True)
class Inspected:
    """What the look through a workbook's zip found."""

    size: int = 0
    """Bytes inflated."""

    cells: int = 0
    """Cells of all sheets together (.xlsx and .ods only)."""

    around: int = 0
    """Cells of the rectangles around them, of parts whose cells reach far."""

    within: int = 0
    """Filled cells of those parts."""

    is_foreign: bool = False
    """Whether a part of an .xlsx is in another encoding than UTF-8, which the fast parser takes for an empty one."""

    errors: dict[str, Errors] = field(default_factory=dict)
    """Name, case folded, of a sheet's part -> its error cells (xlsx only)."""


def inspect(path: Path, kind: str, budget: Budget | None = None) -> Inspected:
    """Inflate every part of the workbook once, counting.
    Raises InputProblem, in words, for what is hostile, locked, damaged or too large."""
    budget = budget or Budget()
    budget.begin()
    found = Inspected()
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            _refuse_names(path, entries)
            sheets = sheet_parts(archive, path) if kind == "xlsx" else frozenset()
            for entry in entries:
                if kind == "xlsx":
                    _look_at(path, archive, entry, sheets, found, budget)
                else:
                    _look_for_locks(path, archive, entry, found, budget)
            if kind == "ods":
                with archive.open("content.xml") as stream:
                    found.cells, found.around = extent(_timed(path, iter(lambda: stream.read(_CHUNK), b""), budget))
                found.within = found.cells
                _refuse_hollow(path, found, "one of its sheets repeats a cell over a very large area")
    except Doctype as error:
        raise hostile(path, "its XML defines a document type of its own (an entity bomb may hide there)") from error
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        NotImplementedError,
        RuntimeError,
        ValueError,
        Malformed,
        OSError,
    ) as error:
        if isinstance(error, OSError) and error.errno is not None:
            raise
        raise InputProblem(f"{path.name} is damaged or only half there: download it or ask for it again.") from error
    if kind in ("xlsx", "ods") and found.cells == 0:
        raise InputProblem(f"{path.name} is empty: none of its sheets holds a cell.")
    return found


def hostile(path: Path, why: str) -> InputProblem:
    """Return the words for a workbook that is not like any that a spreadsheet makes."""
    return InputProblem(
        f"{path.name} was not opened, because {why}. An ordinary spreadsheet does not: ask where it comes from, "
        "or open it in a spreadsheet and save the sheet as CSV."
    )


def _refuse_names(path: Path, entries: list[zipfile.ZipInfo]) -> None:
    if len(entries) > MOST_ENTRIES:
        raise hostile(path, f"its zip holds {counted(len(entries), 'part')}")
    seen: set[str] = set()
    for entry in entries:
        name = entry.filename.replace("\\", "/").casefold()
        if name.startswith("/") or ".." in name.split("/") or re.match(r"[a-z]:", name):
            raise hostile(path, "a part of its zip has a name that points outside it")
        if name in seen:
            raise hostile(path, "two parts of its zip have the same name")
        seen.add(name)
        if entry.flag_bits & 1:
            raise protected(path)


def protected(path: Path) -> InputProblem:
    """Return the words for a workbook with a password."""
    return InputProblem(
        f"{path.name} is protected with a password: open it, save a copy without the password, and import that."
    )


def _timed(path: Path, chunks: Iterator[bytes], budget: Budget) -> Iterator[bytes]:
    """Yield the chunks as long as there is time."""
    for chunk in chunks:
        budget.spend()
        if budget.left < 0:
            raise budget.over(path)
        yield chunk


def _chunks(
    path: Path, archive: zipfile.ZipFile, entry: zipfile.ZipInfo, found: Inspected, budget: Budget
) -> Iterator[bytes]:
    """Inflate one part chunk by chunk, within the limits."""
    size = 0
    with archive.open(entry) as stream:
        for chunk in _timed(path, iter(lambda: stream.read(_CHUNK), b""), budget):
            size += len(chunk)
            found.size += len(chunk)
            if found.size > MOST_BYTES:
                raise hostile(path, "it unpacks to more than 4 GB")
            if _is_bomb(size, entry):
                raise hostile(path, f"a part of it unpacks to more than {MOST_RATIO} times its size (a zip bomb)")
            yield chunk


def _look_for_locks(
    path: Path, archive: zipfile.ZipFile, entry: zipfile.ZipInfo, found: Inspected, budget: Budget
) -> None:
    """Inflate a part of an .ods or .xlsb, and refuse document types and what says that it is encrypted."""
    is_xml = entry.filename.casefold().endswith(_XML)
    is_manifest = entry.filename == "META-INF/manifest.xml"
    tail = b""
    for chunk in _chunks(path, archive, entry, found, budget):
        window, tail = tail + chunk, chunk[-64:]
        if is_xml and len(window) == len(chunk) and is_wide(chunk):
            # The parsers of these kinds read UTF-8 alone; a document type could hide in anything else.
            raise Malformed
        if is_xml and has_doctype(window):
            raise Doctype
        if is_manifest and b"encryption-data" in window:
            raise protected(path)


def _look_at(
    path: Path,
    archive: zipfile.ZipFile,
    entry: zipfile.ZipInfo,
    sheets: frozenset[str],
    found: Inspected,
    budget: Budget,
) -> None:
    """Inflate one part of an .xlsx and add to what was found how many cells it has and how far they reach.

    Any part may be read as a sheet, wherever it lies and whatever its name: only what a part holds tells.
    """
    name = entry.filename.replace("\\", "/").casefold()
    is_sheet = name in sheets or bool(_SHEETS.match(name))
    look: FastLook | ExactLook = (fast := FastLook())
    for chunk in _chunks(path, archive, entry, found, budget):
        fast.feed(chunk)
        if is_sheet and found.cells + fast.cells > MOST_CELLS:
            raise budget.over(path, f"{MOST_CELLS:,} cells")
    fast.finish(is_sheet=is_sheet)
    is_ours = is_sheet or name.endswith(_XML)
    if not fast.is_xml:
        if is_sheet:
            raise Malformed
        return
    if fast.has_doctype and is_ours:
        raise Doctype
    if fast.is_odd:
        try:
            look = _exactly(path, archive, entry, budget)
        except (Malformed, Doctype):
            # Pictures and old drawings are not always well-formed, and no parser takes them for sheets.
            if is_ours and not (name.endswith(".vml") and not is_sheet):
                raise
            return
        found.is_foreign = found.is_foreign or fast.is_foreign
        around = look.rows * look.columns
    else:
        around = _reach(path, archive, entry, fast, budget)
    if is_sheet:
        found.cells += look.cells
        if look.errors:
            found.errors[name] = look.errors
        if found.cells > MOST_CELLS:
            raise budget.over(path, f"{MOST_CELLS:,} cells")
    if around > look.cells:
        found.around += around
        found.within += look.cells
        _refuse_hollow(path, found, "one of its sheets holds a cell very far out, with next to nothing in between")


def _exactly(path: Path, archive: zipfile.ZipFile, entry: zipfile.ZipInfo, budget: Budget) -> ExactLook:
    """Look at a part as a parser of XML does. Raises Malformed, Doctype."""
    look = ExactLook()
    with archive.open(entry) as stream:
        for chunk in _timed(path, iter(lambda: stream.read(_CHUNK), b""), budget):
            look.feed(chunk)
    look.finish()
    return look


def _reach(path: Path, archive: zipfile.ZipFile, entry: zipfile.ZipInfo, fast: FastLook, budget: Budget) -> int:
    """Return the cells of the rectangle around a part's cells, measured where it may be hollow;
    0 where it cannot be large."""
    around = fast.rows * fast.columns
    if fast.rows <= ROWS_AT_HAND and around - fast.cells <= MOST_EMPTY_CELLS:
        return 0
    if around - fast.cells <= min(MOST_EMPTY_CELLS, _FULL * fast.cells):
        # Up to twice what it is, as only the hundred thousand of the last row is known: far from hollow all the same.
        return around
    measure = Measure()
    with archive.open(entry) as stream:
        for chunk in _timed(path, iter(lambda: stream.read(_CHUNK), b""), budget):
            measure.feed(chunk)
    return measure.rows * measure.columns


def _refuse_hollow(path: Path, found: Inspected, why: str) -> None:
    """Raise InputProblem where the sheets are next to empty, and large: all of them together."""
    if found.around - found.within > MOST_EMPTY_CELLS and found.around > HOLLOW * found.within:
        raise hostile(path, why)
