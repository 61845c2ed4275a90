"""The sheets of business cases in the board pack, read back from the file."""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.cli.test_cases import SMALL
from tests.cli.verbs import Verb

SHEETS = [
    "Cases", "Who pays, who gains", "Who pays by year", "When paid back", "Case lines", "What must be true",
    "Planned and delivered",
]  # fmt: skip


@pytest.fixture
def verb(tmp_path: Path) -> Verb:
    found = Verb(tmp_path / "p.tpdesk")
    found.good("place", "add", "Testshire", "--code", "E07000120")
    found.good("agency", "add", "Council", "--place", "Testshire", "--area", "E07000120")
    lines = tmp_path / "lines.csv"
    lines.write_text("Label,Amount\nHomes,120000\n", encoding="utf-8")
    found.good("import", lines, "--agency", "Council", "--year", "2024-25")
    return found


def pack(verb: Verb, tmp_path: Path, *words: str) -> dict[str, list[list[Any]]]:
    """Write the board pack; return each sheet of cases -> its rows, the case first also where it stands above them."""
    file = tmp_path / "pack.xlsx"
    verb.good("pack", "board", "--place", "Testshire", "--year", "2024-25", "--out", file, "--force", *words)
    assert not [rule for rule in verb("pack", "check", file).json["rules"] if rule["level"] == "essential"
                and not rule["passed"]]  # fmt: skip
    book = openpyxl.load_workbook(file, data_only=True)
    found: dict[str, list[list[Any]]] = {}
    for sheet in book.worksheets:
        for table in sheet.tables.values():
            head, *rows = ([cell.value for cell in row] for row in sheet[table.ref])
            above = " ".join(str(cell.value) for cell in sheet["A"][: sheet[table.ref][0][0].row - 1])
            title = re.search(r"In every row: Business case: (.*?)[.;]", above)
            if title or head[0] == "Business case":
                found[sheet.title] = [[title[1], *row] if title else row for row in rows]
    return found


def take_in(verb: Verb, tmp_path: Path, **change: object) -> str:
    file = tmp_path / "case.json"
    file.write_text(json.dumps({**SMALL, **change}), encoding="utf-8")
    return str(verb.good("case", "import", file)["case"])


def test_a_pack_without_cases_has_no_sheet_of_them(verb: Verb, tmp_path: Path) -> None:
    assert pack(verb, tmp_path) == {}


def test_who_pays_and_who_gains_stands_on_paper_as_it_is_counted(verb: Verb, tmp_path: Path) -> None:
    title = take_in(verb, tmp_path)
    verb.good("case-effect", "add", "Children stay at their school", "--case", title)
    verb.good(
        "case", "actual", title, "--line", "Worker", "--agency", "Council", "--year", "2025-26", "--amount", "48k"
    )
    shown, sheets = verb.good("case", "show", title), pack(verb, tmp_path)
    assert set(sheets) == set(SHEETS)
    (summary,) = sheets["Cases"]
    assert summary[:3] == [title, "preferred", "Evictions go on."]
    assert summary[3:5] == [-shown["net_present_budget_impact"] / 100, shown["pv_cashable"] / 100]
    assert "Children stay at their school better" in summary
    council, ministry = sheets["Who pays, who gains"]
    assert council[:3] == [title, "Council", "yes"]
    assert ministry[:3] == [title, "Ministry of Justice", "no"]
    for row in (council, ministry):
        pv = shown["pv_by_agency"][row[1]]
        assert [round(cell * 100) for cell in row[3:9]] == [
            pv[key] for key in ("costs", "fiscal", "cashable", "payments", "net", "net_cashable")
        ]
        assert [round(cell * 100) for cell in row[-3:]] == [-pv["costs"], pv["cashable"], pv["fiscal"] - pv["cashable"]]
    assert council[-4] == "Council -£103k, +£150k"
    assert ministry[-4] == "Ministry of Justice +£50k"
    assert sheets["When paid back"] == [
        [title, "2025-26", 15_500, -18_500, 15_500, -18_500], [title, "2026-27", 83_500, 15_500, 99_000, -3_000],
    ]  # fmt: skip
    years = {(row[1], row[2]): row[3:] for row in sheets["Who pays by year"]}
    assert years["All organisations", "net"] == [pence / 100 for pence in shown["total"]["net"]]
    assert years["All organisations", "payments"] == [0, 0]
    assert "40 people x 0.5 take-up x 0.5 impact x (1 - 0.2) deadweight = 8 units a year at full" in str(
        sheets["Case lines"]
    )
    assert any("take-up 0.50 would have to fall to" in row[1] for row in sheets["What must be true"])
    assert sheets["Planned and delivered"][0][4:7] == [52_500, 48_000, 48_000]


