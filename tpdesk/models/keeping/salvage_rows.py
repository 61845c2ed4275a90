"""Stored values fitted to the columns of a table of ours: what a row of a damaged file means, or that it means nothing."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from typing import Final

from tpdesk.models.keeping.lost import LOST_LAYOUT
from tpdesk.models.keeping.pages import Value
from tpdesk.text import clean

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

    With `mend` a value that cannot be is left blank where the table allows it; without it the row must be as it should be. Columns
    that the row is too short for were added later and take their default.
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
