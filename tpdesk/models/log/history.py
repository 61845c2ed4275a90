"""The history: who did what and when, and what each record said before and after; only ever added to.

What changed of one record: a place or an agency under every name that it has borne, any other record by its number.

The packs that were written from a desk, kept as lines of its history, and what was done on the desk since.
"""

from __future__ import annotations

import getpass
import os
import sqlite3
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final

from tpdesk.text import clean, folded

WRITE_PACK: Final = "write pack"
"""The act of writing a pack: the only one that is noted and changes nothing on the desk."""


@dataclass(frozen=True, slots=True)
class Change:
    """One field of one record, or of several lines at once, before and after."""

    record: str
    """The kind of record: agency, place, line ..."""

    name: str
    """Which one, in words."""

    field: str
    """The field; empty where the record itself came or went."""

    before: str
    """What it said; empty where there was nothing."""

    after: str
    """What it says since; empty where there is nothing."""

    @property
    def what(self) -> str:
        """Return the record and its field in words: 'agency Hyndburn, kind', 'line 12, amount'."""
        # Lines are called by their number: "line 12" says it already.
        record = self.name if self.record.startswith("line") else f"{self.record} {self.name}"
        return f"{record}, {self.field}" if self.field else record


@dataclass(frozen=True, slots=True)
class Act:
    """One line of the history."""

    id: int
    at: str
    """When: ISO 8601 UTC."""

    who: str
    act: str
    """What was done, as in 'add agency'."""

    subject: str
    """To what."""

    detail: str
    """What is to be said of it beyond that."""

    changes: tuple[Change, ...]
    """What it changed, record by record."""

    @property
    def words(self) -> str:
        """Return the act as one line without its changes."""
        return in_one_line(self.act, self.subject, self.detail)


def in_one_line(act: str, subject: str, detail: str) -> str:
    """Return an act as one line: 'Add agency Hyndburn: E07000120'."""
    told = f"{act[:1].upper()}{act[1:]} {subject}".rstrip()
    return f"{told}: {detail}" if detail else told


def now() -> str:
    """Return the time as ISO 8601 UTC to the second. TPDESK_NOW stands in for the clock
    where a run must be repeatable."""
    return os.environ.get("TPDESK_NOW") or datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def who() -> str:
    """Return the user's login name, or 'unknown' where the system has none."""
    try:
        return clean(getpass.getuser())
    except (OSError, KeyError, ImportError):
        return "unknown"


def note_act(connection: sqlite3.Connection, act: str, subject: str, detail: str = "", *, title: str = "") -> None:
    """Write one line of history; the first of an act names its undo step, by `title` where that says it shorter.
    Call inside `Desk.writing()`."""
    subject, detail = clean(subject), clean(detail)
    audit = connection.execute(
        "INSERT INTO audit (at, who, act, subject, detail) VALUES (?, ?, ?, ?, ?)", (now(), who(), act, subject, detail)
    ).lastrowid
    connection.execute(
        "UPDATE undo_step SET title = ?, audit = ? WHERE id = (SELECT max(id) FROM undo_step) AND audit IS NULL",
        (clean(title) or in_one_line(act, subject, detail), audit),
    )


def note_undo(connection: sqlite3.Connection, act: str, title: str, audit: int | None) -> None:
    """Write that an act was undone or redone, with its changes the other way round where it was undone."""
    note_act(connection, act, title)
    before, after = ("after", "before") if act == "undo" else ("before", "after")
    connection.execute(
        "INSERT INTO audit_change (audit, record, keys, name, field, before, after) SELECT (SELECT max(id) FROM "
        f"audit), record, keys, name, field, {before}, {after} FROM audit_change WHERE audit = ? ORDER BY id",
        (audit,),
    )


def last_change(connection: sqlite3.Connection) -> str:
    """Return when the desk was last changed, by its history: ISO 8601 UTC. A pack that was written changes nothing."""
    row = connection.execute("SELECT at FROM audit WHERE act <> ? ORDER BY id DESC LIMIT 1", (WRITE_PACK,)).fetchone()
    return str(row[0]) if row else now()


def list_acts(connection: sqlite3.Connection, *, limit: int | None = None, after: int = 0) -> list[Act]:
    """Return the acts after number `after`, the latest first."""
    return _acts(connection, "id > ?", (after,), limit)


