"""How a return stands against its date: overdue in words. The day is given, so that the answer never depends on the clock."""

from __future__ import annotations

import datetime as dt
from typing import Final

from tpdesk.text import counted

SETTLED: Final = ("received", "signed-off")
"""States in which nothing is waited for."""


def days_late(state: str, due_on: str, today: dt.date) -> int | None:
    """Return days since the return was due (negative: days left); None where nothing is waited for or no day is set. `due_on` is ISO 8601 or empty."""
    if state in SETTLED or not due_on:
        return None
    try:
        return (today - dt.date.fromisoformat(due_on)).days
    except ValueError:
        return None


def due_words(state: str, due_on: str, today: dt.date) -> str:
    """Return `12 days late`, `due today`, `due in 3 days`; empty where nothing is waited for, or no day is set."""
    late = days_late(state, due_on, today)
    if late is None:
        return ""
    if late > 0:
        return f"{counted(late, 'day')} late"
    return "due today" if late == 0 else f"due in {counted(-late, 'day')}"
