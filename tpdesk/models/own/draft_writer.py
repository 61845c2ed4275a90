"""A draft that changes with every key: written by a thread of its own, so that typing never waits for the disk."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from pathlib import Path

from tpdesk.models.own.drafts import keep_draft


class DraftWriter:
    """Writes the draft of one form: each state that is kept, or a later one. Its thread ends when nothing is left to write, and a program waits for it at its end."""

    def __init__(self, desk: Path, form: str) -> None:
        self._desk, self._form = desk, form
        self._changed = threading.Condition()
        self._next: list[tuple[Mapping[str, str] | None, Mapping[str, str] | None]] = []
        """The latest state that is not written yet, if any."""
        self._writes = False

    def keep(self, values: Mapping[str, str] | None, based_on: Mapping[str, str] | None = None) -> None:
        """Write the draft soon, or throw it away (None)."""
        with self._changed:
            self._next = [(values, based_on)]
            if self._writes:
                return
            self._writes = True
        threading.Thread(target=self._write, name="draft").start()

    def settle(self) -> None:
        """Wait until all that was kept is written."""
        with self._changed:
            self._changed.wait_for(lambda: not self._writes)

    def _write(self) -> None:
        while True:
            with self._changed:
                if not self._next:
                    self._writes = False
                    self._changed.notify_all()
                    return
                values, based_on = self._next.pop()
            keep_draft(self._desk, self._form, values, based_on)
