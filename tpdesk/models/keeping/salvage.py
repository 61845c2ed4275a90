"""What can be read of a damaged desk file, brought into a fresh one; the damaged file is only ever read."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from tpdesk.errors import DeskFileProblem, Locked, UsageProblem
from tpdesk.models import cube, guard, schema
from tpdesk.models.connection import connect, refuse_journal_of_others, spoken
from tpdesk.models.file_writing import copy_file, unfinished
from tpdesk.models.keeping import lost
from tpdesk.models.keeping.check import BATCH_LINES, check_desk
from tpdesk.models.keeping.lock import hold
from tpdesk.models.keeping.pages import Losses, PageFile, Value
from tpdesk.models.keeping.salvage_rows import (
    CHUNK,
    Salvage,
    Shape,
    TableSalvage,
    TableTally,
    fitted,
    shape_of,
    shape_told,
)
from tpdesk.models.keeping.whole_copy import SIDE_FILES, put_database, remove_with_sides
from tpdesk.models.log.history import note_act
from tpdesk.models.prepare import make_fresh
from tpdesk.text import counted

NOT_BROUGHT: Final = frozenset(
    {"cube", "cube_batch", "cube_side", "undo_step", "undo_change", "spend_gone", "reject_gone"}
)
"""Tables that are made anew: sums that follow from the lines, and the undo log, which fits the file only as it was."""

Progress = Callable[[str, int], None]
"""Called with a table's name and the rows brought so far. May raise Cancelled: nothing is left behind."""


def salvage(damaged: Path, out: Path, progress: Progress | None = None) -> Salvage:
    """Bring what can be read of the desk file `damaged` into a new desk file at `out`.

    Raises UsageProblem where `out` is there already, DeskFileProblem where the file is missing, newer, or nothing of a
    desk can be read in it, Locked where there is no room or no right to write.
    """
    if out.exists():
        raise UsageProblem(f"{out} is there already, and is never written over. Name another file.")
    if not guard.is_ordinary_file(damaged):
        raise DeskFileProblem(
            f"There is no desk file at {damaged}. Check its name and folder.", title="No desk file there"
        )
    if damaged.stat().st_size == 0:
        raise DeskFileProblem(f"{damaged} is empty: there is nothing to salvage. Go back to a backup: tpdesk restore.")
    try:
        with _copy_beside(damaged, out) as copy, _begin(out) as (made, page_size), PageFile(copy, page_size) as pages:
            if pages.header_number(60) > len(schema.MIGRATIONS) and pages.header_number(68) == schema.APPLICATION_ID:
                raise DeskFileProblem(
                    f"{damaged} was written by a newer tpdesk. Nothing in it was changed. Update tpdesk, then "
                    "salvage it.",
                    title="This desk file is newer than this tpdesk",
                )
            result = _fill(damaged, made, pages, out, progress)
            put_database(made, out)
    except OSError as error:
        raise Locked(
            f"{damaged} cannot be salvaged to {out}: {error.strerror or error}. Nothing in it was changed. Make "
            "room, or name another place."
        ) from error
    return result


@contextlib.contextmanager
def _copy_beside(damaged: Path, out: Path) -> Iterator[Path]:
    """Yield a private copy, brought to what it was before an act that was cut off:
    opening it may roll a journal back."""
    refuse_journal_of_others(damaged.resolve())
    copy = unfinished(out)
    try:
        # Nobody may be writing to it meanwhile: the copy would be of two states.
        with hold(damaged, "tpdesk salvage"):
            for ending in ("", *SIDE_FILES):
                part = damaged.with_name(damaged.name + ending)
                if part.exists():
                    copy_file(part, copy.with_name(copy.name + ending))
        # Whatever SQLite says of it: a journal is rolled back before the file itself is looked at.
        with contextlib.suppress(sqlite3.DatabaseError, UnicodeDecodeError):
            connection = sqlite3.connect(copy)
            try:
                connection.execute("PRAGMA journal_mode = DELETE")
                connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
            finally:
                connection.close()
        yield copy
    finally:
        remove_with_sides(copy)


@contextlib.contextmanager
def _begin(out: Path) -> Iterator[tuple[Path, int]]:
    """Yield a fresh desk file beside `out` and its page size: what ours have where a header does not tell.
    What is not moved away is removed."""
    made = unfinished(out)
    try:
        make_fresh(made, named=out)
        with contextlib.closing(connect(made)) as connection:
            size = int(connection.execute("PRAGMA page_size").fetchone()[0])
        yield made, size
    finally:
        remove_with_sides(made)


