"""What an act changed, field by field in words: read from its undo step before it closes, kept with the history."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence
from typing import Final

from tpdesk.domain.codes import CONTROL_WORDS, COST_TYPE_WORDS, FLOW_WORDS, STATUS_WORDS
from tpdesk.domain.field_types import YEAR, FieldType, Reference
from tpdesk.domain.kinds import KINDS
from tpdesk.models.log import undo_capture
from tpdesk.models.log.history import ranges
from tpdesk.units import pounds

_UNTOLD: Final = frozenset({"batch", "batch_sheet", "batch_agency", "reject"})
"""What an import writes by itself: the act's own line tells of it."""

_WORDS: Final[Mapping[str, Mapping[int, str]]] = {
    "flow": FLOW_WORDS,
    "cost_type": COST_TYPE_WORDS,
    "status": STATUS_WORDS,
    "control": CONTROL_WORDS,
}
_TITLES: Final = ("name", "text", "title", "folded")
"""Columns by which a record is called, the first that it has."""

_MOST_DESCRIBED: Final = 200
"""Lines added or removed at once that are each described; more are told by their number."""

_OURS: Final = frozenset({"folded", "came_pence", "part_of"})
"""Columns that follow from others or serve the desk alone."""

_CALLED: Final = {"lead_body": "lead organisation"}
"""What people call a column, where its name says it otherwise."""

Row = dict[str, object]


class _Names:
    """Turns what a record refers to into its name, looked up once each."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._parents: dict[str, dict[str, str]] = {}
        self._known: dict[tuple[str, object], str] = {}
        self._types: dict[tuple[str, str], FieldType] = {("ruling", "year"): YEAR} | {
            (kind.table, field.stored): field.type
            for kind in KINDS.values()
            for field in kind.fields
            if not isinstance(field.type, Reference)
        }
        self._numbered = {kind.table for kind in KINDS.values() if not kind.titled and not kind.is_part}
        self._labels = {
            kind.table: tuple(kind.field_named(name).stored for name in kind.label)
            for kind in KINDS.values()
            if kind.is_part
        }

    def text(self, table: str, column: str, value: object) -> str:
        """Return a value as people read it; nothing where there is none."""
        if value is None or value == "":
            return ""
        parent = self._parents_of(table).get(column)
        if parent is not None and isinstance(value, int):
            return self._name(parent, value)
        if parent == "area":
            named = self._connection.execute(
                "SELECT name FROM area WHERE code = ? AND name <> code", (value,)
            ).fetchone()
            return f"{named[0]} ({value})" if named else str(value)
        if (table, column) in self._types and isinstance(value, (str, int)):
            return self._types[table, column].told(value)
        if column in _WORDS and isinstance(value, int) and table == "spend":
            return _WORDS[column].get(value, str(value))
        if column.endswith("_pence") and isinstance(value, int):
            return pounds(value)
        return str(value)

    def _parents_of(self, table: str) -> dict[str, str]:
        if table not in self._parents:
            found = self._connection.execute('SELECT "from", "table" FROM pragma_foreign_key_list(?)', (table,))
            self._parents[table] = dict(found.fetchall())
        return self._parents[table]

    def _name(self, table: str, number: int) -> str:
        known = self._known.get((table, number))
        if known is None:
            title = (
                "id"
                if table in self._numbered
                else next((name for name in undo_capture.columns(self._connection, table)[0] if name in _TITLES), "id")
            )
            row = self._connection.execute(f'SELECT "{title}" FROM "{table}" WHERE id = ?', (number,)).fetchone()
            known = self._known[table, number] = (
                str(row[0]) if row and title != "id" else f"{table.replace('_', ' ')} {number}"
            )
        return known

    def of(self, table: str, row: Row, key: Sequence[object], key_names: Sequence[str]) -> str:
        """Return what a record is called: by its title, else by what its key refers to."""
        if table == "spend":
            return f"line {key[0]}"
        if table in self._numbered:
            return str(key[0])
        if table in self._labels:
            return ", ".join(self.text(table, name, row.get(name)) for name in self._labels[table])
        title = next((name for name in _TITLES if row.get(name)), None)
        if title is not None:
            return str(row[title])
        return ", ".join(self.text(table, name, value) for name, value in zip(key_names, key, strict=True))

    def summary(self, table: str, row: Row) -> str:
        """Return a record as one line of its fields."""
        told = [
            f"{_called(name)} {self.text(table, name, value)}"
            for name, value in row.items()
            if name != "id" and name not in _OURS and value not in (None, "", 0)
        ]
        return "; ".join(told)


def keep_changes(connection: sqlite3.Connection, step: int) -> None:
    """Write what the open step changed to the history, under the act that it belongs to;
    the sample's own making is no news. Inside `Desk.writing()`."""
    audit, act = connection.execute(
        "SELECT audit.id, act FROM undo_step JOIN audit ON audit.id = undo_step.audit WHERE undo_step.id = ?", (step,)
    ).fetchone()
    if act == "sample":
        return
    told = _read(connection, step)
    connection.executemany(
        "INSERT INTO audit_change (audit, record, keys, name, field, before, after) VALUES (?, ?, ?, ?, ?, ?, ?)",
        ((audit, *row) for row in told),
    )


