"""What lines name as an area and is none: said, suggested, and accepted in one step that can be undone."""

from __future__ import annotations

from pathlib import Path

from tests.cli.verbs import Verb, ready_desk


def _verb(verb: Verb) -> None:
    verb.good("place", "add", "East Lancashire", "--code", "E07000117", "--code", "E07000120")
    verb.good("agency", "add", "Council", "--place", "East Lancashire")
    lines = verb.desk.parent / "lines.csv"
    lines.write_text(
        "Label,Amount,Area\nParks,120000,Burnly\nParks,-20000,Burnly\nParks,400000,Hyndburn\nParks,5,Hyndbrun\n"
        "Parks,7,Atlantis\n"
    )
    verb.good("import", lines, "--agency", "Council", "--year", "2024-25", "--map", "area=Area")


verb = ready_desk(_verb)


def test_they_are_listed_with_what_was_meant_and_check_says_so(verb: Verb) -> None:
    found = verb.good("area", "unknown")
    assert [(one["area"], one["lines"], one["size_pence"], one["suggested"]) for one in found["unknown"]] == [
        ("Burnly", 2, 14_000_000, "E07000117"), ("Atlantis", 1, 700, None), ("Hyndbrun", 1, 500, "E07000120"),
    ]  # fmt: skip
    checked = verb.good("check")
    assert checked["ok"] is True
    assert checked["look_at"][0] == (
        "2 lines name 'Burnly', which is not an area that tpdesk knows. Did you mean Burnley (E07000117)?"
    )
    assert "Check its name or code." in checked["look_at"][1]
    assert "look: 1 line names 'Hyndbrun'" in verb.words("check").out


def test_a_suggestion_is_accepted_in_one_step_and_undone(verb: Verb) -> None:
    before = verb.good("count", "--by", "area")["rows"]
    settled = verb.good("area", "unknown", "--accept", "burnly")
    assert (settled["changed_lines"], settled["accepted"]) == (2, {"Burnly": "E07000117"})
    assert [one["area"] for one in settled["unknown"]] == ["Atlantis", "Hyndbrun"]
    rows = {row["area"]: row["amount_pence"] for row in verb.good("count", "--by", "area")["rows"]}
    assert rows["E07000117"] == 10_000_000
    assert verb.good("check")["ok"] is True
    verb.good("undo")
    assert verb.good("count", "--by", "area")["rows"] == before


def test_all_are_accepted_at_once_and_one_is_named_by_hand(verb: Verb) -> None:
    settled = verb.good("area", "unknown", "--accept-all")
    assert (settled["changed_lines"], settled["accepted"]) == (3, {"Burnly": "E07000117", "Hyndbrun": "E07000120"})
    assert [one["area"] for one in settled["unknown"]] == ["Atlantis"]
    refused = verb.words("area", "unknown", "--accept-all")
    assert (refused.exit_code, "Nothing is suggested" in refused.err) == (2, True)
    assert "Nothing is suggested for 'Atlantis'" in verb.words("area", "unknown", "--accept", "Atlantis").err
    last = verb.good("area", "unknown", "--accept", "Atlantis", "--as", "Pendle")
    assert (last["accepted"], last["unknown"]) == ({"Atlantis": "E07000122"}, [])
    assert verb.words("area", "unknown").out.startswith("No line names an area that tpdesk does not know.")


def test_what_no_line_names_is_refused_with_what_is_near(verb: Verb) -> None:
    refused = verb.words("area", "unknown", "--accept", "Burnley")
    assert refused.exit_code == 2
    assert "No line names an unknown area 'Burnley'. Did you mean 'Burnly'?" in refused.err
    assert verb.words("area", "unknown", "--as", "Pendle").exit_code == 2


def test_two_areas_of_one_name_are_never_suggested(verb: Verb, tmp_path: Path) -> None:
    wards = tmp_path / "wards.csv"
    wards.write_text("code,name,kind,inside\nW1,Atlantis,ward,E07000117\nW2,Atlantis,ward,E07000120\n")
    verb.good("area", "import", wards)
    found = {one["area"]: one["suggested"] for one in verb.good("area", "unknown")["unknown"]}
    assert found["Atlantis"] is None
    wards.write_text("code,name,kind,inside\nW2,Lemuria,ward,E07000120\n")
    verb.good("area", "import", wards)
    assert {one["area"]: one["suggested"] for one in verb.good("area", "unknown")["unknown"]}["Atlantis"] == "W1"


def test_an_unknown_area_is_said_in_every_file_that_names_it_and_a_ward_of_its_name_takes_over(
    verb: Verb, tmp_path: Path
) -> None:
    more = tmp_path / "more.csv"
    more.write_text("Label,Amount,Area\nRoads,5,Burnly\nRoads,6,Atlantis\n")
    where = ("--agency", "Council", "--year", "2024-25", "--map", "area=Area", "--dry-run")
    assert "'Burnly' is not an area that tpdesk knows." in verb.words("import", more, *where).out
    wards = tmp_path / "wards.csv"
    wards.write_text("code,name,kind,inside\nW1,Atlantis,ward,E07000117\n")
    verb.good("area", "import", wards)
    said = verb.words("import", more, *where).out
    assert "'Burnly' is not an area" in said
    assert "'Atlantis' is not an area" not in said
    verb.good("import", more, *where[:-1])
    rows = {row["area"]: row["amount_pence"] for row in verb.good("count", "--by", "area")["rows"]}
    assert (rows["W1"], rows["Atlantis"]) == (600, 700)