def acts_between(connection: sqlite3.Connection, after: int, last: int) -> list[Act]:
    """Return the acts after one number and up to another, the first first."""
    return _acts(connection, "id > ? AND id <= ?", (after, last), None)[::-1]


def acts_of(connection: sqlite3.Connection, record: str, name: str, *, limit: int | None = None) -> list[Act]:
    """Return the acts that changed the records of a kind (agency, place, population ...) that bear
    a name, the latest first."""
    where = "id IN (SELECT audit FROM audit_change WHERE record = ? AND name = ? COLLATE NOCASE)"
    return _acts(connection, where, (record, name), limit)


def acts_of_line(connection: sqlite3.Connection, line: int) -> list[Act]:
    """Return the acts that changed one spend line, the latest first, back to the one that brought it to the desk."""
    origin = connection.execute(
        "SELECT batch_sheet.batch FROM spend JOIN batch_sheet ON batch_sheet.id = spend.batch_sheet WHERE spend.id = ?",
        (line,),
    ).fetchone()
    first = 0
    if origin is not None:
        first = connection.execute(
            "SELECT coalesce(max(id), 0) FROM audit WHERE subject = ? AND act <> 'remove batch'",
            (f"batch {origin[0]}",),
        ).fetchone()[0]
    touched = {first} - {0}
    for audit, keys, field, before in connection.execute(
        "SELECT audit, keys, field, before FROM audit_change WHERE record = 'line' AND audit > ? ORDER BY id DESC",
        (first,),
    ):
        if within(line, keys):
            touched.add(audit)
            if not field and not before:
                break
    found = [_acts(connection, "id = ?", (audit,), 1)[0] for audit in sorted(touched, reverse=True)]
    return [replace(act, changes=tuple(change for change in act.changes if change.record == "line")) for act in found]


def acts_by_number(connection: sqlite3.Connection, numbers: list[int]) -> list[Act]:
    """Return the acts of these numbers, in their order."""
    return [act for number in numbers for act in _acts(connection, "id = ?", (number,), 1)]


def _acts(connection: sqlite3.Connection, where: str, values: tuple[object, ...], limit: int | None) -> list[Act]:
    rows = connection.execute(
        f"SELECT id, at, who, act, subject, detail FROM audit WHERE {where} ORDER BY id DESC LIMIT ?",
        (*values, -1 if limit is None else limit),
    ).fetchall()
    found = []
    for number, at, name, act, subject, detail in rows:
        changes = connection.execute(
            "SELECT record, name, field, before, after FROM audit_change WHERE audit = ? ORDER BY id", (number,)
        )
        found.append(Act(number, at, name, act, subject, detail, tuple(Change(*change) for change in changes)))
    return found


def ranges(numbers: list[int]) -> str:
    """Return numbers as text: `3-7,12`."""
    found: list[list[int]] = []
    for number in sorted(numbers):
        if found and number == found[-1][1] + 1:
            found[-1][1] = number
        else:
            found.append([number, number])
    return ",".join(str(first) if first == last else f"{first}-{last}" for first, last in found)


def within(number: int, text: str) -> bool:
    """Say whether the text of `ranges` holds a number."""
    for part in text.split(","):
        first, _, last = part.partition("-")
        if int(first) <= number <= int(last or first):
            return True
    return False


_OTHER: Final = {"place": "agency", "agency": "place"}


def names_borne(connection: sqlite3.Connection, kind: str, name: str) -> tuple[str, ...]:
    """Return the name of a place or an agency (`kind`) and all that it bore before, the present one first."""
    found = [name]
    for before, after in connection.execute(
        "SELECT before, after FROM audit_change WHERE record = ? AND field = 'name' ORDER BY id DESC", (kind,)
    ):
        if before and folded(after) in map(folded, found):
            found.append(before)
    return tuple(dict.fromkeys(found))


