"""A connection to a desk file with every pragma that keeps it safe, and SQLite's errors in words.

Work in temporary tables on a desk that is open to read: a trial of an import changes nothing.

Whether the desk file was changed since one last looked: by another window, a verb, or this window's own acts.

Settings that belong to the desk, not to the user's machine.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from tpdesk.errors import Damaged, DeskError, DeskFileProblem, InputProblem, Locked
from tpdesk.models import guard
from tpdesk.text import shown

SUFFIX: Final = ".tpdesk"
"""The ending of a desk file's name."""

BUSY_MILLISECONDS: Final = 5_000
"""How long a writer waits for another before it gives up with words."""


_JOURNAL_MAGIC: Final = bytes.fromhex("d9d505f920a163d7")
_JOURNAL_END: Final = 4_096 + 16
"""What a journal that names another file ends with, and the bytes that its longest name takes with it."""


_DAMAGE_WITHOUT_CODE: Final = ("unsupported file format", "malformed JSON")
"""What SQLite says of damage under the code that it has for mistakes in a statement."""


_TOO_LARGE: Final = ("integer overflow", "cannot store REAL value in INTEGER column")
"""What SQLite says of a sum that leaves its 64 bits, and of one that it would keep rounded."""


def connect(path: Path, *, read_only: bool = False, by_any_thread: bool = False) -> sqlite3.Connection:
    """Return a connection with every pragma that keeps the file safe. One per thread, but for those that their owner
    guards himself, so that any may use it. Raises Locked or DeskFileProblem."""
    refuse_journal_of_others(path.resolve())
    with spoken(path):
        # Readers may write too as far as SQLite goes (query_only stops them): else they could not undo what a
        # killed writer left behind.
        connection = sqlite3.connect(
            path.resolve(),
            isolation_level=None,
            timeout=BUSY_MILLISECONDS / 1000,
            check_same_thread=not by_any_thread,
        )
        try:
            connection.execute(f"PRAGMA busy_timeout = {BUSY_MILLISECONDS}")
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute("PRAGMA trusted_schema = OFF")
            connection.execute("PRAGMA cell_size_check = ON")
            # EXTRA fails where a folder cannot be brought to the disk. Readers end no act.
            extra = not read_only and journal_mode(path) == "DELETE"
            connection.execute(f"PRAGMA synchronous = {'EXTRA' if extra else 'FULL'}")
            connection.execute("PRAGMA temp_store = FILE")
            connection.execute("PRAGMA cache_size = -16000")
            if read_only:
                connection.execute("PRAGMA query_only = ON")
        except BaseException:
            connection.close()
            raise
    return connection


def refuse_journal_of_others(path: Path) -> None:
    """Raise DeskFileProblem where the journal beside a desk file names another file: SQLite deletes that file when it
    has played the journal back.

    A journal names one where an act changed two files at once, which no act of ours does; a journal that came with
    somebody's desk can name any file of the user's. Source: sqlite.org/fileformat2.html, 3 (the super-journal name
    at the end of a journal).
    """
    journal = path.with_name(f"{path.name}-journal")
    try:
        with journal.open("rb") as file:
            size = file.seek(0, os.SEEK_END)
            file.seek(-min(size, _JOURNAL_END), os.SEEK_END)
            end = file.read(_JOURNAL_END)
    except OSError:
        # Not there, most of all; and what cannot be read here SQLite cannot either.
        return
    length = int.from_bytes(end[-16:-12], "big")
    if end[-8:] != _JOURNAL_MAGIC or not 0 < length <= len(end) - 16:
        return
    named = end[-16 - length : -16]
    if not named.startswith(os.fsencode(f"{path}-mj")):
        raise DeskFileProblem(
            f"{journal} names another file ({shown(os.fsdecode(named))}), which opening {path.name} would delete. "
            "Nothing was opened or changed. tpdesk writes no such journal: ask where the file comes from, and have "
            "it sent again without the journal."
        )


