"""Batches: what stands of them, taking one out again, and leaving rejected rows of one out for good.

Rejected rows of batches: those that are open, and the file in which they are mended.
"""

from __future__ import annotations

from collections.abc import Collection, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast

from tpdesk.errors import InputProblem, UsageProblem
from tpdesk.models import made_batch
from tpdesk.models.agency import list_agencies
from tpdesk.models.batch import (
    BatchDetail,
    BatchRecord,
    BatchRemoval,
    BatchStanding,
    RejectRecord,
    batch_detail,
    bodies_of,
    find_batch,
    list_batches,
    open_rows,
    rejects_of,
    remove_batch,
    settle_rejects,
    sheet_layout,
    standing_by_batch,
)
from tpdesk.models.desk import Desk, open_desk
from tpdesk.models.file_writing import write_csv
from tpdesk.models.intake.fields import FIELDS
from tpdesk.models.intake.layout import Overrides
from tpdesk.models.intake.lines import Line, Problem, Settings
from tpdesk.models.log.history import note_act
from tpdesk.services.files import result_file
from tpdesk.text import clean, counted, csv_safe
from tpdesk.units import pounds

if TYPE_CHECKING:
    import sqlite3

    from tpdesk.models.intake.source import Source


@dataclass(frozen=True, slots=True)
class RejectShown:
    """An open reject with the headings of its cells."""

    record: RejectRecord
    """The row as it came."""

    sheet: str | None
    """Its sheet; None for a text file."""

    headings: tuple[str, ...]
    """The heading of each cell, `#n` where it has none; as many as the row has cells, at least."""


@dataclass(frozen=True, slots=True)
class OpenRejects:
    """The rejected rows of a batch that are open."""

    batch: BatchRecord
    """The batch that they come from."""

    rows: tuple[RejectShown, ...]
    """In the file's order."""

    body: str | None
    """The one body of the batch's lines; None where there are several or none."""

    agencies: tuple[str, ...]
    """All bodies of the desk, to choose from where the batch brought no line."""

    needs_body: bool
    """Whether whose rows they are must be said: no line of the batch tells, and no column does."""


def read_batches(path: Path, place: int | None) -> tuple[list[BatchRecord], dict[int, BatchStanding]]:
    """Return the batches of a place, the latest first, and by their numbers what stands of them.
    Raises what opening the desk raises."""
    with open_desk(path, read_only=True) as desk:
        return list_batches(desk.connection, place), standing_by_batch(desk.connection, place)


def read_batch(path: Path, batch: int) -> BatchDetail | None:
    """Return a batch in full, None where it is gone. Raises what opening the desk raises."""
    with open_desk(path, read_only=True) as desk:
        return batch_detail(desk.connection, batch)


def read_rejects(path: Path, batch: int) -> OpenRejects:
    """Return the open rejects of a batch. Raises UsageProblem where it is gone, and what opening the desk raises."""
    with open_desk(path, read_only=True) as desk:
        connection = desk.connection
        found = find_batch(connection, batch)
        bodies = bodies_of(connection, batch)
        rows, named = [], True
        for sheet, layout, records in rejects_of(connection, batch):
            headers = cast("list[str]", layout["headers"])
            named = named and "agency" in cast("Mapping[str, str]", layout["columns"])
            for record in records:
                width = max(len(headers), len(record.raw))
                headings = (headers[n] if n < len(headers) and headers[n] else f"#{n + 1}" for n in range(width))
                rows.append(RejectShown(record, sheet, tuple(headings)))
        body = bodies[0] if len(bodies) == 1 else None
        agencies = tuple(agency.name for agency in list_agencies(connection))
        return OpenRejects(found, tuple(rows), body, agencies, body is None and not named)


# -- acts


_ROWS_TOLD = 20
"""Rows that the history names one by one."""


