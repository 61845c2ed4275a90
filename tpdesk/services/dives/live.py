"""Acts of the room of a workshop: what is read for the wall, and each line that is typed there
written as one step of undo."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from tpdesk.domain.kinds import AGENCY_KIND, KINDS, Record
from tpdesk.errors import UsageProblem
from tpdesk.models import agency
from tpdesk.models.desk import Desk
from tpdesk.models.dives import live
from tpdesk.models.dives.evidence import category_for_workshop
from tpdesk.models.dives.live import is_of_room, line_of_note
from tpdesk.models.dives.live_line import DELIVERY, LiveLine, understand
from tpdesk.models.dives.live_names import Nameable
from tpdesk.models.log import undo_steps
from tpdesk.models.log.history import note_act
from tpdesk.models.log.undo_steps import Step
from tpdesk.models.records import store
from tpdesk.models.sensitive import people_warnings
from tpdesk.services.figures import place_of
from tpdesk.services.history import redo, steps, undo
from tpdesk.services.records import called

if TYPE_CHECKING:
    from sqlite3 import Connection

_NOTE, _WORKSHOP, _DELIVERY = KINDS["note"], KINDS["workshop"], KINDS[DELIVERY]


@dataclass(frozen=True, slots=True)
class RoomRead:
    """A workshop as it stands, for its room."""

    workshop: Record
    place: str
    notes: tuple[Record, ...]
    """In the order in which they were written."""

    made: tuple[tuple[Record, ...], ...]
    """The deliveries that were typed in this room, the eldest first; those of one line together."""

    logged: Mapping[int, tuple[str, ...]]
    """A note's number -> what it is linked with: `barrier`, `opportunity`."""

    barriers: tuple[str, ...]
    opportunities: tuple[str, ...]
    """Titles of all in the place, to link a note with."""

    workshops: tuple[Record, ...]
    """Of the place."""

    dives: tuple[Record, ...]
    """Of the place."""

    bodies: tuple[str, ...]
    """Of the place, by name."""

    illustrative: bool
    """Whether its deep dive's figures are made up to show the tool."""

    names: Nameable
    step: int
    """The latest act on the desk by its step of undo; 0 where there is none."""

    last: int
    """The same with those that were undone."""


@dataclass(frozen=True, slots=True)
class Written:
    """What came of a line."""

    records: tuple[Record, ...]
    """The note and what was written or linked beside it, or the deliveries."""

    notices: tuple[str, ...]
    """What was made on the way, and what could not be kept as it was said, a sentence each."""

    people: bool
    """Whether something in the text looks like a person's."""

    unknown: tuple[str, ...] = ()
    """Words after a sign that fit nothing."""


def read_workshops(desk: Desk, place: int) -> tuple[tuple[Record, ...], tuple[Record, ...]]:
    """Return (workshops, deep dives) of the place with that id. Raises UsageProblem."""
    where = {"place": place_of(desk, place).name}
    workshops, dives = (store.list_all(desk.connection, KINDS[kind], where) for kind in ("workshop", "dive"))
    return workshops, dives


def read_room(desk: Desk, workshop: int) -> RoomRead:
    """Return what the room of the workshop with that number shows. Raises UsageProblem where it is there no longer."""
    connection = desk.connection
    held = store.read(connection, _WORKSHOP, workshop)
    place, dive = str(held.values["place"]), str(held.values["dive"])
    number = live.place_of_workshop(connection, workshop)
    of_place = {
        kind: store.list_all(connection, KINDS[kind], {"place": place})
        for kind in ("barrier", "opportunity", "workshop", "dive")
    }
    log = steps(desk)
    return RoomRead(
        held,
        place,
        store.list_all(connection, _NOTE, {"workshop": held.title}),
        live.deliveries_of(connection, held),
        live.links_of_notes(connection),
        tuple(one.title for one in of_place["barrier"]),
        tuple(one.title for one in of_place["opportunity"]),
        of_place["workshop"],
        of_place["dive"],
        tuple(one.name for one in agency.list_agencies(connection, number)),
        bool(dive and store.find(connection, KINDS["dive"], dive).values["illustrative"]),
        live.nameable(connection, held, number),
        max((one.id for one in log if not one.undone), default=0),
        max((one.id for one in log), default=0),
    )


