"""The cube: sums of the lines by everything that analysis asks for, written in the lines' own
transaction by every road."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from typing import Final

from tpdesk.errors import InputProblem
from tpdesk.units import MAX_TOTAL_PENCE, whole_pounds

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
"""Side -> what a line is counted under there. Lines that have none are in no side cell:
they are the rest of the core cube."""
CELL: Final = (
    "agency", "year", "label", "category", "flow", "cost_type", "status", "control", "counterparty", "internal",
    "pence", "lines",
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
"""What `add_side_cells` takes of a cell behind the value that it counts by;
`size_pence` sums the amounts without their signs."""

_SIDE: Final = """
SELECT place, year, '{side}', {value}, agency, flow, cost_type, status,
  coalesce(CASE flow WHEN 1 THEN transfer_to ELSE transfer_from END, 0), internal, {sign} amount_pence, {sign} abs(amount_pence), {sign} 1
FROM spend WHERE {side} IS NOT NULL AND ({where})
"""  # noqa: E501
BATCH_CELL: Final = ("batch", *CELL[:-1], "came_pence", "lines")
"""What a cell of the sums by batch holds beside its place: `came_pence` is what its lines came with in their file;
lines that came with no file are in no such cell."""

_BATCH: Final = """
SELECT place, year, coalesce((SELECT batch FROM batch_sheet WHERE id = spend.batch_sheet), 0), agency, coalesce(label, 0), coalesce(category, ''),
  flow, cost_type, status, control, coalesce(CASE flow WHEN 1 THEN transfer_to ELSE transfer_from END, 0), internal,
  {sign} amount_pence, {sign} CASE WHEN part_of IS NULL THEN coalesce(came_pence, amount_pence) ELSE 0 END, {sign} 1
FROM spend WHERE batch_sheet IS NOT NULL AND ({where})
"""  # noqa: E501
_UPSERT: Final = "ON CONFLICT DO UPDATE SET pence = pence + excluded.pence, lines = lines + excluded.lines"
_BATCH_UPSERT: Final = f"{_UPSERT}, came_pence = came_pence + excluded.came_pence"
_SIDE_UPSERT: Final = f"{_UPSERT}, size_pence = size_pence + excluded.size_pence"

SIZE: Final = f"CAST(min(total(abs(amount_pence)), {2 * MAX_TOTAL_PENCE}) AS INTEGER)"
"""What lines come to without their signs, as SQL: never itself too large to be held, and exact up
to where a desk is full."""


def add_size(connection: sqlite3.Connection, size_pence: int) -> None:
    """Note that lines of so much money, without their signs, came to the desk (below 0: left it).
    Inside `Desk.writing()`."""
    connection.execute("UPDATE counter SET last = max(last + ?, 0) WHERE name = 'size_pence'", (size_pence,))


def room(connection: sqlite3.Connection) -> int:
    """Return the pence, without signs, that the desk can still take."""
    held = connection.execute("SELECT last FROM counter WHERE name = 'size_pence'").fetchone()
    return MAX_TOTAL_PENCE - (held[0] if held else 0)


def must_fit(connection: sqlite3.Connection, more_pence: int) -> None:
    """Raise InputProblem where the desk, with lines of `more_pence` beside those that it has, holds
    more than it can add up."""
    if more_pence > room(connection):
        raise InputProblem(
            f"A desk holds at most {whole_pounds(MAX_TOTAL_PENCE)} in all, payments and credit notes added up "
            "without their signs; these amounts would make it more. Nothing was changed. All public spending in the "
            "UK is about £1,200,000,000,000 a year: check the column of amounts and its unit.",
            title="More money than a desk can hold",
        )


_EMPTIED: Final = (
    ("cube", "place, year, agency", "place, year, agency"),
    ("cube_batch", "place, year, batch", "place, year, (SELECT batch FROM batch_sheet WHERE id = spend.batch_sheet)"),
    ("cube_side", "place, year", "place, year"),
)
"""Table -> the first columns of its key, and what lines that are taken have in them: only there can a cell be empty
now, and the other places, organisations and files of the desk are not looked through."""


def _side_sql(side: str, sign: str, where: str) -> str:
    return _SIDE.format(side=side, value=_SIDES[side], sign=sign, where=where)


def _put(connection: sqlite3.Connection, where: str, values: tuple[object, ...], sign: str, held: list[int]) -> None:
    connection.execute(f"INSERT INTO cube {_CORE.format(sign=sign, where=where)} {_UPSERT}", values)
    connection.execute(f"INSERT INTO cube_batch {_BATCH.format(sign=sign, where=where)} {_BATCH_UPSERT}", values)
    for side in (side for side, is_held in zip(_SIDES, held, strict=True) if is_held):
        connection.execute(f"INSERT INTO cube_side {_side_sql(side, sign, where)} {_SIDE_UPSERT}", values)


def _weigh(connection: sqlite3.Connection, where: str, values: tuple[object, ...]) -> tuple[int, list[int]]:
    """Return what lines come to without their signs, and whether any of them has each side's field."""
    asked = ", ".join(f"max({side} IS NOT NULL)" for side in _SIDES)
    size, *held = connection.execute(f"SELECT {SIZE}, {asked} FROM spend WHERE {where}", values).fetchone()
    return size, held


