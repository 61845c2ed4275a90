"""The act of marking transfers: proposed by supplier against agency names and aliases, applied or taken off by the user."""

from __future__ import annotations

from tpdesk.models import transfer
from tpdesk.models.agency import find_agency
from tpdesk.models.desk import Desk
from tpdesk.models.history import note_act
from tpdesk.models.place import Place
from tpdesk.models.transfer import Proposal
from tpdesk.text import counted
from tpdesk.units import pounds, year_text


def proposed(
    desk: Desk, place: Place, year: int, *, payer: str | None = None, receiver: str | None = None
) -> list[Proposal]:
    """Return the payments that look like transfers, doubtful ones too; of one payer or to one receiver where named. Raises UsageProblem."""
    one = find_agency(desk.connection, payer).id if payer else None
    other = find_agency(desk.connection, receiver).id if receiver else None
    found = transfer.proposals(desk.connection, place.id, year)
    return [item for item in found if (one is None or item.payer == one) and (other is None or item.receiver == other)]


def apply(desk: Desk, place: Place, year: int, chosen: list[Proposal]) -> int:
    """Mark the chosen payments as transfers and return how many lines changed."""
    with desk.writing() as connection:
        lines = transfer.apply_proposals(connection, place.id, year, chosen)
        total = pounds(sum(item.pence for item in chosen))
        note_act(
            connection,
            "apply transfers",
            f"{place.name}, {year_text(year)}",
            f"{counted(lines, 'line')}, {total}, {counted(len(chosen), 'supplier')}",
        )
    return lines


def take_off(desk: Desk, place: Place, year: int, payer: str, receiver: str) -> int:
    """Take the mark off all payments from one agency to another and return how many lines changed. Raises UsageProblem."""
    one, other = find_agency(desk.connection, payer), find_agency(desk.connection, receiver)
    with desk.writing() as connection:
        lines = transfer.unmark(connection, place.id, year, one.id, other.id)
        note_act(
            connection,
            "take off transfers",
            f"{place.name}, {year_text(year)}",
            f"{one.name} to {other.name}, {counted(lines, 'line')}",
        )
    return lines
