"""The desk file: one way to open it, one way to make it, one way to write to it."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Callable, Hashable, Iterator
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Final, TypeVar

from tpdesk.errors import DeskError, DeskFileProblem, Locked
from tpdesk.models import guard
from tpdesk.models.connection import SUFFIX, connect, damaged, in_words, let_go, spoken
from tpdesk.models.file_writing import must_have_a_name, unfinished
from tpdesk.models.prepare import is_older, make_fresh, prepare

if TYPE_CHECKING:
    from tpdesk.models.keeping.backup import Reason
    from tpdesk.models.keeping.lock import Held
    from tpdesk.models.kept import KeptAnswers

R = TypeVar("R")

_MAGIC: Final = b"SQLite format 3\0"
"""How every database of SQLite begins."""

# What only writers need is imported where they come by: whoever asks for a figure waits for it otherwise.


class Desk:
    """An open desk file. Use it as a context manager; every change goes through `writing()`."""

    def __init__(self, path: Path, connection: sqlite3.Connection, held: Held | None = None) -> None:
        self.path = path
        self.connection = connection
        self.tell: Callable[[str], None] = _to_nobody
        """Where words go that do not stop the work, such as that no backup could be made."""
        self.kept: KeptAnswers | None = None
        """Answers that are kept while nobody writes: a window's; None where each is found anew."""
        self._held = held
        self.has_written = False
        """Whether backups may have been made that are proved when it is closed."""

    def __enter__(self) -> Desk:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            told = self._explained(error) if isinstance(error, Exception) and not isinstance(error, DeskError) else None
        finally:
            if error is not None:
                let_go(error)
            self.close()
        if told is not None:
            raise told from error

    def _explained(self, error: Exception) -> DeskError | None:
        """Return the words for an error that came of the file, or None for one of ours:
        damage shows in values that cannot be."""
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

    def answer(self, question: Hashable, find: Callable[[], R]) -> R:
        """Return the answer to a question about what the desk holds, as it was found before where nobody has written
        since and answers are kept. `question` names it with all that it depends on."""
        return find() if self.kept is None else self.kept.answer(self.connection, question, find)

    def close(self) -> None:
        """Close the file, and let it go where it was open for writing. Safe to call twice."""
        self.connection.close()
        if self._held is not None:
            self._held.release()
        if self.has_written:
            self.has_written = False
            from tpdesk.models.keeping.backup import backup_folder
            from tpdesk.models.keeping.proving import start_proofs

            start_proofs(backup_folder(self.path), self.tell)

    def keep(self, reason: Reason) -> None:
        """Make a backup before an act, outside `writing()`. Raises Locked where none can be made and
        the act cannot be undone."""
        from tpdesk.models.keeping.backup import keep_before

        self.has_written = True
        with spoken(self.path):
            keep_before(self.path, self.connection, reason, self.tell)

    @contextlib.contextmanager
    def writing(self, *, foreign_keys: bool = True) -> Iterator[sqlite3.Connection]:
        """One act, whole or not at all, and one step of undo: yields the connection inside one immediate
        transaction. Raises Locked.

        Without `foreign_keys` the act sees to it by itself that what its rows refer to is there:
        for a million rows at a time.
        """
        from tpdesk.models.log import undo_capture, undo_steps

        connection = self.connection
        with spoken(self.path):
            undo_capture.catch(connection)
        with self._foreign_keys(foreign_keys), self._transaction():
            undo_steps.begin(connection)
            yield connection
            undo_steps.end(connection)

    @contextlib.contextmanager
    def unlogged(self, *, foreign_keys: bool = True) -> Iterator[sqlite3.Connection]:
        """The transaction of undo, redo and purge: whole or not at all, and no step of undo. Raises Locked."""
        from tpdesk.models.log import undo_capture

        connection = self.connection
        with spoken(self.path):
            undo_capture.let_go(connection)
        with self._foreign_keys(foreign_keys), self._transaction():
            yield connection

    @contextlib.contextmanager
    def _foreign_keys(self, on: bool) -> Iterator[None]:
        """Let the transaction inside be with foreign keys or without; they are on before and after."""
        with spoken(self.path):
            self.connection.execute(f"PRAGMA foreign_keys = {'ON' if on else 'OFF'}")
        try:
            yield
        finally:
            self.connection.execute("PRAGMA foreign_keys = ON")

    def compact(self) -> None:
        """Write the file anew without free pages: what was deleted is in it no longer. Raises Locked."""
        with spoken(self.path):
            self.connection.execute("VACUUM")

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[None]:
        from tpdesk.models.keeping.backup import keep_once_a_day

        self.has_written = True
        with spoken(self.path):
            keep_once_a_day(self.path, self.connection, self.tell)
            self.connection.execute("BEGIN IMMEDIATE")
        try:
            with spoken(self.path):
                yield
                self.connection.execute("COMMIT")
        except BaseException:
            if self.connection.in_transaction:
                self.connection.execute("ROLLBACK")
            raise


