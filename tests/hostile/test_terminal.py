"""A desk in which every text of every table is hostile, shown on every screen in a recorded terminal:
nothing of it reaches the terminal as an act."""

from __future__ import annotations

import base64
import re
import shutil
import sys
from pathlib import Path

import pytest

from tests.hostile.payloads import ALL, HIDDEN, LONG, MARK, poison, texts_of
from tests.hostile.recorded import Recorded

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pty; the Pilot tests hold there")

LEAKS = re.compile(
    rb"\x1b\]52|\x1b\][0-9;]*[^\x07\x1b]*"
    + MARK.encode()
    + rb"|\x1b[PX^_][^\x1b]*"
    + MARK.encode()
    + rb"|\x1bc|\x1b#8|\x1b\(0|\x0e|\x07|\x7f"
)
"""Acts that the window itself never asks of a terminal, and those that carry our mark."""

COPIED = re.compile(rb"\x1b\]52;c;([A-Za-z0-9+/=]*)\x07")
"""Text put on the clipboard by the window."""

WIPES = b"\x1b[2J"
"""The window clears the screen by itself too: only so often."""

C1 = re.compile("[\x80-\x9f]")
"""Control characters of one code, as text."""

KEYS = {
    "escape": b"\x1b", "enter": b"\r", "tab": b"\t", "space": b" ", "up": b"\x1b[A", "down": b"\x1b[B",
    "right": b"\x1b[C", "left": b"\x1b[D", "home": b"\x1b[H", "end": b"\x1b[F",
    "pageup": b"\x1b[5~", "pagedown": b"\x1b[6~", "delete": b"\x1b[3~", "insert": b"\x1b[2~", "question_mark": b"?",
    "slash": b"/", "left_square_bracket": b"[",
    "right_square_bracket": b"]", "plus": b"+", "minus": b"-", "full_stop": b".", "comma": b",", "f1": b"\x1bOP",
    "f2": b"\x1bOQ", "f3": b"\x1bOR", "f4": b"\x1bOS",
    "f5": b"\x1b[15~", "f6": b"\x1b[17~", "f7": b"\x1b[18~", "f8": b"\x1b[19~", "f9": b"\x1b[20~", "f10": b"\x1b[21~",
    "f11": b"\x1b[23~", "f12": b"\x1b[24~",
}  # fmt: skip
"""Textual's names of keys -> what a terminal sends for them."""


def sent(key: str) -> bytes | None:
    """Return what a terminal sends for a key by Textual's name; None for one that no terminal has."""
    if key.startswith("ctrl+") and len(key) == 6:
        return bytes([ord(key[5]) & 0x1F])
    return KEYS.get(key) or (key.encode() if len(key) == 1 else None)


def ways() -> list[tuple[str, list[bytes]]]:
    """Return (mode, keys that go to it and then do all that its registry lists), from the registry itself;
    the first does what works everywhere too."""
    from tpdesk.screens.commands import EVERYWHERE, MODE_CHAPTERS
    from tpdesk.screens.modes import MODES

    found: list[tuple[str, list[bytes]]] = []
    for chapter in MODE_CHAPTERS:
        keys = [MODES[chapter.where].key.encode(), b"\x1b[B", b"\x1b[B", b"\t", b"\x1b[B"]
        for command in (*chapter.commands, *(EVERYWHERE.commands if not found else ())):
            first = next((key for name in command.keys.split(",") if (key := sent(name)) is not None), None)
            # Another desk would show nothing of this one.
            if first is not None and command.action not in ("quit", "open_sample"):
                # What opened is looked through, and closed again whatever it was.
                keys += [first, b"\x1b[B", b"\x1b"]
        found.append((chapter.where, keys))
    return found


WAYS = ways()


