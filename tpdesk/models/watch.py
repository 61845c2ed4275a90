"""Whether the desk file was changed since one last looked: by another window, a verb, or this window's own acts."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from tpdesk.errors import DeskError
from tpdesk.models.connection import connect


class FileWatch:
    """Looks at one desk file. It never waits, never fails, and belongs to the thread that made it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._connection: sqlite3.Connection | None = None
        self._seen: tuple[object, ...] | None = self._look()

    def changed(self) -> bool:
        """Return whether the file was changed, replaced or taken away since the last call (the first: since the watch was made)."""
        now = self._look()
        if now is None or now == self._seen:
            return False
        self._seen = now
        return True

    def close(self) -> None:
        """Let go of the file."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _look(self) -> tuple[object, ...] | None:
        """Return what tells one state of the file from another, or None where that cannot be said just now."""
        try:
            found = self.path.stat()
        except OSError:
            self.close()
            return ("gone",)
        file = (found.st_dev, found.st_ino)
        if self._seen_file() != file:
            self.close()
        try:
            if self._connection is None:
                self._connection = connect(self.path, read_only=True)
                self._connection.execute("PRAGMA busy_timeout = 0")
            return (*file, self._connection.execute("PRAGMA data_version").fetchone()[0])
        except sqlite3.OperationalError:
            # Somebody is writing at this moment: there will be something to see when they are done.
            return None
        except (sqlite3.DatabaseError, DeskError):
            self.close()
            return (*file, found.st_size, found.st_mtime_ns)

    def _seen_file(self) -> tuple[object, ...] | None:
        seen = getattr(self, "_seen", None)
        return seen[:2] if seen is not None else None
