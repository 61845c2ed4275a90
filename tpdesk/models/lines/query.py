"""Lines by windows: any filter, any sorting, a million lines and more, and never more of them in memory than are shown.

Searching a view for a text: the next line that holds it, or the one before.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from tpdesk.domain.line import LineRow
from tpdesk.domain.line_filter import ALL_LINES, Condition, LineFilter, Value
from tpdesk.models.lines.order import DeskOrder, KeptOrder, LineOrder, Stop, read_lines, sorted_numbers, stoppable
from tpdesk.models.lines.order import Sort as Sort
from tpdesk.models.lines.origin import count_lines
from tpdesk.models.lines.totals import cube_lines
from tpdesk.models.lines.where import LineMaps, read_maps, where_of

_FEW: Final = 8
"""An index helps a filter that keeps less than one line in so many."""


@dataclass(frozen=True, slots=True)
class Page:
    """Some lines of a view that follow each other."""

    first: int
    """The position of the first, from 0."""

    rows: tuple[LineRow | None, ...]
    """None for a line that has gone since the view was made."""

    total: int
    """Lines in the view so far."""


class LineView:
    """The lines that a filter keeps, in an order. It shows the desk as it was made: make another
    when the desk has changed.

    It belongs to no connection: any thread may read pages, each on its own connection, also
    while it is still being made.
    """

    def __init__(self, where: LineFilter, sorts: tuple[Sort, ...], order: LineOrder, maps: LineMaps) -> None:
        self.where = where
        self.sorts = sorts
        self.complete = False
        """Whether all lines are in it; until then `total` grows."""
        self._order = order
        self._maps = maps

    @property
    def total(self) -> int:
        """Return how many lines are in it so far."""
        return self._order.total

    def ids(self, connection: sqlite3.Connection, first: int, count: int) -> list[int]:
        """Return the numbers of `count` lines from position `first` (from 0)."""
        return self._order.ids(connection, first, count)

    def page(self, connection: sqlite3.Connection, first: int, count: int) -> Page:
        """Return `count` lines from position `first`; fewer at the end."""
        numbers = self.ids(connection, first, count)
        return Page(first, tuple(read_lines(connection, numbers, self._maps)), self.total)

    def position_of(self, connection: sqlite3.Connection, line: int) -> int | None:
        """Return where a line stands, or None where it is not in the view."""
        return self._order.position_of(connection, line)

    def close(self) -> None:
        """Give back what the view holds. Safe to call twice."""
        self._order.close()


def open_view(
    connection: sqlite3.Connection,
    where: LineFilter = ALL_LINES,
    sorts: Sequence[Sort] = (),
    *,
    cancelled: Stop | None = None,
    ready: Callable[[LineView], None] | None = None,
) -> LineView:
    """Return the lines that `where` keeps, sorted. Without a filter and a sorting it costs
    nothing at any number of lines.

    `ready` is called with the view as soon as its first lines can be shown, on this thread. Raises Cancelled as soon as
    `cancelled` says so (then nothing is left of it, and a view given to `ready` is closed), UsageProblem for a filter
    that names what is not there.
    """
    maps = read_maps(connection)
    condition = where_of(connection, where, maps)
    lines = cube_lines(connection, condition) if condition.in_cube else None
    by_number = not sorts or sorts[0].field == "line"
    if by_number and lines is not None and lines == count_lines(connection):
        order: LineOrder = DeskOrder(connection, lines, backwards=bool(sorts) and sorts[0].descending)
        view = LineView(where, tuple(sorts), order, maps)
        view.complete = True
        if ready is not None:
            ready(view)
        return view
    kept = KeptOrder()
    view = LineView(where, tuple(sorts), kept, maps)
    if lines == 0:
        view.complete = True
        return view
    scan = "" if lines is None or lines * _FEW < count_lines(connection) else " NOT INDEXED"
    sql, values = sorted_numbers(tuple(sorts), maps, scan)
    try:
        with stoppable(connection, cancelled):
            rows = connection.execute(sql.format(where=condition.sql), (*values, *condition.values))
            kept.fill(rows, cancelled, (lambda: ready(view)) if ready is not None else None)
    except BaseException:
        kept.close()
        raise
    view.complete = True
    return view


def value_of(row: LineRow, field: str) -> Value:
    """Return what a line has in a field as a condition holds it, for 'only this value': None where it has nothing."""
    match field:
        case "amount":
            return row.amount_pence
        case "came":
            return row.came_pence
        case "line":
            return row.id
        case "category":
            return max(row.shares, key=lambda share: share[1])[0] if row.shares else None
        case "date":
            return int(row.date.replace("-", "")) if row.date else None
        case "internal" | "edited":
            return int(getattr(row, field))
    found: Value = getattr(row, field)
    return found if found != "" else None


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
    """Return the position of the next line from `start` on (itself among them) that holds the text, or the one before;
    None where there is none.

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
