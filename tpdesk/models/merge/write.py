"""The records of a merge written to this desk: new ones made, fields set where the other desk's word is taken.

Lines that the other desk tags to deep dives by hand, found among the lines here: tags by a rule
are records like any other.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from tpdesk.domain.kinds import AGENCY_KIND, KINDS
from tpdesk.models.label_map import set_map
from tpdesk.models.merge.plan import NewRecords
from tpdesk.models.merge.records import Fields, Key, NewRecord, OtherWord
from tpdesk.models.merge.who import NAMED, Who
from tpdesk.models.records import store
from tpdesk.text import counted, folded


class Numbers:
    """The numbers that this desk has for places, agencies and records of deep dives, new ones
    among them, by their keys."""

    def __init__(self, connection: sqlite3.Connection, who: Who) -> None:
        self._connection = connection
        self._known = {
            (table, key): number
            for (desk, table), numbers in who.keys.items()
            if desk == "main"
            for number, key in numbers.items()
        }

    def add(self, table: str, key: object, number: int) -> None:
        """Keep the number of a record that was just made."""
        self._known[table, str(key)] = number

    def of(self, table: str, key: object) -> int | None:
        """Return the number of a record, None for none."""
        if key is None:
            return None
        if table in NAMED and (table, str(key)) not in self._known:
            self.add(
                table,
                key,
                self._connection.execute(f"SELECT id FROM main.{table} WHERE folded = ?", (key,)).fetchone()[0],
            )
        return self._known[table, str(key)]


def write_new(connection: sqlite3.Connection, records: Iterable[NewRecord], numbers: Numbers) -> None:
    """Make the records, in their order. Inside `Desk.writing()`."""
    titled = {"place", "agency", *(kind.table for kind in KINDS.values() if kind.titled)}
    for record in records:
        kind = record.kind
        if kind.table == "label_map":
            _set_map(connection, record.fields, numbers)
            continue
        fields = {
            name: numbers.of(kind.refers[name], value) if name in kind.refers and name != "id" else value
            for name, value in record.fields.items()
            if name != "id"
        }
        if kind.table in titled:
            fields["folded"] = record.key[0]
        made = connection.execute(
            f"INSERT INTO main.{kind.table} ({', '.join(fields)}) VALUES ({', '.join('?' * len(fields))})",
            list(fields.values()),
        ).lastrowid
        if "id" in kind.key:
            numbers.add(kind.table, record.key[0], int(made or 0))


def write_taken(connection: sqlite3.Connection, words: Iterable[OtherWord], numbers: Numbers) -> None:
    """Let the fields say what the other desk says. Inside `Desk.writing()`.
    Raises UsageProblem where a name is another's already."""
    for word in words:
        kind, key = word.kind, word.key
        if kind.table == "label_map":
            _take_map(connection, word, numbers)
        elif (kind.table, word.field) == ("agency", "name"):
            number = numbers.of("agency", key[0]) or 0
            before = connection.execute("SELECT name FROM main.agency WHERE id = ?", (number,)).fetchone()[0]
            aliases = (*store.read(connection, AGENCY_KIND, number).listed("aliases"), before)
            store.change(connection, AGENCY_KIND, number, {"title": str(word.value), "aliases": aliases})
        elif kind.table == "import_profile":
            name = next(
                found
                for (found,) in connection.execute("SELECT name FROM main.import_profile ORDER BY name")
                if folded(found) == key[0]
            )
            value = numbers.of("agency", word.value) if word.field == "agency" else word.value
            connection.execute(f"UPDATE main.import_profile SET {word.field} = ? WHERE name = ?", (value, name))
        else:
            values = [
                numbers.of(kind.refers[name], value) if name in kind.refers else value
                for name, value in zip(kind.key, key, strict=not kind.repeats)
            ]
            where = " AND ".join(f"{name} IS ?" for name in kind.key)
            if kind.repeats:
                # The last part of its key says which of several it is, in the order in which they were written.
                where = f"id = (SELECT id FROM main.{kind.table} WHERE {where} ORDER BY id LIMIT 1 OFFSET ?)"
                values.append(key[-1])
            value = numbers.of(kind.refers[word.field], word.value) if word.field in kind.refers else word.value
            connection.execute(f"UPDATE main.{kind.table} SET {word.field} = ? WHERE {where}", (value, *values))


def _set_map(connection: sqlite3.Connection, fields: Fields, numbers: Numbers) -> None:
    _write_map(
        connection, (fields["place"], fields["agency"], fields["folded"]), numbers, fields["shares"], fields["source"]
    )


