"""Putting whole texts in, and waiting for what comes of a chain of readings."""

from __future__ import annotations

import contextlib
from collections.abc import Callable

from textual.events import Paste
from textual.worker import WorkerFailed

from tests.screens.looking import Window


async def paste(window: Window, text: str) -> None:
    """Paste the text into what has the keyboard."""
    taking = window.app.focused
    assert taking is not None
    taking.post_message(Paste(text))
    await window.settle()


async def until(window: Window, seen: Callable[[], bool]) -> None:
    """Wait until it is so; fails, with the screen, where it never is."""
    for _ in range(300):
        if seen():
            return
        await window.pilot.pause()
        with contextlib.suppress(WorkerFailed):
            await window.app.workers.wait_for_complete()
    raise AssertionError(window.text)
