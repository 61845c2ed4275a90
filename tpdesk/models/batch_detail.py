"""What is known of one batch beyond its line in the list: its sheets, its bodies and years, and what of it was edited since."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


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


_SUMS: Final = "count(*), coalesce(sum(amount_pence) FILTER (WHERE flow = 1), 0), coalesce(sum(amount_pence) FILTER (WHERE flow = 2), 0)"


def standing_by_batch(connection: sqlite3.Connection, place: int | None = None) -> dict[int, BatchStanding]:
    """Return batch -> what stands of it, of all batches of the desk or of one place; one without a line is not among them."""
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
        "SELECT count(*) FROM spend WHERE batch_sheet IN (SELECT id FROM batch_sheet WHERE batch = ?) AND came_pence IS NOT NULL",
        (batch,),
    ).fetchone()[0]
    sheets = connection.execute(
        "SELECT sheet, layout, coercions, warnings, rows_read, rows_blank, rows_imported, rows_rejected, sum_pence FROM batch_sheet WHERE batch = ? ORDER BY id",
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
            "SELECT DISTINCT agency.name FROM batch_agency JOIN agency ON agency.id = agency WHERE batch = ? ORDER BY 1",
            (batch,),
        )
    ]


def _sheet(sheet: str | None, layout: str, coercions: str, warnings: str, *numbers: int) -> SheetRecord:
    kept = json.loads(layout)
    return SheetRecord(
        sheet, kept["header_row"], kept["columns"], kept["unit"], kept["date_order"], kept["flow"], kept["status"], json.loads(coercions),
        tuple(json.loads(warnings)), *numbers,
    )  # fmt: skip
