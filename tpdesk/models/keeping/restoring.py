"""Going back to an earlier state of a desk file, so that one can come back from that too; and what it would undo.

The backups that a damaged desk can go back to, and what would have to be done again.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain, count
from pathlib import Path
from typing import Final

from tpdesk.errors import DeskError, DeskFileProblem, Locked, UsageProblem
from tpdesk.models import guard, schema
from tpdesk.models.connection import SUFFIX, connect, journal_mode, spoken
from tpdesk.models.file_writing import copy_file
from tpdesk.models.keeping.backup import Backup, list_backups, make_backup, stamp
from tpdesk.models.keeping.check import must_be_whole
from tpdesk.models.keeping.lock import hold
from tpdesk.models.keeping.proving import note_proven
from tpdesk.models.keeping.whole_copy import (
    SIDE_FILES,
    copy_whole,
    must_be_sound,
    pour,
    put_database,
    remove_with_sides,
)
from tpdesk.models.log.history import Act, list_acts, note_act
from tpdesk.models.prepare import prepare

MOST_ACTS: Final = 20
"""How many of the acts since a backup are told by name."""


@dataclass(frozen=True, slots=True)
class Changes:
    """What the desk has that a backup has not, and the other way round."""

    number: int
    """Acts on the desk since the two were the same."""

    acts: tuple[Act, ...]
    """The latest of them, the latest first, at most MOST_ACTS."""

    other: int
    """Acts that only the backup holds: it was made before the desk went back to an earlier state."""


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore did."""

    desk: Path
    """The desk file."""

    source: Path
    """What it was brought back from."""

    kept: Path | None
    """Where the state before it is: a backup, or a damaged file beside the desk; None where there was no file."""


def what_changed_since(desk: sqlite3.Connection, backup: Backup) -> Changes | None:
    """Return what was done on the desk since a backup, by the two histories; None where the backup cannot be read."""
    try:
        with spoken(backup.path), contextlib.closing(connect(backup.path, read_only=True)) as earlier:
            rows = earlier.execute("SELECT id, at, who, act, subject, detail FROM audit ORDER BY id DESC")
            common = other = 0
            for row in rows:
                if desk.execute(
                    "SELECT 1 FROM audit WHERE (id, at, who, act, subject, detail) = (?, ?, ?, ?, ?, ?)", row
                ).fetchone():
                    common = row[0]
                    break
                other += 1
    except (DeskFileProblem, Locked, sqlite3.DatabaseError):
        return None
    number = desk.execute("SELECT count(*) FROM audit WHERE id > ?", (common,)).fetchone()[0]
    return Changes(number, tuple(list_acts(desk, after=common, limit=MOST_ACTS)), other)


def restore(path: Path, source: Backup | Path) -> Restored:
    """Bring the desk file at `path` back to the state of a backup, or of any whole desk file.

    The state before it is kept as a backup, a file that is damaged as a file beside the desk. Raises DeskFileProblem
    for a source that is damaged, foreign or newer, or a file that does not fit together, UsageProblem for the desk
    itself, InUse where somebody has the desk open for writing, Locked where there is no room; nothing is changed then.
    """
    found = source.path if isinstance(source, Backup) else source
    if not guard.is_ordinary_file(found):
        raise UsageProblem(f"There is no file at {found} to restore from.")
    if path.exists() and guard.is_same_file(found, path):
        raise UsageProblem(f"{found} is the desk itself. Name one of its backups.")
    with _place(path):
        guard.private_folder(path.parent)
    with hold(path, "tpdesk restore"), _place(path):
        lies = path.resolve()
        ready = lies.with_name(f".{lies.name}.restoring")
        try:
            copy_whole(found, ready)
            _make_ready(ready, source, found)
            kept = _put(ready, lies)
        finally:
            remove_with_sides(ready)
    return Restored(path, found, kept)


def set_aside(path: Path) -> Path:
    """Copy a damaged desk file, with what SQLite keeps beside it, under a name beside it that says so; return where.
    Raises OSError."""
    name = f"{path.stem}.damaged-{stamp()}"
    numbered = chain([name], (f"{name}-{number}" for number in count(2)))
    kept = next(file for file in (path.with_name(one + SUFFIX) for one in numbered) if not file.exists())
    # The file itself last: it is never there without what belongs to it.
    for ending in (*SIDE_FILES, ""):
        beside = path.with_name(path.name + ending)
        if beside.exists():
            copy_file(beside, kept.with_name(kept.name + ending))
    return kept


