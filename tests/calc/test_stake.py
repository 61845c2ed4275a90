"""Spend at stake: an upper bound with its grade, blank where two bodies' costs are not known."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from tests.dive_factories import deep, delivery
from tests.factories import agency, facts
from tpdesk.calc.evidence import stake, stake_words
from tpdesk.domain.dive_facts import DeliveryFact
from tpdesk.domain.evidence import Stake

BANDS = {1: Fraction(2, 100), 4: Fraction(15, 100), 6: Fraction(25, 100)}


def of(*deliveries: DeliveryFact) -> Stake:
    bodies = tuple(agency(n, "ab") for n in range(1, 6))
    return stake(facts(agencies=bodies, deep=deep(*deliveries), bands=BANDS), deliveries, "assess", "older people")


def test_a_county_over_two_districts() -> None:
    # £500 of the county, £300 and £100 of districts that do not meet: at most £400 can coincide.
    found = of(
        delivery(1, 1, "ab", cost_pence=500_00), delivery(2, 2, "a", cost_pence=300_00),
        delivery(3, 3, "b", cost_pence=100_00)
    )  # fmt: skip
    assert (found.known_pence, found.bound_pence) == (900_00, 400_00)


def test_what_is_passed_on_is_another_bodys_cost() -> None:
    found = of(delivery(1, 1, cost_pence=500_00, passed_on_pence=450_00), delivery(2, 2, cost_pence=450_00))
    assert (found.known_pence, found.bound_pence) == (500_00, 50_00)


def test_with_one_cost_not_known_the_bound_is_all_that_is_known() -> None:
    found = of(delivery(1, 1, cost_pence=500_00, grade=1), delivery(2, 2), delivery(3, 3, cost_pence=20_00, grade=4))
    assert (found.bound_pence, found.unknown, found.low_pence, found.grade) == (520_00, ("Body 2",), None, 4)
    assert "The cost of Body 2 is not known: this is all the known cost." in stake_words(found)


def test_with_two_costs_not_known_it_is_not_known_and_never_nought() -> None:
    found = of(delivery(1, 1), delivery(2, 2), delivery(3, 3, cost_pence=20_00))
    assert found.bound_pence is None
    assert (
        stake_words(found)
        == "Spend at stake, assess for older people: not known, since the cost of Body 1 and Body 2 is not known."
    )


def test_a_body_with_one_cost_known_and_one_not_is_not_known() -> None:
    found = of(delivery(1, 1, cost_pence=500_00), delivery(2, 1), delivery(3, 2, cost_pence=20_00))
    assert (found.unknown, found.bound_pence) == (("Body 1",), 520_00)


def test_the_worst_grade_governs_and_the_bands_give_low_and_high() -> None:
    # 100 at 15% and 80 at 2%: the lesser is 78.40 to 81.60, and at the low end the first is 85.
    found = of(delivery(1, 1, cost_pence=100_00, grade=4), delivery(2, 2, cost_pence=80_00, grade=1))
    assert (found.bound_pence, found.low_pence, found.high_pence, found.grade) == (80_00, 78_40, 81_60, 4)
    assert "at most £80.00 (low £78.40, high £81.60), grade 4" in stake_words(found)


def test_a_cost_without_a_grade_has_no_band() -> None:
    found = of(delivery(1, 1, cost_pence=100_00, grade=4), delivery(2, 2, cost_pence=80_00))
    assert (found.low_pence, found.high_pence, found.grade, found.ungraded) == (None, None, 4, 1)
    assert "grade 4, 1 cost without a grade" in stake_words(found)


costs = st.lists(
    st.tuples(st.integers(1, 5), st.sampled_from(["a", "b", "ab", ""]), st.integers(0, 10_000),
        st.sampled_from([1, 4, 6])),
    min_size=1, max_size=8,
)  # fmt: skip


@given(costs, st.data())
def test_low_and_high_hold_whatever_each_cost_is_within_its_band(
    items: list[tuple[int, str, int, int]], data: st.DataObject
) -> None:
    found = of(
        *(
            delivery(n, body, areas, cost_pence=cost, grade=grade)
            for n, (body, areas, cost, grade) in enumerate(items, 1)
        )
    )
    assert found.low_pence is not None
    assert found.high_pence is not None
    assert found.low_pence <= (found.bound_pence or 0) <= found.high_pence
    moved = [
        (body, areas, round(cost * (1 + data.draw(st.sampled_from([-1, 0, 1])) * BANDS[grade])), grade)
        for body, areas, cost, grade in items
    ]
    other = of(
        *(
            delivery(n, body, areas, cost_pence=cost, grade=grade)
            for n, (body, areas, cost, grade) in enumerate(moved, 1)
        )
    )
    # Each cost is rounded to the penny by itself here, each body's sum there.
    assert found.low_pence - len(items) <= (other.bound_pence or 0) <= found.high_pence + len(items)
