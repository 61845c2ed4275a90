"""Sums of the lines that a filter keeps: by flow, and by any column as a table of its values.

What lines come to, and what they count under, in words.

Sums of the lines that a filter keeps by two columns at once: what a pivot is made of.

The largest lines under a label: what it was spent on.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from typing import Final, NamedTuple, TypeAlias

from tpdesk.domain.codes import CONTROL_WORDS, COST_TYPE_WORDS, FLOW_WORDS, STATUS_WORDS
from tpdesk.domain.facts import Shares
from tpdesk.domain.line import LINE_FIELDS, UNMAPPED
from tpdesk.domain.line_filter import (
    FlowSums,
    Frequency,
    FrequencyRow,
    LineFilter,
    PivotAxis,
    PivotFacts,
    PivotSums,
    Totals,
    Value,
    shown_value,
)
from tpdesk.errors import UsageProblem
from tpdesk.models.lines.order import Stop, stoppable
from tpdesk.models.lines.where import CUBE_AS_LINES, CUBE_FIELDS, KEY, LineMaps, Where, read_maps, where_of
from tpdesk.units import percent, pounds


def flows_words(spent_pence: int, income_pence: int, money: Callable[[int], str]) -> str:
    """Return two sums in words, expenditure and income apart, for the two are never added up.
    `money` writes an amount."""
    if not income_pence:
        return money(spent_pence)
    income = f"{money(income_pence)} income"
    return f"{money(spent_pence)} expenditure, {income}" if spent_pence else income


def titled(code: str, title: str) -> str:
    """Return `05.1.0 Waste collection`: a service line's own name says what its code would say again."""
    return f"{code.partition('/')[0]} {title}" if title else code


def category_words(connection: sqlite3.Connection, code: str) -> str:
    """Return a category's code and title; the code alone where the desk does not know it."""
    row = connection.execute("SELECT title FROM category WHERE code = ?", (code,)).fetchone()
    return titled(code, str(row[0]) if row else "")


def shares_words(connection: sqlite3.Connection, shares: Shares) -> str:
    """Return what a label stands for: `05.1.0 Waste collection`, or each category with its share."""
    names = [(category_words(connection, code), share) for code, share in shares]
    if len(names) == 1:
        return names[0][0]
    return " and ".join(f"{name} ({percent(float(share))})" for name, share in names)


def cube_lines(connection: sqlite3.Connection, where: Where) -> int:
    """Return how many lines a condition that the cube can answer keeps."""
    row = connection.execute(
        f"SELECT coalesce(sum(lines), 0) FROM {CUBE_AS_LINES} WHERE {where.sql}", where.values
    ).fetchone()
    return int(row[0])


def totals(connection: sqlite3.Connection, where: LineFilter, cancelled: Stop | None = None) -> Totals:
    """Return what the lines of a filter add up to: from the cube where it can tell, else from the lines.
    Raises Cancelled, UsageProblem."""
    maps = read_maps(connection)
    condition = where_of(connection, where, maps)
    source, pence, lines = (CUBE_AS_LINES, "pence", "lines") if condition.in_cube else ("spend", "amount_pence", "1")
    sums = (
        f"coalesce(sum({lines}), 0), coalesce(sum({pence}) FILTER (WHERE flow = 1), 0), coalesce(sum({pence}) "
        "FILTER (WHERE flow = 2), 0)"
    )
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
    "place": ("place", "id", "name"), "agency": ("agency", "id", "name"), "label": ("label", "id", "text"),
    "supplier": ("supplier", "id", "text"),
    "description": ("description", "id", "text"), "client_group": ("client_group", "id", "name"),
    "activity": ("activity", "id", "name"),
    "funding_stream": ("funding_stream", "id", "name"),
}  # fmt: skip
_CHOICES: Final = {"flow": FLOW_WORDS, "cost_type": COST_TYPE_WORDS, "status": STATUS_WORDS, "control": CONTROL_WORDS}
_SHEETS: Final = (
    "(SELECT {0} FROM batch_sheet JOIN batch ON batch.id = batch_sheet.batch WHERE batch_sheet.id = spend.batch_sheet)"
)


def frequency(
    connection: sqlite3.Connection, field: str, where: LineFilter, *, most: int = 50, cancelled: Stop | None = None
) -> Frequency:
    """Return the values of a column over the lines of a filter, most expenditure first: the first `most`,
    and the sums of the rest.

    From the cube where it can tell. A line whose label stands for several categories is counted under the one of the
    largest share. Raises Cancelled, UsageProblem.
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
    """Return the values of a column with the most money, as the desk holds them; how many values there are;
    lines, expenditure, income and lines of income in all."""
    in_cube = condition.in_cube and field in CUBE_FIELDS
    source, pence, lines = (CUBE_AS_LINES, "pence", "lines") if in_cube else ("spend", "amount_pence", "1")
    sums = (
        f"sum({lines}), coalesce(sum({pence}) FILTER (WHERE flow = 1), 0), coalesce(sum({pence}) FILTER (WHERE "
        "flow = 2), 0)"
    )
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
    """Return the groups with the most expenditure, ties by income:
    those without any stand in the order of their income."""
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
    """Return the one category that a line stands under in a table of values: that of the largest share;
    None where it has none."""
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
    """Return the sums by two columns, for the values of each with the most money; what is left over is summed up.
    Raises Cancelled, UsageProblem.

    `flow` says of which money; where it does not, it is expenditure unless all lines are income. From the cube where it
    can tell. A line whose label stands for several categories is counted under the one of the largest share. No more
    than the cells are held at once, however many values there are.
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


class LabelLine(NamedTuple):
    """One line."""

    pence: int
    """Signed amount."""

    supplier: str
    """Who was paid; empty where it is not known."""

    description: str
    """What was bought; empty where it is not known."""


def largest_lines(
    connection: sqlite3.Connection, place: int, agency: int, label: str, most: int = 5
) -> list[LabelLine]:
    """Return the largest lines of an agency in a place under a label (empty:
    lines without one), without regard to signs."""
    found = connection.execute(
        "SELECT amount_pence, coalesce(supplier.text, ''), coalesce(description.text, '') FROM spend LEFT JOIN "
        "supplier ON supplier.id = spend.supplier LEFT JOIN description ON description.id = spend.description WHERE "
        "place = ?1 AND agency = ?2 AND label IS (SELECT id FROM label WHERE text = ?3) ORDER BY abs(amount_pence) "
        "DESC, spend.id LIMIT ?4",
        (place, agency, label, most),
    )
    return [LabelLine(*row) for row in found]
