"""Processes of our own that work beside this one: how they begin, who waits for them, and how they are ended."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
from collections.abc import Iterator
from contextvars import ContextVar
from pathlib import Path
from threading import Event
from typing import Final

from tpdesk.models import desktop

WORKING: Final[set[OwnProcess]] = set()
"""Those that are at work."""

_STOP: Final[ContextVar[Event | None]] = ContextVar("stop", default=None)
"""What says that nobody waits any more for what this thread reads."""


@contextlib.contextmanager
def reading_until(stop: Event) -> Iterator[None]:
    """Let the processes that begin within this belong to `stop`: `end_readings(stop)` ends them."""
    token = _STOP.set(stop)
    try:
        yield
    finally:
        _STOP.reset(token)


def end_readings(stop: Event | None = None) -> None:
    """End the processes of `stop`, which is set, or all: nobody waits for what they read.
    Who reads then hears that they ended."""
    if stop is not None:
        stop.set()
    for process in tuple(WORKING):
        if stop is None or process.stop is stop:
            process.kill()


_ENDS_SECONDS: Final = 5.0


class OwnProcess:
    """One process that runs a script of ours, spoken to through its stdin and stdout."""

    def __init__(self, script: Path, *words: str, gives_way: bool = False) -> None:
        """`gives_way` lets it come after all that somebody waits for, as far as that is up to who begins it."""
        # By its path and without site: it gets our import paths, and starts in a fiftieth of a second.
        self.process = subprocess.Popen(
            [sys.executable, "-S", "-B", str(script), json.dumps(sys.path), *words],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE if not gives_way else subprocess.DEVNULL,
            close_fds=True,
            creationflags=desktop.flags_beside(gives_way=gives_way),
        )
        self.killed = False
        """Whether it was ended from outside."""
        self.stop: Final = _STOP.get()
        WORKING.add(self)
        # Once it is among them: what is stopped from now on ends it.
        if self.stop is not None and self.stop.is_set():
            self.kill()

    def kill(self) -> None:
        """End it without waiting for it."""
        self.killed = True
        self.process.kill()

    def end(self) -> None:
        """End it and wait for it."""
        WORKING.discard(self)
        self.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout, self.process.stderr):
            # What was still to be written to it is lost with it.
            with contextlib.suppress(OSError):
                if pipe is not None:
                    pipe.close()


class EndedByStdin(OwnProcess):
    """One that ends by itself once its stdin ends, so that it takes what it made, and what it began, with it."""

    def kill(self) -> None:
        """Tell it that nobody waits any more."""
        self.killed = True
        assert self.process.stdin is not None
        with contextlib.suppress(OSError, ValueError):
            self.process.stdin.close()

    def end(self) -> None:
        """End it, and wait for it as long as it may need."""
        self.kill()
        try:
            self.process.wait(_ENDS_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
        super().end()
