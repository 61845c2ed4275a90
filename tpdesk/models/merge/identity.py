"""The declared records in a merge: which of them are the same on two desks, by what their
kind says is their identity."""

from __future__ import annotations

import sqlite3
from typing import Final

from tpdesk.domain.field_types import ACTIVITY, CLIENT_GROUP, Reference
from tpdesk.domain.kinds import dependent_kinds
from tpdesk.domain.record_kind import Kind
from tpdesk.models.records.names import table_named

_PRIVATE: Final = "private"
"""Stands, with the noun, for the table of private records whose words are not to be shown."""

Keys = dict[tuple[str, str], dict[int, str]]
Shown = dict[tuple[str, str], str]


def columns_of(kind: Kind) -> dict[str, str]:
    """Return column -> the table whose numbers it holds, empty for none, for all columns of a kind's table but its own
    number and folded title."""
    return {
        field.stored: table_named(field) if isinstance(field.type, Reference) and not field.type.has_code else ""
        for field in kind.fields
        if not field.many
    }


def add_keys(connection: sqlite3.Connection, desk: str, keys: Keys, shown: Shown) -> None:
    """Fill in the keys of the records of one desk, whose places and agencies have theirs; and how they are called."""
    for table in (ACTIVITY.table, CLIENT_GROUP.table):
        keys[desk, table] = {}
        for number, key, name in connection.execute(f"SELECT id, folded, name FROM {desk}.{table}"):
            keys[desk, table][number] = key
            shown[table, key] = name
    for kind in dependent_kinds():
        if kind.titled:
            keys[desk, kind.table] = {}
            for number, key, title in connection.execute(f"SELECT id, folded, title FROM {desk}.{kind.table}"):
                keys[desk, kind.table][number] = key
                shown[kind.table, key] = title
        else:
            _by_content(connection, desk, kind, keys, shown)


def _by_content(connection: sqlite3.Connection, desk: str, kind: Kind, keys: Keys, shown: Shown) -> None:
    """Know records without a title of their own by all that their identity says; of several alike the first there is
    the first here, and where a desk holds one at most they are that one."""
    names = [kind.field_named(name).stored for name in kind.identity]
    called = [kind.field_named(name).stored for name in kind.label]
    asked = list(dict.fromkeys((*names, *called)))
    tables = columns_of(kind)
    types = {field.stored: field.type for field in kind.fields}
    found: dict[int, str] = {}
    taken: dict[str, int] = {}
    for number, *values in connection.execute(f"SELECT id, {', '.join(asked)} FROM {desk}.{kind.table} ORDER BY id"):
        told = dict(zip(asked, values, strict=True))
        for name, value in told.items():
            told[name] = keys[desk, tables[name]][value] if tables[name] and value is not None else value
        content = repr(tuple(told[name] for name in names))
        taken[content] = taken.get(content, 0) + 1
        found[number] = content if kind.is_once else f"{content} {taken[content]}"
        words = (
            shown[tables[name], told[name]] if tables[name] else types[name].told(told[name])
            for name in called
            if told[name] not in (None, "")
        )
        shown[kind.table, found[number]] = ", ".join(words)
    keys[desk, kind.table] = found
    if kind.private_if:
        _hide_private(connection, desk, kind, keys, shown)


def _hide_private(connection: sqlite3.Connection, desk: str, kind: Kind, keys: Keys, shown: Shown) -> None:
    """Call every record that either desk says is private by its number among those of what it hangs on."""
    above = table_named(kind.field_named(kind.parent))
    private = f"{_PRIVATE} {kind.noun}"
    rows = connection.execute(f"SELECT id, {kind.parent}, {kind.private_if} FROM {desk}.{kind.table} ORDER BY id")
    for number, parent, flag in rows.fetchall():
        key, title = keys[desk, kind.table][number], shown[above, keys[desk, above][parent]]
        if flag and (private, key) not in shown:
            others = sum(1 for table, _ in shown if table == private)
            shown[private, key] = f"{private} {others + 1}, {title}"
        shown[kind.table, key] = shown.get((private, key), shown[kind.table, key])
