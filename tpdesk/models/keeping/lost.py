"""Records that salvaged rows refer to and that are lost:
made again under names that say so, since money without its name is still money."""

from __future__ import annotations

import sqlite3
from typing import Final

from tpdesk.domain.kinds import KINDS
from tpdesk.domain.record_kind import Kind
from tpdesk.models.keeping.check import LINES_OF_BATCHES
from tpdesk.models.log.history import now
from tpdesk.models.records.names import table_named
from tpdesk.units import pounds

_NAMED: Final = {
    "agency": "Lost organisation",
    "place": "Lost place",
    "client_group": "Lost client group",
    "activity": "Lost activity",
    "funding_stream": "Lost funding stream",
    "outsider": "Lost name of an organisation",
}
"""Tables with a name and its folded form -> what a lost one is called, before its number."""

_TEXTS: Final = ("label", "supplier", "description")
"""Tables of texts that lines share."""

_NO_FILE: Final = "a file whose name is lost"


def make_again(connection: sqlite3.Connection) -> tuple[dict[str, int], dict[str, int]]:
    """Let every reference lead somewhere; return table -> records made again, and table -> rows that had to go. Inside
    a transaction, keys off.

    A lost record is made again where money or names hang on it; elsewhere the reference is left blank, and a row
    that may not be blank goes.
    """
    again: dict[str, int] = {}
    dropped: dict[str, int] = {}
    _make_sheets(connection, again)
    # A record that is made again may itself refer to one that is lost: an area to nothing, a category to its parent.
    for _ in range(10):
        broken = connection.execute('SELECT DISTINCT "table", parent, fkid FROM pragma_foreign_key_check').fetchall()
        if not broken:
            break
        for table, parent, key in broken:
            _mend(connection, table, parent, key, again, dropped)
    return again, dropped


def _mend(
    connection: sqlite3.Connection, table: str, parent: str, key: int, again: dict[str, int], dropped: dict[str, int]
) -> None:  # fmt: skip
    column = connection.execute('SELECT "from" FROM pragma_foreign_key_list(?) WHERE id = ?', (table, key)).fetchone()[
        0
    ]
    target = connection.execute(
        "SELECT name FROM pragma_table_info(?) WHERE pk = 1", (parent,)
    ).fetchone()[0]  # fmt: skip
    missing = f'"{column}" IS NOT NULL AND "{column}" NOT IN (SELECT "{target}" FROM "{parent}")'
    lost = [value for (value,) in connection.execute(f'SELECT DISTINCT "{column}" FROM "{table}" WHERE {missing}')]
    made = [value for value in lost if _make(connection, parent, value)]
    again[parent] = again.get(parent, 0) + len(made)
    if len(made) == len(lost):
        return
    needed = connection.execute(
        'SELECT "notnull" OR pk > 0 FROM pragma_table_info(?) WHERE name = ?', (table, column)
    ).fetchone()[0]
    if needed:
        gone = connection.execute(f'DELETE FROM "{table}" WHERE {missing}').rowcount
        dropped[table] = dropped.get(table, 0) + gone
    else:
        connection.execute(f'UPDATE "{table}" SET "{column}" = NULL WHERE {missing}')


def _make(connection: sqlite3.Connection, table: str, value: int | str) -> bool:
    """Make the record again, and return whether such records can be."""
    if table in _NAMED:
        name = f"{_NAMED[table]} {value}"
        sql = f"INSERT OR IGNORE INTO {table} (id, name, folded) VALUES (?, ?, ?)"
        return connection.execute(sql, (value, name, name.casefold())).rowcount == 1
    kind = next((kind for kind in KINDS.values() if kind.table == table), None)
    if kind is not None:
        return _make_record(connection, kind, value)
    if table in _TEXTS:
        text = f"lost {table} {value}"
        extra = ("folded",) if table == "label" else ()
        sql = f"INSERT OR IGNORE INTO {table} ({', '.join(('id', 'text', *extra))}) VALUES (?, ?{', ?' * len(extra)})"
        return connection.execute(sql, (value, text, *(text for _ in extra))).rowcount == 1
    if table == "area":
        sql = "INSERT OR IGNORE INTO area (code, name, kind) VALUES (?1, ?1, 'other')"
        return connection.execute(sql, (value,)).rowcount == 1
    if table == "category":
        # A code's parts tell its level: 05, 05.1, 05.1.0, 05.1.0/waste-collection.
        level = 4 if "/" in str(value) else min(str(value).count(".") + 1, 3)
        sql = "INSERT OR IGNORE INTO category (code, title, level) VALUES (?, ?, ?)"
        return connection.execute(sql, (value, f"Lost category {value}", level)).rowcount == 1
    if table == "batch":
        return _make_batch(connection, int(value))
    return False


def _make_record(connection: sqlite3.Connection, kind: Kind, value: int | str) -> bool:
    """Make a record again of which nothing has to be known but its title and what it hangs on."""
    if not kind.titled or {field.name for field in kind.fields if field.needed} != {"title", kind.parent}:
        return False
    title, parent = f"Lost {kind.noun} {value}", kind.field_named(kind.parent)
    # Which one it hung on is not known: the first stands in for it.
    first = connection.execute(f"SELECT min(id) FROM {table_named(parent)}").fetchone()[0]
    sql = f"INSERT OR IGNORE INTO {kind.table} (id, {parent.stored}, title, folded) VALUES (?, ?, ?, ?)"
    return first is not None and connection.execute(sql, (value, first, title, title.casefold())).rowcount == 1


