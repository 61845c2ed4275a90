"""The act of saying how much of a body that covers more than a place counts there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from tpdesk.calc.wider import body_words, wider_body
from tpdesk.domain.facts import BY_PEOPLE, LEFT_OUT, PLACE_ONLY, WHOLE
from tpdesk.domain.results.count import WiderBody
from tpdesk.errors import UsageProblem
from tpdesk.models.agency import AgencyRecord, find_agency, join_place
from tpdesk.models.desk import Desk
from tpdesk.models.log.history import note_act
from tpdesk.models.place import Place
from tpdesk.models.wider import latest_people_year, set_counted, stands
from tpdesk.models.year import years_of
from tpdesk.services.figures import facts_of, place_for

WAYS: Final = {"whole": WHOLE, "by-people": BY_PEOPLE, "left-out": LEFT_OUT, "place-only": PLACE_ONLY}
"""How much of a body counts, as it is typed -> as it is kept."""

_DONE: Final = {
    WHOLE: "counted whole",
    BY_PEOPLE: "counted by its share of people",
    LEFT_OUT: "left out of the count",
    PLACE_ONLY: "counted whole, its lines being of the place alone,",
}


@dataclass(frozen=True, slots=True)
class CountedAs:
    """How much of a body counts in a place, after the act."""

    place: str
    body: WiderBody
    words: str
    """That, in a sentence or two, with the money of the place's latest year."""


def count_as(desk: Desk, agency: str, place: str | None, way: str) -> CountedAs:
    """Count a body whole, by its share of people, or not at all: `way` is a name of `WAYS`. One step of undo. Raises UsageProblem."""
    where = place_for(desk, place)
    with desk.writing() as connection:
        found = find_agency(connection, agency)
        years = years_of(connection, where.id)
        year = years[0] if years else latest_people_year(connection)
        if WAYS[way] == BY_PEOPLE:
            _check_share(desk, found, where, year)
        join_place(connection, found.id, where.id)
        set_counted(connection, where.id, found.id, WAYS[way])
        note_act(connection, "count agency", found.name, f"{_DONE[WAYS[way]]} in {where.name}")
    facts = facts_of(desk, where, year)
    body = wider_body(facts, found.id)
    return CountedAs(where.name, body, body_words(body, where.name))


def _check_share(desk: Desk, agency: AgencyRecord, place: Place, year: int) -> None:
    """Raise UsageProblem where the share of a body's people who live in the place cannot be worked out."""
    if not agency.areas:
        raise UsageProblem(
            f"The areas of {agency.name} are not known, so no share of its people can be taken. Add its areas first."
        )
    if not place.codes:
        raise UsageProblem(
            f"The areas of {place.name} are not known, so no share of anybody's people can be taken. Add its areas first."
        )
    found = stands(desk.connection, place, agency.id, year)
    if not found.outside:
        raise UsageProblem(f"{agency.name} covers nothing outside {place.name}: it is counted whole.")
    if found.share is None:
        raise UsageProblem(
            f"The share of {agency.name} by people cannot be taken: people are not held for all its areas in any one year."
        )
    if not found.share:
        raise UsageProblem(
            f"{agency.name} has no area in {place.name}, so its share by people would be nothing. Leave it out instead."
        )
