"""The records of deep dives in a merge: which of them are the same on two desks, by title or by what they say."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from typing import Final

from tpdesk.domain import kinds
from tpdesk.domain.kinds import Field, Kind

IDENTITY: Final[Mapping[str, tuple[str, ...]]] = {
    "delivery": ("dive", "agency", "activity", "client_group", "category", "year"),
    "journey_step": ("journey", "agency", "what"),
    "note": ("workshop", "kind", "text", "at"),
}
"""Table of records without a title -> columns by which two of them are the same; of several alike the first there is the first here."""

_NAMES: Final = {
    "note": ("text",),
    "journey_step": ("what",),
    "delivery": ("agency", "activity", "client_group", "category"),
}
"""What one without a title is called by."""

_PRIVATE: Final = "private note"
"""Stands for the table of notes where their words are not to be shown."""

Keys = dict[tuple[str, str], dict[int, str]]
Shown = dict[tuple[str, str], str]


def refers_to(field: Field) -> str | None:
    """Return the table whose numbers a field holds, or None."""
    if field.kind == kinds.RECORD:
        return kinds.KINDS[field.of].table
    return field.kind if field.kind in (kinds.PLACE, kinds.AGENCY, kinds.ACTIVITY, kinds.CLIENT_GROUP) else None


def columns_of(kind: Kind) -> dict[str, str | None]:
    """Return column -> the table whose numbers it holds, for all columns of a kind's table but its own number and folded title."""
    return {field.column or field.name: refers_to(field) for field in kind.fields if not field.many}


def add_keys(connection: sqlite3.Connection, desk: str, keys: Keys, shown: Shown) -> None:
    """Fill in the keys of the records of one desk, whose places and agencies have theirs; and how they are called."""
    for table in (kinds.ACTIVITY, kinds.CLIENT_GROUP):
        keys[desk, table] = {}
        for number, key, name in connection.execute(f"SELECT id, folded, name FROM {desk}.{table}"):
            keys[desk, table][number] = key
            shown[table, key] = name
    for kind in kinds.KINDS.values():
        if kind.titled:
            keys[desk, kind.table] = {}
            for number, key, title in connection.execute(f"SELECT id, folded, title FROM {desk}.{kind.table}"):
                keys[desk, kind.table][number] = key
                shown[kind.table, key] = title
        else:
            _by_content(connection, desk, kind, keys, shown)


def _by_content(connection: sqlite3.Connection, desk: str, kind: Kind, keys: Keys, shown: Shown) -> None:
    names = IDENTITY[kind.table]
    tables = columns_of(kind)
    found: dict[int, str] = {}
    taken: dict[str, int] = {}
    for number, *values in connection.execute(f"SELECT id, {', '.join(names)} FROM {desk}.{kind.table} ORDER BY id"):
        told = dict(zip(names, values, strict=True))
        for name, value in told.items():
            table = tables[name]
            told[name] = value if table is None or value is None else keys[desk, table][value]
        content = repr(tuple(told.values()))
        taken[content] = taken.get(content, 0) + 1
        found[number] = f"{content} {taken[content]}"
        words = (
            shown[tables[name] or "", value] if tables[name] else str(value)
            for name, value in told.items()
            if name in _NAMES[kind.table] and value
        )
        shown[kind.table, found[number]] = ", ".join(words)
    keys[desk, kind.table] = found
    if kind.table == "note":
        _hide_private(connection, desk, keys, shown)


def _hide_private(connection: sqlite3.Connection, desk: str, keys: Keys, shown: Shown) -> None:
    """Call every note that either desk says is private by its number in its workshop."""
    notes = connection.execute(f"SELECT id, workshop, private FROM {desk}.note ORDER BY id").fetchall()
    for number, workshop, private in notes:
        key, title = keys[desk, "note"][number], shown["workshop", keys[desk, "workshop"][workshop]]
        if private and (_PRIVATE, key) not in shown:
            others = sum(1 for table, _ in shown if table == _PRIVATE)
            shown[_PRIVATE, key] = f"private note {others + 1}, {title}"
        shown["note", key] = shown.get((_PRIVATE, key), shown["note", key])
