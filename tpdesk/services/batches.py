"""Batches: what stands of them, taking one out again, and leaving rejected rows of one out for good."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from tpdesk.errors import UsageProblem
from tpdesk.models.agency import list_agencies
from tpdesk.models.batch import (
    BatchRecord,
    BatchRemoval,
    RejectRecord,
    find_batch,
    list_batches,
    rejects_of,
    remove_batch,
    settle_rejects,
)
from tpdesk.models.batch_detail import BatchDetail, BatchStanding, batch_detail, bodies_of, standing_by_batch
from tpdesk.models.desk import Desk, open_desk
from tpdesk.models.log.history import note_act
from tpdesk.text import counted
from tpdesk.units import pounds


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
    """Return the batches of a place, the latest first, and by their numbers what stands of them. Raises what opening the desk raises."""
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
    """Take a batch off the desk with its rejects and all lines but those edited since; return what went and what stays. Raises UsageProblem."""
    with desk.writing() as connection:
        found = find_batch(connection, number)
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
    """Leave rejected rows of a batch out for good, and return how many: those named by (batch sheet, or None for any, row), or all that are open.

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
                f"{which} {'not ' if unknown else ''}open as rejected. See those that are: tpdesk batch rejects {number}."
            )
        settled = sorted(one for one in still if not wanted or wanted & {one, (None, one[1])})
        settle_rejects(connection, number, settled)
        listed = ", ".join(f"{row:,}" for _, row in settled[:_ROWS_TOLD]) + (
            " ..." if len(settled) > _ROWS_TOLD else ""
        )
        note_act(
            connection, "leave out", f"{counted(len(settled), 'rejected row')} of batch {number}", f"{found.file}, {'row' if len(settled) == 1 else 'rows'} {listed}"
        )  # fmt: skip
    return len(settled)
