"""What is said of a figure's money: schools, weak classes, lines that stand for several bodies, implied people,
residents of an organisation's own areas."""

from __future__ import annotations

from dataclasses import replace

from tests.factories import agency, cell, facts
from tpdesk.calc.count import count
from tpdesk.calc.explain import explain
from tpdesk.calc.overlap import overlap
from tpdesk.calc.packs.frame import population
from tpdesk.calc.pairs import pairs
from tpdesk.domain.facts import NOT_ITEMISED, Ground, Population, Wider, YearFacts
from tpdesk.domain.figure import Figure
from tpdesk.domain.results.basis import Issue


def told(found: tuple[Issue, ...], code: str) -> list[str]:
    """Return the texts of the issues of that code."""
    return [issue.text for issue in found if issue.code == code]


def test_a_weak_class_with_more_than_a_fifth_of_the_money_is_an_issue() -> None:
    known = facts(cell(1, 21, category="05.6.0"), cell(1, 79, category="05.1.0"))
    for found in (count(known), count(known, by="category"), overlap(known)):
        assert told(found.issues, "weak-large") == [
            (
                "21.0% of the money (£0.21) is in a class that says little of what the money is for: 05.6.0 "
                "Title of 05.6.0."
            )
        ]
    even = facts(cell(1, 20, category="05.6.0/rest"), cell(1, 80, category="05.1.0"))
    assert told(count(even).issues, "weak-large") == [], "a fifth is not more than a fifth"
    assert told(count(facts(cell(1, 30, category="05.6.0/rest"), cell(1, 70))).issues, "weak-large")


def test_schools_are_those_that_councils_maintain() -> None:
    county, trust = agency(1, "a", kind="county"), agency(1, "a", kind="school-college")
    said = (
        "Schools are in it only as far as councils maintain them: academies are paid by the Department for "
        "Education and are in no council's spending."
    )
    spent = cell(1, 100, category="09.1")
    assert told(count(facts(spent, agencies=(county,))).issues, "schools-maintained") == [said]
    assert told(overlap(facts(spent, agencies=(county,))).issues, "schools-maintained") == [said]
    assert told(count(facts(spent, agencies=(trust,))).issues, "schools-maintained") == []
    assert told(count(facts(cell(1, 100, category="05.1"), agencies=(county,))).issues, "schools-maintained") == []


def several() -> YearFacts:
    """Return facts in which Body 2 stands for several organisations."""
    bodies = (agency(1, "a"), agency(2, "", kind=NOT_ITEMISED), agency(3, "a"))
    cells = (cell(1, 100, category="05.1"), cell(2, 300, category="05.1"), cell(3, 100, category="05.1"))
    return facts(*cells, agencies=bodies)


def test_a_line_that_stands_for_several_bodies_is_in_totals_and_in_no_number_of_bodies() -> None:
    found = count(several(), by="category")
    assert (found.rows_total_pence, found.bodies_counted, found.bodies_expected) == (500, 2, 2)
    assert [(row.amount_pence, row.agencies) for row in found.rows] == [(500, 2)]
    assert told(found.issues, "not-itemised") == [
        (
            "£3.00 is of Body 2, which stands for several organisations: it is in every total and in no number "
            "of organisations."
        )
    ]
    [row] = overlap(several()).rows
    assert (row.agencies, row.total_pence, row.count_pence) == (2, 200, 500)
    assert [(out.agency, out.reason) for out in row.left_out] == [("Body 2", "stands for several organisations")]
    assert [(pair.agency_a, pair.agency_b) for pair in pairs(several()).rows] == [("Body 1", "Body 3")]
    missing = replace(several(), cells=(cell(1, 100),), areas=())
    assert [item.agency for item in count(missing).missing_returns] == ["Body 3"]


def test_people_that_are_implied_are_not_said_to_be_an_estimate() -> None:
    implied = facts(cell(1, 100), population=Population(1_000, 2008, 400, 2008, "implied by £6,853 a head"))
    basis = count(implied).basis
    assert (basis.people_when, basis.households_when) == ("implied, not an estimate", "implied, not an estimate")
    assert "1,000 people (implied, not an estimate)" in population(basis)
    assert "1,000 people (implied, not an estimate)" in explain(implied, Figure("per-head")).formula[0]
    assert count(facts(cell(1, 100))).basis.people_when == "mid-2024"


def test_money_per_head_of_a_body_is_over_the_residents_of_its_own_areas() -> None:
    ground = Ground(
        frozenset("ab"),
        {4: Wider(4, ("c",), "by people", 1_000, 1_500, 2024), 5: Wider(5, ("c",), "", 1_000, 1_500, 2024)},
        residents={1: 1_000, 2: 250, 4: 1_500, 5: 1_500},
    )
    bodies = (agency(1, "ab"), agency(2, "a"), agency(3, ""), agency(4, "abc"), agency(5, "abc"))
    known = facts(*(cell(body.id, 1_000) for body in bodies), agencies=bodies, ground=ground)
    people = {row.agency: row.people for row in count(known).rows}
    assert people == {"Body 1": 1_000, "Body 2": 250, "Body 3": None, "Body 4": 1_000, "Body 5": 1_500}
    found = explain(known, Figure("per-head", "Body 2"))
    assert (found.number, found.formula[0]) == (4, "£10.00 / 250 people of its own areas (mid-2024) = £0.04")
    assert explain(known, Figure("per-head", "Body 3")).value == "not available"
    assert explain(known, Figure("per-household", "Body 2")).value == "not available"
    assert explain(known, Figure("per-household", "Body 1")).number == 3
