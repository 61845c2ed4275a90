"""Keys, palette and help come from one registry."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.binding import Binding

from tests.screens.looking import open_window
from tpdesk.app import TpDesk
from tpdesk.screens.commands import COMMANDS, DIALOG, EVERYWHERE, OVERVIEW
from tpdesk.screens.help import PROSE, HelpPanel
from tpdesk.screens.overview import OverviewScreen


async def test_question_mark_shows_every_key(sample_file: Path) -> None:
    async with open_window(sample_file, (160, 48)) as window:
        await window.press("question_mark")
        for command in COMMANDS:
            assert f"{command.key_text} {command.title} {command.tells}" in window.text
        await window.press("escape")
        assert "15 bodies spend" in window.right


@pytest.mark.parametrize("close", ["escape", "f1", "q", "question_mark"])
async def test_f1_explains_in_words(sample_file: Path, close: str) -> None:
    async with open_window(sample_file, (160, 60)) as window:
        await window.press("f1")
        for heading, _ in PROSE:
            assert heading in window.text
        assert "never that work is done twice" in window.text
        await window.press(close)
        assert not isinstance(window.app.screen, HelpPanel)
        assert "15 bodies spend" in window.right


async def test_a_long_help_scrolls_on_a_small_screen(sample_file: Path) -> None:
    async with open_window(sample_file, (80, 24)) as window:
        await window.press("f1")
        assert PROSE[-1][1].split(".")[0] not in window.text
        await window.press("end")
        assert "Unmapped" in window.text


def test_every_binding_is_in_the_registry_and_every_id_is_its_own() -> None:
    ids = [command.id for command in COMMANDS]
    assert len(ids) == len(set(ids))
    for owner, commands in ((TpDesk, EVERYWHERE), (OverviewScreen, OVERVIEW), (HelpPanel, DIALOG)):
        bound = [binding for binding in vars(owner)["BINDINGS"] if isinstance(binding, Binding)]
        assert [(binding.id, binding.key, binding.tooltip) for binding in bound] == [
            (command.id, command.keys, command.tells) for command in commands
        ]
        for command in commands:
            assert hasattr(owner, f"action_{command.action}")


async def test_the_palette_offers_what_can_be_done_now(sample_file: Path, empty_file: Path) -> None:
    async with open_window(sample_file) as window:
        titles = {entry.title for entry in window.app.get_system_commands(window.app.screen)}
        assert titles == {"Level", "All rows", "Reload", "Keys", "Help", "Light or dark", "Quit"}
        await window.press("ctrl+p", *"level", "enter")
        assert "On what, in classes" in window.right
    async with open_window(empty_file) as window:
        titles = {entry.title for entry in window.app.get_system_commands(window.app.screen)}
        assert titles == {"Sample desk", "Reload", "Keys", "Help", "Light or dark", "Quit"}


@pytest.mark.parametrize("key", ["q", "ctrl+q"])
async def test_q_quits(sample_file: Path, key: str) -> None:
    async with open_window(sample_file) as window:
        await window.pilot.press(key)
        await window.pilot.pause()
        assert not window.app.is_running
