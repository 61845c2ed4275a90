"""What an engine is asked of exported lines: one SQL text, the same for DuckDB and Spark, and the answers as a cube.

Money is whole pence throughout. DuckDB adds in 128 bits and Spark refuses a sum that leaves 64 (`ansi.enabled`): with
the cast, either fails rather than wraps round.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final, Protocol

SUM_KEY: Final = (
    "desk", "place_id", "year", "sheet_id", "agency_id", "label_id", "category", "flow", "cost_type",
    "status", "control", "internal", "counterparty_id", "outsider_id", "client_group_id", "activity_id",
    "area", "funding_stream_id", "grade", "is_credit", "tagged_line",
)  # fmt: skip
"""What the lines behind one sum agree in, numbers being those of their desk: all that count, overlap, recount or a pack
asks of a line."""

_SIDED: Final = "area IS NOT NULL OR client_group_id IS NOT NULL OR funding_stream_id IS NOT NULL OR grade IS NOT NULL"

SUMMED: Final = f"""
SELECT {", ".join(SUM_KEY)}, CAST(sum(amount_pence) AS BIGINT) AS pence, CAST(sum(came_pence) AS BIGINT) AS came,
  max(is_edited) AS is_edited, count(*) AS lines
FROM (
  SELECT *, CASE WHEN amount_pence < 0 AND ({_SIDED}) THEN 1 ELSE 0 END AS is_credit,
    CASE WHEN is_tagged = 1 THEN line_id ELSE NULL END AS tagged_line
  FROM spend_line
) AS each_line
GROUP BY {", ".join(SUM_KEY)}
"""
"""All lines of all desks as sums: one question, however many desks. Credit notes are apart where an error band needs
amounts without their signs, and lines that a deep dive is tagged to stay as they are."""

CELL_KEY: Final = "agency_id, label_number, own_category, flow, cost_type, status, control, other, internal"
ALL_CELLS: Final = f"""
SELECT desk, place_id, year, {CELL_KEY}, CAST(sum(amount_pence) AS BIGINT) AS pence
FROM (
  SELECT *, coalesce(label_id, 0) AS label_number, coalesce(category, '') AS own_category,
    coalesce(counterparty_id, 0) AS other
  FROM spend_line
) AS each_line
GROUP BY desk, place_id, year, {CELL_KEY}
"""
"""The cells of the cube of all desks: what the sums are proved by."""

CELLS: Final = """
SELECT agency_id, label_number, own_category, flow, cost_type, status, control, other, internal,
  CAST(sum(amount_pence) AS BIGINT) AS pence, count(*) AS lines
FROM (
  SELECT *, coalesce(label_id, 0) AS label_number, coalesce(category, '') AS own_category,
    coalesce(counterparty_id, 0) AS other
  FROM spend_line WHERE place_id = {place} AND year = {year}
) AS each_line
GROUP BY agency_id, label_number, own_category, flow, cost_type, status, control, other, internal
ORDER BY agency_id, label_number, own_category, flow, cost_type, status, control, other, internal
"""
SIDE_CELLS: Final = """
SELECT side_value, agency_id, flow, cost_type, status, other, internal,
  CAST(sum(amount_pence) AS BIGINT) AS pence, CAST(sum(abs(amount_pence)) AS BIGINT) AS size, count(*) AS lines
FROM (
  SELECT *, CAST({side} AS VARCHAR(80)) AS side_value, coalesce(counterparty_id, 0) AS other
  FROM spend_line WHERE place_id = {place} AND year = {year} AND {side} IS NOT NULL
) AS each_line
GROUP BY side_value, agency_id, flow, cost_type, status, other, internal
ORDER BY side_value, agency_id, flow, cost_type, status, other, internal
"""
SPENT_BEFORE: Final = """
SELECT agency_id, year, CAST(sum(amount_pence) AS BIGINT) AS pence FROM spend_line
WHERE place_id = {place} AND year < {year} AND flow = 1 GROUP BY agency_id, year ORDER BY year, agency_id
"""
UNMATCHED: Final = """
SELECT outsider, CAST(sum(amount_pence) AS BIGINT) AS pence, count(*) AS lines FROM spend_line
WHERE place_id = {place} AND year = {year} AND outsider IS NOT NULL AND counterparty_id IS NULL
GROUP BY outsider ORDER BY pence DESC, outsider
"""


class Engine(Protocol):
    """What adds up lines in Parquet files."""

    name: str

    def rows(self, sql: str, files: Sequence[Path]) -> Iterator[tuple[Any, ...]]:
        """Yield the rows of a query over `spend_line`, which is the lines of the files.
        Raises InputProblem for a file that cannot be read, Locked where there is no room."""


class LinesCube:
    """The cube of exported lines of one desk, as an engine answers it."""

    def __init__(self, engine: Engine, files: Sequence[Path]) -> None:
        self._engine, self._files = engine, files

    def _rows(self, sql: str, place: int, year: int, side: str = "") -> Iterable[Sequence[Any]]:
        return self._engine.rows(sql.format(place=int(place), year=int(year), side=side), self._files)

    def cells(self, place: int, year: int) -> Iterable[Sequence[Any]]:
        """Return CORE_KEY, pence and lines of each cell."""
        return self._rows(CELLS, place, year)

    def side_cells(self, place: int, year: int, side: str) -> Iterable[Sequence[Any]]:
        """Return the value, SIDE_KEY, pence, size in pence and lines of each cell of a side."""
        return self._rows(SIDE_CELLS, place, year, side)

    def spent_before(self, place: int, year: int) -> Iterable[Sequence[Any]]:
        """Return agency, start year and expenditure in pence of each earlier year, the latest last."""
        return self._rows(SPENT_BEFORE, place, year)

    def unmatched(self, place: int, year: int) -> Iterable[Sequence[Any]]:
        """Return name, pence and lines of payments to a name that no agency of the desk has, most money first."""
        return self._rows(UNMATCHED, place, year)
