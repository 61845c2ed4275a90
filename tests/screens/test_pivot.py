"""The pivot of the lines shown: two columns, money in the cells, Enter to the lines of a cell and back."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.verbs import Verb
from tests.screens.ledger import copied, ledger, shown, spend_window, suppliers
from tests.screens.looking import Window
from tests.screens.typing import dialog, type_in, write


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return ledger(tmp_path_factory.mktemp("ledger"))


@pytest.fixture
def desk(original: Path, tmp_path: Path) -> Path:
    return copied(original, tmp_path)


async def pivot(window: Window, across: str = "label") -> None:
    """Open the pivot of organisations, which the cursor is on, by another column."""
    await window.press("V")
    await type_in(window, across)
    await window.press("enter")


def row(window: Window, name: str) -> list[str]:
    """The amounts of a row of the pivot."""
    region = window.app.screen.query_one("#pivot-table").region
    lines = [line[region.x :].strip() for line in window.lines[region.y : region.bottom]]
    [found] = [line for line in lines if line.startswith(name)]
    return [word for word in found.split() if word.startswith(("£", "-£"))]


@pytest.mark.parametrize("size", [(80, 24), (120, 36), (200, 50)])
async def test_money_by_two_columns_with_headings_and_totals(desk: Path, size: tuple[int, int]) -> None:
    async with spend_window(desk, size) as window:
        await pivot(window)
        assert "Organisation by Label" in window.text
        assert all(word in dialog(window) for word in ("All", "Bins", "Parks", "Books"))
        assert row(window, "County") == ["£3,260", "£3,001", "£260"]
        assert row(window, "Borough") == ["£1,250", "£500", "£750"]
        assert row(window, "All") == ["£4,510", "£3,501", "£750", "£260"]
        assert "County Council, Bins: £3,001 (66.5% of all), 2 lines." in dialog(window)


async def test_enter_shows_the_lines_of_a_cell_and_v_goes_back_to_it(desk: Path) -> None:
    async with spend_window(desk) as window:
        await pivot(window)
        await window.press("down", "enter")
        assert "organisation is Borough Council ✕" in window.text
        assert "label is Bins ✕" in window.text
        assert suppliers(window) == ["Biffa"]
        await window.press("V")
        assert "Organisation by Label" in window.text
        assert "Borough Council, Bins: £500" in dialog(window)
        await window.press("escape")
        assert len(shown(window)) == 6


async def test_the_lines_of_a_whole_row_and_of_all(desk: Path) -> None:
    async with spend_window(desk) as window:
        await pivot(window)
        await window.press("down", "left", "enter")
        assert "organisation is Borough Council" in window.text
        assert "label is" not in window.text
        assert suppliers(window) == ["Biffa", "Glendale"]


async def test_rows_and_columns_are_exchanged_and_chosen(desk: Path) -> None:
    async with spend_window(desk) as window:
        await pivot(window)
        await window.press("x")
        assert "Label by Organisation" in window.text
        assert row(window, "Bins") == ["£3,501", "£3,001", "£500"]
        await window.press("c")
        await type_in(window, "supplier")
        await window.press("enter")
        assert "Label by Supplier" in window.text
        await window.press("r")
        await type_in(window, "category")
        await window.press("enter")
        assert "Category by Supplier" in window.text
        assert row(window, "Unmapped")[0] == "£1,010"


async def test_a_cell_without_lines_is_blank_and_opens_nothing(desk: Path) -> None:
    async with spend_window(desk) as window:
        await pivot(window)
        await window.press("right", "enter")
        assert "County Council, Parks: no lines." in dialog(window)
        assert "There are no lines in that cell." in window.text


async def test_income_stands_apart(desk: Path) -> None:
    fields = ("agency=Borough Council", "amount=900", "date=2024-06-01", "label=Parks", "flow=income")
    Verb(desk).good("spend", "add", *fields, "--place", "Testshire")
    async with spend_window(desk) as window:
        await pivot(window)
        assert row(window, "Borough") == ["£1,250", "£500", "£750"]
        assert "Not in it: 1 line of income." in dialog(window)
        await window.press("i")
        assert row(window, "Borough") == ["£900", "£900"]
        await window.press("enter")
        assert "flow is income" in window.text
        assert len(shown(window)) == 1


async def test_it_is_written_where_it_is_wanted(desk: Path) -> None:
    async with spend_window(desk) as window:
        await pivot(window)
        await window.press("w")
        await write(window, str(desk.parent / "p.csv"))
        await window.press("enter")
        assert "Pivot written to" in window.text
    assert "County Council,3000.50" in (desk.parent / "p.csv").read_text(encoding="utf-8-sig")


async def test_text_of_the_desk_is_never_markup_and_esc_while_adding_up_ends_nothing(desk: Path) -> None:
    for label, supplier in (("[/b]", "[red]x[/red]"), ("Bins [closed]", "\\x1b[2J")):
        fields = ("agency=County Council", "amount=10000", "date=2024-06-01", f"label={label}", f"supplier={supplier}")
        Verb(desk).good("spend", "add", *fields, "--place", "Testshire")
    async with spend_window(desk, (200, 50)) as window:
        await pivot(window)
        await window.press("r")
        await type_in(window, "supplier")
        await window.press("enter")
        assert "[red]x[/red]" in dialog(window)
        assert "[/b]" in dialog(window)
        await window.press("r", "escape", "x", "escape")
        assert len(shown(window)) == 8
