"""The total of a deep dive: what its tags reach, once; its share of the count with its base;
prevention beside reaction."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.dive_factories import delivery
from tests.factories import agency, cell, facts
from tpdesk.calc.dive import DiveTotal, dive_total
from tpdesk.calc.tagging import cut_words, cuts
from tpdesk.domain.dive_facts import DeliveryFact, DiveFact, DiveFacts, TagFact, TaggedLine
from tpdesk.domain.facts import Cell, Population
from tpdesk.units import nearest_whole, percent, whole_parts

COLLECTION, DISPOSAL = "05.1.0/collection", "05.1.0/disposal"
THEME = DiveFact(1, "Waste", 0, "", None, False)
PART = DiveFact(2, "Collection", 1, "", None, False)


def rule(number: int, dive: int = 1, share: str = "1", **fields: object) -> TagFact:
    return replace(TagFact(number, dive, Fraction(share)), **fields)  # type: ignore[arg-type]


def by_hand(tag: int, line: int, pence: int, found: Cell, dive: int = 1, share: str = "1") -> TaggedLine:
    key = (
        found.agency, found.label, found.category, found.flow, found.cost_type, found.status, found.control,
        found.counterparty, found.internal,
    )  # fmt: skip
    return TaggedLine(tag, dive, Fraction(share), line, pence, key)


def total(
    *cells: Cell,
    tags: tuple[TagFact, ...] = (),
    lines: tuple[TaggedLine, ...] = (),
    dive: DiveFact = THEME,
    others: tuple[DiveFact, ...] = (),
    deliveries: tuple[DeliveryFact, ...] = (),
    **fields: object,
) -> DiveTotal:
    deep = DiveFacts(deliveries=deliveries, dives=(dive, *others), tags=tags, tagged_lines=lines)
    return dive_total(facts(*cells, deep=deep, **fields), dive)  # type: ignore[arg-type]


def test_the_seeds_shares_come_out_with_their_base() -> None:
    # The seeds print 4% and 28.75%. £146.8m of £3,434m is 4.27%: 4% as a whole number. £987.7m is 28.76%, and no
    # amounts that round to these two give less than 28.756%: the page cut its figure off, or rounded it to a quarter of
    # a per cent. It is no other base.
    assert Fraction(98_765, 343_450) > Fraction(28_756, 100_000)
    assert round(Fraction(9_877, 34_340) * 400) == 4 * Fraction("28.75")
    cells = (
        cell(1, 146_800_000_00, category="05.1"),
        cell(2, 987_700_000_00, category="09.1"),
        cell(3, 2_299_500_000_00),
    )
    people = Population(446_884, 2008, None, None, "implied")
    crime = total(*cells, tags=(rule(1, category="05"),), population=people)
    benefits = total(*cells, tags=(rule(1, category="09.1"),), population=people)
    assert (crime.total_pence, crime.of_pence) == (146_800_000_00, 3_434_000_000_00)
    assert (percent(crime.share, 2), percent(crime.share, 0)) == ("4.27%", "4%")
    assert percent(benefits.share, 2) == "28.76%"
    assert crime.pence_per_head == round(146_800_000_00 / 446_884)
    assert crime.sentence().startswith(
        "£146,800,000.00, 4.27% of £3,434,000,000.00 (Gross expenditure of Testshire, 2024-25"
    )
    assert "446,884 people" in crime.sentence()


def test_a_rule_reaches_what_it_names_all_of_and_what_is_under_its_category() -> None:
    cells = (
        cell(1, 100_00, category=COLLECTION, label=7), cell(1, 50_00, category=DISPOSAL),
        cell(2, 30_00, category=COLLECTION), cell(1, 9_00, category="09.1"),
    )  # fmt: skip
    labels = {7: "Bins and Bags"}
    assert total(*cells, tags=(rule(1, category="05.1.0"),), labels=labels).total_pence == 180_00
    assert total(*cells, tags=(rule(1, category="05", agency=1),), labels=labels).total_pence == 150_00
    assert total(*cells, tags=(rule(1, label="bins AND bags"),), labels=labels).total_pence == 100_00
    assert total(*cells, tags=(rule(1, agency=2, label="bins and bags"),), labels=labels).total_pence == 0


def test_shares_add_up_and_never_count_for_more_than_the_whole() -> None:
    found = total(
        cell(1, 100_00, category=COLLECTION), tags=(rule(1, share="3/4", agency=1), rule(2, share="1/2", category="05"))
    )
    assert found.total_pence == 100_00
    assert "tagged-twice" in [issue.code for issue in found.issues]
    assert (
        total(cell(1, 100_00), tags=(rule(1, share="1/4", agency=1), rule(2, share="1/2", agency=1))).total_pence
        == 75_00
    )


def test_a_line_tagged_by_hand_counts_once_beside_a_rule() -> None:
    held = cell(1, 100_00, category=COLLECTION, lines=2)
    lines = (by_hand(1, 11, 60_00, held, share="1/2"),)
    assert total(held, lines=lines).total_pence == 30_00
    assert total(held, tags=(rule(2, share="1/2", agency=1),), lines=lines).total_pence == 60_00 + 20_00
    assert total(held, tags=(rule(2, agency=1),), lines=lines).total_pence == 100_00
    assert total(held, lines=(*lines, by_hand(3, 11, 60_00, held))).total_pence == 60_00


def test_a_line_that_a_credit_note_cancels_keeps_its_own_amount() -> None:
    held = cell(1, 0, category=COLLECTION, lines=2)
    assert total(held, lines=(by_hand(1, 11, 60_00, held),)).total_pence == 60_00


def test_a_label_in_two_categories_counts_by_its_map() -> None:
    maps = {(1, 7): ((COLLECTION, Fraction(1, 3)), (DISPOSAL, Fraction(2, 3)))}
    held = cell(1, 90_00, label=7)
    assert total(held, tags=(rule(1, category=COLLECTION),), maps=maps, labels={7: "Waste"}).total_pence == 30_00
    assert total(held, lines=(by_hand(1, 11, 45_00, held),), maps=maps, labels={7: "Waste"}).total_pence == 45_00


def test_transfers_and_recharges_are_taken_out_first() -> None:
    cells = (cell(1, 100_00, counterparty=2), cell(1, 40_00), cell(2, 70_00), cell(1, 5_00, internal=True))
    found = total(*cells, tags=(rule(1, agency=1), rule(2, agency=2)))
    # 70.00 of the 100.00 is the receiver's own spending: 30.00 stays beside 40.00 and 70.00.
    assert (found.total_pence, found.of_pence, found.share) == (140_00, 140_00, 1)


def test_sub_themes_roll_up_without_a_line_counted_twice() -> None:
    cells = (cell(1, 100_00, category=COLLECTION), cell(1, 50_00, category=DISPOSAL))
    tags = (rule(1, dive=1, category="05"), rule(2, dive=2, category=COLLECTION))
    found = total(*cells, tags=tags, others=(PART,))
    assert found.total_pence == 150_00
    assert [(item.title, item.total_pence) for item in found.subthemes] == [("Collection", 100_00)]
    only_below = total(*cells, tags=tags[1:], others=(PART, DiveFact(3, "Deeper", 2, "", None, False)))
    assert only_below.total_pence == 100_00


def test_parts_add_up_to_the_total_to_the_penny() -> None:
    cells = tuple(cell(n, 1, category=COLLECTION) for n in (1, 2, 3))
    found = total(*cells, tags=(rule(1, share="1/2", category="05"),))
    assert found.total_pence == 2
    assert [part.amount_pence for part in found.parts] == [1, 1, 0]


def test_a_rule_that_finds_nothing_and_a_dive_without_tags_say_so() -> None:
    idle = total(cell(1), tags=(rule(5, category="09.1"),), dive=replace(THEME, cohort=20), others=(PART,))
    assert (idle.share, idle.pence_per_head, idle.per_member) == (None, None, None)
    assert idle.sentence() == f"no spend of {idle.year} is tagged to it."
    assert [item.share for item in idle.subthemes] == [None]
    assert "Tag 5 (09.1 Title of 09.1) finds no spend in this year." in [issue.text for issue in idle.issues]
    assert "no-tags" in [issue.code for issue in total(cell(1)).issues]


@pytest.mark.parametrize(
    ("cohort", "per_member", "small"), [(None, None, False), (0, None, False), (9, None, True), (10, 10_00, False)]
)
def test_a_small_cohort_has_no_figure_each(cohort: int | None, per_member: int | None, small: bool) -> None:
    found = total(cell(1, 100_00), tags=(rule(1, agency=1),), dive=replace(THEME, cohort=cohort))
    assert (found.per_member, found.cohort_small) == (per_member, small)


def test_without_people_there_is_no_figure_per_head_and_without_money_no_share() -> None:
    nobody = Population(None, None, None, None, "")
    assert total(cell(1), tags=(rule(1, agency=1),), population=nobody).pence_per_head is None
    assert total(agencies=(agency(1),)).share is None


def test_prevention_stands_before_reaction_by_known_cost_and_by_number() -> None:
    deliveries = (
        delivery(1, 1, stage="prevent", cost_pence=4_00), delivery(2, 1, stage="respond", cost_pence=106_00,
            passed_on_pence=10_00),
        delivery(3, 1, stage="recover"), delivery(4, 1, cost_pence=None, stage=""),
        delivery(5, 1, dive=9, stage="prevent", cost_pence=1_00),
    )  # fmt: skip
    rows = total(deliveries=deliveries, agencies=(agency(1),)).by_stage
    assert [(row.stage, row.deliveries, row.cost_pence, row.unknown, row.share,
            row.share_of_number) for row in rows] == [
        ("prevent", 1, 4_00, 0, 0.04, 0.25), ("early help", 0, None, 0, None, 0.0), ("recover", 1, None, 1, None, 0.25),
        ("respond", 1, 96_00, 0, 0.96, 0.25), ("", 1, None, 1, None, 0.25),
    ]  # fmt: skip
    assert [row.prevention for row in rows] == [True, True, False, False, False]
    assert [row.step for row in rows] == ["primary", "secondary", "tertiary", "acute", ""]


def test_where_prevention_ends_is_said_with_every_cut_and_administration_apart() -> None:
    costs = {"prevent": 51_00, "recover": 616_00, "respond": 333_00, "administer": 500_00}
    deliveries = tuple(delivery(n, 1, stage=stage, cost_pence=cost) for n, (stage, cost) in enumerate(costs.items(), 1))
    rows = total(deliveries=deliveries, agencies=(agency(1),)).by_stage
    assert [(cut.last, cut.deliveries, cut.share) for cut in cuts(rows)] == [
        ("primary", 1, 0.051),
        ("secondary", 1, 0.051),
        ("tertiary", 2, 0.667),
    ]
    words = cut_words(rows)
    assert "5.1% up to secondary, 66.7% up to tertiary" in words
    assert "Administration stands apart: £500 in 1 delivery." in words
    assert cuts(rows[-1:]) == ()


@pytest.mark.deep
@given(st.lists(st.fractions(-1000, 1000), max_size=12))
def test_whole_parts_add_up_and_none_is_a_penny_off(exact: list[Fraction]) -> None:
    parts = whole_parts(exact)
    assert sum(parts) == nearest_whole(sum(exact, Fraction(0)))
    assert all(abs(part - amount) < 1 for part, amount in zip(parts, exact, strict=True))


lines_drawn = st.lists(
    st.tuples(st.integers(1, 2), st.sampled_from([COLLECTION, DISPOSAL, "09.1", ""]), st.sampled_from([0, 7]),
        st.integers(-500, 5_000)), max_size=10
)  # fmt: skip
shares = st.sampled_from(["1/3", "1/2", "1"])
rules_drawn = st.lists(
    st.tuples(st.integers(1, 2), shares, st.sampled_from([0, 1, 2]), st.sampled_from(["", "05", COLLECTION]),
        st.sampled_from(["", "Waste"])), max_size=4
)  # fmt: skip
hand_drawn = st.lists(st.tuples(st.integers(1, 2), shares, st.integers(0, 9)), max_size=4)


@given(lines_drawn, rules_drawn, hand_drawn)
def test_a_total_is_what_adding_up_line_by_line_gives(
    lines: list[tuple[int, str, int, int]],
    rules: list[tuple[int, str, int, str, str]],
    hand: list[tuple[int, str, int]],
) -> None:
    """Lines are summed into cells as the desk sums them; the answer is found line by line, each at most once."""
    keys = sorted({line[:3] for line in lines})
    cells = {
        key: cell(
            key[0], sum(line[3] for line in lines if line[:3] == key), category=key[1], label=key[2],
            lines=sum(line[:3] == key for line in lines)
        )
        for key in keys
    }  # fmt: skip
    tags = tuple(
        rule(n, dive, share, agency=body, category=code, label=label)
        for n, (dive, share, body, code, label) in enumerate(rules, 1)
        if body or code or label
    )
    tagged = tuple(
        by_hand(100 + n, at, lines[at][3], cells[lines[at][:3]], dive, share)
        for n, (dive, share, at) in enumerate(hand)
        if at < len(lines)
    )

    def reached(dives: set[int]) -> Fraction:
        found = Fraction(0)
        for at, (body, code, label, pence) in enumerate(lines):
            share = sum((tag.share for tag in tagged if tag.dive in dives and tag.line == at), Fraction(0))
            for tag in tags:
                if (
                    tag.dive in dives
                    and tag.agency in (0, body)
                    and (not tag.label or label == 7)
                    and (not tag.category or code.startswith(tag.category))
                ):
                    share += tag.share
            found += pence * min(share, Fraction(1))
        return found

    found = total(*cells.values(), tags=tags, lines=tagged, others=(PART,), labels={7: "Waste"})
    assert found.total_pence == nearest_whole(reached({1, 2}))
    assert [item.total_pence for item in found.subthemes] == [nearest_whole(reached({2}))]
    assert sum(part.amount_pence for part in found.parts) == found.total_pence
