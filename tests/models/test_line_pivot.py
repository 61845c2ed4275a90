"""Sums by two columns: each cell holds what a plain look at the lines holds, for every pair of columns."""

from __future__ import annotations

from collections import Counter
from itertools import permutations
from typing import Any

import pytest

from tests.deep import first_of
from tests.models.lines import seen
from tests.models.test_line_query import stocked as stocked
from tpdesk.domain.line import LINE_FIELDS
from tpdesk.errors import UsageProblem
from tpdesk.models.desk import Desk
from tpdesk.models.lines.query import value_of
from tpdesk.models.lines.totals import frequency, pivot_facts
from tpdesk.models.lines.typed import parse_filter

PAIRS = [
    pair for pair in permutations(sorted(LINE_FIELDS), 2)
    if set(pair) & {"category", "agency"} and "line" not in pair
]  # fmt: skip


@pytest.mark.parametrize("where", first_of(["", "amount>0", 'agency!="Body 2"']))
@pytest.mark.parametrize(("rows", "columns"), PAIRS)
def test_each_cell_holds_the_lines_of_both_values(stocked: Desk, rows: str, columns: str, where: str) -> None:
    kept = parse_filter(stocked.connection, where)
    lines = seen(stocked.connection, kept)
    for flow in ("expenditure", "income"):
        facts = pivot_facts(stocked.connection, rows, columns, kept, flow, most_rows=50, most_columns=50)
        expected = Counter[tuple[Any, Any]]()
        numbers = Counter[tuple[Any, Any]]()
        for line in lines:
            if flow == line.flow or "flow" in (rows, columns):
                expected[value_of(line, rows), value_of(line, columns)] += line.amount_pence
                numbers[value_of(line, rows), value_of(line, columns)] += 1
        found = {
            (facts.rows.values[row].value, facts.columns.values[column].value): sums
            for (row, column), sums in facts.cells.items()
            if row is not None and column is not None and (not facts.flow or sums.lines.of(flow))
        }
        assert set(found) == set(numbers)
        for values, sums in found.items():
            of = flow if facts.flow else str(values[0] if rows == "flow" else values[1])
            assert (sums.lines.of(of), sums.money.of(of)) == (numbers[values], expected[values])
        # Lines of the other flow are counted too.
        assert sum(sums.lines.expenditure + sums.lines.income for sums in facts.cells.values()) == len(lines)


@pytest.mark.parametrize(
    ("rows", "columns"), [("label", "agency"), ("category", "label"), ("supplier", "category"), ("amount", "status")]
)
def test_what_has_no_room_is_summed_up(stocked: Desk, rows: str, columns: str) -> None:
    kept = parse_filter(stocked.connection, "")
    whole = pivot_facts(stocked.connection, rows, columns, kept, most_rows=50, most_columns=50)
    some = pivot_facts(stocked.connection, rows, columns, kept, most_rows=1, most_columns=1)
    for flow in ("expenditure", "income"):
        assert sum(sums.money.of(flow) for sums in some.cells.values()) == sum(
            sums.money.of(flow) for sums in whole.cells.values()
        )
    assert set(some.cells) <= {(row, column) for row in (0, None) for column in (0, None)}
    assert (some.rows.count, some.columns.count) == (len(whole.rows.values), len(whole.columns.values))
    by_row = frequency(stocked.connection, rows, kept.plus("flow", "expenditure"), most=1).rows[0]
    assert some.rows.values[0] == by_row
    assert sum(sums.money.expenditure for (row, _), sums in some.cells.items() if row == 0) == by_row.money.expenditure


def test_a_column_by_itself_is_refused(stocked: Desk) -> None:
    with pytest.raises(UsageProblem, match="both are Organisation"):
        pivot_facts(
            stocked.connection, "agency", "agency", parse_filter(stocked.connection, ""), most_rows=5, most_columns=5
        )


def test_an_empty_desk_has_no_cells(stocked: Desk) -> None:
    none: Any = parse_filter(stocked.connection, "amount>999999999")
    facts = pivot_facts(stocked.connection, "agency", "label", none, most_rows=5, most_columns=5)
    assert (facts.cells, facts.rows.values, facts.rows.count) == ({}, (), 0)
