"""Bodies that cover more than a place: which of their areas lie outside it, and how many of
their people live inside."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping

from tpdesk.domain.facts import Agency, Ground, Wider
from tpdesk.models.area import base_areas, nesting
from tpdesk.models.place import Place

_People = Mapping[str, Mapping[int, tuple[int, str]]]
"""Base area -> calendar year -> (people, source)."""


def read_ground(
    connection: sqlite3.Connection,
    place: int,
    base: frozenset[str],
    agencies: Mapping[int, Agency],
    year: int,
) -> Ground:
    """Return the place's base areas, the bodies that cover more than those, and the residents of each body's own areas.

    `base` are the place's base areas, empty where they are not known: then nobody can say which bodies are wider. A
    body whose areas are recorded, but which areas lie inside them is not held (an NHS board, a police area), is
    among them too: it may be.
    """
    people = _people(connection)
    counted = dict(
        connection.execute("SELECT agency, counted FROM place_agency WHERE place = ? AND counted <> ''", (place,))
    )
    wider = {}
    for agency in agencies.values():
        outside = agency.base_areas - base if base else frozenset[str]()
        unheld = bool(base and agency.areas and not agency.base_areas)
        if outside or unheld or agency.id in counted:
            wider[agency.id] = _wider(agency, base, outside, people, year, counted.get(agency.id, ""))
    names = _names(connection, (code for one in wider.values() for code in one.outside))
    residents = {
        agency.id: found
        for agency in agencies.values()
        if agency.base_areas and (found := _in_year(people, agency.base_areas, year)) is not None
    }
    return Ground(base, wider, names, residents)


def latest_people_year(connection: sqlite3.Connection) -> int:
    """Return the latest calendar year for which people of any area are held; 0 where there is none."""
    return int(connection.execute("SELECT coalesce(max(year), 0) FROM area_population").fetchone()[0])


def stands(connection: sqlite3.Connection, place: Place, agency: int, year: int) -> Wider:
    """Return how a body stands to a place in the financial year that starts in `year`."""
    inside = nesting(connection, year)
    codes = tuple(code for (code,) in connection.execute("SELECT area FROM agency_area WHERE agency = ?", (agency,)))
    base = base_areas(place.codes, inside)
    covers = base_areas(codes, inside)
    return _wider(Agency(agency, "", None, codes, covers, True), base, covers - base, _people(connection), year, "")


def _wider(
    agency: Agency, base: frozenset[str], outside: frozenset[str], people: _People, year: int, counted: str
) -> Wider:
    """Return how a body stands to the place; people are of the year nearest to `year` that has them for all its
    areas, the earlier of two."""
    inside = agency.base_areas & base
    years = {held for areas in people.values() for held in areas}
    for near in sorted(years, key=lambda held: (abs(held - year), held)):
        every, here = _in_year(people, agency.base_areas, near), _in_year(people, inside, near)
        if every and here is not None:
            sources = dict.fromkeys(people[code][near][1] for code in sorted(agency.base_areas))
            return Wider(agency.id, tuple(sorted(outside)), counted, here, every, near, "; ".join(sources))
    return Wider(agency.id, tuple(sorted(outside)), counted)


def _people(connection: sqlite3.Connection) -> dict[str, dict[int, tuple[int, str]]]:
    found: dict[str, dict[int, tuple[int, str]]] = {}
    for area, year, people, source in connection.execute(
        "SELECT area, year, people, source FROM area_population WHERE people IS NOT NULL"
    ):
        found.setdefault(area, {})[year] = people, source
    return found


def _in_year(people: _People, areas: Iterable[str], year: int) -> int | None:
    """Return the people of the areas together in a year; None where one of them has no figure.
    Of no area there are none."""
    figures = [people.get(code, {}).get(year) for code in areas]
    known = [figure[0] for figure in figures if figure is not None]
    return sum(known) if len(known) == len(figures) else None


def _names(connection: sqlite3.Connection, codes: Iterable[str]) -> dict[str, str]:
    wanted = set(codes)
    if not wanted:
        return {}
    return {code: name for code, name in connection.execute("SELECT code, name FROM area") if code in wanted}


def set_counted(connection: sqlite3.Connection, place: int, agency: int, counted: str) -> None:
    """Say how much of the body counts in the place: all of it (empty), its share `by people`, nothing (`left out`), or
    all since its lines are of the place alone (`place only`). Inside `Desk.writing()`."""
    connection.execute("UPDATE place_agency SET counted = ? WHERE place = ? AND agency = ?", (counted, place, agency))
