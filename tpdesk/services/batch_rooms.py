"""What the rooms of batches and of rejected rows read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from tpdesk.models.agency import list_agencies
from tpdesk.models.batch import BatchRecord, RejectRecord, find_batch, list_batches, rejects_of
from tpdesk.models.batch_detail import BatchDetail, BatchStanding, batch_detail, bodies_of, standing_by_batch
from tpdesk.models.desk import open_desk


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
