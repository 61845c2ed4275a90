"""Apportioning, error bands, reconciliation."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.factories import agency, cell, facts, side_cell
from tpdesk.calc.apportion import ELSEWHERE, apportion
from tpdesk.calc.confidence import confidence
from tpdesk.calc.reconcile import reconcile
from tpdesk.domain.facts import BatchFacts, Return

drivers = st.dictionaries(st.text("ABC", min_size=1, max_size=3), st.integers(0, 10**6), min_size=1)


@given(st.integers(-(10**12), 10**12), drivers, st.integers(1, 10**6))
def test_the_parts_of_an_apportionment_are_its_whole(whole: int, driver: dict[str, int], elsewhere: int) -> None:
    parts = apportion(whole, driver, elsewhere)
    assert sum(parts.values()) == whole
    assert set(parts) == {*driver, ELSEWHERE}
    mirrored = apportion(-whole, driver, elsewhere)
    assert mirrored == {code: -part for code, part in parts.items()}


def test_ties_go_by_order_of_code() -> None:
    assert apportion(100, {"E2": 1, "E1": 1, "E3": 1}) == {"E1": 34, "E2": 33, "E3": 33}


def test_without_elsewhere_the_place_gets_everything() -> None:
    assert apportion(99, {"E1": Fraction(1, 3)}) == {"E1": 99}


@pytest.mark.parametrize("driver", [{"E1": 0}, {"E1": -1, "E2": 5}])
def test_a_driver_of_nothing_apportions_nothing(driver: dict[str, int]) -> None:
    with pytest.raises(ValueError, match=r"zero|below"):
        apportion(100, driver)


def test_bands_are_linear_over_the_lines_and_ungraded_money_has_none() -> None:
    grades = (
        side_cell(1, 600, value="1", size_pence=1_000),
        side_cell(1, 100, value="6"),
        side_cell(1, 50),
        side_cell(1, 9, flow="income"),
    )
    rows = confidence(facts(grades=grades))
    assert [(row.grade, row.amount_pence, row.band, row.band_pence) for row in rows] == [
        (1, 600, 0.02, 20), (6, 100, 0.25, 25), (None, 50, None, None),
    ]  # fmt: skip


def batch(number: int, parts: dict[int, tuple[int, int]], control: int | None) -> BatchFacts:
    return BatchFacts(
        number,
        f"{number}.csv",
        "0" * 64,
        "2025-01-01T00:00:00Z",
        control,
        sum(pence for _, pence in parts.values()),
        False,
        parts,
    )


def test_reconciliation_prefers_what_is_published_and_never_guesses() -> None:
    held = facts(
        cell(1, 500), cell(2, 300), cell(3, 100), agencies=(agency(1), agency(2), agency(3)),
        returns=(Return(1, "signed-off", 490, "accounts", "late invoice"),),
        batches=(batch(1, {1: (1, 500)}, 500), batch(2, {2: (1, 300)}, 301), batch(3, {3: (1, 100)}, None)),
    )  # fmt: skip
    rows = {row.agency: row for row in reconcile(held)}
    assert (rows["Body 1"].control_pence, rows["Body 1"].difference_pence, rows["Body 1"].explanation) == (
        500,
        10,
        "late invoice",
    )
    assert (rows["Body 2"].control_pence, rows["Body 2"].difference_pence) == (301, -1)
    assert (rows["Body 3"].control_pence, rows["Body 3"].difference_pence) == (None, None)


def test_a_control_total_over_several_bodies_says_nothing_of_one() -> None:
    held = facts(cell(1, 500), cell(2, 300), batches=(batch(1, {1: (1, 500), 2: (1, 300)}, 800),))
    assert {row.control_pence for row in reconcile(held)} == {None}
