"""What of the deep dives hangs on a record, a body or a place: what goes with it, and what stands in the way of its going."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from typing import Final

from tpdesk.domain.kinds import ACTIVITY, AGENCY, CLIENT_GROUP, KINDS, PLACE, RECORD, Field, Kind
from tpdesk.text import counted

_STAYS: Final = frozenset({("dive", "parent"), ("workshop", "dive"), ("barrier", "dive"), ("opportunity", "dive")})
"""(kind, field) of records that stay, naming nothing, when the deep dive that they name goes."""


def references(to: str) -> Iterator[tuple[Kind, Field]]:
    """Yield (kind, field) of everything in the deep dives that names a `to`: `agency`, `place`, `activity`, `client_group`, or a kind of record."""
    for kind in KINDS.values():
        for field in kind.fields:
            if (field.of if field.kind == RECORD else field.kind) == to:
                yield kind, field


def ones_naming(kind: Kind, field: Field) -> str:
    """Return the SQL of the numbers of the records of a kind that name `?` in a field."""
    if field.many:
        return f"SELECT {kind.table} FROM {field.many} WHERE {field.one} = ?"
    return f"SELECT id FROM {kind.table} WHERE {field.column or field.name} = ?"


def of_record(connection: sqlite3.Connection, kind: Kind, number: int) -> tuple[list[str], list[str]]:
    """Return (what goes with a record, what stays without it), each as "3 deliveries"."""
    went: list[str] = []
    stays: list[str] = []
    for other, field in references(kind.name):
        many = _count(connection, ones_naming(other, field), number)
        if many and not field.many:
            listed = stays if (other.name, field.name) in _STAYS else went
            listed.append(counted(many, other.noun, other.plural.lower()))
    if kind.name == "dive":
        tags = _count(connection, "SELECT id FROM spend_tag WHERE dive = ?", number)
        went += [counted(tags, "tag of spend", "tags of spend")] if tags else []
    return went, stays


def of_agency(connection: sqlite3.Connection, agency: int) -> list[str]:
    """Return what of the deep dives names a body, as "3 deliveries"; empty where nothing does."""
    return _named(connection, AGENCY, agency, "SELECT id FROM spend_tag WHERE agency = ?")


def of_place(connection: sqlite3.Connection, place: int) -> list[str]:
    """Return what of the deep dives stands on a place itself, as "3 barriers"; empty where nothing does."""
    return _named(connection, PLACE, place, "")


def _named(connection: sqlite3.Connection, to: str, number: int, tags: str) -> list[str]:
    found: dict[Kind, list[str]] = {}
    for kind, field in references(to):
        found.setdefault(kind, []).append(ones_naming(kind, field))
    told = []
    for kind, queries in found.items():
        many = _count(connection, " UNION ".join(queries), *[number] * len(queries))
        told += [counted(many, kind.noun, kind.plural.lower())] if many else []
    many = _count(connection, tags, number) if tags else 0
    return [*told, counted(many, "tag of spend", "tags of spend")] if many else told


def _count(connection: sqlite3.Connection, query: str, *values: int) -> int:
    return int(connection.execute(f"SELECT count(*) FROM ({query})", values).fetchone()[0])


def unused(table: str) -> str:
    """Return the SQL condition that no record of the deep dives names a row of `activity` or `client_group`; true of any other table."""
    if table not in (ACTIVITY, CLIENT_GROUP):
        return "1"
    naming = (
        f"SELECT {field.column or field.name} FROM {kind.table} WHERE {field.column or field.name} IS NOT NULL"
        for kind, field in references(table)
    )
    return f"id NOT IN ({' UNION ALL '.join(naming)})"
