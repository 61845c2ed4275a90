"""Acts of the room of a workshop: what is read for the wall, and each line that is typed there written as one step of undo."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from tpdesk.acts.dives.live_line import BARRIER, DELIVERY, Line, Nameable, Named
from tpdesk.acts.dives.records import add_record, called
from tpdesk.acts.people import people_warnings
from tpdesk.acts.undoing import steps, undo
from tpdesk.acts.window import place_of
from tpdesk.errors import UsageProblem
from tpdesk.models.agency import list_agencies
from tpdesk.models.connection import spoken
from tpdesk.models.desk import Desk, open_desk
from tpdesk.models.dives import store
from tpdesk.models.dives.kinds import KINDS, Record
from tpdesk.models.dives.offered import offered
from tpdesk.models.log.history import note_act
from tpdesk.models.log.undo_log import Step
from tpdesk.models.place import NAME_MOST
from tpdesk.text import folded

_NOTE, _WORKSHOP = KINDS["note"], KINDS["workshop"]


@dataclass(frozen=True, slots=True)
class RoomRead:
    """A workshop as it stands, for its room."""

    workshop: Record
    place: str
    notes: tuple[Record, ...]
    """In the order in which they were written."""

    deliveries: int
    """Of the workshop's deep dive; nought where it belongs to none."""

    logged: Mapping[int, tuple[str, ...]]
    """A note's number -> what it is linked with: `barrier`, `opportunity`."""

    barriers: tuple[str, ...]
    opportunities: tuple[str, ...]
    """Titles of all in the place, to link a note with."""

    workshops: tuple[Record, ...]
    """Of the place."""

    bodies: tuple[str, ...]
    """Of the place, by name."""

    illustrative: bool
    """Whether its deep dive's figures are made up to show the tool."""

    names: Nameable
    step: int
    """The latest act on the desk by its step of undo; 0 where there is none."""


@dataclass(frozen=True, slots=True)
class Written:
    """What came of a line."""

    records: tuple[Record, ...]
    """The note and what was written or linked beside it, or the deliveries."""

    notices: tuple[str, ...]
    """What was made on the way, a sentence each."""

    people: bool
    """Whether something in the text looks like a person's."""


def read_workshops(path: Path, place: int) -> tuple[tuple[Record, ...], tuple[Record, ...]]:
    """Return (workshops, deep dives) of the place with that id. Raises DeskFileProblem, Locked, UsageProblem."""
    with open_desk(path, read_only=True) as desk, spoken(path):
        where = {"place": place_of(desk, place).name}
        workshops, dives = (store.list_all(desk.connection, KINDS[kind], where) for kind in ("workshop", "dive"))
        return workshops, dives


def read_room(path: Path, workshop: int) -> RoomRead:
    """Return what the room of the workshop with that number shows. Raises DeskFileProblem, Locked, UsageProblem where it is there no longer."""
    with open_desk(path, read_only=True) as desk, spoken(path):
        connection = desk.connection
        held = store.read(connection, _WORKSHOP, workshop)
        place, dive = str(held.values["place"]), str(held.values["dive"])
        number = connection.execute("SELECT place FROM workshop WHERE id = ?", (workshop,)).fetchone()[0]
        notes = store.list_all(connection, _NOTE, {"workshop": held.title})
        logged: dict[int, tuple[str, ...]] = {}
        for kind in ("barrier", "opportunity"):
            for (note,) in connection.execute(f"SELECT DISTINCT note FROM {kind}_note"):
                logged[note] = (*logged.get(note, ()), kind)
        titles = {
            kind: tuple(one.title for one in store.list_all(connection, KINDS[kind], {"place": place}))
            for kind in ("barrier", "opportunity")
        }
        return RoomRead(
            held, place, notes, len(store.list_all(connection, KINDS[DELIVERY], {"dive": dive})) if dive else 0, logged,
            titles["barrier"], titles["opportunity"], store.list_all(connection, _WORKSHOP, {"place": place}),
            tuple(agency.name for agency in list_agencies(connection, number)),
            bool(dive and store.find(connection, KINDS["dive"], dive).values["illustrative"]), _names(connection, number), _standing(desk),
        )  # fmt: skip


