"""The cube: sums of the lines by everything that analysis asks for, written in the lines' own transaction by every road."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from typing import Final

_CORE: Final = """
SELECT place, year, agency, coalesce(label, 0), coalesce(category, ''), flow, cost_type, status, control,
  coalesce(CASE flow WHEN 1 THEN transfer_to ELSE transfer_from END, 0), internal, {sign} amount_pence, {sign} 1
FROM spend WHERE {where}
"""
_SIDES: Final = {
    "area": "area",
    "client_group": "(SELECT name FROM client_group WHERE id = spend.client_group)",
    "funding_stream": "(SELECT name FROM funding_stream WHERE id = spend.funding_stream)",
    "grade": "CAST(grade AS TEXT)",
}
"""Side -> what a line is counted under there. Lines that have none are in no side cell: they are the rest of the core cube."""
CELL: Final = (
    "agency", "year", "label", "category", "flow", "cost_type", "status", "control", "counterparty", "internal", "pence", "lines",
)  # fmt: skip
"""What `add_cells` takes of a cell, in this order."""

SIDE_CELL: Final = (
    "agency",
    "year",
    "flow",
    "cost_type",
    "status",
    "counterparty",
    "internal",
    "pence",
    "size_pence",
    "lines",
)
"""What `add_side_cells` takes of a cell behind the value that it counts by; `size_pence` sums the amounts without their signs."""

_SIDE: Final = """
SELECT place, year, '{side}', {value}, agency, flow, cost_type, status,
  coalesce(CASE flow WHEN 1 THEN transfer_to ELSE transfer_from END, 0), internal, {sign} amount_pence, {sign} abs(amount_pence), {sign} 1
FROM spend WHERE {side} IS NOT NULL AND ({where})
"""
_UPSERT: Final = "ON CONFLICT DO UPDATE SET pence = pence + excluded.pence, lines = lines + excluded.lines"
_SIDE_UPSERT: Final = f"{_UPSERT}, size_pence = size_pence + excluded.size_pence"


def _side_sql(side: str, sign: str, where: str) -> str:
    return _SIDE.format(side=side, value=_SIDES[side], sign=sign, where=where)


def _put(connection: sqlite3.Connection, where: str, values: tuple[object, ...], sign: str) -> None:
    connection.execute(f"INSERT INTO cube {_CORE.format(sign=sign, where=where)} {_UPSERT}", values)
    asked = ", ".join(f"max({side} IS NOT NULL)" for side in _SIDES)
    held = connection.execute(f"SELECT {asked} FROM spend WHERE {where}", values).fetchone()
    for side in (side for side, is_held in zip(_SIDES, held, strict=True) if is_held):
        connection.execute(f"INSERT INTO cube_side {_side_sql(side, sign, where)} {_SIDE_UPSERT}", values)


def add_lines(connection: sqlite3.Connection, where: str, values: tuple[object, ...] = ()) -> None:
    """Add the spend lines that `where` names (fixed text of ours, never the user's) to the cube. Inside `Desk.writing()`."""
    _put(connection, where, values, "+")


def add_cells(connection: sqlite3.Connection, place: int, cells: Iterable[Sequence[object]]) -> None:
    """Add sums of lines of a place, each a CELL, to the core cube. Inside `Desk.writing()`."""
    marks = ", ".join({"label": "coalesce(?, 0)", "category": "coalesce(?, '')"}.get(name, "?") for name in CELL)
    sql = f"INSERT INTO cube (place, {', '.join(CELL)}) VALUES ({place}, {marks}) {_UPSERT}"
    connection.executemany(sql, cells)


def add_side_cells(connection: sqlite3.Connection, place: int, side: str, cells: Iterable[Sequence[object]]) -> None:
    """Add sums of lines of a place to a side cube: each what its lines hold in the field `side`, and a SIDE_CELL. Inside `Desk.writing()`."""
    given = ", ".join(f"? AS {name}" for name in (side, *SIDE_CELL))
    sql = f"INSERT INTO cube_side (place, side, value, {', '.join(SIDE_CELL)}) "
    sql += f"SELECT {place}, '{side}', {_SIDES[side]}, {', '.join(SIDE_CELL)} FROM (SELECT {given}) AS spend WHERE {side} IS NOT NULL {_SIDE_UPSERT}"
    connection.executemany(sql, cells)


def take_lines(connection: sqlite3.Connection, where: str, values: tuple[object, ...] = ()) -> None:
    """Take the lines that `where` names out of the cube: call before they are changed or deleted. Inside `Desk.writing()`."""
    _put(connection, where, values, "-")
    connection.execute("DELETE FROM cube WHERE lines = 0")
    connection.execute("DELETE FROM cube_side WHERE lines = 0")


def differences(connection: sqlite3.Connection) -> list[str]:
    """Return one sentence for each cell in which the cube differs from the lines; empty when cube = lines."""
    keys = "place, year, agency, label, category, flow, cost_type, status, control, counterparty, internal"
    found = _compare(connection, "cube", keys, "pence, lines", _CORE.format(sign="+", where="1"))
    side_keys = "place, year, side, value, agency, flow, cost_type, status, counterparty, internal"
    for side in _SIDES:
        found += _compare(
            connection,
            f"(SELECT * FROM cube_side WHERE side = '{side}')",
            side_keys,
            "pence, size_pence, lines",
            _side_sql(side, "+", "1"),
        )
    return found


def _compare(connection: sqlite3.Connection, table: str, keys: str, sums: str, lines_sql: str) -> list[str]:
    summed = ", ".join(f"sum({name}) AS {name}" for name in sums.split(", "))
    sql = f"""
    WITH line ({keys}, {sums}) AS ({lines_sql}), summed AS (SELECT {keys}, {summed} FROM line GROUP BY {keys})
    SELECT * FROM (SELECT {keys}, {sums} FROM {table} EXCEPT SELECT {keys}, {sums} FROM summed)
    UNION ALL SELECT * FROM (SELECT {keys}, {sums} FROM summed EXCEPT SELECT {keys}, {sums} FROM {table}) LIMIT 20
    """
    name = "cube" if table == "cube" else "side cube"
    return [f"The {name} and the lines differ in cell {row}." for row in connection.execute(sql)]
