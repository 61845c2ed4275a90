"""Which changes the history tells of records that a purge takes: found by their keys, since what was said in them need not name what is purged."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeAlias

from tpdesk.models.log.undo_capture import caught_tables, columns
from tpdesk.text import folded

Records: TypeAlias = frozenset[tuple[str, tuple[object, ...]]]
"""(record as the history calls it, its key) of each."""


def records_of(connection: sqlite3.Connection, table: str, ids: Sequence[int]) -> Records:
    """Return the records of these ids, and those that go with them by the tables' own rules. Before anything is deleted."""
    found = {(table, (number,)) for number in ids}
    for child, column in _children(connection, table):
        keys = ", ".join(f'"{name}"' for name in columns(connection, child)[1])
        rows = connection.execute(f'SELECT {keys} FROM "{child}" WHERE "{column}" IN ({", ".join(map(str, ids))})')
        found |= {(_called(child), tuple(row)) for row in rows}
    return frozenset(found)


def clean_changes(connection: sqlite3.Connection, table: str, records: Records, names: Iterable[str]) -> None:
    """Delete what the history says of the records, and of others of their kinds that went earlier: these name what they belonged to. Its triggers are off."""
    words = [folded(name) for name in names]
    kinds = {_called(child) for child, _ in _children(connection, table)}
    rows = connection.execute(
        "SELECT id, record, keys, name, before, after FROM audit_change WHERE record <> 'line'"
    ).fetchall()
    gone = set(records)
    for _, record, keys, name, *texts in rows:
        if (record == table and folded(name) in words) or (
            record in kinds and any(word in folded(" ".join((name, *texts))) for word in words)
        ):
            gone.add((record, _key(keys)))
    doomed = [(number,) for number, record, keys, *_ in rows if (record, _key(keys)) in gone]
    connection.executemany("DELETE FROM audit_change WHERE id = ?", doomed)


def _children(connection: sqlite3.Connection, table: str) -> Iterator[tuple[str, str]]:
    """Yield (table, column) whose rows are deleted with those of a table that they refer to."""
    for child in caught_tables(connection):
        yield from (
            (child, column)
            for parent, column, rule in connection.execute(
                'SELECT "table", "from", on_delete FROM pragma_foreign_key_list(?)', (child,)
            ).fetchall()
            if (parent, rule) == (table, "CASCADE")
        )


def _called(table: str) -> str:
    return table.replace("_", " ")


def _key(keys: str) -> tuple[object, ...]:
    try:
        found = json.loads(keys)
    except ValueError:
        return ()
    return tuple(found) if isinstance(found, list) else ()
