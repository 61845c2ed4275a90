"""Which steps of undo are a workshop's own: what was typed in its room, and done to it there, today or earlier."""

from __future__ import annotations

import sqlite3
from typing import Final

_ACTS: Final = (
    "add note", "change note", "remove note", "merge notes", "move notes", "link note", "add delivery", "change delivery", "remove delivery",
)  # fmt: skip
"""Acts of a room. An import, a merge or a purge may touch the same notes, and is none."""

_OF_WORKSHOP: Final = f"""
SELECT 1 FROM undo_change JOIN undo_step ON undo_step.id = undo_change.step JOIN audit ON audit.id = undo_step.audit
WHERE undo_step.id = :step AND audit.act IN ({", ".join(f"'{act}'" for act in _ACTS)}) AND (
  (record = 'note' AND :workshop IN (image ->> 'workshop', (SELECT workshop FROM note WHERE id = key ->> 0)))
  OR (record = 'workshop_delivery' AND key ->> 0 = :workshop)
  OR (record = 'delivery' AND :workshop IN (SELECT workshop FROM workshop_delivery WHERE delivery = key ->> 0))
  OR (record IN ('barrier_note', 'opportunity_note') AND :workshop = (SELECT workshop FROM note WHERE id = key ->> 1)))
LIMIT 1
"""


def is_of_room(connection: sqlite3.Connection, step: int, workshop: int) -> bool:
    """Say whether a step, undone or not, is an act on the notes or deliveries of the workshop with that number."""
    return connection.execute(_OF_WORKSHOP, {"step": step, "workshop": workshop}).fetchone() is not None
