"""Sums of the lines that a filter keeps: by flow, and by any column as a table of its values."""

from __future__ import annotations

import sqlite3
from typing import Final, TypeAlias

from tpdesk.domain.codes import CONTROL_WORDS, COST_TYPE_WORDS, FLOW_WORDS, STATUS_WORDS
from tpdesk.domain.line import LINE_FIELDS, UNMAPPED
from tpdesk.domain.line_filter import LineFilter, Value, shown_value
from tpdesk.domain.line_sums import FlowSums, Frequency, FrequencyRow, Totals
from tpdesk.models.lines.maps import KEY, LineMaps, read_maps
from tpdesk.models.lines.order import Stop, stoppable
from tpdesk.models.lines.where import CUBE_AS_LINES, CUBE_FIELDS, Where, where_of
from tpdesk.models.lines.words import category_words
from tpdesk.units import pounds


def cube_lines(connection: sqlite3.Connection, where: Where) -> int:
    """Return how many lines a condition that the cube can answer keeps."""
    row = connection.execute(
        f"SELECT coalesce(sum(lines), 0) FROM {CUBE_AS_LINES} WHERE {where.sql}", where.values
    ).fetchone()
    return int(row[0])


def totals(connection: sqlite3.Connection, where: LineFilter, cancelled: Stop | None = None) -> Totals:
    """Return what the lines of a filter add up to: from the cube where it can tell, else from the lines. Raises Cancelled, UsageProblem."""
    maps = read_maps(connection)
    condition = where_of(connection, where, maps)
    source, pence, lines = (CUBE_AS_LINES, "pence", "lines") if condition.in_cube else ("spend", "amount_pence", "1")
    sums = f"coalesce(sum({lines}), 0), coalesce(sum({pence}) FILTER (WHERE flow = 1), 0), coalesce(sum({pence}) FILTER (WHERE flow = 2), 0)"
    shared = "0"
    values: tuple[object, ...] = condition.values
    if any(item.field == "category" for item in where.conditions):
        several = maps.keys(lambda shares: len(shares) > 1)
        shared = (
            f"coalesce(sum({lines}) FILTER (WHERE category IS NULL AND {KEY} IN (SELECT value FROM json_each(?))), 0)"
        )
        values = (several, *condition.values)
    with stoppable(connection, cancelled):
        number, expenditure, income, of_several = connection.execute(
            f"SELECT {sums}, {shared} FROM {source} WHERE {condition.sql}", values
        ).fetchone()
    return Totals(number, expenditure, income, of_several, condition.in_cube)


_COLUMNS: Final = {
    "amount": "amount_pence",
    "came": "came_pence",
    "line": "id",
    "own_category": "category",
    "edited": "came_pence IS NOT NULL",
}
_NAMES: Final = {
    "place": ("place", "id", "name"), "agency": ("agency", "id", "name"), "label": ("label", "id", "text"), "supplier": ("supplier", "id", "text"),
    "description": ("description", "id", "text"), "client_group": ("client_group", "id", "name"), "activity": ("activity", "id", "name"),
    "funding_stream": ("funding_stream", "id", "name"),
}  # fmt: skip
_CHOICES: Final = {"flow": FLOW_WORDS, "cost_type": COST_TYPE_WORDS, "status": STATUS_WORDS, "control": CONTROL_WORDS}
_SHEETS: Final = (
    "(SELECT {0} FROM batch_sheet JOIN batch ON batch.id = batch_sheet.batch WHERE batch_sheet.id = spend.batch_sheet)"
)


def frequency(
    connection: sqlite3.Connection, field: str, where: LineFilter, *, most: int = 50, cancelled: Stop | None = None
) -> Frequency:
    """Return the values of a column over the lines of a filter, most expenditure first: the first `most`, and the sums of the rest.

    From the cube where it can tell. A line whose label stands for several categories is counted under the one of the largest share.
    Raises Cancelled, UsageProblem.
    """
    maps = read_maps(connection)
    return frequency_of(connection, field, where_of(connection, where, maps), maps, most=most, cancelled=cancelled)


def frequency_of(
    connection: sqlite3.Connection,
    field: str,
    condition: Where,
    maps: LineMaps,
    *,
    most: int,
    cancelled: Stop | None = None,
) -> Frequency:
    """Return the same for a condition that is SQL already."""
    kept, count, every = top_groups(connection, field, condition, maps, most=most, cancelled=cancelled)
    rows = tuple(
        value_row(connection, field, key, its_lines, FlowSums(spent, came)) for key, its_lines, spent, came, _ in kept
    )
    every_lines, expenditure, income, income_lines = every
    rest = FlowSums(
        expenditure - sum(row.money.expenditure for row in rows), income - sum(row.money.income for row in rows)
    )
    flow = "income" if income_lines and income_lines == every_lines else "expenditure"
    return Frequency(field, flow, rows, count, every_lines - sum(row.lines for row in rows), rest, income_lines)


