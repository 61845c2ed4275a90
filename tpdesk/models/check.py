"""Is the desk file whole? SQLite's own checks, and the domain's sums: the cube equals the lines, batches equal theirs, shares add to 1."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from tpdesk.models import cube


@dataclass(frozen=True, slots=True)
class CheckItem:
    """One thing that was checked."""

    name: str
    """What was checked, in words."""

    problems: tuple[str, ...]
    """What is wrong, a sentence each; empty where all is well."""


def check_desk(connection: sqlite3.Connection) -> list[CheckItem]:
    """Check everything and return what was found, damage too: a check that cannot be made is a problem of its own. Reads every line of the desk."""
    checks: tuple[tuple[str, Callable[[sqlite3.Connection], Iterable[str]]], ...] = (
        ("the file is whole (SQLite integrity check)", _integrity),
        ("every reference leads to its record (foreign keys)", _foreign_keys),
        ("the summaries equal the lines", cube.differences),
        ("every batch equals its lines", _batches),
        ("the shares of every label add up to 1", _shares),
    )
    return [CheckItem(name, _found(check, connection)) for name, check in checks]


def _found(check: Callable[[sqlite3.Connection], Iterable[str]], connection: sqlite3.Connection) -> tuple[str, ...]:
    try:
        return tuple(check(connection))
    except (sqlite3.DatabaseError, UnicodeDecodeError, ValueError) as error:
        return (f"This cannot be checked, since the file is damaged: {error}.",)


def tables(connection: sqlite3.Connection) -> dict[str, int]:
    """Return table -> rows, for a look at what the desk holds."""
    import sqlite_utils

    database = sqlite_utils.Database(connection)
    return {name: database[name].count for name in sorted(database.table_names())}


def _integrity(connection: sqlite3.Connection) -> Iterator[str]:
    for (text,) in connection.execute("PRAGMA integrity_check"):
        if text != "ok":
            yield str(text)


def _foreign_keys(connection: sqlite3.Connection) -> Iterator[str]:
    for table, row, parent, _ in connection.execute("PRAGMA foreign_key_check"):
        yield f"Row {row} of {table} refers to a record of {parent} that is not there."


def _batches(connection: sqlite3.Connection) -> Iterator[str]:
    for batch, file, lines, found_lines, pence, found_pence in connection.execute(
        "SELECT batch.id, file, rows_imported, coalesce(found.lines, 0), sum_pence, coalesce(found.pence, 0) FROM batch LEFT JOIN "
        "(SELECT batch_sheet.batch, count(*) AS lines, sum(amount_pence) AS pence FROM spend JOIN batch_sheet ON batch_sheet.id = spend.batch_sheet "
        "GROUP BY 1) AS found ON found.batch = batch.id WHERE rows_imported <> coalesce(found.lines, 0) OR sum_pence <> coalesce(found.pence, 0)"
    ):
        yield f"Batch {batch} ({file}) brought {lines} lines of {pence} pence; {found_lines} lines of {found_pence} pence stand."


def _shares(connection: sqlite3.Connection) -> Iterator[str]:
    from fractions import Fraction

    sums: dict[tuple[object, ...], Fraction] = {}
    for *scope, parts, whole in connection.execute(
        "SELECT folded, origin, place, agency, share_parts, share_whole FROM label_map"
    ):
        sums[tuple(scope)] = sums.get(tuple(scope), Fraction(0)) + Fraction(parts, whole)
    for scope, total in sums.items():
        if total != 1:
            yield f"The shares of the label '{scope[0]}' add up to {total}."
