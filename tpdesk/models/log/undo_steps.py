"""The log behind undo and redo: one named step an act, kept in the desk file, walked back and forth in one line.

A change holds the one state of a row that the desk does not show: undoing swaps it with the one that it does, and
redoing swaps them back. So nothing is stored twice, and both ways are the same code. The lines of an undone or removed
batch are moved, not copied.
"""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from typing import Final

from tpdesk.errors import DeskFileProblem, UsageProblem
from tpdesk.models import cube
from tpdesk.models.connection import get_setting, unchecked
from tpdesk.models.log import undo_capture
from tpdesk.models.log.history import note_act, note_undo, now, who

LIMIT_MEGABYTES: Final = 64
"""What the log may hold where the setting `undo_megabytes` says nothing;
the oldest steps go first, the latest always stays."""

_CHUNK: Final = 20_000
"""Lines moved at a time: pages that one chunk frees take the next, so that the file does not grow by the whole."""

_LINE_SIZE: Final = 120
"""What a moved line counts in the log's size: bytes that one takes in the file, roughly."""


@dataclass(frozen=True, slots=True)
class Step:
    """One act that can be undone, or redone."""

    id: int
    at: str
    """When it was done: ISO 8601 UTC."""

    who: str
    title: str
    """What was done, in words."""

    undone: bool
    """True where it was undone: redo brings it back."""


def begin(connection: sqlite3.Connection) -> None:
    """Open the step of an act: inside its transaction, after `undo_capture.catch`."""
    connection.execute("INSERT INTO undo_step (at, who, title) VALUES (?, ?, '')", (now(), who()))


def end(connection: sqlite3.Connection) -> int | None:
    """Close the act's step and return its number, or None where the act changed nothing.
    What was undone before it cannot be redone any more."""
    # What only reads needs no words for changes, nor the registry of kinds that they are made from.
    from tpdesk.models.log.change_words import keep_changes

    step = connection.execute("SELECT max(id) FROM undo_step").fetchone()[0]
    if step is None or connection.execute("SELECT 1 FROM undo_change WHERE step = ?", (step,)).fetchone() is None:
        connection.execute("DELETE FROM undo_step WHERE id = ?", (step,))
        return None
    if connection.execute("SELECT audit FROM undo_step WHERE id = ?", (step,)).fetchone()[0] is None:
        note_act(connection, "change", "the desk")
    keep_changes(connection, step)
    _drop(connection, "undone = 1")
    _weigh(connection, step)
    _keep_within(connection, step)
    return int(step)


def log_batch(connection: sqlite3.Connection, batch: int) -> int:
    """Log that the lines and rejects of a batch came in, or are about to be moved out, as one change;
    return its number."""
    return int(
        connection.execute(
            "INSERT INTO undo_change (step, record, kind, key) VALUES ((SELECT max(id) FROM undo_step), 'batch', "
            "'batch', json_array(?))", (batch,)
        ).lastrowid
        or 0
    )  # fmt: skip


def take_out_batch(connection: sqlite3.Connection, batch: int) -> int:
    """Move the lines of a batch that nobody has edited, and its rejects, out of the desk; return how many lines went.
    Inside `undo_capture.in_bulk`."""
    return _move_out(connection, log_batch(connection, batch), batch)


def steps(connection: sqlite3.Connection, limit: int = 200) -> list[Step]:
    """Return the steps that can be undone or redone, the latest first."""
    found = connection.execute("SELECT id, at, who, title, undone FROM undo_step ORDER BY id DESC LIMIT ?", (limit,))
    return [Step(number, at, name, title, bool(undone)) for number, at, name, title, undone in found]


def next_undo(connection: sqlite3.Connection) -> Step:
    """Return the step that undo would take back. Raises UsageProblem where there is none."""
    return _one(connection, "undone = 0 ORDER BY id DESC", "There is nothing to undo on this desk.")


def next_undo_of(connection: sqlite3.Connection, batch: int) -> Step | None:
    """Return the step that undo would take back where it is the one by which a batch came in, else None."""
    found = connection.execute(
        "SELECT EXISTS (SELECT 1 FROM batch WHERE id = ?1) AND EXISTS (SELECT 1 FROM undo_change WHERE kind = 'batch' "
        "AND key = json_array(?1) AND step = (SELECT max(id) FROM undo_step WHERE undone = 0))",
        (batch,),
    ).fetchone()[0]
    return next_undo(connection) if found else None


def next_redo(connection: sqlite3.Connection) -> Step:
    """Return the step that redo would bring back. Raises UsageProblem where there is none."""
    return _one(
        connection, "undone = 1 ORDER BY id", "There is nothing to redo: nothing was undone since the last change."
    )