def journal_mode(path: Path) -> str:
    """Return how SQLite ends an act on the disk that holds the file at `path`, for every connection that writes to it.

    An act is done when its journal is gone, and must stay done after a power cut: else the journal is back and undoes
    what was reported as done. Where the folder can be brought to the disk, the journal is removed (and `synchronous =
    EXTRA` waits for the folder). Elsewhere, on Windows and on some network shares, it is emptied: then the file itself
    is waited for, and an empty journal may stay beside the desk.
    """
    return "DELETE" if guard.syncs_folders(path.resolve().parent) else "TRUNCATE"


@contextlib.contextmanager
def spoken(path: Path) -> Iterator[None]:
    """Turn SQLite's errors about the file at `path` into ours with words; a mistake in our own SQL stays what it is."""
    try:
        yield
    except (sqlite3.DatabaseError, UnicodeDecodeError, OverflowError) as error:
        told = in_words(error, path)
        if told is None:
            raise
        let_go(error)
        raise told from error


def let_go(error: BaseException) -> None:
    """Drop the cursors of a query that broke off: while a frame of the error holds one, its lock on the file
    outlives even its connection."""
    broken: BaseException | None = error
    while broken is not None:
        traceback.clear_frames(broken.__traceback__)
        broken = broken.__cause__


@contextlib.contextmanager
def unchecked(connection: sqlite3.Connection) -> Iterator[None]:
    """Leave the tables' CHECK rules unasked for a while: for very many rows whose values are known to keep them.

    A rule such as `status IN (1, 2, 3, 4)` builds its list anew for each statement: asked row by row, the rules
    cost more than the rows.
    """
    connection.execute("PRAGMA ignore_check_constraints = ON")
    try:
        yield
    finally:
        connection.execute("PRAGMA ignore_check_constraints = OFF")


def damaged(path: Path, detail: object) -> Damaged:
    """Return the words for a file that is damaged."""
    return Damaged(
        f"{path} is damaged or not a desk file ({detail}). Nothing in it was changed; keep it. Go back to a backup "
        "with 'tpdesk restore', or bring over what can be read of it with 'tpdesk salvage'."
    )


def in_words(error: Exception, path: Path) -> DeskError | None:
    """Return what to tell the user of an error about the file at `path`:
    Locked, DeskFileProblem, InputProblem for what is too large; None for a mistake of ours."""
    if isinstance(error, UnicodeDecodeError) or (
        isinstance(error, sqlite3.OperationalError) and "decode" in str(error).lower()
    ):
        return damaged(path, "text in it that is no text")
    if isinstance(error, OverflowError) or any(words in str(error) for words in _TOO_LARGE):
        return InputProblem(
            f"A number that was given, or a sum of amounts on {path}, is larger than a desk can hold. Nothing was "
            "changed. Check what was typed; where the amounts are the cause, find the largest (spend list "
            "--sort=-amount) and undo or remove the batch that they came with.",
            title="A number is too large",
        )
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        words = (
            f"{path} is in use by another tpdesk, which is writing to it. Nothing was changed. Wait until it "
            "is done, then try again."
        )
        return Locked(words, title="The desk file is in use")
    if code == sqlite3.SQLITE_FULL:
        return Locked(
            f"The disk that holds {path} is full. Nothing was changed. Make room, then try again.",
            title="The disk is full",
        )
    if code in (
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_PERM,
        sqlite3.SQLITE_AUTH,
    ):
        return Locked(
            f"{path} cannot be opened or written ({error}). Nothing was changed. Check the folder and your rights."
        )
    if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_FORMAT):
        return damaged(path, error)
    if any(words in str(error) for words in _DAMAGE_WITHOUT_CODE):
        return damaged(path, error)
    return None


