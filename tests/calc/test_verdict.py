"""What deliveries prove: overlap and duplication, and what never does; what the user decides stands over it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.dive_factories import CLASS, deep, delivery
from tests.factories import agency, cell, facts
from tests.oracle.counting import level_of
from tests.oracle.evidence import Done, at_stake, in_category, proven
from tpdesk.calc.explain import explain
from tpdesk.calc.overlap import overlap
from tpdesk.calc.verdict import find_evidence
from tpdesk.domain.dive_facts import DeliveryFact, DiveFact, NoteFact, RulingFact
from tpdesk.domain.facts import YearFacts
from tpdesk.domain.figure import Figure
from tpdesk.domain.results.overlap import OverlapRow

BODIES = (agency(1, "ab"), agency(2, "a"), agency(3, "b"), agency(4))


def held(*deliveries: DeliveryFact, **fields: object) -> YearFacts:
    """A county and a district spend £500 and £300 on the class; the deliveries are as given."""
    cells = fields.pop("cells", (cell(1, 500_00, category=CLASS), cell(2, 300_00, category=CLASS)))
    return facts(*cells, agencies=BODIES, deep=deep(*deliveries, **fields))  # type: ignore[misc]


def row(found: YearFacts, level: int = 3) -> OverlapRow:
    return overlap(found, level=level).rows[0]


def test_the_same_for_the_same_people_is_duplication() -> None:
    found = row(held(delivery(1, 1, "ab"), delivery(2, 2)))
    assert (found.verdict, found.judgement.by_spend, found.judgement.found) == (
        "duplication evidenced",
        "fragmented",
        "duplication evidenced",
    )
    assert "Body 1 and Body 2 both assess for older people" in found.judgement.evidence[0]
    assert "deliveries 1, 2" in found.judgement.evidence[0]
    assert (found.judgement.proof.deliveries, found.judgement.proof.areas) == ((1, 2), ("a",))


def test_the_same_people_alone_is_overlap_at_every_level() -> None:
    found = held(delivery(1, 1, "ab"), delivery(2, 2, activity="treat"))
    assert [row(found, level).verdict for level in (1, 2, 3)] == ["overlap evidenced"] * 3


def test_the_same_activity_alone_is_overlap_from_class_level_down() -> None:
    found = held(delivery(1, 1, "ab"), delivery(2, 2, client_group="carers"))
    assert [row(found, level).verdict for level in (1, 2, 3)] == ["fragmented", "fragmented", "overlap evidenced"]


def test_areas_that_do_not_meet_never_overlap_and_say_so() -> None:
    found = row(held(delivery(1, 2, "a"), delivery(2, 3, "b")))
    assert (found.verdict, found.judgement.proof.verdict) == ("fragmented", None)
    assert any("their areas do not meet" in words for words in found.judgement.evidence)


def test_an_area_that_is_not_known_meets_all_and_is_unproven() -> None:
    found = row(held(delivery(1, 1, ""), delivery(2, 2)))
    assert (found.verdict, found.judgement.unproven) == ("duplication evidenced", True)
    surer = row(held(delivery(1, 1, ""), delivery(2, 2), delivery(3, 1, "a")))
    assert surer.verdict == "duplication evidenced"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"activity": "", "client_group": ""}, {"activity": "", "client_group": ""}),
        ({"activity": "", "client_group": "carers"}, {"activity": ""}),
        ({"client_group": "", "activity": "treat"}, {"client_group": ""}),
    ],
)
def test_a_blank_never_matches_a_blank(one: dict[str, str], other: dict[str, str]) -> None:
    assert row(held(delivery(1, 1, "ab", **one), delivery(2, 2, **other))).verdict == "fragmented"


def test_what_never_stands_alone_matches_nothing_and_leaves_the_other_its_say() -> None:
    administer: dict[str, Any] = {"activity": "administer", "activity_alone": False}
    everyone: dict[str, Any] = {"client_group": "all residents", "client_group_alone": False}
    assert row(held(delivery(1, 1, "ab", **administer), delivery(2, 2, **administer))).verdict == "overlap evidenced"
    assert row(held(delivery(1, 1, "ab", **everyone), delivery(2, 2, **everyone))).verdict == "overlap evidenced"
    both = administer | everyone
    assert row(held(delivery(1, 1, "ab", **both), delivery(2, 2, **both))).verdict == "fragmented"
    assert row(held(delivery(1, 1, "ab", **everyone), delivery(2, 2, **everyone)), 2).verdict == "fragmented"


def test_commissioner_and_provider_are_one_chain() -> None:
    found = row(held(delivery(1, 1, "ab"), delivery(2, 2, commissioned_by=1)))
    assert found.verdict == "fragmented"
    assert any("delivery 2 is commissioned by Body 1: one chain" in words for words in found.judgement.evidence)


def test_bodies_that_pay_each_other_in_the_year_are_one_chain() -> None:
    cells = (
        cell(1, 500_00, category=CLASS),
        cell(1, 50_00, category="09.1", counterparty=2),
        cell(2, 300_00, category=CLASS),
    )
    result = overlap(held(delivery(1, 1, "ab"), delivery(2, 2), cells=cells), level=3)
    found = next(item for item in result.rows if item.category == CLASS)
    assert found.verdict == "fragmented"
    assert any("one pays the other" in words for words in found.judgement.evidence)


def test_one_body_is_never_two() -> None:
    assert row(held(delivery(1, 1), delivery(2, 1))).verdict == "fragmented"


def test_evidence_outranks_single_and_separate_areas() -> None:
    alone = row(held(delivery(1, 1, "ab"), delivery(2, 2), cells=(cell(1, 500_00, category=CLASS),)))
    assert (alone.judgement.by_spend, alone.verdict, alone.outside_lead_meeting_pence) == (
        "single",
        "duplication evidenced",
        0,
    )
    apart = (cell(2, 500_00, category=CLASS), cell(3, 300_00, category=CLASS))
    beyond = row(held(delivery(1, 2, "a"), delivery(2, 3, "ab"), cells=apart))
    assert (beyond.judgement.by_spend, beyond.verdict) == ("separate areas", "duplication evidenced")
    assert "By spend alone: separate areas." in beyond.judgement.evidence


def test_what_is_proven_without_spend_has_a_row_of_nought() -> None:
    found = row(held(delivery(1, 1, "ab"), delivery(2, 2), cells=()))
    assert (found.category, found.verdict, found.agencies, found.total_pence, found.hhi) == (
        CLASS,
        "duplication evidenced",
        0,
        0,
        None,
    )


def test_figures_of_a_category_that_is_proven_without_spend_are_explained() -> None:
    found = held(delivery(1, 1, "ab"), delivery(2, 2), cells=())
    for what in ("in-shares", "lead-share", "hhi", "effective", "outside-lead", "outside-lead-meeting", "bodies"):
        told = explain(found, Figure(what, category=CLASS, level=3))
        assert told.number in (0, None)


def test_deliveries_coarser_than_the_level_raise_nothing_there_and_finer_ones_roll_up() -> None:
    coarse = held(delivery(1, 1, "ab", category="05.1"), delivery(2, 2, category="05.1"))
    assert (row(coarse, 2).verdict, row(coarse, 3).verdict) == ("duplication evidenced", "fragmented")
    fine = held(delivery(1, 1, "ab", category="05.1.0/collection"), delivery(2, 2, category="05.1.0/disposal"))
    assert (row(fine, 3).verdict, row(fine, 1).verdict) == ("duplication evidenced", "duplication evidenced")
    assert not any(item.judgement.proof.verdict for item in overlap(fine, level=4).rows)


def test_what_the_user_decided_stands_and_what_was_found_is_still_read() -> None:
    ruling = RulingFact(CLASS, "separate areas", "Each serves its own wards.")
    found = row(held(delivery(1, 1, "ab"), delivery(2, 2), rulings=(ruling,)))
    assert (found.verdict, found.judgement.found, found.judgement.reason) == (
        "separate areas",
        "duplication evidenced",
        "Each serves its own wards.",
    )
    assert found.judgement.evidence[0] == (
        "Decided by hand: separate areas. Reason: Each serves its own wards. From the records tpdesk "
        "finds: duplication evidenced."
    )
    assert any("both assess" in words for words in found.judgement.evidence)


def test_notes_of_the_room_are_named_and_prove_nothing_alone() -> None:
    note = NoteFact(7, "First workshop", "Two assessments in one week", (1, 2), "", "", CLASS)
    alone = row(held(notes=(note,)))
    assert (alone.verdict, alone.judgement.proof.notes) == ("fragmented", (7,))
    assert alone.judgement.evidence[0].startswith("Said in the room, and not proven")
    proven_too = row(held(delivery(1, 1, "ab"), delivery(2, 2), notes=(note,)))
    assert any(
        words == "Seen in the room: note 7 of First workshop: Two assessments in one week"
        for words in proven_too.judgement.evidence
    )


def test_a_note_without_a_category_counts_by_its_own_deep_dive_activity_and_client_group() -> None:
    own = delivery(1, 1, "ab").dive
    notes = (
        NoteFact(7, "W", "Both assess", (1, 2), "assess", "", "", own),
        NoteFact(8, "W", "Both treat", (1, 2), "treat", "", "", own),
        NoteFact(9, "W", "Both assess, said in another deep dive", (1, 2), "assess", "", "", own + 1),
        NoteFact(10, "W", "Both meet often", (1, 2), "", "", "", own),
        NoteFact(11, "W", "Of no deep dive", (1, 2), "assess", "", ""),
    )
    assert row(held(delivery(1, 1, "ab"), delivery(2, 2), notes=notes)).judgement.proof.notes == (7,)


def test_what_was_gathered_coarser_than_the_level_is_judged_at_its_own_and_shown_at_every_level() -> None:
    """The guide's own example: assessments recorded for a group, looked at by service line."""
    held_at_group = held(
        delivery(1, 1, "ab", category="05.1", client_group="carers"),
        delivery(2, 2, category="05.1", client_group="carers"),
    )
    for level in (2, 3, 4):
        found = {one.category: one for one in overlap(held_at_group, level=level).rows}
        assert (found["05.1"].verdict, found["05.1"].level) == ("duplication evidenced", 2)
        assert found["05.1"].coarser is (level > 2)
        assert len(overlap(held_at_group, level=level).with_verdict("duplication evidenced")) == 1


