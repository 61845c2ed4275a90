"""The packs that were written from a desk, kept as lines of its history, and what was done on the desk since."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from tpdesk.models.log.history import WRITE_PACK, in_one_line, note_act

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
