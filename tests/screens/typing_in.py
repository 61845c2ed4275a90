"""Putting whole texts in, and waiting for what comes of a chain of readings."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from textual.events import Paste

from tests.screens.looking import Window
from tests.screens.quick import quiet


async def paste(window: Window, text: str) -> None:
    """Paste the text into what has the keyboard."""
    taking = window.app.focused
    assert taking is not None
    taking.post_message(Paste(text))
    await window.settle()


async def until(window: Window, seen: Callable[[], bool]) -> None:
    """Wait until it is so; fails, with the screen, where it never is. It looks a hundred times a second: what is waited
    for may need a thread, which needs the processor itself, or a picture for each key, which is laid out by `quiet`."""
    for _ in range(6_000):
        await quiet(window.app)
        if seen():
            return
        await asyncio.sleep(0.01)
    raise AssertionError(window.text)
