"""The sheets of burden and culture rounds in the board pack, read back from the file."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.cli.verbs import Verb
from tests.culture_factories import POLARITY, ROUND_1, ROUND_2, csv_of

SHEETS = ("Burden", "Culture", "Chart culture", "Culture change")


@pytest.fixture
def verb(tmp_path: Path) -> Verb:
    found = Verb(tmp_path / "p.tpdesk")
    found.good("place", "add", "Testshire", "--code", "E07000120")
    for name in ("Council", "Police", "Fire", "NHS"):
        found.good("agency", "add", name, "--place", "Testshire", "--area", "E07000120")
    lines = tmp_path / "lines.csv"
    lines.write_text("Label,Amount\nHomes,120000\n", encoding="utf-8")
    found.good("import", lines, "--agency", "Council", "--year", "2024-25", "--place", "Testshire")
    return found


def pack(verb: Verb, tmp_path: Path, *words: str) -> dict[str, list[list[Any]]]:
    """Write the board pack; return sheet -> its rows, of the sheets that are tested here."""
    file = tmp_path / "pack.xlsx"
    verb.good("pack", "board", "--place", "Testshire", "--year", "2024-25", "--out", file, "--force", *words)
    essential = [rule for rule in verb("pack", "check", file).json["rules"] if rule["level"] == "essential"]
    assert all(rule["passed"] for rule in essential)
    book = openpyxl.load_workbook(file, data_only=True)
    return {
        name: [[cell for cell in row if cell is not None] for row in book[name].iter_rows(values_only=True)]
        for name in SHEETS
        if name in book.sheetnames
    }


def recorded(verb: Verb, tmp_path: Path, *, source: str = "a survey") -> None:
    here = ("--place", "Testshire", "--year", "2024-25", "--kind", "audit", "--source", source)
    verb.good("burden", "add", "Council", *here, "--hours", "10.5", "--rate", "32", "--tier", "unitary")
    for title, polarity in POLARITY.items():
        verb.good("statement", "add", title, "--polarity", polarity)
    for number, answers in ((1, ROUND_1), (2, ROUND_2)):
        when = ("--from", f"2025-0{number}-01", "--source", source)
        verb.good("culture", "add", f"Round {number}", "--place", "Testshire", *when)
        file = tmp_path / "answers.csv"
        file.write_text(csv_of(answers), encoding="utf-8")
        verb.good("culture", "answers", f"Round {number}", file)


def test_a_pack_without_entries_or_rounds_has_no_sheet_of_them(verb: Verb, tmp_path: Path) -> None:
    assert pack(verb, tmp_path) == {}


@pytest.mark.deep
def test_what_is_recorded_is_in_the_pack_with_a_chart(verb: Verb, tmp_path: Path) -> None:
    recorded(verb, tmp_path)
    found = pack(verb, tmp_path)
    assert tuple(found) == SHEETS
    assert found["Burden"][0] == ["Inspection and partnership cost £336: Testshire, 2024-25"]
    assert [1, "Council", "unitary", "audit", 10.5, 32, 336] in [
        [cell for cell in row if cell not in ("[x]", "", "[z]")] for row in found["Burden"]
    ]
    assert found["Culture"][0] == ["Lowest: silos, 2.74 of 5: Testshire, 2024-25"]
    trust = next(row for row in found["Culture"] if row[0] == "trust")
    assert [cell for cell in trust if str(cell)[:1].isdigit()][:5] == ["3.76", "3.07", "3.91", "3.59", "3.58"]
    assert ["trust", "Council", "3.35", "3.76", "+0.41"] in found["Culture change"]
    with zipfile.ZipFile(tmp_path / "pack.xlsx") as book:
        charts = [book.read(name).decode() for name in book.namelist() if name.startswith("xl/charts/chart")]
    assert any("stacked" in text and "1 to 5" in text and text.count("<c:ser>") == 2 for text in charts)


@pytest.mark.deep
def test_what_too_few_answered_is_in_no_sheet(verb: Verb, tmp_path: Path) -> None:
    recorded(verb, tmp_path)
    verb.good("culture", "remove", "Round 2")
    found = pack(verb, tmp_path)
    trust = next(row for row in found["Culture"] if row[0] == "trust")
    assert trust.count("[c]") == 2
    assert "Culture change" not in found


@pytest.mark.deep
def test_examples_are_in_no_pack_to_publish(verb: Verb, tmp_path: Path) -> None:
    recorded(verb, tmp_path, source="Illustrative, made up")
    assert tuple(pack(verb, tmp_path)) == SHEETS
    assert pack(verb, tmp_path, "--publish") == {}
