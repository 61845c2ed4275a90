"""The desk file: one way to open it, one way to make it, one way to write to it."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType

from tpdesk.errors import DeskError, DeskFileProblem, Locked
from tpdesk.models import guard, undo_capture, undo_log
from tpdesk.models.connection import SUFFIX, connect, damaged, in_words, spoken
from tpdesk.models.prepare import is_older, prepare


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
        """One act, whole or not at all, and one step of undo: yields the connection inside one immediate transaction. Raises Locked."""
        connection = self.connection
        with spoken(self.path):
            undo_capture.catch(connection)
        with self._transaction():
            undo_log.begin(connection)
            yield connection
            undo_log.end(connection)

    @contextlib.contextmanager
    def walking(self) -> Iterator[sqlite3.Connection]:
        """The transaction of undo, redo and purge: nothing that happens in it is logged, and foreign keys are off. Raises Locked."""
        connection = self.connection
        with spoken(self.path):
            undo_capture.let_go(connection)
            connection.execute("PRAGMA foreign_keys = OFF")
        try:
            with self._transaction():
                yield connection
        finally:
            connection.execute("PRAGMA foreign_keys = ON")

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[None]:
        with spoken(self.path):
            self.connection.execute("BEGIN IMMEDIATE")
        try:
            with spoken(self.path):
                yield
                self.connection.execute("COMMIT")
        except BaseException:
            if self.connection.in_transaction:
                self.connection.execute("ROLLBACK")
            raise


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
            if read_only and is_older(connection):
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


def _begin_file(path: Path) -> None:
    try:
        guard.private_folder(path.parent)
        guard.make_private_file(path)
    except OSError as error:
        raise Locked(
            f"The desk file {path} cannot be made: {error.strerror or error}. Choose a folder in which you may write, with --desk."
        ) from error