def add_lines(connection: sqlite3.Connection, where: str, values: tuple[object, ...] = ()) -> None:
    """Add the spend lines that `where` names (fixed text of ours, never the user's) to the cube.
    Inside `Desk.writing()`.

    Raises InputProblem where the desk then holds more than it can add up.
    """
    size, held = _weigh(connection, where, values)
    must_fit(connection, size)
    add_size(connection, size)
    _put(connection, where, values, "+", held)


def fill(connection: sqlite3.Connection) -> None:
    """Fill the empty cube of a desk from all its lines, whatever they come to. Inside a transaction."""
    size, held = _weigh(connection, "1", ())
    connection.execute("DELETE FROM counter WHERE name = 'size_pence'")
    connection.execute("INSERT INTO counter VALUES ('size_pence', ?)", (size,))
    _put(connection, "1", (), "+", held)


def add_cells(connection: sqlite3.Connection, place: int, batch: int, cells: Iterable[Sequence[object]]) -> None:
    """Add sums of the lines that a new batch brings a place, each a CELL, to the core cube and to the sums by batch.
    Inside `Desk.writing()`."""
    marks = ", ".join({"label": "coalesce(?, 0)", "category": "coalesce(?, '')"}.get(name, "?") for name in CELL)
    new = list(cells)
    connection.executemany(f"INSERT INTO cube (place, {', '.join(CELL)}) VALUES ({place}, {marks}) {_UPSERT}", new)
    at_pence, at_lines = CELL.index("pence") + 1, CELL.index("lines") + 1
    numbered = ", ".join(
        {"label": f"coalesce(?{n}, 0)", "category": f"coalesce(?{n}, '')"}.get(name, f"?{n}")
        for n, name in enumerate(CELL[:-1], 1)
    )
    connection.executemany(
        f"INSERT INTO cube_batch (place, {', '.join(BATCH_CELL)}) VALUES ({place}, {batch}, {numbered}, ?{at_pence}, "
        f"?{at_lines}) {_BATCH_UPSERT}",
        new,
    )


def add_side_cells(connection: sqlite3.Connection, place: int, side: str, cells: Iterable[Sequence[object]]) -> None:
    """Add sums of lines of a place to a side cube: each what its lines hold in the field `side`, and a SIDE_CELL.
    Inside `Desk.writing()`."""
    given = ", ".join(f"? AS {name}" for name in (side, *SIDE_CELL))
    sql = f"INSERT INTO cube_side (place, side, value, {', '.join(SIDE_CELL)}) "
    sql += (
        f"SELECT {place}, '{side}', {_SIDES[side]}, {', '.join(SIDE_CELL)} FROM (SELECT {given}) AS spend "
        f"WHERE {side} IS NOT NULL {_SIDE_UPSERT}"
    )
    connection.executemany(sql, cells)


def take_lines(connection: sqlite3.Connection, where: str, values: tuple[object, ...] = ()) -> None:
    """Take the lines that `where` names out of the cube: call before they are changed or deleted.
    Inside `Desk.writing()`."""
    size, held = _weigh(connection, where, values)
    add_size(connection, -size)
    _put(connection, where, values, "-", held)
    for table, keys, found in _EMPTIED:
        sql = f"DELETE FROM {table} WHERE lines = 0 AND ({keys}) IN (SELECT DISTINCT {found} FROM spend WHERE {where})"
        connection.execute(sql, values)


def differences(connection: sqlite3.Connection) -> list[str]:
    """Return one sentence for each cell in which the cube differs from the lines, and for their sum;
    empty when cube = lines."""
    keys = "place, year, agency, label, category, flow, cost_type, status, control, counterparty, internal"
    found = _compare(connection, "cube", keys, "pence, lines", _CORE.format(sign="+", where="1"))
    found += _compare(
        connection,
        "cube_batch",
        keys.replace("year, ", "year, batch, "),
        "pence, came_pence, lines",
        _BATCH.format(sign="+", where="1"),
    )
    side_keys = "place, year, side, value, agency, flow, cost_type, status, counterparty, internal"
    for side in _SIDES:
        found += _compare(
            connection,
            f"(SELECT * FROM cube_side WHERE side = '{side}')",
            side_keys,
            "pence, size_pence, lines",
            _side_sql(side, "+", "1"),
        )
    held = connection.execute("SELECT max(last) FROM counter WHERE name = 'size_pence'").fetchone()[0]
    if held != connection.execute(f"SELECT {SIZE} FROM spend").fetchone()[0]:
        found.append("What the lines come to without their signs is not what the desk has noted of it.")
    return found


def _compare(connection: sqlite3.Connection, table: str, keys: str, sums: str, lines_sql: str) -> list[str]:
    summed = ", ".join(f"sum({name}) AS {name}" for name in sums.split(", "))
    sql = f"""
    WITH line ({keys}, {sums}) AS ({lines_sql}), summed AS (SELECT {keys}, {summed} FROM line GROUP BY {keys})
    SELECT * FROM (SELECT {keys}, {sums} FROM {table} EXCEPT SELECT {keys}, {sums} FROM summed)
    UNION ALL SELECT * FROM (SELECT {keys}, {sums} FROM summed EXCEPT SELECT {keys}, {sums} FROM {table}) LIMIT 20
    """
    name = {"cube": "cube", "cube_batch": "cube by batch"}.get(table, "side cube")
    return [f"The {name} and the lines differ in cell {row}." for row in connection.execute(sql)]
