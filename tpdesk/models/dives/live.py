"""What is written of a line typed in the room of a workshop: a note, with a barrier or an opportunity beside it, or deliveries."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Mapping, Sequence

from tpdesk.errors import UsageProblem
from tpdesk.models.agency import list_agencies
from tpdesk.models.dives import store
from tpdesk.models.dives.days import day_named
from tpdesk.models.dives.kinds import KINDS, Record
from tpdesk.models.dives.live_line import ACTION, BARRIER, DELIVERY, Line, Nameable, Named
from tpdesk.models.dives.offered import offered
from tpdesk.models.place import NAME_MOST
from tpdesk.text import folded

_NOTE = KINDS["note"]


def place_of_workshop(connection: sqlite3.Connection, workshop: int) -> int:
    """Return the number of a workshop's place. Raises UsageProblem where the workshop is there no longer."""
    row = connection.execute("SELECT place FROM workshop WHERE id = ?", (workshop,)).fetchone()
    if row is None:
        raise UsageProblem("This workshop is on the desk no longer.")
    return int(row[0])


def links_of_notes(connection: sqlite3.Connection) -> dict[int, tuple[str, ...]]:
    """Return a note's number -> the kinds of record that are linked with it: `barrier`, `opportunity`."""
    found: dict[int, tuple[str, ...]] = {}
    for kind in ("barrier", "opportunity"):
        for (note,) in connection.execute(f"SELECT DISTINCT note FROM {kind}_note"):
            found[note] = (*found.get(note, ()), kind)
    return found


def nameable(connection: sqlite3.Connection, place: int, present: Sequence[str] = ()) -> Nameable:
    """Return what can be named in a line, for the place with that number: its bodies, those present at the workshop first."""
    lists = offered(connection, place)
    here = sorted(list_agencies(connection, place), key=lambda agency: agency.name not in present)
    aliases = [(alias, agency.name) for agency in here for alias in agency.aliases]
    bodies = [Named(agency.name, "agencies", agency.name) for agency in here]
    subjects = [Named(name, "activity", name, "activity") for name in lists.activities]
    subjects += [Named(name, "client_group", name, "client group") for name in lists.client_groups]
    subjects += [Named(one.title, "category", one.code, one.code) for one in lists.categories]
    subjects += [Named(one.code, "category", one.code, one.title) for one in lists.categories]
    return Nameable((*bodies, *(Named(alias, "agencies", name, name) for alias, name in aliases)), tuple(subjects))


def add_note(
    connection: sqlite3.Connection, workshop: Record, line: Line, at: str, again: bool
) -> tuple[tuple[Record, ...], tuple[str, ...]]:
    """Write a note, and what stands beside it; return (them, what was made on the way). With `again` a note of that moment and text is left as it is. Inside `Desk.writing()`."""
    if again:
        row = connection.execute(
            "SELECT id FROM note WHERE workshop = ? AND at = ? AND text = ?", (workshop.id, at, line.text)
        ).fetchone()
        if row is not None:
            return (store.read(connection, _NOTE, row[0]),), ()
    note, notices = store.add(
        connection, _NOTE,
        {"workshop": workshop.title, "kind": line.kind, "text": line.text, "at": at, "agencies": line.agencies, **line.tags, **_of_action(line, at)},
    )  # fmt: skip
    if not line.beside:
        return (note,), notices
    other, more = add_beside(connection, workshop, note, line.beside, "", line.leading)
    return (note, other), (*notices, *more)


def _of_action(line: Line, at: str) -> dict[str, str]:
    """Return who does an action and by when: the first body that it names, and the day as seen from the moment it was entered."""
    if line.kind != ACTION:
        return {}
    found = {"owner": line.agencies[0]} if line.agencies else {}
    if line.due:
        day = day_named(line.due, dt.datetime.fromisoformat(at).astimezone().date())
        found |= {"due_on": day.isoformat()} if day is not None else {}
    return found


def add_beside(
    connection: sqlite3.Connection, workshop: Record, note: Record, kind: str, title: str, leading: Mapping[str, str]
) -> tuple[Record, tuple[str, ...]]:
    """Link a note with the barrier or opportunity of that title; where there is none, or none is said, with a new one of the note's own words."""
    words = title or _as_title(str(note.values["text"]))
    of_kind = KINDS[kind]
    row = connection.execute(f"SELECT id FROM {of_kind.table} WHERE folded = ?", (folded(words),)).fetchone()
    if row is not None:
        linked = [*map(str, listed(store.read(connection, of_kind, row[0]), "notes")), str(note.id)]
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


def add_deliveries(
    connection: sqlite3.Connection, workshop: Record, line: Line, at: str, again: bool
) -> tuple[tuple[Record, ...], tuple[str, ...]]:
    """Write a delivery for each body that the line names; return as `add_note` does. With `again` one that says the same is left as it is. Inside `Desk.writing()`."""
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
        # Two lines may be of one second: each goes by its first delivery.
        connection.execute(
            "UPDATE delivery SET workshop = ?, said_at = ?, said_with = ? WHERE id = ?",
            (workshop.id, at, records[0].id, record.id),
        )
        notices += more
    return tuple(records), tuple(notices)


def deliveries_said(connection: sqlite3.Connection, workshop: int) -> tuple[tuple[str, tuple[Record, ...]], ...]:
    """Return (the moment, its deliveries) of each line of the workshop's room that made any, the eldest first."""
    found: dict[int, tuple[str, list[Record]]] = {}
    for number, at, first in connection.execute(
        "SELECT id, said_at, said_with FROM delivery WHERE workshop = ? ORDER BY said_at, id", (workshop,)
    ).fetchall():
        found.setdefault(first, (at, []))[1].append(store.read(connection, KINDS[DELIVERY], number))
    return tuple((at, tuple(records)) for at, records in found.values())


def _not_known(line: Line) -> str:
    return f" None fits {', '.join(line.unknown)}, or several do." if line.unknown else ""


def _says(record: Record, typed: Mapping[str, str]) -> bool:
    cost = record.values["cost"]
    same = all(
        str(record.values[name] or "") == typed.get(name, "")
        for name in ("activity", "client_group", "category", "evidence")
    )
    return same and (cost is None) == (not typed["cost"])