@pytest.mark.deep
def test_each_case_is_drawn_over_its_own_rows_with_its_finding_as_heading(verb: Verb, tmp_path: Path) -> None:
    take_in(verb, tmp_path)
    cost = {**SMALL["costs"][0], "agency": "Landlord"}
    take_in(verb, tmp_path, title="Second", costs=[cost], agencies=["Council", "Landlord"])
    pack(verb, tmp_path)
    book = openpyxl.load_workbook(tmp_path / "pack.xlsx", data_only=True)
    first, second = book["Case chart 1"], book["Case chart 2"]
    gains = "No organisation pays more than it gains; Ministry of Justice gains most, £50k more than it pays."
    assert first["A1"].value == gains
    assert second["A1"].value == "Council gains £150k more than it pays; Landlord pays £103k more than it gains."
    assert "Compared with: Evictions go on." in first["A2"].value
    drawn = list(drawn_cells(tmp_path / "pack.xlsx", book))
    assert drawn == [
        ["Council -£103k, +£150k", "Ministry of Justice +£50k"], [-103_224.64, 0], [74_775.36, 24_925.12],
        [74_775.36, 24_925.12],
        ["2025-26", "2026-27"], [15_500, 99_000], [-18_500, -3_000],
        ["Council +£150k", "Landlord -£103k", "Ministry of Justice +£50k"], [0, -103_224.64, 0],
        [74_775.36, 0, 24_925.12], [74_775.36, 0, 24_925.12],
        ["2025-26", "2026-27"], [15_500, 99_000], [-18_500, -3_000],
    ]  # fmt: skip
    with zipfile.ZipFile(tmp_path / "pack.xlsx") as parts:
        alts = "".join(parts.read(name).decode() for name in parts.namelist() if "drawings/drawing" in name)
        assert "0: paid back" in "".join(parts.read(name).decode() for name in parts.namelist() if "charts/" in name)
    assert f"{gains} Council pays £103k and gains £150k, £75k of it in cash; Ministry of Justice pays £0" in alts
    assert "Paid back by value in 2025-26, in cash not within 2 years. Net added up by value, and in cash" in alts


def drawn_cells(file: Path, book: Any) -> Iterator[list[Any]]:
    """Yield what the charts of cases draw: the names of each chart, then each of its series."""
    with zipfile.ZipFile(file) as parts:
        names = sorted(
            (name for name in parts.namelist() if "charts/chart" in name), key=lambda name: (len(name), name)
        )
        for name in names:
            found = re.findall(r"<c:f>'([^']+)'!([^<]+)</c:f>", parts.read(name).decode())
            if found[0][0] in ("Who pays, who gains", "When paid back"):
                for sheet, cells in dict.fromkeys(found):
                    yield [row[0].value for row in book[sheet][cells.replace("$", "")]]


