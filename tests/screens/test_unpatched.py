"""The window as it is, without what makes it quick in tests (`quick.py`):
every mode and the room of a workshop come to rest with the same screen."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from textual.pilot import Pilot

from tests.screens.looking import open_window
from tests.screens.quick import as_it_is
from tpdesk.app import TpDesk
from tpdesk.screens.modes import MODES

SIZE = (120, 36)
STOPS = {mode: (place.key, "down") for mode, place in MODES.items()} | {"room": ("f11", "enter", "b", "space", "x")}
"""Name -> keys that lead there, and that show that the screen answers."""


def lines(pilot: Pilot[None]) -> list[str]:
    """Return the screen as it is painted."""
    return [strip.text.rstrip() for strip in pilot.app.screen._compositor.render_strips()]


@pytest.mark.deep
async def test_every_mode_comes_to_rest_with_the_same_screen_without_what_makes_tests_quick(
    sample_file: Path, tmp_path: Path
) -> None:
    # The window remembers where each desk was left.
    again = tmp_path / "again" / sample_file.name
    again.parent.mkdir()
    shutil.copyfile(sample_file, again)
    at_rest = dict[str, list[str]]()
    async with open_window(sample_file, SIZE) as window:
        for name, keys in STOPS.items():
            await window.press(*keys)
            at_rest[name] = window.lines
    assert len({tuple(shown) for shown in at_rest.values()}) == len(STOPS)
    with as_it_is():
        app = TpDesk(again)
        app.look_every = 3_600.0
        app.works_at_rest = False
        async with app.run_test(size=SIZE, notifications=True) as pilot:
            for name, keys in STOPS.items():
                for key in keys:
                    await pilot.press(key)
                for _ in range(1_000):
                    await pilot.pause(0.02)
                    if lines(pilot) == at_rest[name]:
                        break
                assert lines(pilot) == at_rest[name], name
