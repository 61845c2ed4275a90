"""Places: their areas, populations, and what is known of their programmes.

A place at a glance: its money year by year, and the bodies that are expected in its count.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import Any

from tpdesk.domain.field_types import GSS
from tpdesk.errors import UsageProblem
from tpdesk.models.population import seed_population as seed_population
from tpdesk.text import clean, counted, folded, nearest


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

    contact: str = ""
    """The role to ask about its packs."""

    issued_on: str = ""
    """The day on which its packs are issued, ISO 8601; empty where nobody set it."""

    next_update: str = ""
    """The day on which the next is due, likewise."""


def check_gss(code: str) -> str:
    """Return the GSS code in capitals, or raise UsageProblem saying how one looks."""
    code = clean(code).upper()
    if not GSS.match(code):
        raise UsageProblem(
            f"'{code}' is not a GSS code: it needs a letter (E, W, N, S, K or J) and eight digits, as in E07000120."
        )
    return code


def know_area(connection: sqlite3.Connection, code: str, kind: str = "other") -> str:
    """Make sure that an area stands on the desk, so that it can be referred to; return its code."""
    connection.execute("INSERT OR IGNORE INTO area (code, name, kind) VALUES (?, ?, ?)", (code, code, kind))
    return code


def area_names(connection: sqlite3.Connection, codes: tuple[str, ...]) -> dict[str, str | None]:
    """Return code -> the area's name, in the order given; None for a code that no register of ours has."""
    marks = ", ".join("?" * len(codes))
    known = dict(connection.execute(f"SELECT code, name FROM area WHERE kind <> 'other' AND code IN ({marks})", codes))
    return {code: known.get(code) for code in codes}


def must_be_removable(connection: sqlite3.Connection, place: Place) -> None:
    """Raise UsageProblem while lines, batches, frozen counts or records of deep dives name a place."""
    batches = [
        number for (number,) in connection.execute("SELECT id FROM batch WHERE place = ? ORDER BY id", (place.id,))
    ]
    lines = connection.execute("SELECT coalesce(sum(lines), 0) FROM cube WHERE place = ?", (place.id,)).fetchone()[0]
    if batches or lines:
        named = counted(len(batches), "batch", "batches")
        raise UsageProblem(f"'{place.name}' has {counted(lines, 'line')} in {named}: remove their batches first.")
    frozen = connection.execute("SELECT count(*) FROM count_version WHERE place = ?", (place.id,)).fetchone()[0]
    if frozen:
        raise UsageProblem(f"'{place.name}' has {counted(frozen, 'frozen count')}: remove them first.")
    # Only who removes a place waits for the registry of kinds.
    from tpdesk.models.records import dependents

    held = dependents.of_place(connection, place.id)
    if held:
        raise UsageProblem(f"'{place.name}' has {' and '.join(held)}: take them out first.")


_SELECT = """
SELECT id, name, status, region, theme, council_type, lead_body, note, source,
  (SELECT group_concat(area, ' ') FROM place_area WHERE place = place.id),
  (SELECT count(*) FROM place_agency JOIN agency ON agency.id = agency WHERE place = place.id AND kind IS NOT 'not-itemised'),
  (SELECT group_concat(year, ' ') FROM (SELECT DISTINCT year FROM cube WHERE place = place.id)),
  contact, issued_on, next_update
FROM place
"""  # noqa: E501


def _place(row: tuple[Any, ...]) -> Place:
    codes, agencies, years, contact, issued_on, next_update = row[9:]
    start_years = sorted(map(int, str(years or "").split()), reverse=True)
    number, name, status, region, theme, council_type, lead_body, note, source = row[:9]
    where = tuple(sorted((codes or "").split()))
    return Place(
        number, name, status, region, theme, council_type, lead_body, note, source, where, agencies, tuple(start_years),
        contact, issued_on, next_update,
    )  # fmt: skip


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
    hint = (
        f" Did you mean '{near}'?"
        if near
        else (f" Places here: {', '.join(names[:5])}." if names else " Make it first: tpdesk place add NAME.")
    )
    raise UsageProblem(f"There is no place called '{clean(name)}' on this desk.{hint}")


def populations(
    connection: sqlite3.Connection, place: int
) -> list[tuple[int, int | None, int | None, int | None, str]]:
    """Return (year, people, households, households' year, source) of a place, newest first."""
    return connection.execute(
        "SELECT year, people, households, households_year, source FROM population WHERE place = ? ORDER BY year DESC",
        (place,),
    ).fetchall()


@dataclass(frozen=True, slots=True)
class MoneyYear:
    """The money of a place in one financial year."""

    year: int
    """The financial year's start year."""

    gross_pence: int
    """Expenditure before transfers and recharges are taken off."""

    lines: int
    """Lines of both flows."""

    bodies: int
    """Agencies with lines."""


@dataclass(frozen=True, slots=True)
class Body:
    """A body that is expected in a place's count."""

    id: int
    name: str
    role: str
    """What it does there, in the officer's words, or empty."""


def money_by_year(connection: sqlite3.Connection, place: int) -> tuple[MoneyYear, ...]:
    """Return the place's money, the newest year first."""
    rows = connection.execute(
        "SELECT year, sum(CASE flow WHEN 1 THEN pence ELSE 0 END), sum(lines), count(DISTINCT iif(kind IS "
        "'not-itemised', NULL, agency)) FROM cube JOIN agency ON agency.id = agency WHERE place = ? GROUP BY year "
        "ORDER BY year DESC",
        (place,),
    )
    return tuple(MoneyYear(*row) for row in rows)


def years_to_open(connection: sqlite3.Connection) -> dict[int, int]:
    """Return place -> the year to show first: the latest with a tenth or more of the money of its largest year.

    A file often holds a few lines of the year before or after, which would hide the year that it is about.
    """
    rows = connection.execute(
        "WITH by_year AS (SELECT place, year, sum(abs(pence)) AS size FROM cube GROUP BY place, year), largest AS "
        "(SELECT place, max(size) AS size FROM by_year GROUP BY place) SELECT place, max(year) FROM by_year JOIN "
        "largest USING (place) WHERE by_year.size * 10 >= largest.size GROUP BY place"
    )
    return dict(rows.fetchall())


def bodies_of(connection: sqlite3.Connection, place: int) -> tuple[Body, ...]:
    """Return the bodies expected in the place's count, by name."""
    rows = connection.execute(
        "SELECT agency.id, agency.name, role FROM place_agency JOIN agency ON agency.id = place_agency.agency "
        "WHERE place = ? ORDER BY folded",
        (place,),
    )
    return tuple(Body(*row) for row in rows)
