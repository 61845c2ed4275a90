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
from tpdesk.domain.kinds import KINDS, Field, Kind
from tpdesk.models.intake.profile import from_json
from tpdesk.models.merge.kinds import MergeKind, merge_kinds
from tpdesk.models.merge.plan import Difference
from tpdesk.models.merge.who import Who
from tpdesk.text import counted, folded
from tpdesk.units import percent, pounds

Change = tuple[int, str, str, str]
"""A change in the history: its number, the field (empty where the record came or went), what
it said before and after."""


def hidden(one: Difference) -> Difference:
    """Return a difference of private texts as it is shown: how long each is, nothing where there is none."""
    mine, theirs = (f"(private, {counted(len(text), 'character')})" if text else "" for text in (one.mine, one.theirs))
    return replace(one, mine=mine, theirs=theirs, private=(one.mine, one.theirs))


def private_records(connection: sqlite3.Connection, who: Who) -> dict[str, list[int]]:
    """Return kind -> the numbers there of its private records that this desk has not."""
    return {kind.name: _private_of(connection, kind, who) for kind in KINDS.values() if kind.private_if}


def _private_of(connection: sqlite3.Connection, kind: Kind, who: Who) -> list[int]:
    here = set(who.keys["main", kind.table].values())
    found = connection.execute(f"SELECT id FROM theirs.{kind.table} WHERE {kind.private_if} = 1 ORDER BY id")
    return [number for (number,) in found if who.keys["theirs", kind.table][number] not in here]


def leave_records(connection: sqlite3.Connection, kind: Kind, numbers: list[int]) -> None:
    """Take private records out of the copy of the other desk, and what its history quotes of them and of private ones
    removed there. Inside a transaction."""
    lives = _private_lives(connection, kind, numbers)
    changes = [number for life in lives for number, *_ in life]
    connection.execute(f"DELETE FROM theirs.audit_change WHERE id IN ({_listed(changes)})")
    texts: set[str] = set()
    for field in kind.fields:
        if field.type.is_text:
            held = connection.execute(
                f"SELECT {field.stored} FROM theirs.{kind.table} WHERE id IN ({_listed(numbers)})"
            )
            texts |= {text for (text,) in held} | _quoted(lives, *_words_of(connection, kind, field))
    # The longest first: a short text may be a part of another.
    for text in sorted(texts - {""}, key=len, reverse=True):
        connection.execute(
            "DELETE FROM theirs.audit_change WHERE instr(name, ?1) OR instr(before, ?1) OR instr(after, ?1)", (text,)
        )
        connection.execute(
            "UPDATE theirs.audit SET subject = replace(subject, ?1, ?2), detail = replace(detail, ?1, ?2) "
            "WHERE instr(subject, ?1) OR instr(detail, ?1)", (text, f"a private {kind.noun}"),
        )  # fmt: skip
    links = connection.execute(
        "SELECT m.name, f.\"from\" FROM theirs.sqlite_master AS m JOIN pragma_foreign_key_list(m.name, 'theirs') AS f "
        "WHERE m.type = 'table' AND f.\"table\" = ?", (kind.table,),
    ).fetchall()  # fmt: skip
    for table, column in links:
        connection.execute(f'DELETE FROM theirs."{table}" WHERE "{column}" IN ({_listed(numbers)})')
    connection.execute(f"DELETE FROM theirs.{kind.table} WHERE id IN ({_listed(numbers)})")


def _words_of(connection: sqlite3.Connection, kind: Kind, field: Field) -> tuple[str, re.Pattern[str]]:
    """Return (what the history calls a field, what finds its words in the line that says that a record came or
    went)."""
    rows = connection.execute("SELECT name FROM pragma_table_info(?, 'theirs')", (kind.table,)).fetchall()
    names = [name.removesuffix("_pence").replace("_", " ") for (name,) in rows]
    called = field.stored.replace("_", " ")
    later = "|".join(map(re.escape, names[names.index(called) + 1 :]))
    ends = rf"(?=; (?:{later}) |\Z)" if later else r"\Z"
    return called, re.compile(rf"(?:\A|; ){re.escape(called)} (.*?){ends}", re.DOTALL)


def _quoted(lives: list[list[Change]], called: str, told: re.Pattern[str]) -> set[str]:
    """Return what the changes of private records quote of a field."""
    texts = {text for life in lives for _, field, *both in life if field == called for text in both}
    lines = (text for life in lives for _, field, *both in life if not field for text in both)
    return texts | {found[1] for line in lines if (found := told.search(line))}


def _private_lives(connection: sqlite3.Connection, kind: Kind, left: list[int]) -> list[list[Change]]:
    """Return what the history says of each record that is left, and of each that was removed and had been private:
    the changes of its life, for numbers are used again."""
    here = {number for (number,) in connection.execute(f"SELECT id FROM theirs.{kind.table}")}
    lives: dict[int, list[list[Change]]] = {}
    for record, *change in connection.execute(
        "SELECT keys ->> 0, id, field, before, after FROM theirs.audit_change WHERE record = ? ORDER BY id",
        (kind.table.replace("_", " "),),
    ):
        _, field, before, _ = change
        of_record = lives.setdefault(record, [[]])
        if not field and not before and of_record[-1]:
            of_record.append([])
        of_record[-1].append((change[0], field, before, change[3]))
    flag = kind.private_if.replace("_", " ")
    found = []
    for record, of_record in lives.items():
        living = of_record[-1:] if record in here else []
        found += [
            life
            for life in of_record
            if (life in living and record in left) or (life not in living and _is_private(life, flag))
        ]
    return found


def _is_private(life: list[Change], flag: str) -> bool:
    return any(
        (field == flag and "yes" in (before, after)) or (not field and f"; {flag} yes" in before + after)
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
