"""The first count in the window: said before, made on one key, undone on one."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.widgets import Button, Static

from tests.cli.verbs import Verb
from tests.deep import first_of
from tests.screens.looking import Window, open_window
from tests.screens.typing import dialog, write


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """Return a desk with a place that has areas and no money."""
    path = tmp_path / "bare.tpdesk"
    Verb(path).good("place", "add", "Babergh and Ipswich", "--code", "E07000200", "--code", "E07000202")
    return path


@pytest.mark.deep
@pytest.mark.parametrize("size", first_of([(80, 24), (120, 36)], 1, 0))
async def test_a_place_without_money_is_filled_after_a_look(bare: Path, size: tuple[int, int]) -> None:
    async with open_window(bare, size) as window:
        assert "Press c for a first count from published figures" in window.text
        await window.press("c")
        shown = window.text
        assert "Published figures for 2024-25 come to £" in shown
        assert "Councils: services, net" in shown
        await window.press("f2")
        answer = str(window.app.screen.query_one("#answer", Static).content)
        assert "First count: published figures stand in for 53 returns." in answer
        bodies = str(window.app.screen.query_one("#bodies .line", Static).content)
        assert bodies.endswith("of 53 expected, 53 published")
        assert str(window.app.screen.query_one("#parts", Static).content).endswith("and 52 others")
    told = Verb(bare).good("count", "--place", "Babergh and Ipswich")
    assert told["basis"]["first_count"] == told["bodies_counted"] > 50
    async with open_window(bare, size) as window:
        await window.press("u")
        assert "No money here yet" in window.text


async def test_nothing_is_written_by_looking(bare: Path) -> None:
    async with open_window(bare, (120, 36)) as window:
        await window.press("c", "escape")
        assert "No money here yet" in window.text
    assert Verb(bare).good("place", "list")["places"][0]["years"] == []


async def test_the_button_opens_the_same_look(bare: Path) -> None:
    async with open_window(bare, (120, 36)) as window:
        window.app.screen.query_one("#first-count-go", Button).press()
        await window.press()
        assert "Published figures for 2024-25 come to £" in window.text


async def test_a_place_without_areas_is_told_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "no-areas.tpdesk"
    Verb(path).good("place", "add", "Testshire")
    async with open_window(path, (120, 36)) as window:
        await window.press("c")
        assert "'Testshire' has no areas" in window.text
        await window.press("f2")
        assert "'Testshire' has no areas" in window.text
        await window.press("escape")
        assert "No money here yet" in window.text


APRIL = "Date,Supplier,Label,Amount\n01/04/2024,Firm,Waste,500.00\n28/04/2024,Firm,Waste,900.00\n"


async def to_import(window: Window, file: Path) -> None:
    """Go by keys to where F2 imports the file for Babergh's council."""
    await window.press("i", "slash")
    await write(window, str(file))
    await window.press("enter", "f2")


def babergh(desk: Path) -> int:
    rows = Verb(desk).good("count", "--place", "Babergh and Ipswich")["rows"]
    return next(int(row["amount_pence"]) for row in rows if row["agency"] == "Babergh District Council")


@pytest.mark.deep
@pytest.mark.parametrize("size", first_of([(80, 24), (120, 36)], 1, 0))
async def test_some_months_in_place_of_a_published_year_are_asked_about(
    bare: Path, tmp_path: Path, size: tuple[int, int]
) -> None:
    Verb(bare).good("first-count", "Babergh and Ipswich")
    published = babergh(bare)
    april = tmp_path / "Babergh District Council april 2024.csv"
    april.write_text(APRIL)
    async with open_window(bare, size) as window:
        await to_import(window, april)
        await window.press("f2")
        said = dialog(window)
        assert "Keep the published figures until a whole year is in" in said
        assert "Babergh District Council: 1 month of 2024-25 in place of" in said
        await window.press("enter")
        assert babergh(bare) == published
        await window.press("f2", "down", "enter")
        assert babergh(bare) == 140_000
        assert "A part of a year in place of published figures" in window.text
        await window.press("u")
        assert babergh(bare) == published


@pytest.mark.deep
async def test_a_whole_year_is_not_asked_about(bare: Path, tmp_path: Path) -> None:
    Verb(bare).good("first-count", "Babergh and Ipswich")
    months = [f"01/{month:02d}/{2024 if month > 3 else 2025},Firm,Waste,500.00" for month in range(1, 13)]
    year = tmp_path / "Babergh District Council 2024-25.csv"
    year.write_text("\n".join(["Date,Supplier,Label,Amount", *months]))
    async with open_window(bare) as window:
        await to_import(window, year)
        await window.press("f2")
        assert babergh(bare) == 600_000
