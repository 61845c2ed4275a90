"""What is written of a line typed in the room of a workshop: a note, with a barrier or an opportunity
beside it, or deliveries.

Which steps of undo are a workshop's own: what was typed in its room, and done to it there, today or earlier.

The line that would write what stands on the desk: typed into the room's line to be edited, and understood
again when it is entered.
"""

from __future__ import annotations

import datetime as dt
import re
import sqlite3
from collections.abc import Mapping, Sequence
from typing import Final

from tpdesk.domain.field_types import NAME_MOST
from tpdesk.domain.kinds import KINDS, NOTE_LETTERS, Record
from tpdesk.errors import UsageProblem
from tpdesk.models.agency import list_agencies
from tpdesk.models.dives.days import day_words
from tpdesk.models.dives.live_line import ACTION, BARRIER, DELIVERY, TAGS, LiveLine, understand
from tpdesk.models.dives.live_names import OF_NO_PLACE, OF_PLACE, PRESENT, Nameable, Named
from tpdesk.models.records import store
from tpdesk.models.records.offered import offered
from tpdesk.models.records.rows import Typed
from tpdesk.text import folded

_NOTE, _DELIVERY, _WORKSHOP = KINDS["note"], KINDS[DELIVERY], KINDS["workshop"]

Wrote = tuple[tuple[Record, ...], tuple[str, ...]]
"""(What was written, what was made on the way, a sentence each.)"""


def place_of_workshop(connection: sqlite3.Connection, workshop: int) -> int:
    """Return the number of a workshop's place. Raises UsageProblem where the workshop is there no longer."""
    row = connection.execute("SELECT place FROM workshop WHERE id = ?", (workshop,)).fetchone()
    if row is None:
        raise UsageProblem("This workshop is no longer on the desk.")
    return int(row[0])


def links_of_notes(connection: sqlite3.Connection) -> dict[int, tuple[str, ...]]:
    """Return a note's number -> the kinds of record that are linked with it: `barrier`, `opportunity`."""
    found: dict[int, tuple[str, ...]] = {}
    for kind in ("barrier", "opportunity"):
        for (note,) in connection.execute(f"SELECT DISTINCT note FROM {kind}_note"):
            found[note] = (*found.get(note, ()), kind)
    return found


def nameable(connection: sqlite3.Connection, workshop: Record, place: int) -> Nameable:
    """Return what can be named in the room of a workshop, whose place has that number.

    Its bodies present come first, the place's others next, then those of no place; a body of other places alone is
    known by its whole name only.
    """
    present = set(listed(workshop, "agencies"))
    here = {agency.id for agency in list_agencies(connection, place)}
    bodies: list[Named] = []
    elsewhere: list[Named] = []
    for agency in list_agencies(connection):
        rank = PRESENT if agency.name in present else OF_PLACE if agency.id in here else OF_NO_PLACE
        among = elsewhere if rank == OF_NO_PLACE and agency.places else bodies
        among.append(Named(agency.name, "agencies", agency.name, rank=rank))
        among += [Named(alias, "agencies", agency.name, agency.name, rank) for alias in agency.aliases]
    lists = offered(connection, place)
    subjects = [Named(name, "activity", name, "activity") for name in lists.activities]
    subjects += [Named(name, "client_group", name, "client group") for name in lists.client_groups]
    subjects += [Named(one.title, "category", one.code, one.code) for one in lists.categories]
    subjects += [Named(one.code, "category", one.code, one.title) for one in lists.categories]
    return Nameable(tuple(sorted(bodies, key=lambda one: one.rank)), tuple(subjects), tuple(elsewhere))


def add_note(connection: sqlite3.Connection, workshop: Record, line: LiveLine, at: str, again: bool) -> Wrote:
    """Write a note, and what stands beside it. With `again` a note of that moment and text is left as it is.
    Inside `Desk.writing()`."""
    if again:
        row = connection.execute(
            "SELECT id FROM note WHERE workshop = ? AND at = ? AND text = ?", (workshop.id, at, line.text)
        ).fetchone()
        if row is not None:
            return (store.read(connection, _NOTE, row[0]),), ()
    note, notices = store.add(connection, _NOTE, {"workshop": workshop.title, "at": at, **_said_in(line)})
    return _with_beside(connection, workshop, note, line, notices)


