"""Places: their areas, populations, and what is known of their programmes."""

from __future__ import annotations

import re
import sqlite3
from dataclasses import dataclass
from typing import Any

from tpdesk.errors import UsageProblem
from tpdesk.text import clean, folded, nearest

GSS = re.compile(r"[EWNSKJ]\d{8}\Z")
"""The shape of a GSS code."""


@dataclass(frozen=True, slots=True)
class Place:
    """A set of areas treated as one; it owns the count."""

    id: int
    name: str
    status: str
    """Free text: pilot, parallel, precursor, exploring, no plans ..."""

    region: str
    theme: str
    council_type: str
    lead_body: str
    note: str
    source: str
    codes: tuple[str, ...]
    """GSS codes of its areas."""

    agencies: int
    """Agencies expected in its count."""

    years: tuple[int, ...]
    """Start years in which it has lines, newest first."""


def check_gss(code: str) -> str:
    """Return the GSS code in capitals, or raise UsageProblem saying how one looks."""
    code = clean(code).upper()
    if not GSS.match(code):
        raise UsageProblem(f"'{code}' is no GSS code: a letter (E, W, N, S, K or J) and eight digits, as in E07000120.")
    return code


def know_area(connection: sqlite3.Connection, code: str, kind: str = "other") -> str:
    """Make sure that an area stands on the desk, so that it can be referred to; return its code."""
    connection.execute("INSERT OR IGNORE INTO area (code, name, kind) VALUES (?, ?, ?)", (code, code, kind))
    return code


def add_place(
    connection: sqlite3.Connection,
    name: str,
    *,
    status: str = "",
    region: str = "",
    theme: str = "",
    council_type: str = "",
    lead_body: str = "",
    note: str = "",
    source: str = "",
    codes: tuple[str, ...] = (),
) -> int:
    """Make a place and return its id. Raises UsageProblem where the name is empty or taken (matched without case)."""
    name = clean(name)
    if not name:
        raise UsageProblem("A place needs a name.")
    if connection.execute("SELECT 1 FROM place WHERE folded = ?", (folded(name),)).fetchone():
        raise UsageProblem(f"There is a place called '{name}' already. Names are unique in a desk, without regard to capitals.")
    codes = tuple(dict.fromkeys(check_gss(code) for code in codes))
    values = [name, folded(name), *(clean(text) for text in (status, region, theme, council_type, lead_body, note, source))]
    cursor = connection.execute(
        "INSERT INTO place (name, folded, status, region, theme, council_type, lead_body, note, source) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", values
    )
    place = int(cursor.lastrowid or 0)
    for code in codes:
        connection.execute("INSERT INTO place_area (place, area) VALUES (?, ?)", (place, know_area(connection, code)))
    return place


_SELECT = """
SELECT id, name, status, region, theme, council_type, lead_body, note, source,
  (SELECT group_concat(area, ' ') FROM place_area WHERE place = place.id),
  (SELECT count(*) FROM place_agency WHERE place = place.id),
  (SELECT group_concat(year, ' ') FROM (SELECT DISTINCT year FROM cube WHERE place = place.id))
FROM place
"""


def _place(row: tuple[Any, ...]) -> Place:
    codes, agencies, years = row[9:]
    start_years = sorted(map(int, str(years or "").split()), reverse=True)
    number, name, status, region, theme, council_type, lead_body, note, source = row[:9]
    where = tuple(sorted((codes or "").split()))
    return Place(
        number, name, status, region, theme, council_type, lead_body, note, source, where, agencies, tuple(start_years)
    )


def list_places(connection: sqlite3.Connection) -> list[Place]:
    """Return all places: those with money first, then by name."""
    places = [_place(row) for row in connection.execute(_SELECT)]
    return sorted(places, key=lambda place: (not place.years, folded(place.name)))


def find_place(connection: sqlite3.Connection, name: str) -> Place:
    """Return the place of that name, without regard to capitals. Raises UsageProblem that names the nearest."""
    row = connection.execute(f"{_SELECT} WHERE folded = ?", (folded(name),)).fetchone()
    if row:
        return _place(row)
    names = [place.name for place in list_places(connection)]
    near = nearest(name, names)
    hint = f" Did you mean '{near}'?" if near else (f" Places here: {', '.join(names[:5])}." if names else " Make it first: tpdesk place add NAME.")
    raise UsageProblem(f"There is no place called '{clean(name)}' on this desk.{hint}")


def set_population(
    connection: sqlite3.Connection, place: int, year: int, *, people: int | None, households: int | None, households_year: int | None, source: str
) -> None:
    """Set people and households of a place for the calendar year; what is None is left as it was. Raises UsageProblem."""
    for number, noun in ((people, "people"), (households, "households")):
        if number is not None and number <= 0:
            raise UsageProblem(f"{number} {noun} cannot be: give a number above zero, or leave it out where it is not known.")
    connection.execute("INSERT OR IGNORE INTO population (place, year) VALUES (?, ?)", (place, year))
    connection.execute(
        "UPDATE population SET people = coalesce(?1, people), households = coalesce(?2, households), "
        "households_year = CASE WHEN ?2 IS NULL THEN households_year ELSE ?3 END, source = CASE WHEN ?4 = '' THEN source ELSE ?4 END WHERE place = ?5 AND year = ?6",
        (people, households, households_year or year, clean(source), place, year),
    )


def populations(connection: sqlite3.Connection, place: int) -> list[tuple[int, int | None, int | None, int | None, str]]:
    """Return (year, people, households, households' year, source) of a place, newest first."""
    return connection.execute(
        "SELECT year, people, households, households_year, source FROM population WHERE place = ? ORDER BY year DESC", (place,)
    ).fetchall()


def seed_population(connection: sqlite3.Connection, codes: tuple[str, ...], year: int) -> tuple[int | None, int | None, int | None, str]:
    """Return (people, households, households' year, source) of the areas together, from the seed; None where any of them is missing.

    A county without a figure of its own is the sum of its districts. Households come from the latest census at or before `year`.
    """
    people = [_area_figure(connection, code, "people", year) for code in codes]
    households = [_area_figure(connection, code, "households", None) for code in codes]
    total = sum(found[0] for found in people if found) if people and all(people) else None
    homes = sum(found[0] for found in households if found) if households and all(households) else None
    homes_year = max((found[1] for found in households if found), default=None) if homes else None
    sources = dict.fromkeys(found[2] for found in [*(people if total else []), *(households if homes else [])] if found)
    return total, homes, homes_year, "; ".join(sources)


def _area_figure(connection: sqlite3.Connection, code: str, what: str, year: int | None) -> tuple[int, int, str] | None:
    found = connection.execute(
        f"SELECT {what}, coalesce({'households_year' if what == 'households' else 'NULL'}, year), source FROM area_population "
        f"WHERE area = ? AND {what} IS NOT NULL AND (?2 IS NULL OR year = ?2) ORDER BY year DESC LIMIT 1",
        (code, year),
    ).fetchone()
    if found:
        return int(found[0]), int(found[1]), str(found[2])
    inside = connection.execute(
        "SELECT inner_area FROM area_nesting JOIN area ON code = inner_area WHERE outer_area = ? AND area_nesting.valid_to = ''", (code,)
    ).fetchall()
    parts = [_area_figure(connection, inner, what, year) for (inner,) in inside]
    if not parts or not all(parts):
        return None
    known = [part for part in parts if part]
    return sum(part[0] for part in known), max(part[1] for part in known), known[0][2]
