"""Where a line came from, and what became of it since.

Which files the lines of a filter came from, with how many rows and what they add up to.

Every line of a place and year, body by body: for those who want them all, a few thousand in memory at a time.

Spend lines themselves: what only the lines can tell, the cube's witness.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final, NamedTuple

from tpdesk.domain.line import LineRow
from tpdesk.domain.line_filter import HeldLines, LineFilter
from tpdesk.errors import Locked, UsageProblem
from tpdesk.models.connection import temporary_tables
from tpdesk.models.lines.order import Stop, read_lines, stoppable
from tpdesk.models.lines.where import read_maps, where_of
from tpdesk.models.log.history import Act, Change, acts_of_line, within


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a line came from: a file's row, another line, or somebody's hand."""

    line: LineRow
    sha256: str
    """The hash of its file; empty for a line entered by hand."""

    taken_in: str
    """When its file was taken in, ISO 8601 UTC; empty for a line entered by hand."""

    who: str
    """Who took it in."""

    parts: tuple[int, ...]
    """The lines that were split off it."""

    acts: tuple[Act, ...]
    """The acts that changed it, each with what it changed in this line, the latest first;
    the one that brought it is the last."""

    @property
    def words(self) -> str:
        """Return where it came from in words: `row 17 of returns.xlsx, sheet May, batch 3, imported 2024-07-01`."""
        line = self.line
        if line.batch is None:
            return f"split from line {line.part_of}" if line.part_of is not None else "entered by hand"
        sheet = f", sheet {line.sheet}" if line.sheet else ""
        part = f"; split from line {line.part_of}" if line.part_of is not None else ""
        if line.row is None:
            # On a desk of sums: its description says of how many lines.
            return f"{line.description} of {line.file}{sheet}, batch {line.batch}, imported {self.taken_in[:10]}{part}"
        return f"row {line.row} of {line.file}{sheet}, batch {line.batch}, imported {self.taken_in[:10]}{part}"


def origin_of(connection: sqlite3.Connection, line: int) -> Origin:
    """Return where a line came from. Raises UsageProblem where there is none of that number."""
    found = next(iter(read_lines(connection, [line], read_maps(connection))))
    if found is None:
        raise UsageProblem(f"There is no line {line} on this desk.")
    sha256, taken_in, who = connection.execute(
        "SELECT sha256, made_at, who FROM batch WHERE id = ?", (found.batch,)
    ).fetchone() or ("", "", "")
    parts = connection.execute("SELECT id FROM spend WHERE part_of = ? ORDER BY id", (line,))
    acts = tuple(replace(act, changes=_changes(connection, act.id, line)) for act in acts_of_line(connection, line))
    return Origin(found, sha256, taken_in, who, tuple(part for (part,) in parts), acts)


def _changes(connection: sqlite3.Connection, act: int, line: int) -> tuple[Change, ...]:
    """Return what an act changed in this line alone: the history tells lines that changed alike as one."""
    rows = connection.execute(
        "SELECT keys, field, before, after FROM audit_change WHERE audit = ? AND record = 'line' ORDER BY id", (act,)
    )
    return tuple(
        Change("line", f"line {line}", field, before, after)
        for keys, field, before, after in rows
        if within(line, keys)
    )


@dataclass(frozen=True, slots=True)
class SheetRows:
    """The lines of a filter that one sheet of a file brought."""

    sheet: str
    """The sheet's name; empty for a file without sheets and for lines entered by hand."""

    lines: int
    pence: int
    """Their signed sum, both flows."""

    first_row: int | None
    """The first of their rows in the sheet; None where the lines have none."""

    last_row: int | None
    """The last of them."""


@dataclass(frozen=True, slots=True)
class FileRows:
    """The lines of a filter that one file brought."""

    batch: int | None
    """The batch's number; None for lines entered by hand."""

    file: str
    """The file's name, without its folder; empty for lines entered by hand."""

    sha256: str
    """The file's SHA-256 in hex."""

    made_at: str
    """When it was taken in, ISO 8601 UTC."""

    lines: int
    pence: int
    """Their signed sum, both flows."""

    first_row: int | None
    """The first of their rows in the file; None where the lines have none, or come from several sheets."""

    last_row: int | None
    """The last of them."""

    sheets: tuple[SheetRows, ...]
    """The same lines sheet by sheet, in the file's order: the rows of each are counted from its own first."""