def _read(connection: sqlite3.Connection, step: int) -> list[tuple[str, str, str, str, str, str]]:
    names = _Names(connection)
    columns: dict[str, tuple[list[str], list[str]]] = {}
    present: dict[str, dict[str, Row]] = {}
    later: dict[tuple[str, str], Row | None] = {}
    told: list[tuple[str, str, str, str, str, str]] = []
    lines: dict[tuple[str, str, str], list[int]] = {}
    moved = connection.execute(
        "SELECT count(*) FROM undo_change WHERE step = ? AND record = 'spend' AND kind = 'row'", (step,)
    ).fetchone()[0]
    changes = connection.execute(
        "SELECT record, kind, key, image FROM undo_change WHERE step = ? AND kind <> 'batch' ORDER BY id DESC", (step,)
    ).fetchall()
    for table, kind, key_text, image_text in changes:
        if table in _UNTOLD:
            continue
        if table not in columns:
            columns[table] = undo_capture.columns(connection, table)
            present[table] = _present(connection, step, table, *columns[table])
        key = json.loads(key_text)
        image: Row | None = json.loads(image_text) if image_text else None
        place = (table, key_text)
        after = later[place] if place in later else present[table].get(key_text)
        before = {**(after or {}), **image} if kind == "part" and image is not None else image
        later[place] = before
        if table == "spend" and (kind == "part" or moved > _MOST_DESCRIBED):
            for field, old, new in _differences(names, table, before, after, described=False):
                lines.setdefault((field, old, new), []).append(int(key[0]))
            continue
        name = names.of(table, before or after or {}, key, columns[table][1])
        record = "line" if table == "spend" else table.replace("_", " ")
        keys = str(key[0]) if table == "spend" else key_text
        told += [(record, keys, name, *one) for one in _differences(names, table, before, after, described=True)]
    told.reverse()
    for (field, old, new), numbers in lines.items():
        name = f"line {numbers[0]}" if len(numbers) == 1 else f"{len(numbers):,} lines"
        told.append(("line", ranges(numbers), name, field, old, new))
    return told


def _called(column: str) -> str:
    return _CALLED.get(column) or column.removesuffix("_pence").replace("_", " ")


def _present(
    connection: sqlite3.Connection, step: int, table: str, names: list[str], key_names: list[str]
) -> dict[str, Row]:
    """Return key -> row of every record of the table that the step touched and that is there."""
    listed = ", ".join(f'one."{name}"' for name in names)
    same = " AND ".join(f'one."{name}" IS touched.key ->> {place}' for place, name in enumerate(key_names))
    rows = connection.execute(
        f"WITH touched AS MATERIALIZED (SELECT DISTINCT key FROM undo_change WHERE step = ? AND record = ?) "
        f'SELECT touched.key, {listed} FROM touched CROSS JOIN "{table}" AS one ON {same}',
        (step, table),
    )
    return {key: dict(zip(names, row, strict=True)) for key, *row in rows}


def _differences(
    names: _Names, table: str, before: Row | None, after: Row | None, *, described: bool
) -> list[tuple[str, str, str]]:
    if before is None and after is None:
        return []
    if before is None or after is None:
        present = names.summary(table, before or after or {}) if described else "line"
        return [("", present if before else "", present if after else "")]
    return [
        (_called(name), names.text(table, name, before[name]), names.text(table, name, after[name]))
        for name in before
        if before[name] != after[name] and name not in _OURS
    ]  # fmt: skip
