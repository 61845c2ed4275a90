"""Desks with something in them, and what a file holds, for the tests of backups, restores and copies."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from tpdesk.acts import places
from tpdesk.models.desk import open_desk


def stocked(path: Path, *names: str) -> Path:
    """Make a desk with these places; return its path."""
    with open_desk(path, make=True) as desk:
        for name in names:
            places.add(desk, name)
    return path


def places_in(path: Path) -> list[str]:
    """Return the names of the places in a desk file, or a backup of one, read without tpdesk. Raises sqlite3.DatabaseError."""
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        return [name for (name,) in connection.execute("SELECT name FROM place ORDER BY id")]


def older(path: Path) -> None:
    """Make a desk file one of the first schema, with one place."""
    from tpdesk.models import schema, seeds

    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("BEGIN")
        schema.MIGRATIONS[0].apply(connection)
        connection.execute(f"PRAGMA application_id = {schema.APPLICATION_ID}")
        connection.execute("PRAGMA user_version = 1")
        seeds.load_reference(connection)
        connection.execute("INSERT INTO place (name, folded) VALUES ('Shire', 'shire')")
        connection.execute(
            "INSERT INTO audit (at, who, act, subject, detail) VALUES ('2025-01-01T00:00:00Z', 'x', 'add place', 'Shire', '')"
        )
        connection.execute("COMMIT")
