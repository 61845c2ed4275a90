"""Acts of the room of a workshop: what is read for the wall, and each line that is typed there written as one step of undo."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

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
from tpdesk.models.dives.live import (
    add_beside,
    add_deliveries,
    add_note,
    deliveries_said,
    links_of_notes,
    listed,
    nameable,
    place_of_workshop,
)
from tpdesk.models.dives.live_line import DELIVERY, Line, Nameable
from tpdesk.models.log.history import note_act
from tpdesk.models.log.undo_log import Step

if TYPE_CHECKING:
    from sqlite3 import Connection

_NOTE, _WORKSHOP = KINDS["note"], KINDS["workshop"]


@dataclass(frozen=True, slots=True)
class RoomRead:
    """A workshop as it stands, for its room."""

    workshop: Record
    place: str
    notes: tuple[Record, ...]
    """In the order in which they were written."""

    made: tuple[tuple[str, tuple[Record, ...]], ...]
    """(moment, deliveries) of each line typed in this room that made any, the eldest first."""

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
        number = place_of_workshop(connection, workshop)
        notes = store.list_all(connection, _NOTE, {"workshop": held.title})
        titles = {
            kind: tuple(one.title for one in store.list_all(connection, KINDS[kind], {"place": place}))
            for kind in ("barrier", "opportunity")
        }
        return RoomRead(
            held, place, notes, deliveries_said(connection, workshop), links_of_notes(connection),
            titles["barrier"], titles["opportunity"], store.list_all(connection, _WORKSHOP, {"place": place}),
            tuple(agency.name for agency in list_agencies(connection, number)),
            bool(dive and store.find(connection, KINDS["dive"], dive).values["illustrative"]), nameable(connection, number, listed(held, "agencies")), _standing(desk),
        )  # fmt: skip


def names_for(desk: Desk, workshop: int) -> Nameable:
    """Return what can be named in the workshop with that number. Raises UsageProblem."""
    return nameable(desk.connection, place_of_workshop(desk.connection, workshop))


def new_workshop(desk: Desk, place: str, title: str, dive: str) -> Record:
    """Write a workshop that is held today. Raises UsageProblem, Locked."""
    today = datetime.now(UTC).astimezone().date().isoformat()
    return add_record(desk, "workshop", {"title": title, "place": place, "dive": dive, "held_on": today}).record


def new_body(desk: Desk, workshop: int, name: str) -> str:
    """Write a body that was named in the room and is not on the desk, as one of the workshop's place; return its name. Raises UsageProblem, Locked."""
    from tpdesk.acts.places import add_agency

    place = str(store.read(desk.connection, _WORKSHOP, workshop).values["place"])
    return add_agency(desk, name, in_places=(place,)).name


def new_dive(desk: Desk, place: str, title: str) -> Record:
    """Write a deep dive of a place by its title alone. Raises UsageProblem, Locked."""
    return add_record(desk, "dive", {"title": title, "place": place}).record


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
        held, before = store.read(connection, _WORKSHOP, workshop), connection.total_changes
        if line.kind == DELIVERY:
            records, notices = add_deliveries(connection, held, line, at, again)
            if not all(one.values["category"] for one in records) and not _dive_category(connection, held):
                notices = (
                    *notices,
                    "Overlap cannot be judged: no category. Name one in the line, or give the deep dive one.",
                )
        else:
            records, notices = add_note(connection, held, line, at, again)
        # One that was there already is no act.
        if connection.total_changes > before:
            first = records[0]
            names = ", ".join(called(one) for one in records if one.kind is first.kind)
            note_act(connection, f"add {first.kind.noun}", names, held.title)
    return Written(records, notices, bool(people_warnings(text=line.text)))


def _dive_category(connection: Connection, workshop: Record) -> str:
    """Return the category that the workshop's deep dive, or the one above it, gives to its deliveries; empty where none does."""
    title, seen = str(workshop.values["dive"]), set[str]()
    while title and title not in seen:
        seen.add(title)
        dive = store.find(connection, KINDS["dive"], title)
        if dive.values["category"]:
            return str(dive.values["category"])
        title = str(dive.values["parent"])
    return ""


def rewrite_note(desk: Desk, note: int, line: Line) -> Written:
    """Write another text of a note; the bodies that it names are added to those there are, its subjects stand in place of those. Raises UsageProblem, Locked."""
    with desk.writing() as connection:
        before = store.read(connection, _NOTE, note)
        bodies = list(dict.fromkeys([*listed(before, "agencies"), *line.agencies]))
        record, notices = store.change(connection, _NOTE, note, {"text": line.text, "agencies": bodies, **line.tags})
        note_act(connection, "change note", called(record), "text")
    return Written((record,), notices, bool(people_warnings(text=line.text)))


def link_note(desk: Desk, note: int, kind: str, title: str = "") -> Written:
    """Link a note with the barrier or opportunity of that title, or make one of its own words. Raises UsageProblem, Locked."""
    with desk.writing() as connection:
        held = store.read(connection, _NOTE, note)
        workshop = store.find(connection, _WORKSHOP, str(held.values["workshop"]))
        other, notices = add_beside(connection, workshop, held, kind, title, {})
        note_act(connection, "link note", called(held), f"{KINDS[kind].noun} {other.title}")
    return Written((held, other), notices, False)


def undo_live(desk: Desk, floor: int) -> Step:
    """Take back the latest act that is younger than the step `floor`, so that the room never undoes what was done before it. Raises UsageProblem, Locked."""
    if _standing(desk) <= floor:
        raise UsageProblem("Nothing that was done in this room is left to undo.")
    return undo(desk)
