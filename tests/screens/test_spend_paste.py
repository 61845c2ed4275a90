"""Rows pasted from a spreadsheet: shown first, fixed, imported as one batch."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.deep import first_of
from tests.screens.ledger import copied, keys, ledger, lines_of, paste, spend_window, type_in
from tests.screens.looking import Window

HEADED = (
    "Date\tBody\tService\tSupplier\tAmount\r\n"
    "01/09/2024\tCounty Council\tBins\tBiffa\t10.00\r\n"
    "02/09/2024\tCounty Council\tBooks\tAskews [new]\tten\r\n"
    "03/09/2024\tBorough Council\tParks\tGlendale\t30.00\r\n"
)


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Testshire's payments, made once."""
    return ledger(tmp_path_factory.mktemp("ledger"))


@pytest.fixture
def desk(original: Path, tmp_path: Path) -> Path:
    """A copy of them."""
    return copied(original, tmp_path)


def grid(window: Window) -> list[str]:
    """Return the rows of the grid as they are painted, headings first."""
    region = window.app.screen.query_one("#paste-rows").region
    return [line.strip() for line in window.lines[region.y : region.bottom] if line.strip()]


@pytest.mark.parametrize("size", first_of([(80, 24), (120, 36)], 1, 0))
async def test_pasted_rows_are_shown_before_anything_is_taken_in(desk: Path, size: tuple[int, int]) -> None:
    async with spend_window(desk, size) as window:
        await paste(window, HEADED)
        assert "Spend › Paste rows" in window.text
        assert "2 lines to take in, 1 row with problems" in window.text
        assert "row 1 is the header" in window.text
        rows = grid(window)
        assert rows[0].split()[:3] == ["Row", "Date", "Organisation"]
        assert rows[1].startswith("≡ ")
        assert rows[3].startswith("✕ ")
        assert len(lines_of(desk)) == 7


async def test_a_problem_is_told_mended_and_the_rows_come_in(desk: Path) -> None:
    async with spend_window(desk) as window:
        await paste(window, HEADED)
        await keys(window, "x")
        assert "Amount: " in window.text
        assert "'ten'" in window.text
        await keys(window, "e")
        await keys(window, "ctrl+u")
        await type_in(window, "20.00")
        await window.press("enter")
        assert "3 lines to take in" in window.text
        assert "problem" not in window.text
        await window.press("f2")
        assert len(lines_of(desk, 'file="Pasted rows"')) == 3
        assert "3 lines imported as batch 2." in window.text
        assert "9 lines" in window.text
        await window.press("u")
        assert len(lines_of(desk)) == 7


async def test_rows_without_a_header_are_read_by_the_columns_of_the_table(desk: Path) -> None:
    async with spend_window(desk) as window:
        await paste(window, "Borough Council\tParks\t\t99.00\t04/09/2024\tGlendale\tMowing\n")
        assert "1 line to take in" in window.text
        await window.press("f2")
        row = lines_of(desk, "amount=99")[0]
        assert (row.agency, row.label, row.date, row.supplier) == ("Borough Council", "Parks", "2024-09-04", "Glendale")


async def test_rows_that_came_after_all_were_chosen_are_not_chosen(desk: Path) -> None:
    async with spend_window(desk) as window:
        await window.press("a")
        assert "6 selected" in window.text
        await paste(window, "Borough Council\tParks\t\t99.00\t04/09/2024\tGlendale\tMowing\n")
        await window.press("f2")
        assert "7 lines" in window.text
        assert "selected" not in window.text


@pytest.mark.parametrize("size", first_of([(80, 24), (120, 36)], 1, 0))
async def test_whose_rows_they_are_is_asked_where_they_do_not_say(desk: Path, size: tuple[int, int]) -> None:
    async with spend_window(desk, size) as window:
        await paste(window, "Paid\tService\tWho\tAmount\n01/09/2024\tBins\tBiffa Ltd\t5.00\n")
        assert "Whose spending is it?" in window.text
        await type_in(window, "Bor")
        await window.press("enter")
        assert "Into Testshire: Borough Council" in window.text
        assert "1 line to take in" in window.text
        await window.press("f2")
        assert [row.agency for row in lines_of(desk, "amount=5")] == ["Borough Council"]


