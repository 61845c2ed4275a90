"""Lines of a large file that a process of its own puts into a table of their own shape while the file is still read
(`ahead_child.py`), by the numbers that their texts will get on the desk.

The numbers are foreseen, and compared with those that the texts have got once all is read: where they are the same, the
table is copied into the desk as it stands, which takes a quarter of inserting its lines. Where they are not, since
somebody else wrote meanwhile, and where the process could not begin or ended, nothing of it is used, and the lines go
in from where they wait, as those of small files do: the desk is the same either way.
"""

from __future__ import annotations

import contextlib
import marshal
import os
import shutil
import sqlite3
import sys
import tempfile
import time
from array import array
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from tpdesk.models.beside import EndedByStdin
from tpdesk.models.intake.inserting import fixed_numbers
from tpdesk.text import folded

WORTH: Final = 4_000_000
"""Bytes of a file from which on a second process pays."""

PREFIX: Final = "tpdesk-lines-"
"""How the folder of such a table begins, among the computer's temporary files. It holds numbers, and no texts."""

_CHILD: Final = Path(__file__).with_name("ahead_child.py")
_LEFT_SECONDS: Final = 86_400
"""Age of a folder that nobody can still use: what was killed with its child leaves one."""

_TEXTS: Final = ("label", "supplier", "description")
_NAMED: Final = ("client_group", "activity", "funding_stream", "outsider", "agency")


def pays(size: int) -> bool:
    """Say whether a file of so many bytes is worth a second process on this computer."""
    return size >= WORTH and (os.cpu_count() or 1) > 1 and _is_python(sys.executable)


def _is_python(program: str | None) -> bool:
    """Say whether a program can run a script: where Python is built into another program, that is what is named."""
    return Path(program or "").stem.casefold().startswith(("python", "pypy"))


class _Inserter(EndedByStdin):
    """The process that inserts. The end of its stdin ends it, so that it takes its file with it."""

    def say(self, what: bytes, content: bytes) -> None:
        """Send a message. Raises OSError or ValueError where nobody hears it."""
        assert self.process.stdin is not None
        self.process.stdin.write(what + len(content).to_bytes(8, "big") + content)

    def hear(self) -> Any:
        """Return its answer. Raises OSError or ValueError where it gives none."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.flush()
        length = int.from_bytes(self.process.stdout.read(8), "big")
        data = self.process.stdout.read(length)
        if not length or len(data) < length:
            raise EOFError
        return marshal.loads(data)


_GONE: Final = (OSError, ValueError, EOFError, sqlite3.Error)
"""What is raised where the process is not there any more, or its file cannot be read."""


class LinesAhead:
    """The lines of one file, put ahead. `is_there` falls where they are not to be had: then staged ones go."""

    def __init__(self, connection: sqlite3.Connection, place: int) -> None:
        """`place` is where the lines will be counted."""
        self._connection, self.place = connection, place
        self._foreseen = _ForeseenNumbers(connection)
        self._first, self._sheet = _last(connection, "spend") + 1, _last(connection, "batch_sheet")
        self._sheets = 0
        self._is_attached = False
        self.is_there = False
        self._folder: Path | None = None
        self._process: _Inserter | None = None
        with contextlib.suppress(OSError):
            _remove_left_behind()
            self._folder = Path(tempfile.mkdtemp(prefix=PREFIX))
            self._process = _Inserter(_CHILD, str(self._folder))
            self.is_there = True
            shape = connection.execute(
                "SELECT sql FROM main.sqlite_master WHERE tbl_name = 'spend' AND type IN ('table', 'index') AND sql IS "
                "NOT NULL ORDER BY type DESC"
            ).fetchall()
            self._say(b"T", marshal.dumps(([sql for (sql,) in shape], self._first)))

    def _say(self, what: bytes, content: bytes) -> None:
        if self.is_there and self._process is not None:
            try:
                self._process.say(what, content)
            except _GONE:
                self.is_there = False

    def begin(self, fields: Sequence[str], fixed: Mapping[str, object]) -> None:
        """Begin a sheet: as `Sums.begin`."""
        self._sheets += 1
        shared = fixed_numbers(fixed, self.place, self._sheet + self._sheets)
        self._say(b"S", marshal.dumps((list(fields), dict(fixed), shared)))

    def put(self, block: bytes, words: Mapping[str, Sequence[str]]) -> None:
        """Put lines, as they are staged, and the texts of the words that are new in them."""
        if words and self.is_there:
            self._say(b"W", marshal.dumps({kind: self._foreseen.add(kind, texts) for kind, texts in words.items()}))
        self._say(b"B", block)

    def end(self) -> tuple[Mapping[int, int], Mapping[tuple[int, int], tuple[int, int, int]], bool] | None:
        """End the sheet and wait until all its lines are there; return its lines by day, the days of each body and year
        so far, and whether any of its rows is repeated. None where they are not to be had."""
        self._say(b"E", marshal.dumps(None))
        if not self.is_there or self._process is None:
            return None
        try:
            days, periods, is_repeated = self._process.hear()
            self._attach()
        except _GONE:
            self.is_there = False
            return None
        return days, periods, is_repeated

    def _attach(self) -> None:
        if not self._is_attached and self._folder is not None:
            self._connection.execute("ATTACH ? AS ahead", (str(self._folder / "lines"),))
            self._is_attached = True

    def move(self, place: int, batch_sheets: Sequence[int], numbers: Mapping[str, Sequence[Any]]) -> bool:
        """Move the lines into `spend` where each has the very number, and the numbers of its texts, that were foreseen:
        `numbers` are those of the file's words. Return whether they went."""
        if (
            not self.is_there
            or place != self.place
            or list(batch_sheets) != list(range(self._sheet + 1, self._sheet + 1 + self._sheets))
            or self._first != _last(self._connection, "spend") + 1
            or not self._foreseen.are(numbers)
            or self._connection.execute("SELECT max(id) FROM ahead.spend").fetchone()[0] < self._first
        ):
            return False
        # Whole rows of the same shape: SQLite copies them, and the keys of the indexes, without looking into them.
        self._connection.execute("INSERT INTO main.spend SELECT * FROM ahead.spend")
        return True

    def close(self) -> None:
        """End the process, and take its file away."""
        if self._process is not None:
            self._process.end()
            self._process = None
        self.is_there = False
        if self._is_attached:
            with contextlib.suppress(sqlite3.Error):
                self._connection.execute("DETACH ahead")
                self._is_attached = False
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)


