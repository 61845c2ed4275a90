"""Rows into a table, many by one statement: most of what a row costs by itself is the statement around it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import Any, Final

_AT_ONCE: Final = 500
"""Rows that one INSERT takes."""


class LineInserter:
    """Puts lines into `spend` in their order."""

    def __init__(self, connection: sqlite3.Connection, fixed: Mapping[str, object], fields: Sequence[str]) -> None:
        """`fixed` are fields with one number for all lines, `fields` those with a value in each."""
        self._connection, self._width = connection, len(fields)
        self._names = ", ".join((*fixed, *fields))
        self._row = f"({', '.join((*(str(value) for value in fixed.values()), *'?' * len(fields)))})"
        most = min(_AT_ONCE, connection.getlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER) // self._width)
        self._values_at_once = most * self._width
        self._whole = self._statement(most)
        self._waiting: list[Any] = []

    def _statement(self, rows: int) -> str:
        return f"INSERT INTO spend ({self._names}) VALUES {', '.join([self._row] * rows)}"

    def add(self, columns: Iterable[Sequence[Any]]) -> None:
        """Insert a block of lines, a column a field; the last of them may wait for those that follow."""
        self._waiting += chain.from_iterable(zip(*columns, strict=True))
        while len(self._waiting) >= self._values_at_once:
            self._connection.execute(self._whole, self._waiting[: self._values_at_once])
            del self._waiting[: self._values_at_once]

    def finish(self) -> None:
        """Insert the lines that still wait."""
        if self._waiting:
            self._connection.execute(self._statement(len(self._waiting) // self._width), self._waiting)
            self._waiting.clear()


def fixed_numbers(fixed: Mapping[str, object], place: int, batch_sheet: int) -> dict[str, object]:
    """Return the fields that all lines of a sheet share, as they stand in `spend`; those without a
    value are left out."""
    fields = {"place": place, "batch_sheet": batch_sheet, **fixed}
    return {name: value for name, value in fields.items() if value is not None and not (name == "label" and value == 0)}
