"""A desk file brought to today's schema, or refused with words.

Whether a desk file's tables, indexes and programs are the ones that our migrations make: anything else is
refused before it can act.
"""

from __future__ import annotations

import contextlib
import functools
import re
import sqlite3
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from tpdesk.errors import DeskFileProblem
from tpdesk.models import guard, schema
from tpdesk.models.connection import SUFFIX, connect, damaged, in_words, journal_mode, spoken
from tpdesk.text import counted, shown

_OF_SQLITE: Final = re.compile(r"table sqlite_(?:stat1|stat4|sequence)|index sqlite_autoindex_\w+")
"""What SQLite makes for itself beside our tables."""


def refuse_foreign(connection: sqlite3.Connection, path: Path) -> None:
    """Raise DeskFileProblem where the file holds a table, index, view or trigger that is not exactly
    ours, or lacks one of ours.

    Triggers, views, generated columns and indexes on expressions run with the user's rights; a table of
    another shape would let in what ours keep out. Compared as the text in which SQLite keeps them, of the
    version that the file says it has.
    """
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if version < 1:
        raise damaged(path, "it says that it has no tables yet, but is not empty")
    found = _programs(connection)
    if version in schema.DIGESTS and digest(found) == schema.DIGESTS[version]:
        return
    ours = made_by_us(version)
    strange = sorted(shown(name.partition(" ")[2]) for name, sql in found.items() if ours.get(name) != sql)
    if strange:
        raise DeskFileProblem(
            f"{path} holds {counted(len(strange), 'table or program', 'tables or programs')} that tpdesk did not "
            f"write ({', '.join(strange[:3])}). It was not opened, since they would run with your rights. Ask "
            "whoever sent it for a clean copy."
        )
    # A table that is gone takes its indexes along: it is named first.
    lost = sorted((name for name in ours if name not in found), key=lambda name: (not name.startswith("table"), name))
    if lost:
        raise damaged(path, f"the {lost[0]} is missing")


def digest(programs: Mapping[str, str]) -> str:
    """Return what no other tables, indexes and triggers come to: SHA-256 over them in order, in hexadecimal digits."""
    import hashlib

    text = "\n".join(f"{name}\t{sql}" for name, sql in sorted(programs.items()))
    return hashlib.sha256(text.encode()).hexdigest()


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


def make_fresh(path: Path, *, named: Path) -> None:
    """Make a desk file at `path` that holds nothing yet:
    not on the disk, for nobody sees it before `put_database` gives it its name. Raises Locked, OSError."""
    guard.make_private_file(path)
    with spoken(named), contextlib.closing(connect(path)) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        prepare(connection, named, fresh=True)


def prepare(
    connection: sqlite3.Connection, path: Path, *, fresh: bool, read_only: bool = False, is_copy: bool = False
) -> None:
    """Bring the file to today's schema, after a backup unless it is a copy itself, or refuse it with words.

    Raises DeskFileProblem for a file that is newer, foreign or damaged, Locked where no backup can be made.
    """
    application_id = connection.execute("PRAGMA application_id").fetchone()[0]
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if not fresh and application_id != schema.APPLICATION_ID:
        raise DeskFileProblem(
            f"{path} is not a tpdesk desk file. Nothing in it was changed. Choose a file that ends in {SUFFIX}."
        )
    if version > len(schema.MIGRATIONS):
        raise DeskFileProblem(
            f"{path} was written by a newer tpdesk (its schema is {version}, this one knows {len(schema.MIGRATIONS)}). "
            "Nothing in it was changed. Update tpdesk, then open it again.",
            title="This desk file is newer than this tpdesk",
        )
    if not fresh:
        refuse_foreign(connection, path)
    if read_only and version == len(schema.MIGRATIONS):
        return
    mode = "DELETE" if fresh or is_copy else journal_mode(path)
    if connection.execute("PRAGMA journal_mode").fetchone()[0] != mode.lower():
        # A file left in WAL is converted too: copying only the main file of an open one loses what is in the log.
        connection.execute(f"PRAGMA journal_mode = {mode}")
    if version < len(schema.MIGRATIONS):
        from tpdesk.models.keeping.backup import holds_nothing, make_backup

        try:
            if not (fresh or is_copy or holds_nothing(connection)):
                make_backup(path, "migration")
            _migrate(connection, version, fresh)
        except (sqlite3.OperationalError, sqlite3.IntegrityError) as error:
            if fresh or in_words(error, path) is not None:
                raise
            # Our steps fit every file that we made: this one is not what its header says.
            raise damaged(path, error) from error


def is_older(connection: sqlite3.Connection) -> bool:
    """Return whether the file is a desk of an earlier schema."""
    ours = connection.execute("PRAGMA application_id").fetchone()[0] == schema.APPLICATION_ID
    return bool(ours and connection.execute("PRAGMA user_version").fetchone()[0] < len(schema.MIGRATIONS))


def _migrate(connection: sqlite3.Connection, version: int, fresh: bool) -> None:
    from tpdesk.models import register

    if fresh:
        connection.execute("PRAGMA page_size = 8192")
    connection.execute("PRAGMA foreign_keys = OFF")
    connection.execute("BEGIN IMMEDIATE")
    try:
        # Another process may have made the step while this one waited for the file.
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        for migration in schema.MIGRATIONS[version:]:
            migration.apply(connection)
        if version == 0:
            connection.execute(f"PRAGMA application_id = {schema.APPLICATION_ID}")
            register.load_reference(connection)
        if version < schema.DEEP_DIVES:
            register.load_choices(connection)
        broken = connection.execute("PRAGMA foreign_key_check").fetchone()
        if broken:
            raise sqlite3.IntegrityError(f"the migration would leave a row of {broken[0]} without its parent")
        connection.execute(f"PRAGMA user_version = {len(schema.MIGRATIONS)}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    finally:
        connection.execute("PRAGMA foreign_keys = ON")
