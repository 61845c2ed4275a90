"""The packs: chosen, looked at, written and told again, with keys in and text out."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from textual.widgets import Static

from tests.cli.verbs import Verb
from tests.deep import first_of
from tests.models.test_lock import another_process
from tests.screens.looking import Window, open_window
from tests.screens.typing import write
from tpdesk.screens.packs.mode import PacksScreen

pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning")


def says(window: Window, name: str) -> str:
    """Return what one of the screen's texts says."""
    return str(window.app.screen.query_one(f"#{name}", Static).visual)


def screen(window: Window) -> PacksScreen:
    """Return the mode's screen."""
    found = window.app.screen
    assert isinstance(found, PacksScreen)
    return found


async def name_target(window: Window, target: Path) -> None:
    """Type where the pack is to go."""
    await window.press(*["down"] * 5, "enter")
    await write_and_take(window, str(target))


async def write_and_take(window: Window, text: str) -> None:
    """Put the text in place of what stands in the line, and take it."""
    await write(window, text)
    await window.press("enter")


@pytest.mark.deep
async def test_what_is_added_together_is_said_with_its_parts(sample_file: Path) -> None:
    async with open_window(sample_file, (160, 48)) as window:
        await window.press("7")
        assert "Before you write: 2 things to look at" in window.text
        assert "actual and apportioned (£4,748.0m direct, £11,902.8m apportioned)" in says(window, "ready")
        assert "✓ 19 of 19 expected organisations counted: none is missing." in says(window, "ready")


@pytest.mark.deep
async def test_it_says_what_to_look_at_first(councils: Verb) -> None:
    async with open_window(councils.desk, (160, 48)) as window:
        await window.press("7")
        assert "Before you write: 3 things to look at" in window.text
        assert "! 37.7% of the money (£1,602,809,000.00) is in a class that says little" in says(window, "ready")
        assert "! 15 of 19 expected organisations counted. Missing: Department for Work and Pensions" in says(
            window, "ready"
        )
        assert "✓ All money has a category." in says(window, "ready")
        assert "check totals agree to the penny" in says(window, "ready")
        await window.press("down", "down", "enter")
        assert "Status final" in window.text
        assert "The pack is called final, but some points still need attention." in says(window, "ready")


async def test_a_pack_is_written_checked_and_stands_in_the_list(sample_file: Path, tmp_path: Path) -> None:
    target = tmp_path / "the board's.xlsx"
    async with open_window(sample_file, (160, 48)) as window:
        await window.press("7")
        await name_target(window, target)
        assert screen(window).choice.target == target  # type: ignore[union-attr]
        await window.press("up", "up", "enter", "n")
        assert "All check totals agree" in says(window, "pack-says")
        assert "34 of 34 rules for accessible workbooks met" in says(window, "pack-says")
        assert "nothing has changed" in window.text
        assert "board pack of Lancashire, 2024-25, draft, publication copy" in says(window, "packs-about")
    assert "Cover" in openpyxl.load_workbook(target).sheetnames
    verb = Verb(sample_file)
    verb.good("place", "add", "Newshire")
    async with open_window(sample_file, (160, 48)) as window:
        await window.press("7")
        assert "1 done since" in window.text
        assert "Since then: Add place Newshire" in says(window, "packs-about")
        # It proposes what was chosen the last time, in the folder where it went.
        assert screen(window).choice is not None
        assert screen(window).choice.publish  # type: ignore[union-attr]
        assert screen(window).choice.target.parent == tmp_path.resolve()  # type: ignore[union-attr]


@pytest.mark.deep
async def test_a_path_that_will_not_do_stays_with_what_is_wrong(sample_file: Path, tmp_path: Path) -> None:
    async with open_window(sample_file, (160, 48)) as window:
        await window.press("7", *["down"] * 5, "enter")
        await write_and_take(window, str(tmp_path / "a.txt"))
        assert "the name must end in .xlsx" in window.text
        await write_and_take(window, str(tmp_path / "none" / "a.xlsx"))
        assert "There is no folder" in window.text
        await window.press("escape")
        assert screen(window).choice is not None


@pytest.mark.deep
async def test_who_made_it_stands_on_the_cover(sample_file: Path, tmp_path: Path) -> None:
    target = tmp_path / "a.xlsx"
    async with open_window(sample_file, (160, 48)) as window:
        await window.press("7")
        await name_target(window, target)
        await window.press("up", "enter")
        await write_and_take(window, "The finance desk")
        await window.press("n")
    cells = [str(cell.value) for row in openpyxl.load_workbook(target)["About this pack"].iter_rows() for cell in row]
    assert "The finance desk" in cells


