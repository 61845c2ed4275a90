"""Work in temporary tables on a desk that is open to read: a trial of an import changes nothing."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from typing import Final

_WRITES: Final = frozenset(
    [sqlite3.SQLITE_INSERT, sqlite3.SQLITE_UPDATE, sqlite3.SQLITE_DELETE, sqlite3.SQLITE_CREATE_TABLE, sqlite3.SQLITE_DROP_TABLE]
)  # fmt: skip


@contextlib.contextmanager
def temporary_tables(connection: sqlite3.Connection) -> Iterator[None]:
    """Let a connection that may only read fill temporary tables; the desk's own tables stay closed to it."""
    connection.set_authorizer(_temporary_only)
    connection.execute("PRAGMA query_only = OFF")
    try:
        yield
    finally:
        connection.execute("PRAGMA query_only = ON")
        connection.set_authorizer(None)


@contextlib.contextmanager
def together(connection: sqlite3.Connection) -> Iterator[None]:
    """Fill temporary tables in one transaction: that of the act where one is open, else one of its own, of which nothing stays where it fails."""
    if connection.in_transaction:
        yield
        return
    connection.execute("BEGIN")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _temporary_only(action: int, _first: str | None, _second: str | None, database: str | None, _by: str | None) -> int:
    return sqlite3.SQLITE_DENY if action in _WRITES and database != "temp" else sqlite3.SQLITE_OK
