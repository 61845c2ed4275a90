"""`pack summary` and `pack national`: three desks and two summaries, only like with like added, and what is refused."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest

from tests.calc.packs.read_back import table_rows
from tests.cli.test_cases import SMALL
from tests.cli.verbs import Verb
from tpdesk.models.desk import open_desk
from tpdesk.services.pack_choices import PackChoice, read_packs

DISTRICTS = {"Ash": "E07000117", "Birch": "E07000118", "Cedar": "E07000119", "Dale": "E07000120", "Elm": "E07000121"}


def make(tmp_path: Path, place: str, pounds: str, *codes: str, people: int = 1000) -> Verb:
    """Return a desk with one place and one line of money."""
    verb = Verb(tmp_path / f"{place}.tpdesk")
    options = [part for code in codes for part in ("--code", code)]
    verb.good("place", "add", place, *options)
    verb.good("place", "population", place, "2024", "--people", people, "--source", "a count")
    verb.good("agency", "add", f"{place} Council", "--place", place, "--area", codes[0])
    file = tmp_path / f"{place}.csv"
    file.write_text(f"Service,Amount\nWaste collection,{pounds}\n", encoding="utf-8")
    verb.good(
        "import", file, "--place", place, "--agency", f"{place} Council", "--year", "2024-25", "--status", "actual"
    )
    return verb


def cells(file: Path, sheet: str) -> list[list[object]]:
    """Return the rows of a sheet that hold anything."""
    rows = openpyxl.load_workbook(file)[sheet].iter_rows(values_only=True)
    return [[cell for cell in row if cell is not None] for row in rows if any(row)]


@pytest.mark.deep
def test_three_desks_and_two_summaries(tmp_path: Path) -> None:
    ash, birch = make(tmp_path, "Ash", "100.10", DISTRICTS["Ash"]), make(tmp_path, "Birch", "200", DISTRICTS["Birch"])
    both = make(tmp_path, "Ash and Birch", "301", DISTRICTS["Ash"], DISTRICTS["Birch"], people=2500)
    files = []
    for name, pounds in (("Cedar", "400"), ("Dale", "50.05")):
        told = make(tmp_path, name, pounds, DISTRICTS[name]).good(
            "pack", "summary", "--place", name, "--year", "2024-25", "--out", tmp_path / f"{name}.json"
        )
        assert len(told["hash"]) == 64
        files.append(Path(told["file"]))
    before = birch.desk.read_bytes()
    told = ash.good(
        "pack", "national", "--year", "2024-25", "--from", birch.desk, "--from", both.desk, "--summary", files[0],
        "--summary", files[1], "--expected", 6, "--out", tmp_path / "n.xlsx",
    )  # fmt: skip
    assert birch.desk.read_bytes() == before
    (group,) = told["groups"]
    assert (group["places"], group["total_pence"]) == (["Ash and Birch", "Cedar", "Dale"], 30_100 + 40_000 + 5_005)
    assert (group["number"], group["of_expected"], group["people"]) == (3, 6, 4500)
    assert [one["place"] for one in told["not_added"]] == ["Ash", "Birch"]
    assert (told["did_not_report"], told["one_total_pence"]) == (1, None)
    assert [check["agrees"] for check in told["checks"]] == [True]
    assert told["not_in_this_report"] == ["Savings by theme", "Barriers by kind", "Recommendations"]
    assert ash.good("pack", "check", told["file"])["rules"]
    assert any(row[0] == "Ash and Birch" and 301 in row for row in cells(tmp_path / "n.xlsx", "Places reporting"))
    assert any("its areas are in Ash and Birch too" in row for row in cells(tmp_path / "n.xlsx", "Not comparable"))
    assert any("1 more, not named" in row for row in cells(tmp_path / "n.xlsx", "Not reporting"))
    assert "Savings by theme" not in told["sheets"]
    again = ash.good(
        "pack", "national", "--year", "2024-25", "--summary", files[1], "--summary", files[0], "--from", both.desk,
        "--from", birch.desk, "--expected", 6, "--out", tmp_path / "m.xlsx",
    )  # fmt: skip
    assert (again["groups"], again["not_added"]) == (told["groups"], told["not_added"])
    acts = ash.good("history")["acts"]
    assert any("National report" in json.dumps(act) or "national" in json.dumps(act) for act in acts)


@pytest.fixture
def two(tmp_path: Path) -> tuple[Verb, Path]:
    ash = make(tmp_path, "Ash", "100", DISTRICTS["Ash"])
    file = tmp_path / "cedar.json"
    make(tmp_path, "Cedar", "400", DISTRICTS["Cedar"]).good("pack", "summary", "--out", file)
    return ash, file


def test_what_is_refused(two: tuple[Verb, Path], tmp_path: Path) -> None:
    ash, file = two
    out = ("--out", tmp_path / "n.xlsx")
    own = tmp_path / "ash.json"
    ash.good("pack", "summary", "--out", own)
    twice = ash.words("pack", "national", "--summary", own, *out)
    assert twice.exit_code == 1
    assert "Ash is told twice: by Ash.tpdesk and by ash.json." in twice.err
    assert ash.words("pack", "national", "--from", ash.desk, *out).exit_code == 2
    changed = json.loads(file.read_text(encoding="utf-8"))
    changed["summary"]["total_pence"] = 1
    file.write_text(json.dumps(changed), encoding="utf-8")
    refused = ash.words("pack", "national", "--summary", file, *out)
    assert refused.exit_code == 1
    assert "cedar.json was changed after it was written" in refused.err
    file.write_text("[]", encoding="utf-8")
    assert ash.words("pack", "national", "--summary", file, *out).exit_code == 1
    assert ash.words("pack", "national", "--from", tmp_path / "none.tpdesk", *out).exit_code == 4
    assert not (tmp_path / "n.xlsx").exists()


def test_of_the_sample_desk_nothing_unlike_is_added(sample: Verb, tmp_path: Path) -> None:
    told = sample.good("pack", "national", "--out", tmp_path / "n.xlsx", "--publish")
    assert [one["places"] for one in told["groups"]] == [["Lancashire"], ["Luton & Central Bedfordshire"]]
    why = {one["place"]: one["why"] for one in told["not_added"]}
    assert why["Bradford"] == "printed as 'about' an amount"
    assert why["Leicester & Leicestershire"] == "printed as 'over' an amount"
    assert why["London"] == "no year is printed with it"
    assert told["one_total_pence"] is None
    # What is made up to show the tool is in no report unless it is asked for.
    assert (told["savings"], told["barriers"], told["recommendations"]) == ([], [], [])
    # A barrier that says so itself is one too, on whatever it hangs.
    sample.good("barrier", "add", "Illustrative: a rule", "--place", "Lancashire", "--level", "local", "--kind", "law")
    again = sample.good("pack", "national", "--out", tmp_path / "n.xlsx", "--force")
    assert again["barriers"] == []
    whole = sample.good("pack", "national", "--out", tmp_path / "m.xlsx", "--illustrative")
    assert whole["savings"]
    assert whole["barriers"]
    assert sample.good("pack", "check", tmp_path / "n.xlsx")


def test_a_frozen_count_is_told_by_its_name_and_hash(two: tuple[Verb, Path], tmp_path: Path) -> None:
    ash, _ = two
    frozen = ash.good("freeze", "Interim", "--place", "Ash", "--year", "2024-25")["version"]
    file = tmp_path / "frozen.json"
    ash.good("pack", "summary", "--version", "Interim", "--out", file)
    told = json.loads(file.read_text(encoding="utf-8"))["summary"]
    assert (told["version"], told["version_hash"]) == ("Interim", frozen["hash"])
    national = ash.good("pack", "national", "--version", "Interim", "--out", tmp_path / "n.xlsx")
    assert national["groups"][0]["total_pence"] == 10_000
    assert any("Interim" in row for row in cells(tmp_path / "n.xlsx", "Places reporting"))


def case(verb: Verb, title: str, population: int, **said: str) -> None:
    """Write a business case whose one benefit is for that many people."""
    benefits = [{**SMALL["benefits"][0], "title": f"{title} benefit", "population": str(population)}]
    file = verb.desk.with_name("case.json")
    file.write_text(
        json.dumps({**SMALL, "title": title, "place": "Ash", "benefits": benefits, **said}), encoding="utf-8"
    )
    verb.good("case", "import", file, "--place", "Ash")


@pytest.mark.deep
def test_a_case_for_a_few_people_leaves_no_figure_in_summary_or_report(tmp_path: Path) -> None:
    ash = make(tmp_path, "Ash", "100", DISTRICTS["Ash"])
    case(ash, "Many", 4321)
    case(ash, "Seven", 7)
    file = tmp_path / "ash.json"
    ash.good("pack", "summary", "--out", file)
    told = json.loads(file.read_text(encoding="utf-8"))["summary"]
    assert ([one["title"] for one in told["savings"]], told["savings_hidden"]) == (["Many"], 1)
    # Neither the number of people nor anything by which a guess of it can be tried.
    assert told["savings"][0]["cohorts"] == ["1"]
    assert "4321" not in file.read_text(encoding="utf-8")
    report = ash.good("pack", "national", "--out", tmp_path / "n.xlsx")
    assert [row["cases"] for row in report["savings"]] == [1]
    assert [issue["code"] for issue in report["issues"]] == ["small-cohorts"]
    ash.good("dive", "threshold", "5")
    assert [row["cases"] for row in ash.good("pack", "national", "--out", tmp_path / "n.xlsx")["savings"]] == [2]


@pytest.mark.deep
def test_the_order_of_files_changes_no_byte_and_places_are_dots_on_one_axis(tmp_path: Path) -> None:
    ash = make(tmp_path, "Ash", "100", DISTRICTS["Ash"])
    files = []
    for name, pounds in (("Birch", "400"), ("Cedar", "50.05"), ("Dale", "7")):
        file = tmp_path / f"{name}.json"
        make(tmp_path, name, pounds, DISTRICTS[name]).good("pack", "summary", "--out", file)
        files.append(("--summary", file))
    books = set()
    for order in (files, files[::-1], [files[1], files[0], files[2]]):
        out = tmp_path / "n.xlsx"
        told = ash.good("pack", "national", *[part for pair in order for part in pair], "--out", out, "--publish")
        books.add(out.read_bytes())
    assert len(books) == 1
    assert {"Per head by basis", "Chart places"} <= set(told["sheets"])
    assert all(rule["passed"] for rule in ash.good("pack", "check", out)["rules"])
    assert next(row for row in cells(out, "Per head by basis") if "Birch" in row)[-1] == 0.4


@pytest.mark.deep
def test_options_of_one_question_are_never_added_and_the_preferred_one_counts(tmp_path: Path) -> None:
    ash = make(tmp_path, "Ash", "100", DISTRICTS["Ash"])
    case(ash, "Small", 40, options_of="Door", option="preferred")
    case(ash, "Large", 80, options_of="Door", option="other")
    case(ash, "Undecided small", 40, options_of="Road", option="do minimum")
    case(ash, "Undecided large", 80, options_of="Road", option="other")
    file = tmp_path / "ash.json"
    ash.good("pack", "summary", "--out", file)
    told = json.loads(file.read_text(encoding="utf-8"))["summary"]["savings"]
    assert [one["title"] for one in told] == ["Small", "Undecided small", "Undecided large"]
    fiscal = {one["title"]: one["fiscal_pence"] for one in told}
    report = ash.good("pack", "national", "--out", tmp_path / "n.xlsx")
    (row,) = report["savings"]
    assert (row["cases"], row["fiscal_pence"]) == (2, fiscal["Small"] + fiscal["Undecided large"])
    assert [one["case"] for one in report["savings_set_aside"]] == ["Undecided small"]


@pytest.mark.deep
def test_a_final_report_says_which_cases_overlap_and_on_what_horizon(tmp_path: Path) -> None:
    ash = make(tmp_path, "Ash", "100", DISTRICTS["Ash"])
    case(ash, "One", 40)
    case(ash, "Two", 40)
    benefit = {**SMALL["benefits"][0], "title": "One benefit", "population": "40"}
    file = tmp_path / "third.json"
    file.write_text(json.dumps({**SMALL, "title": "Three", "place": "Ash", "benefits": [benefit]}), encoding="utf-8")
    ash.good("case", "import", file, "--place", "Ash")
    ash.good("opportunity", "add", "One door", "--place", "Ash", "--horizon", "medium")
    ash.good("case", "change", "One", "--opportunity", "One door")
    ash.good("freeze", "Final")
    ash.good("pack", "final", "--version", "Final", "--out", tmp_path / "f.xlsx")
    savings = table_rows(openpyxl.load_workbook(tmp_path / "f.xlsx")["Savings"])
    told = {row["Case"]: row for row in savings}
    assert told["One"]["Horizon"] == "medium"
    assert "is in 'Three' too" in str(told["One"]["What overlaps"])
    assert told["Two"]["What overlaps"] == "nothing that is known"


@pytest.mark.deep
def test_a_report_names_whom_to_ask_by_role_and_days_on_which_all_agree(tmp_path: Path) -> None:
    desk = make(tmp_path, "Ash", "100", DISTRICTS["Ash"])
    desk.good("place", "add", "Birch", "--code", DISTRICTS["Birch"])
    told = desk.good("pack", "national", "--out", tmp_path / "n.xlsx")
    assert (told["contact"], told["not_set"]) == ("", ["contact", "issue date", "next update"])
    ash = ("--contact", "Head of finance", "--issued-on", "2026-12-01", "--next-update", "2027-03-01")
    desk.good("place", "change", "Ash", *ash)
    desk.good("place", "change", "Birch", "--contact", "Programme office", "--next-update", "2027-06-01")
    told = desk.good("pack", "national", "--out", tmp_path / "n.xlsx", "--force")
    assert told["contact"] == "Head of finance and Programme office"
    assert (told["issued_on"], told["next_update"], told["not_set"]) == ("2026-12-01", "", ["next update"])
    above = " ".join(str(row[0]) for row in cells(tmp_path / "n.xlsx", "Findings")[:5])
    assert "Contact: Head of finance and Programme office. Issue date: 1 December 2026. Next update: Not set." in above
    with open_desk(desk.desk, read_only=True) as opened:
        choice = PackChoice("national", "draft", False, "", tmp_path / "w.xlsx")
        assert read_packs(opened, 1, 2024, choice).publication.contact == told["contact"]


@pytest.mark.deep
def test_money_without_a_transfer_marked_is_not_added_to_money_after_transfers(tmp_path: Path) -> None:
    desk = make(tmp_path, "Ash", "100", DISTRICTS["Ash"])
    desk.good("agency", "add", "Ash Police", "--place", "Ash", "--area", DISTRICTS["Ash"])
    fields = ("agency=Ash Police", "year=2024-25", "amount=10", "label=Patrol")
    desk.good("spend", "add", "--place", "Ash", *fields)
    assert basis_of(desk, tmp_path / "n.xlsx")[0].startswith("no transfers marked")
    desk.good("spend", "add", "--place", "Ash", *fields, "transfer_to=Ash Council")
    assert basis_of(desk, tmp_path / "n.xlsx")[0].startswith("after transfers")


def basis_of(desk: Verb, out: Path) -> list[str]:
    """Return the basis of each total of a national report."""
    desk.good("pack", "national", "--out", out, "--force")
    return [str(row["Basis"]) for row in table_rows(openpyxl.load_workbook(out)["Totals by basis"])]