def acts_about(connection: sqlite3.Connection, kind: str, name: str, *, limit: int = 200) -> list[Act]:
    """Return the acts on a place or an agency (`kind`) and on what belongs to it, the latest first, each with those of
    its changes that concern it."""
    names = names_borne(connection, kind, name)
    marks = ", ".join("?" * len(names))
    numbers = connection.execute(
        f"SELECT id FROM audit WHERE subject COLLATE NOCASE IN ({marks}) AND act NOT LIKE ? UNION SELECT audit FROM "
        f"audit_change WHERE record = ? AND name COLLATE NOCASE IN ({marks}) ORDER BY 1 DESC LIMIT ?",
        (*names, f"%{_OTHER[kind]}%", kind, *names, limit),
    )
    acts = acts_by_number(connection, [number for (number,) in numbers])
    known = {folded(one) for one in names}
    return [act if folded(act.subject) in known else replace(act, changes=_its(act, kind, known)) for act in acts]


def _its(act: Act, kind: str, known: set[str]) -> tuple[Change, ...]:
    """Return the changes of an act on other things that concern the record itself."""
    return tuple(change for change in act.changes if change.record == kind and folded(change.name) in known)


def acts_on_record(connection: sqlite3.Connection, table: str, number: int, *, limit: int = 200) -> list[Act]:
    """Return the acts that changed the record of that number in a table, the latest first, back to the one that made
    it, each with its changes alone."""
    record, keys = table.replace("_", " "), f"[{number}]"
    rows = connection.execute(
        "SELECT DISTINCT audit FROM audit_change WHERE record = ? AND keys = ? ORDER BY audit DESC LIMIT ?",
        (record, keys, limit),
    )
    acts = []
    for act in acts_by_number(connection, [found for (found,) in rows]):
        mine = connection.execute(
            "SELECT record, name, field, before, after FROM audit_change WHERE audit = ? AND record = ? AND keys "
            "= ? ORDER BY id",
            (act.id, record, keys),
        )
        acts.append(replace(act, changes=tuple(Change(*one) for one in mine)))
        made = any(not change.field and not change.before for change in acts[-1].changes)
        if made and act.act not in ("undo", "redo"):
            # An earlier record may have had the same number.
            break
    return acts


_BETWEEN = "; "
_FIELDS = 7


@dataclass(frozen=True, slots=True)
class PackNote:
    """What a pack was, as its line of history says it."""

    kind: str
    place: str
    year: str
    """The financial year, `2024-25`."""

    status: str
    """draft or final."""

    copy: str
    """`working copy` or `publication copy`."""

    made_by: str
    """As its cover prints it."""

    path: str
    """Where it was written, whole."""

    file: str
    """The file's name."""


@dataclass(frozen=True, slots=True)
class PackWritten:
    """One pack that was written."""

    at: str
    """When: ISO 8601 UTC."""

    note: PackNote
    acts_since: int
    """What was done on the desk since, packs apart."""

    last_acts: tuple[str, ...]
    """The newest of it, a line each."""


def note_pack(connection: sqlite3.Connection, note: PackNote) -> None:
    """Write one line of history for a pack. Inside `Desk.writing()`."""
    fields = (f"{note.kind} pack", note.place, note.year, note.status, note.copy, f"made by {note.made_by}")
    told = _BETWEEN.join([*(field.replace(_BETWEEN, ", ") for field in fields), note.path])
    note_act(connection, WRITE_PACK, note.file, told)


def packs_written(connection: sqlite3.Connection, limit: int = 50, newest: int = 5) -> tuple[PackWritten, ...]:
    """Return the packs written from this desk, the latest first, each with what was done since."""
    found = []
    for number, at, file, detail in connection.execute(
        "SELECT id, at, subject, detail FROM audit WHERE act = ? ORDER BY id DESC LIMIT ?", (WRITE_PACK, limit)
    ).fetchall():
        parts = detail.split(_BETWEEN, _FIELDS - 1)
        if len(parts) != _FIELDS:
            continue
        kind, place, year, status, copy, made_by, path = parts
        note = PackNote(
            kind.removesuffix(" pack"), place, year, status, copy, made_by.removeprefix("made by "), path, file
        )
        since = "FROM audit WHERE id > ? AND act <> ?"
        total = connection.execute(f"SELECT count(*) {since}", (number, WRITE_PACK)).fetchone()[0]
        acts = connection.execute(
            f"SELECT act, subject, detail {since} ORDER BY id DESC LIMIT ?", (number, WRITE_PACK, newest)
        )
        found.append(PackWritten(at, note, total, tuple(in_one_line(*act) for act in acts)))
    return tuple(found)
