"""The few kinds of failure a user can act on: each has a title, says what, where and what to do,
and carries its exit code."""

from __future__ import annotations

from typing import Any


class DeskError(Exception):
    """Something the user can mend. `title` is a short heading, the message says what, where and what to do."""

    title = "Something went wrong"
    """A short heading for a dialog or the first line on stderr."""

    exit_code = 1
    """The command line's exit code (docs/verbs.md lists them)."""

    def __init__(self, message: str, *, title: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        """The message as it was given: one with advice keeps it as data."""
        if title is not None:
            self.title = title

    def __reduce__(self) -> tuple[Any, ...]:
        """Go from one process to another as what it says, however it was made."""
        return _as_it_was, (type(self), self.args, self.__dict__)


def _as_it_was(kind: type[DeskError], args: tuple[object, ...], said: dict[str, Any]) -> DeskError:
    error = kind.__new__(kind, *args)
    error.__dict__.update(said)
    return error


class InputProblem(DeskError):
    """The input has problems: a file unreadable, empty, protected, hostile, no spending, or taken in before. Exit 1."""

    title = "This file cannot be imported"
    exit_code = 1


class UsageProblem(DeskError):
    """What was asked does not make sense: an unknown place, a year that is no year, a missing choice. Exit 2."""

    title = "That cannot be done"
    exit_code = 2


class Locked(DeskError):
    """Someone else holds the desk file, or the place to write is closed. Exit 3."""

    title = "This place cannot be written to"
    exit_code = 3


class DeskFileProblem(DeskError):
    """The desk file is newer, foreign, damaged or missing. Exit 4."""

    title = "This desk file cannot be opened"
    exit_code = 4


class Damaged(DeskFileProblem):
    """The desk file is damaged, or no desk file at all: the ways back are a backup and salvage. Exit 4."""

    title = "This desk file is damaged"


class Cancelled(DeskError):
    """The user stopped the work; nothing was changed. Exit 130."""

    title = "Stopped"
    exit_code = 130


class MoneyError(ValueError):
    """A text that is no amount of money."""


class YearError(ValueError):
    """A text that is no financial year."""