@pytest.mark.deep
async def test_the_question_whose_rows_they_are_can_be_left_open(desk: Path) -> None:
    async with spend_window(desk) as window:
        await paste(window, "Service\tAmount\tPaid\nBins\t5.00\t01/09/2024\n")
        await window.press("escape")
        assert "These rows do not say whose spending it is. Press s and choose it" in window.text
        assert "--" not in window.text
        rows = grid(window)
        assert rows[0].split()[:4] == ["Row", "Label", "Amount", "Date"], "what is recognised is shown all the same"
        assert rows[1].startswith("≡ ")
        await window.press("f2")
        assert len(lines_of(desk)) == 7
        await window.press("s")
        assert "not said yet" in window.text
        await window.press("enter")
        await type_in(window, "Parish Council")
        await window.press("down", "enter")
        assert "Parish Council is on the desk" in window.text
        assert "Into Testshire: Parish Council" in window.text
        await window.press("s", "down", "enter")
        await type_in(window, "2024")
        await window.press("enter")
        assert "Into Testshire: Parish Council, 2024-25" in window.text
        await window.press("f2")
        assert [row.agency for row in lines_of(desk, "amount=5")] == ["Parish Council"]


@pytest.mark.deep
async def test_a_body_that_was_said_is_for_these_rows_only(desk: Path) -> None:
    async with spend_window(desk) as window:
        for amount in ("5.00", "6.00"):
            await paste(window, f"Service\tAmount\tPaid\nBins\t{amount}\t01/09/2024\n")
            assert "Whose spending is it?" in window.text
            await type_in(window, "Bor")
            await window.press("enter", "f2")
        assert len(lines_of(desk, 'file="Pasted rows"')) == 2


async def test_what_is_missing_is_told_by_the_keys_of_this_room(desk: Path) -> None:
    async with spend_window(desk) as window:
        await paste(window, "Body\tService\tAmount\nCounty Council\tBins\t5.00\nNo Such Council\tBins\t6.00\n")
        text = " ".join(window.text.split())
        assert "no column of dates was found" in text
        assert "put the cursor on it and press c to read it as the date" in text
        await keys(window, "x")
        assert "press s" in window.text
        assert "--" not in window.text


@pytest.mark.deep
async def test_a_column_is_read_as_what_the_user_says(desk: Path) -> None:
    async with spend_window(desk) as window:
        await paste(window, "Date\tBody\tNumber\tAmount\n01/09/2024\tCounty Council\tK77\t5.00\n")
        await keys(window, "right", "right", "right")
        assert "(not read)" in grid(window)[0]
        await window.press("c")
        await type_in(window, "Suppl")
        await window.press("enter")
        assert "Supplier" in grid(window)[0]
        await window.press("f2")
        assert lines_of(desk, "amount=5")[0].supplier == "K77"


@pytest.mark.deep
async def test_the_same_rows_twice_are_asked_about(desk: Path) -> None:
    rows = HEADED.replace("ten", "20")
    async with spend_window(desk) as window:
        await paste(window, rows)
        await window.press("f2")
        await paste(window, rows)
        await window.press("f2")
        assert "Import them again?" in window.text
        await window.press("enter")
        assert len(lines_of(desk)) == 10
        assert "Spend › Paste rows" in window.text


async def test_the_empty_room_says_how_to_paste_and_takes_a_file(desk: Path, tmp_path: Path) -> None:
    file = tmp_path / "rows.txt"
    file.write_text(HEADED, encoding="cp1252", newline="")
    async with spend_window(desk) as window:
        await window.press("P")
        assert "ctrl+shift+v" in window.text
        await window.press("f")
        await keys(window, "ctrl+u")
        await type_in(window, str(file))
        await keys(window, "enter")
        assert "2 lines to take in, 1 row with problems" in window.text
        await window.press("escape")
        assert "6 lines" in window.text
        await window.press("P")
        assert "2 lines to take in" in window.text


async def test_what_is_no_table_is_refused_in_words(desk: Path) -> None:
    async with spend_window(desk) as window:
        await paste(window, "hello world\nthis is a letter\n")
        assert "to take in" not in window.text or "0 lines" in window.text
        assert len(lines_of(desk)) == 7
        await window.press("f2")
        assert len(lines_of(desk)) == 7
