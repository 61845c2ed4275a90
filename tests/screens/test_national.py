"""A national report by keys: kind, another place's summary beside the desk, written, and what it holds."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest

from tests.cli.test_national import DISTRICTS, make
from tests.cli.verbs import Verb
from tests.deep import first_of
from tests.screens.looking import Window, open_window
from tests.screens.typing import dialog, write


@pytest.fixture
def ash(tmp_path: Path) -> Verb:
    return make(tmp_path, "Ash", "100", DISTRICTS["Ash"])


async def choose_line(window: Window, line: str) -> None:
    """Put the cursor of the choices on a line and press Enter."""
    from textual.widgets import OptionList

    listed = window.app.screen.query_one("#pack-choices", OptionList)
    listed.focus()
    listed.highlighted = listed.get_option_index(line)
    await window.press("enter")


@pytest.mark.deep
@pytest.mark.parametrize("size", first_of([(80, 24), (120, 36)], 1, 0))
async def test_a_report_of_two_places_is_written_by_keys(ash: Verb, tmp_path: Path, size: tuple[int, int]) -> None:
    summary = tmp_path / "cedar.json"
    make(tmp_path, "Cedar", "400", DISTRICTS["Cedar"]).good("pack", "summary", "--out", summary)
    async with open_window(ash.desk, size) as window:
        await window.press("7", "tab")
        await choose_line(window, "kind")
        assert "National report" in dialog(window)
        await window.press("down", "down", "down", "enter")
        assert "With this desk alone" in window.inside("#pack-choices")
        await choose_line(window, "others")
        await write(window, str(summary))
        await window.press("enter")
        assert "cedar.json" in window.inside("#pack-choices")
        assert "2 of 2 places" in window.text
        await choose_line(window, "expected")
        await write(window, "none")
        await window.press("enter")
        assert "Type a number of places" in dialog(window)
        await write(window, "3")
        await window.press("enter")
        assert "1 of 3 places did not report" in window.text
        await choose_line(window, "target")
        await write(window, str(tmp_path / "n.xlsx"))
        await window.press("enter", "w")
        assert "Written: " in window.text
    book = openpyxl.load_workbook(tmp_path / "n.xlsx")
    told = [[cell for cell in row if cell is not None] for row in book["Totals by basis"].iter_rows(values_only=True)]
    assert any("2 of 3" in row and 500 in row for row in told)
    # The same as the verb says.
    (group,) = ash.good(
        "pack", "national", "--year", "2024-25", "--summary", summary, "--expected", 3, "--out", tmp_path / "m.xlsx"
    )["groups"]
    assert (group["number"], group["total_pence"]) == (2, 50_000)


@pytest.mark.deep
async def test_a_file_that_cannot_be_read_is_told_and_can_be_left_out(ash: Verb, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.json"
    wrong.write_text("{}", encoding="utf-8")
    async with open_window(ash.desk, (120, 36)) as window:
        await window.press("7", "tab")
        await choose_line(window, "kind")
        await window.press("down", "down", "down", "enter")
        await choose_line(window, "others")
        await write(window, str(wrong))
        await window.press("enter")
        assert "wrong.json is no place summary" in window.text
        await choose_line(window, "others")
        await window.press("down", "enter")
        assert "With this desk alone" in window.inside("#pack-choices")
        assert "no place summary" not in window.text


@pytest.mark.deep
async def test_s_writes_the_summary_that_the_verb_writes(ash: Verb, tmp_path: Path) -> None:
    async with open_window(ash.desk, (120, 36)) as window:
        await window.press("7", "s")
        await write(window, str(tmp_path / "window.json"))
        await window.press("enter")
        assert "Summary written" in window.text
    ash.good("pack", "summary", "--out", tmp_path / "verb.json")
    one, other = (json.loads((tmp_path / name).read_text(encoding="utf-8")) for name in ("window.json", "verb.json"))
    assert one == other


@pytest.mark.deep
async def test_an_interim_report_is_written_and_a_final_one_says_what_it_lacks(ash: Verb, tmp_path: Path) -> None:
    async with open_window(ash.desk, (120, 36)) as window:
        await window.press("7", "tab")
        await choose_line(window, "kind")
        await window.press("down", "enter")
        assert "Ash interim report 2024-25.xlsx" in window.inside("#pack-choices").replace("- ", "-")
        assert "Nothing has been recorded for: Update on progress." in window.text
        await choose_line(window, "target")
        await write(window, str(tmp_path / "i.xlsx"))
        await window.press("enter", "w")
        assert "Written: " in window.text
        await choose_line(window, "kind")
        await window.press("down", "down", "enter")
        assert "The count is not frozen" in window.text
        await choose_line(window, "target")
        await write(window, str(tmp_path / "f.xlsx"))
        await window.press("enter", "w")
        assert "The final report lacks something" in window.text
    assert not (tmp_path / "f.xlsx").exists()
    verb = ash.good("pack", "interim", "--out", tmp_path / "v.xlsx")
    assert openpyxl.load_workbook(tmp_path / "i.xlsx").sheetnames == verb["sheets"]
