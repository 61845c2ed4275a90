"""A pivot: every total is the sum of its cells, flows are never added up, and nothing is lost by having no room."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from tpdesk.calc.pivot import pivot
from tpdesk.domain.line_filter import FlowSums, FrequencyRow, PivotAxis, PivotFacts, PivotSums


def axis(field: str, *values: object, more: int = 0) -> PivotAxis:
    found = tuple(FrequencyRow(str(value), value, 1, FlowSums()) for value in values)  # type: ignore[arg-type]
    return PivotAxis(field, found, len(found) + more)


def sums(spent: int = 0, came: int = 0, *, lines: int = 1) -> PivotSums:
    return PivotSums(FlowSums(lines * bool(spent), lines * bool(came)), FlowSums(spent, came))


def test_money_by_two_columns_with_its_totals() -> None:
    facts = PivotFacts(
        "expenditure",
        axis("agency", "County", "District"), axis("label", "Waste", "Parks"),
        {(0, 0): sums(50_00), (0, 1): sums(20_00), (1, 0): sums(5_00, 900_00)},
    )  # fmt: skip
    made = pivot(facts)
    assert [[cell.pence for cell in row] for row in made.cells] == [[50_00, 20_00], [5_00, None]]
    assert [cell.pence for cell in made.row_totals] == [70_00, 5_00]
    assert [cell.pence for cell in made.column_totals] == [55_00, 20_00]
    assert (made.total.pence, made.flow, made.other_flow_lines) == (75_00, "expenditure", 1)
    assert "Not in it: 1 line of income." in made.about
    income = pivot(replace(facts, flow="income"))
    assert ([head.text for head in income.rows], [head.text for head in income.columns]) == (["District"], ["Waste"])
    assert (income.total.pence, income.other_flow_lines) == (900_00, 3)


def test_years_stand_in_their_order_and_what_has_no_room_is_one_row() -> None:
    facts = PivotFacts(
        "expenditure",
        axis("year", 2024, 2019, None), axis("agency", "County", more=7),
        {(0, 0): sums(9), (1, 0): sums(5), (2, None): sums(1), (0, None): sums(2)},
    )  # fmt: skip
    made = pivot(facts)
    assert [head.value for head in made.rows] == [2019, 2024, None]
    assert [(head.text, head.rest) for head in made.columns] == [("County", 0), ("7 more", 7)]
    assert [[cell.pence for cell in row] for row in made.cells] == [[5, None], [9, 2], [None, 1]]
    assert made.total.pence == 17


def test_over_both_flows_there_is_no_total() -> None:
    facts = PivotFacts(
        "",
        axis("agency", "County"),
        axis("flow", "expenditure", "income"),
        {(0, 0): sums(9), (0, 1): sums(0, 4)},
    )
    made = pivot(facts)
    assert [cell.pence for cell in made.cells[0]] == [9, 4]
    assert made.row_totals[0].pence is None
    assert [cell.pence for cell in made.column_totals] == [9, 4]
    assert (made.total.pence, made.total.lines, made.flow) == (None, 2, "")


def test_without_lines_there_is_nothing_and_no_zero() -> None:
    made = pivot(PivotFacts("expenditure", axis("agency"), axis("label"), {}))
    assert (made.rows, made.cells, made.total.pence) == ((), (), None)


@given(
    st.dictionaries(
        st.tuples(st.sampled_from([0, 1, 2, None]), st.sampled_from([0, 1, None])),
        st.tuples(st.integers(-9_999, 9_999), st.integers(-9_999, 9_999)),
    )
)
def test_totals_are_the_sums_of_their_cells_and_nothing_is_lost(
    found: dict[tuple[int | None, int | None], tuple[int, int]],
) -> None:
    cells = {place: sums(*money) for place, money in found.items()}
    made = pivot(
        PivotFacts("expenditure", axis("agency", "A", "B", "C", more=2), axis("label", "X", "Y", more=3), cells)
    )
    assert (made.total.pence or 0) == sum(one.money.expenditure for one in cells.values())
    assert sum(cell.pence or 0 for cell in made.row_totals) == (made.total.pence or 0)
    assert sum(cell.pence or 0 for cell in made.column_totals) == (made.total.pence or 0)
    for row, total in zip(made.cells, made.row_totals, strict=True):
        assert sum(cell.pence or 0 for cell in row) == (total.pence or 0)
