"""Every row change of an act, caught by temporary triggers and kept as the row's other state."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from typing import Final

NOT_CAUGHT: Final = frozenset(
    {
        "undo_step", "undo_change", "spend_gone", "reject_gone", "audit", "audit_change", "counter", "cube",
        "cube_batch", "cube_side", "label", "supplier",
        "description", "version_cell", "version_line", "version_map", "version_batch", "version_facts",
    }
)  # fmt: skip
"""Tables whose rows are not caught: the log and the history themselves, sums that follow from the lines,
texts that lines share, and what a frozen count is made of: it stands as long as its head may come back."""

BULK: Final = ("spend", "reject")
"""Tables that an import fills by the million: there a whole batch is one change."""

_triggers_of: dict[tuple[tuple[str, str], ...], list[tuple[str, str, str]]] = {}
"""Names and statements of all tables of a desk -> its triggers: every writing connection sets them."""


def columns(connection: sqlite3.Connection, table: str) -> tuple[list[str], list[str]]:
    """Return (all columns, those of the primary key in its order) of a table;
    both empty where there is no such table."""
    found = connection.execute("SELECT name, pk FROM pragma_table_info(?)", (table,)).fetchall()
    return [name for name, _ in found], [name for name, pk in sorted(found, key=lambda row: row[1]) if pk]


def caught_tables(connection: sqlite3.Connection) -> list[str]:
    """Return the names of the tables whose row changes are caught."""
    names = connection.execute("SELECT name FROM main.sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    return sorted({name for (name,) in names} - NOT_CAUGHT)


def catch(connection: sqlite3.Connection) -> None:
    """Set the triggers on this connection, once; call outside a transaction."""
    if connection.execute("SELECT count(*) FROM temp.sqlite_master WHERE name = 'caught_place_row_in'").fetchone()[0]:
        return
    schema = tuple(connection.execute("SELECT name, sql FROM main.sqlite_master WHERE type = 'table'").fetchall())
    if schema not in _triggers_of:
        _triggers_of[schema] = [
            trigger for table in caught_tables(connection) for trigger in _triggers(table, *columns(connection, table))
        ]
    if not _set_at_once(connection, _triggers_of[schema]):
        connection.execute("BEGIN")
        _set_each(connection, _triggers_of[schema])
        connection.execute("COMMIT")


def _set_at_once(connection: sqlite3.Connection, triggers: list[tuple[str, str, str]]) -> bool:
    """Set triggers with one reading of the temporary schema; return False where this SQLite does not let a schema be
    written (its defensive mode).

    Each CREATE TRIGGER reads the schema again, which takes longer than a small act itself.
    """
    connection.execute("PRAGMA writable_schema = ON")
    try:
        connection.execute("BEGIN")
        connection.executemany(
            "INSERT INTO temp.sqlite_master (type, name, tbl_name, rootpage, sql) VALUES ('trigger', ?, ?, 0, "
            "'CREATE TRIGGER ' || ?)",
            triggers,
        )
        connection.execute("COMMIT")
    except sqlite3.DatabaseError:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        return False
    finally:
        connection.execute("PRAGMA writable_schema = RESET")
    return True


def _set_each(connection: sqlite3.Connection, triggers: list[tuple[str, str, str]]) -> None:
    for _, _, rest in triggers:
        connection.execute(f"CREATE TEMP TRIGGER {rest}")


def let_go(connection: sqlite3.Connection, tables: tuple[str, ...] | None = None) -> None:
    """Take the triggers away, of all tables or of some."""
    names = connection.execute("SELECT name, tbl_name FROM temp.sqlite_master WHERE type = 'trigger'").fetchall()
    for name, table in names:
        if tables is None or table in tables:
            connection.execute(f'DROP TRIGGER temp."{name}"')


@contextlib.contextmanager
def in_bulk(connection: sqlite3.Connection) -> Iterator[None]:
    """Leave lines and rejects uncaught for a while: what moves a whole batch logs it as one change
    (`undo_steps.log_batch`)."""
    let_go(connection, BULK)
    try:
        yield
    finally:
        for table in BULK:
            _set_each(connection, _triggers(table, *columns(connection, table)))


def _triggers(table: str, names: list[str], key: list[str]) -> list[tuple[str, str, str]]:
    """Return (name, table, what stands after CREATE TRIGGER) of each trigger of a table with these
    columns and this primary key."""
    put = "INSERT INTO undo_change (step, record, kind, key, image) VALUES ((SELECT max(id) FROM undo_step)"

    def row_key(state: str) -> str:
        listed = ", ".join(f'{state}."{name}"' for name in key)
        return f"json_array({listed})"

    def fields(listed: list[str]) -> str:
        return ", ".join(f"'{name}', old.\"{name}\"" for name in listed)

    whole = f"json_object({fields(names)})"
    same_key = " AND ".join(f'old."{name}" IS new."{name}"' for name in key)
    rest = [name for name in names if name not in key]
    came = f"{put}, '{table}', 'row', {row_key('new')}, NULL)"
    went = f"{put}, '{table}', 'row', {row_key('old')}, {whole})"
    bodies = {
        "row_in": ("AFTER INSERT", "1", came),
        "row_out": ("AFTER DELETE", "1", went),
        "key": ("AFTER UPDATE", f"NOT ({same_key})", f"{went}; {came}"),
    }
    if rest:
        differs = " OR ".join(f'old."{name}" IS NOT new."{name}"' for name in rest)
        same = ", ".join(
            f'CASE WHEN old."{name}" IS new."{name}" THEN \'$."{name}"\' ELSE \'$.""\' END' for name in rest
        )
        changed = f"json_remove(json_object({fields(rest)}), {same})"
        bodies["part"] = (
            "AFTER UPDATE", f"({same_key}) AND ({differs})", f"{put}, '{table}', 'part', {row_key('new')}, {changed})",
        )  # fmt: skip
    return [
        (
            f"caught_{table}_{name}",
            table,
            f'"caught_{table}_{name}" {event} ON main."{table}" WHEN {when} BEGIN {body}; END',
        )
        for name, (event, when, body) in bodies.items()
    ]