def rewrite_note(connection: sqlite3.Connection, workshop: Record, note: int, line: LiveLine) -> Wrote:
    """Write what an edited line says of a note in place of what the note said. Inside `Desk.writing()`."""
    # An owner and a day that were an action's go with it; those of another note are not said in its line, and stay.
    gone: Typed = {"owner": "", "due_on": ""} if store.read(connection, _NOTE, note).values["kind"] == ACTION else {}
    record, notices = store.change(connection, _NOTE, note, {**gone, **_said_in(line)})
    return _with_beside(connection, workshop, record, line, notices)


def _said_in(line: LiveLine) -> dict[str, str | list[str]]:
    action = {"owner": line.owner, "due_on": line.due} if line.kind == ACTION else {}
    tags = {name: line.tags.get(name, "") for name in TAGS}
    return {"kind": line.kind, "text": line.text, "agencies": line.agencies, **tags, **action}


def _with_beside(
    connection: sqlite3.Connection, workshop: Record, note: Record, line: LiveLine, notices: tuple[str, ...]
) -> Wrote:
    if not line.beside:
        return (note,), notices
    other, more = add_beside(connection, workshop, note, line.beside, "", line.leading)
    return (note, other), (*notices, *more)


def add_beside(
    connection: sqlite3.Connection, workshop: Record, note: Record, kind: str, title: str, leading: Mapping[str, str]
) -> tuple[Record, tuple[str, ...]]:
    """Link a note with the barrier or opportunity of that title;
    where there is none, or none is said, with a new one of the note's own words."""
    words = title or _as_title(str(note.values["text"]))
    of_kind = KINDS[kind]
    row = connection.execute(f"SELECT id FROM {of_kind.table} WHERE folded = ?", (folded(words),)).fetchone()
    if row is not None:
        linked = [*map(str, listed(store.read(connection, of_kind, row[0]), "notes")), str(note.id)]
        return store.change(connection, of_kind, row[0], {"notes": list(dict.fromkeys(linked))})
    typed: dict[str, str | list[str]] = {
        "title": words, "place": str(workshop.values["place"]), "dive": str(workshop.values["dive"]),
        "notes": [str(note.id)],
    }  # fmt: skip
    category = str(note.values["category"])
    if kind == BARRIER:
        typed |= {"level": "local", "kind": "other", "category": category}
    else:
        typed |= {
            "horizon": "quick",
            "agencies": listed(note, "agencies"),
            "categories": [category] if category else [],
        }
    return store.add(connection, of_kind, typed | dict(leading))


def listed(record: Record, field: str) -> list[str]:
    """Return what a list of a record names."""
    value = record.values[field]
    return list(value) if isinstance(value, tuple) else []


