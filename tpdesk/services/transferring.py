"""The act of marking transfers: proposed by supplier against agency names and aliases, applied or taken off by the user."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from tpdesk.calc.count import count
from tpdesk.calc.transfers import removed_with, transfers
from tpdesk.domain.facts import YearFacts
from tpdesk.domain.results.count import TransfersResult
from tpdesk.domain.transfer import Proposal
from tpdesk.models import transfer
from tpdesk.models.agency import find_agency
from tpdesk.models.connection import spoken
from tpdesk.models.desk import Desk, open_desk
from tpdesk.models.log.history import note_act
from tpdesk.models.place import Place
from tpdesk.services.figures import facts_of, place_of
from tpdesk.text import counted
from tpdesk.units import pounds, year_text


@dataclass(frozen=True, slots=True)
class TransfersRead:
    """The transfers of a place and year, proposed and in force, with what they do to the count."""

    place: Place
    """The place itself."""

    facts: YearFacts
    """What the desk knows of the place and year."""

    proposals: tuple[Proposal, ...]
    """Payments that look like transfers, doubtful ones too, largest first."""

    in_force: TransfersResult
    """Those that are marked, with what is taken out of each."""

    after_pence: int
    """Spend after transfers, as things stand."""

    def after_with(self, chosen: Iterable[Proposal]) -> int:
        """Return the spend after transfers, in pence, were the chosen ones marked too."""
        return self.after_pence + self.in_force.removed_pence - removed_with(self.facts, chosen)


def read_transfers(path: Path, place: int, year: int) -> TransfersRead:
    """Return the transfers of the place with that id and the financial year that starts in `year`. Raises DeskFileProblem, Locked, UsageProblem."""
    with open_desk(path, read_only=True) as desk, spoken(path):
        found = place_of(desk, place)
        facts = facts_of(desk, found, year)
        proposals = tuple(transfer.proposals(desk.connection, place, year))
    return TransfersRead(found, facts, proposals, transfers(facts), count(facts).after_transfers_pence)


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