def top_groups(
    connection: sqlite3.Connection,
    field: str,
    condition: Where,
    maps: LineMaps,
    *,
    most: int,
    cancelled: Stop | None = None,
) -> tuple[list[_Group], int, list[int]]:
    """Return the values of a column with the most money, as the desk holds them; how many values there are; lines, expenditure, income and lines of income in all."""
    in_cube = condition.in_cube and field in CUBE_FIELDS
    source, pence, lines = (CUBE_AS_LINES, "pence", "lines") if in_cube else ("spend", "amount_pence", "1")
    sums = f"sum({lines}), coalesce(sum({pence}) FILTER (WHERE flow = 1), 0), coalesce(sum({pence}) FILTER (WHERE flow = 2), 0)"
    sums += f", coalesce(sum({lines}) FILTER (WHERE flow = 2), 0)"
    with stoppable(connection, cancelled):
        groups = (
            connection.execute(
                f"SELECT {group_sql(field)} AS key, {sums} FROM {source} WHERE {condition.sql} GROUP BY key",
                condition.values,
            )
            if field != "category"
            else iter(_categories(connection, condition, maps, source, sums))
        )
        kept: list[_Group] = []
        every = [0, 0, 0, 0]
        count = 0
        for group in groups:
            count += 1
            every = [one + other for one, other in zip(every, group[1:], strict=True)]
            kept.append(group)
            if len(kept) > 4 * most + 1_000:
                kept = _most(kept, most)
    return _most(kept, most), count, every


_Group: TypeAlias = tuple[object, int, int, int, int]
"""What a group is of, its lines, expenditure, income, lines of income."""


def _most(groups: list[_Group], most: int) -> list[_Group]:
    """Return the groups with the most expenditure, ties by income: those without any stand in the order of their income."""
    return sorted(groups, key=lambda group: (-abs(group[2]), -abs(group[3])))[:most]


def group_sql(field: str) -> str:
    """Return what lines are grouped by, as SQL, for any column but the category."""
    if field in ("batch", "file", "sheet"):
        return _SHEETS.format("batch.id" if field == "batch" else field)
    if field in ("transfer_to", "transfer_from"):
        flow = 1 if field == "transfer_to" else 2
        return f"coalesce({field}, CASE WHEN flow = {flow} THEN -outsider END)"
    return _COLUMNS.get(field, field)


def category_of(maps: LineMaps, place: int, agency: int, label: int | None, own: str | None) -> str | None:
    """Return the one category that a line stands under in a table of values: that of the largest share; None where it has none."""
    shares = maps.under(place, agency, label, own)
    return max(shares, key=lambda share: share[1])[0] if shares else None


def _categories(
    connection: sqlite3.Connection, condition: Where, maps: LineMaps, source: str, sums: str
) -> list[_Group]:
    found: dict[str | None, list[int]] = {}
    for place, agency, label, own, *of_group in connection.execute(
        f"SELECT place, agency, label, category, {sums} FROM {source} WHERE {condition.sql} GROUP BY 1, 2, 3, 4",
        condition.values,
    ):
        added = found.setdefault(category_of(maps, place, agency, label, own), [0, 0, 0, 0])
        for n, number in enumerate(of_group):
            added[n] += number
    return [(code, lines, spent, came, of_income) for code, (lines, spent, came, of_income) in found.items()]


def value_row(connection: sqlite3.Connection, field: str, key: object, lines: int, money: FlowSums) -> FrequencyRow:
    """Return a value of a column as it is shown, from the way in which the desk holds it."""
    value: Value = key  # type: ignore[assignment]
    text = ""
    if key is None:
        return FrequencyRow(UNMAPPED if field == "category" else "blank", None, lines, money)
    if field in ("transfer_to", "transfer_from") and isinstance(key, int):
        table = "agency" if key > 0 else "outsider"
        value = text = str(connection.execute(f"SELECT name FROM {table} WHERE id = ?", (abs(key),)).fetchone()[0])
    elif field in _NAMES:
        table, column, name = _NAMES[field]
        value = text = str(connection.execute(f"SELECT {name} FROM {table} WHERE {column} = ?", (key,)).fetchone()[0])
    elif field in _CHOICES and isinstance(key, int):
        value = text = _CHOICES[field][key]
    elif field in ("category", "own_category"):
        text = category_words(connection, str(key))
    elif field == "area":
        row = connection.execute("SELECT name FROM area WHERE code = ?", (key,)).fetchone()
        text = str(key) if row is None or row[0] == key else f"{row[0]} ({key})"
    elif field in ("amount", "came") and isinstance(key, int):
        text = pounds(key)
    else:
        text = shown_value(LINE_FIELDS[field], value)
    return FrequencyRow(text, value, lines, money)
