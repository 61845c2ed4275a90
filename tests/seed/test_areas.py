"""Areas, their nesting and their populations hold together."""

from __future__ import annotations

import re
from collections import Counter, defaultdict

import pytest

from tests.seed.reading import read, repeated


def test_areas() -> None:
    rows = read("areas")
    assert repeated(row["code"] for row in rows) == []
    assert all(re.fullmatch(r"E\d{8}", row["code"]) for row in rows)
    in_force = Counter(row["kind"] for row in rows if not row["valid_to"])
    assert in_force == {
        "county": 21,
        "unitary": 63,
        "district": 164,
        "metropolitan": 36,
        "london-borough": 33,
        "metropolitan-county": 6,
        "combined-authority": 14,
        "strategic-authority": 1,
        "region": 9,
        "icb": 42,
        "country": 1,
    }
    regions = {row["name"] for row in rows if row["kind"] == "region"}
    for row in rows:
        if row["kind"] not in {"icb", "combined-authority", "country"}:
            assert row["region"] in regions
        assert not (row["valid_from"] and row["valid_to"]) or row["valid_from"] <= row["valid_to"]
        for day in (row["valid_from"], row["valid_to"]):
            assert day == "" or re.fullmatch(r"20\d\d-\d\d-\d\d", day)


def test_nesting_resolves_and_covers_every_authority() -> None:
    areas = {row["code"]: row for row in read("areas")}
    outers: dict[str, list[str]] = defaultdict(list)
    for row in read("area_nesting"):
        inner, outer = areas[row["inner"]], areas[row["outer"]]
        assert inner["region"] == outer["region"] or outer["kind"] in {"combined-authority", "country"}
        assert (row["valid_from"] or "0") >= (inner["valid_from"] or "0")
        assert (row["valid_to"] or "9") <= (inner["valid_to"] or "9")
        outers[row["inner"]].append(outer["kind"])
    assert repeated((row["inner"], row["outer"]) for row in read("area_nesting")) == []
    for code, row in areas.items():
        if row["kind"] in {"county", "unitary", "district", "metropolitan", "london-borough", "metropolitan-county"}:
            assert outers[code].count("region") == 1
        if row["kind"] == "district":
            assert outers[code].count("county") == 1
        if row["kind"] == "metropolitan":
            assert outers[code].count("metropolitan-county") == 1
    lancashire = [row["inner"] for row in read("area_nesting") if row["outer"] == "E10000017"]
    assert lancashire == [f"E{number:08}" for number in range(7000117, 7000129)]


def test_every_council_of_today_has_a_position_inside_england() -> None:
    kinds = {"unitary", "district", "metropolitan", "london-borough"}
    positions = {row["code"]: (int(row["east"]), int(row["north"])) for row in read("area_positions")}
    assert len(positions) == len(read("area_positions"))
    areas = {row["code"]: row for row in read("areas")}
    assert {code for code, row in areas.items() if row["kind"] in kinds and not row["valid_to"]} <= positions.keys()
    assert {areas[code]["kind"] for code in positions} <= kinds
    assert all(80_000 < east < 660_000 and 5_000 < north < 660_000 for east, north in positions.values())
    assert positions["E06000053"] == min(positions.values())  # the Isles of Scilly


def test_populations() -> None:
    codes = {row["code"]: row for row in read("areas")}
    rows = read("populations")
    assert repeated((row["code"], row["year"]) for row in rows) == []
    for row in rows:
        assert row["code"] in codes
        if row["year"] == "2021":
            assert (row["people"], row["households_year"]) == ("", "2021")
            assert int(row["households"]) > 0
        else:
            assert row["year"] in {"2020", "2023", "2024"}
            assert (row["households"], row["households_year"]) == ("", "")
            assert int(row["people"]) > 0
    kinds = {"county", "unitary", "district", "metropolitan", "london-borough"}
    current = {code for code, row in codes.items() if row["kind"] in kinds and not row["valid_to"]}
    for year in ("2020", "2021", "2023", "2024"):
        assert current <= {row["code"] for row in rows if row["year"] == year}


@pytest.mark.parametrize(
    ("year", "field"), [("2020", "people"), ("2021", "households"), ("2023", "people"), ("2024", "people")]
)
def test_districts_add_to_their_county(year: str, field: str) -> None:
    figures = {row["code"]: int(row[field]) for row in read("populations") if row["year"] == year}
    inside: dict[str, int] = defaultdict(int)
    areas = {row["code"]: row for row in read("areas")}
    for row in read("area_nesting"):
        if row["outer"].startswith("E10") and row["inner"] in figures and row["outer"] in figures:
            inside[row["outer"]] += figures[row["inner"]]
    assert len(inside) >= 21
    assert inside == {code: figures[code] for code in inside}
    assert {areas[code]["kind"] for code in inside} == {"county"}


@pytest.mark.parametrize("year", ["2023", "2024"])
def test_regions_add_to_england_and_councils_to_their_region(year: str) -> None:
    figures = {row["code"]: int(row["people"]) for row in read("populations") if row["year"] == year}
    regions = [row["inner"] for row in read("area_nesting") if row["outer"] == "E92000001"]
    assert len(regions) == 9
    assert figures["E92000001"] == sum(figures[code] for code in regions)
    assert figures["E92000001"] == {"2023": 57_690_323, "2024": 58_620_101}[year]
    base = {row["code"]: row for row in read("areas") if row["code"][:3] in {"E06", "E07", "E08", "E09"}}
    for region in regions:
        name = next(row["name"] for row in read("areas") if row["code"] == region)
        councils = [code for code, row in base.items() if row["region"] == name and code in figures]
        assert figures[region] == sum(figures[code] for code in councils), name