def rewrite_backup(file: Path, edit: Callable[[sqlite3.Connection], None]) -> None:
    """Change a backup, one transaction and nothing left in free pages, and put it back under its name; the old
    one stays where that fails.

    `edit` gets a connection inside the transaction. Raises DeskFileProblem for a backup that is
    damaged or foreign, OSError.
    """
    fresh = file.with_name(f".making-{os.getpid()}-{file.name}")
    try:
        copy_whole(file, fresh)
        must_be_sound(fresh, named=file)
        with spoken(file), contextlib.closing(connect(fresh)) as connection:
            prepare(connection, file, fresh=False, is_copy=True)
            connection.execute("BEGIN IMMEDIATE")
            edit(connection)
            connection.execute("COMMIT")
            connection.execute("VACUUM")
        must_be_sound(fresh, named=file)
        put_database(fresh, file)
        note_proven(file)
    finally:
        remove_with_sides(fresh)


def _make_ready(ready: Path, source: Backup | Path, named: Path) -> None:
    """Check what was copied, bring it to today's schema and write into its history that it was restored."""
    must_be_sound(ready, named=named)
    told = f"backup of {source.made_at}, {source.reason}" if isinstance(source, Backup) else source.name
    with spoken(named), contextlib.closing(connect(ready)) as connection:
        prepare(connection, named, fresh=False, is_copy=True)
        if not isinstance(source, Backup):
            # A backup of ours may be all that is left of a desk; what anybody sent has to fit together.
            must_be_whole(connection, named)
        connection.execute("BEGIN IMMEDIATE")
        note_act(connection, "restore", told)
        connection.execute("COMMIT")


def _put(ready: Path, path: Path) -> Path | None:
    """Put the file that is ready in the place of the desk; return where the state before it is kept."""
    kept = None
    if path.exists() and path.stat().st_size:
        _refuse_other_files(path)
        try:
            backup = make_backup(path, "restore") or list_backups(path)[0]
        except DeskFileProblem:
            kept = set_aside(path)
        else:
            _pour_into(ready, path)
            return backup.path
    put_database(ready, path)
    return kept


def _pour_into(ready: Path, path: Path) -> None:
    """Put one file's content into a sound one, not the file over it:
    who reads it sees the change, and Windows lets nobody replace an open file."""
    with (
        spoken(path),
        contextlib.closing(connect(ready, read_only=True)) as reading,
        contextlib.closing(connect(path)) as writing,
    ):
        writing.execute(f"PRAGMA journal_mode = {journal_mode(path)}")
        pour(reading, writing)


def _refuse_other_files(path: Path) -> None:
    """Raise DeskFileProblem for what was never a desk: it is not written over, whatever was typed for --desk."""
    try:
        with contextlib.closing(connect(path, read_only=True)) as looking:
            ours = looking.execute("PRAGMA application_id").fetchone()[0] == schema.APPLICATION_ID
    except (DeskFileProblem, sqlite3.DatabaseError):
        ours = path.suffix.casefold() == SUFFIX
    if not ours and not list_backups(path):
        raise DeskFileProblem(
            f"{path} is not a tpdesk desk file, so nothing was restored over it. Check its name and folder."
        )


@contextlib.contextmanager
def _place(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise Locked(
            f"{path} cannot be restored: {error.strerror or error}. Nothing was changed. Make room, close it in "
            "other programs, or look to your rights."
        ) from error


@dataclass(frozen=True, slots=True)
class WayBack:
    """A backup that a damaged desk can go back to."""

    backup: Backup
    """The backup."""

    changes: Changes | None
    """What was done since; None where the damaged file's history or the backup cannot be read."""


def ways_back(path: Path) -> tuple[WayBack, ...]:
    """Return the backups of the damaged desk file at `path`, the newest first, with what was done since
    as far as it can be read."""
    return tuple(WayBack(backup, _changes(path, backup)) for backup in list_backups(path))


def _changes(path: Path, backup: Backup) -> Changes | None:
    try:
        with contextlib.closing(connect(path, read_only=True)) as connection:
            return what_changed_since(connection, backup)
    except (DeskError, sqlite3.DatabaseError, UnicodeDecodeError):
        return None
