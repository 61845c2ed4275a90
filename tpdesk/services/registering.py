"""What follows from a change of a place or an organisation, and what stands in the way of its removal: its lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tpdesk.models import agency, place
from tpdesk.models.apportionment import numbers_of

if TYPE_CHECKING:
    import sqlite3

    from tpdesk.domain.kinds import Record


def follow(connection: sqlite3.Connection, before: Record, after: Record) -> None:
    """Make apportioned lines again where a place has other areas; let an organisation leave places in which it has no
    lines. Inside `Desk.writing()`. Raises UsageProblem."""
    if after.kind.name == "place":
        if set(before.listed("areas")) != set(after.listed("areas")) and numbers_of(connection, after.id):
            # Only who apportions waits for it.
            from tpdesk.services.apportioning import remake_all

            remake_all(connection, after.id)
        return
    found = agency.find_agency(connection, after.title)
    for name in before.listed("places"):
        if name not in found.places:
            agency.leave_place(connection, found, place.find_place(connection, name))


def must_be_removable(connection: sqlite3.Connection, record: Record) -> None:
    """Raise UsageProblem while lines, batches or records name a place or an organisation."""
    if record.kind.name == "place":
        place.must_be_removable(connection, place.find_place(connection, record.title))
    else:
        agency.must_be_removable(connection, agency.find_agency(connection, record.title))
