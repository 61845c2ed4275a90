"""Business cases: the worked figures to the penny, an oracle of another kind, and what holds for every case."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.case_factories import PARTIES, case_of, cases, examples, unit_values
from tests.oracle.casing import totals
from tpdesk.calc.cases.checking import ask_case, refuse_case
from tpdesk.calc.cases.ranges import delay_case, spread_case
from tpdesk.calc.cases.sentences import when_paid_back, who_gains
from tpdesk.calc.cases.total import count_case, discount_factors, in_force, payback, worst_grade
from tpdesk.domain.case import Case, CaseBenefit, CaseCost, CasePayment, UnitValue
from tpdesk.domain.results.case import CaseResult
from tpdesk.models.case_tables import seed_tables
from tpdesk.units import decimal_text, largest_remainder

TABLES = seed_tables()
ONE = Fraction(1)
FEW = settings(max_examples=25)


def fraction(text: str) -> Fraction:
    return Fraction(text)


def value(pence: int = 2_000_000, **other: object) -> UnitValue:
    said = {
        "type": "fiscal",
        "pence": pence,
        "price_year": 2025,
        "shares": {"Council": ONE},
        "cashable": Fraction(1, 2),
    }
    return UnitValue(**{**said, **other})  # type: ignore[arg-type]


def benefit(**other: object) -> CaseBenefit:
    said = {
        "title": "Evictions avoided", "population": Fraction(40), "take_up": Fraction(1, 2), "impact": Fraction(1, 2),
        "deadweight": Fraction(1, 5), "phasing": (Fraction(0), Fraction(1, 2), ONE, ONE), "values": (value(),),
        "grades": (2, 4, 3),
    }  # fmt: skip
    return CaseBenefit(**{**said, **other})  # type: ignore[arg-type]


def small(**other: object) -> Case:
    """Return the example by hand of the requirements, section 5."""
    said = {
        "title": "Small", "place": "Testshire", "start": 2025, "years": 4, "price_base": 2025,
        "counterfactual": "Evictions go on.", "partners": ("Council",), "benefits": (benefit(),),
        "costs": (CaseCost("One worker", "Council", "revenue", (5_000_000, 5_000_000, 5_000_000, 0), 2025, 2),),
    }  # fmt: skip
    return Case(**{**said, **other})  # type: ignore[arg-type]


def count(case: Case) -> CaseResult:
    return count_case(case, TABLES)


def test_the_small_example_by_hand() -> None:
    found = count(small())
    assert found.total.costs == (5_250_000, 5_250_000, 5_250_000, 0)
    assert found.total.fiscal == (0, 6_800_000, 13_600_000, 13_600_000)
    assert found.total.net == (-5_250_000, 1_550_000, 8_350_000, 13_600_000)
    assert found.total.net_cashable == (-5_250_000, -1_850_000, 1_550_000, 6_800_000)
    assert (found.pv["costs"], found.pv["fiscal"], found.pv["cashable"]) == (15_223_395, 31_532_215, 15_766_107)
    assert found.budget_impact_pence == -16_308_820
    assert (found.payback_fiscal, found.payback_cashable) == ("2027-28", "2028-29")
    cash = found.per_cost("cashable")
    assert cash is not None
    assert decimal_text(cash, 6) == "1.035650"
    assert found.switching["all benefits"].npsv is not None
    assert found.switching["all benefits"].words == "all benefits would have to fall to 48.3% of what is planned"


def test_a_benefit_that_lasts_and_drops() -> None:
    lasting = benefit(phasing=(ONE,) * 4, lasts=3, drop_off=Fraction(2, 5))
    assert [decimal_text(one) for one in in_force(lasting, 4)] == ["1", "1.6", "1.96", "1.96"]
    found = count(small(benefits=(lasting,)))
    assert found.values[0].pence == (13_600_000, 21_760_000, 26_656_000, 26_656_000)
    assert found.npsv_pence == 68_326_606
    later = replace(lasting, lag=1)
    assert in_force(later, 4) == (0, *in_force(lasting, 4)[:3])


def test_a_job_is_worth_what_is_not_a_transfer() -> None:
    """DWP £9,234 (benefits and taxes), NHS £566, economic £14,044: public value £14,610, not £23,844."""
    worth = (
        value(923_400, is_transfer=True), value(56_600),
        value(1_404_400, type="economic", cashable=Fraction(0)),
    )  # fmt: skip
    one_job = benefit(
        population=ONE, take_up=ONE, impact=ONE, deadweight=Fraction(0), phasing=(ONE,), grades=(1, 1, 1), values=worth
    )
    found = count(small(years=1, costs=(), benefits=(one_job,)))
    assert found.public_value == (1_461_000,)
    assert found.total.fiscal == (980_000,)


def test_the_examples_agree_with_the_oracle_too(shared: Path) -> None:
    for name in ("small", "realistic", "lasting"):
        case = case_of(examples(shared)[name]["input"])
        assert refuse_case(case, TABLES) == ()
        assert totals(case, TABLES)["npsv"] == examples(shared)[name]["output"]["npsv"]


def test_discount_factors_of_both_schedules_change_after_thirty_years() -> None:
    standard = discount_factors(TABLES.rates["standard"], 60)
    assert [decimal_text(standard[year], 6) for year in (0, 1, 5, 10, 30, 31)] == [
        "1.000000", "0.966184", "0.841973", "0.708919", "0.356278", "0.345901",
    ]  # fmt: skip
    health = discount_factors(TABLES.rates["health"], 60)
    assert health[30] / health[31] == fraction("1.0129")
    assert health[29] / health[30] == fraction("1.015")


def test_payback_in_words() -> None:
    assert payback([-1, 2, -3, 5], 2025, has_outlay=True) == "2028-29"
    assert payback([1, 1], 2025, has_outlay=True) == "2025-26"
    assert payback([-1, 0], 2025, has_outlay=True) == "not within 2 years"
    assert payback([5, 5], 2025, has_outlay=False) == "none needed"


def test_who_gains_and_when_it_is_paid_back_in_one_sentence_each() -> None:
    found = count(small())
    assert who_gains(found) == "No organisation pays more than it gains; Council gains most, £163k more than it pays."
    assert when_paid_back(found) == "Paid back by value in 2027-28, in cash in 2028-29."
    unpaid = count(small(benefits=()))
    assert who_gains(unpaid) == "No organisation gains more than it pays; Council pays most, £152k more than it gains."
    assert when_paid_back(unpaid) == "Not paid back within 4 years, by value or in cash."
    free = count(small(costs=()))
    assert when_paid_back(free) == "Nothing is paid out, so nothing has to be paid back."
    assert who_gains(count(small(costs=(), benefits=()))) == "No organisation pays more or less than it gains."
    dear = replace(small().costs[0], agency="Landlord", amounts=(1, 0, 0, 0))
    both = count(small(costs=(dear,), benefits=(benefit(values=(value(cashable=ONE),)),)))
    assert who_gains(both).startswith("Council gains £315k more than it pays; Landlord pays £0")
    assert when_paid_back(both) == "Paid back in 2026-27, by value and in cash."
    one_year = small(years=1, benefits=(), costs=(replace(dear, amounts=(5_000,)),))
    assert when_paid_back(count(one_year)) == "Not paid back within 1 year, by value or in cash."


def test_a_grade_that_is_not_given_is_the_worst_and_age_follows_the_unit_values() -> None:
    assert worst_grade(small(), benefit(grades=(None, 1, 1))) == 6
    for price_year, grade in ((2025, 1), (2024, 2), (2021, 5), (2020, 5), (2019, 6)):
        aged = benefit(grades=(1, 1, None), values=(value(price_year=price_year),))
        assert worst_grade(small(), aged) == grade, price_year
    codes = {issue.code for issue in count(small(benefits=(benefit(grades=(None, 1, 1)),))).issues}
    assert "no-grade" in codes


def test_what_to_ask_about() -> None:
    def asked(**other: object) -> list[str]:
        return [issue.code for issue in ask_case(small(benefits=(benefit(**other),)), TABLES)]

    assert asked() == []
    assert asked(impact=Fraction(25))[0] == "large-impact"
    assert asked(impact=Fraction(5)) == []
    assert "large-value" in asked(values=(value(2_000_000_000),))
    assert asked(values=(value(basis="average"),)) == ["average-cost"]
    assert asked(values=(value(source="HE7.0, average"),)) == ["average-cost"]
    assert asked(values=(value(source="HE7.0, average", basis="marginal"),)) == []
    assert asked(values=(value(price_year=2013),))[0] == "old-unit-value"
    assert "distorted-prices" in asked(values=(value(price_year=2020),))
    assert asked(values=(value(), value())) == ["counted-twice"]
    assert asked(values=(value(price_year=2024),))[-2:] == ["deflator", "forecast-prices"]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"years": 0}, "0 years: a case has 1 to 60"),
        ({"years": 61}, "61 years: a case has 1 to 60"),
        ({"schedule": "mine"}, "no discount schedule called mine: there are health and standard"),
        ({"price_base": 1948}, "price base: no deflator for 1948-49"),
        ({"costs": (CaseCost("A", "B", "revenue", (1, 2), 2025, 1),)}, "cost A: 2 amounts for 4 years"),
        ({"costs": (CaseCost("A", "B", "revenue", (-1, 0, 0, 0), 2025, 1),)}, "cost A: an amount is below zero"),
        ({"benefits": (benefit(take_up=Fraction(60)),)}, "benefit Evictions avoided: take-up is 60, and must be"),
        ({"benefits": (benefit(values=()),)}, "benefit Evictions avoided: no value"),
        ({"benefits": (benefit(lasts=0),)}, "it lasts 1 year or more"),
        ({"benefits": (benefit(ranges={"impact": (ONE, Fraction(0))}),)}, "the range of impact goes from 1 down to 0"),
        ({"benefits": (benefit(ranges={"take_up": (ONE, Fraction(2))}),)}, "the range of take-up leaves what it"),
        ({"payments": (CasePayment("A", "a", (0,) * 4, 2025),)}, "payment A to a: an organisation does not pay itself"),
        ({"payments": (CasePayment("A", "B", (0,) * 3, 2025),)}, "payment A to B: 3 amounts for 4 years"),
        ({"counterfactual": " "}, "no counterfactual: say what would happen anyway"),
        (
            {"benefits": (benefit(values=(value(shares={"A": Fraction(1, 2), "B": Fraction(2, 5)}),)),)},
            "benefit Evictions avoided fiscal: shares add to 0.9, not 1",
        ),
        ({"benefits": (benefit(values=(value(shares={"A": Fraction(3, 2), "B": Fraction(-1, 2)}),)),)}, "below 0"),
        ({"benefits": (benefit(phasing=(ONE,)),)}, "benefit Evictions avoided: 1 phasing shares for 4 years"),
        ({"benefits": (benefit(has_control_group=True),)}, "against a control group, so deadweight must be 0"),
        ({"benefits": (benefit(values=(value(type="social"),)),)}, "social: only fiscal values can be cashable or a"),
        (
            {"benefits": (benefit(values=(value(type="economic", cashable=Fraction(0), is_transfer=True),)),)},
            "economic: only fiscal values can be cashable or a transfer payment",
        ),
        (
            {"costs": (CaseCost("One worker", "A", "revenue", (1,) * 4, 1948, 1),)},
            "cost One worker: no deflator for 1948-49",
        ),
        ({"costs": (CaseCost("A", "B", "revenue", (1,) * 4, None, 1),), "start": 2028}, "no deflator for 2031-32"),
    ],
)  # fmt: skip
def test_what_stands_in_the_way_is_named(change: dict[str, object], words: str) -> None:
    assert any(words in problem for problem in refuse_case(small(**change), TABLES)), words


def test_ends_of_ranges_and_a_delay() -> None:
    ranged = benefit(ranges={"take_up": (Fraction(1, 4), Fraction(3, 4)), "deadweight": (Fraction(0), Fraction(2, 5))})
    cost = replace(small().costs[0], range=(Fraction(9, 10), Fraction(3, 2)))
    case = small(costs=(cost,), benefits=(ranged,))
    spread = spread_case(case, TABLES)
    assert spread.runs is None
    worst = small(
        costs=(replace(cost, amounts=(7_500_000, 7_500_000, 7_500_000, 0)),),
        benefits=(replace(ranged, take_up=Fraction(1, 4), deadweight=Fraction(2, 5)),),
    )
    assert spread.low.npsv_pence == count(worst).npsv_pence
    assert spread.central.npsv_pence == count(case).npsv_pence
    assert [row.what for row in spread.tornado] == ["take_up", "deadweight", "cost"]
    assert spread.delayed.values[0].pence == (0, 0, 6_800_000, 13_600_000)
    one, two = (spread_case(case, TABLES, runs=300, seed=seed).runs for seed in (7, 7))
    assert one == two
    assert one is not None
    assert one != spread_case(case, TABLES, runs=300, seed=8).runs
    assert spread.low.npsv_pence <= one.npsv[5] <= one.npsv[50] <= one.npsv[95] <= spread.high.npsv_pence


def test_a_case_that_costs_nothing_has_no_ratio() -> None:
    found = count(small(costs=()))
    assert found.per_cost("fiscal") is None
    assert found.payback_fiscal == "none needed"
    assert found.switching["all costs"].words == "no value of this alone turns it"


# -- what holds for every case


@FEW
@given(cases())
def test_a_random_case_agrees_with_the_oracle(case: Case) -> None:
    assert refuse_case(case, TABLES) == ()
    found, other = count(case), totals(case, TABLES)
    assert {name: found.pv[name] for name in found.pv if name in other} == {
        name: pence for name, pence in other.items() if name in found.pv
    }
    assert (found.npsv_pence, found.budget_impact_pence) == (other["npsv"], other["budget_impact"])


@FEW
@given(cases())
def test_payments_add_to_nothing_parts_to_the_whole_and_cash_is_part_of_fiscal(case: Case) -> None:
    found = count(case)
    assert not any(found.total.payments)
    for one in found.values:
        assert tuple(map(sum, zip(*one.by_party.values(), strict=True))) == one.pence
        assert tuple(map(sum, zip(*one.cashable_by_party.values(), strict=True))) == one.cashable
        assert all(0 <= cash <= whole for cash, whole in zip(one.cashable, one.pence, strict=True))
    for name in ("costs", "fiscal", "cashable", "payments", "economic", "social", "net", "net_cashable"):
        rows = [getattr(row.flows, name) for row in found.parties]
        assert tuple(map(sum, zip(*rows, strict=True))) == getattr(found.total, name)
    nets = tuple(fiscal - cost for fiscal, cost in zip(found.total.fiscal, found.total.costs, strict=True))
    assert found.total.net == nets


@FEW
@given(cases())
def test_the_organisations_net_values_add_up_to_the_cases(case: Case) -> None:
    found = count(case)
    apart = sum(row.pv["net"] for row in found.parties)
    assert abs(apart - (found.pv["fiscal"] - found.pv["costs"])) <= len(found.parties) + 2


@FEW
@given(cases())
def test_the_ratio_is_above_one_where_the_value_is_above_zero(case: Case) -> None:
    found = count(case)
    ratio = found.per_cost("public_value")
    if ratio is None:
        assert found.pv["costs"] == 0
    elif abs(found.npsv_pence) > 1:
        assert (ratio > 1) == (found.npsv_pence > 0)


@FEW
@given(cases(), st.integers(2, 50))
def test_a_multiple_of_everything_leaves_the_ratios(case: Case, times: int) -> None:
    found = count(case)
    grown = replace(
        case,
        costs=tuple(replace(one, amounts=tuple(amount * times for amount in one.amounts)) for one in case.costs),
        benefits=tuple(replace(one, population=one.population * times) for one in case.benefits),
        payments=tuple(replace(one, amounts=tuple(amount * times for amount in one.amounts)) for one in case.payments),
    )
    more = count(grown)
    slack = times * case.years * 12
    assert abs(more.npsv_pence - found.npsv_pence * times) <= slack
    assert abs(more.budget_impact_pence - found.budget_impact_pence * times) <= slack
    assert all(abs(more.pv[name] - pence * times) <= slack for name, pence in found.pv.items())
    assert_same_ratios(found, more, slack)


@FEW
@given(cases(), st.integers(1, 5))
def test_a_worse_grade_and_a_delay_never_raise_a_case(case: Case, grade: int) -> None:
    graded = replace(
        case,
        costs=tuple(replace(one, grade=grade, upper=None) for one in case.costs),
        benefits=tuple(replace(one, grades=(grade, grade, grade)) for one in case.benefits),
    )
    worse = replace(
        graded,
        costs=tuple(replace(one, grade=grade + 1) for one in graded.costs),
        benefits=tuple(replace(one, grades=(grade, grade + 1, grade)) for one in graded.benefits),
    )
    assert count(worse).npsv_pence <= count(graded).npsv_pence
    # Prices of their own year rise with it: there a later unit is worth more.
    if all(one.price_year is not None for each in case.benefits for one in each.values):
        assert count(delay_case(case)).pv["public_value"] <= count(case).pv["public_value"]


@FEW
@given(cases(), st.sampled_from([2013, 2024, 2030]))
def test_another_price_base_multiplies_all_by_one_factor(case: Case, base: int) -> None:
    found, other = count(case), count(replace(case, price_base=base))
    factor = TABLES.deflators.ratio(case.price_base, base)
    assert factor is not None
    for name, pence in found.pv.items():
        assert abs(other.pv[name] - pence * factor) <= 20 * case.years
    assert_same_ratios(found, other, 20 * case.years)


def assert_same_ratios(one: CaseResult, other: CaseResult, slack: int) -> None:
    """Each ratio is the same but for what `slack` pence on either side can do to it."""
    for gain in ("fiscal", "cashable", "public_value"):
        first, second = one.per_cost(gain), other.per_cost(gain)
        if first is None or second is None:
            assert one.pv["costs"] <= slack
        else:
            assert abs(first - second) <= Fraction(slack, other.pv["costs"]) * (2 + abs(first))


@FEW
@given(cases())
def test_a_switching_value_put_back_brings_the_value_to_nothing(case: Case) -> None:
    found = count(case)
    for number, cost in enumerate(case.costs):
        factor = found.switching[f"cost: {cost.title}"].npsv
        if factor is not None and factor >= 0:
            costs = (*case.costs[:number], replace(cost, factor=factor), *case.costs[number + 1 :])
            assert abs(count(replace(case, costs=costs)).npsv_pence) <= (factor + 3) * case.years
    for number, one in enumerate(case.benefits):
        factor = found.switching[f"benefit: {one.title}"].npsv
        if factor is not None and factor >= 0:
            moved = replace(one, population=one.population * factor)
            benefits = (*case.benefits[:number], moved, *case.benefits[number + 1 :])
            assert abs(count(replace(case, benefits=benefits)).npsv_pence) <= (factor + 3) * 4 * case.years


@FEW
@given(cases())
def test_payments_that_mirror_each_other_change_no_total(case: Case) -> None:
    mirrored = tuple(replace(one, payer=one.receiver, receiver=one.payer) for one in case.payments)
    found, other = count(replace(case, payments=())), count(replace(case, payments=(*case.payments, *mirrored)))
    assert (found.total, found.pv) == (other.total, other.pv)
    assert {row.name: row.pv for row in found.parties} == {
        row.name: row.pv for row in other.parties if row.name in {one.name for one in found.parties}
    }


@given(unit_values(), st.integers(-(10**9), 10**9))
def test_parts_by_shares_never_differ_from_the_exact_share_by_a_penny(one: UnitValue, pence: int) -> None:
    assume(sum(one.shares.values()) == 1)
    names = sorted(one.shares)
    for name, part in zip(names, largest_remainder(pence, [one.shares[name] for name in names]), strict=True):
        assert abs(part - pence * one.shares[name]) < 1
    assert set(names) <= set(PARTIES)