def remove(desk: Desk, number: int) -> BatchRemoval:
    """Take a batch off the desk with its rejects and all lines but those edited since; return what went and what stays.
    Raises UsageProblem."""
    with desk.writing() as connection:
        found = find_batch(connection, number)
        maker = made_batch.maker_of(connection, number)
        if maker is not None:
            raise UsageProblem(
                f"Batch {number} holds the lines of apportionment {maker}. Remove or change that: its lines go with it."
            )
        removal = remove_batch(connection, number)
        kept = f", {counted(removal.kept, 'line')} edited since kept" if removal.kept else ""
        note_act(
            connection,
            "remove batch",
            f"batch {number}",
            f"{found.file}, {counted(removal.lines, 'line')}, {pounds(found.sum_pence)}{kept}",
            title=f"Remove batch {number}: {found.file}, {counted(removal.lines, 'line')}{kept}",
        )
    return removal


def leave_out(desk: Desk, number: int, rows: Collection[tuple[int | None, int]] = ()) -> int:
    """Leave rejected rows of a batch out for good, and return how many: those named by (batch sheet, or None for any,
    row), or all that are open.

    Raises UsageProblem where a row is not open, or none is.
    """
    with desk.writing() as connection:
        found = find_batch(connection, number)
        still = {(one.batch_sheet, one.row) for _, _, records in rejects_of(connection, number) for one in records}
        wanted = set(rows)
        unknown = sorted(row for _, row in wanted - still - {(None, row) for _, row in still})
        if unknown or not still:
            which = f"Row {unknown[0]} of batch {number} is" if unknown else f"No row of batch {number} is"
            raise UsageProblem(
                f"{which} {'not ' if unknown else ''}open as rejected. See those that are: tpdesk batch rejects "
                f"{number}."
            )
        settled = sorted(one for one in still if not wanted or wanted & {one, (None, one[1])})
        settle_rejects(connection, number, settled)
        listed = ", ".join(f"{row:,}" for _, row in settled[:_ROWS_TOLD]) + (
            " ..." if len(settled) > _ROWS_TOLD else ""
        )
        note_act(
            connection, "leave out", f"{counted(len(settled), 'rejected row')} of batch {number}",
            f"{found.file}, {'row' if len(settled) == 1 else 'rows'} {listed}"
        )  # fmt: skip
    return len(settled)


MARKS: Final = ("tpdesk sheet", "tpdesk row", "tpdesk reason")
"""The columns that an export adds at the end: which sheet of which batch, which row, and what was wrong."""


@dataclass(frozen=True, slots=True)
class Correction:
    """The corrected rejects of one sheet, read as that sheet was."""

    batch_sheet: int
    """The number of the sheet that they were rejected from."""

    overrides: Overrides
    """Its columns, unit and date order; the header row is that of this file."""

    settings: Settings
    """What the user had said of it: year, flow, status, sign."""

    names_year: int | None
    """The start year that the names of its file gave."""

    last_row: int | None
    """The last row of this file that belongs to it; None to the end."""

    origin: Mapping[int, int]
    """Row of this file -> the row that it was rejected from."""

    open_rows: frozenset[int]
    """The rows of that sheet that are still rejected."""

    def problem(self, line: Line) -> Problem | None:
        """Say why a row must not come in: an earlier correction brought it in, or nothing
        tells which row it corrects."""
        origin = self.origin.get(line.row)
        if origin is None:
            return Problem(
                "",
                "no mark",
                "",
                f"Nothing tells which rejected row this corrects: '{MARKS[0]}' and '{MARKS[1]}' are empty.",
            )
        if origin not in self.open_rows:
            words = (
                f"Row {origin} of that sheet is not open: an earlier file brought its correction in, or it was "
                "left out for good."
            )
            return Problem("", "corrected before", str(origin), words)
        return None

    def settled(self, refused: Container[int]) -> list[tuple[int, int]]:
        """Return (batch sheet, row) of every reject that this file brings in: all but the rows `refused` again."""
        return [(self.batch_sheet, origin) for row, origin in self.origin.items() if row not in refused]


