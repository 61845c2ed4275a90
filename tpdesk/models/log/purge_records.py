"""What a purge takes of the declared records: those of a place, of a body or of a record itself, and what
the history says of them."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterable, Sequence
from typing import Final

from tpdesk.domain.field_types import ACTIVITY, AGENCY, CLIENT_GROUP, PLACE, TITLE, FieldType
from tpdesk.domain.kinds import KINDS, dependent_kinds
from tpdesk.domain.record_kind import Field, Kind
from tpdesk.models.records.dependents import references, unused
from tpdesk.text import counted, folded

PURGED: Final = "(purged)"
"""What stands in place of what was purged."""


class Going:
    """The records that a purge takes, found before anything is deleted."""

    def __init__(self, connection: sqlite3.Connection, kind: str, ids: Sequence[int]) -> None:
        """`kind` is place, agency or the name of a kind of record, `ids` its numbers."""
        self._connection = connection
        self.numbers: dict[str, set[int]] = {one.name: set() for one in dependent_kinds()}
        """Kind of record -> numbers of those that go."""

        if not KINDS[kind].has_lines:
            self.numbers[kind] |= set(ids)
        else:
            self._begin(AGENCY if kind == "agency" else PLACE, ids)
        # What a record hangs on stands before it in the registry.
        for one in dependent_kinds():
            parent = one.field_named(one.parent)
            if parent.of:
                self.numbers[one.name] |= self._naming(one, parent, sorted(self.numbers[parent.of]))
        self.titles = tuple(self._titles())
        self._words: list[tuple[str, str]] = []

    @property
    def told(self) -> tuple[str, ...]:
        """Return how many of each kind go, as "3 deliveries"."""
        return tuple(
            counted(len(self.numbers[one.name]), one.noun, one.plural.lower())
            for one in dependent_kinds()
            if self.numbers[one.name]
        )

    def _begin(self, named: FieldType, ids: Sequence[int]) -> None:
        """Note the records that cannot be without what they name: their body, their place."""
        for one, field in references(named):
            if (field.needed or field is one.home) and not field.many:
                self.numbers[one.name] |= self._naming(one, field, ids)

    def _naming(self, kind: Kind, field: Field, ids: Sequence[int]) -> set[int]:
        rows = self._connection.execute(f"SELECT id FROM {kind.table} WHERE {field.stored} IN ({_listed(ids)})")
        return {number for (number,) in rows}

    def _titles(self) -> Iterable[str]:
        for one in dependent_kinds():
            if one.titled and self.numbers[one.name]:
                among = _listed(sorted(self.numbers[one.name]))
                yield from (
                    title
                    for (title,) in self._connection.execute(f"SELECT title FROM {one.table} WHERE id IN ({among})")
                )
                yield from self._earlier_titles(one)

    def _earlier_titles(self, kind: Kind) -> Iterable[str]:
        """Yield what the records of a kind were called before: what hangs on them is told by it."""
        keys = {json.dumps([number]) for number in self.numbers[kind.name]}
        for key, before in self._connection.execute(
            "SELECT keys, before FROM audit_change WHERE record = ? AND field = 'title' AND before <> ''",
            (kind.table.replace("_", " "),),
        ):
            if key in keys:
                yield before

    def delete(self) -> None:
        """Delete the records with all that hangs on them. Inside the purge's transaction."""
        for one in reversed(dependent_kinds()):
            self._connection.execute(f"DELETE FROM {one.table} WHERE id IN ({_listed(sorted(self.numbers[one.name]))})")

    def drop_words(self) -> None:
        """Delete activities and client groups that nothing names any more and that did not come with tpdesk.
        After the lines are gone."""
        for table in (ACTIVITY.table, CLIENT_GROUP.table):
            idle = (
                f"source = '' AND {unused(table)} AND id NOT IN (SELECT {table} FROM spend WHERE {table} IS NOT NULL)"
            )
            gone = [number for (number,) in self._connection.execute(f"DELETE FROM {table} WHERE {idle} RETURNING id")]
            self._words += [(table.replace("_", " "), json.dumps([number])) for number in gone]

    def clean_history(self, names: Iterable[str]) -> None:
        """Take out of the history what tells of the records, earlier ones of the same homes too; its triggers are off.
        `names` are what is purged."""
        titles = [folded(title) for title in (*names, *self.titles)]
        for one in dependent_kinds():
            record = one.table.replace("_", " ")
            keys = {json.dumps([number]) for number in self.numbers[one.name]}
            rows = self._connection.execute(
                "SELECT keys, name, before, after FROM audit_change WHERE record = ?", (record,)
            ).fetchall()
            home = f"{one.parent} "
            # A record that went before the purge is known by what it hung on.
            keys |= {
                key
                for key, _, before, after in rows
                if any(f"{home}{title}" in folded(f"{before}; {after}") for title in titles)
            }
            if one.titled:
                titles += [folded(name) for key, name, _, _ in rows if key in keys]
            self._connection.executemany(
                "DELETE FROM audit_change WHERE record = ? AND keys = ?", ((record, key) for key in keys)
            )
            for link in (field.many for field in one.fields if field.many):
                starts = tuple(f"{key[:-1]}," for key in keys)
                linked = self._connection.execute(
                    "SELECT id, keys FROM audit_change WHERE record = ?", (link.replace("_", " "),)
                ).fetchall()
                self._connection.executemany(
                    "DELETE FROM audit_change WHERE id = ?",
                    ((number,) for number, key in linked if key.startswith(starts)),
                )
        self._connection.executemany("DELETE FROM audit_change WHERE record = ? AND keys = ?", self._words)
        told = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, dict.fromkeys(titles)))})(?!\w)")
        nouns = tuple(word for one in dependent_kinds() for word in (one.noun, one.plural.lower()))
        for number, act, subject, detail in self._connection.execute(
            "SELECT id, act, subject, detail FROM audit"
        ).fetchall():
            if any(noun in f"{act} {subject}".lower() for noun in nouns) and told.search(folded(f"{subject} {detail}")):
                self._connection.execute("UPDATE audit SET subject = ?, detail = '' WHERE id = ?", (PURGED, number))


