"""What was gathered at another level than a row's is judged there, and shown beside the row as such."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from tests.dive_factories import CLASS, deep, delivery
from tests.factories import agency, cell, facts
from tpdesk.calc.overlap import overlap
from tpdesk.domain.codes import LEVELS
from tpdesk.domain.dive_facts import NoteFact, RulingFact
from tpdesk.domain.facts import YearFacts
from tpdesk.domain.results.overlap import OverlapResult, OverlapRow

BODIES = (agency(1, "ab"), agency(2, "a"), agency(3, "b"), agency(4))
LINE = "05.1.0/collection"
CODES = ("", "05", "05.1", CLASS, LINE, "05.1.0/disposal", "09", "09.1")


def held(*categories: str, **fields: object) -> YearFacts:
    """Two organisations spend on a service line, and do the same for the same people in each of the categories."""
    deliveries = [delivery(2 * n + body, body, category=code) for n, code in enumerate(categories) for body in (1, 2)]
    cells = (cell(1, 500_00, category=LINE), cell(2, 300_00, category=LINE))
    return facts(*cells, agencies=BODIES, deep=deep(*deliveries, **fields))


def row_of(result: OverlapResult, code: str) -> OverlapRow:
    return next(row for row in result.rows if row.category == code)


def test_what_was_gathered_at_a_group_is_judged_there_and_a_service_line_only_points_to_it() -> None:
    result = overlap(held("05.1"), level=4)
    line, group = row_of(result, LINE), row_of(result, "05.1")
    assert (line.verdict, line.judgement.proof.deliveries) == ("fragmented", ())
    assert line.elsewhere == "gathered at group 05.1: see there"
    [words] = line.elsewhere_words
    assert "deliveries 1, 2" in words
    assert "no evidence on this service line" in words
    assert not any("delivery" in sentence or "deliveries" in sentence for sentence in line.judgement.evidence)
    assert (group.verdict, group.judgement.proof.deliveries, group.elsewhere) == ("duplication evidenced", (1, 2), "")


def test_a_coarser_category_says_how_many_under_it_have_evidence() -> None:
    result = overlap(held(LINE, "05.1.0/disposal"), level=2)
    group = row_of(result, "05.1")
    assert group.elsewhere == "2 service lines have evidence"
    assert [item.category for item in group.gathered_below] == [LINE, "05.1.0/disposal"]
    assert row_of(overlap(held(LINE, CLASS), level=2), "05.1").elsewhere == "2 finer categories have evidence"
    assert row_of(overlap(held(LINE), level=4), LINE).elsewhere == ""


def test_a_verdict_by_hand_above_is_pointed_to_as_such() -> None:
    found = held(rulings=(RulingFact("05", "overlap evidenced", "Seen"),))
    assert row_of(overlap(found, level=4), LINE).elsewhere == "decided by hand at division 05: see there"


def test_what_is_made_up_says_so_wherever_it_is_pointed_to() -> None:
    found = held("05.1", LINE)
    made_up = replace(found, deep=replace(found.deep, dives=(replace(found.deep.dives[0], illustrative=True),)))
    assert "illustrative: see there" in row_of(overlap(made_up, level=4), LINE).elsewhere_words[0]
    assert "illustrative" in row_of(overlap(made_up, level=2), "05.1").elsewhere_words[0]
    assert "illustrative" not in row_of(overlap(found, level=4), LINE).elsewhere_words[0]


def test_what_has_no_category_is_counted_though_nothing_else_is_like_it() -> None:
    note = NoteFact(7, "W", "Both of us", (3, 4), "house", "carers", "")
    result = overlap(held("", notes=(note,)), level=2)
    assert (result.without_category, result.notes_without_category) == ((1, 2), (7,))
    [text] = (issue.text for issue in result.issues if issue.code == "evidence-no-category")
    assert "2 deliveries (1, 2) and 1 note (7)" in text
    alone = overlap(held(), level=2)
    assert (alone.without_category, alone.notes_without_category) == ((), ())
    assert "evidence-no-category" not in {issue.code for issue in alone.issues}


@given(st.lists(st.tuples(st.sampled_from(CODES), st.integers(1, 3)), max_size=6), st.sampled_from(list(LEVELS)))
def test_every_delivery_is_in_a_row_pointed_to_or_counted(found: list[tuple[str, int]], level: int) -> None:
    deliveries = [delivery(n, body, category=code) for n, (code, body) in enumerate(found, 1)]
    cells = (cell(1, 500_00, category=LINE), cell(2, 300_00, category="09.1"))
    result = overlap(facts(*cells, agencies=BODIES, deep=deep(*deliveries)), level=level)
    assert result.without_category == tuple(n for n, (code, _) in enumerate(found, 1) if not code)
    for row in result.rows:
        above = {
            code
            for code, _ in found
            if code and code != row.category and row.category.startswith((f"{code}.", f"{code}/"))
        }
        assert {item.category for item in row.gathered_above} == above
        # Nothing gathered above is evidence here: each delivery behind the row is of it, or of what is under it.
        for number in row.judgement.proof.deliveries:
            code = found[number - 1][0]
            assert code == row.category or code.startswith((f"{row.category}.", f"{row.category}/"))
        for item in row.gathered_below:
            assert item.category.startswith((f"{row.category}.", f"{row.category}/"))
            assert item in result.own_level
