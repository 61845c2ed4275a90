"""The desk file: one way to open it, one way to make it, one way to write to it."""

from __future__ import annotations

import contextlib
import getpass
import os
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Final

from tpdesk.errors import DeskError, DeskFileProblem, Locked
from tpdesk.models import guard, schema

SUFFIX: Final = ".tpdesk"
"""The ending of a desk file's name."""

BUSY_MILLISECONDS: Final = 5_000
"""How long a writer waits for another before it gives up with words."""


class Desk:
    """An open desk file. Use it as a context manager; every change goes through `writing()`."""

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self.path = path
        self.connection = connection

    def __enter__(self) -> Desk:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            told = self._explained(error) if isinstance(error, Exception) and not isinstance(error, DeskError) else None
        finally:
            self.close()
        if told is not None:
            raise told from error

    def _explained(self, error: Exception) -> DeskError | None:
        """Return the words for an error that came of the file, or None for one of ours: damage shows in values that cannot be."""
        told = in_words(error, self.path)
        if told is None:
            try:
                with spoken(self.path):
                    sound = self.connection.execute("PRAGMA quick_check(1)").fetchone()[0]
            except DeskError as damage:
                return damage
            if sound != "ok":
                return damaged(self.path, sound)
        return told

    def close(self) -> None:
        """Close the file. Safe to call twice."""
        self.connection.close()

    @contextlib.contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """One act, whole or not at all: yields the connection inside one immediate transaction. Raises Locked."""
        with spoken(self.path):
            self.connection.execute("BEGIN IMMEDIATE")
        try:
            with spoken(self.path):
                yield self.connection
                self.connection.execute("COMMIT")
        except BaseException:
            if self.connection.in_transaction:
                self.connection.execute("ROLLBACK")
            raise


def now() -> str:
    """Return the time as ISO 8601 UTC to the second. TPDESK_NOW stands in for the clock where a run must be repeatable."""
    return os.environ.get("TPDESK_NOW") or datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def who() -> str:
    """Return the user's login name, or 'unknown' where the system has none."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "unknown"


def note_act(connection: sqlite3.Connection, act: str, subject: str, detail: str = "") -> None:
    """Write one line of history. Call inside `Desk.writing()`."""
    connection.execute(
        "INSERT INTO audit (at, who, act, subject, detail) VALUES (?, ?, ?, ?, ?)", (now(), who(), act, subject, detail)
    )


def last_change(connection: sqlite3.Connection) -> str:
    """Return when the desk was last changed, by its history: ISO 8601 UTC."""
    row = connection.execute("SELECT at FROM audit ORDER BY id DESC LIMIT 1").fetchone()
    return str(row[0]) if row else now()


def open_desk(path: Path, *, make: bool = False, read_only: bool = False) -> Desk:
    """Open the desk file at `path`.

    `make` makes a missing one; without it a missing file raises DeskFileProblem. Raises DeskFileProblem for a file that is newer,
    foreign or damaged, Locked for a place that cannot be written.
    """
    try:
        is_folder = path.is_dir()
        missing = not path.exists() or (make and path.stat().st_size == 0)
    except OSError as error:
        raise Locked(
            f"{path} cannot be looked at: {error.strerror or error}. Check the folder and your rights."
        ) from error
    if is_folder:
        raise DeskFileProblem(f"{path} is a folder, not a desk file. Name a file, as in {path / 'my-place'}{SUFFIX}.")
    if missing:
        if not make:
            raise DeskFileProblem(
                f"There is no desk file at {path}. Check --desk, or make one: tpdesk --desk {path.name} place add NAME.",
                title="No desk file there",
            )
        _begin_file(path)
    connection = connect(path, read_only=read_only)
    try:
        with spoken(path):
            if read_only and _is_older(connection):
                # A file of an earlier schema is brought to today's before it can be read.
                connection.close()
                connection = connect(path)
            prepare(connection, path, fresh=missing, read_only=read_only)
    except BaseException:
        connection.close()
        if missing and path.stat().st_size == 0:
            path.unlink()
        raise
    return Desk(path, connection)


def _is_older(connection: sqlite3.Connection) -> bool:
    ours = connection.execute("PRAGMA application_id").fetchone()[0] == schema.APPLICATION_ID
    return bool(ours and connection.execute("PRAGMA user_version").fetchone()[0] < len(schema.MIGRATIONS))


def connect(path: Path, *, read_only: bool = False) -> sqlite3.Connection:
    """Return a connection with every pragma that keeps the file safe. One per thread. Raises Locked or DeskFileProblem."""
    with spoken(path):
        # Readers may write too as far as SQLite goes (query_only stops them): else they could not undo what a killed writer left behind.
        connection = sqlite3.connect(path.resolve(), isolation_level=None, timeout=BUSY_MILLISECONDS / 1000)
        try:
            connection.execute(f"PRAGMA busy_timeout = {BUSY_MILLISECONDS}")
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute("PRAGMA trusted_schema = OFF")
            connection.execute("PRAGMA cell_size_check = ON")
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA temp_store = FILE")
            connection.execute("PRAGMA cache_size = -16000")
            if read_only:
                connection.execute("PRAGMA query_only = ON")
        except BaseException:
            connection.close()
            raise
    return connection


def prepare(connection: sqlite3.Connection, path: Path, *, fresh: bool, read_only: bool = False) -> None:
    """Bring the file to today's schema, or refuse it with words (DeskFileProblem)."""
    application_id = connection.execute("PRAGMA application_id").fetchone()[0]
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if not fresh and application_id != schema.APPLICATION_ID:
        raise DeskFileProblem(
            f"{path} is not a tpdesk desk file. Nothing in it was changed. Choose a file that ends in {SUFFIX}."
        )
    if version > len(schema.MIGRATIONS):
        raise DeskFileProblem(
            f"{path} was written by a newer tpdesk (its schema is {version}, this one knows {len(schema.MIGRATIONS)}). "
            "Nothing in it was changed. Update tpdesk, then open it again.",
            title="This desk file is newer than this tpdesk",
        )
    if not fresh:
        _refuse_what_is_not_ours(connection, path)
    if read_only and version == len(schema.MIGRATIONS):
        return
    if connection.execute("PRAGMA journal_mode").fetchone()[0] != "delete":
        # Copying only the main file of an open WAL database loses what is in the log.
        connection.execute("PRAGMA journal_mode = DELETE")
    if version < len(schema.MIGRATIONS):
        _migrate(connection, version, fresh)


