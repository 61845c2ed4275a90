"""What stands on the terminal before the window does."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.hostile.recorded import Recorded
from tpdesk.models import desktop
from tpdesk.screens.first_frame import ENTER, FRAME_COLOURS, LEAVE, FirstFrame, first_frame, frame_text
from tpdesk.screens.modes import MODES

TEXTUAL_BEGINS = b"\x1b[?1004h"
"""Textual asks for the focus of the terminal when it takes it."""


class Screen(io.StringIO):
    """A terminal."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Screen:
    screen = Screen()
    monkeypatch.setattr(desktop, "window_terminal", lambda: screen)
    return screen


def test_it_names_the_desk_says_that_it_is_read_and_shows_every_mode() -> None:
    text = frame_text("lancashire.tpdesk", 120, 36, colours=FRAME_COLOURS["tpdesk-ink"])
    assert "Reading lancashire.tpdesk ..." in text
    assert all(mode.title in text for mode in MODES.values())
    assert "▸1 Overview" in text


def test_on_a_narrow_terminal_the_modes_are_their_keys_alone_and_a_long_name_is_cut() -> None:
    text = frame_text("x" * 300, 40, 10, colours=None)
    assert "Packs" not in text
    assert all(mode.key in text for mode in MODES.values())
    assert "x" * 40 not in text


def test_nothing_in_a_name_reaches_the_terminal_as_a_command(terminal: Screen) -> None:
    FirstFrame(Path("a\x1b]52;c;YQ==\x07b\x1b[2Jc.tpdesk")).paint()
    assert "\x1b]52" not in terminal.getvalue()
    assert "Reading abc.tpdesk ..." in terminal.getvalue()


def test_the_window_takes_it_over_once(terminal: Screen) -> None:
    with first_frame(Path("a.tpdesk")) as frame:
        assert "Reading a.tpdesk ..." in frame.hand_over()
        assert frame.hand_over() == ""
    assert terminal.getvalue().startswith(ENTER)
    assert LEAVE not in terminal.getvalue()


def test_where_no_window_comes_the_shell_has_its_screen_back(terminal: Screen) -> None:
    with pytest.raises(ImportError), first_frame(Path("a.tpdesk")):
        raise ImportError
    assert terminal.getvalue().endswith(LEAVE)


def test_where_there_is_no_terminal_there_is_no_frame(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desktop, "window_terminal", lambda: None)
    with first_frame(Path("a.tpdesk")) as frame:
        assert frame.hand_over() == ""


def test_it_is_painted_before_anything_heavy_is_loaded() -> None:
    code = (
        "import sys, tpdesk.cli.verbs, tpdesk.cli.desks, tpdesk.screens.first_frame\n"
        "print(*{name.partition('.')[0] for name in sys.modules})"
    )
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert not {"textual", "rich", "sqlite3", "asyncio"} & set(loaded)


@pytest.mark.deep
@pytest.mark.skipif(sys.platform == "win32", reason="there is no pty")
def test_in_a_terminal_it_stands_before_textual_begins_and_the_window_after_it(sample_file: Path) -> None:
    window = Recorded(sample_file, 120, 36)
    window.read(lambda seen: b"per head" in seen)
    code = window.close()
    before, begins, after = bytes(window.bytes).partition(TEXTUAL_BEGINS)
    assert f"Reading {sample_file.name} ...".encode() in before
    assert begins
    assert "▸1 Overview".encode() in after
    assert code == os.EX_OK
