"""The other desk file of a merge: a private copy of it, brought to today's schema, cleaned, checked,
and attached as `theirs`."""

from __future__ import annotations

import contextlib
import sqlite3
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from tpdesk.domain.kinds import KINDS
from tpdesk.errors import DeskFileProblem
from tpdesk.models import guard
from tpdesk.models.connection import connect, damaged, spoken
from tpdesk.models.keeping.check import must_be_whole
from tpdesk.models.keeping.whole_copy import copy_whole
from tpdesk.models.log.undo_capture import caught_tables, columns
from tpdesk.models.merge.kinds import LEFT_OUT
from tpdesk.models.prepare import prepare
from tpdesk.text import clean, folded

_JSON: Final = frozenset(
    {
        ("batch_sheet", "layout"),
        ("batch_sheet", "coercions"),
        ("batch_sheet", "warnings"),
        ("reject", "raw"),
        ("import_profile", "body"),
    }
)
"""Columns that hold JSON: their texts are cleaned where they are shown."""

_NOT_CLEANED: Final = "user-defined function raised exception"
"""What SQLite says of a text whose bytes are none, which Python cannot hand over to be cleaned."""

_TEXTS: Final = ("label", "supplier", "description", "audit", "audit_change")
"""Tables with texts that undo does not catch."""


@contextlib.contextmanager
def beside(connection: sqlite3.Connection, file: Path) -> Iterator[None]:
    """Attach a copy of the desk `file` to a connection to ours as `theirs`, outside a transaction; the
    file itself is only read.

    Raises DeskFileProblem where it is missing, newer, foreign or damaged, Locked where it is in use for too long.
    """
    if not guard.is_ordinary_file(file):
        raise DeskFileProblem(f"There is no desk file at {file}. Check the name.", title="No desk file there")
    with tempfile.TemporaryDirectory(prefix="tpdesk-merge-", ignore_cleanup_errors=True) as folder:
        copy = Path(folder) / "theirs"
        copy_whole(file, copy)
        with contextlib.closing(connect(copy)) as theirs, spoken(file):
            prepare(theirs, file, fresh=False, is_copy=True)
            _make_fit(theirs, file)
        _detach(connection)
        connection.execute("ATTACH ? AS theirs", (str(copy),))
        # Nothing of the copy has to outlive anything; else every act would end in a journal of both files, which a
        # power cut can leave beside the desk.
        connection.execute("PRAGMA theirs.synchronous = OFF")
        try:
            yield
        finally:
            # After an error something may still be reading: the next merge takes it off then.
            with contextlib.suppress(sqlite3.OperationalError):
                _detach(connection)


def _detach(connection: sqlite3.Connection) -> None:
    if connection.execute("SELECT 1 FROM pragma_database_list WHERE name = 'theirs'").fetchone():
        connection.execute("DETACH theirs")


def _make_fit(theirs: sqlite3.Connection, file: Path) -> None:
    """Clean every text of the copy as at any other entry, and refuse a desk that is not whole."""
    theirs.create_function(
        "cleaned", 1, lambda text: clean(text) if isinstance(text, str) else text, deterministic=True
    )
    theirs.create_function(
        "cleaned_lines",
        1,
        lambda text: clean(text, multiline=True) if isinstance(text, str) else text,
        deterministic=True,
    )
    theirs.create_function(
        "folding", 1, lambda text: folded(text) if isinstance(text, str) else text, deterministic=True
    )
    theirs.execute("PRAGMA foreign_keys = OFF")
    theirs.execute("PRAGMA synchronous = OFF")
    theirs.execute("BEGIN")
    try:
        for name, sql in theirs.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall():
            # The history of the copy is cleaned too, and nobody keeps the copy.
            assert sql is not None
            theirs.execute(f'DROP TRIGGER "{name}"')
        for table in (*(name for name in caught_tables(theirs) if name not in LEFT_OUT), *_TEXTS):
            _clean_table(theirs, table)
        theirs.execute("COMMIT")
    except sqlite3.IntegrityError as error:
        raise damaged(file, error) from error
    except sqlite3.OperationalError as error:
        if _NOT_CLEANED not in str(error):
            raise
        raise damaged(file, "text in it that is no text") from error
    must_be_whole(theirs, file)


def _lined() -> set[tuple[str, str]]:
    """Return (table, column) of texts whose line breaks are the user's, beside every `note`."""
    long = {(kind.table, field.stored) for kind in KINDS.values() for field in kind.fields if field.type.is_long}
    return {("ruling", "reason"), *long}


def _clean_table(theirs: sqlite3.Connection, table: str) -> None:
    declared = dict(theirs.execute("SELECT name, type FROM pragma_table_info(?)", (table,)).fetchall())
    lined = _lined()
    for column in columns(theirs, table)[0]:
        if declared[column].upper() != "TEXT" or (table, column) in _JSON or column == "folded":
            continue
        function = "cleaned_lines" if column == "note" or (table, column) in lined else "cleaned"
        theirs.execute(
            f'UPDATE "{table}" SET "{column}" = {function}("{column}") WHERE "{column}" IS NOT {function}("{column}")'
        )
    named = next((name for name in ("name", "title", "text") if name in declared), None)
    if "folded" in declared:
        # A label map has nothing but the folded form itself.
        value = f'folding("{named}")' if named else 'folding("folded")'
        theirs.execute(f'UPDATE "{table}" SET folded = {value} WHERE folded IS NOT {value}')
