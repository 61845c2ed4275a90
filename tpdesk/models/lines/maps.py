"""What the lines of every place count under by their labels' maps: looked up once, for filters, pages and sums."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from tpdesk.domain.facts import Shares
from tpdesk.models.label_map import maps_in_force

KEY: Final = "((place << 51) | (agency << 31) | coalesce(label, 0))"
"""Place, agency and label of a line as one number, since SQLite looks three numbers up in a list one by one: 4,000 places, a million agencies."""


@dataclass(frozen=True, slots=True)
class LineMaps:
    """The maps in force for the desk's lines."""

    shares: dict[tuple[int, int, int], Shares]
    """(place, agency, label or 0) -> what its lines count under that have no category of their own; without a map it is not in here."""

    def under(self, place: int, agency: int, label: int | None, own_category: str | None) -> Shares:
        """Return what a line counts under: its own category, else its label's map; empty where it is unmapped."""
        if own_category:
            return ((own_category, Fraction(1)),)
        return self.shares.get((place, agency, label or 0), ())

    def keys(self, wanted: Callable[[Shares], bool]) -> str:
        """Return as JSON the keys, each as `KEY` makes it, whose map is wanted."""
        return json.dumps(
            [
                place << 51 | agency << 31 | label
                for (place, agency, label), shares in self.shares.items()
                if wanted(shares)
            ]
        )


def read_maps(connection: sqlite3.Connection) -> LineMaps:
    """Return the maps in force. Reads the cube and the maps, never the lines."""
    keys: dict[int, list[tuple[int, int]]] = {}
    for place, agency, label in connection.execute(
        "SELECT DISTINCT place, agency, label FROM cube WHERE category = ''"
    ):
        keys.setdefault(place, []).append((agency, label))
    labels = dict(connection.execute("SELECT id, text FROM label WHERE id IN (SELECT label FROM cube)"))
    return LineMaps(
        {
            (place, *pair): shares
            for place, pairs in keys.items()
            for pair, shares in maps_in_force(connection, place, pairs, labels).items()
        }
    )
