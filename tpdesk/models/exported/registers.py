"""The registers that travel with exported lines: the desk without its lines, so that their sums mean the same there.

Places, organisations with their areas and other names, returns, label maps, categories, populations, deep dives, cases,
files that were imported: all that count, overlap, recount and packs read beside the lines. Left out are notes, private
records, who did what, undo, frozen counts, layouts of imports, and what rejected rows hold.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Final

from tpdesk.models.connection import connect, spoken
from tpdesk.models.exported.rows import insert_rows
from tpdesk.models.keeping.copying import HISTORY_TABLES, UNDO_TABLES, empty_notes
from tpdesk.models.prepare import make_fresh
from tpdesk.models.schema import expected_tables
from tpdesk.models.schema.frozen import FROZEN

_LEFT: Final = frozenset({
    "spend", "supplier", "description", "cube", "cube_batch", "cube_side", "import_profile", "count_version",
    *UNDO_TABLES, *HISTORY_TABLES, *FROZEN,
})  # fmt: skip
"""Tables of which nothing travels."""


def write_registers(desk: sqlite3.Connection, target: Path, places: Collection[int], years: Collection[int]) -> None:
    """Make at `target` a desk file with the registers of some places (their numbers), and with the files that brought
    lines of some years. Raises Locked, OSError."""
    make_fresh(target, named=target)
    with spoken(target), contextlib.closing(connect(target)) as copy:
        copy.execute("PRAGMA synchronous = OFF")
        copy.execute("PRAGMA foreign_keys = OFF")
        copy.execute("BEGIN IMMEDIATE")
        for table in sorted(expected_tables() - _LEFT):
            _copy_table(desk, copy, table)
        _leave_texts(desk, copy, places, years)
        copy.execute("COMMIT")
        copy.execute("PRAGMA foreign_keys = ON")
        copy.execute("BEGIN IMMEDIATE")
        _leave_places(copy, places, years)
        copy.execute("COMMIT")
        copy.execute("VACUUM")


def _copy_table(desk: sqlite3.Connection, copy: sqlite3.Connection, table: str) -> None:
    names = [name for (name,) in copy.execute("SELECT name FROM pragma_table_info(?)", (table,))]
    if not names:
        # A table that a later step of the schema took away again.
        return
    listed = ", ".join(f'"{name}"' for name in names)
    copy.execute(f'DELETE FROM "{table}"')
    insert_rows(copy, f'"{table}"', names, desk.execute(f'SELECT {listed} FROM "{table}"'))


def _leave_texts(
    desk: sqlite3.Connection, copy: sqlite3.Connection, places: Collection[int], years: Collection[int]
) -> None:
    """Take out notes, names of persons, what rejected rows hold, and labels that no exported line has."""
    triggers = copy.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
    for name, _ in triggers:
        copy.execute(f'DROP TRIGGER "{name}"')
    empty_notes(copy)
    for _, sql in triggers:
        copy.execute(sql)
    copy.execute("UPDATE batch SET who = ''")
    copy.execute("UPDATE reject SET value = '', message = 'Left out of the export.', raw = '[]'")
    copy.execute("UPDATE counter SET last = 0 WHERE name = 'size_pence'")
    used = {
        label
        for place in places
        for year in years
        for (label,) in desk.execute("SELECT DISTINCT label FROM cube WHERE place = ? AND year = ?", (place, year))
    }
    gone = [(label,) for (label,) in copy.execute("SELECT id FROM label").fetchall() if label not in used]
    copy.executemany("DELETE FROM label WHERE id = ?", gone)


def _leave_places(copy: sqlite3.Connection, places: Collection[int], years: Collection[int]) -> None:
    """Take out the other places with all that hangs on them, and files without a line of the places and years."""
    here, then = (", ".join(map(str, sorted(numbers))) for numbers in (places, years))
    copy.execute(f"DELETE FROM batch WHERE place NOT IN ({here})")
    copy.execute(f"DELETE FROM place WHERE id NOT IN ({here})")
    # What a whole file came to is not known of a part of it.
    cut = f"id IN (SELECT batch FROM batch_agency WHERE year NOT IN ({then}))"
    copy.execute(
        f"UPDATE batch SET control_total_pence = NULL, removed_lines = 0, removed_pence = 0, sum_pence = (SELECT "
        f"sum(sum_pence) FROM batch_agency WHERE batch = batch.id AND year IN ({then})) WHERE {cut} AND id IN (SELECT "
        f"batch FROM batch_agency WHERE year IN ({then}))"
    )
    copy.execute(f"DELETE FROM batch WHERE {cut} AND id NOT IN (SELECT batch FROM batch_agency WHERE year IN ({then}))")
    copy.execute(f"DELETE FROM batch_agency WHERE year NOT IN ({then})")


_LINES_HERE: Final = "SELECT place, year, sum(lines), coalesce(sum(pence) FILTER (WHERE flow = 1), 0), coalesce(sum(pence) FILTER (WHERE flow = 2), 0) FROM cube GROUP BY place, year ORDER BY place, year"  # noqa: E501


def lines_of_places(desk: sqlite3.Connection) -> Sequence[tuple[int, int, int, int, int]]:
    """Return place, year, lines, expenditure and income in pence of all that a desk has lines of."""
    return desk.execute(_LINES_HERE).fetchall()


def first_act(desk: sqlite3.Connection) -> str:
    """Return when a desk's history began, and by whom; empty where it has none."""
    row = desk.execute("SELECT at || ' ' || who FROM audit ORDER BY id LIMIT 1").fetchone()
    return str(row[0]) if row else ""
