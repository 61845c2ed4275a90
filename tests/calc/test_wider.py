"""Organisations that cover more than the place: what of them counts, to the penny, on every
road, and what is said of it."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.factories import agency, cell, facts, side_cell
from tpdesk.calc.compare import compare
from tpdesk.calc.count import count
from tpdesk.calc.dive import dive_total
from tpdesk.calc.explain import explain
from tpdesk.calc.overlap import overlap
from tpdesk.calc.transfers import transfers
from tpdesk.calc.trust import confidence
from tpdesk.calc.wider import of_place
from tpdesk.domain.dive_facts import DiveFact, DiveFacts, TagFact, TaggedLine
from tpdesk.domain.facts import Cell, Ground, Wider, YearFacts
from tpdesk.domain.figure import KINDS, Figure
from tpdesk.units import nearest_whole


def held(
    *cells: Cell, counted: str = "by people", inside: int | None = 1, people: int | None = 3, **fields: object
) -> YearFacts:
    """Return facts in which Body 2 covers areas a, b and c, of which the place is a, before anything is taken of it."""
    wider = Wider(2, ("b", "c"), counted, inside, people, 2024, "a test")
    ground = Ground(frozenset("a"), {2: wider}, {"b": "Beeshire", "c": "Seashire"})
    bodies = (agency(1, "a"), agency(2, "abc"))
    return facts(*cells, agencies=bodies, ground=ground, **fields)


def test_a_wider_body_that_is_counted_whole_is_said_wherever_its_money_is() -> None:
    found = count(of_place(held(cell(1, 900), cell(2, 1_000), counted="")))
    assert found.rows_total_pence == 1_900
    [issue] = [issue for issue in found.issues if issue.code == "wider-whole"]
    assert issue.text == (
        "Body 2 covers more than Testshire and is counted whole: £10.00; 2 areas outside it (Beeshire and "
        "Seashire), 33.3% of its people live here (mid-2024)."
    )
    assert "with the whole of Body 2, which covers more than the place" in found.basis.sentence()
    assert "with the whole of Body 2" in overlap(of_place(held(cell(2, 5), counted=""))).basis.sentence()
    assert "wider-whole" in {issue.code for issue in overlap(of_place(held(cell(2, 5), counted=""))).issues}
    assert found.basis.wider_parts == ("whole of wider organisations",)
    assert found.wider[0].areas_outside == ("Beeshire", "Seashire")


def test_a_share_by_people_is_rounded_once_and_marked_as_apportioned() -> None:
    found = count(of_place(held(cell(1, 900), cell(2, 1_000), cell(2, 1_000, label=7))))
    assert [(row.agency, row.amount_pence) for row in found.rows] == [("Body 1", 900), ("Body 2", 667)]
    assert (found.gross_pence, found.held_gross_pence) == (1_567, 2_900)
    assert found.basis.statuses == ("actual", "apportioned")
    assert "with a share by people of Body 2, apportioned (grade 5)" in found.basis.sentence()
    assert [issue.text for issue in found.issues if issue.code == "wider-by-people"] == [
        "Body 2 covers more than Testshire: of its £20.00, £6.67 is counted, 33.3% by people (mid-2024): "
        "apportioned, grade 5; 2 areas outside it (Beeshire and Seashire)."
    ]
    only = count(of_place(held(cell(1, 900), cell(2, 1_000), cell(2, 1_000, label=7))), statuses=("apportioned",))
    assert [(row.agency, row.amount_pence) for row in only.rows] == [("Body 2", 667)]


def test_a_body_that_is_left_out_is_in_no_figure_and_still_said() -> None:
    known = of_place(held(cell(1, 900, counterparty=2), cell(2, 1_000), counted="left out"))
    found = count(known)
    assert (found.rows_total_pence, found.bodies_counted, found.bodies_expected) == (900, 1, 1)
    assert found.missing_returns == ()
    assert "without Body 2" in found.basis.sentence()
    assert "wider-left-out" in {issue.code for issue in found.issues}
    [stays] = [issue.text for issue in transfers(known).issues if issue.code == "receiver-not-counted"]
    assert stays == "£9.00 paid to Body 2 stays in the total, because Body 2 is left out of this count."


def test_a_share_that_is_not_known_is_not_taken_and_not_said_to_be() -> None:
    found = count(of_place(held(cell(2, 1_000), inside=None, people=None)))
    assert found.rows_total_pence == 1_000
    assert {"wider-no-share", "wider-whole"} <= {issue.code for issue in found.issues}
    assert "share by people" not in found.basis.sentence()


def test_lines_that_are_of_the_place_alone_need_no_warning() -> None:
    found = count(of_place(held(cell(2, 1_000), counted="place only")))
    assert (found.rows_total_pence, found.wider) == (1_000, ())
    assert not any(issue.code.startswith("wider") for issue in found.issues)


def test_a_body_whose_area_is_not_known_stays_an_issue() -> None:
    known = replace(held(cell(1, 100), cell(3, 200)), agencies={1: agency(1, "a"), 2: agency(2, "abc"), 3: agency(3)})
    texts = [issue.text for issue in count(of_place(known)).issues if issue.code == "wider-unknown"]
    assert texts == [
        (
            "Whether Body 3 covers more than Testshire is not known, since areas are not recorded: all of that "
            "money is counted."
        )
    ]


def test_where_the_places_own_areas_are_not_known_that_is_an_issue() -> None:
    known = replace(held(cell(1, 1_000)), ground=Ground())
    assert "place-areas-unknown" in {issue.code for issue in count(of_place(known)).issues}


def test_a_share_has_the_grade_of_what_is_apportioned_unless_its_own_is_worse() -> None:
    grades = (
        side_cell(1, 900, value="1"),
        side_cell(2, 300, value="2"),
        side_cell(2, 300, value="6"),
        side_cell(2, 300),
    )
    known = held(cell(1, 900), cell(2, 900), grades=grades, bands={5: Fraction(1, 5)})
    assert [(row.grade, row.amount_pence) for row in confidence(of_place(known))] == [(1, 900), (5, 200), (6, 100)]


_CELLS = st.lists(
    st.builds(
        lambda body, pence, **fields: cell(body, pence, **fields),
        st.sampled_from([1, 2]),
        st.integers(-2_000, 5_000),
        label=st.integers(0, 5),
        flow=st.sampled_from(["expenditure", "income"]),
        status=st.sampled_from(["actual", "budget"]),
        counterparty=st.sampled_from([0, 1, 2]),
        internal=st.booleans(),
    ),
    max_size=12,
    unique_by=lambda item: item[:-2],
)


@given(_CELLS, st.sampled_from(["by people", "left out", "", "place only"]), st.integers(0, 7))
def test_every_road_gives_the_same_totals_and_every_figure_is_walked_back(
    cells: list[Cell], counted: str, inside: int
) -> None:
    before = held(*cells, counted=counted, inside=inside, people=7)
    known = of_place(before)
    share = {"by people": Fraction(inside, 7), "left out": Fraction(0)}.get(counted, Fraction(1))
    for flow in ("expenditure", "income"):
        lines = sum(item.pence for item in cells if item.agency == 2 and item.flow == flow)
        here = sum(item.pence for item in known.cells if item.agency == 2 and item.flow == flow)
        assert here == nearest_whole(lines * share)
    totals = {by: count(known, by=by).rows_total_pence for by in ("agency", "category", "area", "control", "cost_type")}
    assert len(set(totals.values())) == 1
    for what in ("gross", "spend", "transfers", "recharges", "income", "outside-income"):
        found = explain(known, Figure(what))
        assert found.number == found.parts_pence == sum(step.pence for step in found.steps), KINDS[what].title
    of_lines = sum(item.pence for item in cells if item.flow == "expenditure")
    assert explain(known, Figure("gross")).steps[0].pence == of_lines
    assert (count(known).held_gross_pence or count(known).gross_pence) == of_lines or known.held is None


def test_two_places_beside_each_other_say_it_of_each() -> None:
    found = compare(of_place(held(cell(2, 900))), of_place(held(cell(2, 900), counted="")))
    assert "share by people of Body 2" in found.basis.sentence()
    assert "the whole of Body 2" in found.other_basis.sentence()


@pytest.mark.parametrize("names", [("A",), ("A", "B"), ("A", "B", "C")])
def test_a_basis_names_two_bodies_at_most_and_counts_the_others(names: tuple[str, ...]) -> None:
    sentence = replace(count(facts(cell())).basis, counted_whole=names).sentence()
    said = {
        1: "the whole of A, which covers",
        2: "the whole of A and B, which cover",
        3: "the whole of A and 2 others, which cover",
    }
    assert said[len(names)] in sentence


def test_a_deep_dive_reaches_the_same_share_of_a_wider_bodys_tagged_lines() -> None:
    whole = cell(2, 900, label=7)
    dive = DiveFact(1, "Fires", 0, "", None, False)
    by_hand = TaggedLine(1, 1, Fraction(1), 5, 300, whole[:-2])
    for counted, tagged in (("", 300), ("by people", 100), ("left out", 0)):
        known = of_place(held(whole, counted=counted, deep=DiveFacts(dives=(dive,), tagged_lines=(by_hand,))))
        assert dive_total(known, dive).total_pence == tagged, counted
    ruled = DiveFacts(dives=(dive,), tags=(TagFact(1, 1, Fraction(1, 2)),))
    assert dive_total(of_place(held(whole, deep=ruled)), dive).total_pence == 150