def files_of(connection: sqlite3.Connection, where: LineFilter, cancelled: Stop | None = None) -> tuple[FileRows, ...]:
    """Return the files that brought a filter's lines, most lines first, lines entered by hand last. Reads the lines.
    Raises Cancelled, UsageProblem."""
    condition = where_of(connection, where)
    sums = "count(*) AS lines, sum(amount_pence) AS pence, min(row) AS first, max(row) AS last"
    grouped = f"SELECT batch_sheet, {sums} FROM spend WHERE {condition.sql} GROUP BY batch_sheet"
    with stoppable(connection, cancelled):
        rows = connection.execute(
            "SELECT batch.id, coalesce(file, ''), coalesce(sha256, ''), coalesce(made_at, ''), coalesce(sheet, ''), "
            f"lines, pence, first, last FROM ({grouped}) AS part LEFT JOIN batch_sheet ON batch_sheet.id = "
            "part.batch_sheet LEFT JOIN batch ON batch.id = batch_sheet.batch ORDER BY batch_sheet.id",
            condition.values,
        ).fetchall()
    sheets: dict[tuple[int | None, str, str, str], list[SheetRows]] = {}
    for batch, file, sha256, made_at, *sheet in rows:
        sheets.setdefault((batch, file, sha256, made_at), []).append(SheetRows(*sheet))
    files = [_file_rows(*file, tuple(parts)) for file, parts in sheets.items()]
    return tuple(sorted(files, key=lambda file: (file.batch is None, -file.lines, file.batch or 0)))


def _file_rows(batch: int | None, file: str, sha256: str, made_at: str, sheets: tuple[SheetRows, ...]) -> FileRows:
    lines, pence = sum(sheet.lines for sheet in sheets), sum(sheet.pence for sheet in sheets)
    # Each sheet begins at row 1: rows of several have no first and last together.
    first, last = (sheets[0].first_row, sheets[0].last_row) if len(sheets) == 1 else (None, None)
    return FileRows(batch, file, sha256, made_at, lines, pence, first, last, sheets)


STEP: Final = 5_000
"""Lines read at a time."""

OPTIONAL: Final = {
    "control": "control > 0",
    "internal": "internal = 1",
    "transfer_to": "transfer_to IS NOT NULL OR (outsider IS NOT NULL AND flow = 1)",
    "transfer_from": "transfer_from IS NOT NULL OR (outsider IS NOT NULL AND flow = 2)",
    "client_group": "client_group IS NOT NULL",
    "activity": "activity IS NOT NULL",
    "area": "area IS NOT NULL",
    "funding_stream": "funding_stream IS NOT NULL",
    "grade": "grade IS NOT NULL",
    "date": "date IS NOT NULL",
    "supplier": "supplier IS NOT NULL",
    "description": "description IS NOT NULL",
    "sheet": "batch_sheet IN (SELECT id FROM batch_sheet WHERE sheet <> '')",
    "row": "row IS NOT NULL",
}
"""Field of `LINE_FIELDS` that a line need not have -> the condition that it has it."""


def held_lines(connection: sqlite3.Connection, place: str, year: int) -> HeldLines:
    """Return what the lines of the place with that name hold in the financial year that starts in `year`;
    every line is looked at."""
    counts = ", ".join(f"count(*) FILTER (WHERE {condition})" for condition in OPTIONAL.values())
    lines, expenditure, income, *fields = connection.execute(
        "SELECT count(*), coalesce(sum(amount_pence) FILTER (WHERE flow = 1), 0), coalesce(sum(amount_pence) FILTER "
        f"(WHERE flow = 2), 0), {counts} FROM spend WHERE place = (SELECT id FROM place WHERE name = ?) AND year = ?",
        (place, year),
    ).fetchone()
    return HeldLines(lines, expenditure, income, dict(zip(OPTIONAL, fields, strict=True)))


