"""The process that takes files in for a window, run by its path: at low priority and with a lock of its own on
Python, so that the window's keys do not wait for it.

It reads its order on stdin, pickled: a `Wanted`. It answers on stdout with pickled pairs: `progress` with what
`Progress` is called with, `tell` with words, and in the end `done` with what came of it, or `failed` with the error.
A byte on stdin stops it: nothing of it stays then. The end of stdin, since nobody waits any more or its parent is
gone, ends it at once, as a power cut would: nothing that is half is kept.
"""

from __future__ import annotations

import json
import pickle
import sys
import time
from os import _exit as end_at_once
from threading import Event, Thread
from typing import TYPE_CHECKING, Any, BinaryIO, Final

if TYPE_CHECKING:
    from tpdesk.services.import_apart import Wanted

_EVERY_SECONDS: Final = 0.05
"""Between two words on how far it is: each wakes the window."""


class _Parent:
    """Who waits for this process."""

    def __init__(self, inward: BinaryIO, outward: BinaryIO) -> None:
        self._inward, self._outward = inward, outward
        self._stop = Event()
        self._said = ("", 0.0)

    def listen(self) -> None:
        """Hear until it says no more, then end."""
        while self._inward.read(1):
            self._stop.set()
        from tpdesk.models.beside import end_readings

        end_readings()
        end_at_once(1)

    def say(self, what: str, said: object) -> None:
        """Say one thing."""
        pickle.dump((what, said), self._outward, protocol=pickle.HIGHEST_PROTOCOL)
        self._outward.flush()

    def progress(self, name: str, rows: int, done: int, whole: int) -> None:
        """Say how far it is, unless that was said just now. Raises Cancelled where it was told to stop."""
        from tpdesk.errors import Cancelled

        if self._stop.is_set():
            raise Cancelled("The work was stopped; nothing of it was kept.", title="Stopped")
        last, at = self._said
        now = time.monotonic()
        if name != last or done >= whole or now - at > _EVERY_SECONDS:
            self._said = name, now
            self.say("progress", (name, rows, done, whole))


def main() -> None:
    """Do what is ordered, and end."""
    from tpdesk.models import guard

    guard.lower_priority()
    # What a library may print is no answer.
    inward, outward = sys.stdin.buffer, sys.stdout.buffer
    sys.stdout = sys.stderr
    wanted: Wanted = pickle.load(inward)
    parent = _Parent(inward, outward)
    Thread(target=parent.listen, daemon=True).start()
    try:
        found: tuple[str, Any] = ("done", _done(wanted, parent))
    except BaseException as error:
        found = ("failed", error)
    try:
        parent.say(*found)
    except (pickle.PicklingError, TypeError, AttributeError):
        parent.say("failed", RuntimeError(repr(found[1])))


def _done(wanted: Wanted, parent: _Parent) -> object:
    from tpdesk.models.desk import open_desk
    from tpdesk.models.keeping.lock import WINDOW, hold_for_parent
    from tpdesk.services.imports import import_each
    from tpdesk.services.preview import try_file

    if wanted.only_tries:
        [(path, request)] = wanted.files
        return try_file(wanted.desk, path, request, parent.progress)
    hold_for_parent(wanted.desk)
    with open_desk(wanted.desk, program=WINDOW) as desk:
        desk.tell = lambda words: parent.say("tell", words)
        try:
            return import_each(desk, wanted.files, parent.progress)
        finally:
            # The window hears what is wrong with a backup, and lives on.
            desk.has_written = False


if __name__ == "__main__":
    sys.path[:] = json.loads(sys.argv[1])
    main()
    # What still listens would be in the way of an orderly end.
    end_at_once(0)
