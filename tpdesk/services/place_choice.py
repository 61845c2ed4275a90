"""The place and year that are meant: as typed, as chosen, or the only ones there are."""

from __future__ import annotations

from tpdesk.errors import UsageProblem
from tpdesk.models.desk import Desk
from tpdesk.models.place import Place, find_place, list_places
from tpdesk.units import parse_year


def place_for(desk: Desk, name: str | Place | None) -> Place:
    """Return the named place, or the desk's only one, or the only one with money; a place that was found already as it
    is. Raises UsageProblem that says what to name."""
    if isinstance(name, Place):
        return name
    if name:
        return find_place(desk.connection, name)
    places = list_places(desk.connection)
    if not places:
        raise UsageProblem("This desk holds no place yet. Make one first: tpdesk place add NAME.")
    if len(places) == 1:
        return places[0]
    counted_places = [place for place in places if place.years]
    if len(counted_places) == 1:
        return counted_places[0]
    names = ", ".join(place.name for place in (counted_places or places)[:5])
    raise UsageProblem(f"Say which place with --place: {names}{' ...' if len(counted_places or places) > 5 else ''}.")


def year_start(text: str) -> int:
    """Return the start year of a financial year as typed. Raises UsageProblem with how to write one."""
    try:
        return parse_year(text)
    except ValueError as error:
        raise UsageProblem(f"{error}.") from error
