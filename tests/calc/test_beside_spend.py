"""The change of an indicator beside the real change a head of its spend: four quadrants, never a ratio."""

from __future__ import annotations

from dataclasses import fields
from fractions import Fraction
from typing import Any

import pytest

from tests.factories import agency, cell, facts
from tests.outcome_factories import ground, indicator, value
from tpdesk.calc.outcomes.beside import QUADRANTS, BesideSpend, beside_spend, linked_spend, years_beside
from tpdesk.calc.outcomes.progress import outcomes
from tpdesk.calc.outcomes.words import beside_cells
from tpdesk.domain.deflators import Deflators
from tpdesk.domain.facts import Cell, Population, YearFacts
from tpdesk.domain.outcome import Indicator

FLAT = Deflators({2022: Fraction(1), 2024: Fraction(2)}, "test", "a test")
"""Prices double."""


def year(start: int, *cells: Cell, people: int = 10) -> YearFacts:
    bodies = (agency(1), agency(2))
    return facts(*cells, year=start, agencies=bodies, population=Population(people, start, None, None, ""))


def beside(of: Indicator, before: int, after: int, **said: Any) -> BesideSpend:
    years = {2022: year(2022, cell(1, before, category="05.1")), 2024: year(2024, cell(1, after, category="05.1"))}
    (found,) = beside_spend(outcomes([of], ground()), said.get("years", years), FLAT).rows
    return found


def measured(before: int, after: int, direction: str = "lower", **said: Any) -> Indicator:
    parts = (("baseline", before), ("actual", after))
    values = [value(status, numerator=part, denominator=300) for status, part in parts]
    return indicator(*values, direction=direction, categories=("05",), **said)


@pytest.mark.parametrize(
    ("after_pence", "after", "direction", "quadrant"),
    [
        (1_500, 60, "lower", "less spend, better outcome"),
        (2_500, 60, "lower", "more spend, better outcome"),
        (1_500, 60, "higher", "less spend, worse outcome"),
        (2_500, 60, "higher", "more spend, worse outcome"),
        (2_000, 60, "higher", ""),
        (2_500, 118, "lower", ""),
        (2_500, 60, "", ""),
    ],
)
def test_four_quadrants_and_none_where_nothing_is_shown(
    after_pence: int, after: int, direction: str, quadrant: str
) -> None:
    # £10.00 doubles with prices: £20.00 is the same in real terms.
    found = beside(measured(120, after, direction), 1_000, after_pence)
    assert found.quadrant == quadrant
    assert quadrant in ("", *QUADRANTS)
    assert found.spend_change_pence == (after_pence - 2_000) // 10


def test_what_was_not_tested_is_said_to_be() -> None:
    of = indicator(value("baseline", 38), value("actual", 35), categories=("05",))
    found = beside(of, 1_000, 1_500)
    assert (found.quadrant, found.is_tested) == ("less spend, better outcome", False)
    assert beside_cells(found)[2:] == (
        "£2.00 to £1.50", "-£0.50", "38% to 35%: better (not tested)", "less spend, better outcome",
    )  # fmt: skip


def test_a_hidden_figure_stands_in_no_quadrant() -> None:
    found = beside(measured(120, 7), 1_000, 1_500)
    assert (found.quadrant, found.outcome_way, beside_cells(found)[4]) == ("", "", "[c]")


def test_no_spend_of_a_year_is_said_and_never_zero() -> None:
    found = beside(measured(120, 60), 0, 0, years={2024: year(2024, cell(1, 100, category="05.1"))})
    assert (found.real, found.spend_change_pence, found.quadrant) == (None, None, "")
    assert [issue.text for issue in found.issues] == ["No spend of 2022-23 is held, so 'In care' stands beside none."]
    same = indicator(value("baseline", 38, period="2024"), value("actual", 35, period="2024-25"), categories=("05",))
    assert [issue.code for issue in beside(same, 1, 1).issues] == ["no-two-years"]


def test_organisations_in_one_year_only_are_left_out_and_said() -> None:
    years = {
        2022: year(2022, cell(1, 1_000, category="05.1"), cell(2, 400, category="05.1")),
        2024: year(2024, cell(1, 1_000, category="05.1")),
    }
    found = beside(measured(120, 60), 0, 0, years=years)
    assert found.spend_change_pence == -100
    assert [(issue.code, issue.pence) for issue in found.issues] == [("scope", -400)]


def test_linked_spend_is_that_of_the_categories_and_all_under_them_once() -> None:
    held = year(2024, cell(1, 100, category="05.1.0/collection"), cell(1, 10, category="09.1"),
        cell(2, 7, category="05.6"))  # fmt: skip
    assert dict(linked_spend(held, indicator(categories=("05", "05.1")))) == {"Body 1": 100, "Body 2": 7}
    assert dict(linked_spend(held, indicator(categories=("05.1",)))) == {"Body 1": 100}
    assert dict(linked_spend(held, indicator(dives=("None",)))) == {}


def test_an_indicator_of_an_area_or_without_links_stands_beside_nothing() -> None:
    said = (value("baseline", 38), value("actual", 35))
    assert beside_spend(outcomes([indicator(*said)], ground()), {}, FLAT).rows == ()
    area = indicator(value("actual", 35, area="ash"), categories=("05",))
    assert beside_spend(outcomes([area], ground("ash", "elm")), {}, FLAT).rows == ()


def test_the_years_are_those_of_baseline_and_actual() -> None:
    row = outcomes([measured(120, 60)], ground()).rows[0]
    assert years_beside(row) == (2022, 2024)


def test_nothing_of_it_divides_one_by_the_other() -> None:
    names = {field.name for field in fields(BesideSpend)} | {name for name in dir(BesideSpend) if name[0] != "_"}
    assert not [name for name in names if any(word in name for word in ("ratio", "per_point", "cost_of"))]
