"""Searching a view for a text: the next line that holds it, or the one before."""

from __future__ import annotations

import json
import sqlite3
from typing import Final

from tpdesk.domain.line_filter import Condition, LineFilter
from tpdesk.models.lines.order import Stop, stoppable
from tpdesk.models.lines.query import LineView
from tpdesk.models.lines.where import where_of

_FOUND_MOST: Final = 50_000
"""Hits that a search keeps at once; with more of them the next is never far."""

_SEARCHED: Final = 4_096
"""Lines looked through at a time where hits are many."""


def find(
    connection: sqlite3.Connection,
    view: LineView,
    text: str,
    start: int,
    *,
    backwards: bool = False,
    cancelled: Stop | None = None,
) -> int | None:
    """Return the position of the next line from `start` on (itself among them) that holds the text, or the one before; None where there is none.

    Looked for in agency, label, supplier and description, and among amounts where it is one. Raises Cancelled.
    """
    condition = where_of(connection, LineFilter((Condition("any", "contains", (text,)),)))
    with stoppable(connection, cancelled):
        hits = connection.execute(
            f"SELECT id FROM spend WHERE {condition.sql} LIMIT {_FOUND_MOST + 1}", condition.values
        ).fetchall()
        known = {line for (line,) in hits} if len(hits) <= _FOUND_MOST else None
        if known is not None and not known:
            return None
        position = min(start, view.total - 1)
        while 0 <= position < view.total:
            first = max(0, position - _SEARCHED + 1) if backwards else position
            numbers = view.ids(connection, first, position - first + 1 if backwards else _SEARCHED)
            if not numbers:
                return None
            holding = known if known is not None else _holding(connection, numbers, condition.sql, condition.values)
            places = range(len(numbers) - 1, -1, -1) if backwards else range(len(numbers))
            found = next((first + n for n in places if numbers[n] in holding), None)
            if found is not None:
                return found
            position = first - 1 if backwards else first + len(numbers)
    return None


def _holding(connection: sqlite3.Connection, numbers: list[int], sql: str, values: tuple[object, ...]) -> set[int]:
    rows = connection.execute(
        f"SELECT id FROM spend WHERE id IN (SELECT value FROM json_each(?)) AND ({sql})", (json.dumps(numbers), *values)
    )
    return {line for (line,) in rows}
