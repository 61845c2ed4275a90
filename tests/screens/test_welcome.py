"""A desk without a place: the welcome, and the sample desk one key away."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.verbs import Verb
from tests.deep import first_of
from tests.screens.looking import SIZES, open_window
from tpdesk.models.own.remembered import default_desk, recent_desks


@pytest.mark.parametrize("size", first_of(SIZES, 1, 1))
async def test_an_empty_desk_says_what_to_press(empty_file: Path, size: tuple[int, int]) -> None:
    async with open_window(empty_file, size) as window:
        assert "Welcome to tpdesk" in window.text
        for said in (
            "Press d - Look round in the sample desk",
            "Press n - Make a place of your own",
            "Press o - Open another desk",
            "Press F9 - Take the tour",
        ):
            assert said in window.text
        assert "Level" not in window.lines[-1]


@pytest.mark.deep
async def test_d_makes_the_sample_desk_opens_it_and_begins_the_tour_once(empty_file: Path) -> None:
    async with open_window(empty_file) as window:
        await window.press("d")
        assert "Step 1 of 7" in window.text
        await window.press("escape")
        assert "19 organisations spend £16,650.7m here" in window.right
        assert "sample.tpdesk" in window.lines[0]
        assert "Sample desk" not in window.lines[-1]
    made = default_desk().with_name("sample.tpdesk")
    assert recent_desks()[0] == made.resolve()
    assert len(Verb(empty_file).good("place", "list")["places"]) == 0
    async with open_window(empty_file) as window:
        assert "Opened lately:" in window.text
        await window.press("d")
        assert "19 organisations spend £16,650.7m here" in window.right


@pytest.mark.deep
async def test_the_sample_can_be_made_anew(empty_file: Path) -> None:
    async with open_window(empty_file) as window:
        await window.press("d", "escape")
        Verb(window.app.path).good("place", "add", "Aardvarkshire")
        await window.press("r")
        assert "Aardvarkshire" in window.text
        await window.press("ctrl+p", *"fresh", "enter")
        await window.settle()
        assert "19 organisations spend" in window.right
        assert "Aardvarkshire" not in window.text


async def test_n_makes_the_first_place(empty_file: Path) -> None:
    async with open_window(empty_file, (80, 24)) as window:
        await window.press("n", *"Borsetshire", "f2")
        assert "Borsetshire" in window.right
        assert "No money here yet." in window.right
    assert [place["name"] for place in Verb(empty_file).good("place", "list")["places"]] == ["Borsetshire"]


@pytest.mark.deep
async def test_what_was_typed_stays_where_it_cannot_be_saved_and_over_a_restart(empty_file: Path) -> None:
    async with open_window(empty_file) as window:
        await window.press("n", *"Borsetshire", "tab", *"nonsense", "f2")
        assert "There is no area called 'nonsense'" in window.text
        assert "Borsetshire" in window.text
        await window.press("escape")
    async with open_window(empty_file) as window:
        await window.press("n")
        assert "This was typed before and is not saved yet." in window.text
        assert "Borsetshire" in window.text
        assert "nonsense" in window.text
        await window.press("tab", *["backspace"] * 8, "f2")
        assert "Borsetshire" in window.right


@pytest.mark.deep
async def test_o_opens_another_desk_by_its_path(empty_file: Path, sample_file: Path) -> None:
    async with open_window(empty_file) as window:
        await window.press("o", *"nowhere", "enter")
        assert "There is no desk file at nowhere" in window.text
        await window.press("o")
        await window.pilot.app._press_keys(list(str(sample_file)))
        await window.press("enter")
        assert "19 organisations spend" in window.right


@pytest.mark.deep
async def test_the_sample_that_stands_is_opened_as_it_is(empty_file: Path) -> None:
    sample = Verb(default_desk().with_name("sample.tpdesk"))
    sample.good("demo")
    sample.good("place", "add", "Aardvarkshire")
    async with open_window(empty_file) as window:
        await window.press("d", "escape")
        assert "Aardvarkshire" in window.text


async def test_a_desk_in_use_in_the_samples_place_is_left_alone(empty_file: Path) -> None:
    other = Verb(default_desk().with_name("sample.tpdesk"))
    other.good("place", "add", "Aardvarkshire")
    async with open_window(empty_file) as window:
        await window.press("d")
        assert "There is a desk already" in window.text
        assert "Press d - Look round in the sample desk" in window.text
    assert [place["name"] for place in other.good("place", "list")["places"]] == ["Aardvarkshire"]


async def test_r_finds_the_first_place(empty_file: Path) -> None:
    async with open_window(empty_file) as window:
        Verb(empty_file).good("place", "add", "Borsetshire")
        await window.press("r")
        assert "Borsetshire" in window.right
        assert "Welcome" not in window.text


@pytest.mark.deep
async def test_the_tour_of_an_empty_desk_offers_the_sample(empty_file: Path) -> None:
    async with open_window(empty_file, (80, 24)) as window:
        await window.press("f9")
        assert "This desk has no place yet" in window.text
        await window.press("d")
        assert "Step 1 of 7" in window.text
        assert "This desk has no place yet" not in window.text
        assert window.app.place is not None
