"""The records of two desks laid side by side: which are new, and what those that both have say differently.

What is private in a merge: notes marked so stay on their desk unless they are asked for, and neither their words nor
those of a field for oneself are shown.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Final

from tpdesk.domain.codes import RETURN_STATES
from tpdesk.models.intake.profile import from_json
from tpdesk.models.merge.kinds import MergeKind, merge_kinds
from tpdesk.models.merge.plan import Difference
from tpdesk.models.merge.who import Who
from tpdesk.text import counted, folded
from tpdesk.units import percent, pounds

Change = tuple[int, str, str, str]
"""A change in the history: its number, the field (empty where the record came or went), what
it said before and after."""

_TEXT: Final = re.compile(
    r"(?:\A|; )text (.*?)(?=; (?:at|activity|client group|category|dots|parked|private|owner|due on) |\Z)", re.DOTALL
)
"""The words of a note in the line that says that it came or went."""

_STANDS_FOR: Final = "a private note"
"""What stands in the history for words that do not come."""


def hidden(one: Difference) -> Difference:
    """Return a difference of private texts as it is shown: how long each is, nothing where there is none."""
    mine, theirs = (f"(private, {counted(len(text), 'character')})" if text else "" for text in (one.mine, one.theirs))
    return replace(one, mine=mine, theirs=theirs, private=(one.mine, one.theirs))


def private_notes(connection: sqlite3.Connection, who: Who) -> list[int]:
    """Return the numbers there of the private notes that this desk has not."""
    here = set(who.keys["main", "note"].values())
    found = connection.execute("SELECT id FROM theirs.note WHERE private = 1 ORDER BY id")
    return [number for (number,) in found if who.keys["theirs", "note"][number] not in here]


def leave_notes(connection: sqlite3.Connection, numbers: list[int]) -> None:
    """Take private notes out of the copy of the other desk, and what its history quotes of them and of private notes
    removed there. Inside a transaction."""
    texts = {text for (text,) in connection.execute(f"SELECT text FROM theirs.note WHERE id IN ({_listed(numbers)})")}
    for rows in _private_lives(connection, numbers):
        connection.execute(f"DELETE FROM theirs.audit_change WHERE id IN ({_listed([number for number, *_ in rows])})")
        texts |= {text for _, field, before, after in rows if field == "text" for text in (before, after)}
        texts |= {found[1] for _, field, *both in rows if not field for text in both if (found := _TEXT.search(text))}
    # The longest first: a short note may be a part of another.
    for text in sorted(texts - {""}, key=len, reverse=True):
        connection.execute(
            "DELETE FROM theirs.audit_change WHERE instr(name, ?1) OR instr(before, ?1) OR instr(after, ?1)", (text,)
        )
        connection.execute(
            "UPDATE theirs.audit SET subject = replace(subject, ?1, ?2), detail = replace(detail, ?1, ?2) "
            "WHERE instr(subject, ?1) OR instr(detail, ?1)", (text, _STANDS_FOR),
        )  # fmt: skip
    links = connection.execute(
        "SELECT m.name, f.\"from\" FROM theirs.sqlite_master AS m JOIN pragma_foreign_key_list(m.name, 'theirs') AS f "
        "WHERE m.type = 'table' AND f.\"table\" = 'note'"
    ).fetchall()
    for table, column in links:
        connection.execute(f'DELETE FROM theirs."{table}" WHERE "{column}" IN ({_listed(numbers)})')
    connection.execute(f"DELETE FROM theirs.note WHERE id IN ({_listed(numbers)})")


def _private_lives(connection: sqlite3.Connection, left: list[int]) -> list[list[Change]]:
    """Return what the history says of each note that is left, and of each that was removed and had been private:
    the changes of its life, for numbers are used again."""
    here = {number for (number,) in connection.execute("SELECT id FROM theirs.note")}
    lives: dict[int, list[list[Change]]] = {}
    for note, *change in connection.execute(
        "SELECT keys ->> 0, id, field, before, after FROM theirs.audit_change WHERE record = 'note' ORDER BY id"
    ):
        _, field, before, _ = change
        of_note = lives.setdefault(note, [[]])
        if not field and not before and of_note[-1]:
            of_note.append([])
        of_note[-1].append((change[0], field, before, change[3]))
    found = []
    for note, of_note in lives.items():
        living = of_note[-1:] if note in here else []
        found += [
            life for life in of_note if (life in living and note in left) or (life not in living and _is_private(life))
        ]
    return found


def _is_private(life: list[Change]) -> bool:
    return any(
        (field == "private" and "yes" in (before, after)) or (not field and "; private yes" in before + after)
        for _, field, before, after in life
    )


def _listed(numbers: list[int]) -> str:
    return ", ".join(map(str, numbers))


Key = tuple[object, ...]
Fields = dict[str, object]
Records = dict[Key, Fields]

_ONE: Final = Fraction(1)
_YEAR_COLUMNS: Final = frozenset({"year"})


@dataclass(frozen=True, slots=True)
class NewRecord:
    """A record that only the other desk has."""

    kind: MergeKind
    key: Key
    fields: Fields


@dataclass(frozen=True, slots=True)
class OtherWord:
    """A field that the two desks fill differently."""

    told: Difference
    kind: MergeKind
    key: Key
    field: str
    value: object
    """What the other desk says."""


@dataclass(frozen=True, slots=True)
class Compared:
    """The records of both desks, compared."""

    new: tuple[NewRecord, ...]
    other: tuple[OtherWord, ...]
    notes: tuple[str, ...]


def compare_records(connection: sqlite3.Connection, who: Who) -> Compared:
    """Compare every kind of record on the two desks."""
    new: list[NewRecord] = []
    other: list[OtherWord] = []
    notes: list[str] = []
    for kind in merge_kinds():
        mine, theirs = read(connection, "main", kind, who), read(connection, "theirs", kind, who)
        if kind.table == "agency_alias":
            theirs = _aliases(connection, mine, theirs, who, notes)
        if kind.table == "spend_tag":
            notes += _other_shares(kind, mine, theirs, who)
        for key, fields in theirs.items():
            here = mine.get(key)
            if here is None:
                new.append(NewRecord(kind, key, fields))
                continue
            for name in kind.compared:
                if here[name] != fields[name] and not _says_nothing(name, fields[name]):
                    usual = "theirs" if _says_nothing(name, here[name]) else "mine"
                    mine_says, theirs_say = _value(kind, name, here[name], who), _value(kind, name, fields[name], who)
                    told = Difference(
                        kind.called, record_name(kind, key, fields, who), _words(kind, name), mine_says, theirs_say,
                        "theirs" if usual == "theirs" else "mine",
                    )  # fmt: skip
                    if name in kind.hidden:
                        told = hidden(told)
                    other.append(OtherWord(told, kind, key, name, fields[name]))
    return Compared(tuple(new), tuple(other), tuple(notes))


def read(connection: sqlite3.Connection, desk: str, kind: MergeKind, who: Who) -> Records:
    """Return the records of a kind on one desk, places and agencies by their keys."""
    if kind.table == "label_map":
        return _maps(connection, desk, who)
    columns = (*kind.key, *kind.fields)
    where = f"WHERE {kind.where.format(desk=desk)}" if kind.where and desk == "theirs" else ""
    if not where and "id" not in kind.key:
        where = "ORDER BY rowid" if kind.repeats else ""
    found: Records = {}
    for row in connection.execute(f"SELECT {', '.join(columns)} FROM {desk}.{kind.table} {where}"):
        fields: Fields = dict(zip(columns, row, strict=True))
        for column, table in kind.refers.items():
            number = fields[column]
            fields[column] = who.key(desk, table, number if isinstance(number, int) else None)
        if kind.table == "import_profile" and not _is_profile(fields):
            continue
        key = tuple(
            folded(str(fields[name])) if (kind.table, name) == ("import_profile", "name") else fields[name]
            for name in kind.key
        )
        if kind.repeats:
            number = 0
            while (*key, number) in found:
                number += 1
            key = (*key, number)
        found.setdefault(key, fields)
    return found


def _is_profile(fields: Fields) -> bool:
    try:
        from_json(str(fields["body"]))
    except ValueError:
        return False
    return True


def _maps(connection: sqlite3.Connection, desk: str, who: Who) -> Records:
    """Return the user's label maps, each whole: its shares in order of code."""
    found: Records = {}
    first: dict[Key, tuple[int | None, int | None]] = {}
    for place, agency, label, category, parts, whole, source in connection.execute(
        "SELECT place, agency, folded, category, share_parts, share_whole, source "
        f"FROM {desk}.label_map WHERE origin = 'user' ORDER BY folded, place, agency, category"
    ):
        key = (who.key(desk, "place", place), who.key(desk, "agency", agency), label)
        # Two agencies there may be one here: the map of the first stands.
        if first.setdefault(key, (place, agency)) != (place, agency):
            continue
        fields = found.setdefault(
            key, {"place": key[0], "agency": key[1], "folded": label, "shares": (), "source": source}
        )
        shares = fields["shares"]
        assert isinstance(shares, tuple)
        fields["shares"] = (*shares, (category, Fraction(parts, whole)))
    return found