_WRITES: Final = frozenset(
    [sqlite3.SQLITE_INSERT, sqlite3.SQLITE_UPDATE, sqlite3.SQLITE_DELETE, sqlite3.SQLITE_CREATE_TABLE,
        sqlite3.SQLITE_DROP_TABLE]
)  # fmt: skip


@contextlib.contextmanager
def temporary_tables(connection: sqlite3.Connection) -> Iterator[None]:
    """Let a connection fill temporary tables, one that may only read too; the desk's own tables are closed to it."""
    read_only = connection.execute("PRAGMA query_only").fetchone()[0]
    connection.set_authorizer(_temporary_only)
    connection.execute("PRAGMA query_only = OFF")
    try:
        yield
    finally:
        connection.execute(f"PRAGMA query_only = {read_only}")
        connection.set_authorizer(None)


@contextlib.contextmanager
def together(connection: sqlite3.Connection) -> Iterator[None]:
    """Fill temporary tables in one transaction: that of the act where one is open, else one of its own, of which
    nothing stays where it fails."""
    if connection.in_transaction:
        yield
        return
    connection.execute("BEGIN")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


@contextlib.contextmanager
def savepoint(connection: sqlite3.Connection, *, keep: bool = True) -> Iterator[None]:
    """Do what is inside as one: it alone is taken back where something is raised or `keep` is false. Outside a
    transaction all that is read inside is of one moment of the file."""
    connection.execute("SAVEPOINT inside")
    try:
        yield
    except BaseException:
        keep = False
        raise
    finally:
        # An error of the file itself ends the whole transaction, and this part with it.
        if connection.in_transaction:
            if not keep:
                connection.execute("ROLLBACK TO inside")
            connection.execute("RELEASE inside")


def _temporary_only(action: int, _first: str | None, _second: str | None, database: str | None, _by: str | None) -> int:
    return sqlite3.SQLITE_DENY if action in _WRITES and database != "temp" else sqlite3.SQLITE_OK


class FileWatch:
    """Looks at one desk file. It never waits, never fails, and belongs to the thread that made it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._connection: sqlite3.Connection | None = None
        self._seen: tuple[object, ...] | None = self._look()

    def changed(self) -> bool:
        """Return whether the file was changed, replaced or taken away since the last call (the first:
        since the watch was made)."""
        now = self._look()
        if now is None or now == self._seen:
            return False
        self._seen = now
        return True

    def close(self) -> None:
        """Let go of the file."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _look(self) -> tuple[object, ...] | None:
        """Return what tells one state of the file from another, or None where that cannot be said just now."""
        try:
            found = self.path.stat()
        except OSError:
            self.close()
            return ("gone",)
        file = (found.st_dev, found.st_ino)
        if self._seen_file() != file:
            self.close()
        try:
            if self._connection is None:
                self._connection = connect(self.path, read_only=True)
                self._connection.execute("PRAGMA busy_timeout = 0")
            return (*file, self._connection.execute("PRAGMA data_version").fetchone()[0])
        except sqlite3.OperationalError:
            # Somebody is writing at this moment: there will be something to see when they are done.
            return None
        except (sqlite3.DatabaseError, DeskError):
            self.close()
            return (*file, found.st_size, found.st_mtime_ns)

    def _seen_file(self) -> tuple[object, ...] | None:
        seen = getattr(self, "_seen", None)
        return seen[:2] if seen is not None else None


def get_setting(connection: sqlite3.Connection, key: str) -> str | None:
    """Return the setting, or None where it was never set."""
    row = connection.execute("SELECT value FROM setting WHERE key = ?", (key,)).fetchone()
    return str(row[0]) if row else None


def set_setting(connection: sqlite3.Connection, key: str, value: str) -> None:
    """Keep the setting. Inside `Desk.writing()`."""
    connection.execute(
        "INSERT INTO setting (key, value) VALUES (?1, ?2) ON CONFLICT DO UPDATE SET value = ?2", (key, value)
    )