def _make_sheets(connection: sqlite3.Connection, again: dict[str, int]) -> None:
    """Make again the sheets that lines name: under the batch that brought as many lines of as much money and has
    none, else under a new one."""
    found = connection.execute(
        "SELECT batch_sheet, count(*), sum(coalesce(came_pence, amount_pence)), min(place) FROM spend WHERE "
        "batch_sheet IS NOT NULL AND part_of IS NULL AND batch_sheet NOT IN (SELECT id FROM batch_sheet) GROUP BY "
        "batch_sheet"
    ).fetchall()
    for sheet, lines, pence, place in found:
        fitting = connection.execute(
            "SELECT id, rows_read, rows_blank, rows_imported, rows_rejected, sum_pence FROM batch WHERE id NOT IN "
            "(SELECT batch FROM batch_sheet) AND rows_imported - removed_lines = ? AND sum_pence - removed_pence = ?",
            (lines, pence),
        ).fetchall()
        if len(fitting) == 1:
            batch, *counts = fitting[0]
        else:
            counts = [lines, 0, lines, 0, pence]
            batch = connection.execute(
                "INSERT INTO batch (place, file, sha256, size, kind, rows_read, rows_blank, rows_imported, "
                "rows_rejected, sum_pence, who, made_at) VALUES (?, ?, '', 0, 'salvaged', ?, ?, ?, ?, ?, 'salvage', "
                "?)",
                (place, _NO_FILE, *counts, now()),
            ).lastrowid
            again["batch"] = again.get("batch", 0) + 1
        connection.execute(
            "INSERT INTO batch_sheet (id, batch, layout, coercions, warnings, rows_read, rows_blank, rows_imported, "
            "rows_rejected, sum_pence) VALUES (?, ?, ?, '{}', '[]', ?, ?, ?, ?, ?)",
            (sheet, batch, LOST_LAYOUT, *counts),
        )
        again["batch_sheet"] = again.get("batch_sheet", 0) + 1


LOST_LAYOUT: Final = (
    '{"header_row": 0, "headers": [], "columns": {}, "unit": "pounds", "date_order": null, "year": null, '
    '"given_year": null, '
    '"flow": "expenditure", "status": "actual", "sign": 1}'
)
"""How a sheet was read, where that is lost."""


def _make_batch(connection: sqlite3.Connection, batch: int) -> bool:
    """Make a batch again from its sheets, in the place of its lines."""
    place = (
        connection.execute(
            "SELECT place FROM spend WHERE batch_sheet IN (SELECT id FROM batch_sheet WHERE batch = ?) LIMIT 1",
            (batch,),
        ).fetchone()
        or connection.execute("SELECT min(id) FROM place HAVING min(id) IS NOT NULL").fetchone()
    )
    if place is None:
        return False
    connection.execute(
        "INSERT INTO batch (id, place, file, sha256, size, kind, rows_read, rows_blank, rows_imported, "
        "rows_rejected, sum_pence, who, made_at) SELECT ?1, ?2, ?3, '', 0, 'salvaged', coalesce(sum(rows_read), 0), "
        "coalesce(sum(rows_blank), 0), coalesce(sum(rows_imported), 0), coalesce(sum(rows_rejected), 0), "
        "coalesce(sum(sum_pence), 0), 'salvage', ?4 FROM batch_sheet WHERE batch = ?1",
        (batch, place[0], _NO_FILE, now()),
    )
    return True


def settle_batches(connection: sqlite3.Connection) -> list[str]:
    """Count lines that are lost among those that a batch has lost since it came, and return what is to be
    looked at, a sentence a batch.

    Where as many lines stand as should and their sum differs, an amount itself was damaged: that is left for `check` to
    tell, since no figure may hide it.
    """
    # No number is given twice, also where the counter itself is lost.
    connection.execute(
        "INSERT INTO counter SELECT 'batch', coalesce(max(id), 0) FROM batch WHERE true ON CONFLICT DO UPDATE "
        "SET last = max(last, excluded.last)"
    )
    problems = []
    for batch, file, lines, pence in connection.execute(
        "SELECT batch.id, file, rows_imported - removed_lines - coalesce(found.lines, 0), sum_pence - removed_pence "
        f"- coalesce(found.pence, 0) FROM batch LEFT JOIN ({LINES_OF_BATCHES}) AS found ON found.batch = batch.id "
        "ORDER BY batch.id"
    ).fetchall():
        if lines > 0:
            connection.execute(
                "UPDATE batch SET removed_lines = removed_lines + ?, removed_pence = removed_pence + ? WHERE id = ?",
                (lines, pence, batch),
            )
            problems.append(
                f"Batch {batch} ({file}) has lost {lines:,} of its lines, {pounds(pence)}. Where you have the "
                "file, remove the batch and take the file in again."
            )
        elif lines or pence:
            problems.append(
                f"Batch {batch} ({file}): its lines differ from what came by {pounds(pence)}, though none is "
                "missing: a figure was damaged. Where you have the file, remove the batch and take the file in "
                "again."
            )
    return problems
