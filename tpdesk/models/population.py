"""People and households of a place, year by year: written whole, taken off, and the years for
which the seed has figures.

People and households of areas, from the figures that come with tpdesk.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass

_Figure = tuple[int, tuple[str, ...]]
"""A number of people or households, with its sources."""


def seed_population(
    connection: sqlite3.Connection, codes: tuple[str, ...], year: int
) -> tuple[int | None, int | None, int | None, str]:
    """Return (people, households, households' year, source) of the areas together, from the seed; None
    where any of them is missing.

    People are those of the calendar year `year` itself, households those of the latest census at or before it that has
    them all. An area without a figure of its own is the sum of the areas inside it, by today's boundaries or, for one
    abolished, its last. Areas inside each other count once.
    """
    inside = _nesting(connection)
    people = _sum(_figures(connection, "people", "year", year), codes, inside)
    homes, homes_year = None, None
    for (census,) in connection.execute(
        "SELECT DISTINCT coalesce(households_year, year) FROM area_population WHERE households IS NOT NULL AND "
        "coalesce(households_year, year) <= ? ORDER BY 1 DESC",
        (year,),
    ):
        homes = _sum(_figures(connection, "households", "coalesce(households_year, year)", census), codes, inside)
        if homes:
            homes_year = int(census)
            break
    sources = dict.fromkeys(source for found in (people, homes) if found for source in found[1])
    return people[0] if people else None, homes[0] if homes else None, homes_year, "; ".join(sources)


def people_near(connection: sqlite3.Connection, year: int, *, apart: int = 3) -> dict[str, tuple[int, int]]:
    """Return area -> (people, calendar year) of the year nearest to `year`, at most `apart` years from it."""
    found: dict[str, tuple[int, int]] = {}
    for area, its_year, people in connection.execute(
        "SELECT area, year, people FROM area_population WHERE people IS NOT NULL AND abs(year - ?1) <= ?2 ORDER BY "
        "abs(year - ?1) DESC, year",
        (year, apart),
    ):
        found[area] = (int(people), int(its_year))
    return found


def _figures(connection: sqlite3.Connection, what: str, when: str, year: int) -> dict[str, _Figure]:
    rows = connection.execute(
        f"SELECT area, {what}, source FROM area_population WHERE {what} IS NOT NULL AND {when} = ?", (year,)
    )
    return {area: (int(number), (str(source),)) for area, number, source in rows}


def _nesting(connection: sqlite3.Connection) -> dict[str, frozenset[str]]:
    """Return area -> areas directly inside it: today's; for an area that has none today, the last that it had."""
    today: dict[str, set[str]] = {}
    once: dict[str, set[str]] = {}
    for inner, outer, ended in connection.execute("SELECT inner_area, outer_area, valid_to FROM area_nesting"):
        (once if ended else today).setdefault(outer, set()).add(inner)
    return {outer: frozenset(inner) for outer, inner in (once | today).items()}


def _within(code: str, inside: dict[str, frozenset[str]]) -> frozenset[str]:
    """Return the areas inside `code` that have none inside them; itself where it has none."""
    found, ahead, seen = set(), [code], {code}
    while ahead:
        children = inside.get(ahead[-1], frozenset())
        found |= set() if children else {ahead[-1]}
        ahead.pop()
        ahead += sorted(children - seen)
        seen |= children
    return frozenset(found)


def _sum(figures: dict[str, _Figure], codes: Iterable[str], inside: dict[str, frozenset[str]]) -> _Figure | None:
    """Return the figure of the areas together, each part of them counted once; None where one is missing."""
    extents = {code: _within(code, inside) for code in sorted(set(codes))}
    outer = [
        code
        for code, extent in extents.items()
        if not any(extent < other or (extent == other and code > name) for name, other in extents.items())
    ]
    # What is inside an area is asked without it: a desk from elsewhere could hold areas that are inside themselves.
    parts = [
        figures.get(code)
        or _sum(figures, inside.get(code, ()), {name: inner for name, inner in inside.items() if name != code})
        for code in outer
    ]
    smallest = frozenset[str]().union(*(extents[code] for code in outer))
    if sum(len(extents[code]) for code in outer) > len(smallest):
        # Areas that cross: only their smallest parts can be told apart.
        parts = [figures.get(code) for code in sorted(smallest)]
    known = [part for part in parts if part]
    if not known or len(known) < len(parts):
        return None
    return sum(part[0] for part in known), tuple(dict.fromkeys(source for part in known for source in part[1]))


@dataclass(frozen=True, slots=True)
class PopulationRecord:
    """People and households of a place for one year."""

    year: int
    """The calendar year in which the financial year starts."""

    people: int | None
    """The mid-year estimate of that year; None where it is not known."""

    households: int | None
    """None where they are not known."""

    households_year: int | None
    """The year of the household figure, which has its own."""

    source: str
    """Where the figures come from."""


def populations_from_seed(connection: sqlite3.Connection, codes: tuple[str, ...]) -> list[PopulationRecord]:
    """Return what the seed knows of the areas together, a record for each year with a figure of
    people, the newest first."""
    years = connection.execute(
        "SELECT DISTINCT year FROM area_population WHERE people IS NOT NULL ORDER BY year DESC"
    ).fetchall()
    found = [PopulationRecord(year, *seed_population(connection, codes, year)) for (year,) in years] if codes else []
    return [record for record in found if record.people is not None]
