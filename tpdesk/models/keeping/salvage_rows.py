"""Stored values fitted to the columns of a table of ours: what a row of a damaged file means, or that it means nothing.

What a salvage brought over, in numbers and in words.

One table on its way from a damaged desk into a fresh one.
"""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tpdesk.models.keeping.lost import LOST_LAYOUT
from tpdesk.models.keeping.pages import Losses, Value
from tpdesk.text import clean, counted
from tpdesk.units import pounds

_UNKNOWN: Final = {("spend", "cost_type"): 0, ("spend", "control"): 0}
"""Columns of money that have a code for 'not known': a broken one is not known, and the money stays."""

_CODES: Final = {
    ("spend", "cost_type"): range(3),
    ("spend", "control"): range(4),
    ("spend", "grade"): range(1, 7),
}
"""What such codes and marks can be, as the schema's own checks say."""

_JSON: Final = {
    ("batch_sheet", "layout"): LOST_LAYOUT,
    ("batch_sheet", "coercions"): "{}",
    ("batch_sheet", "warnings"): "[]",
    ("reject", "raw"): "[]",
    ("import_profile", "body"): None,
}
"""Columns that hold JSON, and what stands for one that is none any more; None loses the row."""

_KINDS: Final = {"INTEGER": int, "TEXT": str, "BLOB": bytes, "REAL": float}


@dataclass(frozen=True, slots=True)
class StrictColumn:
    """A column of a STRICT table."""

    type: str
    """INTEGER, TEXT, REAL or BLOB."""

    needed: bool
    """Whether it may not be empty."""


@dataclass(frozen=True, slots=True)
class Shape:
    """How the rows of a table are stored."""

    table: str
    """The table's name."""

    columns: dict[str, StrictColumn]
    """The columns as declared."""

    stored: tuple[str, ...]
    """Their names in the order in which a row holds them: the primary key first where there is no rowid."""

    by_rowid: bool
    """Whether rows have a number of their own; a whole-number primary key is then that number and stored as empty."""

    number: str | None
    """The column that is the row's number."""


def shape_of(connection: sqlite3.Connection, table: str) -> Shape:
    """Return the shape of a table of an open database."""
    found = connection.execute('SELECT name, type, "notnull", pk FROM pragma_table_info(?)', (table,)).fetchall()
    by_rowid = not connection.execute("SELECT wr FROM pragma_table_list WHERE name = ?", (table,)).fetchone()[0]
    keys = [name for name, _, _, pk in sorted(found, key=lambda row: row[3]) if pk]
    names = [name for name, _, _, _ in found]
    number = keys[0] if by_rowid and len(keys) == 1 and found[names.index(keys[0])][1] == "INTEGER" else None
    stored = names if by_rowid else [*keys, *(name for name in names if name not in keys)]
    columns = {name: StrictColumn(kind, bool(needed)) for name, kind, needed, _ in found}
    return Shape(table, columns, tuple(stored), by_rowid, number)


def shape_told(sql: str, table: str) -> Shape | None:
    """Return the shape that a damaged file's own words for a table tell, None where they make no sense."""
    if not sql.upper().startswith("CREATE TABLE"):
        return None
    memory = sqlite3.connect(":memory:")
    try:
        memory.execute(sql)
        return shape_of(memory, table)
    except (sqlite3.Error, sqlite3.Warning, TypeError):
        return None
    finally:
        memory.close()


def fitted(
    ours: Shape, stored: Shape, rowid: int, values: list[Value], *, mend: bool
) -> tuple[dict[str, Value], bool] | None:
    """Return (column -> value, whether something was left blank), or None where the values are no row of this table.

    With `mend` a value that cannot be is left blank where the table allows it; without it the row must be as it should
    be. Columns that the row is too short for were added later and take their default.
    """
    if not 0 < len(values) <= len(stored.stored):
        return None
    row: dict[str, Value] = {}
    mended = False
    for name, value in zip(stored.stored, values, strict=False):
        column = ours.columns.get(name)
        if column is None:
            continue
        found = rowid if name == stored.number and value is None else value
        sound = _sound(ours.table, name, column, found)
        if not sound:
            if not mend:
                return None
            mended = True
            found, possible = _stand_in(ours.table, name, column, found)
            if not possible:
                return None
        elif isinstance(found, str) and ("\ufffd" in found or not found.isprintable()):
            mended |= "\ufffd" in found
            found = clean(found, multiline=True)
        row[name] = found
    return row, mended