def names_for(desk: Desk, workshop: int) -> Nameable:
    """Return what can be named in the workshop with that number. Raises UsageProblem."""
    held = store.read(desk.connection, _WORKSHOP, workshop)
    return live.nameable(desk.connection, held, live.place_of_workshop(desk.connection, workshop))


def new_workshop(desk: Desk, place: str, title: str, dive: str, *, new_dive: bool = False) -> Record:
    """Write a workshop that is held today, of the deep dive of that title ("":
    of none), which is made too where it is new. Raises UsageProblem, Locked."""
    today = datetime.now(UTC).astimezone().date().isoformat()
    with desk.writing() as connection:
        if new_dive:
            store.add(connection, KINDS["dive"], {"title": dive, "place": place})
        typed = {"title": title, "place": place, "dive": dive, "held_on": today}
        record, _ = store.add(connection, _WORKSHOP, typed)
        note_act(connection, "add workshop", record.title, place)
    return record


def choose_dive(desk: Desk, workshop: int, title: str, *, new: bool) -> None:
    """Let the workshop belong to the deep dive of that title ("": to none), which is made where it is `new`;
    in one step. Raises UsageProblem, Locked."""
    with desk.writing() as connection:
        held = store.read(connection, _WORKSHOP, workshop)
        if new:
            store.add(connection, KINDS["dive"], {"title": title, "place": str(held.values["place"])})
        store.change(connection, _WORKSHOP, workshop, {"dive": title})
        note_act(connection, "change workshop", held.title, f"deep dive {title}" if title else "no deep dive")


def new_body(desk: Desk, workshop: int, name: str, note: int | None = None, today: date | None = None) -> Written:
    """Make a body that was named in the room and is not on the desk, one of the workshop's place; where a note
    names it, as that note's too.

    `today` is the day from which the note's own is reckoned. Raises UsageProblem, Locked.
    """
    with desk.writing() as connection:
        held = store.read(connection, _WORKSHOP, workshop)
        place = live.place_of_workshop(connection, workshop)
        day = today or datetime.now(UTC).astimezone().date()
        # As it was understood before, so that the new name is read as if it had been there.
        typed = (
            ""
            if note is None
            else line_of_note(store.read(connection, _NOTE, note), live.nameable(connection, held, place), day)
        )
        source = f"named in the workshop {held.title}"
        store.add(connection, AGENCY_KIND, {"title": name, "places": [str(held.values["place"])], "source": source})
        records: tuple[Record, ...] = ()
        notices: tuple[str, ...] = (f"{name} is a new organisation of {held.values['place']}.",)
        if note is not None:
            line = understand(typed, live.nameable(connection, held, place), day)
            records, more = live.rewrite_note(connection, held, note, line)
            notices += more
        note_act(connection, "add agency", name, f"named in {held.title}")
    return Written(records, notices, False)


def move_notes(desk: Desk, notes: Sequence[int], workshop: str) -> None:
    """Move notes to the workshop of that title, in one step. Raises UsageProblem, Locked."""
    with desk.writing() as connection:
        for number in notes:
            store.change(connection, _NOTE, number, {"workshop": workshop})
        note_act(connection, "move notes", ", ".join(map(str, notes)), workshop)


def write_line(desk: Desk, workshop: int, line: LiveLine, at: str, *, again: bool = False) -> Written:
    """Write a line as a note, with a barrier or an opportunity beside it where it says so, or as a delivery for
    each body that it names.

    `at` is the moment it was entered. `again`: it may have been written before the window was lost, and is then left as
    it is. Raises UsageProblem, Locked.
    """
    with desk.writing() as connection:
        held, before = store.read(connection, _WORKSHOP, workshop), connection.total_changes
        if line.kind == DELIVERY:
            wrote = _judged(connection, held, live.add_deliveries(connection, held, line, at, again))
        else:
            wrote = live.add_note(connection, held, line, at, again)
        # One that was there already is no act.
        if connection.total_changes > before:
            _note(connection, "add", wrote[0], held.title)
    return _written(wrote, line)


