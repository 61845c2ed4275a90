"""What a record names - places, bodies, activities, categories, areas, other records - from the word
for it to its key and back."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Sequence
from typing import Final

from tpdesk.domain.field_types import (
    AGENCY,
    AREA,
    CATEGORY,
    KIND_OF_AGENCY,
    NAME_MOST,
    PLACE,
    FieldLike,
    RecordReference,
    Reference,
)
from tpdesk.domain.kinds import KINDS
from tpdesk.domain.record_kind import Field, Kind
from tpdesk.errors import UsageProblem
from tpdesk.models.agency import find_agency, find_agency_id, known_kind
from tpdesk.models.area import codes_of, list_areas
from tpdesk.models.category import find_category
from tpdesk.models.place import find_place, know_area
from tpdesk.text import clean, folded, nearest

Key = int | str
"""What the desk keeps for a name: a number, or the code of a category or an area."""

_NUMBER: Final = re.compile(r"(?:[a-z ]+ )?(\d{1,15})\Z")


def table_named(field: Field) -> str:
    """Return the table of which a field names rows; empty for a field that holds a value."""
    if isinstance(field.type, RecordReference):
        return KINDS[field.of].table
    return field.type.table if isinstance(field.type, Reference) else ""


class RecordNames:
    """Turns keys into the names that people read; each table is read once, when it is first needed."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._tables: dict[str, dict[int, str]] = {}

    def of(self, field: Field, key: Key | None) -> str:
        """Return the name, title, code or number that a key of this field stands for; nothing for None."""
        if key is None:
            return ""
        if isinstance(key, str) or (isinstance(field.type, RecordReference) and field.type.is_numbered):
            return str(key)
        column = "title" if isinstance(field.type, RecordReference) else "name"
        return self._table(table_named(field), column).get(key, "")

    def _table(self, table: str, column: str) -> dict[int, str]:
        if table not in self._tables:
            self._tables[table] = dict(self._connection.execute(f"SELECT id, {column} FROM {table}").fetchall())
        return self._tables[table]


class DeskNames:
    """Finds the keys of what is named on a desk; making a new activity or client group is for
    inside `Desk.writing()`."""

    def __init__(self, connection: sqlite3.Connection, notices: list[str] | None = None, *, make: bool = True) -> None:
        """`notices` takes a sentence for each name that was made; nothing is made without `make`."""
        self._connection = connection
        self._notices = notices if notices is not None else []
        self._make = make

    def key(self, field: FieldLike, text: str) -> Key:
        """Return the key of what `text` names. Raises UsageProblem that names the nearest for
        what the desk does not know."""
        named = field.type
        if isinstance(named, RecordReference):
            return record_number(self._connection, KINDS[field.of], text)
        if named is PLACE:
            row = self._connection.execute("SELECT id FROM place WHERE folded = ?", (folded(text),)).fetchone()
            return int(row[0]) if row else find_place(self._connection, text).id
        if named is AGENCY:
            found = find_agency_id(self._connection, text)
            return find_agency(self._connection, text).id if found is None else found
        if named is KIND_OF_AGENCY:
            slug, doubt = known_kind(self._connection, text)
            self._notices += [doubt] if doubt else []
            return str(slug)
        if named is CATEGORY:
            return find_category(self._connection, text).code
        if named is AREA:
            return self._areas(field, [text])[0]
        if not isinstance(named, Reference):
            return str(named.parse(field, text))
        return self._named(named, clean(text))

    def keys(self, field: Field, typed: str | Sequence[str]) -> tuple[Key, ...]:
        """Return the keys of a list as typed: a sequence of names, or one text with `;` between them; each once.
        Raises UsageProblem."""
        if isinstance(typed, str):
            # A title may hold a semicolon itself.
            whole = isinstance(field.type, RecordReference) and number_called(self._connection, KINDS[field.of], typed)
            typed = [typed] if whole else typed.split(";")
        parts = [part for part in map(clean, typed) if part]
        if field.type is AREA and parts:
            return tuple(self._areas(field, parts))
        return tuple(dict.fromkeys(self.key(field, part) for part in parts))

    def sayings(self, field: Field, typed: str | Sequence[str]) -> dict[Key, str]:
        """Return key -> what is said of it, of a list as typed: `Testshire: lead` each. Raises UsageProblem."""
        found: dict[Key, str] = {}
        for item in map(clean, typed.split(";") if isinstance(typed, str) else typed):
            name, colon, text = item.partition(":")
            # A name may hold a colon itself.
            while colon and not self._knows(field, name) and ":" in text:
                more, colon, text = text.partition(":")
                name = f"{name}:{more}"
            if item and not colon:
                raise UsageProblem(f"'{item[:40]}' does not say of which {field.type.name} it is: write NAME: TEXT.")
            if item:
                found[self.key(field, name)] = clean(text)
        return found

    def _knows(self, field: Field, name: str) -> bool:
        try:
            self.key(field, name)
        except UsageProblem:
            return False
        return True

    def _named(self, named: Reference, text: str) -> int:
        row = self._connection.execute(f"SELECT id FROM {named.table} WHERE folded = ?", (folded(text),)).fetchone()
        if row:
            return int(row[0])
        near = nearest(text, [name for (name,) in self._connection.execute(f"SELECT name FROM {named.table}")])
        hint = f" Did you mean '{near}'?" if near else ""
        if not (self._make and named.is_made):
            raise UsageProblem(f"There is no {named.noun} called '{text}' on this desk.{hint}")
        if len(text) > NAME_MOST:
            raise UsageProblem(
                f"'{text[:40]}...' has {len(text):,} characters; the name of a new {named.noun} has {NAME_MOST} "
                "at most."
            )
        self._notices.append(f"'{text}' is a new {named.noun} on this desk.{hint}")
        made = self._connection.execute(f"INSERT INTO {named.table} (name, folded) VALUES (?, ?)", (text, folded(text)))
        return int(made.lastrowid or 0)

    def _areas(self, field: FieldLike, parts: Iterable[str]) -> list[str]:
        codes = codes_of(";".join(parts), list_areas(self._connection))
        if not codes:
            raise UsageProblem(f"{field.title}: name an area, or give its GSS code.")
        return [know_area(self._connection, code) for code in codes] if self._make else codes


def record_number(connection: sqlite3.Connection, kind: Kind, wanted: str) -> int:
    """Return the number of the record with that title, without regard to capitals, or that number: `12`, `delivery 12`.
    Raises UsageProblem."""
    found = number_called(connection, kind, wanted)
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
    column = kind.field_named("title").stored
    titles = [title for (title,) in connection.execute(f"SELECT {column} FROM {kind.table} ORDER BY id")]
    near = nearest(wanted, titles)
    hint = (
        f" Did you mean '{near}'?"
        if near
        else (f" {kind.plural} here: {', '.join(titles[:5])}." if titles else " This desk has none yet.")
    )
    raise UsageProblem(f"There is no {kind.noun} called '{clean(wanted)}' on this desk.{hint}")


def number_called(connection: sqlite3.Connection, kind: Kind, wanted: str) -> int | None:
    """Return the number of the record with that title, or another name of it, without regard to capitals; None where
    there is none."""
    if not kind.titled:
        return None
    named = f"SELECT id FROM {kind.table} WHERE folded = ?1"
    if kind.also:
        named += f" UNION ALL SELECT {kind.table} FROM {kind.field_named(kind.also).many} WHERE folded = ?1"
    row = connection.execute(named, (folded(wanted),)).fetchone()
    return int(row[0]) if row else None
