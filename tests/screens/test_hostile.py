"""Text of the desk is text: no markup and no escape sequence of it reaches the screen or the terminal."""

from __future__ import annotations

import os
import select
import shutil
import sqlite3
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.deep import first_of
from tests.screens.looking import open_window
from tpdesk.screens.display import cell, content, joined
from tpdesk.text import shown

CLIPBOARD = "\x1b]52;c;c3RvbGVu\x07"
TITLE = "\x1b]0;stolen title\x07"
CLEAR = "\x1b[2J\x9b2J"
"""Twice: the second form loses its control character and leaves a harmless 2J."""
NAMES = {
    "Lancashire": "Health [closed]",
    "Luton & Central Bedfordshire": f"Luton [/b]{CLIPBOARD}{TITLE}{CLEAR}[red]",
    "Bexley": "[@click=app.quit]Bexley[/] $primary",
}


@pytest.fixture
def hostile_file(sample_original: Path, tmp_path: Path) -> Path:
    """The sample desk with text that no road of ours would let in, under a name that is markup."""
    path = tmp_path / "[b]desk[red] [x].tpdesk"
    shutil.copyfile(sample_original, path)
    connection = sqlite3.connect(path)
    for name, hostile in NAMES.items():
        connection.execute(
            "UPDATE place SET name = ?1, folded = ?1, status = ?2 WHERE name = ?3", (hostile, f"[low]{TITLE}", name)
        )
    connection.execute(
        "UPDATE place SET theme = ?, note = ? WHERE name = ?",
        (f"[/] {CLIPBOARD}theme", "[c]note\nline", NAMES["Bexley"]),
    )
    connection.execute(
        "UPDATE agency SET name = ? WHERE name = 'Lancashire County Council'", (f"County [x]{CLEAR} [/red]",)
    )
    connection.execute(
        "UPDATE agency SET name = ? WHERE name = 'Department for Work and Pensions'", (f"DWP {CLIPBOARD}[low]",)
    )
    connection.execute("UPDATE category SET title = ? WHERE code = '10.2'", (f"Old [age]{TITLE}",))
    connection.execute("UPDATE population SET source = ?", (f"source [/b]{CLEAR}",))
    connection.execute("UPDATE batch SET file = ?", (f"file [b]{CLIPBOARD}.csv",))
    connection.commit()
    connection.close()
    return path


@pytest.mark.deep
@pytest.mark.parametrize("size", first_of([(80, 24), (120, 36)], 1, 0))
async def test_markup_in_the_desk_is_shown_as_it_stands(hostile_file: Path, size: tuple[int, int]) -> None:
    async with open_window(hostile_file, size) as window:
        await window.press("a")
        text = await window.all_right()
        assert "[b]desk[red] [x].tpdesk" in window.lines[0]
        assert "Health [closed] 2024-" in window.text
        for expected in (
            "County [x]2J [/red]",
            "DWP [low]",
            "Old [age]",
            "source [/b]",
            "file [b].csv",
        ):
            assert expected in text
        assert "\x1b" not in text
        assert "\x9b" not in text
        await window.press("down")
        assert "Luton [/b]2J[red] 200" in window.text
        await window.press("down", "down", "down", "f1", "escape", "question_mark", "escape", "t", "r")
        assert "stolen" not in window.text
        await window.press("up", "up", "up", "up", "down", "down")
        assert "[@click=app.quit]Bexley[/] $primary" in window.text


async def test_a_failure_with_hostile_words_is_shown_as_it_stands(hostile_file: Path) -> None:
    async with open_window(hostile_file) as window:
        hostile_file.unlink()
        await window.press("r")
        assert "[b]desk[red] [x].tpdesk" in window.text


@given(st.text(), st.sampled_from(["", "bold $accent"]))
def test_what_the_helper_makes_is_literal_and_clean(text: str, style: str) -> None:
    assert content(text, style).plain == shown(text)
    assert cell(text).plain == shown(text)
    both = joined([content(text, style), content("end")])
    assert both.plain.endswith("end")
    assert not any(ord(letter) < 32 or 127 <= ord(letter) < 160 for letter in both.plain)


@pytest.mark.deep
@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pty; the Pilot test above holds there")
def test_a_terminal_is_sent_nothing_of_the_desks_escape_sequences(hostile_file: Path) -> None:
    recorded = _record(hostile_file, [b"", b"\x1b[B", b"\x1b[B", b"?", b"\x1b", b"r"], until=b"[closed]")
    assert b"Health [closed]" in recorded
    for stolen in (b"c3RvbGVu", b"stolen title", b"\x1b]52", b"\x9b2J", b"\x1b[2J"):
        assert stolen not in recorded


def _record(desk: Path, keys: list[bytes], *, until: bytes) -> bytes:
    """Return everything that the window sends to a terminal of 120 by 36 while the keys are typed and it is quit."""
    import fcntl
    import pty
    import struct
    import termios

    child, terminal = pty.fork()
    if child == 0:
        os.environ.update(TERM="xterm-256color", COLORTERM="truecolor", COLUMNS="120", LINES="36")
        os.execv(sys.executable, [sys.executable, "-m", "tpdesk", "--desk", str(desk)])
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 36, 120, 0, 0))
    recorded = bytearray()

    def read(*, wanted: bytes = b"", quiet: float = 0.4) -> None:
        # Until the wanted words have come and the terminal has been quiet; at most a minute, should they never come.
        end = time.monotonic() + 60
        while time.monotonic() < end:
            ready, _, _ = select.select([terminal], [], [], quiet)
            if not ready and wanted in recorded:
                return
            if ready:
                try:
                    found = os.read(terminal, 65_536)
                except OSError:
                    return
                if not found:
                    return
                recorded.extend(found)

    read(wanted=until)
    for key in keys:
        if key:
            os.write(terminal, key)
        read()
    os.write(terminal, b"q")
    # Until the window has closed its side: to hang up before that would kill it.
    read(wanted=b"no such bytes", quiet=60)
    os.close(terminal)
    _, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) == 0
    return bytes(recorded)
