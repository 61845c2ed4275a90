"""The act of asking for a deep dive's total: its spend as a part of the count, and what stands beside it."""

from __future__ import annotations

from tpdesk.calc.dive import DiveTotal, dive_total
from tpdesk.domain.facts import YearFacts
from tpdesk.errors import UsageProblem
from tpdesk.models.desk import Desk
from tpdesk.models.place import find_place
from tpdesk.models.year import years_of
from tpdesk.services.choose import year_start
from tpdesk.services.dives.records import find_record
from tpdesk.services.dives.weighing import prevention_cut, small_from
from tpdesk.services.figures import facts_of


def dive_show(desk: Desk, title: str, year: str | None = None) -> DiveTotal:
    """Return the total of a deep dive, named by title or number, in a year: the latest with spend in its place where none is named.

    Raises UsageProblem where there is no such deep dive, or no year to show.
    """
    record = find_record(desk, "dive", title)
    place = find_place(desk.connection, str(record.values["place"]))
    if year is None:
        years = years_of(desk.connection, place.id)
        if not years:
            raise UsageProblem(
                f"'{place.name}' has no spend lines yet, so there is no year to show. Import a file first, or name a year."
            )
        start = years[0]
    else:
        start = year_start(year)
    return _total_of(desk, facts_of(desk, place, start), record.id)


def _total_of(desk: Desk, facts: YearFacts, number: int) -> DiveTotal:
    """Return the total of the deep dive with that number, which is one of the facts' place, by the desk's settings."""
    dive = next(dive for dive in facts.deep.dives if dive.number == number)
    return dive_total(facts, dive, threshold=small_from(desk), cut=prevention_cut(desk))


def dive_totals(desk: Desk, facts: YearFacts) -> tuple[DiveTotal, ...]:
    """Return the totals of all deep dives of the facts' place and year, each before its sub-themes."""
    dives = facts.deep.dives
    numbers = {dive.number for dive in dives}
    ordered: list[int] = []
    todo = [dive.number for dive in dives if dive.parent not in numbers]
    while todo:
        number = todo.pop(0)
        ordered.append(number)
        todo = [dive.number for dive in dives if dive.parent == number] + todo
    return tuple(_total_of(desk, facts, number) for number in ordered)
