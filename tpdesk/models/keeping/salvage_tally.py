"""One table on its way from a damaged desk into a fresh one."""

from __future__ import annotations

import sqlite3
from typing import Final

from tpdesk.models.keeping.pages import Losses, Value
from tpdesk.models.keeping.salvage_rows import Shape, fitted
from tpdesk.models.keeping.salvaged import TableSalvage

CHUNK: Final = 1_000
"""Rows written at a time."""


class TableTally:
    """One table on its way into the new desk."""

    def __init__(self, connection: sqlite3.Connection, table: str, shape: Shape) -> None:
        self.table, self.shape = table, shape
        self.losses = Losses()
        self.rows = self.unkept = self.mended = 0
        self._connection = connection
        self._waiting: list[dict[str, Value]] = []
        # What a fresh desk comes with stands aside: the old desk's own comes first.
        connection.execute(f'CREATE TEMP TABLE "seed_{table}" AS SELECT * FROM main."{table}"')
        if not table.startswith("audit"):
            connection.execute(f'DELETE FROM main."{table}"')

    def take(self, stored: Shape, rowid: int, values: list[Value]) -> None:
        """Take a row as the damaged file stores it."""
        found = fitted(self.shape, stored, rowid, values, mend=True)
        if found is None:
            self.unkept += 1
            return
        row, mended = found
        self.mended += mended
        self._waiting.append(row)
        if len(self._waiting) == CHUNK:
            self.flush()

    def flush(self) -> None:
        """Write what waits. Rows of one shape go together; what a constraint refuses is counted."""
        groups: dict[tuple[str, ...], list[tuple[Value, ...]]] = {}
        for row in self._waiting:
            groups.setdefault(tuple(row), []).append(tuple(row.values()))
        self._waiting.clear()
        for names, rows in groups.items():
            listed = ", ".join(f'"{name}"' for name in names)
            sql = f'INSERT OR IGNORE INTO main."{self.table}" ({listed}) VALUES ({", ".join("?" * len(names))})'
            before = self._connection.total_changes
            self._connection.executemany(sql, rows)
            kept = self._connection.total_changes - before
            self.rows += kept
            self.unkept += len(rows) - kept

    def keep_seeds(self) -> None:
        """Put what comes with tpdesk in the place of such rows as are lost."""
        if self.losses.any or self.unkept:
            names = ", ".join(
                f'"{name}"' for name in self.shape.columns if not (self.table == "label_map" and name == "id")
            )
            self._connection.execute(
                f'INSERT OR IGNORE INTO main."{self.table}" ({names}) SELECT {names} FROM temp."seed_{self.table}"'
            )
        self._connection.execute(f'DROP TABLE temp."seed_{self.table}"')

    def result(self) -> TableSalvage:
        """Return what became of the table."""
        return TableSalvage(
            self.table, self.rows, self.unkept + self.losses.cells, len(self.losses.pages), self.mended, 0
        )