def at_a_size() -> list[object]:
    """Return (mode, keys, size): each mode at one of two sizes in turn, and at the other under `pytest -m long`."""
    sizes = (120, 36), (80, 24)
    return [
        pytest.param(
            mode, keys, size, id=f"{mode}-{size[0]}x{size[1]}", marks=[pytest.mark.long] if (n + at) % 2 else []
        )
        for n, (mode, keys) in enumerate(WAYS)
        for at, size in enumerate(sizes)
    ]


def test_the_payload_is_in_every_table_with_a_free_text(hostile_original: Path) -> None:
    tables = {table for table, _, value in texts_of(hostile_original) if MARK in value}
    wanted = (
        "place area category supplier description label batch audit population milestone place_note programme "
        "funding_award client_group activity funding_stream outsider agency reject undo_step"
    )
    assert set(wanted.split()) <= tables


@pytest.mark.deep
@pytest.mark.parametrize(("mode", "keys", "size"), at_a_size())
def test_no_screen_lets_anything_through(
    hostile_original: Path, tmp_path: Path, mode: str, keys: list[bytes], size: tuple[int, int]
) -> None:
    desk = tmp_path / "[b]hostile[red] [x].tpdesk"
    shutil.copyfile(hostile_original, desk)
    window = Recorded(desk, *size)
    window.read(lambda found: MARK.encode() in found or b"Lancashire" in found)
    window.press(*keys)
    code = window.close()
    # The shape of the pointer is the window's own.
    seen = re.sub(rb"\x1b\]22;[a-z-]*\x07", b"", bytes(window.bytes))
    # So is what the user copies, as long as nothing hostile is in it.
    for copied in COPIED.findall(seen):
        text = base64.b64decode(copied).decode("utf-8")
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f]", text)
        assert not [hidden for hidden in HIDDEN if hidden in text]
    seen = COPIED.sub(b"", seen)
    assert b"Traceback" not in seen, re.sub(rb"\x1b\[[0-9;]*m", b"", seen[seen.index(b"Traceback") :]).decode(
        "utf-8", "replace"
    )[:6_000]
    assert code == 0, seen[-2_000:]
    assert b"Lancashire" in seen, f"{mode} showed nothing of the desk"
    assert [seen[max(0, found.start() - 60) : found.end() + 60] for found in LEAKS.finditer(seen)] == []
    # The payload holds it many times a screenful: had any come through, there would be hundreds.
    assert seen.count(WIPES) <= 4
    text = seen.decode("utf-8", "replace")
    assert not C1.search(text)
    assert not [hidden for hidden in HIDDEN if hidden in text]


ACCENTED = "e\u0301"
WITHOUT_END = {
    "letters": f"{LONG}{'[' * 2_000}{'[/]' * 500}{ACCENTED * 2_000}{'🏛️' * 1_000}",
    "marks": "a" + "\u0301" * 5_000,
    "lines": "\n" * 3_000 + "x",
}
"""Texts of a kind that no screen has room for."""


@pytest.mark.deep
@pytest.mark.parametrize("payload", WITHOUT_END.values(), ids=WITHOUT_END)
def test_texts_without_end_are_shown_and_the_window_goes_on(
    sample_original: Path, tmp_path: Path, payload: str
) -> None:
    desk = tmp_path / "long.tpdesk"
    shutil.copyfile(sample_original, desk)
    poison(desk, payload)
    window = Recorded(desk, 80, 24)
    window.read(lambda found: b"Lancashire" in found)
    window.press(b"\x1b[B", b"\t", b"\x1b[6~", b"?", b"\x1b")
    assert window.close() == 0, bytes(window.bytes[-2_000:])
    assert b"Traceback" not in window.bytes


def test_the_looks_would_find_a_leak() -> None:
    for part in ALL.split(MARK)[0], "\x1b]0;stolen\x07", "\x1bP1$rstolen\x1b\\", "\x1bc", "\x0e":
        assert LEAKS.search(part.encode()) or MARK not in part
    assert LEAKS.search(ALL.encode())
    assert C1.search(ALL)
