"""Acts on batches: taking one out again."""

from __future__ import annotations

from tpdesk.models.batch import Removal, find_batch, remove_batch
from tpdesk.models.desk import Desk
from tpdesk.models.history import note_act
from tpdesk.text import counted
from tpdesk.units import pounds


def remove(desk: Desk, number: int) -> Removal:
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