class _ForeseenNumbers:
    """The numbers that a file's words get on the desk as long as nobody else writes to it."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._next = {kind: _last(connection, kind) + 1 for kind in (*_TEXTS, *_NAMED)}
        self._numbers: dict[str, array[int]] = {kind: array("q", (0,)) for kind in self._next}
        self._areas: list[str | None] = [None]
        self._named: dict[tuple[str, str], int] = {}

    def add(self, kind: str, texts: Sequence[str]) -> list[Any]:
        """Return the numbers of the next words, which stand in their temporary table already; an area is its code."""
        if kind == "area":
            self._areas += texts
            return list(texts)
        found = self._of_texts(kind) if kind in _TEXTS else [self._of_name(kind, folded(text)) for text in texts]
        self._numbers[kind].extend(found)
        return found

    def _of_texts(self, kind: str) -> list[int]:
        known = self._connection.execute(
            f"SELECT {kind}.id FROM temp.{kind}_word AS word LEFT JOIN main.{kind} ON {kind}.text = word.text "
            "WHERE word.id >= ? ORDER BY word.id",
            (len(self._numbers[kind]),),
        ).fetchall()
        return [self._new(kind) if number is None else number for (number,) in known]

    def _of_name(self, kind: str, name: str) -> int:
        found = self._named.get((kind, name))
        if found is None:
            row = self._connection.execute(f"SELECT id FROM {kind} WHERE folded = ?", (name,)).fetchone()
            found = self._named[kind, name] = self._new(kind) if row is None else int(row[0])
        return found

    def _new(self, kind: str) -> int:
        number = self._next[kind]
        self._next[kind] += 1
        return number

    def are(self, numbers: Mapping[str, Sequence[Any]]) -> bool:
        """Say whether the words have got these numbers."""
        return all(self._numbers.get(kind, self._areas) == found for kind, found in numbers.items())


def _last(connection: sqlite3.Connection, table: str) -> int:
    """Return the highest number in a table; 0 where it is empty."""
    return int(connection.execute(f"SELECT coalesce(max(id), 0) FROM main.{table}").fetchone()[0])


def _remove_left_behind() -> None:
    """Remove what imports left that were killed together with their process."""
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        with contextlib.suppress(OSError):
            if time.time() - folder.stat().st_mtime > _LEFT_SECONDS:
                shutil.rmtree(folder, ignore_errors=True)