def _aliases(connection: sqlite3.Connection, mine: Records, theirs: Records, who: Who, notes: list[str]) -> Records:
    """Return the aliases that the other desk has, its agencies' names that are none here among them;
    those that mean another body here are told."""
    meant = {key[0]: fields["agency"] for key, fields in mine.items()}
    meant |= {key: key for key in who.keys["main", "agency"].values()}
    found: Records = {}
    names = connection.execute("SELECT id, folded, name FROM theirs.agency ORDER BY id").fetchall()
    for number, key, name in names:
        agency = who.keys["theirs", "agency"][number]
        if agency != key:
            found[(key,)] = {"folded": key, "name": name, "agency": agency}
    for key_of, fields in (*theirs.items(), *list(found.items())):
        here = meant.get(key_of[0])
        if here is not None and here != fields["agency"]:
            notes.append(
                f"'{fields['name']}' is {who.shown['agency', str(here)]} here and "
                f"{who.shown['agency', str(fields['agency'])]} there: it stays as it is here."
            )
            found.pop(key_of, None)
        elif here is None:
            found[key_of] = fields
        else:
            found.pop(key_of, None)
    return found


def _other_shares(kind: MergeKind, mine: Records, theirs: Records, who: Who) -> list[str]:
    """Tell of spend that both desks tag to a deep dive, by another share."""
    return [
        (
            f"Of {record_name(kind, key, fields, who)}, {_share(fields)} is tagged there and "
            f"{_share(mine[key])} here: it stays as it is here."
        )
        for key, fields in theirs.items()
        if key in mine and _share(fields) != _share(mine[key])
    ]


