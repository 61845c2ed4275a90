"""Return workbooks in the window: written, read back after a look, asked about and chased."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from tests.cli.verbs import Verb
from tests.screens.looking import Window, open_window
from tests.screens.test_agencies import agencies
from tests.screens.typing import to_field, type_in, write
from tpdesk.screens.ask import PathDialog, SaveDialog
from tpdesk.screens.registers.return_acts import ReturnsFound

COUNTY = "Test County Council"
WHERE = ("--agency", COUNTY, "--year", "2024-25")


@pytest.fixture(autouse=True)
def steady_day(monkeypatch: pytest.MonkeyPatch) -> None:
    """The day stands still: what is overdue depends on it."""
    monkeypatch.setenv("TPDESK_NOW", "2026-03-01T12:00:00Z")


@pytest.fixture
def verb(tmp_path: Path) -> Verb:
    """A place with one organisation that has a line of 2024-25, so that the window opens in that year."""
    told = Verb(tmp_path / "desk.tpdesk")
    told.good("place", "add", "Testshire", "--code", "E10000017")
    told.good("agency", "add", COUNTY, "--place", "Testshire", "--kind", "county")
    told.good("spend", "add", f"agency={COUNTY}", "year=2024-25", "amount=1", "label=By hand", "--place", "Testshire")
    return told


def filled(verb: Verb, amount: object, total: object) -> Path:
    """Write a return workbook, and fill one line in."""
    sent, back = verb.desk.with_name("sent.xlsx"), verb.desk.with_name("back.xlsx")
    verb.good("return", "write", *WHERE, "--out", sent)
    book = openpyxl.load_workbook(sent)
    book["Lines"]["A6"], book["Lines"]["B6"], book["Totals"]["B5"] = "Roads", amount, total
    book.save(back)
    return back


async def name_file(window: Window, file: Path) -> None:
    assert isinstance(window.app.screen, PathDialog | SaveDialog)
    await write(window, str(file))
    await window.press("enter")


@pytest.mark.deep
async def test_a_return_that_came_back_is_looked_at_and_then_taken_in_and_undone(verb: Verb) -> None:
    back = filled(verb, 1_200, 1_200)
    async with open_window(verb.desk) as window:
        await agencies(window, COUNTY)
        await window.press("v", "b")
        await name_file(window, back)
        assert isinstance(window.app.screen, ReturnsFound)
        assert "✓ Test County Council, 2024-25, version 1: 1 line, £1,200.00 expenditure" in window.text
        await window.press("enter")
        assert "received" in window.text
        assert "version 1 sent 2026-03-01, read 2026-03-01" in window.text
        await window.press("u")
        assert "requested" in window.text


@pytest.mark.deep
async def test_one_that_is_refused_says_why_and_makes_the_annotated_copy(verb: Verb, tmp_path: Path) -> None:
    back = filled(verb, "1.2.3", 1_200)
    async with open_window(verb.desk) as window:
        await agencies(window, COUNTY)
        await window.press("v", "b")
        await name_file(window, back)
        assert "Lines, row 6: '1.2.3' is no amount of money (it has two decimal points)" in window.text
        assert "Take in" not in window.text
        await window.press("a")
        await name_file(window, tmp_path / "annotated.xlsx")
    assert openpyxl.load_workbook(tmp_path / "annotated.xlsx")["Lines"]["O6"].value == "not read"


@pytest.mark.deep
async def test_a_workbook_is_written_by_a_form_and_the_return_is_requested(verb: Verb, tmp_path: Path) -> None:
    async with open_window(verb.desk) as window:
        await agencies(window, COUNTY)
        await window.press("v", "S")
        await to_field(window, "folder")
        await write(window, str(tmp_path))
        await window.press("f2")
        assert "v1 2026-03-01" in window.text
        assert "due in 28 days" in window.text
    assert (tmp_path / "Test County Council 2024-25 return v1.xlsx").exists()
    assert (tmp_path / "Test County Council 2024-25 return v1.docx").exists()


@pytest.mark.deep
async def test_chasing_and_questions_show_in_the_returns_view(verb: Verb, tmp_path: Path) -> None:
    verb.good("return", "write", *WHERE, "--out", tmp_path / "sent.xlsx", "--due", "2026-02-20")
    async with open_window(verb.desk) as window:
        await agencies(window, COUNTY)
        await window.press("v", "C")
        assert "! 9 days late" in window.text
        await window.press("Q")
        await type_in(window, "Is the grant in it?")
        await window.press("f2")
        assert "1 open" in window.text
    [told] = verb.good("agency", "returns", "--year", "2024-25", "--csv", tmp_path / "r.csv")["returns"]
    assert (told["chased"], told["days_late"], told["open_questions"], told["version"]) == (["2026-03-01"], 9, 1, 1)
    assert "requested,2026-03-01,1,1,2026-02-20,9,2026-03-01,,1," in (tmp_path / "r.csv").read_text(
        encoding="utf-8-sig"
    )


def test_a_return_that_came_late_keeps_its_days_in_the_tracker(verb: Verb, tmp_path: Path) -> None:
    back = filled(verb, 1_200, 1_200)
    verb.good("agency", "return", COUNTY, "--place", "Testshire", "--year", "2024-25", "--due", "2026-01-20")
    verb.good("return", "read", back)
    told = verb.good("agency", "returns", "--year", "2024-25", "--csv", tmp_path / "r.csv")["returns"]
    assert [one["days_late"] for one in told if one["agency"] == COUNTY] == [40]
    assert "received,2026-03-01,1,1,2026-01-20,40,,2026-03-01,0," in (tmp_path / "r.csv").read_text(
        encoding="utf-8-sig"
    )


@pytest.mark.deep
async def test_many_that_are_refused_leave_the_buttons_in_sight_and_the_list_scrolls(
    verb: Verb, tmp_path: Path
) -> None:
    folder = tmp_path / "came"
    folder.mkdir()
    for number in range(9):
        openpyxl.Workbook().save(folder / f"other {number}.xlsx")
    async with open_window(verb.desk, size=(80, 24)) as window:
        await agencies(window, COUNTY)
        await window.press("v", "b")
        await name_file(window, folder / "*")
        assert "Returns: came" in window.text
        assert "Close" in window.text
        assert "other 8.xlsx" not in window.text
        await window.press("tab", "end")
        assert "other 8.xlsx" in window.text


@pytest.mark.deep
async def test_a_reminder_is_written_by_a_form_and_the_return_is_chased(verb: Verb, tmp_path: Path) -> None:
    verb.good("return", "write", *WHERE, "--out", tmp_path / "sent.xlsx", "--due", "2026-02-20")
    async with open_window(verb.desk) as window:
        await agencies(window, COUNTY)
        await window.press("v", "R")
        await to_field(window, "folder")
        await write(window, str(tmp_path))
        await window.press("f2")
        assert "Chased today" in window.text
    by_key = tmp_path / "Test County Council 2024-25 reminder.docx"
    assert by_key.exists()
    [told] = verb.good("agency", "returns", "--year", "2024-25")["returns"]
    assert told["chased"] == ["2026-03-01"]
    verb.good("undo")
    [again] = verb.good("return", "remind", *WHERE, "--out", tmp_path / "verb.docx")["reminders"]
    assert (again["days_late"], again["reply_by"]) == (9, "2026-03-15")
    assert (tmp_path / "verb.docx").read_bytes() == by_key.read_bytes()