def _take_map(connection: sqlite3.Connection, word: OtherWord, numbers: Numbers) -> None:
    place, agency, label = numbers.of("place", word.key[0]), numbers.of("agency", word.key[1]), word.key[2]
    rows = connection.execute(
        "SELECT category, share_parts, share_whole, source FROM main.label_map WHERE origin = 'user' AND folded "
        "= ? AND place IS ? AND agency IS ?",
        (label, place, agency),
    ).fetchall()
    shares: object = tuple((category, Fraction(parts, whole)) for category, parts, whole, _ in rows)
    source: object = rows[0][3]
    if word.field == "shares":
        shares = word.value
    else:
        source = word.value
    _write_map(connection, word.key, numbers, shares, source)


def _write_map(connection: sqlite3.Connection, key: Key, numbers: Numbers, shares: object, source: object) -> None:
    assert isinstance(shares, tuple)
    place, agency = numbers.of("place", key[0]), numbers.of("agency", key[1])
    set_map(connection, str(key[2]), dict(shares), place=place, agency=agency, source=str(source))


@dataclass(frozen=True, slots=True)
class LineTag:
    """A line that the other desk tags and this one does not."""

    dive: str
    """The key of the deep dive."""

    there: int
    """The line's number there."""

    here: int | None
    """Its number here; None where it comes with this merge, or is not here at all."""

    share: tuple[int, int]
    """(parts, whole) of it."""


_HERE: Final = """
SELECT mine.id FROM theirs.spend AS there JOIN temp.same_sheet ON same_sheet.theirs = there.batch_sheet
JOIN main.spend AS mine ON mine.batch_sheet = same_sheet.mine AND mine.row = there.row AND mine.part_of IS NULL
WHERE there.id = ?1 AND there.part_of IS NULL
AND (SELECT count(*) FROM theirs.spend AS one WHERE one.batch_sheet = there.batch_sheet AND one.row = there.row AND one.part_of IS NULL AND one.id < there.id)
  = (SELECT count(*) FROM main.spend AS one WHERE one.batch_sheet = mine.batch_sheet AND one.row = mine.row AND one.part_of IS NULL AND one.id < mine.id)
UNION ALL SELECT mine FROM temp.same_hand WHERE theirs = ?1
"""  # noqa: E501


def compare_tags(
    connection: sqlite3.Connection, who: Who
) -> tuple[tuple[LineTag, ...], tuple[NewRecords, ...], list[str]]:
    """Return (tags that this desk has not, those of lines that are here as new records, what cannot come).
    After `compare_lines`."""
    held = {
        (who.key("main", "deep_dive", dive), line)
        for dive, line in connection.execute("SELECT dive, line FROM main.spend_tag WHERE line IS NOT NULL")
    }
    found, lost = [], 0
    for dive, line, parts, whole, comes in connection.execute(
        "SELECT dive, line, share_parts, share_whole, line IN (SELECT id FROM temp.new_hand) OR line IN (SELECT id "
        "FROM temp.part_theirs) OR batch_sheet NOT IN (SELECT theirs FROM temp.same_sheet) FROM theirs.spend_tag "
        "JOIN theirs.spend ON spend.id = line ORDER BY spend_tag.id"
    ).fetchall():
        key, row = who.key("theirs", "deep_dive", dive), connection.execute(_HERE, (line,)).fetchone()
        here = int(row[0]) if row else None
        if (key, here) in held:
            continue
        lost += here is None and not comes
        found.append(LineTag(str(key), line, here, (parts, whole)))
    names = tuple(f"{who.shown['deep_dive', tag.dive]}, line {tag.here}" for tag in found if tag.here is not None)
    notes = (
        [
            (
                f"{counted(lost, 'line')} tagged by hand there cannot be found here: the deep dives have them "
                "on that desk alone."
            )
        ]
        if lost
        else []
    )
    return tuple(found), ((NewRecords("tag of a line", "tags of lines", names),) if names else ()), notes


def bring_tags(connection: sqlite3.Connection, tags: Iterable[LineTag], numbers: Numbers, offset: int) -> None:
    """Write the tags whose lines are here now; those that came have their number there plus `offset`.
    After `move_lines`."""
    for tag in tags:
        line = tag.here if tag.here is not None else tag.there + offset
        if tag.here is None and connection.execute("SELECT 1 FROM main.spend WHERE id = ?", (line,)).fetchone() is None:
            continue
        connection.execute(
            "INSERT INTO main.spend_tag (dive, line, share_parts, share_whole) VALUES (?, ?, ?, ?)",
            (numbers.of("deep_dive", tag.dive), line, *tag.share),
        )
