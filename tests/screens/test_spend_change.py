"""Choosing, changing, copying and writing lines, with keys in and text out; what was done is read from the file."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.screens.ledger import copied, keys, ledger, lines_of, said, shown, spend_window, suppliers, type_in


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Testshire's payments, made once."""
    return ledger(tmp_path_factory.mktemp("ledger"))


@pytest.fixture
def desk(original: Path, tmp_path: Path) -> Path:
    """A copy of them."""
    return copied(original, tmp_path)


@pytest.mark.deep
async def test_a_cell_is_changed_in_its_place_and_undone(desk: Path) -> None:
    async with spend_window(desk) as window:
        await keys(window, "right", "e")
        assert "Label Bins" in window.text
        assert said(window) == "Enter keeps it, Esc leaves it as it was, ctrl+u empties the line."
        await type_in(window, "ary")
        assert "Label Binsary" in window.text
        await window.press("ctrl+u")
        await type_in(window, "Waste")
        await window.press("enter")
        assert lines_of(desk, "line=1")[0].label == "Waste"
        (told,) = (note.message for note in window.app._notifications)
        assert told.startswith(
            "1 line, £1,000.00, label from Bins to Waste. £1,000.00 becomes unmapped, that counted under 05.1"
        )
        assert told.endswith("Press u to undo.")
        assert "Waste" in shown(window)[0]
        assert shown(window)[0].startswith(" · ")
        await window.press("u")
        assert lines_of(desk, "line=1")[0].label == "Bins"
        assert "Bins" in shown(window)[0]


@pytest.mark.deep
async def test_a_cell_that_cannot_be_understood_keeps_what_was_typed(desk: Path) -> None:
    async with spend_window(desk) as window:
        await keys(window, "right", "right", "right", "e", "ctrl+u")
        await type_in(window, "ten pounds")
        await window.press("enter")
        assert "Amount ten pounds" in window.text
        assert "'ten pounds'" in window.text
        assert lines_of(desk, "line=1")[0].amount_pence == 100_000
        await keys(window, "escape")
        assert "ten pounds" not in window.text
        await keys(window, "e", "ctrl+u")
        await type_in(window, "1,000.01")
        await window.press("enter")
        assert lines_of(desk, "line=1")[0].amount_pence == 100_001
        assert "£4,510.26 expenditure" in window.text


async def test_values_are_offered_while_a_cell_is_changed(desk: Path) -> None:
    async with spend_window(desk) as window:
        await keys(window, "down", "down", "right", "right", "e")
        assert "For this line alone. Press m to" in window.text
        await type_in(window, "08.2")
        assert "08.2.0" in window.text
        await keys(window, "down", "enter", "enter")
        assert lines_of(desk, "line=3")[0].own_category == "08.2.0"
        assert lines_of(desk, "line=4")[0].own_category == ""


async def test_where_a_line_came_from_cannot_be_changed(desk: Path) -> None:
    async with spend_window(desk) as window:
        await keys(window, "c", *["down"] * 25, "space", "enter", "ctrl+right")
        assert "Row 2" in window.text
        await window.press("e")
        assert "Row cannot be edited" in window.text
        assert not window.app.screen.query("Entry")


async def test_many_lines_are_changed_after_showing_what_would_change(desk: Path) -> None:
    async with spend_window(desk) as window:
        await keys(window, "down", "down", "space", "space", "right", "right")
        assert "● 2 selected: £259.75" in window.text
        assert sum(line.startswith(" ● ") for line in shown(window)) == 2
        await window.press("e")
        await type_in(window, "08.2.0")
        await window.press("enter")
        assert (
            said(window)
            == "2 lines, £260, category from Unmapped to 08.2.0 Cultural services. Enter does it, Esc goes back."
        )
        assert all(not row.own_category for row in lines_of(desk))
        await window.press("enter")
        assert len(lines_of(desk, "own_category=08.2.0")) == 2
        assert "● 2 selected" not in window.text
        await window.press("u")
        assert all(not row.own_category for row in lines_of(desk))


async def test_enter_takes_the_one_category_that_fits(desk: Path) -> None:
    async with spend_window(desk) as window:
        await keys(window, "right", "right", "space", "space", "e")
        await type_in(window, "waste disp")
        await window.press("enter")
        assert "05.1.0/waste-disposal" in window.text
        assert lines_of(desk, "category=05.1.0/waste-disposal") == []
        await window.press("enter")
        assert "Enter does it" in window.text
        await keys(window, "escape")
        assert "Enter does it" not in window.text
        assert "05.1.0/waste-disposal" in window.text
        await keys(window, "escape", "e")
        await type_in(window, "no such thing")
        await window.press("enter")
        assert "'no such thing' is no category of this desk. Codes look like" in window.text
        assert "category list" not in window.text


async def test_what_is_typed_anew_is_shown_anew_before_it_is_done(desk: Path) -> None:
    async with spend_window(desk) as window:
        await keys(window, "a", "right", "e")
        await type_in(window, "One")
        await window.press("enter")
        assert "to One. £3,501 becomes unmapped, that counted under 05.1.0 Waste management: map it" in said(window)
        assert "Enter does it" in said(window)
        await window.press("s")
        assert "Enter does it" not in said(window)
        await window.press("enter")
        assert "to Ones." in said(window)
        assert "Enter does it" in said(window)
        await keys(window, "escape", "escape")
        assert {row.label for row in lines_of(desk)} == {"Bins", "Books", "Parks"}


