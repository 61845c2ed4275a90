"""The count: bases, categories, heads, and what it must say beside its figures."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.factories import agency, cell, facts
from tpdesk.calc.count import count
from tpdesk.calc.explain import explain
from tpdesk.calc.overlap import overlap
from tpdesk.calc.pairs import pairs
from tpdesk.calc.transfers import transfers
from tpdesk.domain.facts import Cell, Population
from tpdesk.domain.figure import Figure


def codes(result: object) -> set[str]:
    return {issue.code for issue in result.issues}  # type: ignore[attr-defined]


def test_income_leaves_out_what_comes_from_counted_bodies() -> None:
    held = facts(
        cell(1, 10_000),
        cell(1, 3_000, flow="income"),
        cell(1, 2_000, flow="income", counterparty=2),
        cell(2, 9_000),
    )
    result = count(held, flow="net")
    assert (result.gross_pence, result.income_pence, result.outside_income_pence) == (19_000, 5_000, 3_000)
    assert result.net_of_income_pence == result.rows_total_pence == 16_000


def test_internal_recharges_come_off_both_sides_and_leave_the_net_alone() -> None:
    held = facts(cell(1, 10_000), cell(1, 4_000, internal=True), cell(1, 4_000, internal=True, flow="income"))
    result = count(held)
    assert (result.gross_pence, result.recharges_removed_pence, result.after_transfers_pence) == (14_000, 4_000, 10_000)
    assert result.net_of_income_pence == result.gross_pence - result.income_pence
    assert "recharges" in codes(result)


def test_a_label_split_by_shares_adds_up_to_its_cell() -> None:
    maps = {(1, 7): (("05.1.0/collection", Fraction(1, 3)), ("05.1.0/disposal", Fraction(2, 3)))}
    result = count(facts(cell(1, 100, label=7), maps=maps, labels={7: "Waste"}), by="category", level=4)
    assert [(row.key, row.amount_pence) for row in result.rows] == [("05.1.0/disposal", 67), ("05.1.0/collection", 33)]


def test_a_lines_own_category_wins_over_its_labels_map() -> None:
    maps = {(1, 7): (("09.1", Fraction(1)),)}
    result = count(facts(cell(1, 100, label=7, category="05.1"), maps=maps), by="category")
    assert [row.key for row in result.rows] == ["05.1"]


def test_unmapped_money_is_a_category_of_its_own_and_last() -> None:
    result = count(facts(cell(1, 900), cell(1, 100, category="05.1")), by="category")
    assert [(row.key, row.title) for row in result.rows] == [("05.1", "Title of 05.1"), (None, "Unmapped")]
    assert (result.unmapped_pence, result.unmapped_lines) == (900, 1)
    assert "unmapped" in codes(result)


def test_coarse_money_keeps_its_own_code_and_fine_money_rolls_up() -> None:
    held = facts(cell(1, 100, category="05"), cell(1, 200, category="05.1.0/collection"))
    assert [(row.key, row.coarser) for row in count(held, by="category", level=2).rows] == [
        ("05.1", False),
        ("05", True),
    ]
    assert [(row.key, row.coarser, row.amount_pence) for row in count(held, by="category", level=1).rows] == [
        ("05", False, 300)
    ]


def test_lines_split_within_one_row_are_counted_once() -> None:
    maps = {(1, 7): (("05.1.0/collection", Fraction(1, 2)), ("05.1.0/disposal", Fraction(1, 2)))}
    held = facts(cell(1, 100, label=7, lines=5), maps=maps)
    assert [row.lines for row in count(held, by="category", level=1).rows] == [5]


def test_a_missing_population_gives_a_blank_and_an_issue() -> None:
    result = count(facts(cell(), population=Population(None, None, None, None, "")))
    assert (result.pence_per_head, result.pence_per_household) == (None, None)
    assert {"missing-population", "missing-households"} <= codes(result)


def test_per_head_and_household_say_their_own_years() -> None:
    result = count(facts(cell(1, 123_450)))
    assert (result.pence_per_head, result.pence_per_household) == (123, 309)
    assert (result.basis.people_year, result.basis.households_year) == (2024, 2021)
    assert "households-year" in codes(result)


def test_unlike_statuses_are_added_up_only_with_a_word() -> None:
    held = facts(cell(1, 100), cell(1, 50, status="budget"))
    assert "mixed-statuses" in codes(count(held))
    only = count(held, statuses=("actual",))
    assert (only.gross_pence, only.basis.statuses) == (100, ("actual",))
    assert "mixed-statuses" not in codes(only)


def test_missing_bodies_are_named_with_their_latest_figure() -> None:
    held = facts(cell(1), agencies=(agency(1), agency(2)), earlier={2: (2022, 7_700)})
    result = count(held)
    assert (result.bodies_counted, result.bodies_expected) == (1, 2)
    assert [(item.agency, item.last_year, item.last_pence) for item in result.missing_returns] == [
        ("Body 2", "2022-23", 7_700)
    ]
    assert "missing-returns" in codes(result)


def test_an_empty_place_is_empty_not_an_error() -> None:
    result = count(facts())
    assert (result.rows, result.gross_pence, "no-lines" in codes(result)) == ((), 0, True)


@pytest.mark.parametrize(
    ("costs", "words"),
    [
        (("revenue",), "; revenue; actual."),
        (("revenue", "capital"), "; revenue and capital; actual."),
        (("capital", "unknown"), "; capital and money not stated to be either; actual."),
        (("unknown",), "; not stated whether revenue or capital; actual."),
    ],
)
def test_the_basis_names_the_cost_types_that_are_held_and_no_others(costs: tuple[str, ...], words: str) -> None:
    held = facts(*(cell(1, 100, cost_type=cost) for cost in costs), cell(1, 5, cost_type="capital", flow="income"))
    for basis in (count(held).basis, overlap(held).basis, pairs(held).basis, transfers(held).basis):
        assert basis.sentence().endswith(words) or f"{words[:-1]}, categories at level 2." in basis.sentence()
    assert count(held, flow="income").basis.costs == ("capital",)


def test_money_of_a_kind_that_no_line_says_is_not_held_rather_than_nought() -> None:
    held = facts(cell(1, 100), cell(2, 50))
    asked_for: tuple[dict[str, Any], ...] = ({"cost": "capital"}, {"statuses": ("budget",)}, {"flow": "income"})
    for asked in asked_for:
        result = count(held, **asked)
        assert (result.held, result.pence_per_head, result.pence_per_household) == (False, None, None)
        assert "nothing-held" in codes(result)
    nil = count(facts(cell(1, 100), cell(1, 0, cost_type="capital")), cost="capital")
    assert (nil.held, nil.pence_per_head, "nothing-held" in codes(nil)) == (True, 0, False)


def test_what_is_before_transfers_says_so() -> None:
    held = facts(cell(1, 100, counterparty=2), cell(2, 100))
    assert "before transfers and internal recharges" in transfers(held).basis.sentence()
    assert "before transfers" in explain(held, Figure("gross")).basis.sentence()
    assert "after transfers" in explain(held, Figure("spend")).basis.sentence()


@pytest.mark.parametrize("wrong", [{"by": "x"}, {"flow": "x"}, {"cost": "x"}, {"level": 5}])
def test_a_callers_bug_raises(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="count by"):
        count(facts(), **wrong)  # type: ignore[arg-type]


cells = st.lists(
    st.builds(
        cell,
        agency=st.integers(1, 4),
        pence=st.integers(-10_000, 100_000),
        label=st.integers(0, 3),
        category=st.sampled_from(["", "", "05", "05.1", "05.1.0", "05.1.0/collection", "09.1", "05.6.0/rest"]),
        counterparty=st.integers(0, 4),
    ),
    max_size=20,
)
shares = st.lists(st.integers(1, 9), min_size=2, max_size=2)


@given(cells, shares, st.integers(1, 4))
def test_categories_with_unmapped_add_up_to_the_total_at_every_level(
    given_cells: list[Cell], parts: list[int], level: int
) -> None:
    whole = sum(parts)
    split = (("05.1.0/collection", Fraction(parts[0], whole)), ("09.1", Fraction(parts[1], whole)))
    held = replace(facts(*given_cells), maps={(agency_id, 1): split for agency_id in range(1, 5)})
    by_agency = count(held)
    by_category = count(held, by="category", level=level)
    assert by_category.rows_total_pence == by_agency.after_transfers_pence
    unmapped = [row.amount_pence for row in by_category.rows if row.key is None]
    assert sum(unmapped) == by_category.unmapped_pence == by_agency.unmapped_pence
    matrix = count(held, by="matrix", level=level)
    for row in by_agency.rows:
        assert sum(part.amount_pence for part in matrix.rows if part.agency == row.agency) == row.amount_pence
    for row in by_category.rows:
        assert sum(part.amount_pence for part in matrix.rows if part.key == row.key) == row.amount_pence
