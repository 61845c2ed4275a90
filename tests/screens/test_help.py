"""Keys, palette and help come from one registry."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.binding import Binding

from tests.readme import KEYS, KEYS_PAGE, key_table
from tests.screens.looking import Window, open_window
from tests.screens.test_names_of_textual import widgets
from tpdesk.app import TpDesk
from tpdesk.screens.commands import COMMANDS, DIALOG, EVERYWHERE, GO, MODE_CHAPTERS, PANEL_KEYS, chapter
from tpdesk.screens.commands.declare import Command
from tpdesk.screens.dialogs.base import Dialog
from tpdesk.screens.help import CommandPalette, HelpPanel
from tpdesk.screens.mode_screen import ModeScreen
from tpdesk.screens.modes import MODES
from tpdesk.screens.registers.pane import RegisterPane

PROSE = chapter("overview").prose


async def test_question_mark_shows_every_key_of_the_screen(sample_file: Path) -> None:
    async with open_window(sample_file, (160, 120)) as window:
        await window.press("question_mark")
        for command in (*chapter("overview").commands, *EVERYWHERE.commands, *GO):
            assert f"{command.key_text} {command.title} {command.tells}".strip() in window.inside("#help-panel")
        await window.press("escape")
        assert "19 organisations spend" in window.right


@pytest.mark.parametrize("close", ["escape", "f1", "q", "question_mark"])
async def test_f1_explains_in_words(sample_file: Path, close: str) -> None:
    async with open_window(sample_file, (160, 60)) as window:
        await window.press("f1")
        for heading, _ in PROSE:
            assert heading in window.text
        assert "never that work is done twice" in window.text
        await window.press(close)
        assert not isinstance(window.app.screen, HelpPanel)
        assert "19 organisations spend" in window.right


@pytest.mark.deep
async def test_a_long_help_scrolls_on_a_small_screen(sample_file: Path) -> None:
    async with open_window(sample_file, (80, 24)) as window:
        await window.press("f1")
        assert PROSE[-1][1].split(".")[0] not in window.text
        await window.press("end")
        assert "Unmapped" in window.text


def test_every_id_is_its_own_and_every_mode_has_keys_and_words() -> None:
    ids = [command.id for command in COMMANDS]
    assert len(ids) == len(set(ids))
    assert [one.where for one in MODE_CHAPTERS] == list(MODES)
    for one in MODE_CHAPTERS:
        assert one.prose
        assert one.title == MODES[one.where].title
        assert all(command.id.startswith(f"{one.where}.") for command in one.commands)
        assert sum(command.footer for command in one.commands) <= 5


def test_no_key_of_a_mode_is_one_of_those_that_work_everywhere() -> None:
    everywhere = {key for command in (*EVERYWHERE.commands, *GO) for key in command.keys.split(",")} - {
        "",
        "d",
        "n",
        "i",
        "m",
        "b",
        # What is nearest is closed first.
        "escape",
    }
    for one in MODE_CHAPTERS:
        keys = [key for command in one.commands for key in command.keys.split(",")]
        assert len(keys) == len(set(keys)), one.where
        assert everywhere.isdisjoint(keys), one.where


def test_every_binding_is_in_the_registry_and_has_its_action() -> None:
    owners: list[tuple[type[object], tuple[Command, ...]]] = [
        (TpDesk, (*EVERYWHERE.commands, *GO)),
        (HelpPanel, (PANEL_KEYS,)),
        (Dialog, DIALOG.commands),
        (RegisterPane, chapter("register").commands),
    ]
    for owner, commands in owners:
        assert bound(owner) == [(command.id, command.keys, command.tells) for command in commands if command.keys]
        for command in commands:
            assert hasattr(owner, f"action_{command.action_name}"), command.id
            assert not command.when or isinstance(getattr(owner, command.when), property), command.id


def test_every_command_of_a_mode_is_bound_by_its_screen_or_a_widget_of_it() -> None:
    owners = [owner for owner in widgets() if "BINDINGS" in vars(owner)]
    for one in MODE_CHAPTERS:
        screen = type(MODES[one.where].make())
        for command in one.commands:
            found = [owner for owner in (screen, *owners) if (command.id, command.keys, command.tells) in bound(owner)]
            assert {owner.__name__ for owner in found} <= {command.widget or screen.__name__}, command.id
            assert found or not command.keys, command.id
            for owner in found or [screen]:
                assert hasattr(owner, f"action_{command.action_name}"), command.id
                assert not command.when or isinstance(getattr(owner, command.when), property), command.id


def bound(owner: type[object]) -> list[tuple[str | None, str, str]]:
    """Return (id, keys, words) of each binding that a class itself declares."""
    listed = vars(owner).get("BINDINGS", ())
    return [(one.id, one.key, one.tooltip) for one in listed if isinstance(one, Binding)]


def test_no_key_of_a_register_is_one_of_the_screen_around_it_or_of_all() -> None:
    everywhere = {key for command in (*EVERYWHERE.commands, *GO) for key in command.keys.split(",")} - {"", "n"}
    register = {key for command in chapter("register").commands for key in command.keys.split(",")}
    assert everywhere.isdisjoint(register)
    for one in MODE_CHAPTERS:
        if "register" in one.shares:
            # Space parks a note, which has no other state; S writes a workbook, where there is no summary.
            own = {"dives.park", "agencies.send"}
            keys = {key for command in one.commands for key in command.keys.split(",") if command.id not in own}
            assert register.isdisjoint(keys), one.where


def test_every_mode_is_a_mode_screen() -> None:
    for name, mode in MODES.items():
        made = mode.make()
        assert isinstance(made, ModeScreen)
        assert name == made.MODE


def test_the_page_of_keys_has_every_key() -> None:
    found = KEYS.search(KEYS_PAGE.read_text(encoding="utf-8"))
    assert found is not None
    assert found[0] == key_table(), "run: python -m tests.readme keys"


async def palette_titles(window: Window) -> set[str]:
    """Return the names of all entries of the palette."""
    return {str(hit.text).partition(" (")[0] async for hit in CommandPalette(window.app.screen).discover()}


async def test_the_palette_offers_what_can_be_done_now(sample_file: Path, empty_file: Path) -> None:
    async with open_window(sample_file) as window:
        titles = await palette_titles(window)
        assert {"Level", "All rows", "Place", "Reload", "Keys", "Help", "Theme", "Quit"} <= titles
        assert titles.isdisjoint({"Overview", "Sample desk", "Stop work", "Messages", "Year"})
        await window.press("ctrl+p", *"level", "enter")
        assert "On what, in classes" in window.right
    async with open_window(empty_file) as window:
        titles = await palette_titles(window)
        assert {"Sample desk", "Reload", "Keys", "Help", "Theme", "Quit"} <= titles
        assert titles.isdisjoint({"Level", "All rows", "Place", "Year"})


@pytest.mark.parametrize("key", ["q", "ctrl+q"])
async def test_q_quits(sample_file: Path, key: str) -> None:
    async with open_window(sample_file) as window:
        await window.pilot.press(key)
        await window.pilot.pause()
        assert not window.app.is_running


async def test_f1_explains_a_form_and_leaves_what_was_typed(sample_file: Path) -> None:
    async with open_window(sample_file, (80, 24)) as window:
        await window.press("2", "n", "Q", "f1")
        assert "New place" in window.inside("#help-panel")
        assert "a star marks what is needed" in window.inside("#help-panel")
        assert "F2, ctrl+s Save Save the form." in window.inside("#help-panel")
        await window.press("f1")
        assert window.app.focused is not None
        assert getattr(window.app.focused, "value", "") == "Q"


@pytest.mark.deep
async def test_every_panel_of_the_desk_file_says_what_it_is_for(sample_file: Path) -> None:
    async with open_window(sample_file) as window:
        for keys in (("h",), ("B",), ("f4",), ("f4", "k"), ("f5", "enter")):
            await window.press(*keys)
            panel = window.app.screen
            assert isinstance(panel, Dialog)
            assert panel.TELLS != Dialog.TELLS
            await window.press("f1")
            assert panel.TELLS[:40] in window.inside("#help-panel")
            await window.press("escape", "escape")
