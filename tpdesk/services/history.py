"""What was done on the desk: the acts, those of one record, those of one line."""

from __future__ import annotations

from tpdesk.models.desk import Desk
from tpdesk.models.log import history
from tpdesk.models.log.history import Act


def acts(
    desk: Desk, *, limit: int | None = None, record: str | None = None, name: str | None = None, line: int | None = None
) -> list[Act]:
    """Return the acts of the desk, the latest first; only those of a record by its kind and name, or of a spend line by its number."""
    if line is not None:
        return history.acts_of_line(desk.connection, line)[:limit]
    if name is not None:
        return history.acts_of(desk.connection, record or "agency", name, limit=limit)
    return history.list_acts(desk.connection, limit=limit)
