"""Sites that could be shared: the worked figures to the penny, what always holds on random sites, and every set of
moves tried by hand where there are few."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import product
from math import inf
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tpdesk.calc.colocation.best_set import best_set, fill_room
from tpdesk.calc.colocation.candidates import find_candidates
from tpdesk.calc.colocation.checking import Box, Lease, look_at_sites, read_lease
from tpdesk.calc.colocation.distance import distance_m, haversine_m, on_grid, project, to_osgb
from tpdesk.calc.colocation.dot_map import draw_sites
from tpdesk.calc.colocation.explain import explain_sharing
from tpdesk.calc.colocation.total import colocate
from tpdesk.cli.assets import colocation_data
from tpdesk.domain.asset import Point as At
from tpdesk.domain.asset import SharingRules, Site, parse_together
from tpdesk.domain.figure import Figure
from tpdesk.domain.results.colocation import Colocation, MoveCandidate
from tpdesk.errors import UsageProblem

EXAMPLES = Path(__file__).parents[3] / "shared" / "capabilities" / "examples" / "colocation_examples.json"
RULES = SharingRules()


def site(name: str, agency: str, use: str = "office", east: int = 384_000, north: int = 432_000, **more: Any) -> Site:
    return Site(name, agency, use, At(east, north), **more)


PARKER = site("Parker Lane offices", "Burnley BC", "office", 384200, 432500, people=180, capacity=320,
    running_pence=96_000_000, share_cost_pence=150_000)  # fmt: skip
JOB_CENTRE = site("Job centre", "DWP", "customer access", 384350, 432700, people=60, capacity=95,
    running_pence=41_000_000, share_cost_pence=220_000, free_from=2027)  # fmt: skip
POLICE = site("Neighbourhood police base", "Lancashire PCC", "police station", 384900, 433100, people=35, nia_m2=610,
    running_pence=18_500_000, share_cost_pence=180_000)  # fmt: skip
CLINIC = site("St Peter's clinic", "NHS trust", "clinic", 384300, 432850, people=140, capacity=150,
    running_pence=210_000_000, share_cost_pence=300_000, keep="clinical rooms", free_from=2034)  # fmt: skip
LIBRARY = site("Central library", "Lancashire CC", "library", 384050, 432650, people=20, capacity=70,
    running_pence=33_000_000, share_cost_pence=90_000)  # fmt: skip
HUB = site("Family hub", "Lancashire CC", "customer access", 386900, 434800, precision_m=100, people=15, capacity=25,
    running_pence=7_800_000, share_cost_pence=100_000)  # fmt: skip
REGISTRARS = site("Registrars", "Lancashire CC", "customer access", 384120, 432400, people=12, free_from=2026)
SEVEN = (PARKER, JOB_CENTRE, POLICE, CLINIC, LIBRARY, HUB, REGISTRARS)


def found(*sites: Site, within: int = 1_500) -> Colocation:
    return colocate("Burnley", sites, replace(RULES, within_m=within))


def moves(result: Colocation) -> list[tuple[str, str]]:
    return [one.names for one in result.best.moves]


# -- the worked figures


def test_seven_sites_save_452_500_pounds_a_year_at_most() -> None:
    result = found(*SEVEN)
    assert moves(result) == [
        ("Job centre", "Parker Lane offices"),
        ("Neighbourhood police base", "Parker Lane offices"),
    ]
    assert [one.saving_pence for one in result.best.moves] == [32_000_000, 13_250_000]
    assert result.best.saving_pence == 45_250_000
    assert result.best.is_proved
    known = {one.names: one.saving_pence for one in result.candidates if one.saving_pence is not None}
    assert known["Central library", "Job centre"] == 28_600_000
    assert len(known) == 4
    unknown = [one for one in result.candidates if one.saving_pence is None]
    assert len(unknown) == 6
    assert all("Registrars" in one.names for one in unknown)
    assert [one.room for one in result.candidates if one.names == ("Registrars", "Neighbourhood police base")] == [26]
    assert [(row.year, row.saving_pence, row.so_far_pence) for row in result.plan] == [
        (None, 13_250_000, 13_250_000),
        (2027, 32_000_000, 45_250_000),
    ]


def test_why_not_stands_beside_each_site_pair_and_candidate() -> None:
    result = found(*SEVEN)
    why = {(one.leaves, one.host): one.why for one in (*result.why_not, *result.left_out)}
    assert why["St Peter's clinic", ""] == "it must be kept: clinical rooms"
    assert "2.6 km off" in why["Family hub", ""]
    assert why["Central library", "Job centre"] == "Job centre itself is left"
    assert why["Parker Lane offices", "Job centre"] == "180 people would come, and there is room for 35"
    assert why["Central library", "Neighbourhood police base"] == "library and police station do not go together"
    assert why["Registrars", "Job centre"] == "the saving is not known"
    pairs = {one.names for one in result.candidates}
    assert pairs == {one.names for one in result.best.moves} | {(one.leaves, one.host) for one in result.left_out}
    assert not pairs & {(one.leaves, one.host) for one in result.why_not}


@pytest.mark.skipif(not EXAMPLES.exists(), reason="the worked examples are not beside the project")
def test_the_json_has_the_keys_and_figures_of_the_worked_example() -> None:
    example = json.loads(EXAMPLES.read_text(encoding="utf-8"))
    assert [one.name for one in SEVEN] == [one["name"] for one in example["input"]]
    answer = colocation_data(found(*SEVEN))
    for key in ("candidates", "best_set", "within_m"):
        assert answer[key] == example[key]


def test_charing_cross_to_greenwich() -> None:
    assert round(haversine_m(51.5074, -0.1278, 51.478, -0.0014)) == 9342
    charing_cross = At(latitude=Fraction("51.5074"), longitude=Fraction("-0.1278"))
    greenwich = At(latitude=Fraction("51.478"), longitude=Fraction("-0.0014"))
    assert distance_m(charing_cross, greenwich) == 9342
    # On the grid the earth is no sphere: half a percent at most.
    assert abs(distance_m(on_grid(charing_cross), on_grid(greenwich)) - 9342) <= 9342 // 200


def test_the_projection_gives_the_ordnance_surveys_worked_example() -> None:
    # Guide to coordinate systems in Great Britain, annex C: 52 39 27.2531 N, 1 43 4.5177 E on the Airy ellipsoid.
    from math import radians

    north, east = radians(52 + 39 / 60 + 27.2531 / 3600), radians(1 + 43 / 60 + 4.5177 / 3600)
    assert project(north, east) == pytest.approx((651_409.903, 313_177.270), abs=0.002)
    # The same water tower in WGS84.
    assert project(*to_osgb(52 + 39 / 60 + 28.723 / 3600, 1 + 42 / 60 + 57.787 / 3600)) == pytest.approx(
        (651_409.903, 313_177.270), abs=5
    )


# -- what always holds

AGENCIES = st.sampled_from("ABC")
USES = st.sampled_from(["office", "customer access", "police station", "library"])
KNOWN = st.none() | st.integers(0, 60)
SITES = st.lists(
    st.builds(
        Site, st.just(""), AGENCIES, USES,
        st.none() | st.builds(At, st.integers(384_000, 386_000), st.integers(432_000, 434_000)),
        st.sampled_from([0, 100, 1000]), KNOWN, st.none() | st.integers(0, 120), st.none() | st.integers(0, 900),
        st.none() | st.integers(0, 10**7), st.none(), st.none() | st.integers(0, 10**5),
        st.sampled_from(["", "", "", "listed"]), st.sampled_from([False, False, True]),
    ),
    max_size=9,
).map(lambda made: [replace(one, name=f"Site {n}") for n, one in enumerate(made)])  # fmt: skip
FEW = settings(max_examples=60, deadline=None)


def by_hand(candidates: Sequence[MoveCandidate]) -> int:
    """Return the most that any allowed set of moves saves: every one is tried."""
    known = [one for one in candidates if one.fits == "yes" and (one.saving_pence or 0) > 0]
    leaving = sorted({one.leaves.name for one in known})
    best = 0
    for chosen in product(*([None, *(one for one in known if one.leaves.name == name)] for name in leaving)):
        taken = [one for one in chosen if one is not None]
        gone = {one.leaves.name for one in taken}
        people: dict[str, int] = {}
        for one in taken:
            people[one.host.name] = people.get(one.host.name, 0) + (one.leaves.people or 0)
        room = {one.host.name: one.room or 0 for one in taken}
        if not gone & people.keys() and all(number <= room[host] for host, number in people.items()):
            best = max(best, sum(one.saving_pence or 0 for one in taken))
    return best


@given(SITES)
@FEW
def test_the_best_set_is_the_best_of_all_and_keeps_every_rule(sites: list[Site]) -> None:
    result = colocate("Place", sites, RULES)
    best = result.best
    assert best.is_proved
    assert best.saving_pence == by_hand(result.candidates)
    gone, people = [one.leaves.name for one in best.moves], dict[str, int]()
    assert len(set(gone)) == len(gone)
    for one in best.moves:
        people[one.host.name] = people.get(one.host.name, 0) + (one.leaves.people or 0)
        assert people[one.host.name] <= (one.host.room_at(RULES.space_m2) or 0)
    assert not set(gone) & people.keys()
    assert best.saving_pence <= sum(one.leaves.running_pence or 0 for one in best.moves)
    assert sum(row.saving_pence for row in result.plan) == best.saving_pence


@st.composite
def crowded(draw: st.DrawFn) -> list[Site]:
    """Twelve sites side by side, where room is short and most pairs go together."""
    made = []
    for n in range(12):
        people = draw(st.integers(1, 30))
        made.append(site(f"Site {n}", "ABCD"[n % 4], east=384_000 + n, people=people,
            capacity=people + draw(st.integers(0, 25)), running_pence=draw(st.integers(1, 500)) * 1_000,
            share_cost_pence=draw(st.integers(0, 40)) * 100))  # fmt: skip
    return made


def every_way(candidates: Sequence[MoveCandidate]) -> int:
    """Return the most that any allowed set saves, by deciding site after site without any bound."""
    known = [one for one in candidates if one.fits == "yes" and (one.saving_pence or 0) > 0]
    options: dict[str, list[MoveCandidate]] = {}
    for one in known:
        options.setdefault(one.leaves.name, []).append(one)
    names = sorted(options)

    def most(n: int, gone: frozenset[str], left: dict[str, int]) -> int:
        if n == len(names):
            return 0
        best = most(n + 1, gone, left)
        if names[n] in left:
            return best
        for one in options[names[n]]:
            room = left.get(one.host.name, one.room or 0) - (one.leaves.people or 0)
            if one.host.name not in gone and room >= 0:
                rest = most(n + 1, gone | {names[n]}, {**left, one.host.name: room})
                best = max(best, rest + (one.saving_pence or 0))
        return best

    return most(0, frozenset(), {})


@pytest.mark.deep
@given(crowded())
@settings(max_examples=12, deadline=None)
def test_twelve_crowded_sites_are_solved_as_by_trying_every_set(sites: list[Site]) -> None:
    candidates, _ = find_candidates(sites, RULES)
    best = best_set(candidates)
    assert best.is_proved
    assert best.saving_pence == every_way(candidates)


@given(SITES, st.integers(0, 3_000), st.integers(0, 3_000))
@FEW
def test_a_wider_limit_never_has_fewer_candidates(sites: list[Site], one: int, other: int) -> None:
    near, wide = (
        {each.names for each in find_candidates(sites, replace(RULES, within_m=within))[0]}
        for within in sorted((one, other))
    )
    assert near <= wide


@given(SITES)
@FEW
def test_adding_a_site_that_must_be_kept_changes_nothing(sites: list[Site]) -> None:
    before = colocate("Place", sites, RULES)
    kept = site("Kept", "Z", east=385_000, north=433_000, people=1, capacity=500, running_pence=1, keep="custody")
    after = colocate("Place", [*sites, kept], RULES)
    assert (after.candidates, after.best, after.plan) == (before.candidates, before.best, before.plan)


@given(SITES, st.integers(2, 50))
@FEW
def test_scaling_the_money_scales_the_savings(sites: list[Site], factor: int) -> None:
    scaled = [
        replace(
            one,
            running_pence=None if one.running_pence is None else one.running_pence * factor,
            share_cost_pence=None if one.share_cost_pence is None else one.share_cost_pence * factor,
        )
        for one in sites
    ]
    before, after = colocate("Place", sites, RULES), colocate("Place", scaled, RULES)
    assert after.best.saving_pence == before.best.saving_pence * factor
    assert {one.names: one.saving_pence for one in after.candidates} == {
        one.names: None if one.saving_pence is None else one.saving_pence * factor for one in before.candidates
    }


POINTS = st.builds(At, st.integers(0, 700_000), st.integers(0, 1_300_000)) | st.builds(
    At,
    latitude=st.fractions(50, 58, max_denominator=10**5),
    longitude=st.fractions(-6, 1, max_denominator=10**5),
)


@given(POINTS, POINTS)
@FEW
def test_distances_are_the_same_both_ways(one: At, other: At) -> None:
    assert distance_m(one, other) == distance_m(other, one)
    assert distance_m(one, one) == 0


@given(st.lists(st.tuples(st.integers(1, 50), st.integers(0, 20), st.integers(0, 9)), max_size=8), st.integers(0, 60))
@FEW
def test_a_room_is_filled_with_the_most_that_goes_in(offers: list[tuple[int, int, int]], room: int) -> None:
    offers.sort(key=lambda one: one[0] / one[1] if one[1] else inf, reverse=True)
    best = 0
    for chosen in product((False, True), repeat=len(offers)):
        taken = [one for one, is_in in zip(offers, chosen, strict=True) if is_in]
        if sum(one[1] for one in taken) <= room:
            best = max(best, sum(one[0] for one in taken))
    assert fill_room([(float(gain), people, number) for gain, people, number in offers], room)[0] == best


def test_a_large_area_is_cut_off_with_a_bound_that_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    sites = [site(f"Site {n}", "ABCD"[n % 4], east=384_000 + n * 7, people=5 + n * 7 % 23, capacity=12 + n * 11 % 37,
        running_pence=100_000 + n * 7919 % 90_000, share_cost_pence=100) for n in range(14)]  # fmt: skip
    candidates, _ = find_candidates(sites, RULES)
    whole = best_set(candidates)
    assert whole.is_proved
    monkeypatch.setattr("tpdesk.calc.colocation.best_set.MOST_NODES", 1)
    cut = best_set(candidates)
    assert cut.saving_pence <= whole.saving_pence <= cut.bound_pence
    assert not cut.is_proved


# -- precision, capacity, what is not known


@pytest.mark.parametrize(("apart", "close"), [(1_400, "yes"), (1_401, "perhaps"), (1_600, "perhaps"), (1_601, "")])
def test_within_the_precision_of_the_limit_it_is_perhaps(apart: int, close: str) -> None:
    one = site("One", "A", people=1, capacity=5, precision_m=60)
    other = site("Other", "B", east=384_000 + apart, people=1, capacity=5, precision_m=40)
    candidates, _ = find_candidates([one, other], RULES)
    assert {each.close for each in candidates} == ({close} if close else set())


def test_capacity_is_as_recorded_else_the_area_by_the_space_standard() -> None:
    assert site("a", "A", capacity=5, nia_m2=610, people=1).room_at(10) == 4
    assert site("a", "A", nia_m2=619, people=35).room_at(10) == 26
    assert site("a", "A", nia_m2=619, people=35).room_at(8) == 42
    assert site("a", "A", nia_m2=100, people=35).room_at(10) == 0
    assert site("a", "A", people=35).room_at(10) is None
    assert site("a", "A", nia_m2=100).room_at(10) is None


def test_what_is_not_known_is_never_zero() -> None:
    leaves = site("Leaves", "A", people=5, running_pence=100_000)
    host = site("Host", "B", people=5, capacity=20)
    result = found(leaves, host)
    by = {one.names: one for one in result.candidates}
    assert by["Leaves", "Host"].saving_pence is None
    assert by["Leaves", "Host"].fits == "yes"
    assert by["Host", "Leaves"].fits == "not known"
    assert result.best.moves == ()


def test_a_site_without_a_point_is_listed_as_not_placed() -> None:
    result = colocate("Place", [replace(PARKER, point=None), JOB_CENTRE], RULES)
    assert result.not_placed == ("Parker Lane offices",)
    assert not result.candidates


# -- leases


@pytest.mark.parametrize(
    ("said", "lease"),
    [
        (("freehold", "", "", None), Lease()),
        (("", "", "", None), Lease()),
        (("leasehold", "", "", None), Lease(is_unknown=True)),
        (("leasehold", "2034-03-31", "", None), Lease(2034, 2034)),
        (("leasehold", "2034-03-31", "2029-06-24", 6), Lease(2029, 2034)),
        # Six months' notice cannot be given any more in October for a break in March.
        (("leasehold", "2034-03-31", "2027-03-31", 6), Lease(2034, 2034)),
        (("leasehold", "2034-03-31", "2027-05-31", 6), Lease(2027, 2034)),
        (("leasehold", "2026-09-30", "", None), Lease(is_unknown=True, ended="2026-09-30")),
        (("", "2030-09-30", "", None), Lease(2030, 2030)),
    ],
)
def test_a_site_is_free_from_the_next_break_or_the_end_of_its_lease(
    said: tuple[str, str, str, int | None], lease: Lease
) -> None:
    assert read_lease(*said, dt.date(2026, 10, 15)) == lease


# -- what is to be looked at

BOX = Box(360_000, 410_000, 410_000, 460_000)


def codes(*sites: Site) -> list[str]:
    return [one.code for one in look_at_sites(sites, RULES, BOX)]


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        (site("a", "A", people=12, capacity=10), "overfull"),
        (site("a", "A", people=12, occupier_people=13), "occupiers"),
        (site("a", "A", people=60, running_pence=410_00), "in-thousands"),
        (site("a", "A", nia_m2=600, running_pence=410_00), "in-thousands"),
        (site("a", "A", lease_ended="2020-03-31", is_lease_unknown=True), "lease-ended"),
        (site("a", "A", east=432_500, north=384_200), "swapped"),
        (site("a", "A", east=530_000, north=180_000), "outside"),
    ],
)
def test_each_odd_site_has_its_issue(wrong: Site, code: str) -> None:
    assert codes(wrong) == [code]


def test_sound_sites_have_no_issue() -> None:
    assert codes(*SEVEN) == []


def test_one_building_recorded_by_two_organisations_is_proposed_as_one() -> None:
    ours = site("Town Hall", "Burnley BC")
    theirs = site("The Town Hall (DWP)", "DWP", "customer access", east=384_020)
    assert codes(ours, theirs) == ["twice"]
    assert codes(ours, replace(theirs, point=At(384_100, 432_000))) == []
    assert codes(ours, replace(theirs, name="Job centre")) == []
    assert codes(ours, replace(theirs, agency="Burnley BC")) == []


def test_running_costs_of_several_years_are_said() -> None:
    one, other = (site(f"{n}", "A", east=384_000 + n, running_year=n) for n in (2023, 2024))
    assert codes(one, other) == ["several-years"]


def test_uses_together_can_be_replaced() -> None:
    pairs = parse_together("library, office\ndepot")
    assert pairs == {frozenset(("library", "office")), frozenset(("depot",))}
    rules = replace(RULES, together=pairs)
    both = {one.names for one in find_candidates([LIBRARY, PARKER, JOB_CENTRE], rules)[0]}
    assert both == {("Central library", "Parker Lane offices")}
    with pytest.raises(UsageProblem, match="'pub' is none of office"):
        parse_together("pub, office")
    with pytest.raises(UsageProblem, match="Write two a line"):
        parse_together("office, library, depot")


# -- the map in the terminal


def test_a_map_has_a_letter_for_each_organisation_and_a_line_for_each_move() -> None:
    drawn = draw_sites(found(*SEVEN), 60, 18)
    assert drawn.legend == (
        ("A", "Burnley BC"),
        ("B", "DWP"),
        ("C", "Lancashire CC"),
        ("D", "Lancashire PCC"),
        ("E", "NHS trust"),
    )
    text = "\n".join(drawn.lines)
    assert {sign for sign in text if sign.isalpha()} == set("ABCDE")
    assert any("\u2800" < sign <= "\u28ff" for sign in text)
    # The family hub lies north-east of all others: it ends the first line.
    assert drawn.lines[0].strip() == "C"
    assert len(drawn.lines) <= 18
    assert max(map(len, drawn.lines)) <= 60


@given(SITES, st.integers(10, 100), st.integers(4, 30))
@FEW
def test_a_map_keeps_within_its_room_and_shows_every_near_site(sites: list[Site], width: int, height: int) -> None:
    drawn = draw_sites(colocate("Place", sites, RULES), width, height)
    placed = {one.agency for one in sites if one.point is not None}
    assert {agency for _, agency in drawn.legend} == placed
    assert len(drawn.lines) <= height
    assert all(len(line) <= width for line in drawn.lines)
    assert bool(drawn.lines) == bool(placed)


def test_a_site_far_off_is_named_and_leaves_the_map_as_it_is() -> None:
    stray = site("Stray", "DWP", east=0, north=1_200_000)
    assert draw_sites(found(*SEVEN, stray), 60, 18).off == ("Stray",)
    assert draw_sites(found(*SEVEN, stray), 60, 18).lines == draw_sites(found(*SEVEN), 60, 18).lines


# -- walked back


def test_the_best_set_is_walked_back_to_its_moves_and_a_move_to_what_was_typed() -> None:
    result = found(*SEVEN)
    whole = explain_sharing(result, Figure("sharing"))
    assert whole.number == whole.parts_pence == 45_250_000
    assert whole.formula == ("£320,000.00 + £132,500.00 = £452,500.00 a year, at most",)
    assert {part.name: part.pence for part in whole.apart} == {
        "Central library into Job centre": 28_600_000,
        "Neighbourhood police base into Job centre": 10_800_000,
    }
    assert whole.issues[0].text == "6 candidates have no known saving and are in no sum."
    inner = whole.parts[0].figure
    assert inner is not None
    one = explain_sharing(result, inner)
    assert one.formula == ("£410,000.00 - 60 x £1,500.00 = £320,000.00 a year, at most",)
    assert [part.pence for part in one.parts] == [41_000_000, -9_000_000]
    assert one.number == one.parts_pence


def test_an_asset_that_cannot_move_says_why() -> None:
    result = found(*SEVEN)
    with pytest.raises(UsageProblem, match="it must be kept: clinical rooms"):
        explain_sharing(result, Figure("sharing", asset="St Peter's clinic"))
    with pytest.raises(UsageProblem, match="Did you mean 'Job centre'"):
        explain_sharing(result, Figure("sharing", asset="Job center"))
    # The library's best candidate falls away, and is explained all the same.
    assert explain_sharing(result, Figure("sharing", asset="central library")).number == 28_600_000


@given(SITES)
@FEW
def test_every_explanation_adds_up(sites: list[Site]) -> None:
    result = colocate("Place", sites, RULES)
    assert explain_sharing(result, Figure("sharing")).number == result.best.saving_pence
    for one in result.best.moves:
        told = explain_sharing(result, Figure("sharing", asset=one.leaves.name))
        assert told.number == told.parts_pence == one.saving_pence
