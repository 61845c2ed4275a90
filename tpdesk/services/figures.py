"""The act of asking: facts of a place and year out of the desk, through calc, back as a result."""

from __future__ import annotations

from tpdesk.calc.place_part import of_place
from tpdesk.domain.facts import YearFacts
from tpdesk.models.desk import Desk
from tpdesk.models.place import Place
from tpdesk.models.year import default_year, read_year
from tpdesk.services.choose import place_for, year_start


def year_facts(desk: Desk, place: str | None, year: str | None) -> YearFacts:
    """Return what the desk knows of a place and year; the only place or year is taken where none is named. Raises UsageProblem."""
    chosen = place_for(desk, place)
    return facts_of(desk, chosen, year_start(year) if year is not None else default_year(desk.connection, chosen))


def facts_of(desk: Desk, place: Place, year: int) -> YearFacts:
    """Return what the desk knows of a place and the financial year that starts in `year`, with what counts there of bodies that cover more than the place."""
    return of_place(read_year(desk.connection, place, year))
