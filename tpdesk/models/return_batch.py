"""The batch of a return: what is kept of its lines, and how a later return takes the place of an earlier one.

Inside `Desk.writing()`, foreign keys on. A line that is the same in both stays the line that it was, with what was done
to it on the desk: it only comes from another file from then on.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

from tpdesk.domain.return_diff import SentLine
from tpdesk.models import cube
from tpdesk.models.batch import remove_batch
from tpdesk.units import pounds

_OF_BATCH: Final = "batch_sheet IN (SELECT id FROM batch_sheet WHERE batch = ?)"


@dataclass(frozen=True, slots=True)
class DeskEdit:
    """What was done on the desk to a line that a return brought."""

    row: int
    """Its row in the return before."""

    label: str
    words: str
    """What was done, in words."""


def batches_of_returns(connection: sqlite3.Connection, place: int, agency: int, year: int) -> list[int]:
    """Return the batches that earlier returns of an organisation brought for a place and year."""
    rows = connection.execute(
        "SELECT DISTINCT batch.id FROM batch JOIN return_sheet ON return_sheet.read_hash = batch.sha256 AND "
        "return_sheet.place = batch.place WHERE return_sheet.place = ? AND agency = ? AND year = ? ORDER BY batch.id",
        (place, agency, year),
    )
    return [batch for (batch,) in rows]


def read_before(connection: sqlite3.Connection, sha256: str) -> tuple[int, str] | None:
    """Return (batch, day) of the file that was read before, a nil return too; None where it was not."""
    row = connection.execute(
        "SELECT id, made_at FROM batch WHERE sha256 = ?1 AND (rows_imported > 0 OR EXISTS (SELECT 1 FROM return_sheet "
        "WHERE read_hash = ?1)) ORDER BY id DESC",
        (sha256,),
    ).fetchone()
    return (row[0], row[1][:10]) if row else None


def keep_sent_lines(connection: sqlite3.Connection, batch: int, lines: Mapping[int, SentLine]) -> None:
    """Keep with the batch of a return by what its lines are known again."""
    kept = json.dumps({str(row): list(line) for row, line in lines.items()})
    connection.execute(
        "UPDATE batch_sheet SET layout = json_set(layout, '$.sent', json(?)) WHERE batch = ?", (kept, batch)
    )


def sent_lines(connection: sqlite3.Connection, batch: int) -> dict[int, SentLine]:
    """Return row -> what is kept of the line that came in it."""
    found: dict[int, SentLine] = {}
    for (layout,) in connection.execute("SELECT layout FROM batch_sheet WHERE batch = ?", (batch,)):
        kept = json.loads(layout).get("sent") or {}
        found |= {int(row): SentLine(*line) for row, line in kept.items()}
    return found


def keep_replaced_files(connection: sqlite3.Connection, batch: int, earlier: Collection[int]) -> None:
    """Keep with the batch of a return which files it takes the place of, those before them too."""
    hashes = {connection.execute("SELECT sha256 FROM batch WHERE id = ?", (old,)).fetchone()[0] for old in earlier}
    hashes = hashes.union(*(replaced_files(connection, old) for old in earlier))
    connection.execute(
        "UPDATE batch_sheet SET layout = json_set(layout, '$.replaced', json(?)) WHERE batch = ?",
        (json.dumps(sorted(hashes)), batch),
    )


def replaced_files(connection: sqlite3.Connection, batch: int) -> frozenset[str]:
    """Return the SHA-256 of the files that the batch of a return took the place of."""
    rows = connection.execute("SELECT layout FROM batch_sheet WHERE batch = ?", (batch,))
    return frozenset(one for (layout,) in rows for one in json.loads(layout).get("replaced") or ())


def desk_edits(connection: sqlite3.Connection, batch: int) -> list[DeskEdit]:
    """Return what was done on the desk to the lines of a return: edited, split, tagged by themselves, deleted."""
    standing = connection.execute(
        "SELECT row, max(coalesce(label.text, '')), max(came_pence IS NOT NULL), count(*), sum(amount_pence), "
        "sum(CASE WHEN part_of IS NULL THEN coalesce(came_pence, amount_pence) ELSE 0 END), "
        "max(spend.id IN (SELECT line FROM spend_tag WHERE line IS NOT NULL)) FROM spend LEFT JOIN label ON label.id = "
        f"label WHERE {_OF_BATCH} GROUP BY row ORDER BY row",
        (batch,),
    ).fetchall()
    found = [
        DeskEdit(row, label, _edit_words(bool(edited), lines, pence, came))
        for row, label, edited, lines, pence, came, tagged in standing
        if edited or tagged
    ]
    there = {row for row, *_ in standing}
    gone = [DeskEdit(row, "", "deleted on the desk") for row in sent_lines(connection, batch) if row not in there]
    return sorted((*found, *gone), key=lambda edit: edit.row)


def _edit_words(edited: bool, lines: int, pence: int, came: int) -> str:
    if not edited:
        return "tagged to a deep dive"
    split = f"split into {lines} parts" if lines > 1 else "edited"
    return f"{split}, {pounds(came)} to {pounds(pence)}" if pence != came else split


def take_place(
    connection: sqlite3.Connection,
    old: int,
    new: int,
    same: Mapping[int, int],
    edits: Collection[DeskEdit],
) -> None:
    """Let the batch of a return take the place of an earlier one: what was done on the desk to a line goes on with the
    same line; all else of the earlier batch goes. `same` is row before -> row now."""
    sheet = connection.execute("SELECT id FROM batch_sheet WHERE batch = ?", (new,)).fetchone()[0]
    for edit in edits:
        if edit.row in same:
            _carry(connection, old, edit.row, sheet, same[edit.row])
    rest = f"{_OF_BATCH} AND came_pence IS NOT NULL"
    cube.take_lines(connection, rest, (old,))
    connection.execute(f"DELETE FROM spend WHERE {rest}", (old,))
    remove_batch(connection, old)


def _carry(connection: sqlite3.Connection, old: int, row: int, sheet: int, now: int) -> None:
    """Put the lines of a row before in the place of the line that came in its row now."""
    twin, before = "batch_sheet = ? AND row = ?", f"{_OF_BATCH} AND row = ?"
    came = connection.execute(f"SELECT amount_pence FROM spend WHERE {twin}", (sheet, now)).fetchone()
    stands = connection.execute(f"SELECT 1 FROM spend WHERE {before}", (old, row)).fetchone() is not None
    cube.take_lines(connection, twin, (sheet, now))
    connection.execute(f"DELETE FROM spend WHERE {twin}", (sheet, now))
    if stands:
        cube.take_lines(connection, before, (old, row))
        connection.execute(f"UPDATE spend SET batch_sheet = ?, row = ? WHERE {before}", (sheet, now, old, row))
        cube.add_lines(connection, twin, (sheet, now))
    elif came:
        connection.execute(
            "UPDATE batch SET removed_lines = removed_lines + 1, removed_pence = removed_pence + ? WHERE id = "
            "(SELECT batch FROM batch_sheet WHERE id = ?)",
            (came[0], sheet),
        )