def open_desk(path: Path, *, make: bool = False, read_only: bool = False, program: str = "another tpdesk") -> Desk:
    """Open the desk file at `path`: to read, or to write, which one process at a time can.

    `make` makes a missing one; without it a missing file raises DeskFileProblem. `program` is what others are told that
    the desk is open in: a window, or a verb. Raises DeskFileProblem for a file that is newer, foreign or damaged,
    Locked for a place that cannot be written, InUse (a Locked) where another process has it open for writing.
    """
    missing = _is_missing(path, make)
    if not missing:
        refuse_other_kinds(path)
    if missing and not make:
        raise DeskFileProblem(
            f"There is no desk file at {path}. Check --desk, or make one: tpdesk --desk {path.name} place add NAME.",
            title="No desk file there",
        )
    if read_only and not missing:
        return Desk(path, _open_to_read(path, program))
    from tpdesk.models.keeping.lock import hold

    if missing:
        _make_folder(path)
    held = hold(path, program)
    try:
        # Another process may have made it while this one waited.
        missing = _is_missing(path, make)
        return Desk(path, _open_to_write(path, fresh=missing), held)
    except BaseException:
        held.release()
        raise


def refuse_other_kinds(path: Path) -> None:
    """Raise DeskFileProblem for a file that is no database and does not bear our suffix:
    a desk that is damaged still has its name."""
    try:
        if not guard.is_ordinary_file(path):
            raise _no_ordinary_file(path)
        with path.open("rb") as file:
            start = file.read(len(_MAGIC))
    except OSError as error:
        raise Locked(f"{path} cannot be read: {error.strerror or error}. Check the file and your rights.") from error
    if start != _MAGIC and path.suffix.casefold() != SUFFIX:
        raise DeskFileProblem(
            f"{path} is not a tpdesk desk file. Nothing in it was changed. Choose a file that ends in {SUFFIX}.",
            title="Not a desk file",
        )


def _is_missing(path: Path, make: bool) -> bool:
    try:
        is_folder = path.is_dir()
        exists = path.exists()
        is_odd = exists and not guard.is_ordinary_file(path)
        missing = not exists or (make and path.stat().st_size == 0)
    except OSError as error:
        raise Locked(
            f"{path} cannot be looked at: {error.strerror or error}. Check the folder and your rights."
        ) from error
    if is_folder:
        raise DeskFileProblem(f"{path} is a folder, not a desk file. Name a file, as in {path / 'my-place'}{SUFFIX}.")
    if is_odd:
        raise _no_ordinary_file(path)
    return missing


def _no_ordinary_file(path: Path) -> DeskFileProblem:
    return DeskFileProblem(f"{path} is not an ordinary file. Name a desk file.", title="Not a desk file")


def _open_to_write(path: Path, *, fresh: bool) -> sqlite3.Connection:
    if fresh:
        _make(path.resolve())
    connection = connect(path)
    try:
        with spoken(path):
            prepare(connection, path, fresh=False)
    except BaseException:
        connection.close()
        raise
    return connection


def _make(path: Path) -> None:
    """Make the file whole before it has its name: a power cut leaves a desk or none."""
    from tpdesk.models.keeping.whole_copy import put_database, remove_with_sides

    making = unfinished(path)
    with _making(path):
        try:
            make_fresh(making, named=path)
            put_database(making, path)
        finally:
            remove_with_sides(making)


def _open_to_read(path: Path, program: str) -> sqlite3.Connection:
    connection = connect(path, read_only=True)
    try:
        with spoken(path):
            if not is_older(connection):
                prepare(connection, path, fresh=False, read_only=True)
                return connection
            # A file of an earlier schema is brought to today's before it can be read; where it cannot be
            # written, a copy of it is.
            with contextlib.suppress(Locked):
                open_desk(path, program=program).close()
                return connection
            return _in_todays_form(connection, path)
    except BaseException:
        connection.close()
        raise


def _in_todays_form(connection: sqlite3.Connection, path: Path) -> sqlite3.Connection:
    """Return a connection to a temporary copy of the file, which goes with it, and close the one that is given."""
    from tpdesk.models.keeping.whole_copy import pour

    copy = sqlite3.connect("", isolation_level=None)
    try:
        copy.execute("PRAGMA trusted_schema = OFF")
        with contextlib.closing(connection):
            pour(connection, copy)
        prepare(copy, path, fresh=False, is_copy=True)
        copy.execute("PRAGMA query_only = ON")
    except BaseException:
        copy.close()
        raise
    return copy


def _make_folder(path: Path) -> None:
    must_have_a_name(path)
    with _making(path):
        guard.private_folder(path.parent)


@contextlib.contextmanager
def _making(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise Locked(
            f"The desk file {path} cannot be made: {error.strerror or error}. Choose a folder in which you may write."
            f"{guard.too_long(unfinished(path))}"
        ) from error


def _to_nobody(_: str) -> None:
    """Say nothing: whoever opens a desk for somebody to hear sets `Desk.tell`."""
