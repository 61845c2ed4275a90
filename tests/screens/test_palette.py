"""The palette finds commands by the words of spreadsheets, shows their keys, and has no two of one name;
the keys of spreadsheets work too."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.command import DiscoveryHit

from tests.cli.verbs import Verb
from tests.screens.looking import Window, open_window
from tests.screens.typing import dialog, write
from tests.screens.typing_in import until
from tpdesk.screens.commands import COMMANDS
from tpdesk.screens.commands.synonyms import SYNONYMS
from tpdesk.screens.help import CommandPalette


async def found(window: Window, query: str) -> list[str]:
    """Return what the palette finds, the best first."""
    provider = CommandPalette(window.app.screen)
    hits = [hit async for hit in provider.search(query)]
    return [str(hit.text) for hit in sorted(hits, key=lambda hit: -getattr(hit, "score", 0))]


OTHER_WORDS = (
    ("export", "Packs"), ("excel", "Packs"), ("print", "Packs"), ("chart", "Write a picture"), ("settings", "Settings"),
    ("options", "Settings"), ("merge", "Merge"),
    ("csv", "Import"), ("restore", "Backups"), ("double count", "Transfers"), ("shortcuts", "Keys"), ("ctrl+z", "Undo"),
    ("duplication", "Overlap"),
)  # fmt: skip
"""(what is looked for, a word of the command that is meant)."""


async def test_a_command_is_found_by_other_words_for_it(sample_file: Path) -> None:
    Verb(sample_file).good("place", "change", "Lancashire", "--theme", "older people")
    async with open_window(sample_file) as window:
        names = {query: await found(window, query) for query, _ in OTHER_WORDS}
        assert [query for query, title in OTHER_WORDS if not any(title in name for name in names[query])] == []


@pytest.mark.deep
async def test_no_two_entries_have_one_name_and_each_shows_its_key(sample_file: Path) -> None:
    async with open_window(sample_file) as window:
        for mode in "1234567":
            await window.press(mode)
            provider = CommandPalette(window.app.screen)
            hits = [hit async for hit in provider.discover() if isinstance(hit, DiscoveryHit)]
            names = [str(hit.text) for hit in hits]
            assert len(names) == len(set(names)), sorted(name for name in names if names.count(name) > 1)
            undo = next((hit for hit in hits if str(hit.text).startswith("Undo")), None)
            assert undo is None or "ctrl+z" in str(undo.display).casefold()
        await window.press("ctrl+p")
        await write(window, "preferences")
        await until(window, lambda: "Settings" in window.text)


def test_every_synonym_is_of_a_command() -> None:
    assert set(SYNONYMS) <= {command.id for command in COMMANDS}


async def test_the_keys_of_spreadsheets_undo_redo_find_and_save(tmp_path: Path) -> None:
    verb = Verb(tmp_path / "shire.tpdesk")
    verb.good("place", "add", "Shire")
    async with open_window(verb.desk) as window:
        await window.press("ctrl+s")
        assert "Everything is saved as you do it" in window.text
        await window.press("ctrl+z")
        await until(window, lambda: not window.app.places)
        await window.press("ctrl+y")
        await until(window, lambda: len(window.app.places) == 1)
        await window.press("2", "ctrl+f")
        assert window.app.screen.is_modal
        await window.press("escape", "n")
        await write(window, "Borset")
        await window.press("ctrl+s")
        await until(window, lambda: {place.name for place in window.app.places} == {"Shire", "Borset"})


async def test_settings_are_changed_on_screen_and_kept(sample_file: Path) -> None:
    async with open_window(sample_file) as window:
        await window.press("f6")
        assert "Settings: choose one to change it" in dialog(window)
        await window.press("down", "enter")
        assert window.app.animation_level == "none"
    async with open_window(sample_file) as window:
        assert window.app.animation_level == "none"
        await window.press("f6", "down", "down", "enter")
        await until(window, lambda: "Numbers of people in packs" in window.text)


async def test_a_picture_of_the_screen_is_written_without_anything_from_a_network(
    sample_file: Path, tmp_path: Path
) -> None:
    target = tmp_path / "overview.svg"
    async with open_window(sample_file) as window:
        await window.app.run_action("write_picture")
        await window.settle()
        await write(window, str(target))
        await window.press("enter")
        await until(window, target.is_file)
    svg = target.read_text(encoding="utf-8")
    assert svg.startswith("<svg")
    assert "Lancashire" in svg
    assert "font-face" not in svg
    assert "cdn" not in svg
