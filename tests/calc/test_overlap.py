"""What spend and areas prove: fragmentation and separate areas, never duplication."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.factories import CATEGORIES, agency, cell, facts
from tpdesk.calc.meeting import heaviest_apart, meet
from tpdesk.calc.overlap import overlap
from tpdesk.calc.pairs import pairs
from tpdesk.domain.facts import Agency
from tpdesk.domain.results.overlap import OverlapRow

COLLECTION = "05.1.0/collection"


def row_of(code: str, *cells: object, **fields: object) -> OverlapRow:
    level = fields.pop("level", 4)
    result = overlap(facts(*cells, **fields), level=level)  # type: ignore[arg-type]
    return next(row for row in result.rows if row.category == code)


def test_the_indices_of_three_bodies() -> None:
    row = row_of(COLLECTION, *(cell(n, pence, category=COLLECTION) for n, pence in ((1, 500), (2, 300), (3, 200))))
    assert row.agencies == 3
    assert row.hhi == pytest.approx(0.38)
    assert row.effective_agencies == pytest.approx(1 / 0.38)
    assert row.fragmentation == pytest.approx(0.62)
    assert (row.lead_agency, row.lead_share, row.outside_lead_pence) == ("Body 1", 0.5, 500)


def test_one_body_is_single() -> None:
    row = row_of(COLLECTION, cell(1, 500, category=COLLECTION))
    assert (row.verdict, row.hhi, row.fragmentation) == ("single", 1, 0)


def test_bodies_that_never_meet_are_separate_areas() -> None:
    row = row_of(
        COLLECTION,
        cell(1, 500, category=COLLECTION),
        cell(2, 300, category=COLLECTION),
        agencies=(agency(1, "a"), agency(2, "b")),
    )
    assert (row.verdict, row.outside_lead_pence, row.outside_lead_meeting_pence) == ("separate areas", 300, 0)


def test_a_county_over_districts_can_coincide_with_them_at_most() -> None:
    bodies = (agency(1, "abc"), agency(2, "a"), agency(3, "b"))
    cells = (cell(1, 500, category=COLLECTION), cell(2, 300, category=COLLECTION), cell(3, 100, category=COLLECTION))
    row = row_of(COLLECTION, *cells, agencies=bodies)
    assert (row.verdict, row.outside_lead_meeting_pence, row.outside_lead_pence) == ("fragmented", 400, 400)
    assert "Body 1 with Body 2" in row.judgement.evidence[0]


def test_the_bodies_that_the_lead_meets_are_named_once_and_the_rest_counted() -> None:
    bodies = (agency(1, "abcde"), *(agency(n, "abcde"[n - 2]) for n in range(2, 7)))
    cells = tuple(cell(n, 1_000 - n, category=COLLECTION) for n in range(1, 7))
    row = row_of(COLLECTION, *cells, agencies=bodies)
    assert (
        row.judgement.evidence[0]
        == "6 organisations spend on it, and areas meet: Body 1 with Body 2, Body 3, Body 4 and 2 others."
    )
    apart = (agency(1, "a"), agency(2, "bc"), agency(3, "b"), agency(4, "c"))
    row = row_of(COLLECTION, *(cell(n, 1_000 - n, category=COLLECTION) for n in range(1, 5)), agencies=apart)
    assert "Body 2 with Body 3 and Body 4." in row.judgement.evidence[0]


def test_an_unknown_area_meets_everyone_and_is_unproven() -> None:
    row = row_of(
        COLLECTION,
        cell(1, 500, category=COLLECTION),
        cell(2, 300, category=COLLECTION),
        agencies=(agency(1, "a"), agency(2)),
    )
    assert (row.verdict, row.outside_lead_meeting_pence, row.judgement.unproven) == ("fragmented", 300, True)


def test_a_statutory_split_is_separate_areas_with_its_law() -> None:
    from dataclasses import replace

    marked = {
        **CATEGORIES,
        COLLECTION: replace(CATEGORIES[COLLECTION], separate_law="Environmental Protection Act 1990, s. 45"),
    }
    row = row_of(COLLECTION, cell(1, 500, category=COLLECTION), cell(2, 300, category=COLLECTION), categories=marked)
    assert (row.verdict, row.outside_lead_meeting_pence) == ("separate areas", 0)
    assert "1990" in row.judgement.evidence[0]


def test_net_negative_and_small_bodies_are_left_out_and_listed() -> None:
    cells = (
        cell(1, 500, category=COLLECTION), cell(2, -300, category=COLLECTION), cell(3, 0, category=COLLECTION),
        cell(4, 50, category=COLLECTION),
    )  # fmt: skip
    row = overlap(facts(*cells), level=4, deminimis_pence=51).rows[0]
    assert [(item.agency, item.reason) for item in row.left_out] == [
        ("Body 2", "net negative"), ("Body 3", "nothing spent"), ("Body 4", "below the de-minimis"),
    ]  # fmt: skip
    assert (row.agencies, row.total_pence, row.count_pence) == (1, 500, 250)


def test_an_all_zero_category_is_undefined() -> None:
    row = row_of(COLLECTION, cell(1, -5, category=COLLECTION))
    assert (row.hhi, row.lead_share, row.effective_agencies, row.agencies) == (None, None, None, 0)


def test_coarse_money_raises_no_verdict() -> None:
    row = row_of("05", cell(1, 500, category="05"), cell(2, 300, category="05"), level=3)
    assert (row.coarser, row.verdict, row.ranked) == (True, None, False)


def test_weak_balancing_and_support_stand_below_the_ranking() -> None:
    cells = [cell(n, 100, category=code) for code in ("05.6.0/rest", "01.3.3/support", COLLECTION) for n in (1, 2)]
    assert [(row.category, row.ranked) for row in overlap(facts(*cells), level=4).rows] == [
        (COLLECTION, True), ("01.3.3/support", False), ("05.6.0/rest", False),
    ]  # fmt: skip


def test_transfers_are_taken_off_before_shares() -> None:
    cells = (cell(1, 500, category=COLLECTION, counterparty=2), cell(2, 900, category=COLLECTION))
    row = row_of(COLLECTION, *cells)
    assert (row.agencies, row.total_pence) == (1, 900)


def test_shared_service_candidates_are_those_side_by_side() -> None:
    bodies = tuple(agency(n, letter) for n, letter in enumerate("abc", 1))
    cells = [cell(n, 100, category=COLLECTION) for n in (1, 2, 3)] + [
        cell(n, 900, category="05.1.0/disposal") for n in (1, 2)
    ]
    result = overlap(facts(*cells, agencies=bodies), level=4)
    assert [row.category for row in result.shared_service_candidates] == [COLLECTION, "05.1.0/disposal"]


areas = st.dictionaries(
    st.integers(1, 8),
    st.sets(st.sampled_from("abcdef")).map(lambda found: "".join(sorted(found))),
    min_size=1,
    max_size=8,
)


@given(areas, st.data())
def test_the_heaviest_set_apart_is_what_trying_all_sets_gives(covered: dict[int, str], data: st.DataObject) -> None:
    bodies = {n: agency(n, letters) for n, letters in covered.items()}
    spend = {n: data.draw(st.integers(1, 1_000)) for n in bodies}
    best = max(
        sum(spend[n] for n in chosen)
        for size in range(len(bodies) + 1)
        for chosen in combinations(bodies, size)
        if not any(meet(bodies[a], bodies[b]) for a, b in combinations(chosen, 2))
    )
    assert heaviest_apart(spend, bodies) == best


@given(
    st.recursive(st.integers(1, 1_000), lambda inner: st.lists(inner, min_size=1, max_size=4), max_leaves=20), st.data()
)
def test_where_areas_nest_it_is_the_recursion(tree: object, data: st.DataObject) -> None:
    """w(area) = max(largest agency on that area, sum of w over the areas inside it)."""
    bodies: dict[int, Agency] = {}
    spend: dict[int, int] = {}

    def walk(node: object, leaf: list[int]) -> tuple[frozenset[str], int]:
        if isinstance(node, list):
            found = [walk(child, leaf) for child in node]
            covered, inside = frozenset().union(*(part[0] for part in found)), sum(part[1] for part in found)
            own = data.draw(st.integers(0, 2_000))
        else:
            covered, inside, own = frozenset({f"area {len(leaf)}"}), 0, int(str(node))
            leaf.append(0)
        if own:
            number = len(bodies) + 1
            bodies[number] = agency(number, "", base_areas=covered)
            spend[number] = own
        return covered, max(own, inside)

    _, expected = walk(tree, [])
    if spend:
        assert heaviest_apart(spend, bodies) == expected


@pytest.mark.deep
@settings(max_examples=20)
@given(st.integers(40, 60), st.randoms(use_true_random=False))
def test_sixty_crossing_bodies_are_still_exact_and_done(number: int, random: object) -> None:
    letters = [chr(0x100 + n) for n in range(30)]
    bodies = {n: agency(n, "", base_areas=frozenset(random.sample(letters, 2))) for n in range(1, number)}  # type: ignore[attr-defined]
    spend = {n: random.randint(1, 10**9) for n in bodies}  # type: ignore[attr-defined]
    found = heaviest_apart(spend, bodies)
    assert max(spend.values()) <= found <= sum(spend.values())


@given(
    st.lists(
        st.tuples(
            st.integers(1, 5), st.integers(-100, 1_000), st.sampled_from([COLLECTION, "05.1.0/disposal", "09.1"])
        ),
        max_size=15,
    )
)
def test_invariants_of_overlap_and_pairs(lines: list[tuple[int, int, str]]) -> None:
    bodies = tuple(agency(n, letters) for n, letters in enumerate(("ab", "a", "b", "c", ""), 1))
    held = facts(*(cell(n, pence, category=code) for n, pence, code in lines), agencies=bodies)
    for row in overlap(held, level=4).rows:
        assert row.outside_lead_meeting_pence <= row.outside_lead_pence <= row.total_pence
        assert row.count_pence == row.total_pence + sum(item.amount_pence for item in row.left_out)
        if row.hhi is not None:
            assert 1 / row.agencies - 1e-9 <= row.hhi <= 1 + 1e-9
            assert sum(share.share for share in row.shares) == pytest.approx(1)
        if row.agencies > 1 and not row.coarser:
            assert (row.verdict == "separate areas") == (row.outside_lead_meeting_pence == 0)
    for pair in pairs(held, level=4).rows:
        assert pair.similarity is not None
        assert 0 < pair.similarity <= 1


def test_pairs_that_meet_come_first() -> None:
    bodies = (agency(1, "a"), agency(2, "b"), agency(3, "a"))
    cells = [cell(n, pence, category=COLLECTION) for n, pence in ((1, 500), (2, 400), (3, 100))]
    rows = pairs(facts(*cells, agencies=bodies), level=4).rows
    assert [(row.agency_a, row.agency_b, row.areas_meet, row.shared_pence) for row in rows] == [
        ("Body 1", "Body 3", True, 100), ("Body 1", "Body 2", False, 400), ("Body 2", "Body 3", False, 100),
    ]  # fmt: skip
    assert rows[0].similarity == pytest.approx(100 / 500)
