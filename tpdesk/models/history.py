"""The history: who did what and when, only ever added to."""

from __future__ import annotations

import getpass
import os
import sqlite3
from datetime import UTC, datetime


def now() -> str:
    """Return the time as ISO 8601 UTC to the second. TPDESK_NOW stands in for the clock where a run must be repeatable."""
    return os.environ.get("TPDESK_NOW") or datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def who() -> str:
    """Return the user's login name, or 'unknown' where the system has none."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "unknown"


def note_act(connection: sqlite3.Connection, act: str, subject: str, detail: str = "") -> None:
    """Write one line of history. Call inside `Desk.writing()`."""
    connection.execute(
        "INSERT INTO audit (at, who, act, subject, detail) VALUES (?, ?, ?, ?, ?)", (now(), who(), act, subject, detail)
    )


def last_change(connection: sqlite3.Connection) -> str:
    """Return when the desk was last changed, by its history: ISO 8601 UTC."""
    row = connection.execute("SELECT at FROM audit ORDER BY id DESC LIMIT 1").fetchone()
    return str(row[0]) if row else now()
