"""The sheets of assets in the board pack, read back from the file."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.cli.test_assets import BUILDINGS, COSTS, ORGANISATIONS
from tests.cli.verbs import Verb

SHEETS = [
    "Assets that could share", "Assets, why not", "Assets, plan by year", "Assets, space and cost", "Assets, where",
    "Chart assets",
]  # fmt: skip


@pytest.fixture
def verb(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Verb:
    monkeypatch.setenv("TPDESK_NOW", "2026-06-01T09:00:00Z")
    found = Verb(tmp_path / "p.tpdesk")
    found.good("place", "add", "Lancashire", "--code", "E10000017")
    for name in ORGANISATIONS:
        found.good("agency", "add", name, "--place", "Lancashire")
    lines = tmp_path / "lines.csv"
    lines.write_text("Label,Amount\nHomes,120000\n", encoding="utf-8")
    found.good("import", lines, "--agency", "Burnley BC", "--place", "Lancashire", "--year", "2024-25")
    return found


def take_in(verb: Verb, tmp_path: Path) -> None:
    for kind, text in (("asset", BUILDINGS), ("asset-cost", COSTS)):
        file = tmp_path / f"{kind}.csv"
        file.write_text(text, encoding="utf-8")
        verb.good(kind, "import", file)


def pack(verb: Verb, tmp_path: Path, *words: str) -> dict[str, list[list[Any]]]:
    """Write the board pack; return sheet -> its rows, of those on assets."""
    file = tmp_path / "pack.xlsx"
    verb.good("pack", "board", "--place", "Lancashire", "--year", "2024-25", "--out", file, "--force", *words)
    rules = verb("pack", "check", file).json["rules"]
    assert not [rule for rule in rules if rule["level"] == "essential" and not rule["passed"]]
    book = openpyxl.load_workbook(file, data_only=True)
    return {
        sheet.title: [[cell for cell in row if cell is not None] for row in sheet.iter_rows(values_only=True)]
        for sheet in book.worksheets
        if "ssets" in sheet.title
    }


def test_a_pack_without_assets_has_no_sheet_of_them(verb: Verb, tmp_path: Path) -> None:
    assert pack(verb, tmp_path) == {}


@pytest.mark.deep
def test_the_pack_shows_candidates_why_not_the_plan_and_where_the_sites_lie(verb: Verb, tmp_path: Path) -> None:
    take_in(verb, tmp_path)
    found = pack(verb, tmp_path)
    assert list(found) == SHEETS
    assert found[SHEETS[0]][0] == ["Two moves, at most £452,500.00 a year: Lancashire"]
    first = next(row for row in found[SHEETS[0]] if row[0] == "Job centre")
    assert first[2:] == ["Parker Lane offices", "Burnley BC", "250 m", 60, 140, 320_000, "from 2027", "in the best set"]
    unknown = [row for row in found[SHEETS[0]] if row[-1] == "the saving is not known"]
    assert [row[7] for row in unknown] == ["[x]"] * 6
    assert ["St Peter's clinic", "[z]", "it must be kept: clinical rooms"] in found[SHEETS[1]]
    assert [row[2:] for row in found[SHEETS[2]][-2:]] == [[132_500, 132_500], [320_000, 452_500]]
    by = {row[0]: row[1:] for row in found[SHEETS[3]] if row}
    assert by["Lancashire PCC"] == [1, pytest.approx(610 / 35), pytest.approx(5_285.71), 0]
    assert by["DWP"][1] == "[x]"
    hub = next(row for row in found[SHEETS[4]] if row and row[0] == "Family hub")
    assert hub[3:5] == [2.85, 2.4]


@pytest.mark.deep
def test_no_sheet_says_that_a_saving_was_found(verb: Verb, tmp_path: Path) -> None:
    take_in(verb, tmp_path)
    words = " ".join(str(cell) for rows in pack(verb, tmp_path).values() for row in rows for cell in row).casefold()
    assert "saving found" not in words
    assert "at most" in words


@pytest.mark.deep
def test_the_map_of_dots_has_axes_in_km_and_a_mark_for_each_organisation(verb: Verb, tmp_path: Path) -> None:
    take_in(verb, tmp_path)
    pack(verb, tmp_path)
    with zipfile.ZipFile(tmp_path / "pack.xlsx") as file:
        charts = [file.read(name).decode() for name in file.namelist() if "charts/chart" in name]
    (drawn,) = (one for one in charts if "scatterChart" in one)
    assert "East, km" in drawn
    assert "North, km" in drawn
    marks = re.findall(r'<c:symbol val="(\w+)"', drawn)
    assert len(marks) == len(set(marks)) == 5
    assert "Family hub" in drawn


@pytest.mark.deep
def test_assets_that_are_made_up_are_not_published_unless_asked(verb: Verb, tmp_path: Path) -> None:
    take_in(verb, tmp_path)
    for name in ("Parker Lane offices", "Job centre"):
        verb.good("asset", "change", name, "--source", "Illustrative: made up")
    assert "Illustrative" in str(pack(verb, tmp_path))
    published = pack(verb, tmp_path, "--publish")
    assert "Parker Lane" not in str(published)
    assert "Central library" in str(published)
