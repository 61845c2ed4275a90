"""Wider spend shared out to a place: to the penny, over every area, and refused where an area's figure is missing."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.oracle import apportioning as oracle
from tests.seed.reading import SHARED
from tpdesk.calc.apportion import DriverProblem, apportion, words
from tpdesk.domain.apportionment import Boundaries, Boundary, Driver, Whole
from tpdesk.domain.area_figures import AreaFigures
from tpdesk.errors import UsageProblem
from tpdesk.models.apportionment import read_boundaries, seed_drivers
from tpdesk.models.desk import open_desk

CODES = tuple(f"E0700000{n}" for n in range(1, 9))
REGION, OTHER, COUNTRY = "E12000001", "E12000002", "E92000001"


def boundaries(nestings: Iterable[tuple[str, str]], **dates: tuple[str, str]) -> Boundaries:
    links = tuple((inner, outer, "", "") for inner, outer in nestings)
    codes = {*CODES, REGION, OTHER, COUNTRY, *(code for link in links for code in link[:2])}
    return Boundaries({code: Boundary(f"Area {code}", "", *dates.get(code, ("", ""))) for code in codes}, links)


ONE_REGION = boundaries([(code, REGION) for code in CODES])


def driver(values: Mapping[str, int | Fraction], elsewhere: int | None = None, **fields: Any) -> Driver:
    figures = AreaFigures(
        {code: Fraction(value) for code, value in sorted(values.items())},
        Fraction(elsewhere) if elsewhere is not None else None,
    )
    return replace(Driver("Claimants", "claimants", 2024, 4, figures), **fields)


def whole(pence: int, by: Driver | None, place: Iterable[str] = CODES[:2], **fields: Any) -> Whole:
    return replace(
        Whole(1, "Testshire", tuple(place), "DWP", 2024, "Pensions", pence, (REGION,), "driver", by, None), **fields
    )


VALUES = st.dictionaries(st.sampled_from(CODES), st.integers(0, 10**6), min_size=8, max_size=8).filter(
    lambda found: sum(found.values()) > 0
)
PENCE = st.integers(-(10**13), 10**13)
PLACES = st.sets(st.sampled_from(CODES), min_size=1)


@given(PENCE, VALUES, PLACES)
def test_parts_are_as_counted_another_way_and_add_up_to_the_whole(
    pence: int, values: dict[str, int], place: set[str]
) -> None:
    result = apportion(whole(pence, driver(values), sorted(place)), ONE_REGION)
    parts = {part.area: part.pence for part in result.parts}
    assert parts == oracle.shares(pence, {code: Fraction(value) for code, value in values.items()}, place)
    assert result.place_pence == sum(parts.values())
    assert result.place_pence + result.elsewhere_pence == pence
    total = sum(values.values())
    for code, part in parts.items():
        assert part * pence >= 0
        assert abs(part - Fraction(pence * values[code], total)) < 1
        assert values[code] or part == 0


@given(PENCE, VALUES, PLACES)
def test_doubling_the_driver_changes_nothing(pence: int, values: dict[str, int], place: set[str]) -> None:
    twice = driver({code: 2 * value for code, value in values.items()})
    once = apportion(whole(pence, driver(values), sorted(place)), ONE_REGION)
    again = apportion(whole(pence, twice, sorted(place)), ONE_REGION)
    assert [part.pence for part in again.parts] == [part.pence for part in once.parts]
    assert again.share == once.share


@given(PENCE, VALUES, st.integers(1, 6))
def test_another_area_off_the_place_changes_no_part_of_it(pence: int, values: dict[str, int], split: int) -> None:
    place, last = CODES[:3], values[CODES[7]]
    before = apportion(whole(pence, driver(values), place), ONE_REGION)
    ward = "E05000001"
    parted = {**values, CODES[7]: last // split, ward: last - last // split, "E07000099": 5}
    more = boundaries([*((code, REGION) for code in (*CODES, ward)), ("E07000099", OTHER)])
    assert apportion(whole(pence, driver(parted), place), more).parts == before.parts
    rest = sum(value for code, value in values.items() if code not in place)
    stated = driver({code: values[code] for code in place}, elsewhere=rest)
    assert apportion(whole(pence, stated, place), ONE_REGION).parts == before.parts


@given(PENCE, VALUES, st.integers(1, 1000), st.integers(0, 1000))
def test_two_stages_share_the_regions_share(pence: int, values: dict[str, int], here: int, there: int) -> None:
    nested = boundaries([*((code, REGION) for code in CODES), (REGION, COUNTRY), (OTHER, COUNTRY)])
    first = driver({REGION: here, OTHER: there}, title="By region", grade=5)
    two = whole(pence, driver(values), over=(COUNTRY,), method="two-stage", stage_driver=first)
    result = apportion(two, nested)
    region = oracle.shares(pence, {REGION: Fraction(here), OTHER: Fraction(there)}, {REGION})[REGION]
    assert {part.area: part.pence for part in result.parts} == oracle.shares(
        region, {code: Fraction(value) for code, value in values.items()}, set(CODES[:2])
    )
    assert result.place_pence + result.elsewhere_pence == pence
    assert result.grade == 5


@pytest.fixture(scope="module")
def england(tmp_path_factory: pytest.TempPathFactory) -> Boundaries:
    with open_desk(tmp_path_factory.mktemp("england") / "a.tpdesk", make=True) as desk:
        return read_boundaries(desk.connection)


LANCASHIRE = ("E06000008", "E06000009", *(f"E070001{n}" for n in range(17, 29)))
NORTH_WEST = "E12000002"
SEEDS = {made.title: made for made in seed_drivers()}
EXAMPLES = SHARED / "capabilities" / "examples" / "apportion_examples.json"


def test_every_published_segment_comes_to_the_penny(england: Boundaries) -> None:
    if not EXAMPLES.is_file():
        pytest.skip("the shared examples are not beside the checkout")
    told = json.loads(Path(EXAMPLES).read_text(encoding="utf-8"))
    names = {
        "people": "People, mid-2020", "people 16 to 64": "People 16 to 64, mid-2020",
        "people 65 and over": "People 65 and over, mid-2020",
    }  # fmt: skip
    total = by_heads = 0
    for segment in told["dwp"]:
        found = [
            apportion(
                whole(segment["north_west_pence"], SEEDS[title], LANCASHIRE, over=(NORTH_WEST,), year=2017), england
            )
            for title in (names[segment["driver"]], names["people"])
        ]
        assert [result.place_pence for result in found] == [
            segment["lancashire_pence"],
            segment["by_population_instead"],
        ]
        assert f"{float(found[0].share):.6f}" == segment["share"]
        assert (len(found[0].parts), found[0].elsewhere_areas) == (14, 25)
        total, by_heads = total + found[0].place_pence, by_heads + found[1].place_pence
    assert (total, by_heads) == (told["dwp_total_lancashire_pence"], told["dwp_total_by_population_pence"])
    for name, (place, region) in told["people"].items():
        held = SEEDS[names[name]].figures.values
        result = apportion(whole(region, SEEDS[names[name]], LANCASHIRE, over=(NORTH_WEST,)), england)
        assert sum(held[code] for code in LANCASHIRE) == place
        assert result.place_pence == place


def test_state_pension_by_its_own_driver_and_by_heads(england: Boundaries) -> None:
    pension = whole(1_037_985_700_000, SEEDS["People 65 and over, mid-2020"], LANCASHIRE, over=(NORTH_WEST,), year=2017)
    assert apportion(pension, england).place_pence == 229_473_179_205
    assert apportion(replace(pension, driver=SEEDS["People, mid-2020"]), england).place_pence == 213_513_841_757


def test_a_missing_figure_is_refused_by_name_and_never_zero() -> None:
    lacking = driver(dict.fromkeys(CODES[1:], 1))
    with pytest.raises(
        DriverProblem, match=r"no figure for Area E07000001 \(E07000001\).*never taken for 0"
    ) as refused:
        apportion(whole(100, lacking), ONE_REGION)
    assert refused.value.exit_code == 1
    with pytest.raises(DriverProblem, match="no figure for Area E07000001"):
        apportion(whole(100, driver(dict.fromkeys(CODES[1:], 1), elsewhere=9)), ONE_REGION)
    with pytest.raises(DriverProblem, match="comes to nothing"):
        apportion(whole(100, driver(dict.fromkeys(CODES, 0))), ONE_REGION)


def test_an_area_beside_what_took_its_place_is_refused(england: Boundaries) -> None:
    both = driver({"E07000026": 1, "E06000063": 1}, title="Both")
    with pytest.raises(DriverProblem, match=r"Allerdale \(E07000026\) ended on 2023-03-31, Cumberland"):
        apportion(whole(100, both, ["E06000063"], over=(NORTH_WEST,)), england)


def test_a_place_of_today_is_not_shared_by_a_driver_of_old_boundaries(england: Boundaries) -> None:
    cumbria = whole(100, SEEDS["People, mid-2020"], ["E06000063", "E06000064"], over=(NORTH_WEST,))
    with pytest.raises(DriverProblem, match=r"other boundaries: Cumberland \(E06000063\) stands from 2023-04-01"):
        apportion(cumbria, england)
    assert len(apportion(replace(cumbria, driver=SEEDS["People, mid-2024"]), england).parts) == 2
    old = replace(cumbria, place_codes=LANCASHIRE)
    assert len(apportion(old, england).parts) == 14


def test_a_driver_with_an_area_inside_another_is_refused() -> None:
    with pytest.raises(DriverProblem, match="lies in: its people would count twice"):
        apportion(whole(100, driver({**dict.fromkeys(CODES, 1), REGION: 8})), ONE_REGION)


def test_a_figure_that_is_only_partly_the_places_is_refused() -> None:
    wards = boundaries([*((code, REGION) for code in CODES), ("E05000001", CODES[0]), ("E05000002", CODES[0])])
    with pytest.raises(DriverProblem, match=r"one figure for Area E07000001.*only a part is in Testshire"):
        apportion(whole(100, driver(dict.fromkeys(CODES, 1)), ["E05000001"]), wards)


def test_what_is_far_in_time_or_looks_like_thousands_is_said() -> None:
    old = driver(dict.fromkeys(CODES, 10), year=2019)
    assert apportion(whole(10**9, old), ONE_REGION).issues == (
        "The driver 'Claimants' is of 2019, 5 years from the spend of 2024-25.",
    )
    assert apportion(whole(10**9, replace(old, year=2021)), ONE_REGION).issues == ()
    assert "does not say of which year" in apportion(whole(10**9, replace(old, year=None)), ONE_REGION).issues[0]
    (small,) = apportion(whole(79_900, replace(old, year=2024)), ONE_REGION).issues
    assert small == (
        "Pensions: £799.00 is £9.98 for each of 80 claimants. Check whether the amount is in £000: "
        "then write it with a k."
    )


def test_what_is_not_said_is_asked_for() -> None:
    by = driver(dict.fromkeys(CODES, 1))
    for told, ask in (
        (whole(1, None), "Name the driver"),
        (whole(1, by, over=()), "which areas the whole amount covers"),
        (whole(1, by, place=()), "Testshire has no areas"),
        (whole(1, by, method="two-stage"), "between regions first"),
    ):
        with pytest.raises(UsageProblem, match=ask):
            apportion(told, ONE_REGION)
    with pytest.raises(DriverProblem, match="lies outside of what the amount covers"):
        apportion(whole(1, by, ["E07000099"]), ONE_REGION)


def test_a_direct_figure_is_the_places_own() -> None:
    told = whole(-5_00, None, method="direct", over=(), source="DWP")
    result = apportion(told, ONE_REGION)
    assert (result.place_pence, result.share, result.grade) == (-5_00, Fraction(1), 2)
    assert words(told, result) == "Pensions: published for Testshire (DWP)"