def export_rejects(desk: Desk, batches: Sequence[int], target: Path, *, force: bool = False) -> int:
    """Write the open rejects of the batches for a person to correct, and return how many.
    Raises Locked, UsageProblem."""
    with result_file(target, replace=force):
        return write_rejects(desk, batches, target)


def write_rejects(
    desk: Desk,
    batches: Sequence[int],
    target: Path,
    corrected: Mapping[int, Sequence[str]] | None = None,
) -> int:
    """Write the open rejects of the batches to a CSV file, whole, each with its reason, and return
    how many. Raises Locked.

    `corrected` (number of a reject to its cells as they should be) writes those alone, with those cells.
    """
    count = 0

    def rows() -> Iterator[list[object]]:
        nonlocal count
        for batch in batches:
            for _, layout, found in rejects_of(desk.connection, batch):
                records = [
                    record if corrected is None else replace(record, raw=tuple(corrected[record.id]))
                    for record in found
                    if corrected is None or record.id in corrected
                ]
                if not records:
                    continue
                headers = cast("list[str]", layout["headers"])
                width = max(len(headers), *(len(record.raw) for record in records))
                yield [*(csv_safe(clean(name)) for name in headers), *[""] * (width - len(headers)), *MARKS]
                for record in records:
                    cells = [csv_safe(clean(cell)) for cell in record.raw] + [""] * (width - len(record.raw))
                    yield [*cells, record.batch_sheet, record.row, f"{record.rule}: {record.message}"]
                    count += 1

    write_csv(target, rows())
    return count


def corrections_of(connection: sqlite3.Connection, source: Source) -> list[Correction]:
    """Return how to read the file if it is an export of rejects that was corrected: one part for each sheet in it;
    else nothing."""
    found: list[Correction] = []
    columns: tuple[int, int] | None = None
    header_row, sheet, origin = 0, None, dict[int, int]()
    for number, cells in source.rows(source.sheets[0]):
        names = [clean(str(cell)) if cell is not None else "" for cell in cells]
        if MARKS[0] in names and MARKS[1] in names:
            if columns is not None and sheet is not None:
                found.append(_correction(connection, sheet, header_row, number - 1, origin))
            columns, header_row, sheet, origin = (names.index(MARKS[0]), names.index(MARKS[1])), number, None, {}
        elif columns is None:
            if number >= 3:
                return []
        elif len(names) > max(columns) and names[columns[0]].isdecimal() and names[columns[1]].isdecimal():
            if sheet is None:
                sheet = int(names[columns[0]])
            if int(names[columns[0]]) == sheet:
                origin[number] = int(names[columns[1]])
    if columns is not None and sheet is not None:
        found.append(_correction(connection, sheet, header_row, None, origin))
    return found


def _correction(
    connection: sqlite3.Connection, sheet: int, header_row: int, last_row: int | None, origin: dict[int, int]
) -> Correction:
    kept = sheet_layout(connection, sheet)
    if kept is None:
        raise InputProblem(
            "These are rejected rows of another desk, or of a batch that was removed: there is nothing here that "
            f"they correct. Take the columns '{MARKS[0]}' to '{MARKS[2]}' out to take the rows in as a file of their "
            "own."
        )
    layout = cast("dict[str, Any]", kept)
    return Correction(
        batch_sheet=sheet,
        overrides=Overrides(
            # Nothing is read that was not read when these rows were rejected.
            columns={**dict.fromkeys(FIELDS, ""), **layout["columns"]},
            header_row=header_row,
            unit=layout["unit"],
            date_order=layout["date_order"],
            turned=frozenset(layout.get("turned", ())),
        ),
        settings=Settings(year=layout["given_year"], flow=layout["flow"], status=layout["status"], sign=layout["sign"]),
        names_year=layout["year"],
        last_row=last_row,
        origin=origin,
        open_rows=open_rows(connection, sheet),
    )
