"""A pivot: the money of spend lines by two of their columns. docs/method.md, Pivot."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tpdesk.domain.line import LINE_FIELDS
from tpdesk.domain.line_filter import FrequencyRow, PivotAxis, PivotFacts, Value
from tpdesk.text import counted

_ORDERED = ("year", "date", "number")
"""Kinds of columns whose values stand in their own order and not by money."""


@dataclass(frozen=True, slots=True)
class PivotHead:
    """A row's or a column's heading."""

    text: str
    value: Value
    """As a condition holds it."""

    rest: int = 0
    """How many values it takes together, where it is what is left over; 0 for one value."""


@dataclass(frozen=True, slots=True)
class PivotCell:
    """One amount."""

    pence: int | None
    """None where there are no lines, and for a total over both flows, which are never added up."""

    lines: int


@dataclass(frozen=True, slots=True)
class Pivot:
    """Money by two columns, one flow of it: every total is the sum of the cells that are shown."""

    row_field: str
    column_field: str
    flow: str
    """`expenditure` or `income`; empty where one of the columns is the flow itself, and each cell is of its own."""

    rows: tuple[PivotHead, ...]
    columns: tuple[PivotHead, ...]
    cells: tuple[tuple[PivotCell, ...], ...]
    """A row of cells for each of the rows."""

    row_totals: tuple[PivotCell, ...]
    column_totals: tuple[PivotCell, ...]
    total: PivotCell
    other_flow_lines: int
    """Lines of the other flow, whose money is not in it."""

    @property
    def about(self) -> str:
        """What money it holds, in a sentence."""
        if not self.flow:
            return "Expenditure and income stand apart and are never added up. Transfers and recharges are in it."
        other = "income" if self.flow == "expenditure" else "expenditure"
        left = f" Not in it: {counted(self.other_flow_lines, 'line')} of {other}." if self.other_flow_lines else ""
        return (
            f"{self.flow.capitalize()} of {counted(self.total.lines, 'line')}, transfers and recharges among "
            f"them.{left}"
        )


def pivot(facts: PivotFacts) -> Pivot:
    """Return the pivot of the facts' flow, without the values that have no line of it. Pure; pence."""
    own, chosen = not facts.flow, facts.flow
    spent = sum(cell.lines.expenditure for cell in facts.cells.values())
    came = sum(cell.lines.income for cell in facts.cells.values())
    places = [place for place, sums in facts.cells.items() if own or sums.lines.of(chosen)]
    rows, row_places = _heads(facts.rows, {row for row, _ in places})
    columns, column_places = _heads(facts.columns, {column for _, column in places})

    def cell(row: int, column: int) -> PivotCell:
        sums = facts.cells.get((row_places[row], column_places[column]))
        if sums is None:
            return PivotCell(None, 0)
        of = _flow_of(facts, rows[row], columns[column]) if own else chosen
        lines = sums.lines.of(of)
        return PivotCell(sums.money.of(of) if lines else None, lines)

    cells = tuple(tuple(cell(n, m) for m in range(len(columns))) for n in range(len(rows)))
    by_column = tuple(zip(*cells, strict=True)) if cells else ()
    return Pivot(
        facts.rows.field,
        facts.columns.field,
        "" if own else chosen,
        rows,
        columns,
        cells,
        tuple(_sum(row, mixed=facts.columns.field == "flow") for row in cells),
        tuple(_sum(column, mixed=facts.rows.field == "flow") for column in by_column),
        _sum((one for row in cells for one in row), mixed=own),
        0 if own else came if chosen == "expenditure" else spent,
    )


def _heads(axis: PivotAxis, used: set[int | None]) -> tuple[tuple[PivotHead, ...], tuple[int | None, ...]]:
    """Return the headings of one side that have lines, and for each its place in the facts;
    values with an order of their own stand in it."""
    order = [n for n in range(len(axis.values)) if n in used]
    if LINE_FIELDS[axis.field].kind in _ORDERED:
        order.sort(key=lambda n: _in_order(axis.values[n]))
    heads = [PivotHead(axis.values[n].text, axis.values[n].value) for n in order]
    places: list[int | None] = [*order]
    if None in used:
        more = axis.count - len(axis.values)
        heads.append(PivotHead(f"{more:,} more", None, more))
        places.append(None)
    return tuple(heads), tuple(places)


def _in_order(row: FrequencyRow) -> tuple[bool, str | int]:
    value = row.value
    return (value is None, value if isinstance(value, int | str) else 0)


def _flow_of(facts: PivotFacts, row: PivotHead, column: PivotHead) -> str:
    return str(row.value if facts.rows.field == "flow" else column.value)


def _sum(cells: Iterable[PivotCell], *, mixed: bool) -> PivotCell:
    """Return the sum of cells; without an amount where none has one, or where they are `mixed`, of both flows."""
    found = list(cells)
    known = [cell.pence for cell in found if cell.pence is not None]
    return PivotCell(sum(known) if known and not mixed else None, sum(cell.lines for cell in found))
