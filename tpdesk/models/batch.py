"""Batches: one import of one file; what stands of it, and its rejects.

What is known of one batch beyond its line in the list: its sheets, its bodies and years, and
what of it was edited since.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, cast

from tpdesk.domain.codes import BATCH_KIND
from tpdesk.errors import UsageProblem
from tpdesk.models.log import undo_capture, undo_steps


@dataclass(frozen=True, slots=True)
class BatchRecord:
    """One import as it stands on the desk."""

    id: int
    place: str
    file: str
    sha256: str
    made_at: str
    who: str
    rows_read: int
    rows_blank: int
    rows_imported: int
    rows_rejected: int
    sum_pence: int
    control_total_pence: int | None
    rejects_open: int
    """Rejected rows that no corrected file has brought in since, and that nobody left out for good."""


@dataclass(frozen=True, slots=True)
class BatchRemoval:
    """What became of the lines of a batch that was removed."""

    lines: int
    """Lines that went."""

    kept: int
    """Lines that stay, since somebody edited them."""


@dataclass(frozen=True, slots=True)
class RejectRecord:
    """A rejected row, kept whole."""

    id: int
    batch_sheet: int
    row: int
    column: str
    rule: str
    value: str
    message: str
    raw: tuple[str, ...]


_SELECT = """
SELECT batch.id, place.name, file, sha256, made_at, who, rows_read, rows_blank, rows_imported, rows_rejected, sum_pence, control_total_pence,
  (SELECT count(*) FROM reject JOIN batch_sheet ON batch_sheet.id = reject.batch_sheet WHERE batch_sheet.batch = batch.id AND settled_by IS NULL)
FROM batch JOIN place ON place.id = batch.place
"""  # noqa: E501


def list_batches(connection: sqlite3.Connection, place: int | None = None) -> list[BatchRecord]:
    """Return the batches of the desk or of one place, newest first."""
    where = "" if place is None else "WHERE batch.place = ?"
    return [
        BatchRecord(*row)
        for row in connection.execute(f"{_SELECT} {where} ORDER BY batch.id DESC", () if place is None else (place,))
    ]


def find_batch(connection: sqlite3.Connection, batch: int) -> BatchRecord:
    """Return the batch of that number. Raises UsageProblem."""
    row = connection.execute(f"{_SELECT} WHERE batch.id = ?", (batch,)).fetchone()
    if row is None:
        raise UsageProblem(f"There is no batch {batch} on this desk. See them all: tpdesk batch list.")
    return BatchRecord(*row)


def same_file(connection: sqlite3.Connection, sha256: str) -> BatchRecord | None:
    """Return the latest batch that brought lines of this very file to the desk, or None."""
    row = connection.execute(
        f"{_SELECT} WHERE sha256 = ? AND rows_imported > 0 ORDER BY batch.id DESC", (sha256,)
    ).fetchone()
    return BatchRecord(*row) if row else None


def overlapping(
    connection: sqlite3.Connection, place: int, agency: int, year: int, first: int | None, last: int | None
) -> list[tuple[int, str, int | None, int | None]]:
    """Return (batch, file, first date, last date) of earlier batches of the agency whose period overlaps;
    without dates the whole year does. Published figures are not among them: the agency's own lines replace them."""
    return connection.execute(
        "SELECT batch.id, file, first_date, last_date FROM batch_agency JOIN batch ON batch.id = batch_agency.batch "
        "WHERE batch.place = ?1 AND agency = ?2 AND year = ?3 AND batch.kind <> ?6 AND "
        "(?4 IS NULL OR first_date IS NULL OR (first_date "
        "<= ?5 AND last_date >= ?4)) ORDER BY 1",
        (place, agency, year, first, last, BATCH_KIND),
    ).fetchall()


def rejects_of(
    connection: sqlite3.Connection, batch: int
) -> list[tuple[str | None, dict[str, object], list[RejectRecord]]]:
    """Return (sheet, kept layout, open rejects) of each sheet of a batch that has any."""
    found = []
    for sheet_id, sheet, layout in connection.execute(
        "SELECT id, sheet, layout FROM batch_sheet WHERE batch = ? ORDER BY id", (batch,)
    ).fetchall():
        rows = connection.execute(
            'SELECT id, batch_sheet, row, "column", rule, value, message, raw FROM reject WHERE batch_sheet = ? '
            "AND settled_by IS NULL ORDER BY row, id",
            (sheet_id,),
        )
        records = [_reject(row) for row in rows]
        if records:
            found.append((sheet, json.loads(layout), records))
    return found


