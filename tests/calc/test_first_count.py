"""The first count adds up: parts to their region, districts to England, and what cannot be known is named."""

from __future__ import annotations

import dataclasses
from collections import Counter
from fractions import Fraction
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tpdesk.calc.first_count import board_parts, make_first_count, region_total, share_out
from tpdesk.calc.first_count_summary import error_range, group_rows
from tpdesk.domain.first_count import BEYOND_BOARDS, GRADES, HOUSING_BENEFIT, FirstCount, Published
from tpdesk.models.published_files import read_published

K = 100_000
"""Pence in a thousand pounds."""

BANDS = {1: Fraction(2, 100), 2: Fraction(5, 100), 3: Fraction(1, 10), 4: Fraction(15, 100), 6: Fraction(1, 4)}


@cache
def published() -> Published:
    return read_published()


def districts_of(*areas: str) -> frozenset[str]:
    return frozenset(code for code, one in published().districts.items() if one.covered_by & set(areas))


@cache
def first_count(*areas: str) -> FirstCount:
    return make_first_count(published(), districts_of(*areas))


def millions(pence: int) -> float:
    return round(pence / 1e8, 1)


@pytest.mark.parametrize("region", [f"E1200000{n}" for n in range(1, 10)])
def test_each_line_of_a_region_closes_to_the_penny(region: str) -> None:
    lines = [line for line in published().central if line.driver != HOUSING_BENEFIT]
    inside = districts_of(region)
    allocated = sum(
        part
        for board in published().boards
        for parts in board_parts(published(), board).values()
        for code, part in parts.items()
        if code in inside
    )
    for line in lines:
        parts, _, _ = share_out(published(), line, region)
        assert parts.keys() == inside
        held_back = allocated if line.driver == BEYOND_BOARDS else 0
        assert sum(parts.values()) + held_back == line.regions[region] * K, line.label
        assert len({pence < 0 for pence in parts.values() if pence}) <= 1


@pytest.mark.parametrize("region", [f"E1200000{n}" for n in range(1, 10)])
def test_the_count_of_a_region_is_what_the_treasury_printed_and_what_its_bodies_returned(region: str) -> None:
    count = first_count(region)
    returned = sum(line.pence for body in count.bodies for line in body.lines if line.source.startswith("MHCLG"))
    assert count.pence - returned == region_total(published(), region)


