"""What of a count is direct and what apportioned, whose money it is, and the same money twice."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.factories import agency, cell, facts
from tpdesk.calc.count import FLOWS, count


@given(
    st.lists(
        st.builds(
            cell,
            agency=st.integers(1, 3),
            pence=st.integers(-(10**9), 10**9),
            status=st.sampled_from(("actual", "estimate", "apportioned")),
            flow=st.sampled_from(("expenditure", "income")),
            control=st.sampled_from(("local", "national")),
        ),
        max_size=12,
    ),
    st.sampled_from(FLOWS),
)
def test_direct_and_apportioned_add_up_to_the_money_counted(cells: list, flow: str) -> None:  # type: ignore[type-arg]
    result = count(facts(*cells), flow=flow)
    assert (result.basis.direct_pence or 0) + (result.basis.apportioned_pence or 0) == result.rows_total_pence
    shares = [item.pence for item in cells if item.status == "apportioned"]
    sign = {"expenditure": 1, "income": 1, "net": -1}[flow]
    expected = sum(
        item.pence if item.flow == "expenditure" else sign * item.pence
        for item in cells
        if item.status == "apportioned" and flow in (item.flow, "net")
    )
    assert result.basis.apportioned_pence == expected
    assert sum(row.apportioned_pence for row in result.rows) == expected
    assert count(facts(*cells), flow=flow, statuses=("actual",)).basis.apportioned_pence == 0 or not shares


def test_the_basis_says_the_parts_and_the_row_its_share() -> None:
    council, dwp = agency(1, kind="county"), agency(2, kind="central-department")
    mixed = facts(
        cell(1, 1_000_000_00), cell(2, 500_000_00, status="apportioned"), cell(2, 1_00, status="actual"),
        agencies=(council, dwp),
    )  # fmt: skip
    result = count(mixed)
    assert "actual and apportioned (£1.0m direct, £500k apportioned)" in result.basis.sentence()
    assert {row.agency: row.apportioned_pence for row in result.rows} == {"Body 1": 0, "Body 2": 500_000_00}
    assert "apportioned" not in count(mixed, statuses=("actual",)).basis.sentence()


@pytest.mark.parametrize(
    ("kinds", "whose"),
    [
        (("county", "district"), "; local councils only."),
        (("county", "police", "fire"), "; local councils, police and fire only."),
        (("county", "nhs-commissioner"), "."),
        (("county", None), "."),
    ],
)
def test_a_count_of_local_bodies_alone_says_so(kinds: tuple[str | None, ...], whose: str) -> None:
    bodies = tuple(replace(agency(number), kind=kind) for number, kind in enumerate(kinds, 1))
    sentence = count(facts(*(cell(body.id) for body in bodies), agencies=bodies)).basis.sentence()
    assert sentence.endswith(f"actual{whose}")


def test_a_label_with_own_money_and_a_share_is_an_issue() -> None:
    labels = {1: "State pension", 2: "State Pension ", 3: "Carers"}
    twice = facts(
        cell(1, 5_00, label=1), cell(1, 7_00, label=2, status="apportioned"), cell(1, 9_00, label=3), labels=labels
    )
    (issue,) = [issue for issue in count(twice).issues if issue.code == "apportioned-twice"]
    assert issue.pence == 7_00
    assert issue.text.startswith("Body 1 has £5.00 of its own and an apportioned £7.00 under 'State")
    other = facts(cell(1, 5_00, label=1), cell(2, 7_00, label=2, status="apportioned"), labels=labels)
    assert [issue for issue in count(other).issues if issue.code == "apportioned-twice"] == []