async def test_all_shown_but_some_are_chosen(desk: Path) -> None:
    async with spend_window(desk) as window:
        await keys(window, "a")
        assert "● 6 selected: £4,510.25" in window.text
        await keys(window, "space", "space")
        assert "● 4 selected" in window.text
        await keys(window, "x")
        assert "Delete 4 lines?" in window.text
        assert "They come to £1,509.75." in window.text
        await keys(window, "tab", "enter")
        assert suppliers(window) == ["Biffa", "Veolia"]
        assert len(lines_of(desk)) == 3
        await window.press("u")
        assert len(lines_of(desk)) == 7


async def test_a_stretch_is_chosen_to_the_end_and_let_go(desk: Path) -> None:
    async with spend_window(desk) as window:
        await keys(window, "down", "shift+end")
        assert "● 5 selected" in window.text
        await keys(window, "escape")
        assert "selected" not in window.text
        await keys(window, "ctrl+end", "shift+up", "shift+up")
        assert "● 3 selected" in window.text
        await keys(window, "backspace", "F", "z")
        assert "selected" not in window.text


async def test_deleting_asks_first(desk: Path) -> None:
    async with spend_window(desk) as window:
        await keys(window, "delete")
        assert "Delete 1 line?" in window.text
        await window.press("enter")
        assert len(lines_of(desk)) == 7


@pytest.mark.deep
async def test_a_line_is_written_by_hand_in_a_form(desk: Path) -> None:
    async with spend_window(desk) as window:
        await window.press("n")
        assert "New line of Testshire" in window.text
        await type_in(window, "12.50")
        await keys(window, "tab", "tab", "end", "ctrl+u")
        await window.press("f2")
        assert "A line needs a date or a financial year" in window.text
        assert "12.50" in window.text
        await keys(window, "shift+tab")
        await type_in(window, "2024-06-30")
        await window.press("f2")
        assert len(shown(window)) == 7
        row = lines_of(desk, "amount=12.50")[0]
        assert (row.agency, row.date, row.batch) == ("County Council", "2024-06-30", None)


@pytest.mark.deep
async def test_all_fields_of_a_line_in_a_form(desk: Path) -> None:
    async with spend_window(desk) as window:
        await window.press("E")
        assert "Line 1" in window.text
        assert "1000.00" in window.text
        await keys(window, "tab", "tab", "tab", "tab")
        await keys(window, "end", *["backspace"] * 4)
        await type_in(window, "Rubbish")
        await window.press("f2")
        row = lines_of(desk, "line=1")[0]
        assert (row.label, row.amount_pence, row.supplier) == ("Rubbish", 100_000, "Biffa")


async def test_lines_are_doubled(desk: Path) -> None:
    async with spend_window(desk) as window:
        await window.press("D")
        assert suppliers(window)[-1] == "Biffa"
        assert len(lines_of(desk, "supplier=Biffa amount=1000")) == 2
        await keys(window, "ctrl+home", "space", "space", "D")
        assert "Duplicate 2 lines?" in window.text
        await keys(window, "tab", "enter")
        assert len(lines_of(desk)) == 10


async def test_a_line_is_split_by_shares_with_its_own_category_each(desk: Path) -> None:
    async with spend_window(desk) as window:
        await keys(window, "%")
        assert "Split a line of £1,000.00" in window.text
        await type_in(window, "60%")
        await keys(window, "tab")
        await type_in(window, "05.1.0")
        await keys(window, "tab", "tab")
        await type_in(window, "06.2.0")
        assert "= £600.00" in window.text
        assert "= £400.00" in window.text
        await window.press("f2")
        parts = lines_of(desk, "row=2")
        assert [(row.amount_pence, row.own_category) for row in parts] == [(60_000, "05.1.0"), (40_000, "06.2.0")]
        assert parts[1].part_of == parts[0].id


async def test_shares_that_do_not_add_up_are_told_and_kept(desk: Path) -> None:
    async with spend_window(desk) as window:
        await keys(window, "%")
        await type_in(window, "60%")
        await keys(window, "tab", "tab")
        await type_in(window, "50%")
        await window.press("f2")
        assert "The shares add up to 110%, not to 100%." in window.text
        assert "60%" in window.text
        assert len(lines_of(desk, "row=2")) == 1


async def test_lines_are_copied_for_a_spreadsheet(desk: Path) -> None:
    async with spend_window(desk) as window:
        await keys(window, "down", "C")
        assert "1 line copied, with 7 columns." in window.text
        head, line, *_ = window.app.clipboard.split("\n")
        assert head.split("\t") == ["Organisation", "Label", "Category", "Amount", "Date", "Supplier", "Description"]
        assert line.split("\t")[3:] == ["2000.50", "2024-06-18", "Veolia", "Refuse [closed] depot"]
        await keys(window, "a", "C")
        assert len(window.app.clipboard.splitlines()) == 7


async def test_lines_shown_are_written_to_a_file(desk: Path, tmp_path: Path) -> None:
    async with spend_window(desk) as window:
        await keys(window, "right", "=", "w")
        await keys(window, "ctrl+u")
        target = tmp_path / "bins.csv"
        await type_in(window, str(target))
        await keys(window, "enter")
        assert target.is_file(), window.text
        rows = target.read_text(encoding="utf-8-sig").splitlines()
        assert rows[0] == "Organisation,Label,Category,Amount,Date,Supplier,Description,tpdesk line"
        assert len(rows) == 4


async def test_a_window_that_may_only_read_keeps_what_was_typed(desk: Path) -> None:
    async with spend_window(desk) as window:
        window.app.read_only = "It is open in a window by anna."
        await keys(window, "right", "e", "ctrl+u")
        await type_in(window, "Waste")
        await window.press("enter")
        assert "Label Waste" in window.text
        assert said(window) == "It is open in a window by anna."