def _listed(numbers: Iterable[int]) -> str:
    return ", ".join(map(str, numbers))


def untie(connection: sqlite3.Connection, ids: Sequence[int], names: Iterable[str]) -> None:
    """Let the records that stay name no purged body, neither by number nor in their texts. After `Going.delete`."""
    among = _listed(ids)
    for kind, field in references(AGENCY):
        if field.many:
            connection.execute(f"DELETE FROM {field.many} WHERE {field.one} IN ({among})")
        elif not field.needed:
            connection.execute(f"UPDATE {kind.table} SET {field.stored} = NULL WHERE {field.stored} IN ({among})")
    word = re.compile(
        rf"(?<!\w)(?:{'|'.join(re.escape(name) for name in sorted(names, key=len, reverse=True))})(?!\w)", re.IGNORECASE
    )
    for kind in dependent_kinds():
        texts = [field for field in kind.fields if field.type.is_text]
        listed = ", ".join(("id", *(field.stored for field in texts)))
        for number, *values in connection.execute(f"SELECT {listed} FROM {kind.table}").fetchall():
            for field, text in zip(texts, values, strict=True):
                left = word.sub(PURGED, text)
                if left != text:
                    _write(connection, kind, number, field, left)
    for number, reason in connection.execute("SELECT id, reason FROM ruling").fetchall():
        connection.execute("UPDATE ruling SET reason = ? WHERE id = ?", (word.sub(PURGED, reason), number))


def _write(connection: sqlite3.Connection, kind: Kind, number: int, field: Field, text: str) -> None:
    if field.type is TITLE:
        # Two titles may become one: the number tells them apart.
        taken = connection.execute(
            f"SELECT 1 FROM {kind.table} WHERE folded = ? AND id <> ?", (folded(text), number)
        ).fetchone()
        text = f"{text} {number}" if taken else text
        connection.execute(f"UPDATE {kind.table} SET folded = ? WHERE id = ?", (folded(text), number))
    connection.execute(f"UPDATE {kind.table} SET {field.stored} = ? WHERE id = ?", (text, number))
