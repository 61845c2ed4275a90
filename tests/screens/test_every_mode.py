"""What holds of every mode in the table of modes: nothing cut off, every text at 7:1 in our
themes, help, an empty desk."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.color import Color

from tests.deep import first_of
from tests.screens.looking import Window, open_window
from tests.screens.test_themes import contrast
from tpdesk.screens.commands import chapter
from tpdesk.screens.mode_screen import ModeScreen
from tpdesk.screens.modes import MODES
from tpdesk.screens.reporter import Trouble
from tpdesk.screens.themes import THEMES

SIZES = ((60, 20), (80, 24), (120, 36), (160, 48))


async def go(window: Window, mode: str) -> ModeScreen:
    """Go to the mode by its key."""
    await window.press(MODES[mode].key)
    screen = window.app.screen
    assert isinstance(screen, ModeScreen)
    assert mode == screen.MODE
    return screen


def faint(window: Window, ground: str) -> dict[tuple[str, ...], float]:
    """Return (text, colour, ground) -> contrast of every painted text below 7:1;
    what is drawn (bars, frames, blocks) is no text."""
    found: dict[tuple[str, ...], float] = {}
    for strip in window.app.screen._compositor.render_strips():
        for segment in strip:
            text = segment.text.strip()
            if not any(letter.isalnum() or letter in "£%?!.,;:()-" for letter in text) or segment.style is None:
                continue
            front, behind = segment.style.color, segment.style.bgcolor
            colours = [
                Color.from_rich_color(front).hex if front else "#ffffff",
                Color.from_rich_color(behind).hex if behind else ground,
            ]
            if segment.style.reverse:
                colours.reverse()
            measured = contrast(*colours)
            if measured < 7:
                found[text, *colours] = round(measured, 2)
    return found


async def legible(window: Window, where: str) -> None:
    """Every text on the screen stands out in each of our themes."""
    for theme in THEMES:
        window.app.theme = theme.name
        await window.settle()
        assert faint(window, window.app.current_theme.background or "") == {}, (where, theme.name)


@pytest.mark.deep
async def test_every_painted_text_stands_out_seven_to_one(sample_file: Path) -> None:
    async with open_window(sample_file) as window:
        for mode in MODES:
            await go(window, mode)
            await legible(window, mode)
            await window.press("tab")
            await legible(window, f"{mode}, the focus moved on")
            await window.press("escape")


@pytest.mark.deep
async def test_what_stands_over_all_modes_stands_out_too(sample_file: Path) -> None:
    async with open_window(sample_file) as window:
        for key in ("f1", "question_mark", "p", "h", "B", "g", "f9", "ctrl+p"):
            before = window.lines
            await window.press(key)
            assert window.lines != before, key
            await legible(window, key)
            await window.press("escape")
        window.app.say("Saved.", "Done")
        window.app.tell(Trouble("Not saved", "Nothing was changed.", True))
        await window.settle()
        assert "Not saved" in window.text
        await legible(window, "corner messages")


@pytest.mark.deep
async def test_every_text_of_the_welcome_and_its_form_stands_out_too(empty_file: Path) -> None:
    async with open_window(empty_file) as window:
        await legible(window, "welcome")
        await window.press("n", "f2")
        assert "Name is needed." in window.text
        await legible(window, "form")
        await window.press(*"Bor", "tab", "tab", "tab", "tab")
        await legible(window, "button")


@pytest.mark.deep
@pytest.mark.parametrize("size", first_of(SIZES, 1, 1))
async def test_the_frame_fits(sample_file: Path, size: tuple[int, int]) -> None:
    async with open_window(sample_file, size) as window:
        for mode in MODES:
            screen = await go(window, mode)
            assert screen.panel == "content", mode
            assert f"▸{MODES[mode].key} {MODES[mode].title}" in window.lines[1]
            assert "sample copy" in window.lines[0], mode
            assert all(len(line) <= size[0] for line in window.lines), mode
            assert screen.max_scroll_x == 0, mode
            window.keys_fit()


@pytest.mark.deep
async def test_the_tabs_and_the_overview_fit_sixty_columns(sample_file: Path) -> None:
    async with open_window(sample_file, (60, 20)) as window:
        assert "19 organisations spend £16,650.7m here on 38 groups of service, up to 16 in one." in window.text
        assert all(mode.key in window.lines[1] for mode in MODES.values())
        await window.press("end")
        assert "1,171 lines of 15 organisations, imported 2026-01-15." in window.text
        await window.press("p", *"luton", "enter")
        assert "6 organisations and others, not itemised, spend" in window.text


@pytest.mark.deep
async def test_every_mode_explains_itself_and_lists_its_keys(sample_file: Path) -> None:
    async with open_window(sample_file, (160, 90)) as window:
        for mode in MODES:
            await go(window, mode)
            await window.press("f1")
            assert chapter(mode).prose[0][0] in window.inside("#help-panel")
            await window.press("escape", "question_mark")
            for command in chapter(mode).commands:
                assert f"{command.key_text} {command.title}".strip() in window.inside("#help-panel")
            await window.press("escape")
            assert window.app.current_mode == mode


@pytest.mark.deep
@pytest.mark.parametrize("size", first_of(SIZES, 1, 1))
async def test_an_empty_desk_says_what_to_press(empty_file: Path, size: tuple[int, int]) -> None:
    async with open_window(empty_file, size) as window:
        for mode in MODES:
            screen = await go(window, mode)
            assert screen.panel in (("welcome",) if screen.NEEDS_PLACE else ("welcome", "empty", "content")), mode
            assert "press" in window.text.casefold() or "type" in window.text.casefold(), mode
