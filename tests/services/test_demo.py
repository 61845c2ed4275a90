"""The sample desk: a deep dive made up to show the tool, all five verdicts, and a count that is
not touched by any of it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.cli.verbs import Verb
from tpdesk.calc.count import count
from tpdesk.calc.overlap import overlap
from tpdesk.domain.kinds import BARRIER_LEVELS, HORIZONS, KINDS, NOTE_KINDS, STAGES
from tpdesk.domain.results.overlap import OverlapRow
from tpdesk.errors import UsageProblem
from tpdesk.models.desk import Desk, open_desk
from tpdesk.models.keeping.check import check_desk
from tpdesk.models.sensitive import people_warnings
from tpdesk.services.dives.boards import list_tags
from tpdesk.services.figures import year_facts
from tpdesk.services.history import undo
from tpdesk.services.records import find_record, list_records

THEME = "Illustrative: Alcohol, drugs and a settled home"


@pytest.fixture
def made(sample: Verb) -> Iterator[Desk]:
    """The sample desk, open."""
    with open_desk(sample.desk) as desk:
        yield desk


@pytest.fixture
def rows(made: Desk) -> dict[str, OverlapRow]:
    """Category -> what is found of it at the level of services, in Lancashire."""
    return {row.category: row for row in overlap(year_facts(made, "Lancashire", "2024-25"), level=4).rows}


def said(desk: Desk, kind: str, field: str) -> list[object]:
    """What the records of a kind say in a field."""
    return [record.values[field] for record in list_records(desk, kind)]


def test_all_five_verdicts_stand_on_the_sample_desk(rows: dict[str, OverlapRow]) -> None:
    verdicts = {
        code: rows[code].verdict
        for code in (
            "06.1.0/housing-advances", "05.1.0/waste-collection", "04.1.1/economic-development",
            "03.6.0/crime-reduction", "07.4.0/public-health",
        )
    }  # fmt: skip
    assert list(verdicts.values()) == [
        "single", "separate areas", "fragmented", "overlap evidenced", "duplication evidenced",
    ]  # fmt: skip


def test_what_proves_nothing_raises_no_verdict(rows: dict[str, OverlapRow]) -> None:
    # A commissioner and its provider; areas that do not meet; administering for all residents, twice.
    chain, apart, alone = (
        rows[code]
        for code in (
            "10.7.0/supporting-people", "10.6.0/bed-and-breakfast-hotels", "10.6.0/housing-benefits-administration",
        )
    )  # fmt: skip
    assert {chain.verdict, apart.verdict, alone.verdict} == {"separate areas"}
    assert any("one chain" in words for words in chain.judgement.evidence)
    assert any("areas do not meet" in words for words in apart.judgement.evidence)


def test_the_deep_dive_changes_no_figure_of_the_count(made: Desk) -> None:
    result = count(year_facts(made, "Lancashire", "2024-25"))
    assert (result.gross_pence, result.income_pence, result.bodies_counted) == (1_700_613_001_859, 125_846_967_000, 19)


def test_everything_in_it_says_that_it_is_made_up(made: Desk) -> None:
    dives = list_records(made, "dive")
    assert [dive.values["illustrative"] for dive in dives] == [1, 1, 1]
    assert [dive.values["parent"] for dive in dives] == ["", THEME, THEME]
    for kind in ("dive", "journey", "workshop"):
        assert all(title.startswith("Illustrative: ") for title in map(str, said(made, kind, "title")))
    for kind, field in (
        ("dive", "source"),
        ("journey", "source"),
        ("delivery", "evidence"),
        ("barrier", "evidence"),
        ("workshop", "note"),
        ("opportunity", "note"),
    ):
        assert all("made up" in str(text).casefold() for text in said(made, kind, field)), kind
    for kind in ("delivery", "journey", "workshop", "barrier", "opportunity"):
        assert all(str(title).startswith("Illustrative: ") for title in said(made, kind, "dive")), kind


def test_it_is_rich_enough_to_show_every_kind(made: Desk) -> None:
    assert set(said(made, "note", "kind")) == set(NOTE_KINDS)
    assert set(said(made, "delivery", "stage")) == set(STAGES)
    assert set(said(made, "barrier", "level")) == set(BARRIER_LEVELS)
    assert set(said(made, "opportunity", "horizon")) == set(HORIZONS)
    assert {None} < set(said(made, "delivery", "cost"))
    assert 1 in said(made, "note", "private")
    assert 1 in said(made, "note", "parked")
    steps = [step.values["position"] for step in list_records(made, "step")]
    assert steps == [1, 2, 3, 4, 5, 6, 7, 8, 1, 2, 3, 4, 5, 6]
    cohorts = [cohort for cohort in said(made, "dive", "cohort") if isinstance(cohort, int)]
    assert len([cohort for cohort in cohorts if cohort < 10]) == 1
    assert {tag.line for tag in list_tags(made, THEME)} == {None}


def test_links_lead_to_what_they_were_written_for(made: Desk) -> None:
    one = find_record(made, "opportunity", "One assessment that all bodies accept")
    numbers = one.values["deliveries"]
    assert isinstance(numbers, tuple)
    behind = [find_record(made, "delivery", number) for number in numbers]
    assert [delivery.values["activity"] for delivery in behind] == ["assess"] * 3
    grant = find_record(made, "barrier", "Treatment money may not pay for a deposit")
    assert grant.values["notes"]
    assert grant.values["ask"]


def test_no_text_of_it_looks_like_a_persons(made: Desk) -> None:
    texts = [
        str(value) for kind in KINDS for record in list_records(made, kind) for value in record.values.values() if value
    ]
    assert len(texts) > 500
    assert [warning for text in texts for warning in people_warnings(text=text)] == []


def test_the_sample_is_sound_and_the_first_undo_leaves_it_whole(made: Desk) -> None:
    assert [problem for item in check_desk(made.connection) for problem in item.problems] == []
    with pytest.raises(UsageProblem):
        undo(made)