@pytest.mark.deep
async def test_the_verb_notes_its_pack_too_which_changes_nothing(sample_file: Path, tmp_path: Path) -> None:
    verb = Verb(sample_file)
    here = ("--place", "Lancashire", "--year", "2024-25")
    verb.good("pack", "board", *here, "--out", tmp_path / "one.xlsx")
    acts = verb.good("history")["acts"]
    assert (acts[0]["act"], acts[0]["subject"]) == ("write pack", "one.xlsx")
    verb.good("pack", "board", *here, "--out", tmp_path / "two.xlsx")
    # A pack changes nothing: the same desk gives the same bytes.
    assert (tmp_path / "one.xlsx").read_bytes() == (tmp_path / "two.xlsx").read_bytes()


@pytest.mark.deep
async def test_a_pack_is_written_though_another_has_the_desk(sample_file: Path, tmp_path: Path) -> None:
    with another_process(sample_file):
        told = Verb(sample_file)(
            "pack", "board", "--place", "Lancashire", "--year", "2024-25", "--out", tmp_path / "one.xlsx"
        )
    assert told.exit_code == 0
    assert "The pack is not noted in the desk's history" in told.err
    assert (tmp_path / "one.xlsx").exists()
    assert Verb(sample_file).good("history")["acts"][0]["act"] != "write pack"


@pytest.mark.deep
async def test_a_place_without_money_says_what_to_do(years_file: Path) -> None:
    Verb(years_file).good("place", "add", "Newshire")
    async with open_window(years_file) as window:
        await window.press("7", "p", *"news", "enter")
        assert "No pack to write yet" in window.text


@pytest.mark.deep
async def test_a_long_path_wraps_under_itself(sample_file: Path, tmp_path: Path) -> None:
    folder = tmp_path / ("a folder with a long name " * 4).strip()
    folder.mkdir()
    async with open_window(sample_file, (120, 36)) as window:
        await window.press("7")
        await name_target(window, folder / "pack.xlsx")
        begin = next(n for n, line in enumerate(window.lines) if "Where to" in line)
        column = window.lines[begin].index(str(tmp_path)[:5])
        further = [line.split("│")[0] for line in window.lines[begin + 1 : begin + 3]]
        assert all(not line[:column].strip() and line[column : column + 1].strip() for line in further), further


@pytest.mark.deep
@pytest.mark.parametrize("size", first_of([(80, 24), (120, 36)], 1, 0))
async def test_any_workbook_is_checked(sample_file: Path, tmp_path: Path, size: tuple[int, int]) -> None:
    target = tmp_path / "made elsewhere.xlsx"
    book = openpyxl.Workbook()
    book.active.merge_cells("A1:B2")
    book.save(target)
    rules = Verb(sample_file)("pack", "check", target).json["rules"]
    met = sum(rule["passed"] for rule in rules)
    async with open_window(sample_file, size) as window:
        await window.press("7", "k")
        await write_and_take(window, str(tmp_path / "none.xlsx"))
        assert "none.xlsx" in window.app.troubles[-1][1].message
        await write_and_take(window, str(target))
        assert "Check of made elsewhere.xlsx" in window.text
        assert f"✗ {met} of {len(rules)} rules met" in window.text
        assert "ESSENTIAL" in window.text
        await window.press("c")
        copied = window.app.clipboard
        assert "no merged or split cells" in copied
        assert all(where in copied for rule in rules for where in rule["where"])
        await window.press("escape")
        assert isinstance(window.app.screen, PacksScreen)


async def test_whom_to_ask_and_when_the_next_comes_is_set_here_and_kept_with_the_place(sample_file: Path) -> None:
    async with open_window(sample_file, (120, 36)) as window:
        await window.press("7")
        assert "Not set: contact, issue date and next update" in says(window, "ready")
        await window.press(*["down"] * 8, "enter")
        await write(window, "Finance and performance team")
        await window.press("tab")
        await write(window, "31 January 2026")
        await window.press("f2")
        assert "Finance and performance" in window.text
        assert "Not set: next update." in says(window, "ready")
    shown = Verb(sample_file).good("place", "show", "Lancashire")
    assert (shown["contact"], shown["issued_on"], shown["next_update"]) == (
        "Finance and performance team", "2026-01-31", "",
    )  # fmt: skip