def _sound(table: str, name: str, column: StrictColumn, value: Value) -> bool:
    if value is None:
        return not column.needed
    if not isinstance(value, _KINDS.get(column.type, object)):
        return False
    if (table, name) in _CODES and value not in _CODES[table, name]:
        return False
    return (table, name) not in _JSON or _is_json(str(value))


def _stand_in(table: str, name: str, column: StrictColumn, value: Value) -> tuple[Value, bool]:
    """Return (what to put for a value that cannot be, whether anything can)."""
    if (table, name) in _UNKNOWN:
        return _UNKNOWN[table, name], True
    if (table, name) in _JSON and isinstance(value, str):
        return _JSON[table, name], _JSON[table, name] is not None
    if column.type == "TEXT" and isinstance(value, bytes):
        return clean(value.decode("utf-8", "replace"), multiline=True), True
    return None, not column.needed


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True


@dataclass(frozen=True, slots=True)
class TableSalvage:
    """What became of one table."""

    table: str
    """Its name, as in the schema."""

    rows: int
    """Rows brought over."""

    unreadable: int
    """Rows that were seen and could not be read or kept."""

    pages: int
    """Pages of the file that could not be read: rows on them were not even seen."""

    mended: int
    """Rows brought with something in them left blank."""

    made_again: int
    """Records that others refer to and that are lost: made again under a name that says so."""

    @property
    def hurt(self) -> bool:
        """Whether anything of it was lost or changed."""
        return bool(self.unreadable or self.pages or self.mended or self.made_again)

    @property
    def words(self) -> str:
        """What became of it as a sentence."""
        parts = [
            f"{counted(self.rows, 'row')} brought over",
            f"{counted(self.unreadable, 'row')} lost" if self.unreadable else "",
            f"{counted(self.pages, 'page')} of the file unreadable" if self.pages else "",
            f"{counted(self.mended, 'row')} with something left blank or spelt oddly" if self.mended else "",
            f"{counted(self.made_again, 'lost record')} made again under a number" if self.made_again else "",
        ]
        return f"{self.table}: {', '.join(part for part in parts if part)}."


@dataclass(frozen=True, slots=True)
class Salvage:
    """What was salvaged, and where it is."""

    file: Path
    """The new desk file."""

    tables: tuple[TableSalvage, ...]
    """Every table of the schema that is brought."""

    lines: int
    """Spend lines brought over."""

    pence: int
    """What they add up to, each with its sign."""

    lines_expected: int | None
    """Lines that the damaged file's own sums tell of; None where these are lost too."""

    pence_expected: int | None
    """What those add up to."""

    problems: tuple[str, ...]
    """What is to be looked at, a sentence each."""

    @property
    def whole(self) -> bool:
        """Whether nothing was lost, mended or is to be looked at."""
        return (
            not self.problems
            and not any(table.hurt for table in self.tables)
            and self.lines_expected in (None, self.lines)
        )

    @property
    def words(self) -> tuple[str, ...]:
        """The result in sentences: the money first, then each table that lost something, then
        what is to be looked at."""
        if self.lines_expected is None:
            of, sums = "", "; the file's own sums cannot be read, so how many there were is not known"
        else:
            of = f" of {self.lines_expected:,}"
            sums = "" if self.pence_expected is None else f" of {pounds(self.pence_expected)}"
        head = f"{self.lines:,}{of} spend lines were brought over, {pounds(self.pence)}{sums}."
        tables = [table.words for table in self.tables if table.hurt]
        return (
            head,
            *tables,
            *self.problems,
            "What was done can be undone from now on only: the undo steps are not brought over.",
        )


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
