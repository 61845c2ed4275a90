"""The sheets of funding streams in the board pack, read back from the file."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.cli.verbs import Verb

HERE = ("--place", "Testshire", "--year", "2024-25")
SHEETS = ("Priorities by stream", "Pooled by priority", "Chart pooled", "Funding streams", "Ends and ring-fences")
MADE_UP = "Streams whose source says illustrative are made up as examples. They say nothing about the place."


@pytest.fixture
def verb(tmp_path: Path) -> Verb:
    found = Verb(tmp_path / "p.tpdesk")
    found.good("place", "add", "Testshire", "--code", "E07000120")
    for name in ("Council", "NHS"):
        found.good("agency", "add", name, "--place", "Testshire", "--area", "E07000120")
    lines = tmp_path / "lines.csv"
    lines.write_text("Body,Label,Amount,Fund\nCouncil,Homes,100,Grant\nNHS,Clinics,60,\n", encoding="utf-8")
    found.good("import", lines, *HERE, "--agency-column", "Body", "--map", "funding_stream=Fund")
    return found


def streams(verb: Verb, *, source: str = "Annual report") -> None:
    """Write a grant that ends next year, half of which is pooled, and a stream that serves nothing."""
    ends = ("--ends", "2025-26", "--ring-fence", "purpose", "--fence-text", "=1+1 only", "--carry-forward", "no")
    verb.good("stream", "add", "Grant", *HERE, "--awarded", "200.01", "--host", "Council", *ends, "--source", source)
    verb.good("stream", "add", "[b]Other[/b] fund", *HERE, "--awarded", "50", "--source", source)
    verb.good("priority", "add", "Safer", "--place", "Testshire")
    verb.good("stream", "align", "Grant", "--priority", "Safer", "--share", "0.5", "--mode", "pooled")


def pack(verb: Verb, tmp_path: Path, *words: str) -> dict[str, list[list[Any]]]:
    """Write the board pack; return sheet of streams -> its rows."""
    file = tmp_path / "pack.xlsx"
    verb.good("pack", "board", *HERE, "--out", file, "--force", *words)
    rules = verb("pack", "check", file).json["rules"]
    assert not [rule for rule in rules if rule["level"] == "essential" and not rule["passed"]]
    book = openpyxl.load_workbook(file, data_only=True)
    return {
        name: [[cell for cell in row if cell is not None] for row in book[name].iter_rows(values_only=True)]
        for name in SHEETS
        if name in book.sheetnames
    }


@pytest.mark.deep
def test_a_pack_without_streams_has_no_sheet_of_them(verb: Verb, tmp_path: Path) -> None:
    assert pack(verb, tmp_path) == {}


@pytest.mark.deep
def test_the_matrix_tells_modes_by_letter_and_by_hatch(verb: Verb, tmp_path: Path) -> None:
    streams(verb)
    matrix = pack(verb, tmp_path)["Priorities by stream"]
    assert ["Nobody has said what £150 of £250 of money serves: Testshire, 2024-25"] in matrix
    assert ["Priority", "[b]Other[/b] fund", "Grant"] in matrix
    assert ["Safer", "[z]", "█ P £100"] in matrix
    assert ["not mapped", "· - £50", "· - £100"] in matrix
    assert matrix[-1] == ["All of the stream", "£50", "£200"]


@pytest.mark.deep
def test_pooled_money_adds_up_to_the_penny_and_is_drawn_by_pattern(verb: Verb, tmp_path: Path) -> None:
    streams(verb)
    rows = pack(verb, tmp_path)["Pooled by priority"]
    assert rows[-3][:7] == ["Safer", 100.01, 0, 0, 0, 0, 100.01]
    assert rows[-2][:7] == ["not mapped", 0, 0, 0, 0, 150, 150]
    assert rows[-1][:7] == ["All streams", 100.01, 0, 0, 0, 150, 250.01]
    assert any("(£160)" in str(cell) and "62.51%" in str(cell) for row in rows for cell in row)
    with zipfile.ZipFile(tmp_path / "pack.xlsx") as book:
        charts = [book.read(name).decode() for name in book.namelist() if name.startswith("xl/charts/chart")]
    drawn = next(chart for chart in charts if "Pooled" in chart)
    for pattern in ("pct50", "wdUpDiag", "pct10"):
        assert f'prst="{pattern}"' in drawn


@pytest.mark.deep
def test_awards_stand_beside_what_lines_spent(verb: Verb, tmp_path: Path) -> None:
    streams(verb)
    rows = pack(verb, tmp_path)["Funding streams"]
    assert ["One stream of 2 is named on lines, which spent £100: Testshire, 2024-25"] in rows
    grant = next(row for row in rows if row and row[0] == "Grant")
    assert (grant[3], grant[4], grant[7], grant[8]) == ("Council", 200.01, 100, "Council £100")
    other = next(row for row in rows if row and row[0] == "[b]Other[/b] fund")
    assert other[7] == "[x]"


@pytest.mark.deep
def test_what_ends_next_year_and_is_ring_fenced_is_one_sheet(verb: Verb, tmp_path: Path) -> None:
    streams(verb)
    rows = pack(verb, tmp_path)["Ends and ring-fences"]
    assert ["One stream (£200) ends with 2024-25 or 2025-26: Testshire, 2024-25"] in rows
    assert rows[-1] == ["Grant", "2025-26, next year", 200.01, "Safer", "no", "purpose", "=1+1 only", "[z]", "[z]"]


@pytest.mark.deep
def test_streams_that_are_made_up_are_marked_and_in_no_copy_to_publish(verb: Verb, tmp_path: Path) -> None:
    streams(verb, source="Illustrative: made up to show the tool")
    assert MADE_UP in str(pack(verb, tmp_path)["Priorities by stream"])
    assert pack(verb, tmp_path, "--publish") == {}
    assert set(pack(verb, tmp_path, "--publish", "--illustrative")) == set(SHEETS)


@pytest.mark.deep
def test_streams_are_in_no_figure_of_the_count(verb: Verb, tmp_path: Path) -> None:
    file = tmp_path / "pack.xlsx"

    def headline() -> list[Any]:
        verb.good("pack", "board", *HERE, "--out", file, "--force")
        rows = openpyxl.load_workbook(file, data_only=True)["Headline figures"].iter_rows(values_only=True)
        return [list(row) for row in rows]

    before = headline()
    streams(verb)
    assert headline() == before