def test_a_note_of_a_deep_dive_speaks_of_what_its_sub_themes_deliver() -> None:
    dives = tuple(DiveFact(n, f"Dive {n}", parent, "", None, False) for n, parent in ((1, 0), (2, 1), (3, 0)))
    below = (delivery(1, 1, "ab", dive=2), delivery(2, 2, dive=2))
    for dive, heard in ((1, (9,)), (2, (9,)), (3, ())):
        note = NoteFact(
            number=9, workshop="W", text="", category="", activity="assess", client_group="", agencies=(1, 2), dive=dive
        )
        assert row(held(*below, dives=dives, notes=(note,))).judgement.proof.notes == heard


def test_an_activity_shared_in_one_class_is_told_at_every_level() -> None:
    found = held(delivery(1, 1, "ab"), delivery(2, 2, client_group="carers"))
    for level in (1, 2, 3, 4):
        result = overlap(found, level=level)
        told = {item.category: item.verdict for item in result.rows}
        assert told[CLASS] == "overlap evidenced"
        assert [(own.category, own.verdict) for own in result.own_level] == [(CLASS, "overlap evidenced")]


def test_what_was_decided_of_a_finer_category_is_told_at_every_level() -> None:
    decided = RulingFact("05.1.0/collection", "overlap evidenced", "seen in the depots")
    cells = (cell(1, 500_00, category=decided.category), cell(2, 300_00, category=decided.category))
    found = facts(*cells, agencies=BODIES, deep=replace(deep(), rulings=(decided,)))
    for level in (1, 2, 3, 4):
        rows = {item.category: item for item in overlap(found, level=level).rows}
        assert rows[decided.category].verdict == "overlap evidenced"
        assert rows[decided.category].judgement.reason == "seen in the depots"
        assert sum(item.count_pence for item in rows.values()) == 800_00