def rewrite_note(desk: Desk, note: int, line: LiveLine) -> Written:
    """Write what an edited line says in place of what a note said;
    where it has become a delivery, in place of the note. Raises UsageProblem, Locked."""
    with desk.writing() as connection:
        before = store.read(connection, _NOTE, note)
        held = store.find(connection, _WORKSHOP, str(before.values["workshop"]))
        if line.kind == DELIVERY:
            store.remove(connection, _NOTE, note)
            at = str(before.values["at"])
            wrote = _judged(connection, held, live.add_deliveries(connection, held, line, at, again=False))
            _note(connection, "add", wrote[0], held.title)
        else:
            wrote = live.rewrite_note(connection, held, note, line)
            note_act(connection, "change note", called(wrote[0][0]), "text")
    return _written(wrote, line)


def rewrite_deliveries(desk: Desk, workshop: int, numbers: Sequence[int], line: LiveLine) -> Written:
    """Write what an edited line says in place of what the deliveries of one line said. Raises UsageProblem, Locked."""
    with desk.writing() as connection:
        held = store.read(connection, _WORKSHOP, workshop)
        wrote = _judged(connection, held, live.rewrite_deliveries(connection, held, numbers, line))
        _note(connection, "change", wrote[0], held.title)
    return _written(wrote, line)


def _written(wrote: live.Wrote, line: LiveLine) -> Written:
    return Written(wrote[0], (*wrote[1], *line.unkept), bool(people_warnings(text=line.text)), line.unknown)


def _note(connection: Connection, act: str, records: Sequence[Record], home: str) -> None:
    first = records[0]
    names = ", ".join(called(one) for one in records if one.kind is first.kind)
    note_act(connection, f"{act} {first.kind.noun}", names, home)


def _judged(connection: Connection, workshop: Record, wrote: live.Wrote) -> live.Wrote:
    """Return deliveries as they were written, with a notice where no overlap can follow from them."""
    records, notices = wrote
    if all(one.values["category"] for one in records) or category_for_workshop(connection, workshop.id):
        return wrote
    return records, (
        *notices,
        "Overlap cannot be judged: no category. Name one in the line, or give the deep dive one.",
    )


def link_note(desk: Desk, note: int, kind: str, title: str = "") -> Written:
    """Link a note with the barrier or opportunity of that title, or make one of its own words.
    Raises UsageProblem, Locked."""
    with desk.writing() as connection:
        held = store.read(connection, _NOTE, note)
        workshop = store.find(connection, _WORKSHOP, str(held.values["workshop"]))
        other, notices = live.add_beside(connection, workshop, held, kind, title, {})
        note_act(connection, "link note", called(held), f"{KINDS[kind].noun} {other.title}")
    return Written((held, other), notices, False)


def undo_live(desk: Desk, workshop: int, floor: int) -> Step:
    """Undo the latest act, if it is younger than the step `floor` or an act on the workshop's notes and deliveries.
    Raises UsageProblem, Locked."""
    step = max((one.id for one in steps(desk) if not one.undone), default=0)
    if step <= floor and not is_of_room(desk.connection, step, workshop):
        raise UsageProblem("Nothing that was done in this room is left to undo.")
    return undo(desk)


def redo_live(desk: Desk, workshop: int, floor: int) -> Step:
    """Redo what was undone last, by the rule of `undo_live`. Raises UsageProblem, Locked."""
    step = undo_steps.next_redo(desk.connection).id
    if step <= floor and not is_of_room(desk.connection, step, workshop):
        raise UsageProblem("Nothing that was undone in this room is left to redo.")
    return redo(desk)
