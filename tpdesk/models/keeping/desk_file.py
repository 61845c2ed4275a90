"""The desk file as a file: how much it holds and since when."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Holds:
    """What a desk file holds."""

    places: int
    agencies: int
    lines: int
    """Spend lines."""

    begun_at: str
    """When the first act was done on it, ISO 8601 UTC; empty where none was, or where it is a copy without a history."""


def what_it_holds(connection: sqlite3.Connection) -> Holds:
    """Return what the desk file holds, from its summaries."""
    places, agencies, lines, begun = connection.execute(
        "SELECT (SELECT count(*) FROM place), (SELECT count(*) FROM agency), (SELECT coalesce(sum(lines), 0) FROM cube), "
        "(SELECT at FROM audit ORDER BY id LIMIT 1)"
    ).fetchone()
    return Holds(places, agencies, lines, begun or "")
