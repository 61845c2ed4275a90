"""Typing whole words, and waiting for what comes of a chain of readings."""

from __future__ import annotations

from collections.abc import Callable

from textual.events import Paste

from tests.screens.looking import Window


async def type_text(window: Window, text: str) -> None:
    """Type the text into what has the keyboard."""
    for letter in text:
        await window.pilot.press(letter)
    await window.settle()


async def paste(window: Window, text: str) -> None:
    """Paste the text into what has the keyboard."""
    taking = window.app.focused
    assert taking is not None
    taking.post_message(Paste(text))
    await window.settle()


async def until(window: Window, seen: Callable[[], bool]) -> None:
    """Wait until it is so; fails, with the screen, where it never is."""
    for _ in range(60):
        if seen():
            return
        await window.settle()
    raise AssertionError(window.text)
