"""A workshop typed through a real terminal as fast as it takes the keys, the window killed twice meanwhile:
nothing is lost, nothing comes twice."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import pytest

from tests.hostile.typist import Typist, held, make_desk, on_its_way, script, taken, wanted

pytestmark = [
    pytest.mark.deep,
    pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pty; the Pilot tests hold there"),
]


def until_all_is_saved(typist: Typist, desk: Path, lines: list[str]) -> None:
    """Wait until all is on the desk and nothing on its way; fails where it never is."""
    end = time.monotonic() + 60
    while (held(desk) != wanted(lines) or on_its_way(desk) != ("", [])) and time.monotonic() < end:
        typist.read(quiet=0.1, most=0.5)
    assert held(desk) == wanted(lines)
    assert on_its_way(desk) == ("", [])


def test_nothing_is_lost_over_two_kills(tmp_path: Path) -> None:
    desk = make_desk(tmp_path / "desk.tpdesk")
    lines = script(10, 4, 2, 1)
    text = "".join(f"{line}\r" for line in lines)
    first, second = len(text) // 3, 2 * len(text) // 3
    typist = Typist(desk)
    typist.type(text[:first])
    # The facilitator looks up; what was typed has been painted by then, and is kept.
    typist.read(quiet=1.0)
    typist.kill()
    assert taken(desk, text[:first]) == first
    typist = Typist(desk)
    typist.type(text[first:second])
    typist.read(lambda _: False, most=1.5)
    # Keys on their way to the window are lost with it: the facilitator goes on from what the screen shows again.
    typist.kill()
    at = taken(desk, text[:second])
    assert at >= first
    typist = Typist(desk, 60, 20)
    typist.type(text[at:])
    until_all_is_saved(typist, desk, lines)
    assert typist.close() == 0


def test_a_paste_into_the_terminal_is_taken_line_by_line(tmp_path: Path) -> None:
    desk = make_desk(tmp_path / "desk.tpdesk")
    typist = Typist(desk, 80, 24)
    lines = script(12, 0, 0, 0)
    pasted = "\n".join(lines)
    typist.type(f"\x1b[200~{pasted}\n\x1b[201~")
    until_all_is_saved(typist, desk, lines)
    assert typist.close() == 0
