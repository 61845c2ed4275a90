"""The first count in the window: said before, made on one key, undone on one."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.widgets import Button, Static

from tests.cli.verbs import Verb
from tests.screens.looking import open_window


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """Return a desk with a place that has areas and no money."""
    path = tmp_path / "bare.tpdesk"
    Verb(path).good("place", "add", "Babergh and Ipswich", "--code", "E07000200", "--code", "E07000202")
    return path


@pytest.mark.parametrize("size", [(120, 36), (80, 24)])
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
