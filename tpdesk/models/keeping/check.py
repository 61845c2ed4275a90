"""Is the desk file whole? SQLite's own checks, and the domain's:
the summaries equal the lines, batches equal theirs, shares add to 1."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tpdesk.domain.codes import UNKNOWN_AREA
from tpdesk.errors import DeskFileProblem
from tpdesk.models import cube
from tpdesk.models.area import unknown_areas
from tpdesk.models.log.undo_capture import caught_tables
from tpdesk.models.records.rules import broken_rules
from tpdesk.models.version import broken_versions
from tpdesk.text import counted, shown
from tpdesk.units import pounds


@dataclass(frozen=True, slots=True)
class CheckItem:
    """One thing that was checked."""

    name: str
    """What was checked, in words."""

    problems: tuple[str, ...]
    """What is wrong, a sentence each; empty where all is well."""


BATCH_LINES: Final = "every batch equals its lines"
"""The name of that check."""


def check_desk(connection: sqlite3.Connection) -> list[CheckItem]:
    """Check everything and return what was found, damage too: a check that cannot be made is a problem of its own.
    Reads every line of the desk."""
    checks: tuple[tuple[str, Callable[[sqlite3.Connection], Iterable[str]]], ...] = (
        ("the file is whole (SQLite integrity check)", _integrity),
        ("every text can be read", _texts),
        ("every reference leads to its record (foreign keys)", _foreign_keys),
        ("the summaries equal the lines", cube.differences),
        (BATCH_LINES, _batches),
        ("every batch equals its sheets, and its rejected rows are there", _sheets),
        ("what was kept of each file can be read", _kept_words),
        ("the shares of every label add up to 1", _shares),
        ("the parts of split lines belong to their line", _parts),
        ("deep dives hang together", _dives),
        ("every frozen count is as it was frozen", broken_versions),
        ("every step can be undone or redone", _undo),
    )
    return [CheckItem(name, _found(check, connection)) for name, check in checks]


_AREAS_NAMED: Final = 5
"""Unknown areas that are named one by one."""


def things_to_look_at(connection: sqlite3.Connection) -> list[str]:
    """Return what is no damage, and what a person should look at all the same: areas that lines name and the desk does
    not know, each with the area that was probably meant."""
    unknown = unknown_areas(connection)
    found = []
    for area in unknown[:_AREAS_NAMED]:
        hint = f"Did you mean {area.near.words}?" if area.near is not None else "Check its name or code."
        held = f"{counted(area.lines, 'line')} {'names' if area.lines == 1 else 'name'}"
        found.append(f"{held} '{area.text}', which {UNKNOWN_AREA}. {hint}")
    if len(unknown) > _AREAS_NAMED:
        found.append(f"Lines name {counted(len(unknown) - _AREAS_NAMED, 'other area')} that tpdesk does not know.")
    return found


def must_be_whole(connection: sqlite3.Connection, file: Path) -> None:
    """Check everything on a desk that somebody sent. Raises DeskFileProblem, which names `file`,
    where anything is wrong."""
    broken = next((problem for item in check_desk(connection) for problem in item.problems), None)
    if broken:
        raise DeskFileProblem(
            f"{file} is not whole: {shown(broken)} Nothing was changed. Check it where it comes from with 'tpdesk "
            "check', and bring over what is sound with 'tpdesk salvage'."
        )


def _found(check: Callable[[sqlite3.Connection], Iterable[str]], connection: sqlite3.Connection) -> tuple[str, ...]:
    try:
        return tuple(check(connection))
    except (sqlite3.DatabaseError, UnicodeDecodeError, ValueError, TypeError) as error:
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
        which = f"Row {row}" if row is not None else "A row"
        yield f"{which} of {table} refers to a record of {parent} that is not there."


MOST_TEXT: Final = 1_000_000
"""Characters of a text that can be an honest one; screens and tables of words are as wide as their widest."""


_WHOLE_ROWS: Final = frozenset(
    {"batch_sheet", "reject", "reject_gone", "import_profile", "undo_change", "audit_change", "version_facts"}
)
"""Tables that keep whole rows in one text."""


def _texts(connection: sqlite3.Connection) -> Iterator[str]:
    tables = "SELECT name FROM main.sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
    for (table,) in connection.execute(tables).fetchall():
        columns = connection.execute("SELECT name FROM pragma_table_info(?) WHERE type = 'TEXT'", (table,)).fetchall()
        if not columns:
            continue
        names = ", ".join(f'"{name}"' for (name,) in columns)
        texts = connection.execute(f'SELECT {names} FROM "{table}"')
        try:
            longest = max((len(text) for row in texts for text in row if text), default=0)
        except sqlite3.OperationalError as error:
            if "decode" not in str(error).lower():
                raise
            yield f"A text of {table} holds bytes that are no text."
        else:
            if longest > MOST_TEXT and table not in _WHOLE_ROWS:
                yield f"A text of {table} has {longest:,} characters; a desk holds at most {MOST_TEXT:,} in one."


LINES_OF_BATCHES: Final = """
SELECT batch_sheet.batch AS batch, count(*) AS lines, sum(coalesce(came_pence, amount_pence)) AS pence
FROM spend JOIN batch_sheet ON batch_sheet.id = spend.batch_sheet WHERE part_of IS NULL GROUP BY 1
"""
"""What stands of each batch as it came: lines that were split off another and what was edited
since change nothing of it."""


def _batches(connection: sqlite3.Connection) -> Iterator[str]:
    for batch, file, lines, pence, went, went_pence, found, found_pence in connection.execute(
        "SELECT batch.id, file, rows_imported, sum_pence, removed_lines, removed_pence, coalesce(stands.lines, 0), "
        f"coalesce(stands.pence, 0) FROM batch LEFT JOIN ({LINES_OF_BATCHES}) AS stands ON stands.batch = batch.id "
        "WHERE rows_imported <> coalesce(stands.lines, 0) + removed_lines OR sum_pence <> coalesce(stands.pence, 0) "
        "+ removed_pence"
    ):
        less = f", of which {went:,}, {pounds(went_pence)}, were removed since" if went or went_pence else ""
        yield (
            f"Batch {batch} ({file}) brought {counted(lines, 'line')}, {pounds(pence)}{less}; {found:,}, "
            f"{pounds(found_pence)}, stand."
        )


_COUNTS: Final = ("rows_read", "rows_blank", "rows_imported", "rows_rejected", "sum_pence")


def _sheets(connection: sqlite3.Connection) -> Iterator[str]:
    sums = ", ".join(f"coalesce(sum(batch_sheet.{name}), 0)" for name in _COUNTS)
    for batch, file, *numbers in connection.execute(
        f"SELECT batch.id, file, {', '.join(f'batch.{name}' for name in _COUNTS)}, {sums} "
        "FROM batch LEFT JOIN batch_sheet ON batch_sheet.batch = batch.id GROUP BY batch.id"
    ):
        if numbers[: len(_COUNTS)] != numbers[len(_COUNTS) :]:
            yield f"Batch {batch} ({file}) is not the sum of its sheets."
    for batch, file, rejected, found in connection.execute(
        "SELECT batch.id, file, batch_sheet.rows_rejected, count(DISTINCT reject.row) FROM batch_sheet JOIN "
        "batch ON batch.id = batch_sheet.batch "
        # The rejects of a removed batch of which edited lines stay went with it.
        "JOIN reject ON reject.batch_sheet = batch_sheet.id GROUP BY batch_sheet.id HAVING count(DISTINCT "
        "reject.row) <> batch_sheet.rows_rejected"
    ):
        yield f"A sheet of batch {batch} ({file}) rejected {counted(rejected, 'row')}, and {found:,} of them are kept."


_WORDS_KEPT: Final = (
    ("batch_sheet", ("layout", "coercions", "warnings")),
    ("reject", ("raw",)),
    ("import_profile", ("body",)),
)


def _kept_words(connection: sqlite3.Connection) -> Iterator[str]:
    for table, columns in _WORDS_KEPT:
        for column in columns:
            broken = connection.execute(f'SELECT count(*) FROM {table} WHERE NOT json_valid("{column}")').fetchone()[0]
            if broken:
                yield f"The {column} of {counted(broken, 'record')} of {table} cannot be read any more."


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


def _parts(connection: sqlite3.Connection) -> Iterator[str]:
    # Lines are walked through from 1 on: one below would be in no sum that a merge makes.
    for (line,) in connection.execute("SELECT id FROM spend WHERE id < 1 LIMIT 1"):
        yield f"Line {line} has a number below 1."
    # The line itself may have been deleted since; what it came with stays true of its parts.
    for line, part_of in connection.execute(
        "SELECT part.id, part.part_of FROM spend AS part JOIN spend AS whole ON whole.id = part.part_of WHERE "
        "part.id <= part.part_of OR whole.batch_sheet IS NOT part.batch_sheet OR whole.row IS NOT part.row"
    ):
        yield f"Line {line} says that it was split off line {part_of}, which came later or from another row."
    for (line,) in connection.execute(
        "SELECT id FROM spend WHERE part_of IS NOT NULL AND batch_sheet IS NOT NULL AND came_pence IS NULL"
    ):
        yield f"Line {line} was split off another and is counted as if it had come with the file."


def _dives(connection: sqlite3.Connection) -> Iterator[str]:
    yield from broken_rules(connection)
    for (line,) in connection.execute(
        "SELECT line FROM spend_tag JOIN deep_dive ON deep_dive.id = dive JOIN spend ON spend.id = line WHERE "
        "spend.place <> deep_dive.place"
    ):
        yield f"Line {line} is tagged to a deep dive of another place."


def _undo(connection: sqlite3.Connection) -> Iterator[str]:
    known = set(caught_tables(connection))
    lost = "SELECT count(*) FROM undo_change WHERE step NOT IN (SELECT id FROM undo_step)"
    if connection.execute(lost).fetchone()[0]:
        yield "Changes are kept whose step is not there."
    for table in ("spend_gone", "reject_gone"):
        sql = f"SELECT count(*) FROM {table} WHERE change NOT IN (SELECT id FROM undo_change WHERE kind = 'batch')"
        rows = connection.execute(sql).fetchone()[0]
        if rows:
            what = "line" if table == "spend_gone" else "rejected row"
            yield f"{counted(rows, what)} that a step took away belong to no step."
    if connection.execute(
        "SELECT min(id) FILTER (WHERE undone) < max(id) FILTER (WHERE NOT undone) FROM undo_step"
    ).fetchone()[0]:
        yield "A step is undone though a later one stands."
    for number, record, kind, key, image in connection.execute("SELECT id, record, kind, key, image FROM undo_change"):
        if kind != "batch" and record not in known:
            yield f"Change {number} names a table that tpdesk does not know: {record}."
        elif not _is_a_list(key) or (image is not None and not _is_a_record(image)):
            yield f"Change {number} of {record} cannot be read any more."


def _is_a_list(text: str) -> bool:
    return isinstance(_json(text), list)


def _is_a_record(text: str) -> bool:
    return isinstance(_json(text), dict)


def _json(text: str) -> object:
    try:
        return json.loads(text)
    except ValueError:
        return None