def _reject(row: tuple[Any, ...]) -> RejectRecord:
    number, sheet, file_row, column, rule, value, message, raw = row
    return RejectRecord(number, sheet, file_row, column, rule, value, message, tuple(json.loads(raw)))


def sheet_layout(connection: sqlite3.Connection, batch_sheet: int) -> dict[str, object] | None:
    """Return how a sheet was read when it was taken in, or None where there is none of that number."""
    row = connection.execute("SELECT layout FROM batch_sheet WHERE id = ?", (batch_sheet,)).fetchone()
    return cast("dict[str, object]", json.loads(row[0])) if row else None


def files_taken(connection: sqlite3.Connection) -> frozenset[tuple[str, int]]:
    """Return (name, bytes) of every file that brought lines to the desk."""
    return frozenset(connection.execute("SELECT file, size FROM batch WHERE rows_imported > 0"))


def open_rows(connection: sqlite3.Connection, batch_sheet: int) -> frozenset[int]:
    """Return the rows of a sheet that are still rejected."""
    return frozenset(
        row
        for (row,) in connection.execute(
            "SELECT row FROM reject WHERE batch_sheet = ? AND settled_by IS NULL", (batch_sheet,)
        )
    )


def settle_rejects(connection: sqlite3.Connection, batch: int, settled: list[tuple[int, int]]) -> None:
    """Take (batch sheet, row) off the open rejects, since `batch` brought their corrections in;
    removing it opens them again.

    Rows that are rightly out are settled by the batch that they were rejected from.
    """
    connection.executemany(
        "UPDATE reject SET settled_by = ? WHERE batch_sheet = ? AND row = ?",
        ((batch, sheet, row) for sheet, row in settled),
    )


def last_number(connection: sqlite3.Connection) -> int:
    """Return the number that was given to a batch last; 0 where none was."""
    return int(connection.execute("SELECT last FROM counter WHERE name = 'batch'").fetchone()[0])


def next_number(connection: sqlite3.Connection) -> int:
    """Return the number of a batch about to be made. No number is given twice, also where a batch was undone or
    removed. Inside `Desk.writing()`."""
    connection.execute("UPDATE counter SET last = last + 1 WHERE name = 'batch'")
    return last_number(connection)


def remove_batch(connection: sqlite3.Connection, batch: int) -> BatchRemoval:
    """Take a batch off the desk with its rejects and all lines but those that somebody edited; rejects that
    it settled are open again.

    A batch of which edited lines stay is kept as their source. Texts that no line uses any more stay: to look for them
    would mean to read every line, and nothing shows them. Inside `Desk.writing()`.
    """
    sheets = "batch_sheet IN (SELECT id FROM batch_sheet WHERE batch = ?)"
    pence = connection.execute(
        f"SELECT coalesce(sum(amount_pence), 0) FROM spend WHERE {sheets} AND came_pence IS NULL", (batch,)
    ).fetchone()[0]
    with undo_capture.in_bulk(connection):
        lines = undo_steps.take_out_batch(connection, batch)
    kept = connection.execute(f"SELECT count(*) FROM spend WHERE {sheets}", (batch,)).fetchone()[0]
    if kept:
        connection.execute(
            "UPDATE batch SET removed_lines = removed_lines + ?, removed_pence = removed_pence + ? WHERE id = ?",
            (lines, pence, batch),
        )
        connection.execute("UPDATE reject SET settled_by = NULL WHERE settled_by = ?", (batch,))
    else:
        connection.execute("DELETE FROM batch WHERE id = ?", (batch,))
    return BatchRemoval(lines, kept)


@dataclass(frozen=True, slots=True)
class SheetRecord:
    """One sheet of a batch as it was read."""

    sheet: str | None
    """Its name; None for a text file."""

    header_row: int | None
    """The row of the header; None where there was none."""

    columns: Mapping[str, str]
    """Field to header, or `#n`."""

    unit: str
    """`pounds`, `thousands`, `millions` or `billions`."""

    date_order: str
    """`dmy`, `mdy` or `ymd`."""

    flow: str
    """The flow where no column gave it."""

    status: str
    """The status where no column gave it."""

    coercions: Mapping[str, int]
    """Rule to the number of cells that were read as meant."""

    warnings: tuple[str, ...]
    """What the user was told to look at."""

    rows_read: int
    rows_blank: int
    rows_imported: int
    rows_rejected: int
    sum_pence: int


