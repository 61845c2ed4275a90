"""What a record of a deep dive names - places, bodies, activities, categories, areas, other records - from the word for it to its key and back."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Sequence
from typing import Final

from tpdesk.domain.kinds import ACTIVITY, AGENCY, AREA, CATEGORY, CLIENT_GROUP, KINDS, PLACE, RECORD, Field, Kind
from tpdesk.errors import UsageProblem
from tpdesk.models.agency import find_agency, find_agency_id
from tpdesk.models.area import codes_of, list_areas
from tpdesk.models.category import find_category
from tpdesk.models.place import NAME_MOST, find_place, know_area
from tpdesk.text import clean, folded, nearest

Key = int | str
"""What the desk keeps for a name: a number, or the code of a category or an area."""

REFERENCES: Final = frozenset({PLACE, AGENCY, ACTIVITY, CLIENT_GROUP, CATEGORY, AREA, RECORD})
"""Kinds of field that name something else on the desk."""

_MADE: Final = {ACTIVITY: "activity", CLIENT_GROUP: "client group"}
"""Kinds of field whose names are made where they are new, each with its noun."""

_NUMBER: Final = re.compile(r"(?:[a-z ]+ )?(\d{1,15})\Z")


class RecordNames:
    """Turns keys into the names that people read; each table is read once, when it is first needed."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._tables: dict[str, dict[int, str]] = {}

    def of(self, field: Field, key: Key | None) -> str:
        """Return the name, title, code or number that a key of this field stands for; nothing for None."""
        if key is None:
            return ""
        if field.kind in (CATEGORY, AREA) or isinstance(key, str):
            return str(key)
        if field.kind == RECORD:
            kind = KINDS[field.of]
            return self._table(kind.table, "title").get(key, "") if kind.titled else str(key)
        return self._table(field.kind, "name").get(key, "")

    def _table(self, table: str, column: str) -> dict[int, str]:
        if table not in self._tables:
            self._tables[table] = dict(self._connection.execute(f"SELECT id, {column} FROM {table}").fetchall())
        return self._tables[table]


def key_of(connection: sqlite3.Connection, field: Field, text: str, notices: list[str], *, make: bool = True) -> Key:
    """Return the key of what `text` names; a new activity or client group is made where `make` says so, with a line in `notices`.

    Raises UsageProblem that names the nearest for what the desk does not know. Making is for inside `Desk.writing()`.
    """
    if field.kind == PLACE:
        row = connection.execute("SELECT id FROM place WHERE folded = ?", (folded(text),)).fetchone()
        return int(row[0]) if row else find_place(connection, text).id
    if field.kind == AGENCY:
        found = find_agency_id(connection, text)
        return find_agency(connection, text).id if found is None else found
    if field.kind in _MADE:
        return _named(connection, field.kind, clean(text), notices, make=make)
    if field.kind == CATEGORY:
        return find_category(connection, text).code
    if field.kind == AREA:
        return _areas(connection, field, [text], make=make)[0]
    return record_number(connection, KINDS[field.of], text)


def keys_of(
    connection: sqlite3.Connection, field: Field, typed: str | Sequence[str], notices: list[str], *, make: bool = True
) -> tuple[Key, ...]:
    """Return the keys of a list as typed: a sequence of names, or one text with `;` between them; each once. Raises UsageProblem."""
    if isinstance(typed, str):
        # A title may hold a semicolon itself.
        whole = field.kind == RECORD and _titled(connection, KINDS[field.of], typed) is not None
        typed = [typed] if whole else typed.split(";")
    parts = [part for part in map(clean, typed) if part]
    if field.kind == AREA and parts:
        return tuple(_areas(connection, field, parts, make=make))
    return tuple(dict.fromkeys(key_of(connection, field, part, notices, make=make) for part in parts))


def record_number(connection: sqlite3.Connection, kind: Kind, wanted: str) -> int:
    """Return the number of the record with that title, without regard to capitals, or that number: `12`, `delivery 12`. Raises UsageProblem."""
    found = _titled(connection, kind, wanted)
    if found is not None:
        return found
    number = _NUMBER.match(folded(wanted))
    if number:
        row = connection.execute(f"SELECT id FROM {kind.table} WHERE id = ?", (int(number[1]),)).fetchone()
        if row:
            return int(row[0])
    if not kind.titled:
        raise UsageProblem(
            f"There is no {kind.noun} '{clean(wanted)}' on this desk: {kind.plural.lower()} are known by their numbers."
        )
    titles = [title for (title,) in connection.execute(f"SELECT title FROM {kind.table} ORDER BY id")]
    near = nearest(wanted, titles)
    hint = (
        f" Did you mean '{near}'?"
        if near
        else (f" {kind.plural} here: {', '.join(titles[:5])}." if titles else " This desk has none yet.")
    )
    raise UsageProblem(f"There is no {kind.noun} called '{clean(wanted)}' on this desk.{hint}")


def _titled(connection: sqlite3.Connection, kind: Kind, wanted: str) -> int | None:
    if not kind.titled:
        return None
    row = connection.execute(f"SELECT id FROM {kind.table} WHERE folded = ?", (folded(wanted),)).fetchone()
    return int(row[0]) if row else None


def _named(connection: sqlite3.Connection, table: str, text: str, notices: list[str], *, make: bool) -> int:
    row = connection.execute(f"SELECT id FROM {table} WHERE folded = ?", (folded(text),)).fetchone()
    if row:
        return int(row[0])
    near = nearest(text, [name for (name,) in connection.execute(f"SELECT name FROM {table}")])
    hint = f" Did you mean '{near}'?" if near else ""
    if not make:
        raise UsageProblem(f"There is no {_MADE[table]} called '{text}' on this desk.{hint}")
    if len(text) > NAME_MOST:
        raise UsageProblem(
            f"'{text[:40]}...' has {len(text):,} characters; the name of a new {_MADE[table]} has {NAME_MOST} at most."
        )
    notices.append(f"'{text}' is a new {_MADE[table]} on this desk.{hint}")
    made = connection.execute(f"INSERT INTO {table} (name, folded) VALUES (?, ?)", (text, folded(text)))
    return int(made.lastrowid or 0)


def _areas(connection: sqlite3.Connection, field: Field, parts: Iterable[str], *, make: bool) -> list[str]:
    codes = codes_of(";".join(parts), list_areas(connection))
    if not codes:
        raise UsageProblem(f"{field.title}: name an area, or give its GSS code.")
    return [know_area(connection, code) for code in codes] if make else codes
