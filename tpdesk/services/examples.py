"""Which records of a place are made up to show the tool: no report prints them unless that is asked for."""

from __future__ import annotations

from tpdesk.domain.kinds import KINDS
from tpdesk.domain.record_kind import Record
from tpdesk.models.desk import Desk
from tpdesk.models.records import store


def made_up_dives(desk: Desk, place: int) -> frozenset[str]:
    """Return the titles of the made-up deep dives of the place with that id, with their sub-themes."""
    dives = store.list_of_place(desk.connection, KINDS["dive"], place)
    found = {one.title for one in dives if one.values["illustrative"]}
    while more := {one.title for one in dives if one.values["parent"] in found} - found:
        found |= more
    return frozenset(found)


def is_made_up(record: Record, dives: frozenset[str]) -> bool:
    """Say whether a record is made up: it says so itself, or hangs on one of the made-up deep dives."""
    return record.is_made_up or record.values.get("dive") in dives
