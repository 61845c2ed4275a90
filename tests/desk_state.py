"""What a desk holds, table by table: two desks with the same state are the same to their user."""

from __future__ import annotations

from tpdesk.models.desk import Desk
from tpdesk.models.log.undo_capture import caught_tables


def state(desk: Desk) -> dict[str, list[tuple[object, ...]]]:
    """Return every row of every table of the user's, and of the sums;
    not the log, not the history, nor texts that no line uses."""
    tables = [*caught_tables(desk.connection), "cube", "cube_batch", "cube_side"]
    rows = {name: sorted(desk.connection.execute(f'SELECT * FROM "{name}"').fetchall(), key=repr) for name in tables}
    return {name: found for name, found in rows.items() if found}
