"""The backups that a damaged desk can go back to, and what would have to be done again."""

from __future__ import annotations

import contextlib
import sqlite3
from dataclasses import dataclass
from pathlib import Path

from tpdesk.errors import DeskError
from tpdesk.models.connection import connect
from tpdesk.models.keeping.backup import Backup, list_backups
from tpdesk.models.keeping.restoring import Changes, what_changed_since


@dataclass(frozen=True, slots=True)
class WayBack:
    """A backup that a damaged desk can go back to."""

    backup: Backup
    """The backup."""

    changes: Changes | None
    """What was done since; None where the damaged file's history or the backup cannot be read."""


def ways_back(path: Path) -> tuple[WayBack, ...]:
    """Return the backups of the damaged desk file at `path`, the newest first, with what was done since as far as it can be read."""
    return tuple(WayBack(backup, _changes(path, backup)) for backup in list_backups(path))


def _changes(path: Path, backup: Backup) -> Changes | None:
    try:
        with contextlib.closing(connect(path, read_only=True)) as connection:
            return what_changed_since(connection, backup)
    except (DeskError, sqlite3.DatabaseError, UnicodeDecodeError):
        return None
