"""The cube: sums of the lines by everything that analysis asks for, written in the lines' own
transaction by every road."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from typing import Final

from tpdesk.errors import InputProblem
from tpdesk.models.connection import temporary_tables
from tpdesk.units import MAX_TOTAL_PENCE, whole_pounds

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

_UPSERT: Final = "ON CONFLICT DO UPDATE SET pence = pence + excluded.pence, lines = lines + excluded.lines"
_BATCH_UPSERT: Final = f"{_UPSERT}, came_pence = came_pence + excluded.came_pence"
_SIDE_UPSERT: Final = f"{_UPSERT}, size_pence = size_pence + excluded.size_pence"

_SIZE: Final = f"CAST(min(total({{}}), {2 * MAX_TOTAL_PENCE}) AS INTEGER)"
SIZE: Final = _SIZE.format("abs(amount_pence)")
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


_EMPTIED: Final = (("cube", "place, year, agency"), ("cube_batch", "place, year, batch"), ("cube_side", "place, year"))
"""Table -> the first columns of its key: only where lines that are taken stood can a cell be empty now, and the other
places, organisations and files of the desk are not looked through."""

_SUM_KEY: Final = (
    "label, agency, cost_type, category, counterparty, status, control, internal, flow, batch_sheet, year, place"
)
"""What a line's sum is found by, what tells lines apart first: so few columns are compared for each line."""

_SUMS: Final = "pence, came_pence, size_pence, sides, lines"
_LINES: Final = f"""
SELECT coalesce(label, 0) AS label, agency, cost_type, coalesce(category, '') AS category,
  coalesce(CASE flow WHEN 1 THEN transfer_to ELSE transfer_from END, 0) AS counterparty, status, control, internal,
  flow, coalesce(batch_sheet, 0) AS batch_sheet, year, place, amount_pence AS pence,
  CASE WHEN part_of IS NULL THEN coalesce(came_pence, amount_pence) ELSE 0 END AS came_pence,
  abs(amount_pence) AS size_pence, {" | ".join(f"(({side} IS NOT NULL) << {n})" for n, side in enumerate(_SIDES))} AS sides, 1 AS lines
FROM spend WHERE {{where}}
"""  # noqa: E501
"""Lines as sums of one line each, of which all is made. `batch_sheet` is 0 for lines that came with no file; `sides`
has a bit for each side that a line is in."""

_LINE_SUMS: Final = (
    "DROP TABLE IF EXISTS temp.line_sum",
    f"CREATE TEMP TABLE line_sum ({_SUM_KEY}, {_SUMS}, PRIMARY KEY ({_SUM_KEY})) WITHOUT ROWID",
)
_ADD_UP: Final = (
    "ON CONFLICT DO UPDATE SET pence = pence + excluded.pence, came_pence = came_pence + excluded.came_pence, "
    "size_pence = size_pence + excluded.size_pence, sides = sides | excluded.sides, lines = lines + excluded.lines"
)
_OF_BATCH: Final = "(SELECT batch FROM batch_sheet WHERE id = summed.batch_sheet)"
_CUBE_KEY: Final = ", ".join(CELL[:-2])


def _side_sql(side: str, sign: str, where: str) -> str:
    return _SIDE.format(side=side, value=_SIDES[side], sign=sign, where=where)


class _Lines:
    """Lines that come or go, and what they come to.

    Of `many` the sums are made in one look at each line, and all else from these; of few, a temporary table costs more
    than to look at them again.
    """

    def __init__(
        self, connection: sqlite3.Connection, where: str, values: tuple[object, ...], *, many: bool = False
    ) -> None:
        self._connection, self._where, self._values = connection, where, values
        lines = _LINES.format(where=where)
        self._summed, self._of = f"({lines}) AS summed", values
        if many:
            for statement in _LINE_SUMS:
                connection.execute(statement)
            connection.execute(f"INSERT INTO temp.line_sum {lines} {_ADD_UP}", values)
            self._summed, self._of = "temp.line_sum AS summed", ()
        held = ", ".join(f"coalesce(max(sides & {1 << bit}), 0)" for bit in range(len(_SIDES)))
        self.size_pence, *sides = connection.execute(
            f"SELECT {_SIZE.format('size_pence')}, {held} FROM {self._summed}", self._of
        ).fetchone()
        self._sides = [side for side, is_held in zip(_SIDES, sides, strict=True) if is_held]

    def put(self, sign: str) -> None:
        """Add them to the cubes (`+`), or take them out (`-`)."""
        connection = self._connection
        connection.execute(
            f"INSERT INTO cube (place, {_CUBE_KEY}, pence, lines) SELECT place, {_CUBE_KEY}, {sign} pence, "
            f"{sign} lines FROM {self._summed} WHERE true {_UPSERT}",
            self._of,
        )
        connection.execute(
            f"INSERT INTO cube_batch (place, batch, {_CUBE_KEY}, pence, came_pence, lines) SELECT place, coalesce("
            f"{_OF_BATCH}, 0), {_CUBE_KEY}, {sign} pence, {sign} came_pence, {sign} lines FROM {self._summed} "
            f"WHERE batch_sheet <> 0 {_BATCH_UPSERT}",
            self._of,
        )
        for side in self._sides:
            sql = _side_sql(side, sign, self._where)
            connection.execute(f"INSERT INTO cube_side {sql} {_SIDE_UPSERT}", self._values)

    def drop_emptied(self) -> None:
        """Delete the cells that have no line left since these were taken out."""
        for table, keys in _EMPTIED:
            found = f"SELECT DISTINCT {keys.replace('batch', _OF_BATCH)} FROM {self._summed}"
            self._connection.execute(f"DELETE FROM {table} WHERE lines = 0 AND ({keys}) IN ({found})", self._of)