def _names(connection: sqlite3.Connection, place: int) -> Nameable:
    lists = offered(connection, place)
    aliases = [(alias, agency.name) for agency in list_agencies(connection) for alias in agency.aliases]
    bodies = [Named(name, "agencies", name) for name in lists.agencies]
    subjects = [Named(name, "activity", name, "activity") for name in lists.activities]
    subjects += [Named(name, "client_group", name, "client group") for name in lists.client_groups]
    subjects += [Named(one.title, "category", one.code, one.code) for one in lists.categories]
    subjects += [Named(one.code, "category", one.code, one.title) for one in lists.categories]
    return Nameable((*bodies, *(Named(alias, "agencies", name, name) for alias, name in aliases)), tuple(subjects))


def names_for(desk: Desk, workshop: int) -> Nameable:
    """Return what can be named in the workshop with that number. Raises UsageProblem."""
    row = desk.connection.execute("SELECT place FROM workshop WHERE id = ?", (workshop,)).fetchone()
    if row is None:
        raise UsageProblem("This workshop is on the desk no longer.")
    return _names(desk.connection, row[0])


def new_workshop(desk: Desk, place: str, title: str, dive: str) -> Record:
    """Write a workshop that is held today. Raises UsageProblem, Locked."""
    today = datetime.now(UTC).astimezone().date().isoformat()
    return add_record(desk, "workshop", {"title": title, "place": place, "dive": dive, "held_on": today}).record


def move_notes(desk: Desk, notes: Sequence[int], workshop: str) -> None:
    """Move notes to the workshop of that title, in one step. Raises UsageProblem, Locked."""
    with desk.writing() as connection:
        for number in notes:
            store.change(connection, _NOTE, number, {"workshop": workshop})
        note_act(connection, "move notes", ", ".join(map(str, notes)), workshop)


def _standing(desk: Desk) -> int:
    return max((one.id for one in steps(desk) if not one.undone), default=0)


def write_line(desk: Desk, workshop: int, line: Line, at: str, *, again: bool = False) -> Written:
    """Write a line as a note, with a barrier or an opportunity beside it where it says so, or as a delivery for each body that it names.

    `at` is the moment it was entered. `again`: it may have been written before the window was lost, and is then left as it is. Raises UsageProblem, Locked.
    """
    with desk.writing() as connection:
        held = store.read(connection, _WORKSHOP, workshop)
        if line.kind == DELIVERY:
            records, notices = _deliveries(connection, held, line, again)
        else:
            records, notices = _note(connection, held, line, at, again)
        first = records[0]
        note_act(
            connection,
            f"add {first.kind.noun}",
            ", ".join(called(one) for one in records if one.kind is first.kind),
            held.title,
        )
    return Written(records, notices, bool(people_warnings(text=line.text)))


def _note(
    connection: sqlite3.Connection, workshop: Record, line: Line, at: str, again: bool
) -> tuple[tuple[Record, ...], tuple[str, ...]]:
    if again:
        row = connection.execute(
            "SELECT id FROM note WHERE workshop = ? AND at = ? AND text = ?", (workshop.id, at, line.text)
        ).fetchone()
        if row is not None:
            return (store.read(connection, _NOTE, row[0]),), ()
    note, notices = store.add(
        connection, _NOTE, {"workshop": workshop.title, "kind": line.kind, "text": line.text, "at": at, "agencies": line.agencies, **line.tags}
    )  # fmt: skip
    if not line.beside:
        return (note,), notices
    other, more = _beside(connection, workshop, note, line.beside, "", line.leading)
    return (note, other), (*notices, *more)


