"""Sums of the lines that a filter keeps by two columns at once: what a pivot is made of."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from tpdesk.domain.line import LINE_FIELDS
from tpdesk.domain.line_filter import LineFilter
from tpdesk.domain.line_sums import FlowSums, PivotAxis, PivotFacts, PivotSums
from tpdesk.errors import UsageProblem
from tpdesk.models.lines.maps import LineMaps, read_maps
from tpdesk.models.lines.order import Stop, stoppable
from tpdesk.models.lines.totals import category_of, group_sql, top_groups, value_row
from tpdesk.models.lines.where import CUBE_AS_LINES, CUBE_FIELDS, Where, where_of


def pivot_facts(
    connection: sqlite3.Connection,
    rows: str,
    columns: str,
    where: LineFilter,
    flow: str = "",
    *,
    most_rows: int,
    most_columns: int,
    cancelled: Stop | None = None,
) -> PivotFacts:
    """Return the sums by two columns, for the values of each with the most money; what is left over is summed up. Raises Cancelled, UsageProblem.

    `flow` says of which money; where it does not, it is expenditure unless all lines are income. From the cube where it can tell. A line whose label stands for several categories is counted under the one of the largest share. No more than
    the cells are held at once, however many values there are.
    """
    if rows == columns:
        raise UsageProblem(f"A pivot needs two columns, and both are {LINE_FIELDS[rows].heading}. Choose another.")
    maps = read_maps(connection)
    condition = where_of(connection, where, maps)
    if "flow" in (rows, columns):
        flow, of_flow = "", condition
    else:
        flow = flow or _usual_flow(connection, rows, condition, maps, cancelled)
        of_flow = where_of(connection, where.plus("flow", flow), maps)
    axes, places = [], []
    for field, most in ((rows, most_rows), (columns, most_columns)):
        top, count, _ = top_groups(connection, field, of_flow, maps, most=most, cancelled=cancelled)
        places.append({group[0]: n for n, group in enumerate(top)})
        values = tuple(
            value_row(connection, field, key, lines, FlowSums(spent, came)) for key, lines, spent, came, _ in top
        )
        axes.append(PivotAxis(field, values, count))
    in_cube = condition.in_cube and {rows, columns} <= CUBE_FIELDS
    source, pence, lines = (CUBE_AS_LINES, "pence", "lines") if in_cube else ("spend", "amount_pence", "1")
    sums = ", ".join(
        f"coalesce(sum({what}) FILTER (WHERE flow = {flow}), 0)" for what in (lines, pence) for flow in (1, 2)
    )
    keys = [*_parts(rows), *_parts(columns)]
    by = ", ".join(str(n + 1) for n in range(len(keys)))
    found: dict[tuple[int | None, int | None], list[int]] = {}
    with stoppable(connection, cancelled):
        for group in connection.execute(
            f"SELECT {', '.join(keys)}, {sums} FROM {source} WHERE {condition.sql} GROUP BY {by}", condition.values
        ):
            at, split = (len(_parts(rows)), len(keys))
            place = (
                places[0].get(_key(maps, rows, group[:at])),
                places[1].get(_key(maps, columns, group[at:split])),
            )
            added = found.setdefault(place, [0, 0, 0, 0])
            for n, number in enumerate(group[split:]):
                added[n] += number
    cells = {
        place: PivotSums(FlowSums(spent, came), FlowSums(paid, got))
        for place, (spent, came, paid, got) in found.items()
    }
    return PivotFacts(flow, axes[0], axes[1], cells)


def _usual_flow(
    connection: sqlite3.Connection, field: str, condition: Where, maps: LineMaps, cancelled: Stop | None
) -> str:
    """Return `income` where every line is income."""
    _, _, (lines, _, _, of_income) = top_groups(connection, field, condition, maps, most=1, cancelled=cancelled)
    return "income" if lines and lines == of_income else "expenditure"


def _parts(field: str) -> tuple[str, ...]:
    """Return what lines are grouped by for a column: its value, or what decides on the category."""
    return ("place", "agency", "label", "category") if field == "category" else (group_sql(field),)


def _key(maps: LineMaps, field: str, parts: Sequence[object]) -> object:
    return category_of(maps, *parts) if field == "category" else parts[0]  # type: ignore[arg-type]
