"""Every line of a place and year, body by body: for those who want them all, a few thousand in memory at a time."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from typing import Final

from tpdesk.domain.line import LineRow
from tpdesk.domain.line_sums import HeldLines
from tpdesk.errors import Locked
from tpdesk.models.lines.maps import read_maps
from tpdesk.models.lines.read import read_lines

STEP: Final = 5_000
"""Lines read at a time."""

OPTIONAL: Final = {
    "control": "control > 0",
    "internal": "internal = 1",
    "transfer_to": "transfer_to IS NOT NULL OR (outsider IS NOT NULL AND flow = 1)",
    "transfer_from": "transfer_from IS NOT NULL OR (outsider IS NOT NULL AND flow = 2)",
    "client_group": "client_group IS NOT NULL",
    "activity": "activity IS NOT NULL",
    "area": "area IS NOT NULL",
    "funding_stream": "funding_stream IS NOT NULL",
    "grade": "grade IS NOT NULL",
    "date": "date IS NOT NULL",
    "supplier": "supplier IS NOT NULL",
    "description": "description IS NOT NULL",
    "sheet": "batch_sheet IN (SELECT id FROM batch_sheet WHERE sheet <> '')",
    "row": "row IS NOT NULL",
}
"""Field of `LINE_FIELDS` that a line need not have -> the condition that it has it."""


def held_lines(connection: sqlite3.Connection, place: str, year: int) -> HeldLines:
    """Return what the lines of the place with that name hold in the financial year that starts in `year`; every line is looked at."""
    counts = ", ".join(f"count(*) FILTER (WHERE {condition})" for condition in OPTIONAL.values())
    lines, expenditure, income, *fields = connection.execute(
        "SELECT count(*), coalesce(sum(amount_pence) FILTER (WHERE flow = 1), 0), coalesce(sum(amount_pence) FILTER (WHERE flow = 2), 0), "
        f"{counts} FROM spend WHERE place = (SELECT id FROM place WHERE name = ?) AND year = ?",
        (place, year),
    ).fetchone()
    return HeldLines(lines, expenditure, income, dict(zip(OPTIONAL, fields, strict=True)))


def lines_by_agency(
    connection: sqlite3.Connection, place: str, year: int, since: int, first: int = 0
) -> Iterator[LineRow]:
    """Yield the lines of the place with that name, of one body after the other by name, each body's as they came, from number `first` (from 0).

    No lock is kept between steps; instead they end with Locked as soon as the desk is no longer in the state `since` (see `desk_state`).
    """
    maps = read_maps(connection)
    agencies = connection.execute(
        "SELECT place.id, agency.id FROM place, agency WHERE place.name = ? AND agency.id IN (SELECT agency FROM cube WHERE place = place.id AND year = ?) "
        "ORDER BY agency.name COLLATE NOCASE, agency.id",
        (place, year),
    ).fetchall()
    for place_id, agency in agencies:
        last = 0
        while numbers := [
            row[0]
            for row in connection.execute(
                "SELECT id FROM spend WHERE place = ? AND year = ? AND agency = ? AND id > ? ORDER BY id LIMIT ?",
                (place_id, year, agency, last, STEP),
            )
        ]:
            last = numbers[-1]
            numbers, first = numbers[first:], max(first - len(numbers), 0)
            rows = [row for row in read_lines(connection, numbers, maps) if row is not None] if numbers else []
            if desk_state(connection) != since:
                raise Locked(
                    "The desk was changed while its lines were being read, so they no longer belong to the figures. Do it again.",
                    title="The desk was changed meanwhile",
                )
            yield from rows


def desk_state(connection: sqlite3.Connection) -> int:
    """Return a number that differs as soon as another connection has changed the desk."""
    return int(connection.execute("PRAGMA data_version").fetchone()[0])
