"""Which files the lines of a filter came from, with how many rows and what they add up to."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from tpdesk.domain.line_filter import LineFilter
from tpdesk.models.lines.order import Stop, stoppable
from tpdesk.models.lines.where import where_of


@dataclass(frozen=True, slots=True)
class FileRows:
    """The lines of a filter that one file brought."""

    batch: int | None
    """The batch's number; None for lines entered by hand."""

    file: str
    """The file's name, without its folder; empty for lines entered by hand."""

    sha256: str
    """The file's SHA-256 in hex."""

    made_at: str
    """When it was taken in, ISO 8601 UTC."""

    lines: int
    pence: int
    """Their signed sum, both flows."""

    first_row: int | None
    """The first of their rows in the file; None where the lines have none."""

    last_row: int | None
    """The last of them."""


def files_of(connection: sqlite3.Connection, where: LineFilter, cancelled: Stop | None = None) -> tuple[FileRows, ...]:
    """Return the files that brought a filter's lines, most lines first, lines entered by hand last. Reads the lines. Raises Cancelled, UsageProblem."""
    condition = where_of(connection, where)
    sums = "count(*) AS lines, sum(amount_pence) AS pence, min(row) AS first, max(row) AS last"
    grouped = f"SELECT batch_sheet, {sums} FROM spend WHERE {condition.sql} GROUP BY batch_sheet"
    with stoppable(connection, cancelled):
        rows = connection.execute(
            "SELECT batch.id, coalesce(file, ''), coalesce(sha256, ''), coalesce(made_at, ''), sum(lines), sum(pence), min(first), max(last) "
            f"FROM ({grouped}) AS part LEFT JOIN batch_sheet ON batch_sheet.id = part.batch_sheet LEFT JOIN batch ON batch.id = batch_sheet.batch "
            "GROUP BY batch.id ORDER BY batch.id IS NULL, sum(lines) DESC, batch.id",
            condition.values,
        ).fetchall()
    return tuple(FileRows(*row) for row in rows)
