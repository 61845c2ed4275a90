"""What hangs on a record, a body or a place: what goes with it, and what stands in the way of its going."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from tpdesk.domain.field_types import ACTIVITY, AGENCY, CLIENT_GROUP, PLACE, FieldType
from tpdesk.domain.kinds import dependent_kinds
from tpdesk.domain.record_kind import Field, Kind
from tpdesk.text import counted


def references(to: FieldType | Kind) -> Iterator[tuple[Kind, Field]]:
    """Yield (kind, field) of everything in the records that names what a type names
    (`AGENCY`), or a record of a kind."""
    for kind in dependent_kinds():
        for field in kind.fields:
            if field.of == to.name if isinstance(to, Kind) else field.type is to:
                yield kind, field


def ones_naming(kind: Kind, field: Field) -> str:
    """Return the SQL of the numbers of the records of a kind that name `?` in a field."""
    if field.many:
        return f"SELECT {kind.table} FROM {field.many} WHERE {field.one} = ?"
    return f"SELECT id FROM {kind.table} WHERE {field.stored} = ?"


def of_record(connection: sqlite3.Connection, kind: Kind, number: int) -> tuple[list[str], list[str]]:
    """Return (what goes with a record, what stays without it), each as "3 deliveries"."""
    went: list[str] = []
    stays: list[str] = []
    for other, field in references(kind):
        many = _count(connection, ones_naming(other, field), number)
        if many and not field.many:
            listed = went if field.needed or field is other.home else stays
            listed.append(counted(many, other.noun, other.plural.lower()))
    if kind.is_tagged:
        went += _tags(connection, kind.name, number)
    return went, stays


def of_agency(connection: sqlite3.Connection, agency: int) -> list[str]:
    """Return what names a body, as "3 deliveries"; empty where nothing does but what is part of it."""
    return [*_naming(connection, AGENCY, agency), *_tags(connection, "agency", agency)]


def of_place(connection: sqlite3.Connection, place: int) -> list[str]:
    """Return what stands on a place itself, as "3 barriers"; empty where nothing does but what is part of it."""
    return _naming(connection, PLACE, place)


def _tags(connection: sqlite3.Connection, column: str, number: int) -> list[str]:
    many = _count(connection, f"SELECT id FROM spend_tag WHERE {column} = ?", number)
    return [counted(many, "tag of spend", "tags of spend")] if many else []


def _naming(connection: sqlite3.Connection, to: FieldType, number: int) -> list[str]:
    found: dict[Kind, list[str]] = {}
    for kind, field in references(to):
        if kind.is_part:
            continue
        found.setdefault(kind, []).append(ones_naming(kind, field))
    told = []
    for kind, queries in found.items():
        many = _count(connection, " UNION ".join(queries), *[number] * len(queries))
        told += [counted(many, kind.noun, kind.plural.lower())] if many else []
    return told


def _count(connection: sqlite3.Connection, query: str, *values: int) -> int:
    return int(connection.execute(f"SELECT count(*) FROM ({query})", values).fetchone()[0])


def unused(table: str) -> str:
    """Return the SQL condition that no record names a row of `activity` or `client_group`; true of any other table."""
    named = next((one for one in (ACTIVITY, CLIENT_GROUP) if one.table == table), None)
    if named is None:
        return "1"
    naming = (
        f"SELECT {field.one} FROM {field.many}" if field.many
        else f"SELECT {field.stored} FROM {kind.table} WHERE {field.stored} IS NOT NULL"
        for kind, field in references(named)
    )  # fmt: skip
    return f"id NOT IN ({' UNION ALL '.join(naming)})"
