"""The child that parses workbooks, run by its path: it imports nothing of tpdesk, so that it starts at once and can die alone.

It is told on stdin, a line at a time: `sheets`, `open N`, `more`, `spread N`; it answers on stdout with a pickled object behind its
length (8 bytes, big-endian). Each piece of work has a time limit, after which the process ends itself; so it outlives
neither its work nor, since it then reads the end of stdin, its parent.
"""

from __future__ import annotations

import datetime as dt
import faulthandler
import json
import os
import pickle
import sys
from collections.abc import Callable, Iterator
from functools import partial
from itertools import islice
from typing import Any

ROWS = 1000
SPREAD = 240


def _plain(cell: Any) -> Any:
    """Return a cell as one of the types of a Cell: whole numbers as int, durations as text."""
    if type(cell) is float:
        return int(cell) if cell.is_integer() and abs(cell) < 1e15 else cell
    if isinstance(cell, dt.timedelta):
        return str(cell)
    return "" if cell is None else cell


class Calamine:
    """The fast parser: it reads .xlsx, .xls, .xlsb and .ods."""

    def __init__(self, path: str) -> None:
        from python_calamine import CalamineWorkbook

        self.book = CalamineWorkbook.from_path(path)
        self.name: str | None = None

    def sheets(self) -> list[tuple[str, bool]]:
        """Return the name of each sheet of cells, and whether it is hidden."""
        found = []
        for meta in self.book.sheets_metadata:
            if str(meta.typ).endswith(".WorkSheet"):
                found.append((meta.name, not str(meta.visible).endswith(".Visible")))
        return found

    def size(self, name: str) -> int:
        """Return the number of rows of a sheet."""
        if name != self.name:
            self.sheet, self.name = self.book.get_sheet_by_name(name), name
        return int(self.sheet.end[0] + 1) if self.sheet.end else 0

    def rows(self) -> Iterator[list[Any]]:
        """Yield the rows of the sheet asked for, from the first row and column of the sheet on."""
        if self.sheet.start is None:
            return
        top, left = self.sheet.start
        lead = [""] * left
        for n, row in enumerate(self.sheet.iter_rows()):
            if n == 0 and any(cell != "" for cell in row):
                # This version of the parser leaves the empty rows above out: the first row of its range is never empty.
                yield from ([] for _ in range(top))
            cells = [_plain(cell) for cell in row]
            yield cells if len(cells) > self.sheet.width else lead + cells


class Openpyxl:
    """The slow parser, for an .xlsx that the fast one cannot read."""

    def __init__(self, path: str) -> None:
        import openpyxl

        self.book = openpyxl.load_workbook(path, read_only=True, data_only=True)

    def sheets(self) -> list[tuple[str, bool]]:
        """Return the name of each sheet of cells, and whether it is hidden."""
        return [(sheet.title, sheet.sheet_state != "visible") for sheet in self.book.worksheets]

    def size(self, name: str) -> int:
        """Return the number of rows of a sheet, as far as it says."""
        self.sheet = self.book[name]
        self.sheet.reset_dimensions()
        return 0

    def rows(self) -> Iterator[list[Any]]:
        """Yield the rows of the sheet asked for."""
        for row in self.sheet.iter_rows(values_only=True):
            yield [_plain(cell) for cell in row]


def main(engine: str, path: str, seconds: float) -> None:
    """Serve one workbook until stdin ends."""
    out = sys.stdout.buffer
    nowhere = os.open(os.devnull, os.O_WRONLY)

    def limited(work: Callable[[], object]) -> tuple[str, object]:
        """Do a piece of work within the time limit; return what it came to, or in words why it failed."""
        faulthandler.dump_traceback_later(seconds, exit=True, file=nowhere)
        try:
            return "ok", work()
        except BaseException as error:  # the parser panics with what is no Exception
            return "failed", f"{type(error).__name__}: {error}"[:300]
        finally:
            faulthandler.cancel_dump_traceback_later()

    book: Calamine | Openpyxl | None = None
    rows: Iterator[list[Any]] = iter(())
    ahead: tuple[str, object] | None = None

    def told(verb: str, what: str) -> object:
        nonlocal book, rows
        if book is None:
            book = Calamine(path) if engine == "calamine" else Openpyxl(path)
        if verb == "sheets":
            return book.sheets()
        size = book.size(json.loads(what))
        if verb == "spread":
            return list(islice(book.rows(), 0, None, max(1, size // SPREAD))) if size else []
        rows = book.rows()
        return size

    def block() -> list[list[Any]]:
        return list(islice(rows, ROWS))

    for line in sys.stdin.buffer:
        verb, _, what = line.decode("utf-8").rstrip("\n").partition(" ")
        found = (ahead or limited(block)) if verb == "more" else limited(partial(told, verb, what))
        data = pickle.dumps(found, protocol=pickle.HIGHEST_PROTOCOL)
        try:
            out.write(len(data).to_bytes(8, "big") + data)
            out.flush()
        except BrokenPipeError:
            return
        # The next rows are read while the parent is busy with these.
        ahead = limited(block) if verb == "more" and found[0] == "ok" and found[1] else None


if __name__ == "__main__":
    sys.path[:] = json.loads(sys.argv[4])
    main(sys.argv[1], sys.argv[2], float(sys.argv[3]))
