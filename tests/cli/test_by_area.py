"""Money by area from the command line: placed directly, spread by a driver, not placed; to the penny."""

from __future__ import annotations

from pathlib import Path

from tests.cli.verbs import Verb, ready_desk

WARDS = {"Bank Hall": 7311, "Trinity": 6402, "Whittlefield": 6655, "Gannow": 6120}
SPREAD = {"Bank Hall": 23_046_984, "Trinity": 20_181_478, "Whittlefield": 20_979_028, "Gannow": 19_292_510}


def _verb(verb: Verb) -> None:
    verb.good("place", "add", "Burnley", "--code", "E07000117")
    verb.good("agency", "add", "Council", "--place", "Burnley", "--area", "E07000117")
    wards = verb.desk.parent / "wards.csv"
    rows = [f"W{n},{name},ward,E07000117,{people},2024,Council" for n, (name, people) in enumerate(WARDS.items(), 1)]
    wards.write_text(
        "code,name,kind,inside,people,year,source\n" + "\n".join(rows) + "\nN1,Corner,estate,W2,9,2024,Council\n"
    )
    verb.good("area", "import", wards)
    lines = verb.desk.parent / "lines.csv"
    lines.write_text(
        "Label,Amount,Area\nParks,120000,Bank Hall\nParks,40000,Trinity\nParks,5000,Corner\nParks,835000,\n"
    )
    verb.good("import", lines, "--agency", "Council", "--year", "2024-25", "--map", "area=Area")


verb = ready_desk(_verb)


def test_three_columns_to_the_penny(verb: Verb) -> None:
    plain = verb.good("count", "--by", "area", "--kind", "ward")
    assert {row["title"]: (row["direct_pence"], row["spread_pence"]) for row in plain["rows"]} == {
        "Bank Hall": (12_000_000, 0), "Trinity": (4_500_000, 0), "Whittlefield": (0, 0), "Gannow": (0, 0),
    }  # fmt: skip
    assert (plain["not_placed_pence"], plain["total_pence"]) == (83_500_000, 100_000_000)
    spread = verb.good("count", "--by", "area", "--kind", "ward", "--spread", "people")
    assert {row["title"]: row["spread_pence"] for row in spread["rows"]} == SPREAD
    assert (spread["not_placed_pence"], spread["total_pence"]) == (0, 100_000_000)
    assert {row["title"]: row["direct_pence"] for row in spread["rows"]}["Bank Hall"] == 12_000_000
    hall = next(row for row in spread["rows"] if row["title"] == "Bank Hall")
    assert (hall["people"], hall["pence_per_head"], hall["above"]) == (7311, 4_794, ["Burnley"])


def test_a_map_is_drawn_in_letters(tmp_path: Path) -> None:
    made = Verb(tmp_path / "b.tpdesk")
    made.good("place", "add", "East Lancashire", "--code", "E07000117", "--code", "E06000008")
    made.good("agency", "add", "Council", "--place", "East Lancashire")
    lines = tmp_path / "map.csv"
    lines.write_text("Label,Amount,Area\nParks,120000,Burnley\nParks,400000,Blackburn with Darwen\n")
    made.good("import", lines, "--agency", "Council", "--year", "2024-25", "--map", "area=Area")
    data = made.good("count", "--by", "area", "--kind", "council", "--draw")
    assert {row["title"]: row["middle"] for row in data["rows"]} == {
        "Burnley": [385500, 431400], "Blackburn with Darwen": [369200, 421900],
    }  # fmt: skip
    said = made.words("count", "--by", "area", "--kind", "council", "--draw").out
    assert "Pounds per head:" in said
    assert said.index("░Bur░") < said.index("█BDa█")  # Burnley lies north of Blackburn
    assert "░░ £1.21  ██ £2.46" in said
    assert "BDa Blackburn with Darwen" in said
    assert made.words("count", "--by", "area", "--draw").exit_code == 2


def test_wards_have_no_map_and_that_is_said(verb: Verb) -> None:
    said = verb.words("count", "--by", "area", "--kind", "ward", "--draw").out
    assert "No map of 0 areas: positions are not known" in said


def test_a_driver_is_named_and_one_that_lacks_a_ward_is_refused(verb: Verb, tmp_path: Path) -> None:
    file = tmp_path / "driver.csv"
    file.write_text("area,value\n" + "".join(f"{name},{people}\n" for name, people in WARDS.items()))
    verb.good("driver", "import", file, "--name", "Ward people", "--year", "2024", "--source", "Council")
    spread = verb.good("count", "--by", "area", "--kind", "ward", "--spread", "Ward people")
    assert {row["title"]: row["spread_pence"] for row in spread["rows"]} == SPREAD
    refused = verb.words("count", "--by", "area", "--kind", "ward", "--spread", "People, mid-2024")
    assert refused.exit_code == 1
    assert "no figure for Bank Hall (W1)" in refused.err


def test_a_cell_of_fewer_than_ten_people_is_never_shown(verb: Verb) -> None:
    small = verb.good("count", "--by", "area", "--kind", "estate")
    assert small["rows"] == []
    assert (small["areas_hidden"], small["not_placed_pence"]) == (1, 100_000_000)
    assert "1 area of fewer than 10 people is not shown" in small["issues"][0]


def test_what_is_asked_wrong_says_what_there_is(verb: Verb) -> None:
    refused = verb.words("count", "--by", "area", "--kind", "parish")
    assert (refused.exit_code, "no areas of the kind 'parish'" in refused.err) == (2, True)
    assert "--by area" in verb.words("count", "--kind", "ward").err
    assert (
        "Spread by people of the areas"
        in verb.words("count", "--by", "area", "--kind", "ward", "--spread", "people").out
    )
    plain = verb.good("count", "--by", "area")
    assert plain["not_placed_pence"] == 83_500_000
    assert {row["title"]: row["direct_pence"] for row in plain["rows"]}["Corner"] == 500_000