def _share(fields: Fields) -> str:
    return percent(float(Fraction(int(str(fields["share_parts"])), int(str(fields["share_whole"])))), 2)


def _says_nothing(field: str, value: object) -> bool:
    return value is None or value == "" or (field == "state" and value == RETURN_STATES[0])


def _words(kind: MergeKind, field: str) -> str:
    if (kind.table, field) == ("place", "status"):
        return "kind"
    return {"shares": "categories", "body": "layout"}.get(field, field.removesuffix("_pence").replace("_", " "))


def _value(kind: MergeKind, field: str, value: object, who: Who) -> str:
    if value is None:
        return ""
    if field == "shares" and isinstance(value, tuple):
        return ", ".join(code if share == _ONE else f"{code} {percent(float(share), 2)}" for code, share in value)
    if field in kind.refers:
        return who.shown[kind.refers[field], str(value)]
    if field == "body":
        told = json.loads(str(value))
        return "; ".join(
            f"{name}: {json.dumps(one, ensure_ascii=False)}"
            for name, one in sorted(told.items())
            if one not in (None, "", [], {})
        )
    if field.endswith("_pence") and isinstance(value, int):
        return pounds(value)
    return str(value)


def record_name(kind: MergeKind, key: Key, fields: Fields, who: Who) -> str:
    """Return which record it is, in words: its name, else what its key refers to."""
    if "id" in kind.key:
        return who.shown[kind.refers["id"], str(key[0])]
    return ", ".join(_key_words(kind, key, fields, who)) or kind.called


def _key_words(kind: MergeKind, key: Key, fields: Fields, who: Who) -> Iterator[str]:
    for column, value in zip(kind.key, key, strict=False):
        if column in kind.refers:
            if value is not None:
                yield who.shown[kind.refers[column], str(value)]
        elif column == "folded":
            yield str(fields.get("name", value)) or "(no label)"
        elif column in _YEAR_COLUMNS or value not in (None, "", 0):
            yield pounds(value) if column.endswith("_pence") and isinstance(value, int) else str(value)
