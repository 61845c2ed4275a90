"""Assets by verbs: the worked figures, postcodes placed from files of points, what is refused, and what is to be looked
at."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.verbs import Verb, ready_desk, run

ORGANISATIONS = ("Burnley BC", "DWP", "Lancashire PCC", "NHS trust", "Lancashire CC")
COLUMNS = (
    "Name,place,agency,use,easting,northing,precision,tenure,next_break,people,capacity,nia_m2,share_cost,keep,"
    "lease_end"
)
BUILDINGS = f"""{COLUMNS}
Parker Lane offices,Lancashire,Burnley BC,office,384200,432500,,freehold,,180,320,,"1,500",,
Job centre,Lancashire,DWP,customer access,384350,432700,,leasehold,2027-03-31,60,95,,2200,,
Neighbourhood police base,Lancashire,Lancashire PCC,police station,384900,433100,,freehold,,35,,610,1800,,
St Peter's clinic,Lancashire,NHS trust,clinic,384300,432850,,PFI/LIFT,,140,150,,3000,clinical rooms,2034-08-31
Central library,Lancashire,Lancashire CC,library,384050,432650,,freehold,,20,70,,900,,
Family hub,Lancashire,Lancashire CC,customer access,386900,434800,100,freehold,,15,25,,1000,,
Registrars,Lancashire,Lancashire CC,customer access,384120,432400,,leasehold,,12,,,,,
"""
COSTS = """asset,year,rent,rates,energy,total,income
Parker Lane offices,2023-24,,,,1,
Parker Lane offices,2024-25,,,,960000,
Job centre,2024-25,300000,80000,50000,,20000
Neighbourhood police base,2024-25,,,,185000,
St Peter's clinic,2024-25,,,,2100000,
Central library,2024-25,,,,330000,
Family hub,2024-25,,,,78000,
"""


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TPDESK_NOW", "2026-06-01T09:00:00Z")


def _empty(verb: Verb) -> None:
    """A desk with a place and its organisations, and no asset."""
    verb.good("place", "add", "Lancashire", "--code", "E10000017")
    for name in ORGANISATIONS:
        verb.good("agency", "add", name, "--place", "Lancashire")


empty = ready_desk(_empty)


def _seven(verb: Verb) -> None:
    _empty(verb)
    for kind, text in (("asset", BUILDINGS), ("asset-cost", COSTS)):
        file = verb.desk.with_name(f"{kind}.csv")
        file.write_text(text, encoding="utf-8")
        verb.good(kind, "import", file)


seven = ready_desk(_seven)


def test_the_worked_sites_by_verbs(seven: Verb) -> None:
    answer = seven.good("asset", "candidates", "--place", "Lancashire", "--within", "1500")
    assert answer["best_set"] == {
        "saving_pence": 45_250_000,
        "moves": [["Job centre", "Parker Lane offices"], ["Neighbourhood police base", "Parker Lane offices"]],
    }
    assert answer["best_set_is_proved"]
    first = answer["candidates"][0]
    assert first == {
        "leaves": "Job centre", "leaves_agency": "DWP", "host": "Parker Lane offices", "host_agency": "Burnley BC",
        "distance_m": 250, "close": "yes", "people": 60, "room": 140, "fits": "yes", "saving_pence": 32_000_000,
        "from_year": 2027, "host_until": None,
    }  # fmt: skip
    assert [(row["year"], row["so_far_pence"]) for row in answer["plan"]] == [(None, 13_250_000), (2027, 45_250_000)]
    assert len(answer["candidates"]) == 10
    assert answer["issues"] == []
    by = {row["agency"]: row for row in answer["space"]}
    assert by["Lancashire PCC"]["m2_per_person"] == 610 / 35
    assert by["DWP"]["running_pence_per_person"] == 683_333
    assert by["Lancashire CC"]["sites_not_known"] == 3


def test_in_words_a_saving_is_at_most_and_never_found(seven: Verb) -> None:
    told = run("--desk", seven.desk, "asset", "candidates", "--place", "Lancashire").out
    assert "Best set: 2 moves, £452,500.00 a year at most." in told
    assert "from 2027" in told
    assert "Job centre itself is left" in told
    assert "it must be kept: clinical rooms" in told
    assert "saving found" not in told.casefold()


def test_a_narrower_limit_and_more_space_are_taken_from_the_options_or_the_rules(seven: Verb) -> None:
    narrow = seven.good("asset", "candidates", "--within", "300")
    assert {one["distance_m"] for one in narrow["candidates"]} == {128, 250}
    by_rules = ("--within", "300", "--space", "20", "--together", "office, customer access")
    seven.good("asset-rules", "add", "--place", "Lancashire", *by_rules)
    ruled = seven.good("asset", "candidates")
    assert (ruled["within_m"], ruled["space_m2"]) == (300, 20)
    assert {one["host"] for one in ruled["candidates"]} == {"Parker Lane offices", "Registrars"}
    assert seven.good("asset", "candidates", "--within", "1500")["within_m"] == 1500
    again = seven("asset-rules", "add", "--place", "Lancashire", "--within", "5")
    assert again.exit_code == 2


def test_an_asset_that_is_gone_or_must_be_kept_takes_no_part(seven: Verb) -> None:
    seven.good("asset", "change", "Job centre", "--status", "gone")
    answer = seven.good("asset", "candidates")
    assert "Job centre" not in {one[key] for one in answer["candidates"] for key in ("leaves", "host")}
    assert answer["best_set"]["saving_pence"] == 13_250_000
    seven.good("asset", "change", "Parker Lane offices", "--keep", "listed")
    assert seven.good("asset", "candidates")["best_set"]["moves"] == []


def test_an_empty_desk_has_no_candidates(empty: Verb) -> None:
    answer = empty.good("asset", "candidates")
    assert (answer["candidates"], answer["best_set"]) == ([], {"saving_pence": 0, "moves": []})
    assert "No candidates." in run("--desk", empty.desk, "asset", "candidates").out


# -- points

POINTS = {
    "CodePoint Open": '"BB11 1AA",10,384100,432400,"E92000001"\n"BB112ZZ",90,0,0,"E92000001"\n',
    "with headings": "pcds,long,lat,oseast1m,osnrth1m\nBB11 1AA,-2.2,53.7,384100,432400\nBB11 2ZZ,,,,\n",
    "semicolons": "Postcode;Easting;Northing\nbb111aa;384100;432400\n",
}


@pytest.mark.parametrize("layout", POINTS)
def test_postcodes_get_the_points_of_a_file(empty: Verb, tmp_path: Path, layout: str) -> None:
    for name, postcode in (("Placed", "bb11 1aa"), ("No such postcode", "BB11 2ZZ"), ("No postcode", "")):
        said = ("--agency", "DWP", "--use", "office", *(("--postcode", postcode) if postcode else ()))
        empty.good("asset", "add", name, "--place", "Lancashire", *said)
    own = ("--easting", "1", "--northing", "2", "--postcode", "BB11 1AA")
    empty.good("asset", "add", "Has a point", "--place", "Lancashire", "--agency", "DWP", "--use", "office", *own)
    file = tmp_path / "points.csv"
    file.write_text(POINTS[layout], encoding="utf-8")
    dry = empty.good("asset", "place", "--points", file, "--dry-run")
    assert dry["dry_run"]
    assert empty.good("asset", "show", "Placed")["easting"] is None
    answer = empty.good("asset", "place", "--points", file)
    assert [one["asset"] for one in answer["placed"]] == ["Placed"]
    assert [(one["asset"], one["why"]) for one in answer["not_placed"]] == [
        ("No such postcode", "the files have no point for its postcode"),
        ("No postcode", "it has no postcode"),
    ]
    placed = empty.good("asset", "show", "Placed")
    assert (placed["easting"], placed["northing"], placed["precision"]) == (384_100, 432_400, 100)
    assert empty.good("asset", "show", "Has a point")["easting"] == 1
    assert empty.good("asset", "candidates")["not_placed"] == ["No such postcode", "No postcode"]
    empty.good("undo")
    assert empty.good("asset", "show", "Placed")["easting"] is None


def test_latitudes_alone_are_points_too(empty: Verb, tmp_path: Path) -> None:
    empty.good("asset", "add", "Placed", "--place", "Lancashire", "--agency", "DWP", "--use", "office", "--postcode",
        "BB11 1AA")  # fmt: skip
    file = tmp_path / "points.csv"
    file.write_text("postcode,latitude,longitude\nBB11 1AA,53.78906,-2.24381\n", encoding="utf-8")
    assert empty.good("asset", "place", "--points", file)["placed"][0]["latitude"] == "53.78906"
    assert empty.good("asset", "show", "Placed")["longitude"] == "-2.24381"


def test_a_file_without_points_is_refused_by_name(empty: Verb, tmp_path: Path) -> None:
    file = tmp_path / "points.csv"
    file.write_text("postcode,ward\nBB11 1AA,Daneshouse\n", encoding="utf-8")
    told = empty("asset", "place", "--points", file)
    assert told.exit_code == 1
    assert "points.csv, row 1: no columns for a postcode and its point." in told.json["error"]["message"]


# -- what is refused, and what is to be looked at


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("--latitude -2.24 --longitude 53.78", "Check that latitude and longitude are not swapped."),
        ("--easting 432500", "northing is missing"),
        ("--easting 900000 --northing 384200", "Check that easting and northing are not swapped."),
        ("--easting 1.5 --northing 384200", "is not a whole number of metres"),
        ("--latitude north --longitude 1", "is not a number of degrees"),
        ("--longitude 1", "latitude is missing"),
        ("--postcode Burnley", "'Burnley' is not a postcode"),
    ],
)
def test_a_point_that_cannot_be_is_refused(empty: Verb, words: str, message: str) -> None:
    told = empty("asset", "add", "A", "--place", "Lancashire", "--agency", "DWP", "--use", "office", *words.split())
    assert told.exit_code == 2
    assert message in told.json["error"]["message"]
    assert empty.good("asset", "list")["assets"] == []


def test_land_with_people_and_costs_without_a_figure_are_refused(empty: Verb) -> None:
    land = ("asset", "add", "Field", "--place", "Lancashire", "--agency", "DWP", "--use", "land")
    told = empty(*land, "--people", "5")
    assert told.exit_code == 2
    assert "Land has no people based on it, and this has 5." in told.json["error"]["message"]
    empty.good(*land)
    told = empty("asset-cost", "add", "--asset", "Field", "--year", "2024-25", "--income", "50")
    assert told.exit_code == 2
    assert "the total, or at least one of their parts" in told.json["error"]["message"]


def test_a_building_that_another_organisation_has_recorded_is_proposed_as_one_with_an_occupier(seven: Verb) -> None:
    twin = ("--agency", "NHS trust", "--use", "office", "--place", "Lancashire")
    told = seven("asset", "add", "parker lane offices", *twin)
    assert told.exit_code == 2
    assert "record it once, and the other as its occupier (asset-occupier add)" in told.json["error"]["message"]
    seven.good("asset-occupier", "add", "--asset", "Parker Lane offices", "--agency", "NHS trust", "--people", "12")
    shown = seven.good("asset", "show", "Parker Lane offices")
    assert [(one["agency"], one["people"]) for one in shown["asset_occupiers"]] == [("NHS trust", 12)]


def issues(verb: Verb) -> dict[str, str]:
    return {one["code"]: one["text"] for one in verb.good("asset", "candidates")["issues"]}


def test_each_odd_record_is_asked_about(seven: Verb) -> None:
    seven.good("asset", "change", "Family hub", "--easting", "434800", "--northing", "386900")
    seven.good("asset", "change", "Central library", "--people", "80")
    seven.good("asset", "change", "Registrars", "--lease-end", "2025-12-31")
    seven.good("asset-occupier", "add", "--asset", "Job centre", "--agency", "NHS trust", "--people", "61")
    seven.good("asset-cost", "add", "--asset", "Registrars", "--year", "2023-24", "--total", "90", "--rent", "80")
    twin = ("--agency", "NHS trust", "--use", "office", "--easting", "384200", "--northing", "432500")
    seven.good("asset", "add", "Parker Lane", "--place", "Lancashire", *twin)
    found = issues(seven)
    assert set(found) == {
        "swapped", "overfull", "lease-ended", "occupiers", "in-thousands", "cost-parts", "twice", "several-years",
    }  # fmt: skip
    assert "Are easting and northing swapped?" in found["swapped"]
    assert found["overfull"] == "Central library is overfull: 80 people, and room for 70."
    assert "Was it entered in thousands of pounds?" in found["in-thousands"]
    assert "record it once, with the other organisation as its occupier" in found["twice"]
    looked = " ".join(seven.good("check")["look_at"])
    assert "Lancashire: Central library is overfull" in looked
    assert "Are easting and northing swapped?" in looked
    answer = seven.good("asset", "candidates")
    leaves = [one for one in answer["candidates"] if one["leaves"] == "Registrars"]
    assert {one["from_year"] for one in leaves} == {None}


def test_the_best_set_and_one_move_are_explained(seven: Verb) -> None:
    whole = seven.good("explain", "sharing", "--place", "Lancashire")
    assert (whole["number"], whole["parts_pence"]) == (45_250_000, 45_250_000)
    one = seven.good("explain", "sharing", "--place", "Lancashire", "--asset", "job centre")
    assert one["formula"] == ["£410,000.00 - 60 x £1,500.00 = £320,000.00 a year, at most"]
    told = seven("explain", "sharing", "--place", "Lancashire", "--asset", "Registrars")
    assert told.exit_code == 2
    assert "no move with a known saving" in told.json["error"]["message"]