def test_a_coarser_category_is_judged_as_its_own_level_judges_it() -> None:
    fine = {"category": "05.1.0/collection"}
    deliveries = (
        delivery(1, 1, "ab", client_group="carers", category="05.1.0"),
        delivery(2, 2, client_group="carers", activity="treat", **fine),
        delivery(3, 1, "ab", **fine),
        delivery(4, 2, **fine),
    )
    found = held(*deliveries)
    own = next(item for item in overlap(found, level=3).rows if item.category == CLASS)
    assert own.verdict == "duplication evidenced"
    for level in (1, 2, 4):
        told = [item.verdict for item in overlap(found, level=level).rows if item.category in (CLASS, CLASS[:4], "05")]
        assert "duplication evidenced" in told
    at_four = next(item for item in overlap(found, level=4).rows if item.category == CLASS)
    assert (at_four.verdict, at_four.judgement.proof.deliveries) == (own.verdict, own.judgement.proof.deliveries)


def test_where_the_money_of_a_coarser_category_is_stands_in_finer_rows_it_is_said() -> None:
    money = (cell(1, 500_00, category="05.1.0/collection"), cell(2, 300_00, category="05.1.0/disposal"))
    found = held(delivery(1, 1, "ab"), delivery(2, 2), cells=money)
    told = next(item for item in overlap(found, level=4).rows if item.category == CLASS)
    assert told.money_elsewhere
    assert any(
        "Its money is in the rows of the finer categories under it." in words for words in told.judgement.evidence
    )
    bare = next(item for item in overlap(held(delivery(1, 1, "ab"), delivery(2, 2), cells=()), level=4).rows)
    assert any("No money of the count is in it." in words for words in bare.judgement.evidence)


