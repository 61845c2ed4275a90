"""The verb explain: what it prints adds up, with its files, and refuses with words."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from tests import version_desks
from tests.cli.verbs import Verb
from tests.version_desks import FINAL, INTERIM

HERE = ("--place", "Lancashire", "--year", "2024-25")


def test_a_cell_is_walked_back_to_its_file(sample_original: Path) -> None:
    verb = Verb(sample_original)
    told = verb.good("explain", "spend", *HERE, "--agency", "Blackpool Council", "--category", "05.1.0/waste-disposal")
    count = verb.good("count", *HERE, "--by", "matrix", "--level", 4)
    row = next(
        row
        for row in count["rows"]
        if (row["agency"], row["category"]) == ("Blackpool Council", "05.1.0/waste-disposal")
    )
    assert told["number"] == row["amount_pence"] == told["parts_pence"] == sum(part["pence"] for part in told["parts"])
    assert sum(step["pence"] for step in told["steps"]) == told["number"]
    (file,) = told["files"]
    assert file["lines"] == told["lines"]["count"]
    assert file["sha256"] == count["sources"][0]["sha256"]
    assert file["first_row"] <= file["last_row"]
    assert "category=05.1.0/waste-disposal" in told["lines"]["filter"]


def test_the_level_is_the_categorys_own_unless_it_is_given(sample_original: Path) -> None:
    verb = Verb(sample_original)
    assert (
        verb.good("explain", "hhi", *HERE, "--category", "05.1.0/waste-collection")["number"]
        == verb.good("explain", "hhi", *HERE, "--category", "05.1.0/waste-collection", "--level", 4)["number"]
    )
    assert verb.good("explain", "hhi", *HERE, "--category", "05")["figure"]["level"] == 1


def test_in_words_and_without_a_figure(sample_original: Path) -> None:
    verb = Verb(sample_original)
    told = verb.words("explain", "per-head", *HERE).out
    assert "£16,650,742,498.59 / 1,601,645 people (mid-2024) = £10,396.03" in told
    assert "Rules (docs/method.md)" in told
    assert "SHA-256" in told
    listed = verb.good("explain")["figures"]
    assert {"gross", "outside-lead-meeting", "similarity"} <= {kind["name"] for kind in listed}
    assert "outside-lead-meeting" in verb.words("explain").out


def test_each_sheets_rows_are_said_with_that_sheet(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    del book["Sheet"]
    for month, rows in (("May", 3), ("June", 1)):
        sheet = book.create_sheet(month)
        sheet.append(("Payment date", "Service", "Supplier", "Net Amount"))
        for n in range(rows):
            sheet.append((f"1{n}/0{5 if month == 'May' else 6}/2024", "Bins", "Acme", 100 + n))
    book.save(tmp_path / "payments.xlsx")
    verb = Verb(tmp_path / "x.tpdesk")
    verb.good("place", "add", "Testshire")
    verb.good("agency", "add", "Ayton", "--kind", "county", "--place", "Testshire")
    verb.good("import", tmp_path / "payments.xlsx", "--place", "Testshire", "--agency", "Ayton")
    (file,) = verb.good("explain", "spend")["files"]
    assert [(part["sheet"], part["first_row"], part["last_row"], part["lines"]) for part in file["sheets"]] == [
        ("May", 2, 4, 3), ("June", 2, 2, 1),
    ]  # fmt: skip
    assert (file["first_row"], file["last_row"], file["lines"], file["pence"]) == (None, None, 4, 403_00)
    told = verb.words("explain", "spend").out
    assert "payments.xlsx, batch 1: 4 lines in 2 sheets, £403.00, imported" in told
    assert "3 lines in rows 2 to 4 of sheet May, £303.00" in told
    assert "1 line in row 2 of sheet June, £100.00" in told


def test_what_cannot_be_explained_exits_2_with_the_nearest(sample_original: Path) -> None:
    verb = Verb(sample_original)
    for words, said in (
        (("spent",), "There is no figure 'spent'"),
        (("hhi",), "--category"),
        (("spend", "--agency", "Blackpol Council"), "Did you mean 'Blackpool Council'"),
        (("hhi", "--category", "05.1", "--deminimis", "lots"), "--deminimis"),
    ):
        told = verb("explain", *words, *HERE)
        assert told.exit_code == 2
        assert said in told.json["error"]["message"]


def test_each_step_of_a_bridge_leads_to_its_files_lines_and_who(tmp_path: Path) -> None:
    verb = Verb(version_desks.final(tmp_path / "versions.tpdesk"))
    told = verb.good("version", "compare", INTERIM, FINAL)
    for step, pence in told["steps"].items():
        found = verb.good("explain", "step", "--version", INTERIM, "--with", FINAL, "--step", step)
        assert found["number"] == pence == found["parts_pence"] == sum(part["pence"] for part in found["parts"])
    late = verb.good("explain", "step", "--version", INTERIM, "--with", FINAL, "--step", "Late returns")
    rows = [row for row in told["rows"] if row["step"] == "late returns"]
    assert [(part["batch"], part["who"], part["when"]) for part in late["parts"]] == [
        (row["batch"]["id"], row["who"], row["when"]) for row in rows
    ]
    assert all(part["who"] and part["lines"] for part in late["parts"])
    assert sum(file["lines"] for file in late["files"]) == late["lines"]["count"] > 0
    assert {file["batch"] for file in late["files"]} == {part["batch"] for part in late["parts"]}
    moved = verb.good("explain", "step", "--version", INTERIM, "--with", FINAL, "--step", "remapped")
    shares = {code: pence for code, pence in told["by_category"]["remapped"].items() if pence}
    assert sorted(part["pence"] for part in moved["parts"]) == sorted(shares.values())
    assert moved["number"] == 0
    one = verb.good("explain", "step", "--version", INTERIM, "--step", "late returns", "--agency", rows[0]["agency"])
    assert one["number"] == sum(row["pence"] for row in rows if row["agency"] == rows[0]["agency"])


def refused(verb: Verb, *arguments: object) -> str:
    """Return with which words a verb refuses."""
    told = verb(*arguments)
    assert told.exit_code == 2
    return str(told.json["error"]["message"])


def test_a_step_that_is_none_is_refused_with_the_nearest(tmp_path: Path) -> None:
    verb = Verb(version_desks.final(tmp_path / "versions.tpdesk"))
    assert "Did you mean 'late returns'?" in refused(
        verb, "explain", "step", "--version", INTERIM, "--step", "late return"
    )
    assert "name it with --version" in refused(verb, "explain", "step", "--step", "late returns")
    assert "has no part in the step Late returns" in refused(
        verb, "explain", "step", "--version", INTERIM, "--step", "late returns", "--agency", "Nobody"
    )


@pytest.mark.deep
@pytest.mark.parametrize("spread", [(), ("--spread", "people"), ("--spread", "People, mid-2024")])
def test_an_area_leads_to_lines_with_their_driver_and_share(sample_original: Path, spread: tuple[str, ...]) -> None:
    verb = Verb(sample_original)
    told = verb.good("count", *HERE, "--by", "area", "--kind", "council", *spread)
    for row in told["rows"][:2] + told["rows"][-1:]:
        found = verb.good("explain", "area", *HERE, "--area", row["area"], "--kind", "council", *spread)
        assert found["number"] == row["amount_pence"] == found["parts_pence"]
        assert found["lines"]["count"] == 23
        pension = next(part for part in found["parts"] if part["name"].endswith("State pension"))
        assert "of £15,112.4m by People 65 and over, mid-2024: " in pension["note"]
        assert verb.good("spend", "totals", pension["lines"])["expenditure_pence"] == pension["pence"]
        rest = [part for part in found["parts"] if part["name"] == "Spread: lines that name no area"]
        assert [part["pence"] for part in rest] == ([row["spread_pence"]] if spread else [])


def test_an_area_that_is_none_here_is_refused(sample_original: Path) -> None:
    verb = Verb(sample_original)
    assert "Did you mean 'Burnley'?" in refused(verb, "explain", "area", *HERE, "--area", "Burnly")
    assert "name it with --area" in refused(verb, "explain", "area", *HERE)
    assert "leave out --area" in refused(verb, "explain", "gross", *HERE, "--area", "Burnley")