def _one(connection: sqlite3.Connection, where: str, none: str) -> Step:
    row = connection.execute(f"SELECT id, at, who, title, undone FROM undo_step WHERE {where} LIMIT 1").fetchone()
    if row is None:
        raise UsageProblem(none)
    number, at, name, title, undone = row
    return Step(number, at, name, title, bool(undone))


def swap(connection: sqlite3.Connection, step: Step) -> None:
    """Undo the step, or redo it where it is undone, and note it in the history. Inside
    `Desk.unlogged(foreign_keys=False)`.

    Both states satisfied them when they were written, and on the way from one to the other rows pass
    through states that do not.
    """
    order = "ASC" if step.undone else "DESC"
    changes = connection.execute(
        f"SELECT id, record, kind, key, image FROM undo_change WHERE step = ? ORDER BY id {order}", (step.id,)
    ).fetchall()
    tables = {name: undo_capture.columns(connection, name) for name in undo_capture.caught_tables(connection)}
    touched = "id IN (SELECT CAST(key ->> 0 AS INTEGER) FROM undo_change WHERE step = ? AND record = 'spend')"
    edits_lines = any(record == "spend" for _, record, _, _, _ in changes)
    # Where the step moves whole batches too, which keep the cube right by themselves, the same line may be among both:
    # then each edit does so too, in its turn.
    singly = edits_lines and any(kind == "batch" for _, _, kind, _, _ in changes)
    if edits_lines and not singly:
        cube.take_lines(connection, touched, (step.id,))
    for number, record, kind, key, image in changes:
        if kind == "batch":
            _swap_batch(connection, number, int(json.loads(key)[0]))
        elif record not in tables:
            raise DeskFileProblem(
                f"The undo log of this desk names a table that tpdesk does not know ({record!r}). Nothing was changed."
            )
        else:
            line = (json.loads(key)[0],) if singly and record == "spend" else None
            if line is not None:
                cube.take_lines(connection, "id = ?", line)
            _swap_row(
                connection, number, record, *tables[record], json.loads(key), json.loads(image) if image else None
            )
            if line is not None:
                cube.add_lines(connection, "id = ?", line)
    if edits_lines and not singly:
        cube.add_lines(connection, touched, (step.id,))
    connection.execute("UPDATE undo_step SET undone = 1 - undone WHERE id = ?", (step.id,))
    _weigh(connection, step.id)
    audit = connection.execute("SELECT audit FROM undo_step WHERE id = ?", (step.id,)).fetchone()[0]
    note_undo(connection, "redo" if step.undone else "undo", step.title, audit)


def _swap_row(
    connection: sqlite3.Connection,
    number: int,
    table: str,
    names: list[str],
    key_names: list[str],
    key: list[object],
    image: dict[str, object] | None,
) -> None:
    """Put the row into its other state, and keep the state that it had."""
    where = " AND ".join(f'"{name}" IS ?' for name in key_names)
    if image is not None and not set(image) <= set(names):
        raise DeskFileProblem(f"The undo log of this desk names a field of {table} that is none. Nothing was changed.")
    kept = [name for name in names if image is None or len(image) == len(names) or name in image]
    quoted = ", ".join(f'"{name}"' for name in kept)
    present = connection.execute(f'SELECT {quoted} FROM "{table}" WHERE {where}', key).fetchone()
    if image is None:
        connection.execute(f'DELETE FROM "{table}" WHERE {where}', key)
    elif present is None:
        connection.execute(
            f'INSERT INTO "{table}" ({quoted}) VALUES ({", ".join("?" * len(kept))})', [image[name] for name in kept]
        )
    else:
        sets = ", ".join(f'"{name}" = ?' for name in kept)
        connection.execute(f'UPDATE "{table}" SET {sets} WHERE {where}', [*(image[name] for name in kept), *key])
    other = None if present is None else json.dumps(dict(zip(kept, present, strict=True)), ensure_ascii=False)
    connection.execute("UPDATE undo_change SET image = ? WHERE id = ?", (other, number))


def _swap_batch(connection: sqlite3.Connection, change: int, batch: int) -> None:
    gone = any(
        connection.execute(f"SELECT 1 FROM {table}_gone WHERE change = ? LIMIT 1",
            (change,)).fetchone() for table in undo_capture.BULK
    )  # fmt: skip
    if gone:
        _move_in(connection, change)
    else:
        _move_out(connection, change, batch)


