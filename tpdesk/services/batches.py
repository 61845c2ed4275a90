"""Acts on batches: taking one out again, and leaving rejected rows of one out for good."""

from __future__ import annotations

from collections.abc import Collection

from tpdesk.errors import UsageProblem
from tpdesk.models.batch import BatchRemoval, find_batch, rejects_of, remove_batch, settle_rejects
from tpdesk.models.desk import Desk
from tpdesk.models.log.history import note_act
from tpdesk.text import counted
from tpdesk.units import pounds

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
