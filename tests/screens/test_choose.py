"""A list to choose from: what is made new is a choice of its own, which Enter alone never takes."""

from __future__ import annotations

from pathlib import Path

from tests.screens.looking import Window, open_window
from tests.screens.typing import type_in, write
from tpdesk.screens.dialogs.choose import Choice, Choose

BODIES = (Choice("1", "Lancashire Fire"), Choice("2", "Lancashire Police"))


async def asked(window: Window) -> list[Choice | None]:
    """Ask for a body, an old one or a new one; return where the answer will stand."""
    answers: list[Choice | None] = []
    window.app.push_screen(Choose("Whose spending is it?", BODIES, new="organisation"), answers.append)
    await window.settle()
    return answers


async def test_enter_takes_what_fits_though_something_new_could_be_made(empty_file: Path) -> None:
    async with open_window(empty_file) as window:
        answers = await asked(window)
        await type_in(window, "fire")
        assert "Make a new organisation called 'fire'" in window.text
        await window.press("enter")
        assert answers == [BODIES[0]]


async def test_what_nothing_fits_is_made_by_its_own_choice_alone(empty_file: Path) -> None:
    async with open_window(empty_file, (80, 24)) as window:
        answers = await asked(window)
        await type_in(window, "Ambulance  Trust")
        await window.press("enter")
        assert "No organisation here fits that. To make a new one of that name press ↓, then Enter." in window.text
        assert answers == []
        await window.press("down", "enter")
        assert answers == [Choice("", "Ambulance Trust")]


async def test_a_name_that_is_there_is_not_offered_again(empty_file: Path) -> None:
    async with open_window(empty_file) as window:
        answers = await asked(window)
        await write(window, "LANCASHIRE FIRE")
        assert "Make a new" not in window.text
        await window.press("enter")
        assert answers == [BODIES[0]]


async def test_a_question_that_is_open_is_not_answered_by_a_bare_enter(empty_file: Path) -> None:
    answers: list[Choice | None] = []
    async with open_window(empty_file) as window:
        window.app.push_screen(Choose("Whose?", BODIES, new="organisation", open_question=True), answers.append)
        await window.settle()
        await window.press("enter")
        assert answers == []
        await window.press("down", "enter")
        assert answers == [BODIES[0]]
