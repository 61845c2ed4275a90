"""Transfers: money is counted once, at the last public spender."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.factories import cell, facts
from tpdesk.calc.count import count
from tpdesk.calc.transfers import circles, removals, transfers


def test_a_payment_to_a_counted_body_is_taken_out() -> None:
    result = count(facts(cell(1, 5_000, counterparty=2), cell(2, 8_000)))
    assert (result.gross_pence, result.transfers_removed_pence, result.after_transfers_pence) == (13_000, 5_000, 8_000)
    assert [(row.agency, row.amount_pence) for row in result.rows] == [("Body 2", 8_000), ("Body 1", 0)]


def test_at_most_the_receivers_own_gross_spend_is_taken_out() -> None:
    result = transfers(facts(cell(1, 5_000, counterparty=2), cell(2, 3_000)))
    assert result.removed_pence == 3_000
    assert [issue.code for issue in result.issues] == ["receiver-partly-counted"]


def test_internal_recharges_are_no_room_for_what_others_pay() -> None:
    held = facts(cell(1, 100, counterparty=2), cell(2, 80, internal=True), cell(2, 20))
    result = count(held)
    assert (result.transfers_removed_pence, result.recharges_removed_pence, result.after_transfers_pence) == (
        20,
        80,
        100,
    )


def test_a_receiver_without_lines_is_not_counted_and_the_payment_stays() -> None:
    result = transfers(facts(cell(1, 5_000, counterparty=2)))
    assert (result.removed_pence, result.rows[0].receiver_counted) == (0, False)
    assert result.issues[0].code == "receiver-not-counted"
    assert "£50.00" in result.issues[0].text


def test_a_receiver_is_counted_by_lines_of_the_like_status_only() -> None:
    held = facts(cell(1, 5_000, counterparty=2, status="budget"), cell(2, 8_000))
    assert transfers(held).removed_pence == 0


def test_the_receiver_is_judged_before_any_filter() -> None:
    held = facts(cell(1, 5_000, counterparty=2), cell(2, 8_000, cost_type="capital"))
    result = count(held, cost="revenue")
    assert (result.gross_pence, result.after_transfers_pence) == (5_000, 0)


def test_a_cap_is_spread_over_the_cells_in_proportion() -> None:
    held = facts(
        cell(1, 300, counterparty=3, label=1),
        cell(1, 100, counterparty=3, label=2),
        cell(2, 600, counterparty=3),
        cell(3, 101),
    )
    assert removals(held.cells).per_cell == (30, 10, 61, 0)


def test_a_chain_is_counted_at_its_end() -> None:
    held = facts(cell(1, 100, counterparty=2), cell(2, 100, counterparty=3), cell(3, 100))
    assert count(held).after_transfers_pence == 100


def test_circles_are_named() -> None:
    assert circles({(1, 2): 5, (2, 1): 5, (3, 1): 9}) == [(1, 2)]
    assert circles({(1, 2): 5, (2, 3): 5, (3, 1): 9}) == [(1, 2, 3)]
    assert circles({(1, 2): 5, (2, 3): 5}) == []
    held = facts(cell(1, 100, counterparty=2), cell(2, 100, counterparty=1))
    assert any(issue.code == "circle" for issue in transfers(held).issues)


def test_paying_oneself_is_no_transfer() -> None:
    result = transfers(facts(cell(1, 100, counterparty=1)))
    assert (result.removed_pence, [issue.code for issue in result.issues]) == (0, ["pays-itself"])


amounts = st.lists(
    st.builds(
        cell,
        agency=st.integers(1, 4),
        pence=st.integers(-500, 2_000),
        counterparty=st.integers(0, 5),
        label=st.integers(0, 3),
        flow=st.sampled_from(["expenditure", "expenditure", "income"]),
        status=st.sampled_from(["actual", "budget"]),
        cost_type=st.sampled_from(["revenue", "capital", "unknown"]),
        internal=st.booleans(),
    ),
    max_size=14,
)


@given(amounts)
def test_what_is_taken_out_never_passes_what_was_paid_or_what_the_receiver_spends(cells: list) -> None:  # type: ignore[type-arg]
    held = facts(*cells)
    removal = removals(held.cells)
    for status in ("actual", "budget"):
        for receiver in range(1, 6):
            paid = [
                (item.pence, out)
                for item, out in zip(held.cells, removal.per_cell, strict=True)
                if item.counterparty == receiver
                and item.status == status
                and item.flow == "expenditure"
                and not item.internal
                and item.agency != receiver
            ]
            own = sum(
                item.pence
                for item in held.cells
                if item.agency == receiver
                and item.status == status
                and item.flow == "expenditure"
                and not item.internal
            )
            out = sum(part for _, part in paid)
            assert out <= max(0, own)
            assert out <= max(0, sum(pence for pence, _ in paid)) or all(part == pence for pence, part in paid)


@pytest.mark.deep
@given(amounts, st.sampled_from(["revenue", "capital", "all"]), st.sampled_from([(), ("actual",)]))
def test_the_counts_sums_agree_whatever_it_is_counted_by(cells: list, cost: str, statuses: tuple[str, ...]) -> None:  # type: ignore[type-arg]
    held = facts(*cells)
    for flow in ("expenditure", "income", "net"):
        totals = set()
        for by in ("agency", "category", "matrix", "area", "control", "cost_type"):
            result = count(held, by=by, flow=flow, cost=cost, statuses=statuses)
            totals.add(sum(row.amount_pence for row in result.rows))
            assert (
                result.gross_pence - result.transfers_removed_pence - result.recharges_removed_pence
                == result.after_transfers_pence
            )
            assert result.after_transfers_pence - result.outside_income_pence == result.net_of_income_pence
        assert len(totals) == 1
        if flow == "expenditure":
            assert totals == {result.after_transfers_pence}
        elif flow == "net":
            assert totals == {result.net_of_income_pence}
