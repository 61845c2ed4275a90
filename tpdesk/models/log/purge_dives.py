"""Every name that an agency, a place or a record with a title bears or bore:
by them a purge finds it in the tables, the history and the backups."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterable
from pathlib import Path

from tpdesk.domain.kinds import KINDS
from tpdesk.errors import DeskError
from tpdesk.models.connection import connect
from tpdesk.text import folded


def table_of(kind: str) -> str:
    """Return the table of a kind: agency, place or a kind of record with titles."""
    return KINDS[kind].table


def noun_of(kind: str) -> str:
    """Return what one of a kind is called."""
    return KINDS[kind].act_noun


def name_column(kind: str) -> str:
    """Return the column of that table that says what one is called."""
    return KINDS[kind].field_named("title").stored


def names_of(connection: sqlite3.Connection, kind: str, name: str) -> tuple[str, ...]:
    """Return every name that an agency, a place or a record with a title bears or bore, aliases too: the present one
    first; empty where the desk knows none.

    An agency is found by an alias too, and one that was removed by the history, which still names it.
    """
    table, column, key = table_of(kind), name_column(kind), folded(name)
    row = connection.execute(f"SELECT id, {column} FROM {table} WHERE folded = ?", (key,)).fetchone()
    if row is None and kind == "agency":
        row = connection.execute(
            "SELECT agency.id, agency.name FROM agency_alias JOIN agency ON agency.id = agency WHERE "
            "agency_alias.folded = ?", (key,)
        ).fetchone()  # fmt: skip
    found = [row[1]] if row else []
    if row and kind == "agency":
        found += [alias for (alias,) in connection.execute("SELECT name FROM agency_alias WHERE agency = ?", (row[0],))]
    after = [folded(one) for one in found] or [key]
    renamed = connection.execute(
        "SELECT before, after FROM audit_change WHERE record = ? AND field = ? ORDER BY id DESC",
        (table.replace("_", " "), column),
    ).fetchall()
    for before, now in renamed:
        if folded(now) in after and before:
            after.append(folded(before))
            found.append(before)
    if row is None and key not in {folded(before) for before, _ in renamed}:
        found = [*_removed(connection, kind, key), *found]
    return tuple(dict.fromkeys(found))


def _removed(connection: sqlite3.Connection, kind: str, key: str) -> list[str]:
    """Return how the history writes the name of one that was added or removed and is there no longer."""
    noun = noun_of(kind)
    told = connection.execute(
        "SELECT DISTINCT subject FROM audit WHERE act IN (?, ?)", (f"add {noun}", f"remove {noun}")
    )
    return [name for (name,) in told if folded(name) == key]


def known_names(connection: sqlite3.Connection, kind: str) -> list[str]:
    """Return the names of all of a kind, in order."""
    return [name for (name,) in connection.execute(f"SELECT {name_column(kind)} FROM {table_of(kind)} ORDER BY 1")]


def names_in_backups(files: Iterable[Path], kind: str, name: str) -> tuple[str, ...]:
    """Return every name by which the desk files know it. The newest comes first in `files`:
    it knows what it was called in the older ones."""
    names: dict[str, None] = {}
    for path in files:
        # What cannot be read, or is of an earlier schema, is seen to when it is written anew.
        with (
            contextlib.suppress(DeskError, sqlite3.DatabaseError),
            contextlib.closing(connect(path, read_only=True)) as backup,
        ):
            for one in (name, *names):
                names.update(dict.fromkeys(names_of(backup, kind, one)))
    return tuple(names)
