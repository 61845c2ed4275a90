"""Answers that are kept as long as nobody writes to the desk file: what is asked again of an unchanged desk."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Hashable
from pathlib import Path
from threading import Lock
from typing import Any, Final, TypeVar

from tpdesk.errors import DeskError
from tpdesk.models.connection import connect

R = TypeVar("R")

_MOST: Final = 24
"""Answers kept; the one that was asked for longest ago goes first."""


class KeptAnswers:
    """Answers about one desk file. Any thread may ask.

    A connection that stays open tells of every commit to the file, of this process or another
    (https://www.sqlite.org/pragma.html#pragma_data_version). What was found is kept only where none came while it was
    being found, and given only where none came since.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._guarding = Lock()
        self._connection: sqlite3.Connection | None = None
        self._file: tuple[int, int] | None = None
        self._opened = 0
        self._state: tuple[int, int] | None = None
        """That of the answers."""
        self._answers: dict[Hashable, Any] = {}
        self._closed = False

    def answer(self, asking: sqlite3.Connection, question: Hashable, find: Callable[[], R]) -> R:
        """Return the answer to a question, found anew where the desk may have changed since it was found last.

        `asking` is the connection that `find` reads by: what it has not committed yet is nobody else's answer.
        """
        if asking.in_transaction:
            return find()
        with self._guarding:
            before = self._look()
            if before is not None and before == self._state and question in self._answers:
                found: R = self._answers.pop(question)
                self._answers[question] = found
                return found
        found = find()
        with self._guarding:
            if before is not None and before == self._look():
                if before != self._state:
                    self._answers.clear()
                    self._state = before
                self._answers[question] = found
                if len(self._answers) > _MOST:
                    del self._answers[next(iter(self._answers))]
        return found

    def close(self) -> None:
        """Let go of the file, for good: what is asked from now on is found anew."""
        with self._guarding:
            self._closed = True
            self._let_go()

    def _let_go(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None
        self._answers.clear()
        self._state = None

    def _look(self) -> tuple[int, int] | None:
        """Return what tells one state of the file from another, or None where that cannot be said just now."""
        if self._closed:
            return None
        try:
            found = self._path.stat()
            if self._connection is None or (found.st_dev, found.st_ino) != self._file:
                self._let_go()
                self._file = found.st_dev, found.st_ino
                self._connection = connect(self._path, read_only=True, by_any_thread=True)
                # Whoever asks does not wait to be told that somebody is writing.
                self._connection.execute("PRAGMA busy_timeout = 0")
                self._opened += 1
            return self._opened, self._connection.execute("PRAGMA data_version").fetchone()[0]
        except sqlite3.OperationalError:
            return None
        except (OSError, sqlite3.DatabaseError, DeskError):
            self._let_go()
            return None