def _fill(damaged: Path, made: Path, pages: PageFile, out: Path, progress: Progress | None) -> Salvage:
    connection = connect(made)
    try:
        with spoken(made):
            connection.execute("PRAGMA foreign_keys = OFF")
            connection.execute("BEGIN IMMEDIATE")
            _set_seals(connection, off=True)
            tables, told = _bring(connection, pages, progress)
            _set_seals(connection, off=False)
            found = sum(table.rows for table in tables if table.table in ("place", "agency", "spend"))
            if not found:
                raise DeskFileProblem(
                    f"Nothing of a desk can be read in {damaged}. Nothing in it was changed; keep it, and go "
                    "back to a backup: tpdesk restore."
                )
            again, dropped = lost.make_again(connection)
            problems = lost.settle_batches(connection)
            cube.fill(connection)
            # What became of the lines of each batch is told already, with what to do.
            rest = [item for item in check_desk(connection) if item.name != BATCH_LINES]
            problems += [problem for item in rest for problem in item.problems]
            lines, pence = connection.execute("SELECT count(*), coalesce(sum(amount_pence), 0) FROM spend").fetchone()
            words = f"{counted(lines, 'line')} of {f'{told[0]:,}' if told else 'an unknown number'}"
            note_act(connection, "salvage", damaged.name, words)
            connection.execute("COMMIT")
    finally:
        connection.close()
    return Salvage(
        out,
        tuple(
            replace(
                item,
                rows=item.rows - dropped.get(item.table, 0),
                unreadable=item.unreadable + dropped.get(item.table, 0),
                made_again=again.get(item.table, 0),
            )
            for item in tables
        ),
        lines,
        pence,
        told[0] if told else None,
        told[1] if told else None,
        tuple(problems),
    )


def _set_seals(connection: sqlite3.Connection, *, off: bool) -> None:
    """Take the triggers off that seal frozen counts, whose rows come in any order, or set them again."""
    for name, sql in schema.expected_programs().items():
        if name.startswith(("version_", "count_version")):
            connection.execute(f"DROP TRIGGER {name}" if off else sql)


def _bring(
    connection: sqlite3.Connection, pages: PageFile, progress: Progress | None
) -> tuple[list[TableSalvage], tuple[int, int] | None]:
    """Bring every table, and return what became of each with (lines, pence) that the old cube tells of,
    None where it is broken."""
    ours = {table: shape_of(connection, table) for table in sorted(schema.expected_tables())}
    roots, shapes, schema_broken = _old_schema(pages, ours)
    tallies = {table: TableTally(connection, table, ours[table]) for table in ours if table not in NOT_BROUGHT}
    old_cube = _old_cube(pages, roots, shapes)
    # Known roots first: a guess must not take a page that belongs to another table.
    for table in sorted(ours, key=lambda name: (name not in roots, name)):
        root = roots.get(
            table, connection.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (table,)).fetchone()[0]
        )
        losses = tallies[table].losses if table in tallies else Losses()
        # The old cube is read already; a file of an earlier schema has no such table, and has lost nothing.
        if table == "cube" or (table not in roots and not schema_broken):
            continue
        if table not in roots and root in pages.visited:
            losses.pages.add(root)
            continue
        for rowid, values in pages.rows(root, losses, by_rowid=shapes[table].by_rowid):
            if table in tallies:
                tallies[table].take(shapes[table], rowid, values)
                if progress is not None and tallies[table].rows % CHUNK == 0:
                    progress(table, tallies[table].rows)
        if table in tallies:
            tallies[table].flush()
    broken = [tally for tally in tallies.values() if tally.losses.pages or schema_broken]
    _bring_orphans(pages, [tally for tally in broken if shapes[tally.table].by_rowid], shapes)
    for tally in tallies.values():
        tally.keep_seeds()
    return [tally.result() for tally in tallies.values()], old_cube


def _schema_row(values: list[Value], pages: PageFile) -> tuple[str, int, str] | None:
    match values:
        case ["table", str(name), str(), int(root), str(sql)] if 1 < root <= pages.pages:
            return name, root, sql
    return None


def _old_schema(pages: PageFile, ours: dict[str, Shape]) -> tuple[dict[str, int], dict[str, Shape], bool]:
    """Return table -> root page, table -> shape, and whether anything of the file's own schema is broken."""
    losses = Losses()
    roots, shapes = {}, dict(ours)
    rows = [values for _, values in pages.rows(1, losses, by_rowid=True)]
    if losses.any:
        # The leaves of the file's own schema look like no table of ours.
        rows += [values for _, leaf in pages.orphans() for _, values in leaf]
    for values in rows:
        found = _schema_row(values, pages)
        if found is not None and found[0] in ours and found[0] not in roots:
            name, root, sql = found
            roots[name] = root
            shapes[name] = shape_told(sql, name) or ours[name]
    return roots, shapes, losses.any


def _old_cube(pages: PageFile, roots: dict[str, int], shapes: dict[str, Shape]) -> tuple[int, int] | None:
    losses = Losses()
    lines = pence = 0
    if "cube" not in roots:
        return None
    names = shapes["cube"].stored
    at_pence, at_lines = names.index("pence"), names.index("lines")
    for _, values in pages.rows(roots["cube"], losses, by_rowid=False):
        match values:
            case [*_] if (
                len(values) == len(names) and isinstance(values[at_pence], int) and isinstance(values[at_lines], int)
            ):
                pence += int(values[at_pence] or 0)
                lines += int(values[at_lines] or 0)
            case _:
                losses.cells += 1
    return None if losses.any else (lines, pence)


def _bring_orphans(pages: PageFile, broken: Sequence[TableTally], shapes: dict[str, Shape]) -> None:
    """Give leaves whose branch is broken to the one broken table that all their rows fit, if there is just one."""
    for _, rows in pages.orphans() if broken else ():
        fitting = [
            tally
            for tally in broken
            if all(fitted(tally.shape, shapes[tally.table], rowid, values, mend=False) for rowid, values in rows)
        ]
        if len(fitting) == 1:
            for rowid, values in rows:
                fitting[0].take(shapes[fitting[0].table], rowid, values)
            fitting[0].flush()
