"""Spend lines themselves: what only the lines can tell, the cube's witness."""

from __future__ import annotations

import sqlite3


def lines_total(connection: sqlite3.Connection, place: str, year: int) -> int:
    """Return the gross expenditure of a place and year in pence, every line added up: the check on the cube."""
    row = connection.execute(
        "SELECT coalesce(sum(amount_pence), 0) FROM spend JOIN place ON place.id = spend.place WHERE place.name = ? AND year = ? AND flow = 1",
        (place, year),
    ).fetchone()
    return int(row[0])


def count_lines(connection: sqlite3.Connection) -> int:
    """Return how many spend lines the desk holds."""
    return int(connection.execute("SELECT coalesce(sum(lines), 0) FROM cube").fetchone()[0])
