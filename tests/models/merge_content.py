"""What a desk holds by names and not numbers: two desks with the same content are the same to their user,
however they came to it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

from tpdesk.domain.kinds import KINDS
from tpdesk.models.log.undo_capture import caught_tables

_IDENTITY = {
    kind.table: tuple(kind.field_named(name).stored for name in kind.identity)
    for kind in KINDS.values()
    if not kind.titled
}
"""Table of records without a title -> the columns by which they are known."""

_NAMES = {"label": "text", "supplier": "text", "description": "text", "batch": "sha256"}
_LEFT_OUT = {
    "id", "part_of", "came_pence", "made_at", "who", "removed_lines", "removed_pence",
}  # fmt: skip
"""Numbers, and what tells how a desk came to its content:
who took a file in and when, and that a line was edited to and fro."""


def content(connection: sqlite3.Connection) -> dict[str, list[str]]:
    """Return every row of every table of the user's, its references followed to names, sorted."""
    return {
        table: _rows(connection, table)
        for table in caught_tables(connection)
        if table not in ("setting", "sqlite_stat1")
    }


def _rows(connection: sqlite3.Connection, table: str) -> list[str]:
    cursor = connection.execute(f'SELECT * FROM "{table}"')
    columns = [column[0] for column in cursor.description]
    parents = dict(connection.execute('SELECT "from", "table" FROM pragma_foreign_key_list(?)', (table,)).fetchall())
    name: dict[str, Callable[[object], object]] = {
        column: _namer(connection, parents[column])
        if column in parents and parents[column] not in ("area", "category", "agency_kind")
        else _same
        for column in columns
        if column not in _LEFT_OUT
    }
    found = []
    for row in cursor:
        told = {column: name[column](value) for column, value in zip(columns, row, strict=True) if column in name}
        if table == "spend":
            told["is part"] = dict(zip(columns, row, strict=True))["part_of"] is not None
        found.append(repr(told))
    return sorted(found)


def _told(connection: sqlite3.Connection, table: str) -> dict[object, str]:
    columns = ", ".join(f'"{column}"' for column in _IDENTITY[table])
    cursor = connection.execute(f"SELECT id, {columns} FROM {table}")
    parents = dict(connection.execute('SELECT "from", "table" FROM pragma_foreign_key_list(?)', (table,)).fetchall())
    name = [
        _namer(connection, parents[column]) if column in parents and parents[column] != "category" else _same
        for column in _IDENTITY[table]
    ]
    return {number: repr([one(value) for one, value in zip(name, values, strict=True)]) for number, *values in cursor}


def _same(value: object) -> object:
    return value


def _namer(connection: sqlite3.Connection, table: str) -> Callable[[object], object]:
    if table == "batch_sheet":
        sql = (
            "SELECT batch_sheet.id, sha256 || ' ' || coalesce(sheet, '') FROM batch_sheet JOIN batch ON "
            "batch.id = batch"
        )
    elif table in _IDENTITY:
        # One without a title is known by what it says.
        rows = _told(connection, table)
        return lambda value: None if value is None else rows[value]
    else:
        sql = f'SELECT id, "{_NAMES.get(table, "folded")}" FROM "{table}"'
    known = dict(connection.execute(sql).fetchall())
    return lambda value: None if value is None else known[value]
