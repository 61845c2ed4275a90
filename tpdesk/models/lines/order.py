"""The order of the lines in a view: a private temporary file of their numbers, so that any stretch of any order is one read away.

Eight bytes a line, in memory up to a megabyte and on disk above: a view of ten million lines takes no more memory than one of a thousand.
The file belongs to no connection, so that one thread can still be filling it while another reads pages of it.
"""

from __future__ import annotations

import bisect
import contextlib
import sqlite3
import sys
import tempfile
import threading
from array import array
from collections.abc import Callable, Iterator
from typing import Final, Protocol

from tpdesk.errors import Cancelled, Locked

CHUNK: Final = 8_192
"""Lines fetched at a time; between two chunks the work can be cancelled."""

STRIDE: Final = 4_096
"""Lines between two anchors of the desk's own order."""

IN_MEMORY: Final = 1 << 20
"""Bytes of an order that are kept in memory."""

_STOPPED: Final = "The lines were not looked through to the end."
_SIZE: Final = 8
_TICKS: Final = 20_000
"""Steps of SQLite's machine between two looks at whether the work was cancelled."""

Stop = Callable[[], bool]
"""Says whether the work is no longer wanted."""


class LineOrder(Protocol):
    """Which line stands where."""

    total: int
    """Lines in it so far."""

    def ids(self, connection: sqlite3.Connection, first: int, count: int) -> list[int]:
        """Return the numbers of `count` lines from position `first` (from 0); fewer at the end."""

    def position_of(self, connection: sqlite3.Connection, line: int) -> int | None:
        """Return where a line stands, or None where it is not in the view."""

    def close(self) -> None:
        """Give back what the order holds."""


class KeptOrder:
    """An order that was worked out: any filter, any sorting."""

    def __init__(self) -> None:
        self.total = 0
        self._lock = threading.Lock()
        self._file = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - it lives as long as the view

    def fill(self, rows: sqlite3.Cursor, stop: Stop | None, first: Callable[[], None] | None) -> None:
        """Take all numbers from the cursor; `first` is called when the first chunk can be read. Raises Cancelled, Locked."""
        while chunk := rows.fetchmany(CHUNK):
            if stop is not None and stop():
                raise Cancelled(_STOPPED)
            try:
                with self._lock:
                    self._file.seek(self.total * _SIZE)
                    self._file.write(array("q", (row[0] for row in chunk)).tobytes())
                    self.total += len(chunk)
            except OSError as error:
                raise Locked(
                    f"There is no room to keep the order of the lines ({error.strerror or error}). Make room where temporary files go."
                ) from error
            if first is not None:
                first()
                first = None

    def ids(self, connection: sqlite3.Connection, first: int, count: int) -> list[int]:  # noqa: ARG002 - as an Order takes it
        """Return the numbers of `count` lines from position `first`."""
        found = array("q")
        first = max(first, 0)
        with self._lock:
            count = max(0, min(count, self.total - first))
            if not count:
                # Also of a view that another thread has closed meanwhile.
                return []
            self._file.seek(first * _SIZE)
            found.frombytes(self._file.read(count * _SIZE))
        return found.tolist()

    def position_of(self, connection: sqlite3.Connection, line: int) -> int | None:
        """Return where a line stands: reads through the order, 8 MB a million lines."""
        for first in range(0, self.total, 1 << 16):
            found = self.ids(connection, first, 1 << 16)
            if line in found:
                return first + found.index(line)
        return None

    def close(self) -> None:
        """Give the file back. Safe to call twice."""
        with self._lock:
            self.total = 0
            self._file.close()


class DeskOrder:
    """The order in which the lines lie on the desk: nothing to work out, since the file itself is in that order.

    Where no number is missing in between, a position is a number; else it is found by walking from the nearest anchor, and anchors are set
    on the way.
    """

    def __init__(self, connection: sqlite3.Connection, total: int, *, backwards: bool = False) -> None:
        self.total = total
        self._backwards = backwards
        least, most = connection.execute("SELECT (SELECT min(id) FROM spend), (SELECT max(id) FROM spend)").fetchone()
        self._least: int | None = least if total and most - least + 1 == total else None
        """The first line's number, where the numbers have no gap."""
        self._positions = [0]
        self._anchors = [-sys.maxsize - 1]
        """At position n of the ascending order stands the first line whose number is at least anchor n."""
        self._lock = threading.Lock()

    def ids(self, connection: sqlite3.Connection, first: int, count: int) -> list[int]:
        """Return the numbers of `count` lines from position `first`; the last page costs no more than the first."""
        first = max(first, 0)
        count = max(0, min(count, self.total - first))
        if not count:
            return []
        start = self.total - first - count if self._backwards else first
        found = self._ascending(connection, start, count)
        return found[::-1] if self._backwards else found

    def _ascending(self, connection: sqlite3.Connection, start: int, count: int) -> list[int]:
        if self._least is not None:
            return list(range(self._least + start, self._least + start + count))
        left = self.total - start
        with self._lock:
            at = bisect.bisect_right(self._positions, start) - 1
            position, anchor = self._positions[at], self._anchors[at]
        if left < start - position:
            rows = connection.execute("SELECT id FROM spend ORDER BY id DESC LIMIT ? OFFSET ?", (count, left - count))
            return [line for (line,) in rows][::-1]
        while start - position > STRIDE:
            row = connection.execute(
                "SELECT id FROM spend WHERE id >= ? ORDER BY id LIMIT 1 OFFSET ?", (anchor, STRIDE)
            ).fetchone()
            if row is None:
                return []
            position, anchor = position + STRIDE, row[0]
            with self._lock:
                if position > self._positions[-1]:
                    self._positions.append(position)
                    self._anchors.append(anchor)
        rows = connection.execute(
            "SELECT id FROM spend WHERE id >= ? ORDER BY id LIMIT ? OFFSET ?", (anchor, count, start - position)
        )
        return [line for (line,) in rows]

    def position_of(self, connection: sqlite3.Connection, line: int) -> int | None:
        """Return where a line stands."""
        if connection.execute("SELECT 1 FROM spend WHERE id = ?", (line,)).fetchone() is None:
            return None
        before = int(connection.execute("SELECT count(*) FROM spend WHERE id < ?", (line,)).fetchone()[0])
        return self.total - 1 - before if self._backwards else before

    def close(self) -> None:
        """Nothing to give back."""


@contextlib.contextmanager
def stoppable(connection: sqlite3.Connection, stop: Stop | None) -> Iterator[None]:
    """Let queries that may take long be cancelled while they run: as soon as the work is no longer wanted, Cancelled is raised."""
    if stop is None:
        yield
        return
    connection.set_progress_handler(lambda: int(stop()), _TICKS)
    try:
        yield
    except sqlite3.OperationalError as error:
        if getattr(error, "sqlite_errorcode", 0) == sqlite3.SQLITE_INTERRUPT:
            raise Cancelled(_STOPPED) from error
        raise
    finally:
        connection.set_progress_handler(None, 0)
