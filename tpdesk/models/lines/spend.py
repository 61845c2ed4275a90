"""Spend lines themselves: what only the lines can tell, the cube's witness."""

from __future__ import annotations

import sqlite3
from typing import NamedTuple


class LineSums(NamedTuple):
    """What the lines of one body that came with one file add up to, as they stand now. Pence; expenditure and income are never added up."""

    agency: int
    batch: int
    """0 for lines entered by hand."""

    lines: int
    expenditure: int
    income: int
    edited: int
    """Lines whose amount or another field was edited since."""


def line_sums(connection: sqlite3.Connection, place: str, year: int) -> tuple[LineSums, ...]:
    """Return the sums of every line of a place and year by body and file: read from the lines themselves, so they check the cube."""
    sheets = dict(connection.execute("SELECT id, batch FROM batch_sheet"))
    found: dict[tuple[int, int], list[int]] = {}
    for agency, sheet, *sums in connection.execute(
        "SELECT agency, batch_sheet, count(*), coalesce(sum(amount_pence) FILTER (WHERE flow = 1), 0), "
        "coalesce(sum(amount_pence) FILTER (WHERE flow = 2), 0), count(came_pence) FROM spend "
        "WHERE place = (SELECT id FROM place WHERE name = ?) AND year = ? GROUP BY agency, batch_sheet ORDER BY agency, batch_sheet",
        (place, year),
    ):
        added = found.setdefault((agency, sheets.get(sheet, 0)), [0, 0, 0, 0])
        for n, number in enumerate(sums):
            added[n] += number
    return tuple(LineSums(agency, batch, *sums) for (agency, batch), sums in found.items())


def count_lines(connection: sqlite3.Connection) -> int:
    """Return how many spend lines the desk holds."""
    return int(connection.execute("SELECT coalesce(sum(lines), 0) FROM cube").fetchone()[0])
