"""Work in the background that a user waits for: how far it is, how long it will take, and how it is stopped."""

from __future__ import annotations

import time
from threading import Event

from tpdesk.errors import Cancelled

_SURE_AFTER = 2.0
"""Seconds of work before the time left is worth saying."""


class Job:
    """One act that runs in a thread. The thread calls `step`; the window reads `words` and calls `stop`."""

    def __init__(self, title: str) -> None:
        self.title = title
        """What is being done, as in `Taking in hyndburn 2401.csv`."""
        self.started = time.monotonic()
        """By the monotonic clock, in seconds."""
        self.done = 0
        self.total: int | None = None
        self.unit = ""
        self.settling = False
        """Whether the last part runs, which cannot be stopped: all of it is kept, or nothing."""
        self._stop = Event()

    def step(self, done: int, total: int | None = None, unit: str = "rows") -> None:
        """Say how far the work is, as `done` of `total` (None: nobody knows) of `unit`. Raises Cancelled where the user has stopped it."""
        self.done, self.total, self.unit = done, total, unit
        self.check()

    def check(self) -> None:
        """Raise Cancelled where the user has stopped the work."""
        if self._stop.is_set():
            raise Cancelled("The work was stopped; nothing of it was kept.", title="Stopped")

    @property
    def stopping(self) -> bool:
        """Whether the user has stopped it, and it has not ended yet."""
        return self._stop.is_set()

    def stop(self) -> None:
        """Ask the work to stop at its next step."""
        self._stop.set()

    def words(self, now: float) -> str:
        """Return how far it is at the time `now` of the monotonic clock: `Taking in x.csv: 1,200 of 5,000 rows, about 12 s left`."""
        if self.stopping:
            return f"{self.title}: stopping ..."
        if self.settling:
            return f"{self.title}: writing to the desk ..."
        if not self.done:
            return f"{self.title} ..."
        if not self.total:
            return f"{self.title}: {self.done:,} {self.unit}"
        return f"{self.title}: {self.done:,} of {self.total:,} {self.unit}{self._left(now)}"

    def _left(self, now: float) -> str:
        spent = now - self.started
        if spent < _SURE_AFTER or not self.total or self.done >= self.total:
            return ""
        left = round(spent * (self.total - self.done) / self.done)
        return f", about {left} s left" if left < 90 else f", about {round(left / 60)} min left"
