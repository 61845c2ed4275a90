"""Milestones and recipes in the window: the update on progress, and what the records come to."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.verbs import Verb
from tests.deep import first_of
from tests.screens.looking import open_window
from tests.screens.typing import dialog, type_in


@pytest.mark.parametrize("size", first_of([(80, 24), (120, 36)], 1, 0))
async def test_the_register_of_milestones_shows_the_update_on_progress(
    sample: Verb, size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TPDESK_NOW", "2026-01-15T10:30:00Z")
    said = sample.good("milestone", "progress", "--place", "Lancashire")
    async with open_window(sample.desk, size) as window:
        await window.app.run_action("show_register('milestone')")
        await window.settle()
        await window.press("S")
        shown = dialog(window)
        assert "Update on progress: Lancashire" in shown
        assert f"{said['total']} milestones of Lancashire on 15 January 2026" in shown
        assert f"Of {said['due']} due by 15 January 2026, {said['done_of_due']} done: 67%." in shown
        assert "102 days late" in shown
        assert said["most_slip"][0]["slip_days"] == 102
        await window.press("v")
        assert "Lancashire" in dialog(window)
        assert "67%" in dialog(window)
        await window.press("v")
        assert "Slip: the day done, or else the forecast, less the baseline" in dialog(window)
        await window.press("escape")
        assert not window.app.screen.is_modal


@pytest.mark.deep
async def test_a_recipe_is_found_by_any_word_of_it_and_written_as_a_cookbook(sample: Verb, tmp_path: Path) -> None:
    file = tmp_path / "cookbook.md"
    async with open_window(sample.desk) as window:
        await window.app.run_action("show_register('recipe')")
        await window.settle()
        await window.press("S")
        assert "2 recipes of Lancashire; 1 can go into a mainstreaming sheet." in dialog(window)
        assert "the mainstreaming sheet of a final pack will not take it" in dialog(window).replace("\n", " ")
        await window.press("escape", "slash")
        await type_in(window, "scrutiny visit")
        assert "One assessment that every organisation accepts" in dialog(window)
        assert "morning call" not in dialog(window)
        await window.press("enter")
        assert not window.app.screen.is_modal
        await window.press("E")
        assert ".docx or .md writes a cookbook" in dialog(window)
        await type_in(window, str(file))
        await window.press("enter")
        await window.settle()
    assert "## Illustrative: One assessment that every organisation accepts" in file.read_text(encoding="utf-8")