def _as_title(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= NAME_MOST else f"{line[: NAME_MOST - 1].rpartition(' ')[0] or line[: NAME_MOST - 1]}…"


# -- deliveries


def deliveries_of(connection: sqlite3.Connection, workshop: Record) -> tuple[tuple[Record, ...], ...]:
    """Return the deliveries that were typed in a workshop's room, the eldest first; those of one line together."""
    numbers = [int(number) for number in listed(workshop, "deliveries")]
    lines: dict[tuple[str, ...], list[Record]] = {}
    for record in store.list_numbered(connection, _DELIVERY, numbers):
        said = tuple(str(record.values[name]) for name in ("at", *TAGS, "evidence"))
        lines.setdefault(said, []).append(record)
    return tuple(
        tuple(records) for records in sorted(lines.values(), key=lambda one: (str(one[0].values["at"]), one[0].id))
    )


def add_deliveries(connection: sqlite3.Connection, workshop: Record, line: LiveLine, at: str, again: bool) -> Wrote:
    """Write a delivery for each body that the line names.
    With `again` one of that moment that says the same is left as it is. Inside `Desk.writing()`."""
    typed = _delivery(workshop, line)
    there = (
        {
            str(one.values["agency"]): one
            for records in deliveries_of(connection, workshop)
            for one in records
            if one.values["at"] == at and _says(one, typed)
        }
        if again
        else {}
    )
    return _write_deliveries(connection, workshop, line, typed | {"at": at}, there, change=False)


def rewrite_deliveries(
    connection: sqlite3.Connection, workshop: Record, numbers: Sequence[int], line: LiveLine
) -> Wrote:
    """Write what an edited line says of the deliveries of one line: bodies that it names no more lose theirs, new ones
    get one. Inside `Desk.writing()`.

    What the line does not say, such as a cost, stays as it is.
    """
    if line.kind != DELIVERY:
        raise UsageProblem(
            "A delivery begins with d. To write a note in its place, remove it with x and type the note."
        )
    there = {str(one.values["agency"]): one for one in store.list_numbered(connection, _DELIVERY, numbers)}
    if not there:
        raise UsageProblem("These deliveries are no longer on the desk.")
    typed = _delivery(workshop, line) | {"at": str(next(iter(there.values())).values["at"])}
    wrote = _write_deliveries(connection, workshop, line, typed, there, change=True)
    for name, record in there.items():
        if name not in line.agencies:
            store.remove(connection, _DELIVERY, record.id)
    return wrote


def _delivery(workshop: Record, line: LiveLine) -> dict[str, str]:
    """Return what a line says of each delivery that it makes. Raises UsageProblem where it makes none."""
    dive = str(workshop.values["dive"])
    if not dive:
        raise UsageProblem(
            "This workshop has no deep dive, so it cannot record deliveries. Press F6 to choose or make one."
        )
    unclear = [word for word in (*line.unknown, *line.several) if word.startswith("@")]
    if unclear:
        raise UsageProblem(_unclear(unclear[0], line))
    if not line.agencies:
        raise UsageProblem("A delivery names who does it: type @ and a few letters of an organisation's name.")
    if line.cost and len(line.agencies) > 1:
        raise UsageProblem(
            "A cost belongs to one organisation: type a line for each organisation, or leave the cost out."
        )
    tags = {name: line.tags.get(name, "") for name in TAGS}
    return {"dive": dive, "evidence": line.text, **tags} | ({"cost": line.cost} if line.cost else {})


def _write_deliveries(
    connection: sqlite3.Connection,
    workshop: Record,
    line: LiveLine,
    typed: Mapping[str, str],
    there: Mapping[str, Record],
    *,
    change: bool,
) -> Wrote:
    records: list[Record] = []
    notices: list[str] = []
    for agency in line.agencies:
        if agency not in there:
            record, more = store.add(connection, _DELIVERY, {**typed, "agency": agency})
            connection.execute("INSERT INTO workshop_delivery VALUES (?, ?)", (workshop.id, record.id))
        elif change:
            said = {name: text for name, text in typed.items() if name not in ("dive", "at")}
            record, more = store.change(connection, _DELIVERY, there[agency].id, said)
        else:
            record, more = there[agency], ()
        records.append(record)
        notices += more
    return tuple(records), tuple(dict.fromkeys(notices))


def _unclear(word: str, line: LiveLine) -> str:
    """Return why a word after @ is no body that a delivery could be of:
    it would be evidence against the wrong one, or none."""
    if word in line.unknown:
        return f"{word} is no organisation on the desk. Press e to name another, or F2 to make it one of this place."
    told = next(sentence for sentence in line.unkept if sentence.startswith(f"{word} fits several"))
    return f"{told.removesuffix(' It stays in the words.')} Press e to say which."


def _says(record: Record, typed: Mapping[str, str]) -> bool:
    same = all(str(record.values[name] or "") == typed.get(name, "") for name in (*TAGS, "evidence"))
    return same and (record.values["cost"] is None) == ("cost" not in typed)


_ACTS: Final = (
    "add note", "change note", "remove note", "merge notes", "move notes", "link note", "add delivery",
    "change delivery", "remove delivery",
)  # fmt: skip
"""Acts of a room. An import, a merge or a purge may touch the same notes, and is none."""

_OF_WORKSHOP: Final = f"""
SELECT 1 FROM undo_change JOIN undo_step ON undo_step.id = undo_change.step JOIN audit ON audit.id = undo_step.audit
WHERE undo_step.id = :step AND audit.act IN ({", ".join(f"'{act}'" for act in _ACTS)}) AND (
  (record = 'note' AND :workshop IN (image ->> 'workshop', (SELECT workshop FROM note WHERE id = key ->> 0)))
  OR (record = 'workshop_delivery' AND key ->> 0 = :workshop)
  OR (record = 'delivery' AND :workshop IN (SELECT workshop FROM workshop_delivery WHERE delivery = key ->> 0))
  OR (record IN ('barrier_note', 'opportunity_note') AND :workshop = (SELECT workshop FROM note WHERE id = key ->> 1)))
LIMIT 1
"""


def is_of_room(connection: sqlite3.Connection, step: int, workshop: int) -> bool:
    """Say whether a step, undone or not, is an act on the notes or deliveries of the workshop with that number."""
    return connection.execute(_OF_WORKSHOP, {"step": step, "workshop": workshop}).fetchone() is not None


_LETTER_OF: Final = {kind: letter for letter, kind in NOTE_LETTERS.items()}


def line_of_note(note: Record, names: Nameable, today: dt.date) -> str:
    """Return the line that writes a note: its letter, its words with @ before the bodies that it names, its
    owner and day, its tags.

    Bodies that do not stand in the words are named after #.
    """
    words = "; ".join(str(note.values["text"]).split("\n"))
    words, left = _with_signs(words, _names_of(note, "agencies"))
    kind, owner, due = (str(note.values[name] or "") for name in ("kind", "owner", "due_on"))
    line = f"{_LETTER_OF[kind]} {words}"
    if kind == ACTION:
        left = [name for name in left if name != owner]
        if owner:
            line += f" by @{owner}"
        elif understand(line, names, today).owner:
            line += " by nobody"
        line += f" by {day_words(due)}" if due else ""
    return " ".join([line, *(f"#{name}" for name in (*left, *_tags(note)))])


def line_of_deliveries(deliveries: Sequence[Record]) -> str:
    """Return the line that writes deliveries which say the same of several bodies, without their costs:
    those stay as they are."""
    first = deliveries[0]
    words = " ".join(str(first.values["evidence"]).split("\n"))
    bodies = [f"@{one.values['agency']}" for one in deliveries]
    return " ".join(["d", *([words] if words else []), *bodies, *(f"#{name}" for name in _tags(first))])


def _names_of(record: Record, name: str) -> tuple[str, ...]:
    value = record.values[name]
    return value if isinstance(value, tuple) else ()


def _tags(record: Record) -> list[str]:
    return [str(record.values[name]) for name in TAGS if record.values[name]]


def _with_signs(words: str, names: Sequence[str]) -> tuple[str, list[str]]:
    """Return (the words with @ before the first mention of each name, the names that do not stand in them)."""
    spans: list[tuple[int, int]] = []
    left: list[str] = []
    # The longest first: one name may be a part of another.
    for name in sorted(names, key=len, reverse=True):
        for match in re.finditer(rf"(?<![\w@#]){re.escape(name)}(?!\w)", words, re.IGNORECASE):
            if not any(begin < match.end() and match.start() < end for begin, end in spans):
                spans.append(match.span())
                break
        else:
            left.append(name)
    for begin, _ in sorted(spans, reverse=True):
        words = f"{words[:begin]}@{words[begin:]}"
    return words, [name for name in names if name in left]
