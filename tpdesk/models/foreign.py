"""Whether a desk file's tables, indexes and programs are the ones that our migrations make: anything else is refused before it can act."""

from __future__ import annotations

import functools
import re
import sqlite3
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from tpdesk.errors import DeskFileProblem
from tpdesk.models import schema
from tpdesk.models.connection import damaged
from tpdesk.text import counted, shown

_OF_SQLITE: Final = re.compile(r"table sqlite_(?:stat1|stat4|sequence)|index sqlite_autoindex_\w+")
"""What SQLite makes for itself beside our tables."""


def refuse_foreign(connection: sqlite3.Connection, path: Path) -> None:
    """Raise DeskFileProblem where the file holds a table, index, view or trigger that is not exactly ours, or lacks one of ours.

    Triggers, views, generated columns and indexes on expressions run with the user's rights; a table of another shape would let in what ours keep
    out. Compared as the text in which SQLite keeps them, of the version that the file says it has.
    """
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if version < 1:
        raise damaged(path, "it says that it has no tables yet, but is not empty")
    ours, found = made_by_us(version), _programs(connection)
    strange = sorted(shown(name.partition(" ")[2]) for name, sql in found.items() if ours.get(name) != sql)
    if strange:
        raise DeskFileProblem(
            f"{path} holds {counted(len(strange), 'table or program', 'tables or programs')} that tpdesk did not write ({', '.join(strange[:3])}). "
            "It was not opened, since they would run with your rights. Ask whoever sent it for a clean copy."
        )
    # A table that is gone takes its indexes along: it is named first.
    lost = sorted((name for name in ours if name not in found), key=lambda name: (not name.startswith("table"), name))
    if lost:
        raise damaged(path, f"the {lost[0]} is missing")


@functools.cache
def made_by_us(version: int) -> Mapping[str, str]:
    """Return what the first `version` migrations make: `table place` -> its SQL, and so on for indexes and triggers."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    try:
        connection.execute("BEGIN")
        for migration in schema.MIGRATIONS[:version]:
            migration.apply(connection)
        return _programs(connection)
    finally:
        connection.close()


def _programs(connection: sqlite3.Connection) -> dict[str, str]:
    rows = connection.execute("SELECT type || ' ' || name, sql FROM main.sqlite_master")
    return {str(name): " ".join(str(sql).split()) for name, sql in rows if not _OF_SQLITE.fullmatch(str(name))}
