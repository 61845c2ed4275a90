"""Places added up: the worked figures, and what must hold whatever they report."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tpdesk.calc.national import NO_THEME, aggregate
from tpdesk.calc.packs.national import national_checks
from tpdesk.domain.place_summary import PlaceSummary, SummaryBarrier, SummarySaving, read_summary, write_summary
from tpdesk.domain.results.national import National
from tpdesk.errors import InputProblem

LIKE = "after transfers, actual"


def place(name: str, areas: str, millions: float, people: int | None = None, **said: object) -> PlaceSummary:
    """Return a place of 2024-25 whose areas are the letters given."""
    summary = PlaceSummary(name, tuple(areas), "2024-25", LIKE, round(millions * 100_000_000), people=people)
    return replace(summary, **said)  # type: ignore[arg-type]


def test_the_totals_of_the_seeds_are_never_added_to_each_other() -> None:
    """Luton £3,434m headline, Bradford around £4.4bn, Leicestershire over £6bn: no sum of them means anything."""
    found = aggregate(
        [
            place("Luton & Central Bedfordshire", "lc", 3434, 446_885, basis="headline, revenue and capital",
                bodies_counted=7, bodies_expected=16, year="2008-09",
                way="published"),
            place("Bradford", "b", 4400, basis="government departments", qualifier="around", year="2008-09",
                way="published"),
            place("Leicester & Leicestershire", "xyz", 6000, basis="five kinds of body", qualifier="over",
                year="2008-09", way="published"),
        ],
        expected=13,
    )  # fmt: skip
    (group,) = found.groups
    assert group.places == ("Luton & Central Bedfordshire",)
    assert (group.total_pence, group.people, group.pence_per_head) == (343_400_000_000, 446_885, 768_430)
    assert (group.least_pence_per_head, group.most_pence_per_head, group.of_expected) == (768_430, 768_430, 13)
    assert {one.place: one.why for one in found.not_added} == {
        "Leicester & Leicestershire": "printed as 'over' an amount", "Bradford": "printed as 'around' an amount",
    }  # fmt: skip
    assert (found.did_not_report, found.one_total_pence) == (10, None)


def like() -> list[PlaceSummary]:
    """Return A, B, both of them together, and C."""
    return [
        place("A", "a", 2000, 250_000), place("B", "b", 1700, 240_000),
        place("A and B", "ab", 3700, 490_000, bodies_counted=20, bodies_expected=23),
        place("C", "c", 900, 150_000, bodies_counted=8, bodies_expected=10),
    ]  # fmt: skip


def test_a_place_inside_another_is_set_aside() -> None:
    found = aggregate(like(), expected=5)
    (group,) = found.groups
    assert (group.places, group.total_pence, group.people) == (("A and B", "C"), 460_000_000_000, 640_000)
    assert (group.pence_per_head, group.least_pence_per_head) == (718_750, 600_000)
    assert (group.median_pence_per_head, group.most_pence_per_head) == (677_551, 755_102)
    assert (group.bodies_counted, group.bodies_expected) == (28, 33)
    assert [(one.place, one.why) for one in found.not_added] == [
        ("A", "its areas are in A and B too"), ("B", "its areas are in A and B too"),
    ]  # fmt: skip
    assert (found.did_not_report, found.one_total_pence) == (1, None)


def test_the_examples_come_out_as_they_stand() -> None:
    file = Path(__file__).parents[3] / "shared" / "capabilities" / "examples" / "registers_examples.json"
    if not file.is_file():
        pytest.skip("the examples are not here")
    wanted = json.loads(file.read_text(encoding="utf-8"))["aggregate_like"]
    (group,) = aggregate(like(), expected=5).groups
    told = {
        "basis": group.basis, "year": group.year, "places": list(group.places), "number": group.number,
        "of_expected": group.of_expected, "total": group.total_pence, "people": group.people,
        "per_head": group.pence_per_head, "least_per_head": group.least_pence_per_head,
        "median_per_head": group.median_pence_per_head, "most_per_head": group.most_pence_per_head,
        "bodies_counted": group.bodies_counted, "bodies_expected": group.bodies_expected,
    }  # fmt: skip
    assert [told] == wanted["groups"]


def test_one_grand_total_only_where_one_group_holds_all() -> None:
    assert aggregate(like()).one_total_pence == 460_000_000_000
    assert aggregate(like(), silent=["D"]).one_total_pence is None
    other = place("D", "d", 1, 1, year="2023-24")
    assert aggregate([*like(), other]).one_total_pence is None


def test_what_meets_in_part_and_what_is_not_known_stays_out() -> None:
    found = aggregate([place("Wide", "abc", 10), place("Edge", "cd", 5), place("Nowhere", "", 99)])
    assert found.groups[0].places == ("Wide",)
    assert {one.place: one.why for one in found.not_added} == {
        "Edge": "some of its areas are in Wide too",
        "Nowhere": "its areas are not known, so they may be another's too",
    }


def test_a_place_told_twice_is_refused_by_its_areas_whatever_it_is_called() -> None:
    with pytest.raises(InputProblem, match=r"A and Old A is told twice: by a.json and by b.json"):
        aggregate([place("A", "a", 1, told_by="a.json"), place("Old A", "a", 1, told_by="b.json")])


def saving(title: str, fiscal: int, *cohorts: str, grade: int | None = 3, theme: str = "Homes") -> SummarySaving:
    return SummarySaving(title, theme, "2024-25", grade, fiscal, fiscal // 2, fiscal // 3, cohorts)


def test_of_two_cases_for_one_cohort_the_larger_counts_and_grades_stand_apart() -> None:
    found = aggregate(
        [
            place("A", "a", 1, savings=(saving("Small", 100, "x"), saving("Large", 900, "x", "y"),
                saving("Sure", 30, grade=1))),
            place("B", "b", 1, savings=(saving("Same people elsewhere", 50, "x"), saving("Loose", 7, theme=""))),
        ]
    )  # fmt: skip
    assert [(row.theme, row.grade, row.cases, row.fiscal_pence, row.places) for row in found.savings] == [
        ("Homes", 1, 1, 30, ("A",)), ("Homes", 3, 2, 950, ("A", "B")), (NO_THEME, 3, 1, 7, ("B",)),
    ]  # fmt: skip
    (aside,) = found.savings_set_aside
    assert (aside.place, aside.saving.title, aside.larger) == ("A", "Small", "Large")


def test_places_that_name_a_barrier_are_counted_not_how_many_they_name() -> None:
    def barrier(title: str, state: str = "open") -> SummaryBarrier:
        return SummaryBarrier(title, "central", "law", state, "Change the rule")

    found = aggregate(
        [place("A", "a", 1, barriers=(barrier("One"), barrier("Two", "overcome by government"))),
         place("B", "b", 1, barriers=(barrier("Three"),)), place("C", "c", 1)]
    )  # fmt: skip
    (row,) = found.barriers
    assert (row.places, row.overcome, row.titles) == (("A", "B"), 1, ("One", "Two", "Three"))
    (ask,) = found.asks
    assert (ask.ask, ask.places, ask.barriers) == ("Change the rule", ("A", "B"), ("One", "Two", "Three"))


PLACES = st.lists(
    st.builds(
        lambda n, areas, year, basis, pence, people, qualifier: PlaceSummary(
            f"P{n}", tuple(sorted(areas)), year, basis, pence, people=people, qualifier=qualifier
        ),
        st.integers(0, 99), st.sets(st.sampled_from("abcdefgh"), max_size=4),
        st.sampled_from(["2023-24", "2024-25", ""]),
        st.sampled_from(["x", "y"]), st.integers(-5, 10**12), st.one_of(st.none(), st.integers(1, 10**6)),
        st.sampled_from(["", "", "", "over"]),
    ),
    max_size=9, unique_by=(lambda one: one.id, lambda one: one.place),
)  # fmt: skip


def test_places_of_one_name_in_areas_that_do_not_meet_are_two_places() -> None:
    found = aggregate(
        [
            place("Newport", "w", 10, told_by="wales.json", qualifier="over"),
            place("Newport", "i", 30, told_by="wight.tpdesk"), place("Ash", "a", 5),
        ]
    )  # fmt: skip
    (group,) = found.groups
    assert (group.places, group.total_pence) == (("Ash", "Newport (wight.tpdesk)"), 3_500_000_000)
    assert [(one.place, one.why) for one in found.not_added] == [
        ("Newport (wales.json)", "printed as 'over' an amount")
    ]
    assert [check[1] == check[2] for check in national_checks(found)] == [True]


@pytest.mark.parametrize("areas", ["", "ab"])
def test_one_name_with_areas_that_meet_or_are_not_known_is_told_twice(areas: str) -> None:
    with pytest.raises(InputProblem, match=r"ash is told twice: by .+ and by .+\. Leave one of them out"):
        aggregate([place("Ash", "a", 1, told_by="a.json"), place("ash", areas, 1, told_by="b.tpdesk")])


def test_what_a_place_keeps_back_for_small_cohorts_is_said_and_in_no_sum() -> None:
    found = aggregate([place("A", "a", 1, savings=(saving("Large", 900),), savings_hidden=2), place("B", "b", 1)])
    assert [row.fiscal_pence for row in found.savings] == [900]
    assert [issue.text for issue in found.issues if issue.code == "small-cohorts"] == [
        "A: 2 business cases for a small number of people left out of the savings, "
        "since the figures would tell of them."
    ]


@settings(max_examples=25)
@given(PLACES, st.randoms(use_true_random=False))
def test_a_total_is_the_sum_of_its_places_which_do_not_meet_and_no_order_changes_it(
    places: list[PlaceSummary], random: object
) -> None:
    found = aggregate(places)
    told = {one.place: one for one in places}
    for group in found.groups:
        members = [told[name] for name in group.places]
        assert group.total_pence == sum(one.total_pence for one in members)
        codes = [code for one in members for code in one.areas]
        assert len(codes) == len(set(codes))
        assert {(one.basis, one.year, one.qualifier) for one in members} == {(group.basis, group.year, "")}
    named = [name for group in found.groups for name in group.places] + [one.place for one in found.not_added]
    assert sorted(named) == sorted(told)
    turned = list(places)
    random.shuffle(turned)  # type: ignore[attr-defined]
    assert aggregate(turned) == found
    for gone in places:
        fewer = aggregate([one for one in places if one is not gone], expected=found.expected)
        assert len(fewer.reporting) == len(found.reporting) - 1
        assert fewer.did_not_report == found.did_not_report + 1
        assert fewer.one_total_pence is None
    if found.one_total_pence is not None:
        assert len(found.groups) == 1


def test_a_summary_goes_to_its_file_and_back_and_a_changed_one_is_refused() -> None:
    one = place(
        "A", "a", 12.5, 10, savings=(saving("Case", 5, "x"),), barriers=(SummaryBarrier("B", "local", "law", "open"),)
    )
    told = json.loads(write_summary(one))
    assert read_summary(told, "a.json") == replace(one, told_by="a.json")
    told["summary"]["total_pence"] += 1
    with pytest.raises(InputProblem, match=r"a.json was changed after it was written"):
        read_summary(told, "a.json")
    for wrong, words in (
        ({"this": "something"}, "does not say"),
        ({**told, "edition": 99}, "edition 99"),
        ({**told, "summary": {"place": 3}}, "a value in it cannot be"),
        ({**told, "summary": None}, "a value in it cannot be"),
    ):
        with pytest.raises(InputProblem, match=words):
            read_summary(wrong, "a.json")


def test_nobody_who_reports_means_no_total() -> None:
    found: National = aggregate([], expected=3)
    assert (found.groups, found.did_not_report, found.one_total_pence) == ((), 3, None)
