"""What a file's lines come to by the cells of the cube, added up as they are read;
and on which days each body has lines."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import repeat
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from tpdesk.models import cube
from tpdesk.models.connection import together
from tpdesk.models.intake.fields import KINDS

if TYPE_CHECKING:
    from tpdesk.models.intake.names import Settled

SIDES: Final = ("area", "client_group", "funding_stream", "grade")
"""Fields that have a side cube."""

_WORDS: Final = frozenset(KINDS) | {"agency"}
_MOST: Final = 50_000
"""Cells kept in memory; more are put down in a temporary table, so that memory stays flat."""

_LINE: Final = 1 << 80
"""What a line counts in a sum beside its pence, so that one addition counts both;
no sum of pence comes near half of it."""


def _lines_and_pence(both: int) -> tuple[int, int]:
    """Return the lines and the pence of a sum in which each line counts _LINE."""
    lines = (both + _LINE // 2) // _LINE
    return lines, both - lines * _LINE


_Days = tuple[int, int, int]
"""The first day, the last day, and a bit for each month as in `Period`."""


class Period(NamedTuple):
    """What a body has in a year."""

    agency: int
    """Below 0 for a body that the file brings to the desk."""

    year: int
    lines: int
    sum_pence: int
    first: int | None
    """The first date, yyyymmdd; None where no line has one."""

    last: int | None
    months: int
    """One bit for each month that has a dated line: 1 for April, 2 for May ... 2048 for March."""


class Sums:
    """The sums of one file, in the words and numbers of `Names`."""

    def __init__(self, connection: sqlite3.Connection, schema: str = "temp") -> None:
        """`schema` is where what is not kept in memory is put down."""
        self._connection, self._schema = connection, schema
        self._cells: list[_CellSums] = []
        self._fixed: Mapping[str, object] = {}
        self._dated: Counter[tuple[Any, ...]] = Counter()
        self._day_lines: Counter[int] = Counter()
        self._days: dict[tuple[int, int], _Days] = {}
        self._size_pence = 0
        self._room: int | None = None
        for name in ("core", *SIDES):
            fields = ", ".join(_fields(name))
            connection.execute(f"CREATE TABLE {schema}.sum_{name} ({fields}, pence, size_pence, lines)")

    def begin(self, fields: Sequence[str], fixed: Mapping[str, object]) -> None:
        """Begin a sheet: `fields` have a value of their own in each line, `fixed` have one for all."""
        self.flush()
        self._day_lines.clear()
        self._fixed = {**({} if "outsider" in fields else {"counterparty": 0}), **fixed}
        self._cells = [_CellSums(name, self._fixed) for name in ("core", *SIDES) if name == "core" or name in fields]

    def weigh(self, pence: Sequence[int]) -> None:
        """Count what the next lines come to. Raises InputProblem where the desk cannot hold them beside its own."""
        if self._room is None:
            self._room = cube.room(self._connection)
        self._size_pence += sum(map(abs, pence))
        if self._size_pence > self._room:
            cube.must_fit(self._connection, self._size_pence)

    def add(self, columns: Mapping[str, Sequence[Any]]) -> None:
        """Add lines: field -> values."""
        if "outsider" in columns:
            # A name that is no body yet may become one by this very file: below 0 until then.
            three = zip(columns["transfer_to"], columns["transfer_from"], columns["outsider"], strict=True)
            columns = {**columns, "counterparty": [paid or payer or -word for paid, payer, word in three]}
        for cells in self._cells:
            cells.add(columns)
        alike = {name: repeat(self._fixed.get(name), len(columns["row"])) for name in ("agency", "year", "date")}
        self._dated.update(zip(*(columns.get(name, same) for name, same in alike.items()), strict=True))
        if len(self._dated) > _MOST or any(cells.is_full for cells in self._cells):
            self.flush()

    def flush(self) -> None:
        """Put what is in memory down."""
        with together(self._connection):
            for cells in self._cells:
                marks = ", ".join("?" * (len(_fields(cells.name)) + 3))
                self._connection.executemany(
                    f"INSERT INTO {self._schema}.sum_{cells.name} VALUES ({marks})", cells.taken()
                )
        for (agency, year, day), lines in self._dated.items():
            if day is not None:
                self._day_lines[day] += lines
                first, last, months = self._days.get((agency, year), (day, day, 0))
                self._days[agency, year] = min(first, day), max(last, day), months | 1 << (day // 100 % 100 + 8) % 12
        self._dated.clear()

    def forget_cells(self) -> None:
        """Forget what was put down: somebody else has it."""
        for name in ("core", *SIDES):
            self._connection.execute(f"DELETE FROM {self._schema}.sum_{name}")

    def adopt(self, schema: str, day_lines: Mapping[int, int], days: Mapping[tuple[int, int], _Days]) -> None:
        """Take over what others have summed up of the sheet that was begun: what they put down in `schema`, its lines
        by day, and the days of each body and year so far."""
        with together(self._connection):
            for name in ("core", *SIDES):
                self._connection.execute(f"INSERT INTO {self._schema}.sum_{name} SELECT * FROM {schema}.sum_{name}")
        self._day_lines = Counter(day_lines)
        self._days = dict(days)

    def days(self) -> dict[tuple[int, int], _Days]:
        """Return first day, last day and months of each body and year."""
        self.flush()
        return self._days

    def day_lines(self) -> Mapping[int, int]:
        """Return how many lines of the sheet each day has, yyyymmdd."""
        self.flush()
        return self._day_lines

    def periods(self) -> list[Period]:
        """Return what each body has in each year, in order of both."""
        self.flush()
        found = self._connection.execute(
            "SELECT agency, year, sum(lines), sum(pence) FROM temp.sum_core GROUP BY 1, 2 ORDER BY 1, 2"
        )
        return [
            Period(agency, year, lines, pence, *self._days.get((agency, year), (None, None, 0)))
            for agency, year, lines, pence in found
        ]

    def move(self, place: int, batch: int, settled: Settled) -> None:
        """Add the sums to the desk's cubes, as those of a new batch. Inside `Desk.writing()`;
        raises InputProblem as `add`, where the desk has grown since."""
        cube.must_fit(self._connection, self._size_pence)
        cube.add_size(self._connection, self._size_pence)
        for name in ("core", *SIDES):
            fields = cube.CELL if name == "core" else (name, *cube.SIDE_CELL)
            some = (
                f"SELECT {', '.join(fields)}, rowid FROM temp.sum_{name} WHERE rowid > ? ORDER BY rowid LIMIT {_MOST}"
            )
            after = 0
            while found := self._connection.execute(some, (after,)).fetchall():
                after = found[-1][-1]
                # The last column, the rowid, falls away here.
                columns: dict[str, Sequence[Any]] = dict(zip(fields, zip(*found, strict=True), strict=False))
                columns["counterparty"] = list(map(settled.counterparty, columns["counterparty"]))
                columns |= {field: settled.of(field, columns[field]) for field in _WORDS & set(fields)}
                cells = zip(*columns.values(), strict=True)
                if name == "core":
                    cube.add_cells(self._connection, place, batch, cells)
                else:
                    cube.add_side_cells(self._connection, place, name, cells)


class _CellSums:
    """Sums under the values of a cube's fields, of which a sheet leaves some the same for all its lines."""

    def __init__(self, name: str, fixed: Mapping[str, object]) -> None:
        self.name, self._fixed = name, fixed
        self._varying = [field for field in _fields(name) if field not in fixed]
        self._forget()

    def _forget(self) -> None:
        self._numbers = _Numbers()
        self._sums: list[int] = []
        self._sizes: list[int] = []

    @property
    def is_full(self) -> bool:
        """Whether there are more than are kept in memory."""
        return len(self._numbers) > _MOST

    def add(self, columns: Mapping[str, Sequence[Any]]) -> None:
        """Add lines: field -> values."""
        pence: Sequence[int] = columns["amount_pence"]
        keys = zip(*(columns[name] for name in self._varying), strict=True) if self._varying else repeat((), len(pence))
        numbers = list(map(self._numbers.__getitem__, keys))
        new = [0] * (len(self._numbers) - len(self._sums))
        self._sums += new
        sums = self._sums
        for number, amount in zip(numbers, pence, strict=True):
            sums[number] += amount + _LINE
        if self.name != "core":
            self._sizes += new
            for number, amount in zip(numbers, pence, strict=True):
                self._sizes[number] += abs(amount)

    def taken(self) -> Iterator[tuple[object, ...]]:
        """Yield (values of the fields, pence, size, lines) of each cell, and forget them."""
        same = tuple(self._fixed.values())
        in_order = itemgetter(*map([*self._varying, *self._fixed].index, _fields(self.name)))
        for key, both, size in zip(self._numbers, self._sums, self._sizes or repeat(None), strict=False):
            lines, pence = _lines_and_pence(both)
            yield *in_order(key + same), pence, size, lines
        self._forget()


class _Numbers(dict[tuple[Any, ...], int]):
    """Key -> its number, from 0 in the order of coming."""

    def __missing__(self, key: tuple[Any, ...]) -> int:
        number = self[key] = len(self)
        return number


def _fields(name: str) -> tuple[str, ...]:
    """Return what a cell of the core cube or of a side is told from others by, beside the place."""
    return cube.CELL[:-2] if name == "core" else (name, *cube.SIDE_CELL[:-3])