def test_regions_add_up_to_england_and_to_the_published_totals() -> None:
    regions = [first_count(f"E1200000{n}") for n in range(1, 10)]
    england = make_first_count(published(), published().districts.keys())
    assert sum(region.pence for region in regions) == england.pence
    assert sum(region_total(published(), f"E1200000{n}") for n in range(1, 10)) == 635_828_941 * K
    returned = sum(line.pence for body in england.bodies for line in body.lines if line.source.startswith("MHCLG"))
    assert returned == sum(sum(outturn.services.values()) for outturn in published().outturn) * K
    unplaced = sum(amount for of, _, amount in published().left_out if of == "England")
    # England's services as the ministry printed them: £134.16bn; the parts are rounded to the thousand.
    assert abs(returned // K + unplaced - 134_158_000) < 1_000


def test_allocations_to_boards_are_placed_whole() -> None:
    placed = sum(
        sum(parts.values()) for board in published().boards for parts in board_parts(published(), board).values()
    )
    assert placed == 154_803_813 * K


def test_two_places_that_part_a_region_add_up_to_it() -> None:
    suffolk, rest = districts_of("E10000029"), districts_of("E12000006") - districts_of("E10000029")
    both = make_first_count(published(), suffolk).pence + make_first_count(published(), rest).pence
    assert both == first_count("E12000006").pence


@pytest.mark.deep
@settings(max_examples=12, deadline=None)
@given(st.data())
def test_any_places_that_part_some_districts_add_up_to_them(data: st.DataObject) -> None:
    some = data.draw(st.lists(st.sampled_from(sorted(published().districts)), min_size=2, max_size=40, unique=True))
    cut = data.draw(st.integers(1, len(some) - 1))
    parts = [make_first_count(published(), codes) for codes in (some[:cut], some[cut:])]
    whole = make_first_count(published(), some)
    assert sum(part.pence for part in parts) == whole.pence
    by_body = Counter[str]()
    for part in parts:
        by_body.update({body.name: body.pence for body in part.bodies})
    assert by_body == {body.name: body.pence for body in whole.bodies}


def test_the_groups_of_the_table_add_up_to_the_count() -> None:
    count = first_count("E12000007")
    rows = group_rows(count)
    assert sum(row.pence for row in rows) == count.pence
    assert {"Combined authorities", "Academies", "State pension"} <= {row.title for row in rows}
    assert all(row.how and row.bodies for row in rows)


@pytest.mark.parametrize(
    ("areas", "total", "per_head", "direct"),
    [
        (("E10000029",), 9_910.2, 12_605, 1_420.7),
        (("E06000032", "E06000056"), 6_513.7, 11_737, 973.0),
        (("E06000052",), 7_610.1, 13_047, 1_032.5),
    ],
    ids=["Suffolk", "Luton and Central Bedfordshire", "Cornwall"],
)
def test_totals_of_three_places(areas: tuple[str, ...], total: float, per_head: int, direct: float) -> None:
    count = first_count(*areas)
    assert millions(count.pence) == total
    assert round(count.pence / 100 / count.people) == per_head
    assert millions(count.by_method()["direct"]) == direct
    assert sum(count.by_grade().values()) == count.pence == sum(count.by_method().values())


def test_suffolk_holds_its_councils_police_and_both_of_its_boards() -> None:
    bodies = {body.name: body for body in first_count("E10000029").bodies}
    # Net services of the county and its five districts, as they returned them: £1,250.5m without housing benefit.
    councils = [body for body in bodies.values() if body.kind in ("county", "district")]
    own = sum(line.pence for body in councils for line in body.lines if line.status == "actual")
    assert (len(councils), millions(own)) == (6, 1_250.5)
    assert (bodies["Suffolk Police"].pence, bodies["Suffolk Police"].wider) == (170_212 * K, False)
    assert bodies["NHS Norfolk and Waveney Integrated Care Board"].wider
    assert all(body.wider for body in bodies.values() if body.kind == "central-department")


def test_a_wider_body_is_shared_by_people_and_says_so() -> None:
    police = next(body for body in first_count("E06000032", "E06000056").bodies if body.name == "Bedfordshire Police")
    assert police.wider
    assert {(line.grade, line.status, "74.0%" in line.words) for line in police.lines} == {("B", "apportioned", True)}
    assert round(police.pence / (197_337 * K), 3) == 0.74


def test_a_missing_return_is_an_estimate_and_named() -> None:
    count = first_count("E08000025")
    birmingham = next(body for body in count.bodies if body.name == "Birmingham City Council")
    estimates = [line for line in birmingham.lines if line.status == "estimate"]
    assert millions(sum(line.pence for line in estimates)) == 2_236.7
    assert {line.grade for line in estimates} == {"B"}
    assert all(line.words.startswith("No return for 2024-25") for line in estimates)
    assert any("Birmingham City Council" in warning for warning in count.warnings)
    assert birmingham.published_gross is None


def test_tiny_districts_and_missing_budgets_are_warned_of() -> None:
    scilly = first_count("E06000052", "E06000053")
    assert any("Isles of Scilly has so few residents" in warning for warning in scilly.warnings)
    oxford = make_first_count(published(), ["E07000178"])
    assert any("Housing benefit of Oxford is shared by people" in warning for warning in oxford.warnings)


def test_every_line_has_a_known_category_grade_and_source() -> None:
    from tests.seed.reading import read

    codes = {row["code"] for name in ("cofog", "service_lines") for row in read(name)}
    for body in make_first_count(published(), published().districts.keys()).bodies:
        for line in body.lines:
            assert line.category in codes
            assert line.grade in GRADES
            assert line.source
            assert line.words


def test_a_district_gets_the_same_whatever_place_it_is_in() -> None:
    alone, twice = Counter[str](), Counter[str]()
    for code in ("E07000200", "E07000203"):
        for body in make_first_count(published(), [code]).bodies:
            if body.kind in ("central-department", "nhs-commissioner"):
                alone[body.name] += body.pence
    for body in make_first_count(published(), ["E07000200", "E07000203"]).bodies:
        if body.kind in ("central-department", "nhs-commissioner"):
            twice[body.name] += body.pence
    assert alone == twice


def test_academies_fall_where_councils_spend_less_on_schools() -> None:
    line = next(line for line in published().central if line.label == "Academies")
    parts, by, grade = share_out(published(), line, "E12000006")
    pupils = {code: published().districts[code].ages["school_age"] for code in parts}
    luton, central_bedfordshire = ("E06000032", "E06000056")
    # Luton maintains more of its schools, so a pupil there costs the department less.
    assert parts[luton] / pupils[luton] < parts[central_bedfordshire] / pupils[central_bedfordshire]
    assert ("council" in by, grade) == (True, "D")


def test_a_doubled_driver_changes_nothing() -> None:
    held = published()
    doubled = dataclasses.replace(
        held,
        districts={
            code: dataclasses.replace(one, ages={name: 2 * people for name, people in one.ages.items()})
            for code, one in held.districts.items()
        },
    )
    line = next(line for line in held.central if line.label == "State pension")
    assert share_out(held, line, "E12000006")[0] == share_out(doubled, line, "E12000006")[0]


def test_what_it_leaves_out_is_named() -> None:
    count = first_count("E10000029")
    whole = {item.what: item.pence for item in count.left_out}
    assert whole["Interest on public debt"] == 125_949_000 * K
    assert whole["Defence and the security services"] == 60_098_696 * K
    assert any("North London Waste Authority" in what for what in whole)
    assert any(what == "Accounting adjustments" and pence is None for what, pence in whole.items())
    assert round(count.share_of_spending, 3) == 0.816


def test_the_range_is_what_every_line_erring_the_same_way_comes_to() -> None:
    count = first_count("E10000029")
    least, most = error_range(count, BANDS)
    assert least < count.pence < most
    assert count.pence - least == most - count.pence
    assert 0.13 < (most - count.pence) / count.pence < 0.17