def test_what_cannot_be_judged_is_counted_by_number() -> None:
    result = overlap(
        held(
            delivery(1, 1, "ab", category=""), delivery(2, 2, category=""),
            delivery(3, 1, "ab", category="09", activity="treat", client_group=""),
            delivery(4, 2, category="09", activity="treat", client_group=""),
            delivery(5, 3, category="", activity="house", client_group=""),
        )
    )  # fmt: skip
    texts = {issue.code: issue.text for issue in result.issues}
    assert "3 deliveries (1, 2, 5)" in texts["evidence-no-category"]
    assert "the same people as deliveries 1, 2." in texts["evidence-no-category"]
    assert "(Deliveries 3, 4.)" in texts["evidence-too-coarse"]


CODES = ("", "05", "05.1", "05.1.0", "05.1.0/collection", "05.1.0/disposal", "09", "09.1")
done = st.builds(
    Done,
    st.sampled_from(["Body 1", "Body 2", "Body 3", "Body 4"]),
    st.sampled_from(["", "assess", "treat", "administer", "commission"]),
    st.sampled_from(["", "older people", "carers", "all residents"]),
    st.sampled_from(CODES),
    st.sets(st.sampled_from("abc"), max_size=2).map(frozenset),
    st.one_of(st.none(), st.integers(0, 900)),
    st.one_of(st.none(), st.integers(0, 300)),
    st.sampled_from(["", "", "", "Body 1", "Body 2"]),
    st.sampled_from([None, 2024, 2024]),
)
payments = st.sets(st.sampled_from([(1, 2), (3, 4), (2, 3)]), max_size=1)


def as_facts(found: list[Done], paid: set[tuple[int, int]]) -> YearFacts:
    items = [
        delivery(
            number, int(one.agency[-1]), "".join(sorted(one.areas)), activity=one.activity,
            activity_alone=one.activity not in ("administer", "commission"),
            client_group=one.group, client_group_alone=one.group != "all residents", category=one.category,
            cost_pence=one.cost,
            passed_on_pence=one.passed_on, commissioned_by=int(one.commissioned_by[-1]) if one.commissioned_by else 0,
        )
        for number, one in enumerate(found, 1)
    ]  # fmt: skip
    cells = tuple(cell(a, 100, counterparty=b, category="09.1") for a, b in paid)
    return facts(*cells, agencies=BODIES, deep=deep(*items))


@given(st.lists(done, max_size=9), payments, st.sampled_from([1, 2, 3, 4]))
def test_random_deliveries_prove_what_the_oracle_says(
    found: list[Done], paid: set[tuple[int, int]], level: int
) -> None:
    evidence = find_evidence(as_facts(found, paid), level)
    names = {(f"Body {a}", f"Body {b}") for a, b in paid}
    codes = [code for code in CODES if code and (4 if "/" in code else code.count(".") + 1) == level]
    for code in codes:
        got = evidence.get(code)
        assert (got.verdict if got else None) == proven(found, code, 2024, names)
    coarser = {one.category for one in found if one.category and level_of(one.category) < level}
    for code in coarser:
        got = evidence.get(code)
        recorded = proven(found, code, 2024, names, own=True)
        # Once something is recorded for a category, finer deliveries speak of it too: its verdict is
        # the same at every level.
        assert got is None or got.verdict is None or got.verdict == proven(found, code, 2024, names)
        assert recorded is None or (got is not None and got.verdict == proven(found, code, 2024, names))
    for code in (*codes, *coarser):
        got = evidence.get(code)
        for stake in got.stakes if got else ():
            assert stake.bound_pence == at_stake(in_category(found, code, 2024), stake.activity, stake.client_group)
    assert set(evidence) <= {*codes, *coarser}
