"""The first picture after a key: it comes before anything has been read, and says where one is and that it is read."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from threading import Event

import pytest

from tests.screens.looking import open_window
from tests.screens.quick import paint, quiet
from tpdesk.models import desk as desks
from tpdesk.screens.modes import MODES

VISITED = [name for name in MODES if name != "overview"]


@pytest.fixture
def readings(monkeypatch: pytest.MonkeyPatch) -> Iterator[Event]:
    """While it is clear, no reading of a desk file goes on."""
    go_on, open_desk = Event(), desks.open_desk
    go_on.set()

    def wait_and_open(*arguments: object, **named: object) -> object:
        go_on.wait(30)
        return open_desk(*arguments, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(desks, "open_desk", wait_and_open)
    yield go_on
    go_on.set()


@pytest.mark.parametrize("mode", VISITED)
async def test_a_mode_shows_its_name_its_keys_and_that_it_is_read_before_anything_is(
    mode: str, sample_file: Path, readings: Event
) -> None:
    async with open_window(sample_file) as window:
        readings.clear()
        await window.pilot.press(MODES[mode].key)
        await quiet(window.app)
        lines = [strip.text for strip in paint(window.app)]
        assert f"▸{MODES[mode].key} {MODES[mode].title}" in lines[1]
        assert "reading ..." in lines[0]
        assert "? Keys" in lines[-1]
        readings.set()


@pytest.mark.deep
async def test_what_was_read_takes_the_place_of_the_word(sample_file: Path) -> None:
    async with open_window(sample_file) as window:
        for name in VISITED:
            await window.press(MODES[name].key)
            assert "reading ..." not in window.lines[0]
            assert "saved " in window.lines[0]


async def test_where_the_desk_cannot_be_read_nothing_says_that_it_is_being_read(tmp_path: Path) -> None:
    path = tmp_path / "broken.tpdesk"
    path.write_bytes(b"no desk at all" * 100)
    async with open_window(path) as window:
        await asyncio.sleep(0)
        assert "reading ..." not in window.lines[0]