@pytest.mark.deep
def test_a_case_that_cannot_be_counted_says_why_and_one_made_up_is_not_published(verb: Verb, tmp_path: Path) -> None:
    title = take_in(verb, tmp_path)
    take_in(verb, tmp_path, title="Made up", illustrative=True)
    verb.good("case", "change", title, "--years", "3")
    sheets = pack(verb, tmp_path)
    assert [row[0] for row in sheets["Cases"]] == [title, "Made up"]
    assert "cost Worker: 2 amounts for 3 years" in str(sheets["Points on cases"][0])
    assert [row[0] for row in pack(verb, tmp_path, "--publish")["Cases"]] == [title]


def test_a_draft_without_its_counterfactual_says_so_first_on_its_sheets(verb: Verb, tmp_path: Path) -> None:
    take_in(verb, tmp_path, counterfactual="", state="draft")
    sheets = pack(verb, tmp_path)
    assert sheets["Cases"][0][2] == "nothing yet: a draft"
    assert sheets["Points on cases"][0][1].startswith("No counterfactual: say what would happen anyway.")
    chart = openpyxl.load_workbook(tmp_path / "pack.xlsx")["Case chart"]
    assert chart["A2"].value.endswith("Compared with: nothing yet: a draft")


@pytest.mark.deep
def test_each_range_stands_alone_at_its_ends_the_widest_first(verb: Verb, tmp_path: Path) -> None:
    title = take_in(verb, tmp_path)
    benefit = str(verb.good("case-benefit", "list")["case_benefits"][0]["number"])
    verb.good("case-benefit", "change", benefit, "--range-take-up", "0.25 to 0.75", "--range-impact", "0.4 to 0.55")
    tornado = verb.good("case", "show", title)["tornado"]
    assert [row["what"] for row in tornado] == ["take_up", "impact"]
    rows = pack(verb, tmp_path)["Case ranges"]
    assert rows == [
        [title, "Evictions avoided", what, low, high, row["at_low"]["npsv"] / 100, row["at_high"]["npsv"] / 100,
            row["swing"] / 100]
        for row, what, low, high in zip(tornado, ("take-up", "impact"), (0.25, 0.4), (0.75, 0.55), strict=True)
    ]  # fmt: skip


@pytest.mark.deep
def test_the_value_of_a_case_stands_behind_the_barriers_of_its_opportunity(verb: Verb, tmp_path: Path) -> None:
    title = take_in(verb, tmp_path)
    for barrier in ("Rules of the grant", "Two systems"):
        verb.good("barrier", "add", barrier, "--place", "Testshire", "--level", "central", "--kind", "ring-fence")
    verb.good(
        "opportunity", "add", "Keep people in their homes", "--place", "Testshire", "--horizon", "quick", "--saving",
        "30k", "--barrier", "Rules of the grant", "--barrier", "Two systems",
    )  # fmt: skip
    pack(verb, tmp_path)
    guessed = list(openpyxl.load_workbook(tmp_path / "pack.xlsx")["Value behind barriers"].iter_rows(values_only=True))
    assert [row[:7] for row in guessed if row[1] == "Keep people in their homes"] == [
        (barrier, "Keep people in their homes", 30_000, "no case yet", "[x]", "[x]", "[x]")
        for barrier in ("Rules of the grant", "Two systems")
    ]
    verb.good("case", "change", title, "--opportunity", "Keep people in their homes")
    shown = verb.good("case", "show", title)
    assert shown["opportunities"] == ["Keep people in their homes"]
    file = tmp_path / "pack.xlsx"
    verb.good("pack", "board", "--place", "Testshire", "--year", "2024-25", "--out", file, "--force")
    rows = list(openpyxl.load_workbook(file, data_only=True)["Value behind barriers"].iter_rows(values_only=True))
    found = [row for row in rows if row[1] == "Keep people in their homes"]
    assert [row[0] for row in found] == ["Rules of the grant", "Two systems"]
    assert {row[2:7] for row in found} == {
        (30_000, title, shown["pv_cashable"] / 100, -shown["net_present_budget_impact"] / 100, shown["npsv"] / 100)
    }