@dataclass(frozen=True, slots=True)
class BatchStanding:
    """What stands of a batch, its two flows apart: they are never added up."""

    lines: int
    expenditure_pence: int
    income_pence: int


@dataclass(frozen=True, slots=True)
class BodyYear:
    """What stands of a batch for one body and year."""

    agency: str
    """The body's name."""

    year: int
    """The financial year's start year."""

    standing: BatchStanding


@dataclass(frozen=True, slots=True)
class BatchDetail:
    """A batch in full."""

    size: int
    """Bytes of its file."""

    kind: str
    """`csv`, `xlsx` ..."""

    encoding: str
    """The encoding of a text file; else empty."""

    delimiter: str
    """The delimiter of a text file; else empty."""

    removed_lines: int
    """Lines deleted since, one by one or with the batch."""

    edited: int
    """Lines edited since, which stay where the batch is taken off."""

    sheets: tuple[SheetRecord, ...]
    """In the file's order."""

    bodies: tuple[BodyYear, ...]
    """By body and year."""


_SUMS: Final = (
    "count(*), coalesce(sum(amount_pence) FILTER (WHERE flow = 1), 0), coalesce(sum(amount_pence) FILTER "
    "(WHERE flow = 2), 0)"
)


def standing_by_batch(connection: sqlite3.Connection, place: int | None = None) -> dict[int, BatchStanding]:
    """Return batch -> what stands of it, of all batches of the desk or of one place;
    one without a line is not among them."""
    where = "" if place is None else "WHERE place = ?"
    sheets = dict(connection.execute("SELECT id, batch FROM batch_sheet"))
    found: dict[int, BatchStanding] = {}
    for sheet, *sums in connection.execute(
        f"SELECT batch_sheet, {_SUMS} FROM spend {where} GROUP BY 1", () if place is None else (place,)
    ):
        if sheet is not None:
            before = found.get(sheets[sheet], BatchStanding(0, 0, 0))
            found[sheets[sheet]] = BatchStanding(
                before.lines + sums[0], before.expenditure_pence + sums[1], before.income_pence + sums[2]
            )
    return found


def batch_detail(connection: sqlite3.Connection, batch: int) -> BatchDetail | None:
    """Return the batch in full, or None where it is gone."""
    row = connection.execute(
        "SELECT size, kind, encoding, delimiter, removed_lines FROM batch WHERE id = ?", (batch,)
    ).fetchone()
    if row is None:
        return None
    edited = connection.execute(
        "SELECT count(*) FROM spend WHERE batch_sheet IN (SELECT id FROM batch_sheet WHERE batch = ?) AND "
        "came_pence IS NOT NULL",
        (batch,),
    ).fetchone()[0]
    sheets = connection.execute(
        "SELECT sheet, layout, coercions, warnings, rows_read, rows_blank, rows_imported, rows_rejected, "
        "sum_pence FROM batch_sheet WHERE batch = ? ORDER BY id",
        (batch,),
    )
    bodies = connection.execute(
        f"SELECT agency.name, year, {_SUMS} FROM spend JOIN agency ON agency.id = agency "
        "WHERE batch_sheet IN (SELECT id FROM batch_sheet WHERE batch = ?) GROUP BY 1, 2 ORDER BY 1, 2",
        (batch,),
    )
    size, kind, encoding, delimiter, removed = row
    return BatchDetail(
        size,
        kind,
        encoding,
        delimiter,
        removed,
        edited,
        tuple(_sheet(*sheet) for sheet in sheets),
        tuple(BodyYear(name, year, BatchStanding(*sums)) for name, year, *sums in bodies),
    )


def bodies_of(connection: sqlite3.Connection, batch: int) -> list[str]:
    """Return the names of the bodies that a batch brought lines of."""
    return [
        name
        for (name,) in connection.execute(
            "SELECT DISTINCT agency.name FROM batch_agency JOIN agency ON agency.id = agency WHERE batch = ? "
            "ORDER BY 1",
            (batch,),
        )
    ]


def _sheet(sheet: str | None, layout: str, coercions: str, warnings: str, *numbers: int) -> SheetRecord:
    kept = json.loads(layout)
    return SheetRecord(
        sheet, kept["header_row"], kept["columns"], kept["unit"], kept["date_order"], kept["flow"], kept["status"],
        json.loads(coercions),
        tuple(json.loads(warnings)), *numbers,
    )  # fmt: skip
