"""A desk with a few lines of every kind, for the tests of lines."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from tests.models.test_cube import put, stock
from tpdesk.domain.line import LineRow
from tpdesk.domain.line_filter import LineFilter
from tpdesk.models.desk import Desk
from tpdesk.models.lines.query import Sort, open_view
from tpdesk.models.lines.typed import parse_filter

if TYPE_CHECKING:
    import sqlite3

PLAIN = {
    "agency": 1, "year": 2024, "label": 1, "category": None, "amount_pence": 10_000, "flow": 1, "cost_type": 1,
    "status": 1, "control": 0, "internal": 0,
    "date": 20240617, "supplier": 1,
}  # fmt: skip
"""£100 of Body 1 for Waste, paid to BODY 2 (200398) on 17 June 2024."""


def stocked_lines(desk: Desk, *rows: Mapping[str, object]) -> list[int]:
    """Stock the desk with Testshire, three bodies, two labels and, where there are any, a batch of these lines, each
    PLAIN but for what it says; return their numbers."""
    with desk.writing() as connection:
        stock(connection)
        if rows:
            put(connection, [{**PLAIN, **row} for row in rows])
    return [line for (line,) in desk.connection.execute("SELECT id FROM spend ORDER BY id")]


def seen(connection: sqlite3.Connection, typed: str | LineFilter = "", *sorts: Sort) -> list[LineRow]:
    """Return all lines that a filter keeps, as a view shows them."""
    where = parse_filter(connection, typed) if isinstance(typed, str) else typed
    view = open_view(connection, where, sorts)
    rows = [row for row in view.page(connection, 0, view.total).rows if row is not None]
    assert len(rows) == view.total
    view.close()
    return rows
