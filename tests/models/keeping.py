"""Desks with something in them, and what a file holds, for the tests of backups, restores and copies."""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

from tpdesk.models.desk import open_desk
from tpdesk.services import places


def stocked(path: Path, *names: str) -> Path:
    """Make a desk with these places; return its path."""
    with open_desk(path, make=True) as desk:
        for name in names:
            places.add(desk, name)
    return path


def places_in(path: Path) -> list[str]:
    """Return the names of the places in a desk file, or a backup of one, read without tpdesk.
    Raises sqlite3.DatabaseError."""
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        return [name for (name,) in connection.execute("SELECT name FROM place ORDER BY id")]


def older(path: Path) -> None:
    """Make a desk file one of the first schema, with one place."""
    from tpdesk.models import register, schema

    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("BEGIN")
        schema.MIGRATIONS[0].apply(connection)
        connection.execute(f"PRAGMA application_id = {schema.APPLICATION_ID}")
        connection.execute("PRAGMA user_version = 1")
        register.load_reference(connection)
        connection.execute("INSERT INTO place (name, folded) VALUES ('Shire', 'shire')")
        connection.execute(
            "INSERT INTO audit (at, who, act, subject, detail) VALUES ('2025-01-01T00:00:00Z', 'x', 'add place', "
            "'Shire', '')"
        )
        connection.execute("COMMIT")


def leave_journal(path: Path) -> None:
    """Leave beside `path` the journal of a desk whose writer was killed, as if only the desk
    itself had been taken away."""
    with tempfile.TemporaryDirectory() as folder:
        other = stocked(Path(folder) / "other.tpdesk", *(f"Place {number}" for number in range(30)))
        with closing(sqlite3.connect(other, isolation_level=None)) as connection:
            # What does not fit into so small a cache goes into the file, and the journal to the disk before it.
            connection.execute("PRAGMA cache_size = 1")
            connection.execute("BEGIN IMMEDIATE")
            for table in ("category", "area", "place"):
                for column in ("title", "name"):
                    with contextlib.suppress(sqlite3.OperationalError):
                        connection.execute(f"UPDATE {table} SET {column} = {column} || ' changed'")
            shutil.copyfile(f"{other}-journal", f"{path}-journal")
            connection.execute("ROLLBACK")
    assert Path(f"{path}-journal").read_bytes()[:8] == b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7"
