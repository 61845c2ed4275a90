"""A desk file copied whole, whatever else has it open: by SQLite's backup, and checked page by page."""

from __future__ import annotations

import contextlib
import errno
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from tpdesk.models import file_copy, guard
from tpdesk.models.connection import connect, damaged, spoken
from tpdesk.models.file_writing import move_into_place, remove_files

_CLOSED: Final = (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_PERM)
_UNREADABLE: Final = (sqlite3.SQLITE_IOERR_READ, sqlite3.SQLITE_IOERR_SHORT_READ)
"""What goes wrong with the disk of the copy, and with that of what is copied."""

_NO_ROOM: Final = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)

SIDE_FILES: Final = ("-journal", "-wal", "-shm")
"""Endings of the files that SQLite keeps beside a database:
they belong to the one state of it, and never to another's."""


def copy_whole(source: Path, target: Path) -> None:
    """Copy the desk file `source` to `target`, which is overwritten, private to its owner. Not checked, and not on the
    disk yet: `move_into_place` does that.

    Raises DeskFileProblem where the source is no database, Locked where it is in use for too long, OSError where the
    target cannot be written. What is left at `target` then is no desk: the caller takes it away.
    """
    remove_with_sides(target)
    guard.make_private_file(target)
    with (
        spoken(source),
        contextlib.closing(connect(source, read_only=True)) as reading,
        contextlib.closing(sqlite3.connect(target, isolation_level=None)) as writing,
    ):
        # Nobody sees the copy before it is whole and on the disk.
        writing.execute("PRAGMA journal_mode = OFF")
        writing.execute("PRAGMA synchronous = OFF")
        # What cannot be read shows here; what goes wrong after it is of the copy's making.
        reading.execute("SELECT count(*) FROM sqlite_master").fetchone()
        with _writing_to(target):
            pour(reading, writing)
            # A copy of a file in WAL would be in WAL too, and lose what is in its log when it is moved.
            writing.execute("PRAGMA journal_mode = DELETE")


def copy_by_system(source: Path, target: Path) -> None:
    """Copy the desk file `source` as `copy_whole` does, byte by byte and by the file system: a tenth of the time for a
    large one, and next to none on a disk that shares blocks between files. Raises as `copy_whole` does.
    """
    with spoken(source), contextlib.closing(connect(source, read_only=True)) as reading:
        # While a reader is at it, what anybody writes is in a journal only: the file is as the last act left it.
        reading.execute("BEGIN")
        reading.execute("SELECT count(*) FROM sqlite_master").fetchone()
        if reading.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
            remove_with_sides(target)
            guard.make_private_file(target)
            try:
                file_copy.copy_contents(source.resolve(), target)
            except OSError as error:
                if error.errno in _NO_ROOM:
                    raise
                # Whether it is the desk or the copy that fails, SQLite tells apart.
            else:
                return
    copy_whole(source, target)


def pour(reading: sqlite3.Connection, writing: sqlite3.Connection) -> None:
    """Put the whole of one database into another, in one transaction of each.
    Raises sqlite3.Error, SQLITE_BUSY among them."""

    def give_up(status: int, _: int, __: int) -> None:
        # Python would try again for ever, each time after SQLite's own wait.
        if status in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            error = sqlite3.OperationalError("database is locked")
            error.sqlite_errorcode = status
            raise error

    reading.backup(writing, progress=give_up)


def must_be_sound(path: Path, *, named: Path) -> None:
    """Check every page of the desk file at `path`. Raises DeskFileProblem, which calls it
    `named`, where one is damaged."""
    with spoken(named), contextlib.closing(connect(path, read_only=True)) as looking:
        found = looking.execute("PRAGMA quick_check(1)").fetchone()[0]
    if found != "ok":
        raise damaged(named, found)


def put_database(made: Path, target: Path) -> None:
    """Put a finished database in the place of `target`, a database that nobody has open or
    nothing at all. Raises OSError.

    A journal that is left there belongs to another file, and would be played back into this one: it goes first.
    """
    remove_files(*(target.with_name(target.name + ending) for ending in SIDE_FILES))
    move_into_place(made, target)


def remove_with_sides(path: Path) -> None:
    """Take a file away with what SQLite kept beside it. Raises OSError."""
    for ending in ("", *SIDE_FILES):
        path.with_name(path.name + ending).unlink(missing_ok=True)


@contextlib.contextmanager
def _writing_to(target: Path) -> Iterator[None]:
    """Turn SQLite's words for a disk that is full or closed into the system's own, which name the place."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        code = getattr(error, "sqlite_errorcode", 0)
        if code & 0xFF == sqlite3.SQLITE_FULL:
            raise OSError(errno.ENOSPC, "the disk is full", str(target)) from error
        if code & 0xFF in _CLOSED and code not in _UNREADABLE:
            raise OSError(errno.EIO, str(error), str(target)) from error
        raise