def lines_by_agency(
    connection: sqlite3.Connection, place: str, year: int, since: int, first: int = 0
) -> Iterator[LineRow]:
    """Yield the lines of the place with that name, of one body after the other by name, each body's as they came, from
    number `first` (from 0).

    No lock is kept between steps; instead they end with Locked as soon as the desk is no longer in the state
    `since` (see `desk_state`).
    """
    maps = read_maps(connection)
    agencies = connection.execute(
        "SELECT place.id, agency.id FROM place, agency WHERE place.name = ? AND agency.id IN (SELECT agency FROM "
        "cube WHERE place = place.id AND year = ?) ORDER BY agency.name COLLATE NOCASE, agency.id",
        (place, year),
    ).fetchall()
    for place_id, agency in agencies:
        last = 0
        while numbers := [
            row[0]
            for row in connection.execute(
                "SELECT id FROM spend WHERE place = ? AND year = ? AND agency = ? AND id > ? ORDER BY id LIMIT ?",
                (place_id, year, agency, last, STEP),
            )
        ]:
            last = numbers[-1]
            numbers, first = numbers[first:], max(first - len(numbers), 0)
            rows = [row for row in read_lines(connection, numbers, maps) if row is not None] if numbers else []
            if desk_state(connection) != since:
                raise Locked(
                    "The desk was changed while its lines were being read, so they no longer belong to the "
                    "figures. Do it again.",
                    title="The desk was changed meanwhile",
                )
            yield from rows


def desk_state(connection: sqlite3.Connection) -> int:
    """Return a number that differs as soon as another connection has changed the desk."""
    return int(connection.execute("PRAGMA data_version").fetchone()[0])


class LineSums(NamedTuple):
    """What the lines of one body that came with one file add up to, as they stand now. Pence;
    expenditure and income are never added up."""

    agency: int
    batch: int
    """0 for lines entered by hand."""

    lines: int
    expenditure: int
    income: int
    edited: int
    """Lines whose amount or another field was edited since."""


def line_sums(connection: sqlite3.Connection, place: str, year: int) -> tuple[LineSums, ...]:
    """Return the sums of every line of a place and year by body and file:
    read from the lines themselves, so they check the cube."""
    sheets = dict(connection.execute("SELECT id, batch FROM batch_sheet"))
    number = connection.execute("SELECT id FROM place WHERE name = ?", (place,)).fetchone()
    found: dict[tuple[int, int], list[int]] = {}
    for agency, sheet, *sums in _sums_of_lines(connection, int(number[0]), year) if number else ():
        added = found.setdefault((agency, sheets.get(sheet, 0)), [0, 0, 0, 0])
        for n, part in enumerate(sums):
            added[n] += part
    return tuple(LineSums(agency, batch, *sums) for (agency, batch), sums in found.items())


_MANY: Final = 5
"""A place with one line in so many is read by a pass over all lines rather than by its index, which leads to them in
the order of their organisations and to each page of the file over and over."""


def _sums_of_lines(connection: sqlite3.Connection, place: int, year: int) -> list[tuple[int, ...]]:
    """Return (agency, sheet, lines, expenditure, income, edited lines) of a place and year, the sheet 0 for lines
    entered by hand. Added up in a table, since SQLite would sort all lines to group them: half the time."""
    its = connection.execute(
        "SELECT coalesce(sum(lines), 0) FROM cube WHERE place = ? AND year = ?", (place, year)
    ).fetchone()[0]
    way = "NOT INDEXED" if its * _MANY > count_lines(connection) else "INDEXED BY spend_where"
    with temporary_tables(connection):
        connection.execute(
            "CREATE TEMP TABLE line_sum (agency INTEGER, sheet INTEGER, lines INTEGER, expenditure INTEGER, income "
            "INTEGER, edited INTEGER, PRIMARY KEY (agency, sheet)) WITHOUT ROWID"
        )
        connection.execute(
            "INSERT INTO temp.line_sum SELECT agency, coalesce(batch_sheet, 0), 1, iif(flow = 1, amount_pence, 0), "
            f"iif(flow = 2, amount_pence, 0), came_pence IS NOT NULL FROM spend {way} WHERE place = ? AND year = ? "
            "ON CONFLICT DO UPDATE SET lines = lines + 1, expenditure = expenditure + excluded.expenditure, "
            "income = income + excluded.income, edited = edited + excluded.edited",
            (place, year),
        )
        found = connection.execute("SELECT * FROM temp.line_sum ORDER BY agency, sheet").fetchall()
        connection.execute("DROP TABLE temp.line_sum")
    return found


def count_lines(connection: sqlite3.Connection) -> int:
    """Return how many spend lines the desk holds."""
    return int(connection.execute("SELECT coalesce(sum(lines), 0) FROM cube").fetchone()[0])
