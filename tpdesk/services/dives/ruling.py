"""Acts on verdicts: overruling what tpdesk finds of a category, with a reason that is kept, and withdrawing that."""

from __future__ import annotations

from dataclasses import dataclass

from tpdesk.domain.verdicts import VERDICTS, Ruling
from tpdesk.models.desk import Desk
from tpdesk.models.dives import ruling
from tpdesk.models.log.history import note_act
from tpdesk.services.choose import place_for, year_start
from tpdesk.services.people import people_warnings

__all__ = ["VERDICTS", "Ruled", "Ruling", "list_rulings", "overrule", "withdraw_ruling"]


@dataclass(frozen=True, slots=True)
class Ruled:
    """A ruling as it is kept after the act."""

    ruling: Ruling
    warnings: tuple[str, ...]
    """What in its reason looks like a person's, a sentence each."""


def overrule(desk: Desk, place: str | None, year: str, category: str, verdict: str, reason: str) -> Ruled:
    """Decide the verdict on a category in a place (None: the desk's only one) and year, as typed. Raises UsageProblem, Locked."""
    where, start = place_for(desk, place), year_start(year)
    with desk.writing() as connection:
        made = ruling.rule(connection, where.id, start, category, verdict, reason)
        note_act(
            connection, "overrule verdict", f"{made.category} in {where.name}, {year}", f"{made.verdict}: {made.reason}"
        )
    return Ruled(made, people_warnings(reason=reason))


def withdraw_ruling(desk: Desk, place: str | None, year: str, category: str) -> Ruling:
    """Let the verdict on a category be what tpdesk finds again; return the ruling that went. Raises UsageProblem, Locked."""
    where, start = place_for(desk, place), year_start(year)
    with desk.writing() as connection:
        gone = ruling.withdraw(connection, where.id, start, category)
        note_act(connection, "withdraw ruling", f"{gone.category} in {where.name}, {year}", gone.verdict)
    return gone


def list_rulings(desk: Desk, place: str | None, year: str) -> tuple[Ruling, ...]:
    """Return the rulings of a place and year, by category. Raises UsageProblem."""
    return ruling.rulings(desk.connection, place_for(desk, place).id, year_start(year))