def _move_out(connection: sqlite3.Connection, change: int, batch: int) -> int:
    sheets = "batch_sheet IN (SELECT id FROM batch_sheet WHERE batch = ?)"
    unedited = f"{sheets} AND came_pence IS NULL"
    with unchecked(connection):
        cube.take_lines(connection, unedited, (batch,), many=True)
        lines = _move(connection, "spend", "spend_gone", change, unedited, (batch,))
    _move(connection, "reject", "reject_gone", change, sheets, (batch,))
    return lines


def _move_in(connection: sqlite3.Connection, change: int) -> None:
    with unchecked(connection):
        _move(connection, "spend_gone", "spend", change, "change = ?", (change,))
        cube.add_lines(connection, "id IN (SELECT id FROM temp.moved)", many=True)
    _move(connection, "reject_gone", "reject", change, "change = ?", (change,))
    connection.execute("DROP TABLE temp.moved")


def _move(
    connection: sqlite3.Connection, source: str, target: str, change: int, where: str, values: tuple[object, ...]
) -> int:
    """Move rows between a table and its store for what is gone, a chunk at a time; return how many.
    Their ids are left in `temp.moved`."""
    out = target.endswith("_gone")
    names = undo_capture.columns(connection, source if out else target)[0]
    listed = ", ".join(f'"{name}"' for name in names)
    connection.execute("DROP TABLE IF EXISTS temp.moved")
    connection.execute("CREATE TEMP TABLE moved (id INTEGER PRIMARY KEY)")
    lines = connection.execute(f"INSERT INTO temp.moved SELECT id FROM {source} WHERE {where}", values).rowcount
    after = -1
    while True:
        last = connection.execute(
            "SELECT max(id) FROM (SELECT id FROM temp.moved WHERE id > ? ORDER BY id LIMIT ?)", (after, _CHUNK)
        ).fetchone()[0]
        if last is None:
            return lines
        span = "id IN (SELECT id FROM temp.moved WHERE id > ? AND id <= ?)"
        if out:
            connection.execute(
                f"INSERT INTO {target} (change, {listed}) SELECT ?, {listed} FROM {source} WHERE {span}",
                (change, after, last),
            )
            connection.execute(f"DELETE FROM {source} WHERE {span}", (after, last))
        else:
            picked = "change = ? AND id > ? AND id <= ?"
            connection.execute(
                f"INSERT INTO {target} ({listed}) SELECT {listed} FROM {source} WHERE {picked}", (change, after, last)
            )
            connection.execute(f"DELETE FROM {source} WHERE {picked}", (change, after, last))
        after = last


def _drop(connection: sqlite3.Connection, where: str) -> None:
    """Forget steps for good, with what they kept."""
    dropped = [step for (step,) in connection.execute(f"SELECT id FROM undo_step WHERE {where}")]
    if not dropped:
        return
    among = f"({', '.join(map(str, dropped))})"
    for table in ("spend_gone", "reject_gone"):
        rest = f"change NOT IN (SELECT id FROM undo_change WHERE step IN {among})"
        if connection.execute(f"SELECT 1 FROM {table} WHERE {rest} LIMIT 1").fetchone():
            connection.execute(f"DELETE FROM {table} WHERE NOT ({rest})")
        else:
            # Without a condition SQLite frees the pages whole, whatever the number of rows.
            connection.execute(f"DELETE FROM {table}")
    connection.execute(f"DELETE FROM undo_change WHERE step IN {among}")
    connection.execute(f"DELETE FROM undo_step WHERE id IN {among}")


def forget(connection: sqlite3.Connection) -> None:
    """Forget every step, the open one too: nothing before now can be undone.
    The last that an act does in its transaction."""
    _drop(connection, "1")


def _weigh(connection: sqlite3.Connection, step: int) -> None:
    changes = "SELECT id FROM undo_change WHERE step = ?1"
    connection.execute(
        "UPDATE undo_step SET size = (SELECT coalesce(sum(length(key) + coalesce(length(image), 0) + 40), 0) FROM "
        f"undo_change WHERE step = ?1) + {_LINE_SIZE} * (SELECT count(*) FROM spend_gone WHERE change IN "
        f"({changes})) + {_LINE_SIZE} * (SELECT count(*) FROM reject_gone WHERE change IN ({changes})) WHERE id = ?1",
        (step,),
    )


def _keep_within(connection: sqlite3.Connection, latest: int) -> None:
    """Forget the oldest steps until the log is within its limit; the latest step always stays."""
    limit = int(get_setting(connection, "undo_megabytes") or LIMIT_MEGABYTES) * 1_000_000
    held = connection.execute("SELECT sum(size) FROM undo_step").fetchone()[0]
    while held > limit:
        oldest, size = connection.execute("SELECT id, size FROM undo_step ORDER BY id LIMIT 1").fetchone()
        if oldest == latest:
            return
        _drop(connection, f"id = {oldest}")
        held -= size
