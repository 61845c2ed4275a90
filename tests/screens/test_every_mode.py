"""What holds of every mode in the table of modes: nothing cut off, every text at 7:1 in our themes, help, an empty desk."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.color import Color
from textual.theme import Theme
from textual.widgets._footer import FooterKey

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
    """Return (text, colour, ground) -> contrast of every painted text below 7:1; what is drawn (bars, frames, blocks) is no text."""
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


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
@pytest.mark.parametrize("mode", MODES)
async def test_every_painted_text_stands_out_seven_to_one(sample_file: Path, mode: str, theme: Theme) -> None:
    async with open_window(sample_file) as window:
        window.app.theme = theme.name
        await go(window, mode)
        ground = window.app.current_theme.background or ""
        assert faint(window, ground) == {}
        # What stands over a mode is the same over all: it is walked once.
        over = ("f1", "question_mark", "p", "h", "B", "g", "f9", "ctrl+p") if mode == "overview" else ()
        for keys in (("tab",), *((key,) for key in over)):
            await window.press(*keys)
            assert faint(window, ground) == {}, keys
            await window.press("escape")
        window.app.say("Saved.", "Done")
        window.app.tell(Trouble("Not saved", "Nothing was changed.", True))
        await window.settle()
        assert faint(window, ground) == {}, "corner messages"


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
async def test_every_text_of_the_welcome_and_its_form_stands_out_too(empty_file: Path, theme: Theme) -> None:
    async with open_window(empty_file) as window:
        window.app.theme = theme.name
        await window.settle()
        ground = window.app.current_theme.background or ""
        assert faint(window, ground) == {}
        await window.press("n", "f2")
        assert "Name is needed." in window.text
        assert faint(window, ground) == {}, "form"
        await window.press(*"Bor", "tab", "tab", "tab", "tab")
        assert faint(window, ground) == {}, "button"


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("mode", MODES)
async def test_the_frame_fits(sample_file: Path, mode: str, size: tuple[int, int]) -> None:
    async with open_window(sample_file, size) as window:
        screen = await go(window, mode)
        assert screen.panel == "content"
        assert f"▸{MODES[mode].key} {MODES[mode].title}" in window.lines[1]
        assert "sample copy" in window.lines[0]
        assert all(len(line) <= size[0] for line in window.lines)
        assert screen.max_scroll_x == 0
        keys = screen.query(FooterKey)
        palette = next(key for key in keys if key.has_class("-command-palette"))
        assert palette.region.right <= size[0]
        assert all(key is palette or key.region.right <= palette.region.x for key in keys), window.lines[-1]
        assert "?" in window.lines[-1]


async def test_the_tabs_and_the_overview_fit_sixty_columns(sample_file: Path) -> None:
    async with open_window(sample_file, (60, 20)) as window:
        assert "15 bodies spend £4,248.1m here on 29 groups of service, up to 15 in one." in window.text
        assert all(mode.key in window.lines[1] for mode in MODES.values())
        await window.press("end")
        assert "Where it comes from" in window.text
        await window.press("p", *"luton", "enter")
        assert "7 bodies spend" in window.text


@pytest.mark.parametrize("mode", MODES)
async def test_it_explains_itself_and_lists_its_keys(sample_file: Path, mode: str) -> None:
    async with open_window(sample_file, (160, 90)) as window:
        await go(window, mode)
        await window.press("f1")
        assert chapter(mode).prose[0][0] in window.inside("#help-panel")
        await window.press("escape", "question_mark")
        for command in chapter(mode).commands:
            assert f"{command.key_text} {command.title}".strip() in window.inside("#help-panel")
        await window.press("escape")
        assert window.app.current_mode == mode


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("mode", MODES)
async def test_an_empty_desk_says_what_to_press(empty_file: Path, mode: str, size: tuple[int, int]) -> None:
    async with open_window(empty_file, size) as window:
        screen = await go(window, mode)
        assert screen.panel in (("welcome",) if screen.NEEDS_PLACE else ("welcome", "empty", "content"))
        assert "press" in window.text.casefold() or "type" in window.text.casefold()
