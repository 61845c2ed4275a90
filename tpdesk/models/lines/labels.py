"""The largest lines under a label: what it was spent on."""

from __future__ import annotations

import sqlite3
from typing import NamedTuple


class LabelLine(NamedTuple):
    """One line."""

    pence: int
    """Signed amount."""

    supplier: str
    """Who was paid; empty where it is not known."""

    description: str
    """What was bought; empty where it is not known."""


def largest_lines(
    connection: sqlite3.Connection, place: int, agency: int, label: str, most: int = 5
) -> list[LabelLine]:
    """Return the largest lines of an agency in a place under a label (empty: lines without one), without regard to signs."""
    found = connection.execute(
        "SELECT amount_pence, coalesce(supplier.text, ''), coalesce(description.text, '') FROM spend "
        "LEFT JOIN supplier ON supplier.id = spend.supplier LEFT JOIN description ON description.id = spend.description "
        "WHERE place = ?1 AND agency = ?2 AND label IS (SELECT id FROM label WHERE text = ?3) ORDER BY abs(amount_pence) DESC, spend.id LIMIT ?4",
        (place, agency, label, most),
    )
    return [LabelLine(*row) for row in found]
