"""Which batches the two desks share: one file taken into one place, sheet by sheet; and what only the other desk has."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from tpdesk.models.batch import overlapping
from tpdesk.models.merge.plan import NewBatch
from tpdesk.models.merge.who import Who
from tpdesk.text import counted
from tpdesk.units import pounds, year_text


@dataclass(frozen=True, slots=True)
class Batches:
    """The other desk's batches, told apart."""

    new: tuple[NewBatch, ...]
    shared: tuple[tuple[int, int], ...]
    """(number there, number here) of each file that both desks took in."""

    notes: tuple[str, ...]


def compare_batches(connection: sqlite3.Connection, who: Who) -> Batches:
    """Match the batches by place, file and sheets; of a file that was taken in several times, the first there is the first here.

    Leaves `temp.same_sheet (theirs, mine)` with the sheets of those that both have.
    """
    mine, theirs = (_by_file(connection, desk, who) for desk in ("main", "theirs"))
    connection.execute("CREATE TEMP TABLE IF NOT EXISTS same_sheet (theirs INTEGER PRIMARY KEY, mine INTEGER NOT NULL)")
    connection.execute("DELETE FROM temp.same_sheet")
    shared: list[tuple[int, int]] = []
    new: list[int] = []
    for key, numbers in theirs.items():
        here = mine.get(key, [])
        shared += zip(numbers, here, strict=False)
        new += numbers[len(here) :]
    for there, here_number in shared:
        sheets = [
            [
                sheet
                for (sheet,) in connection.execute(
                    f"SELECT id FROM {desk}.batch_sheet WHERE batch = ? ORDER BY id", (number,)
                )
            ]
            for desk, number in (("theirs", there), ("main", here_number))
        ]
        connection.executemany("INSERT INTO temp.same_sheet VALUES (?, ?)", zip(*sheets, strict=True))
    told = _told(connection, sorted(new))
    return Batches(told, tuple(sorted(shared)), (*_overlaps(connection, told, who), *_removals(connection, shared)))


def _by_file(connection: sqlite3.Connection, desk: str, who: Who) -> dict[tuple[object, ...], list[int]]:
    sheets: dict[int, list[str | None]] = {}
    for batch, sheet in connection.execute(f"SELECT batch, sheet FROM {desk}.batch_sheet ORDER BY id"):
        sheets.setdefault(batch, []).append(sheet)
    found: dict[tuple[object, ...], list[int]] = {}
    for number, place, sha256 in connection.execute(f"SELECT id, place, sha256 FROM {desk}.batch ORDER BY id"):
        found.setdefault((who.key(desk, "place", place), sha256, *sheets.get(number, ())), []).append(number)
    return found


def _told(connection: sqlite3.Connection, numbers: list[int]) -> tuple[NewBatch, ...]:
    found = []
    for number in numbers:
        file, place, who, made_at = connection.execute(
            "SELECT file, place.name, who, made_at FROM theirs.batch JOIN theirs.place ON place.id = batch.place WHERE batch.id = ?",
            (number,),
        ).fetchone()
        lines, pence = connection.execute(
            "SELECT count(*), coalesce(sum(amount_pence), 0) FROM theirs.spend WHERE batch_sheet IN (SELECT id FROM theirs.batch_sheet WHERE batch = ?)",
            (number,),
        ).fetchone()
        found.append(NewBatch(number, file, place, lines, pence, who, made_at))
    return tuple(found)


def _overlaps(connection: sqlite3.Connection, new: tuple[NewBatch, ...], who: Who) -> list[str]:
    """Return one sentence for each body and year of which this desk has lines of the same days from another file: perhaps the same money."""
    mine = {table: {key: number for number, key in who.keys["main", table].items()} for table in ("place", "agency")}
    notes = []
    for batch in new:
        rows = connection.execute(
            "SELECT batch.place, agency, year, first_date, last_date FROM theirs.batch_agency JOIN theirs.batch ON batch.id = batch_agency.batch "
            "WHERE batch.id = ? ORDER BY agency, year",
            (batch.number,),
        )
        for place, agency, year, first, last in rows.fetchall():
            key = who.keys["theirs", "agency"][agency]
            here = (mine["place"].get(who.keys["theirs", "place"][place]), mine["agency"].get(key))
            earlier = overlapping(connection, here[0], here[1], year, first, last) if here[0] and here[1] else []
            if earlier:
                notes.append(
                    f"{batch.file} from there and batch {earlier[-1][0]} ({earlier[-1][1]}) here both have lines of {who.shown['agency', key]} in "
                    f"{year_text(year)}: check that this is not the same money."
                )
    return notes


def _removals(connection: sqlite3.Connection, shared: list[tuple[int, int]]) -> list[str]:
    """Tell of lines that were deleted on one desk and stand on the other: a merge deletes nothing and brings nothing back."""
    notes = []
    for there, here in shared:
        rows = [
            connection.execute(
                f"SELECT removed_lines, removed_pence, file FROM {desk}.batch WHERE id = ?", (number,)
            ).fetchone()
            for desk, number in (("theirs", there), ("main", here))
        ]
        if rows[0][:2] != rows[1][:2]:
            words = [f"{counted(lines, 'line')} ({pounds(pence)})" for lines, pence, _ in rows]
            notes.append(
                f"Of batch {here} ({rows[1][2]}), {words[1]} were removed here and {words[0]} there: this desk keeps its own."
            )
    return notes