def _begin_file(path: Path) -> None:
    try:
        guard.private_folder(path.parent)
        guard.make_private_file(path)
    except OSError as error:
        raise Locked(
            f"The desk file {path} cannot be made: {error.strerror or error}. Choose a folder in which you may write, with --desk."
        ) from error


def _migrate(connection: sqlite3.Connection, version: int, fresh: bool) -> None:
    from tpdesk.models import seeds

    if fresh:
        connection.execute("PRAGMA page_size = 8192")
    connection.execute("PRAGMA foreign_keys = OFF")
    connection.execute("BEGIN IMMEDIATE")
    try:
        # Another process may have made the step while this one waited for the file.
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        for migration in schema.MIGRATIONS[version:]:
            migration.apply(connection)
        if version == 0:
            connection.execute(f"PRAGMA application_id = {schema.APPLICATION_ID}")
            seeds.load_reference(connection)
        broken = connection.execute("PRAGMA foreign_key_check").fetchone()
        if broken:
            raise sqlite3.IntegrityError(f"the migration would leave a row of {broken[0]} without its parent")
        connection.execute(f"PRAGMA user_version = {len(schema.MIGRATIONS)}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    finally:
        connection.execute("PRAGMA foreign_keys = ON")


def _refuse_what_is_not_ours(connection: sqlite3.Connection, path: Path) -> None:
    tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    lost = schema.expected_tables() - tables
    if lost and connection.execute("PRAGMA user_version").fetchone()[0] == len(schema.MIGRATIONS):
        raise damaged(path, f"the table {sorted(lost)[0]} is missing")
    ours = schema.expected_programs()
    found = connection.execute("SELECT name, sql FROM sqlite_master WHERE type IN ('trigger', 'view')").fetchall()
    strange = [name for name, sql in found if ours.get(name) != sql]
    if strange:
        raise DeskFileProblem(
            f"{path} holds programs that tpdesk did not write ({', '.join(sorted(strange)[:3])}). It was not opened, since they would run with your "
            "rights. Ask whoever sent it for a clean copy."
        )


@contextlib.contextmanager
def spoken(path: Path) -> Iterator[None]:
    """Turn SQLite's errors about the file at `path` into ours with words; a mistake in our own SQL stays what it is."""
    try:
        yield
    except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
        told = in_words(error, path)
        if told is None:
            raise
        raise told from error


def damaged(path: Path, detail: object) -> DeskFileProblem:
    """Return the words for a file that is damaged."""
    return DeskFileProblem(
        f"{path} is damaged or not a desk file ({detail}). Nothing in it was changed; keep it, and go back to a copy."
    )


def in_words(error: Exception, path: Path) -> DeskError | None:
    """Return what to tell the user of an error about the file at `path`: Locked, DeskFileProblem, or None for a mistake of ours."""
    if isinstance(error, UnicodeDecodeError) or (
        isinstance(error, sqlite3.OperationalError) and "decode" in str(error).lower()
    ):
        return damaged(path, "text in it that is no text")
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        words = f"{path} is in use by another tpdesk, which is writing to it. Nothing was changed. Wait until it is done, then try again."
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
    return None
