"""What to look at next: parts from nought to one, weights that are seen and changed, and whether the
top holds when they move."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.dive_factories import deep, delivery
from tests.factories import agency, cell, facts
from tpdesk.calc.shortlist import WEIGHTS, Shortlist, shortlist
from tpdesk.domain.dive_facts import BarrierFact
from tpdesk.domain.facts import Cell, YearFacts

BODIES = (agency(1, "ab"), agency(2, "a"), agency(3, "b"))
COLLECTION, DISPOSAL = "05.1.0/collection", "05.1.0/disposal"


def held(**fields: object) -> YearFacts:
    """Disposal: £60 and £40 that meet, decided here and nationally. Collection: £100 of each district. 09.1:
    £10 of one."""
    cells = (
        cell(1, 60_00, category=DISPOSAL, control="local"), cell(2, 40_00, category=DISPOSAL, control="national"),
        cell(2, 100_00, category=COLLECTION),
        cell(3, 100_00, category=COLLECTION),
    )  # fmt: skip
    return facts(*cells, agencies=BODIES, **fields)


def test_the_parts_by_hand() -> None:
    barrier = BarrierFact(1, "Two systems", DISPOSAL, "local", "open")
    found = shortlist(held(deep=deep(barriers=(barrier,))), level=4)
    rows = {row.category: row for row in found.rows}
    # Disposal has HHI 0.52, so 1 / 0.52 - 1 = 0.923 bodies beside the lead; collection has 1.
    assert rows[DISPOSAL].parts == pytest.approx(
        {"size": 0.5, "bodies": 1 / 0.52 - 1, "outside_lead": 1, "control": 0.6, "verdict": 0.5, "barriers": 1}
    )
    assert rows[COLLECTION].parts == {
        "size": 1,
        "bodies": 1,
        "outside_lead": 0,
        "control": None,
        "verdict": 0.25,
        "barriers": 0,
    }
    # Weights 20, 15, 25, 10, 20, 10; of collection 10 is left out, since nothing says who decides.
    assert rows[DISPOSAL].score == pytest.approx(
        0.20 * 0.5 + 0.15 * (1 / 0.52 - 1) + 0.25 + 0.10 * 0.6 + 0.20 * 0.5 + 0.10
    )
    assert rows[COLLECTION].score == pytest.approx((20 + 15 + 20 * 0.25) / 90)
    assert [(row.rank, row.category) for row in found.rows] == [(1, DISPOSAL), (2, COLLECTION)]


def test_a_weight_changes_the_order() -> None:
    found = shortlist(held(), dict.fromkeys(WEIGHTS, 0) | {"size": 1}, level=4)
    assert [row.category for row in found.rows] == [COLLECTION, DISPOSAL]
    assert found.weights["size"] == 1


def test_weights_that_are_none_are_a_callers_fault() -> None:
    for weights in ({"sise": 1}, {"size": -1}, dict.fromkeys(WEIGHTS, 0)):
        with pytest.raises(ValueError, match="weights"):
            shortlist(held(), weights)


def test_evidence_lifts_a_category_and_its_activity_has_a_row() -> None:
    items = (
        delivery(1, 1, "ab", category=COLLECTION, cost_pence=50_00),
        delivery(2, 2, category=COLLECTION, cost_pence=30_00),
    )
    found = shortlist(held(deep=deep(*items)), level=4)
    row = next(row for row in found.rows if row.category == COLLECTION)
    assert (row.verdict, row.parts["verdict"]) == ("duplication evidenced", 1)
    (activity,) = found.activities
    assert (activity.title, activity.amount_pence, activity.outside_lead_pence, activity.verdict) == (
        "assess",
        80_00,
        30_00,
        "duplication evidenced",
    )


def test_an_activity_whose_costs_are_not_known_has_blanks_and_no_noughts() -> None:
    (activity,) = shortlist(held(deep=deep(delivery(1, 1, "ab"), delivery(2, 2))), level=4).activities
    assert (activity.amount_pence, activity.outside_lead_pence) == (None, None)
    assert (activity.parts["size"], activity.parts["bodies"], activity.parts["outside_lead"]) == (None, None, None)


def many(amounts: list[int]) -> Shortlist:
    cells: list[Cell] = []
    codes = ["05.1.0/collection", "05.1.0/disposal", "09.1", "01.3.3", "05.1.0", "01", "09"]
    for n, (code, amount) in enumerate(zip(codes, amounts, strict=False)):
        cells += [cell(1, amount, category=code), cell(2 + n % 2, amount // (n + 2) + 1, category=code)]
    return shortlist(facts(*cells, agencies=BODIES), level=1)


@given(st.lists(st.integers(1, 10_000), min_size=1, max_size=7))
def test_scores_and_parts_are_shares_and_each_weight_is_moved_twice(amounts: list[int]) -> None:
    found = many(amounts)
    for row in found.rows:
        assert 0 <= row.score <= 1
        assert all(part is None or 0 <= part <= 1 for part in row.parts.values())
    assert [row.score for row in found.rows] == sorted((row.score for row in found.rows), reverse=True)
    assert [item.part for item in found.sensitivity] == [name for name in WEIGHTS for _ in range(2)]
    assert all(item.holds == (not item.leaves and not item.enters) for item in found.sensitivity)
