"""The register of places, and the figures published of them, hold together."""

from __future__ import annotations

import re
from collections import defaultdict
from decimal import Decimal

import pytest

from tests.seed.reading import one_key, read, repeated

ACTIVITIES = {
    "spend mapping",
    "strategic commissioning",
    "joint commissioning",
    "pooled or aligned grant",
    "shared services",
    "shared assets and co-location",
    "integrated case management",
    "leadership programme",
    "customer insight",
    "solutions centre",
}


def test_places() -> None:
    rows = read("places")
    assert repeated(one_key(row["name"]) for row in rows) == []
    assert {row["status"] for row in rows} == {"pilot", "parallel", "precursor", "exploring", "no plans"}
    assert sum(row["status"] == "pilot" for row in rows) == 13
    assert {row["region"] for row in rows} == {row["name"] for row in read("areas") if row["kind"] == "region"}
    assert [row["name"] for row in rows if row["status"] == "precursor"] == ["Cumbria"]
    assert all(row["theme"] and row["council_type"] for row in rows if row["status"] == "pilot")
    [birmingham] = [row for row in rows if row["name"] == "Birmingham"]
    assert birmingham["status"] == "pilot"
    assert "precursor" in birmingham["note"]


@pytest.mark.parametrize("name", ["place_codes", "programmes", "funding_awards", "place_notes", "published_counts"])
def test_rows_name_a_place_of_the_register(name: str) -> None:
    places = {row["name"] for row in read("places")} | ({""} if name == "published_counts" else set())
    assert {row["place"] for row in read(name)} <= places


def test_place_codes_resolve() -> None:
    areas = {row["code"]: row for row in read("areas")}
    places = {row["name"]: row for row in read("places")}
    members: dict[str, list[str]] = defaultdict(list)
    for row in read("place_codes"):
        assert areas[row["code"]]["region"] == places[row["place"]]["region"]
        members[row["place"]].append(areas[row["code"]]["name"])
    assert len(members["Manchester City Region"]) == 11
    assert "Warrington" in members["Manchester City Region"]
    assert set(members) == set(places)


def test_programmes_notes_and_dates() -> None:
    assert {row["strand"] for row in read("programmes")} == {"counting", "culture", "deep dive"}
    assert {row["kind"] for row in read("place_notes")} == ACTIVITIES | {"figure", "theme", "note"}
    assert {row["place"] for row in read("place_notes")} == {row["name"] for row in read("places")}
    dates = {row["title"]: row["date"] for row in read("milestones")}
    assert len(dates) == len(read("milestones"))
    assert all(re.fullmatch(r"20\d\d-\d\d(-\d\d)?", date) for date in dates.values())
    assert (dates["Pilots' final reports"], dates["Aggregated national report"]) == ("2010-02-19", "2010-03-08")


def test_awards_of_improvement_east_add_to_its_total() -> None:
    awards = [row for row in read("funding_awards") if row["funder"] == "Improvement East"]
    [printed] = [row for row in read("published_counts") if row["body"] == "Improvement East"]
    assert sum(int(row["amount_pounds"]) for row in awards) == int(printed["amount_pounds"]) == 1_190_000
    assert {row["match"] for row in read("funding_awards")} == {"", "match"}


def test_published_counts_keep_two_bases_of_luton() -> None:
    rows = [row for row in read("published_counts") if row["place"].startswith("Luton")]
    bases: dict[str, Decimal] = {
        "revenue, £3,062.5m (implied)": Decimal(3_062_500_000),
        "headline, £3,434m": Decimal(3_434_000_000),
    }
    printed = [row for row in rows if row["share_printed"]]
    assert len(printed) == 8
    for row in printed:
        share = 100 * Decimal(row["amount_pounds"]) / bases[row["base"]]
        given = Decimal(row["share_printed"].rstrip("%"))
        # one press page rounds some shares to whole per cents, and cuts 9.665 to 9.66 and 4.27 to 4
        assert abs(share - given) < (Decimal("0.02") if given % 1 else Decimal("0.5"))
    for row in read("published_counts"):
        assert row["base"]
        assert re.fullmatch(r"\d*", row["amount_pounds"])
        assert row["amount_pounds"] or row["share_printed"]
