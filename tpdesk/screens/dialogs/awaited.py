"""Actions that open a dialog and go on with its answer."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Final, ParamSpec

from textual import work
from textual.worker import Worker

P = ParamSpec("P")

DIALOGS: Final = "dialogs"
"""The group of the workers that wait for an answer."""


def asks(action: Callable[P, Coroutine[None, None, None]]) -> Callable[P, Worker[None]]:
    """Let a method of a screen await its dialogs, as in `answer = await self.app.push_screen_wait(Confirm(...))`: it
    runs in a worker of that screen.

    The answer is None where the dialog was closed. The worker ends with its screen.
    """
    return work(action, group=DIALOGS, exit_on_error=False)
