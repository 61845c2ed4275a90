"""Where the user's map of a label is kept: for one body or for all of a place, there or everywhere."""

from __future__ import annotations

import sqlite3

from tpdesk.text import folded


def scope_in_force(
    connection: sqlite3.Connection, label: str, place: int, agency: int
) -> tuple[int | None, int | None] | None:
    """Return (place, agency) of the user's map that holds for the label of that agency in the place; None where there is none of the user's.

    The order is that of `maps_in_force`: the agency's here, the agency's everywhere, the place's, the desk's.
    """
    kept = set(
        connection.execute(
            "SELECT DISTINCT place, agency FROM label_map WHERE origin = 'user' AND folded = ?", (folded(label),)
        )
    )
    order = ((place, agency), (None, agency), (place, None), (None, None))
    return next((scope for scope in order if scope in kept), None)
