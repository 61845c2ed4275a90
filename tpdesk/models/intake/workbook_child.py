"""The child that parses workbooks, run by its path: it imports nothing of tpdesk, so that it starts
at once and can die alone.

It is told on stdin, a line at a time: first its work and bounds (`WorkbookProcess.begin`), then `sheets`, `open N`,
`more`, `spread N`, where N is `[sheet, cells that all sheets may span]`; these it answers on stdout with an object
behind its length (8 bytes, big-endian) and a byte for its form (`MARSHALLED`, `PICKLED`). Its memory is bounded by the
system (`guard.bound_memory`, the one thing of tpdesk that it imports), and its work by a clock that ends the process;
so it outlives neither its work nor, since it then reads the end of stdin, its parent.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import faulthandler
import importlib
import json
import marshal
import os
import pickle
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import islice
from typing import Any

ROWS = 1000
SPREAD = 240
CELLS = 100_000
"""Rows of an answer, rows from all over a sheet, and cells from which on an answer is not added to."""

MARSHALLED = b"M"
PICKLED = b"P"
"""How an answer is written: in half the time, or with dates and times in it, which marshal does not know."""

most_text = 0


class TooWide(Exception):
    """The rectangles around the cells of all sheets come to more than the file can fill."""


class TooLong(Exception):
    """A cell holds more text than any spreadsheet allows."""


def _plain(cell: Any) -> Any:
    """Return a cell as one of the types of a Cell: whole numbers as int, durations as text. Raises TooLong."""
    if type(cell) is str:
        if len(cell) > most_text:
            raise TooLong(f"{len(cell)} characters")
        return cell
    if type(cell) is float:
        return int(cell) if cell.is_integer() and abs(cell) < 1e15 else cell
    if isinstance(cell, dt.timedelta):
        return str(cell)
    return "" if cell is None else cell


def _plain_column(cells: Sequence[Any]) -> Sequence[Any]:
    """Return the cells of a column as `_plain` returns each. Raises TooLong."""
    kinds = set(map(type, cells))
    if kinds == {str} and max(map(len, cells)) <= most_text:
        return cells
    return [_plain(cell) for cell in cells]


def _in_shape(rows: list[Sequence[Any]]) -> tuple[list[list[Any]], list[Sequence[Any]]]:
    """Return rows as they stand, or as columns where all are equally wide; the other of the two is empty.
    Raises TooLong."""
    if rows and len(rows[0]) and len(set(map(len, rows))) == 1:
        return [], [_plain_column(cells) for cells in zip(*rows, strict=True)]
    return [[_plain(cell) for cell in row] for row in rows], []


def _dumped(answer: tuple[str, Any]) -> bytes:
    """Return an answer as bytes."""
    try:
        # Version 2 does not look for what it has written before: no cell is the same object as another.
        return MARSHALLED + marshal.dumps(answer, 2)
    except ValueError:
        return PICKLED + pickle.dumps(answer, protocol=pickle.HIGHEST_PROTOCOL)


class Calamine:
    """The fast parser: it reads .xlsx, .xls, .xlsb and .ods."""

    def __init__(self, path: str) -> None:
        from python_calamine import CalamineWorkbook

        self.book = CalamineWorkbook.from_path(path)
        self.sheet: Any = None
        self.name: str | None = None
        self.spanned: dict[str, int] = {}

    def sheets(self) -> list[tuple[str, bool]]:
        """Return the name of each sheet of cells, and whether it is hidden."""
        found = []
        for meta in self.book.sheets_metadata:
            if str(meta.typ).endswith(".WorkSheet"):
                found.append((meta.name, not str(meta.visible).endswith(".Visible")))
        return found

    def parse(self, name: str) -> None:
        """Parse a sheet, where it is not the one that is parsed already."""
        if name != self.name:
            # Two sheets at a time would take twice the memory.
            self.sheet, self.name = None, None
            self.sheet, self.name = self.book.get_sheet_by_name(name), name

    def size(self, name: str, most_spanned: int) -> int:
        """Return the number of rows of a sheet. Raises TooWide, where it and those before span more cells."""
        self.parse(name)
        if not self.sheet.end:
            return 0
        rows, columns = (int(last) + 1 for last in self.sheet.end)
        self.spanned[name] = rows * columns
        if sum(self.spanned.values()) > most_spanned:
            raise TooWide(f"{rows} rows and {columns} columns")
        return rows

    def rows(self) -> Iterator[Sequence[Any]]:
        """Yield the rows of the sheet asked for, from the first row and column of the sheet on, its cells as read."""
        if self.sheet.start is None:
            return
        top, left = self.sheet.start
        lead = [""] * left
        for n, row in enumerate(self.sheet.iter_rows()):
            if n == 0 and any(cell != "" for cell in row):
                # This version of the parser leaves the empty rows above out: the first row of its range is never empty.
                yield from ([] for _ in range(top))
            yield row if len(row) > self.sheet.width or not lead else lead + row


class Openpyxl:
    """The slow parser, for an .xlsx that the fast one cannot read."""

    def __init__(self, path: str) -> None:
        import openpyxl
        from openpyxl.worksheet import _reader

        cast = _reader._cast_number

        def number(text: str) -> Any:
            # A number of thousands of digits would end the reading.
            try:
                return cast(text)
            except (ValueError, OverflowError):
                return text

        _reader._cast_number = number
        self.book = openpyxl.load_workbook(path, read_only=True, data_only=True)

    def sheets(self) -> list[tuple[str, bool]]:
        """Return the name of each sheet of cells, and whether it is hidden."""
        return [(sheet.title, sheet.sheet_state != "visible") for sheet in self.book.worksheets]

    def parse(self, name: str) -> None:
        """Begin with a sheet."""
        self.sheet = self.book[name]
        self.sheet.reset_dimensions()

    def size(self, name: str, _: int) -> int:
        """Return the number of rows of a sheet, as far as it says."""
        self.parse(name)
        return 0

    def rows(self) -> Iterator[Sequence[Any]]:
        """Yield the rows of the sheet asked for, their cells as read."""
        yield from self.sheet.iter_rows(values_only=True)


def main(engine: str) -> None:
    """Serve one workbook until stdin ends, within the seconds of work and bytes of memory that the first line says."""
    from tpdesk.models.guard import bound_memory

    with contextlib.suppress(ImportError):
        # While whoever began this finds out what the bounds are.
        importlib.import_module({"calamine": "python_calamine"}.get(engine, engine))
    begin = sys.stdin.buffer.readline()
    if not begin:
        return
    work = json.loads(begin)
    global most_text
    most_text = work["most_text"]
    bound_memory(work["memory"])
    out = sys.stdout.buffer
    nowhere = os.open(os.devnull, os.O_WRONLY)
    left = work["seconds"]

    def limited(work: Callable[[], object]) -> bytes:
        """Do a piece of work within the time that is left; return what it came to, or in
        words why it failed, as bytes."""
        nonlocal left
        begun = time.monotonic()
        faulthandler.dump_traceback_later(max(left, 0.001), exit=True, file=nowhere)
        try:
            return _dumped(("ok", work()))
        except BaseException as error:  # the parser panics with what is no Exception
            return _dumped(("failed", f"{type(error).__name__}: {error}"[:300]))
        finally:
            faulthandler.cancel_dump_traceback_later()
            left -= time.monotonic() - begun

    book: Calamine | Openpyxl | None = None
    rows: Iterator[Sequence[Any]] = iter(())
    ahead: bytes | None = None
    ended = True

    def told(verb: str, what: str) -> Any:
        nonlocal book, rows, ended
        if book is None:
            book = (Calamine if engine == "calamine" else Openpyxl)(work["path"])
        if verb == "sheets":
            return book.sheets()
        # The sheet before must not be held by its rows while the next is read.
        rows, ended = iter(()), False
        size = book.size(*json.loads(what))
        if verb == "spread":
            some = filled(islice(book.rows(), 0, None, max(1, size // SPREAD)))[0] if size else []
            return [[_plain(cell) for cell in row] for row in some]
        rows = book.rows()
        return size

    def foresee() -> None:
        """Parse the sheet that is asked for first."""
        sheets = told("sheets", "")
        if book is not None and sheets:
            book.parse(next((name for name, hidden in sheets if hidden), sheets[0][0]))

    def filled(source: Iterator[Sequence[Any]]) -> tuple[list[Sequence[Any]], bool]:
        """Return the next rows, as many as an answer holds, and whether there are no more."""
        found: list[Sequence[Any]] = []
        cells = 0
        for row in source:
            found.append(row)
            cells += len(row)
            if len(found) == ROWS or cells > CELLS:
                return found, False
        return found, True

    def block() -> tuple[list[list[Any]], list[Sequence[Any]]]:
        nonlocal ended
        found, ended = filled(rows)
        return _in_shape(found)

    if work["ahead"]:
        limited(foresee)
    for line in sys.stdin.buffer:
        verb, _, what = line.decode("utf-8").rstrip("\n").partition(" ")
        data = (ahead or limited(block)) if verb == "more" else limited(partial(told, verb, what))
        try:
            out.write(len(data).to_bytes(8, "big") + data)
            out.flush()
        except BrokenPipeError:
            return
        # The next rows are read while the parent is busy with these.
        ahead = limited(block) if verb in ("open", "more") and not ended else None


if __name__ == "__main__":
    sys.path[:] = json.loads(sys.argv[1])
    try:
        main(sys.argv[2])
    except Exception as error:
        # Code 1 is the clock's.
        sys.stderr.write(repr(error))
        sys.exit(3)
