"""A copy of a desk to give to others: compact, where wished without notes or history, and without a trace
of them in its free pages."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tpdesk.domain.kinds import KINDS
from tpdesk.domain.record_kind import Kind
from tpdesk.errors import Locked, UsageProblem
from tpdesk.models import guard
from tpdesk.models.connection import SUFFIX, connect, spoken
from tpdesk.models.desk import Desk
from tpdesk.models.file_writing import must_be_replaceable, unfinished
from tpdesk.models.keeping.whole_copy import must_be_sound, put_database, remove_with_sides

UNDO_TABLES: Final = ("undo_change", "undo_step", "spend_gone", "reject_gone")
"""What undo needs: states of rows that the desk does not show."""

HISTORY_TABLES: Final = ("audit_change", "audit")
"""Who did what, and what each record said before."""

NOT_NOTES: Final = ("category",)
"""Tables whose column `note` says how a figure is made, and comes with tpdesk."""

_SHARED_TEXTS: Final = ("label", "supplier", "description")
"""Texts that lines share: without the undo log nothing needs those that no line has any more."""


@dataclass(frozen=True, slots=True)
class Shared:
    """A copy that was made."""

    file: Path
    """Where it is."""

    size: int
    """Bytes."""

    without_notes: bool
    """Whether notes were left out, private ones of workshops among them, and with them what undo and
    the history quote of them."""

    without_history: bool
    """Whether history, undo steps and the names of who took files in were left out."""


def share_copy(
    desk: Desk, target: Path, *, without_notes: bool = False, without_history: bool = False, force: bool = False
) -> Shared:
    """Write a copy of the desk to `target`, for its owner's eyes only until it is given away.

    `force` writes over another desk file there. Raises UsageProblem for a target that stands or is the desk itself,
    Locked where it cannot be written.
    """
    _must_be_free(desk.path, target, force)
    making = unfinished(target)
    try:
        with _place(target):
            guard.make_private_file(making)
            with spoken(target):
                _copy_compact(desk.connection, making)
                if without_notes or without_history:
                    _leave_out(making, notes=without_notes, history=without_history)
            must_be_sound(making, named=desk.path)
            put_database(making, target)
    finally:
        remove_with_sides(making)
    return Shared(target, target.stat().st_size, without_notes, without_history)


def _copy_compact(desk: sqlite3.Connection, target: Path) -> None:
    read_only = desk.execute("PRAGMA query_only").fetchone()[0]
    # It writes nothing to the desk, but SQLite takes it for a write.
    desk.execute("PRAGMA query_only = OFF")
    try:
        desk.execute("VACUUM INTO ?", (str(target),))
    finally:
        desk.execute(f"PRAGMA query_only = {read_only}")


def _leave_out(path: Path, *, notes: bool, history: bool) -> None:
    with contextlib.closing(connect(path)) as copy:
        copy.execute("PRAGMA foreign_keys = OFF")
        copy.execute("BEGIN IMMEDIATE")
        triggers = copy.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _ in triggers:
            copy.execute(f'DROP TRIGGER "{name}"')
        if notes:
            empty_notes(copy)
        # Both quote what records said, notes among it.
        _empty(copy, (*UNDO_TABLES, "audit_change"))
        _drop_unused_texts(copy)
        if history:
            _empty(copy, HISTORY_TABLES)
            copy.execute("UPDATE batch SET who = ''")
            copy.execute("UPDATE version_batch SET who = ''")
            copy.execute("UPDATE version_batch SET file = '' WHERE batch NOT IN (SELECT id FROM batch)")
            copy.execute("UPDATE count_version SET frozen_by = ''")
        for _, sql in triggers:
            copy.execute(sql)
        copy.execute("COMMIT")
        copy.execute("VACUUM")


def empty_notes(copy: sqlite3.Connection) -> None:
    """Take all notes out of a copy whose keys are off and whose triggers are gone, and records that are private."""
    tables = copy.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'").fetchall()
    for (table,) in tables:
        # In a table of links `note` is the number of a note of a workshop.
        texts = {
            name for (name,) in copy.execute("SELECT name FROM pragma_table_info(?) WHERE type = 'TEXT'", (table,))
        }
        if "note" in texts and table not in NOT_NOTES:
            copy.execute(f"UPDATE \"{table}\" SET note = '' WHERE note <> ''")
    for kind in KINDS.values():
        if kind.is_private:
            _empty(copy, (kind.table,))
        for field in kind.fields:
            if field.private and not field.many:
                copy.execute(f"UPDATE {kind.table} SET {field.stored} = '' WHERE {field.stored} <> ''")
        if kind.private_if:
            _remove_private(copy, kind)


def _remove_private(copy: sqlite3.Connection, kind: Kind) -> None:
    """Delete the private records of a kind; keys are off, so the links to them are deleted by hand."""
    private = f"SELECT id FROM {kind.table} WHERE {kind.private_if} = 1"
    for table, column in copy.execute(
        'SELECT m.name, f."from" FROM sqlite_master AS m JOIN pragma_foreign_key_list(m.name) AS f WHERE m.type '
        "= 'table' AND f.\"table\" = ?",
        (kind.table,),
    ).fetchall():
        copy.execute(f'DELETE FROM "{table}" WHERE "{column}" IN ({private})')
    copy.execute(f"DELETE FROM {kind.table} WHERE {kind.private_if} = 1")


def _empty(copy: sqlite3.Connection, tables: tuple[str, ...]) -> None:
    for table in tables:
        copy.execute(f'DELETE FROM "{table}"')


def _drop_unused_texts(copy: sqlite3.Connection) -> None:
    for table in _SHARED_TEXTS:
        copy.execute(f'DELETE FROM "{table}" WHERE id NOT IN (SELECT "{table}" FROM spend WHERE "{table}" IS NOT NULL)')


def _must_be_free(desk: Path, target: Path, force: bool) -> None:
    if target.is_dir():
        raise UsageProblem(f"{target} is a folder. Name a file in it, as in {target / ('copy' + SUFFIX)}.")
    must_be_replaceable(target)
    if target.exists():
        if guard.is_same_file(target, desk):
            raise UsageProblem(f"{target} is the desk itself. Name another file.")
        if not force:
            raise UsageProblem(f"{target} is there already. Name another file, or write over it with --force.")


@contextlib.contextmanager
def _place(target: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise Locked(
            f"{target} cannot be written: {error.strerror or error}. Nothing was changed. Close it in other "
            "programs, or choose another place."
        ) from error
