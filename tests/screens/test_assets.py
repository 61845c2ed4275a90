"""What the sample's assets could share, on the screen of their register."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.deep import first_of
from tests.screens.looking import open_window
from tests.screens.typing import dialog


@pytest.mark.deep
@pytest.mark.parametrize("size", first_of([(80, 24), (120, 36)], 1, 0))
async def test_the_register_shows_candidates_the_best_set_and_a_map(sample_file: Path, size: tuple[int, int]) -> None:
    async with open_window(sample_file, size) as window:
        await window.app.run_action("show_register('asset')")
        await window.settle()
        await window.press("S")
        assert "Best set: 2 moves, £452,500.00 a year at most." in dialog(window)
        assert "from 2027" in dialog(window)
        assert "Nothing of it is a saving made." in dialog(window)
        await window.press("f5", "enter")
        assert "£320,000.00 + £132,500.00 = £452,500.00 a year, at most" in dialog(window)
        await window.press("escape", "v")
        assert "Job centre itself is left" in dialog(window)
        assert "not known" in dialog(window)
        await window.press("v")
        assert "it must be kept: clinical rooms" in dialog(window)
        await window.press("v")
        shown = dialog(window)
        assert "2.9 km across" in shown or size == (80, 24)
        assert any("\u2800" < sign <= "\u28ff" for sign in shown)
        await window.press("v")
        assert "m2 a person" in dialog(window)
        assert "£11,657.14" in dialog(window)


@pytest.mark.deep
async def test_an_empty_register_has_no_candidates_and_no_map(sample_file: Path) -> None:
    async with open_window(sample_file) as window:
        await window.app.run_action("show_register('asset')")
        await window.settle()
        await window.press("p")
        await window.press(*"Luton", "enter", "S")
        assert "No set of moves with a known saving." in dialog(window)
        await window.press("v")
        assert "No candidates" in dialog(window)
        await window.press("v", "v")
        assert "No map: no asset has a point yet." in dialog(window)
