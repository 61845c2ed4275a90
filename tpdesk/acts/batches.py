"""Acts on batches: taking one out again."""

from __future__ import annotations

from tpdesk.models.batch import find_batch, remove_batch
from tpdesk.models.desk import Desk
from tpdesk.models.history import note_act
from tpdesk.text import counted
from tpdesk.units import pounds


def remove(desk: Desk, number: int) -> int:
    """Take a batch out of the desk with its lines and rejects, and return how many lines went. Raises UsageProblem."""
    with desk.writing() as connection:
        found = find_batch(connection, number)
        lines = remove_batch(connection, number)
        note_act(
            connection,
            "remove batch",
            f"batch {number}",
            f"{found.file}, {counted(lines, 'line')}, {pounds(found.sum_pence)}",
        )
    return lines
