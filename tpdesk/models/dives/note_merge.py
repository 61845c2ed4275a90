"""Notes of a workshop that say one thing, made one note."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import Final

from tpdesk.domain.field_types import COUNT, FLAG, LONGEST, MOMENT
from tpdesk.domain.kinds import KINDS, Record
from tpdesk.errors import UsageProblem
from tpdesk.models.records import store
from tpdesk.models.records.dependents import references
from tpdesk.text import folded

_NOTE: Final = KINDS["note"]
_UNITED: Final = (COUNT, FLAG, MOMENT)
"""Types of fields that are added up, or united otherwise."""


def merge_notes(connection: sqlite3.Connection, kept: int, others: Sequence[int]) -> Record:
    """Make the others part of the kept note and take them off; return it. Inside `Desk.writing()`.

    Its text is followed by theirs, a line each, but for what is said already; bodies are united, dots added, and barriers and opportunities
    that name the others name it instead. It is private where any was, and parked where all were. Raises UsageProblem for notes of two workshops.
    """
    going = [number for number in dict.fromkeys(others) if number != kept]
    notes = [store.read(connection, _NOTE, number) for number in (kept, *going)]
    if len(notes) < 2:
        raise UsageProblem("Name two notes or more: the one that stays, and those that become part of it.")
    stranger = next((note for note in notes if note.values["workshop"] != notes[0].values["workshop"]), None)
    if stranger is not None:
        raise UsageProblem(
            f"Note {stranger.id} is of another workshop, '{stranger.values['workshop']}': notes of one workshop can be made one."
        )
    said = {folded(text): text for text in (str(note.values["text"]) for note in reversed(notes))}
    text = "\n".join(reversed(said.values()))
    if len(text) > LONGEST:
        raise UsageProblem(
            f"Together they have {len(text):,} characters; a note has {LONGEST:,} at most. Shorten one first."
        )
    among = f"({', '.join(str(number) for number in going)})"
    connection.execute(
        f"UPDATE note SET text = ?, dots = dots + (SELECT sum(dots) FROM note WHERE id IN {among}), "
        f"private = max(private, (SELECT max(private) FROM note WHERE id IN {among})), "
        f"parked = min(parked, (SELECT min(parked) FROM note WHERE id IN {among})) WHERE id = ?",
        (text, kept),
    )
    # The kept note takes from the first other that says something, where it says nothing itself.
    filled = [field.stored for field in _NOTE.fields if not (field.many or field.needed or field.type in _UNITED)]
    for column in filled:
        said_by_others = (
            f"SELECT {column} FROM note WHERE id IN {among} AND coalesce({column}, '') <> '' ORDER BY id LIMIT 1"
        )
        connection.execute(
            f"UPDATE note SET {column} = coalesce(({said_by_others}), {column}) WHERE id = ? AND coalesce({column}, '') = ''",
            (kept,),
        )
    links = [(field.many, field.one) for field in _NOTE.fields if field.many]
    links += [(field.many, kind.table) for kind, field in references(_NOTE)]
    for table, other in links:
        connection.execute(
            f"INSERT OR IGNORE INTO {table} (note, {other}) SELECT ?, {other} FROM {table} WHERE note IN {among}",
            (kept,),
        )
    connection.execute(f"DELETE FROM note WHERE id IN {among}")
    return store.read(connection, _NOTE, kept)