def add_lines(
    connection: sqlite3.Connection, where: str, values: tuple[object, ...] = (), *, many: bool = False
) -> None:
    """Add the spend lines that `where` names (fixed text of ours, never the user's) to the cube; `many` says that they
    are a file's. Inside `Desk.writing()`.

    Raises InputProblem where the desk then holds more than it can add up.
    """
    lines = _Lines(connection, where, values, many=many)
    must_fit(connection, lines.size_pence)
    add_size(connection, lines.size_pence)
    lines.put("+")


def fill(connection: sqlite3.Connection) -> None:
    """Fill the empty cube of a desk from all its lines, whatever they come to. Inside a transaction."""
    lines = _Lines(connection, "1", (), many=True)
    connection.execute("DELETE FROM counter WHERE name = 'size_pence'")
    connection.execute("INSERT INTO counter VALUES ('size_pence', ?)", (lines.size_pence,))
    lines.put("+")


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


def take_lines(
    connection: sqlite3.Connection, where: str, values: tuple[object, ...] = (), *, many: bool = False
) -> None:
    """Take the lines that `where` names out of the cube: call before they are changed or deleted; `many` says that they
    are a file's. Inside `Desk.writing()`."""
    lines = _Lines(connection, where, values, many=many)
    add_size(connection, -lines.size_pence)
    lines.put("-")
    lines.drop_emptied()


_CHECKED: Final = (
    "label, agency, cost_type, category, counterparty, status, control, internal, flow, batch, year, place"
)
"""The key of what `differences` adds the lines up by; what tells lines apart first comes first."""

_CHECK: Final = f"""
INSERT INTO temp.line_check ({_CHECKED}, pence, came_pence, lines)
SELECT coalesce(label, 0), agency, cost_type, coalesce(category, ''),
  coalesce(CASE flow WHEN 1 THEN transfer_to ELSE transfer_from END, 0), status, control, internal, flow,
  CASE WHEN batch_sheet IS NOT NULL THEN coalesce((SELECT batch FROM batch_sheet WHERE id = spend.batch_sheet), 0)
    ELSE -1 END, year, place,
  amount_pence, CASE WHEN part_of IS NULL THEN coalesce(came_pence, amount_pence) ELSE 0 END, 1
FROM spend NOT INDEXED WHERE true
ON CONFLICT DO UPDATE SET pence = pence + excluded.pence, came_pence = came_pence + excluded.came_pence,
  lines = lines + 1
"""
"""All lines in one pass; the batch is -1 where they came with no file. Written apart from what fills the cubes."""


def differences(connection: sqlite3.Connection) -> list[str]:
    """Return one sentence for each cell in which the cube differs from the lines, and for their sum;
    empty when cube = lines."""
    with temporary_tables(connection):
        connection.execute("DROP TABLE IF EXISTS temp.line_check")
        columns = f"{_CHECKED}, pence, came_pence, lines, PRIMARY KEY ({_CHECKED})"
        connection.execute(f"CREATE TEMP TABLE line_check ({columns}) WITHOUT ROWID")
        connection.execute(_CHECK)
        found = _compare(connection, "cube", f"place, {_CUBE_KEY}", "pence, lines", "temp.line_check")
        batch_keys = f"place, batch, {_CUBE_KEY}"
        of_files = "temp.line_check WHERE batch <> -1"
        found += _compare(connection, "cube_batch", batch_keys, "pence, came_pence, lines", of_files)
        connection.execute("DROP TABLE temp.line_check")
    side_keys = "place, year, side, value, agency, flow, cost_type, status, counterparty, internal"
    sums = "pence, size_pence, lines"
    for side in _SIDES:
        held, lines = f"(SELECT * FROM cube_side WHERE side = '{side}')", _side_sql(side, "+", "1")
        line = f"line ({side_keys}, {sums}) AS ({lines})"
        found += _compare(connection, held, side_keys, sums, "line", line)
    held_size = connection.execute("SELECT max(last) FROM counter WHERE name = 'size_pence'").fetchone()[0]
    if held_size != connection.execute(f"SELECT {SIZE} FROM spend").fetchone()[0]:
        found.append("What the lines come to without their signs is not what the desk has noted of it.")
    return found


def _compare(connection: sqlite3.Connection, table: str, keys: str, sums: str, lines: str, line: str = "") -> list[str]:
    """Return what differs between a table of sums and the sums of `lines`, which `line` may say first."""
    summed = ", ".join(f"sum({name}) AS {name}" for name in sums.split(", "))
    sql = f"""
    WITH {line}{", " * bool(line)}summed AS (SELECT {keys}, {summed} FROM {lines} GROUP BY {keys})
    SELECT * FROM (SELECT {keys}, {sums} FROM {table} EXCEPT SELECT {keys}, {sums} FROM summed)
    UNION ALL SELECT * FROM (SELECT {keys}, {sums} FROM summed EXCEPT SELECT {keys}, {sums} FROM {table}) LIMIT 20
    """
    name = {"cube": "cube", "cube_batch": "cube by batch"}.get(table, "side cube")
    return [f"The {name} and the lines differ in cell {row}." for row in connection.execute(sql)]
