"""Settings that belong to the desk, not to the user's machine."""

from __future__ import annotations

import sqlite3


def get_setting(connection: sqlite3.Connection, key: str) -> str | None:
    """Return the setting, or None where it was never set."""
    row = connection.execute("SELECT value FROM setting WHERE key = ?", (key,)).fetchone()
    return str(row[0]) if row else None


def set_setting(connection: sqlite3.Connection, key: str, value: str) -> None:
    """Keep the setting. Inside `Desk.writing()`."""
    connection.execute(
        "INSERT INTO setting (key, value) VALUES (?1, ?2) ON CONFLICT DO UPDATE SET value = ?2", (key, value)
    )
