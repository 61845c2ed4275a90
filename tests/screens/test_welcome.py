"""A desk without a place: the welcome, and the sample desk one key away."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.verbs import Verb
from tests.screens.looking import SIZES, open_window
from tpdesk.models.recent import default_desk, recent_desks


@pytest.mark.parametrize("size", SIZES)
async def test_an_empty_desk_says_what_to_press_and_type(empty_file: Path, size: tuple[int, int]) -> None:
    async with open_window(empty_file, size) as window:
        assert "Welcome to tpdesk" in window.text
        assert "Press d to open the sample desk" in window.text
        for command in ("tpdesk place add", "tpdesk agency add", "tpdesk import FILE.csv"):
            assert command in window.text
        assert "reads it again while it is open." in window.text
        assert "d Sample desk" in window.lines[-1]
        assert "Level" not in window.lines[-1]


async def test_d_makes_the_sample_desk_and_opens_it(empty_file: Path) -> None:
    async with open_window(empty_file) as window:
        await window.press("d")
        assert "15 bodies spend £4,248.1m here" in window.right
        assert "sample.tpdesk" in window.lines[0]
        assert "Sample desk" not in window.lines[-1]
        await window.press("d", "r")
        assert "15 bodies spend" in window.right
    made = default_desk().with_name("sample.tpdesk")
    assert recent_desks() == [made.resolve()]
    assert len(Verb(empty_file).good("place", "list")["places"]) == 0


async def test_the_sample_that_stands_is_opened_as_it_is(empty_file: Path) -> None:
    sample = Verb(default_desk().with_name("sample.tpdesk"))
    sample.good("demo")
    sample.good("place", "add", "Aardvarkshire")
    async with open_window(empty_file) as window:
        await window.press("d")
        assert "Aardvarkshire" in window.text


async def test_a_desk_in_use_in_the_samples_place_is_left_alone(empty_file: Path) -> None:
    other = Verb(default_desk().with_name("sample.tpdesk"))
    other.good("place", "add", "Aardvarkshire")
    async with open_window(empty_file) as window:
        await window.press("d")
        assert "There is a desk already" in window.text
        assert "Press d to open the sample desk" in window.text
    assert [place["name"] for place in other.good("place", "list")["places"]] == ["Aardvarkshire"]


async def test_r_finds_the_first_place(empty_file: Path) -> None:
    async with open_window(empty_file) as window:
        Verb(empty_file).good("place", "add", "Borsetshire")
        await window.press("r")
        assert "Borsetshire" in window.right
        assert "Welcome" not in window.text