def _beside(
    connection: sqlite3.Connection, workshop: Record, note: Record, kind: str, title: str, leading: Mapping[str, str]
) -> tuple[Record, tuple[str, ...]]:
    """Link a note with the barrier or opportunity of that title; where there is none, or none is said, with a new one of the note's own words."""
    words = title or _as_title(str(note.values["text"]))
    of_kind = KINDS[kind]
    row = connection.execute(f"SELECT id FROM {of_kind.table} WHERE folded = ?", (folded(words),)).fetchone()
    if row is not None:
        linked = [*map(str, _listed(store.read(connection, of_kind, row[0]), "notes")), str(note.id)]
        return store.change(connection, of_kind, row[0], {"notes": list(dict.fromkeys(linked))})
    typed: dict[str, str | list[str]] = {
        "title": words, "place": str(workshop.values["place"]), "dive": str(workshop.values["dive"]), "notes": [str(note.id)],
    }  # fmt: skip
    category = str(note.values["category"])
    if kind == BARRIER:
        typed |= {"level": "local", "kind": "other", "category": category}
    else:
        typed |= {
            "horizon": "quick",
            "agencies": _listed(note, "agencies"),
            "categories": [category] if category else [],
        }
    return store.add(connection, of_kind, typed | dict(leading))


def _listed(record: Record, field: str) -> list[str]:
    value = record.values[field]
    return list(value) if isinstance(value, tuple) else []


def _as_title(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= NAME_MOST else f"{line[: NAME_MOST - 1].rpartition(' ')[0] or line[: NAME_MOST - 1]}…"


def _deliveries(
    connection: sqlite3.Connection, workshop: Record, line: Line, again: bool
) -> tuple[tuple[Record, ...], tuple[str, ...]]:
    dive = str(workshop.values["dive"])
    if not dive:
        raise UsageProblem(
            "A delivery belongs to a deep dive, and this workshop to none yet. Change the workshop in Deep dives (6): it says there to which it belongs."
        )
    if not line.agencies:
        raise UsageProblem(f"A delivery names who does it: @ and a few letters of a body's name.{_not_known(line)}")
    if line.cost and len(line.agencies) > 1:
        raise UsageProblem("A cost is one body's own: write a line for each body, or leave the cost out.")
    records: list[Record] = []
    notices: list[str] = []
    for agency in line.agencies:
        typed = {"dive": dive, "agency": agency, "cost": line.cost, "evidence": line.text, **line.tags}
        same = (
            [
                one
                for one in store.list_all(connection, KINDS[DELIVERY], {"dive": dive, "agency": agency})
                if _says(one, typed)
            ]
            if again
            else []
        )
        if same:
            records.append(same[-1])
            continue
        record, more = store.add(connection, KINDS[DELIVERY], typed)
        records.append(record)
        notices += more
    return tuple(records), tuple(notices)


def _not_known(line: Line) -> str:
    return f" None fits {', '.join(line.unknown)}, or several do." if line.unknown else ""


def _says(record: Record, typed: Mapping[str, str]) -> bool:
    cost = record.values["cost"]
    same = all(
        str(record.values[name] or "") == typed.get(name, "")
        for name in ("activity", "client_group", "category", "evidence")
    )
    return same and (cost is None) == (not typed["cost"])


def rewrite_note(desk: Desk, note: int, line: Line) -> Written:
    """Write another text of a note; the bodies that it names are added to those there are, its subjects stand in place of those. Raises UsageProblem, Locked."""
    with desk.writing() as connection:
        before = store.read(connection, _NOTE, note)
        bodies = list(dict.fromkeys([*_listed(before, "agencies"), *line.agencies]))
        record, notices = store.change(connection, _NOTE, note, {"text": line.text, "agencies": bodies, **line.tags})
        note_act(connection, "change note", called(record), "text")
    return Written((record,), notices, bool(people_warnings(text=line.text)))


def link_note(desk: Desk, note: int, kind: str, title: str = "") -> Written:
    """Link a note with the barrier or opportunity of that title, or make one of its own words. Raises UsageProblem, Locked."""
    with desk.writing() as connection:
        held = store.read(connection, _NOTE, note)
        workshop = store.find(connection, _WORKSHOP, str(held.values["workshop"]))
        other, notices = _beside(connection, workshop, held, kind, title, {})
        note_act(connection, "link note", called(held), f"{KINDS[kind].noun} {other.title}")
    return Written((held, other), notices, False)


def undo_live(desk: Desk, floor: int) -> Step:
    """Take back the latest act that is younger than the step `floor`, so that the room never undoes what was done before it. Raises UsageProblem, Locked."""
    if _standing(desk) <= floor:
        raise UsageProblem("Nothing that was done in this room is left to undo.")
    return undo(desk)
