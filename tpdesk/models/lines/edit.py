"""Edits of lines, one or a million at once, with the cube kept right and what each line came with remembered."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from typing import Final

from tpdesk.domain.line_filter import LineFilter
from tpdesk.errors import UsageProblem
from tpdesk.models import cube
from tpdesk.models.agency import join_place
from tpdesk.models.lines.preview import EditPreview, Selection, as_filter, differ, preview_of, sets_of
from tpdesk.models.lines.values import Typed, understand
from tpdesk.models.lines.where import Where, where_of
from tpdesk.text import counted

CHOSEN: Final = "id IN (SELECT id FROM temp.chosen_line)"
"""Holds of the lines that `choose` has chosen."""

CAME: Final = "CASE WHEN batch_sheet IS NULL THEN NULL ELSE coalesce(came_pence, amount_pence) END"
"""What `came_pence` is set to by any edit: the amount that an imported line came with."""


def choose(connection: sqlite3.Connection, selection: Selection, expected: int | None = None) -> int:
    """Put the numbers of the lines meant where `CHOSEN` finds them and return how many. Raises UsageProblem where there are none, or not as many as expected."""
    where = where_of(connection, as_filter(selection))
    connection.execute("CREATE TEMP TABLE IF NOT EXISTS chosen_line (id INTEGER PRIMARY KEY)")
    connection.execute("DELETE FROM temp.chosen_line")
    lines = connection.execute(
        f"INSERT INTO temp.chosen_line SELECT id FROM spend WHERE {where.sql}", where.values
    ).rowcount
    if not isinstance(selection, LineFilter) and lines < len(set(selection)):
        missing = next(
            line
            for line in selection
            if not connection.execute(f"SELECT 1 FROM spend WHERE id = ? AND {CHOSEN}", (line,)).fetchone()
        )
        raise UsageProblem(
            f"There is no line {missing} on this desk any more. Nothing was changed; look at the lines again."
        )
    if not lines:
        raise UsageProblem("No line is meant: nothing was changed.")
    if expected is not None and lines != expected:
        raise UsageProblem(
            f"These are {counted(lines, 'line')} now and not {expected:,}: the desk has changed since. Nothing was done; look at them again."
        )
    return lines


def let_go(connection: sqlite3.Connection) -> None:
    """Forget which lines were chosen."""
    connection.execute("DROP TABLE IF EXISTS temp.chosen_line")


def edit(
    connection: sqlite3.Connection, selection: Selection, changes: Mapping[str, str], expected: int | None = None
) -> EditPreview:
    """Change the lines meant and return what changed. Raises UsageProblem before anything is written. Inside `Desk.writing()`."""
    typed = understand(connection, changes)
    chosen = choose(connection, selection, expected)
    return edit_chosen(connection, chosen, typed)


def edit_chosen(connection: sqlite3.Connection, chosen: int, typed: list[Typed]) -> EditPreview:
    """Change the chosen lines: those that say so already are left as they are, and not edited."""
    sets = sets_of(connection, typed, make=True)
    changed = differ(sets)
    done = preview_of(connection, Where(CHOSEN, (), False), chosen, typed, sets)
    connection.execute(
        f"DELETE FROM temp.chosen_line WHERE id IN (SELECT id FROM spend WHERE {CHOSEN} AND ({changed.sql}) IS NOT TRUE)",
        changed.values,
    )
    cube.take_lines(connection, CHOSEN)
    assigned = ", ".join(f"{column} = {sql}" for column, (sql, _) in sets.items())
    values = [value for _, its in sets.values() for value in its]
    connection.execute(f"UPDATE spend SET {assigned}, came_pence = {CAME} WHERE {CHOSEN}", values)
    cube.add_lines(connection, CHOSEN)
    agency = next((item.value for item in typed if item.field == "agency"), None)
    if isinstance(agency, int):
        for (place,) in connection.execute(f"SELECT DISTINCT place FROM spend WHERE {CHOSEN}").fetchall():
            join_place(connection, agency, place)
    return done
