"""Volumes: what a unit costs, failure demand at most, and organisations compared on one unit and basis."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.outcome_factories import examples
from tpdesk.calc.volumes import comparison_lines, median, unit_costs
from tpdesk.domain.results.volumes import UnitCostsResult, UnitVolume
from tpdesk.domain.volume import DEMANDS, NOT_STATED, DeliveryCost, VolumeFact
from tpdesk.units import decimal_text


def entry(units: int, demand: str = "first request", cost: int | None = None, **said: Any) -> VolumeFact:
    fields: dict[str, Any] = {
        "number": 1, "agency": "Havering", "unit": "contact", "category": "", "delivery": 0, "channel": "",
        "basis": "gross" if cost is not None else "",
    } | said  # fmt: skip
    return VolumeFact(demand=demand, units=units, cost_pence=cost, **fields)


def costs(*entries: VolumeFact, **said: Any) -> UnitCostsResult:
    return unit_costs("London", 2008, entries, **said)


def row_of(*entries: VolumeFact, **said: Any) -> UnitVolume:
    (row,) = costs(*entries, **said).rows
    return row


HAVERING = (entry(61_000, cost=51_500_000), entry(20_000, "chasing"), entry(13_500, "wrong place"))


def worked(row: UnitVolume) -> dict[str, Any]:
    share = row.failure_share
    return {
        "number": row.number, "cost": row.cost_pence, "unit_cost": row.pence_per_unit,
        "failure_number": row.failure_number, "failure_share": None if share is None else decimal_text(share, 4),
        "failure_cost_at_most": row.failure_pence,
    }  # fmt: skip


def test_havering_and_waltham_forest_are_those_of_the_examples(shared: Path) -> None:
    assert worked(row_of(*HAVERING)) == examples(shared, "unit_costs")["Havering / contact / 2008-09"]
    other = row_of(entry(80_000, agency="Waltham Forest"))
    assert worked(other) == examples(shared, "unit_costs")["Waltham Forest / contact / 2008-09"]


def test_a_contact_in_havering_costs_5_45_and_failure_demand_182_566_14_at_most() -> None:
    assert worked(row_of(*HAVERING)) == {
        "number": 94_500, "cost": 51_500_000, "unit_cost": 545, "failure_number": 33_500, "failure_share": "0.3545",
        "failure_cost_at_most": 18_256_614,
    }  # fmt: skip


def test_no_unit_cost_without_a_cost_a_basis_or_a_unit() -> None:
    assert row_of(entry(80_000)).pence_per_unit is None
    without = row_of(entry(80_000, cost=100, basis=""))
    assert (without.pence_per_unit, [issue.code for issue in without.issues]) == (None, ["cost-without-basis"])
    assert row_of(entry(0, cost=0)).pence_per_unit is None


@pytest.mark.parametrize(
    ("entries", "cost", "code"),
    [
        ((entry(5, cost=100), entry(5, "chasing", cost=200)), 300, None),
        ((entry(5, cost=100), entry(5, "chasing", cost=100)), None, "same-cost-on-each"),
        ((entry(5, cost=100), entry(5, "chasing", cost=200), entry(5, "repeat")), None, "cost-of-some"),
        ((entry(5, cost=100), entry(5, "chasing", basis="direct")), 100, "cost-bases-differ"),
        ((entry(5, cost=100), entry(10, "")), 100, "demand-not-stated"),
        ((entry(5, cost=100), entry(10, "chasing")), 100, None),
    ],
)
def test_a_cost_that_cannot_be_told_gives_no_unit_cost(
    entries: tuple[VolumeFact, ...], cost: int | None, code: str | None
) -> None:
    row = row_of(*entries)
    assert (row.cost_pence, [issue.code for issue in row.issues]) == (cost, [code] if code else [])
    assert (row.pence_per_unit is None) == (code is not None and code != "demand-not-stated")


def test_demand_without_a_kind_is_not_known_and_never_zero() -> None:
    row = row_of(entry(10, "", cost=100))
    assert (row.failure_number, row.failure_share, row.failure_pence) == (None, None, None)
    assert row.by_demand == {NOT_STATED: 10}


def test_which_kinds_are_failure_demand_is_a_setting() -> None:
    assert row_of(*HAVERING, failure=("chasing",)).failure_number == 20_000
    assert row_of(*HAVERING, failure=DEMANDS).failure_share == 1


def test_a_deliverys_cost_is_taken_only_of_the_same_organisation_and_year_on_a_stated_basis() -> None:
    of: dict[str, Any] = {"delivery": 7, "basis": "direct"}
    cost = {7: DeliveryCost("Havering", 2008, 500)}
    assert row_of(entry(10, **of), deliveries=cost).pence_per_unit == 50
    assert row_of(entry(10, cost=900, **of), deliveries=cost).pence_per_unit == 90
    assert row_of(entry(10, delivery=7), deliveries=cost).cost_pence is None
    for other in (DeliveryCost("Brent", 2008, 500), DeliveryCost("Havering", 2009, 500)):
        row = row_of(entry(10, **of), deliveries={7: other})
        assert (row.cost_pence, [issue.code for issue in row.issues]) == (None, ["delivery-of-another"])


def test_organisations_are_compared_on_one_unit_and_basis() -> None:
    result = costs(
        entry(100, cost=1_000, agency="Ash"), entry(100, cost=2_000, agency="Beech"),
        entry(10, cost=500, agency="Cedar"), entry(10, cost=9_000, agency="Elm", basis="direct"),
        entry(10, cost=9_000, agency="Fir", unit="visit"), entry(10, agency="Gorse"),
    )  # fmt: skip
    (one,) = result.comparisons
    assert [row.agency for row in one.rows] == ["Ash", "Beech", "Cedar"]
    assert [one.least, one.median, one.most] == [10, 20, 50]
    assert [one.at_median_pence(row) for row in one.rows] == [2_000, 2_000, 200]
    words = " ".join(comparison_lines(result))
    assert "£0.10 to £0.50, median £0.20" in words
    assert "Cedar: 10 at the median's cost come to £2.00, £3.00 less than its own cost." in words
    assert "arithmetic, not a saving" in words


def test_one_organisation_alone_is_not_compared_with_itself() -> None:
    two = costs(entry(10, cost=10, category="10.4"), entry(10, cost=20, category="10.2"))
    assert len(two.rows) == 2
    assert two.comparisons == ()


def test_the_median_of_an_even_number_is_the_mean_of_the_middle() -> None:
    assert median([Fraction(1), Fraction(2), Fraction(4), Fraction(9)]) == 3


entries = st.lists(
    st.builds(
        entry, st.integers(0, 10**6), st.sampled_from(("", *DEMANDS)), st.none(),
        agency=st.sampled_from(("Ash", "Beech")), unit=st.sampled_from(("contact", "visit")),
    ), min_size=1, max_size=8,
)  # fmt: skip


@settings(max_examples=80)
@given(entries, st.integers(0, 10**12))
def test_kinds_add_up_to_all_and_unit_cost_times_number_is_the_cost_within_rounding(
    facts: list[VolumeFact], cost: int
) -> None:
    paid = entry(facts[0].units, facts[0].demand, cost, agency="Ash", unit="contact")
    result = costs(paid, *facts)
    assert sum(row.number for row in result.rows) == paid.units + sum(one.units for one in facts)
    for row in result.rows:
        assert sum(row.by_demand.values()) == row.number
        if row.pence_per_unit is not None:
            assert row.cost_pence is not None
            assert abs(row.pence_per_unit * row.number - row.cost_pence) * 2 <= row.number
            assert row.failure_pence is None or 0 <= row.failure_pence <= row.cost_pence
