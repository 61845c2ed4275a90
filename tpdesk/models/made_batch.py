"""Batches of lines that tpdesk makes from figures of others - a published figure, a share of wider spend - and that no
file brought: each sheet says by which method and from what source its lines are known, each line its grade."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from typing import Final

from tpdesk.domain.codes import CONTROLS, COST_TYPES, FLOWS, STATUSES
from tpdesk.models import cube
from tpdesk.models.agency import join_place
from tpdesk.models.batch import next_number
from tpdesk.models.log.history import now, who
from tpdesk.text import clean, folded

APPORTIONED: Final = "apportioned"
"""The kind of the batches that follow from apportionments, and are never taken over in a merge: they are made anew."""

_LAYOUT: Final = (
    '{"header_row": null, "headers": [], "columns": {}, "unit": "pounds", "date_order": "dmy", "turned": [], '
    '"year": null, "given_year": null, "flow": "expenditure", "status": "actual", "sign": 1}'
)
"""How the sheet was read: it was not."""


@dataclass(frozen=True, slots=True)
class MadeLine:
    """One line to be written."""

    agency: int
    """The agency's number."""

    year: int
    """The financial year's start year."""

    label: str
    amount_pence: int
    """Signed."""

    status: str
    """As in `STATUSES`: actual where the body published it for this very place, apportioned for a share."""

    grade: int | None = None
    """1 to 6."""

    flow: str = "expenditure"
    cost_type: str = "unknown"
    control: str = "not stated"
    category: str | None = None
    """A code; None lets the label's map decide."""

    area: str | None = None
    """The code of the area whose money it is; None where it is the whole place's."""

    description: str = ""
    """How it was worked out, in one sentence."""


@dataclass(frozen=True, slots=True)
class MadeSheet:
    """Lines that are known in the same way."""

    name: str
    method: str
    """A word or two: direct, driver, two-stage ..."""

    source: str
    """The publication that the figures are from."""

    lines: Sequence[MadeLine]


def write_batch(
    connection: sqlite3.Connection,
    place: int,
    name: str,
    sheets: Sequence[MadeSheet],
    *,
    kind: str,
    apportionment: int | None = None,
) -> int:
    """Write made lines as one batch of a place and return its number. Inside `Desk.writing()`.
    Raises InputProblem where the desk then holds more than it can add up.

    `name` stands where another batch names its file, `kind` where it names the file's: `published`, `apportioned`.
    """
    batch = next_number(connection)
    lines = [line for sheet in sheets for line in sheet.lines]
    connection.execute(
        "INSERT INTO batch (id, place, file, sha256, size, kind, rows_read, rows_blank, rows_imported, rows_rejected, "
        "sum_pence, who, made_at, apportionment) VALUES (?, ?, ?, ?, 0, ?, ?, 0, ?, 0, ?, ?, ?, ?)",
        (
            batch, place, clean(name), _mark(place, name, sheets), kind, len(lines), len(lines),
            sum(line.amount_pence for line in lines), who(), now(), apportionment,
        ),
    )  # fmt: skip
    for sheet in sheets:
        _write_sheet(connection, place, batch, sheet)
    for agency, year in dict.fromkeys((line.agency, line.year) for line in lines):
        own = [line.amount_pence for line in lines if (line.agency, line.year) == (agency, year)]
        join_place(connection, agency, place)
        connection.execute(
            "INSERT INTO batch_agency (batch, agency, year, lines, sum_pence) VALUES (?, ?, ?, ?, ?)",
            (batch, agency, year, len(own), sum(own)),
        )
    cube.add_lines(connection, "batch_sheet IN (SELECT id FROM batch_sheet WHERE batch = ?)", (batch,))
    return batch


def _mark(place: int, name: str, sheets: Sequence[MadeSheet]) -> str:
    """Return what stands for the contents of a made batch, where another has the sum of its file."""
    return hashlib.sha256(repr((place, name, [astuple(sheet) for sheet in sheets])).encode("utf-8")).hexdigest()


def is_same(connection: sqlite3.Connection, batch: int, place: int, name: str, sheets: Sequence[MadeSheet]) -> bool:
    """Return whether a batch was made of these very lines."""
    mark = connection.execute("SELECT sha256 FROM batch WHERE id = ?", (batch,)).fetchone()[0]
    return bool(mark == _mark(place, name, sheets))


def sum_of(connection: sqlite3.Connection, batch: int) -> int:
    """Return the signed sum of a batch as it was made."""
    return int(connection.execute("SELECT sum_pence FROM batch WHERE id = ?", (batch,)).fetchone()[0])


def _write_sheet(connection: sqlite3.Connection, place: int, batch: int, sheet: MadeSheet) -> None:
    rows, pence = len(sheet.lines), sum(line.amount_pence for line in sheet.lines)
    number = connection.execute(
        "INSERT INTO batch_sheet (batch, sheet, layout, coercions, warnings, rows_read, rows_blank, rows_imported, "
        "rows_rejected, sum_pence, method, source) VALUES (?, ?, ?, '{}', '[]', ?, 0, ?, 0, ?, ?, ?)",
        (batch, clean(sheet.name), _LAYOUT, rows, rows, pence, clean(sheet.method), clean(sheet.source)),
    ).lastrowid
    connection.executemany(
        "INSERT INTO spend (place, agency, year, label, category, amount_pence, flow, cost_type, status, control, "
        "internal, area, grade, description, batch_sheet, row) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?, ?, ?, ?, ?)",
        (
            (
                place, line.agency, line.year, _text(connection, "label", line.label), line.category,
                line.amount_pence, FLOWS[line.flow], COST_TYPES[line.cost_type], STATUSES[line.status],
                CONTROLS[line.control], line.area, line.grade, _text(connection, "description", line.description),
                number, row,
            )
            for row, line in enumerate(sheet.lines, 1)
        ),
    )  # fmt: skip


def _text(connection: sqlite3.Connection, table: str, words: str) -> int | None:
    """Return the number under which a text that lines share is kept; None for no text."""
    words = clean(words)
    if not words:
        return None
    found = connection.execute(f"SELECT id FROM {table} WHERE text = ?", (words,)).fetchone()
    if found:
        return int(found[0])
    columns, values = ("text, folded", [words, folded(words)]) if table == "label" else ("text", [words])
    marks = ", ".join("?" * len(values))
    return connection.execute(f"INSERT INTO {table} ({columns}) VALUES ({marks})", values).lastrowid


def remove_batch(connection: sqlite3.Connection, batch: int) -> None:
    """Remove a made batch with all its lines, edited ones too: it is about to be made anew, or what made it went.
    Inside `Desk.writing()`."""
    sheets = "batch_sheet IN (SELECT id FROM batch_sheet WHERE batch = ?)"
    cube.take_lines(connection, sheets, (batch,))
    connection.execute(f"DELETE FROM spend WHERE {sheets}", (batch,))
    connection.execute("DELETE FROM batch WHERE id = ?", (batch,))


def maker_of(connection: sqlite3.Connection, batch: int) -> int | None:
    """Return the apportionment that made a batch; None where none did."""
    row = connection.execute("SELECT apportionment FROM batch WHERE id = ?", (batch,)).fetchone()
    return None if row is None or row[0] is None else int(row[0])


def batch_of(connection: sqlite3.Connection, apportionment: int) -> int | None:
    """Return the batch that an apportionment made; None where it has none."""
    row = connection.execute("SELECT id FROM batch WHERE apportionment = ?", (apportionment,)).fetchone()
    return int(row[0]) if row else None
