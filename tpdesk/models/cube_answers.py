"""What can say the sums of a place and year: the cube of a desk, or an engine over exported lines."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from typing import Any, Final, Protocol

CORE_KEY: Final = (
    "agency", "label", "category", "flow", "cost_type", "status", "control", "counterparty", "internal",
)  # fmt: skip
"""What the lines of a cell agree in, as it is stored; label and counterparty are 0 and category is empty for none."""

SIDE_KEY: Final = ("agency", "flow", "cost_type", "status", "counterparty", "internal")
"""What the lines of a side cell agree in beside its value."""


class CubeAnswers(Protocol):
    """The sums of a place (its number) and of the year that starts in `year`, in order of their keys."""

    def cells(self, place: int, year: int) -> Iterable[Sequence[Any]]:
        """Return CORE_KEY, pence and lines of each cell."""

    def side_cells(self, place: int, year: int, side: str) -> Iterable[Sequence[Any]]:
        """Return the value, SIDE_KEY, pence, size in pence and lines of each cell of `area`, `client_group`,
        `funding_stream` or `grade`; lines without a value are in none."""

    def spent_before(self, place: int, year: int) -> Iterable[Sequence[Any]]:
        """Return agency, start year and expenditure in pence of each earlier year, the latest last."""

    def unmatched(self, place: int, year: int) -> Iterable[Sequence[Any]]:
        """Return name, pence and lines of payments to a name that no agency of the desk has, most money first."""


class DeskCube:
    """The cube that a desk keeps with its lines."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def cells(self, place: int, year: int) -> Iterable[Sequence[Any]]:
        """Return CORE_KEY, pence and lines of each cell."""
        return self._connection.execute(
            f"SELECT {', '.join(CORE_KEY)}, pence, lines FROM cube WHERE place = ? AND year = ?", (place, year)
        )

    def side_cells(self, place: int, year: int, side: str) -> Iterable[Sequence[Any]]:
        """Return the value, SIDE_KEY, pence, size in pence and lines of each cell of a side."""
        return self._connection.execute(
            f"SELECT value, {', '.join(SIDE_KEY)}, pence, size_pence, lines FROM cube_side WHERE place = ? AND year = "
            "? AND side = ?",
            (place, year, side),
        )

    def spent_before(self, place: int, year: int) -> Iterable[Sequence[Any]]:
        """Return agency, start year and expenditure in pence of each earlier year, the latest last."""
        return self._connection.execute(
            "SELECT agency, year, sum(pence) FROM cube WHERE place = ? AND year < ? AND flow = 1 GROUP BY agency, year "
            "ORDER BY year",
            (place, year),
        )

    def unmatched(self, place: int, year: int) -> Iterable[Sequence[Any]]:
        """Return name, pence and lines of payments to a name that no agency of the desk has, most money first."""
        # The lines are read only where there is such a name.
        if self._connection.execute("SELECT 1 FROM outsider LIMIT 1").fetchone() is None:
            return ()
        return self._connection.execute(
            "SELECT outsider.name, sum(amount_pence), count(*) FROM spend JOIN outsider ON outsider.id = "
            "spend.outsider WHERE spend.place = ? AND spend.year = ? AND transfer_to IS NULL AND "
            "transfer_from IS NULL GROUP BY outsider.id ORDER BY 2 DESC, 1",
            (place, year),
        )
