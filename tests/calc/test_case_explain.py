"""Figures of business cases walked back: to the typed amount, each factor, correction and rounding on the way."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings

from tests.calc.test_cases import ONE, TABLES, benefit, count, small, value
from tests.case_factories import cases
from tpdesk.calc.cases.explain import MEASURES, explain_case
from tpdesk.domain.case import Case, CasePayment
from tpdesk.domain.figure import Explanation, Figure
from tpdesk.errors import UsageProblem
from tpdesk.units import year_text


def explained(case: Case, measure: str = "", **named: str) -> Explanation:
    figure = replace(Figure("case", case=case.title, measure=measure), **named)  # type: ignore[arg-type]
    return explain_case(case, TABLES, count(case), figure)


def walked(case: Case, found: Explanation) -> Iterator[Explanation]:
    """Yield an explanation and all that its parts lead to."""
    yield found
    for part in found.parts:
        if part.figure is not None:
            deeper = explain_case(case, TABLES, count(case), part.figure)
            # A year is not discounted; every other part is the figure that it leads to.
            if not part.figure.in_year:
                assert abs(deeper.number or 0) == abs(part.pence)
            yield from walked(case, deeper)


def test_what_a_council_pays_comes_down_to_what_was_typed() -> None:
    found = explained(small(), "pays", agency="council")
    assert (found.title, found.value) == ("Council: pays. Business case 'Small'", "£152,233.95")
    assert [(part.name, part.pence, part.note) for part in found.parts] == [("One worker", 15_223_395, "revenue")]
    years = explained(small(), "pays", agency="Council", line="one worker")
    assert [(part.name, part.pence) for part in years.parts] == [
        ("2025-26: £52,500.00 x 1.000000", 5_250_000), ("2026-27: £52,500.00 x 0.966184", 5_072_464),
        ("2027-28: £52,500.00 x 0.933511", 4_900_931),
    ]  # fmt: skip
    year = explained(small(), "pays", agency="Council", line="One worker", in_year="2026-27")
    assert [(part.name, part.pence) for part in year.parts] == [
        ("£50,000.00 typed in prices of 2025-26", 5_000_000), ("+ 5% for optimism: grade 2", 250_000),
    ]  # fmt: skip
    assert "not discounted" in year.basis.sentence()
    assert year.lines is None


def test_a_benefit_comes_down_to_people_units_prices_correction_cash_and_share() -> None:
    shared = value(
        790_000, price_year=2010, unit="person year", shares={"Burnley": Fraction(3, 5), "DWP": Fraction(2, 5)}
    )
    case = small(price_base=2024, partners=("Burnley",), benefits=(benefit(values=(shared,)),))
    found = explained(case, "cash", agency="Burnley", line="Evictions avoided", in_year="2026-27")
    assert found.formula[0] == ("40 people x 0.5 take-up x 0.5 impact x (1 - 0.2) deadweight = 8 units a year at full")
    assert [part.name for part in found.parts] == [
        "8 units at full x £7,900.00 a person year in prices of 2010-11",
        "x 100 / 68.8561 to prices of 2024-25", "x 0.5000 in force in 2026-27",
        "- 15% for optimism: the worst grade is 4", "x 50% that can leave a budget", "x 60%, its share",
    ]  # fmt: skip
    # 8 x £7,900 x 100 / 68.8561 x 0.5 x 0.85 x 0.5 x 0.6 = £11,702.67
    assert found.number == 1_170_267 == sum(part.pence for part in found.parts)
    assert [part.pence for part in found.parts][:2] == [6_320_000, 2_858_562]


def test_a_net_is_gains_less_costs_with_payments_and_a_payment_has_two_sides() -> None:
    paid = CasePayment("ICB", "Council", (100_000, 0, 0, 0), 2025, "risk share")
    case = small(payments=(paid,))
    net = explained(case, agency="Council")
    assert [(part.name, part.pence) for part in net.parts] == [
        ("gains for the public purse", 31_532_215), ("pays", -15_223_395), ("payments, net", 100_000),
    ]  # fmt: skip
    sides = {part.name: part.pence for part in explained(case, "payments").parts}
    assert sides == {"ICB": -100_000, "Council": 100_000}
    year = explained(case, "payments", agency="ICB", line="ICB to Council", in_year="2025-26")
    assert [(part.name, part.pence) for part in year.parts] == [("£1,000.00 paid in prices of 2025-26", -100_000)]


@pytest.mark.parametrize(
    ("measure", "named", "said"),
    [
        ("profit", {}, "A case has no figure 'profit'. There are: pays"),
        ("value", {"agency": "Council"}, "of all together: no organisation has one"),
        ("net", {"line": "One worker"}, "is made of others: name one of pays"),
        ("pays", {"in_year": "2025-26"}, "of one line: name the line too"),
        ("pays", {"agency": "Councl"}, "no organisation 'Councl'. Did you mean 'Council'?"),
        ("pays", {"line": "Nobody"}, "no line 'Nobody'. There are: One worker; Evictions avoided"),
        ("pays", {"line": "One worker", "in_year": "2031-32"}, "no year '2031-32'"),
        ("gains", {"line": "One worker"}, "'One worker' has no gains"),
    ],
)
def test_what_a_case_does_not_have_is_refused(measure: str, named: dict[str, str], said: str) -> None:
    with pytest.raises(UsageProblem, match=re.escape(said)):
        explained(small(), measure, **named)


@pytest.mark.deep
@settings(max_examples=15)
@given(cases())
def test_every_figure_of_a_case_comes_down_to_parts_that_add_up_to_it(case: Case) -> None:
    result = count(case)
    for measure in MEASURES:
        for found in walked(case, explained(case, measure)):
            assert found.parts_pence == found.number
            rounding = [part.pence for part in found.parts if part.name.startswith("Rounding")]
            assert all(abs(pence) <= len(found.parts) * 2 for pence in rounding)
            if found.figure.in_year and measure == "pays" and found.figure.agency:
                at = [year_text(year) for year in result.years].index(found.figure.in_year)
                own = [
                    one for one in result.costs if one.title == found.figure.line and one.agency == found.figure.agency
                ]
                assert found.number == sum(one.pence[at] for one in own)


def test_a_value_without_rounding_parts_says_nothing_of_rounding() -> None:
    whole = small(years=1, costs=(), benefits=(benefit(phasing=(ONE,)),))
    assert "Rounding" not in str(explained(whole, "gains", line="Evictions avoided", in_year="2025-26").parts)
