"""Acts on records, all kinds alike: each one transaction and one step of undo, with its line of history."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tpdesk.domain.record_kind import Kind, Record
from tpdesk.models.connection import spoken
from tpdesk.models.desk import Desk, open_desk
from tpdesk.models.dives import tagging
from tpdesk.models.log.history import Act, acts_about, acts_on_record, note_act
from tpdesk.models.records import store
from tpdesk.models.records.rows import Typed
from tpdesk.models.sensitive import people_warnings
from tpdesk.services import registering

if TYPE_CHECKING:
    import sqlite3


@dataclass(frozen=True, slots=True)
class Saved:
    """A record as it is kept after the act."""

    record: Record
    notices: tuple[str, ...]
    """What was made on the way, such as a new activity, a sentence each."""

    warnings: tuple[str, ...]
    """What in its texts looks like a person's, a sentence each."""


def add_record(desk: Desk, kind: str, typed: Typed) -> Saved:
    """Write a record of what was typed: field -> text, a list with `;` between or as a sequence.
    Raises UsageProblem, Locked."""
    of_kind = store.kind_named(kind)
    with desk.writing() as connection:
        record, notices = add_with_lines(connection, of_kind, typed)
        note_act(connection, f"add {of_kind.act_noun}", *_told_of(record))
    return Saved(record, notices, _warnings(of_kind, typed))


def add_with_lines(connection: sqlite3.Connection, kind: Kind, typed: Typed) -> tuple[Record, tuple[str, ...]]:
    """Write a record and the lines that follow from it; return (the record, what is to be told, a sentence each).
    Inside `Desk.writing()`. Raises UsageProblem."""
    if any(field.follows for field in kind.fields):
        from tpdesk.services.unit_costs import with_unit_cost

        typed = with_unit_cost(connection, kind, typed)
    if not kind.names_driver:
        return store.add(connection, kind, typed)
    from tpdesk.services import apportioning

    brought = apportioning.prepare(connection, kind, typed)
    record, notices = store.add(connection, kind, typed)
    return record, (*brought, *notices, *apportioning.follow(connection, record))


def change_record(desk: Desk, kind: str, number: int, typed: Typed) -> Saved:
    """Write what was typed of a record, "" empties; the fields not named stay. Raises UsageProblem, Locked."""
    of_kind = store.kind_named(kind)
    with desk.writing() as connection:
        record, notices = change_with_lines(connection, of_kind, number, typed)
        titles = [field.title.lower() for field in of_kind.fields if field.name in typed]
        note_act(connection, f"change {of_kind.act_noun}", _told_of(record)[0], _changed(record, titles))
    return Saved(record, notices, _warnings(of_kind, typed))


def change_with_lines(
    connection: sqlite3.Connection, kind: Kind, number: int, typed: Typed
) -> tuple[Record, tuple[str, ...]]:
    """Write what was typed of a record and see to the lines that hang on it; return as `add_with_lines` does.
    Inside `Desk.writing()`. Raises UsageProblem."""
    if kind.has_lines:
        before = store.read(connection, kind, number)
        record, notices = store.change(connection, kind, number, typed)
        registering.follow(connection, before, record)
        return record, notices
    if not kind.names_driver:
        return store.change(connection, kind, number, typed)
    from tpdesk.services import apportioning

    brought = apportioning.prepare(connection, kind, typed)
    record, notices = store.change(connection, kind, number, typed)
    return record, (*brought, *notices, *apportioning.follow(connection, record))


def remove_record(desk: Desk, kind: str, number: int) -> Record:
    """Take a record off the desk with what is part of it; return what it was.
    Raises UsageProblem where there is none, Locked."""
    of_kind = store.kind_named(kind)
    with desk.writing() as connection:
        if of_kind.has_lines:
            registering.must_be_removable(connection, store.read(connection, of_kind, number))
        if of_kind.makes_lines:
            from tpdesk.services import apportioning

            apportioning.leave(connection, of_kind, number)
        record, told = store.remove(connection, of_kind, number)
        note_act(connection, f"remove {of_kind.act_noun}", _told_of(record)[0], told or _told_of(record)[1])
    return record


def list_records(desk: Desk, kind: str, where: Mapping[str, str] | None = None) -> tuple[Record, ...]:
    """Return the records of a kind, or those that say what `where` asks for: field -> name, title or text, as
    typed. Raises UsageProblem.

    Fields of what a record hangs on serve too: the place of a delivery, the deep dive of a note.
    """
    return store.list_all(desk.connection, store.kind_named(kind), where)


def records_of(desk: Desk, kind: str, place: int) -> tuple[Record, ...]:
    """Return the records of a kind in the place with that id."""
    return store.list_of_place(desk.connection, store.kind_named(kind), place)


def find_record(desk: Desk, kind: str, wanted: str) -> Record:
    """Return the record with that title, without regard to capitals, or that number.
    Raises UsageProblem that names the nearest."""
    return store.find(desk.connection, store.kind_named(kind), wanted)


def read_record(desk: Desk, kind: str, number: int) -> Record:
    """Return the record with that number, whatever it is called by now. Raises UsageProblem where it has gone."""
    return store.read(desk.connection, store.kind_named(kind), number)


def read_changes(path: Path, record: Record) -> tuple[Act, ...]:
    """Return the acts on a record, the latest first; on a place or an organisation with what belongs to it.
    Raises DeskFileProblem, Locked."""
    with open_desk(path, read_only=True) as desk, spoken(path):
        if record.kind.has_lines:
            return tuple(acts_about(desk.connection, record.kind.name, record.title))
        return tuple(acts_on_record(desk.connection, record.kind.table, record.id))


def merge_notes(desk: Desk, kept: int, others: Sequence[int]) -> Saved:
    """Make notes of one workshop one: texts joined, bodies united, dots added, links moved to the kept one; return it.
    Raises UsageProblem, Locked."""
    with desk.writing() as connection:
        record = tagging.merge_notes(connection, kept, others)
        note_act(connection, "merge notes", f"{', '.join(map(str, others))} into {kept}", _home(record))
    return Saved(record, (), ())


def called(record: Record) -> str:
    """Return what a record is called in the history after its noun: its title, or its number."""
    return record.title if record.kind.titled else str(record.id)


def _told_of(record: Record) -> tuple[str, str]:
    """Return what the history says that an act was on, and what it adds: a part is told of under what it is part of."""
    if record.kind.is_part:
        return _home(record) or "the whole programme", _label(record)
    return called(record), _home(record)


def _changed(record: Record, titles: Sequence[str]) -> str:
    return _label(record) if record.kind.is_part else ", ".join(titles)


def _label(record: Record) -> str:
    fields = [record.kind.field_named(name) for name in record.kind.label if name != record.kind.parent]
    return ", ".join(field.show(record.values[field.name]) for field in fields)


def _home(record: Record) -> str:
    value = record.values[record.kind.parent or record.kind.beside]
    return " ".join(value) if isinstance(value, tuple) else str(value)


def _warnings(kind: Kind, typed: Mapping[str, str | Sequence[str]]) -> tuple[str, ...]:
    texts = {
        field.title.lower(): str(typed[field.name])
        for field in kind.fields
        if field.type.is_text and field.name in typed
    }
    return people_warnings(**texts)
