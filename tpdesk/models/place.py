"""Places: their areas, populations, and what is known of their programmes.

A place at a glance: its money year by year, and the bodies that are expected in its count.
"""

from __future__ import annotations

import re
import sqlite3
from dataclasses import dataclass
from typing import Any

from tpdesk.domain.field_types import NAME_MOST as NAME_MOST
from tpdesk.errors import UsageProblem
from tpdesk.models.population import seed_population as seed_population
from tpdesk.text import clean, counted, folded, nearest

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
        raise UsageProblem(
            f"'{code}' is not a GSS code: it needs a letter (E, W, N, S, K or J) and eight digits, as in E07000120."
        )
    return code


def check_name(name: str, what: str) -> str:
    """Return the name of a place or an agency (`what`: "A place") as it is kept.
    Raises UsageProblem where it is empty or too long."""
    name = clean(name)
    if not name:
        raise UsageProblem(f"{what} needs a name.")
    if len(name) > NAME_MOST:
        raise UsageProblem(
            f"{what}'s name has {NAME_MOST} characters at most; this one has {len(name):,}: '{name[:40]}...'."
        )
    return name


def know_area(connection: sqlite3.Connection, code: str, kind: str = "other") -> str:
    """Make sure that an area stands on the desk, so that it can be referred to; return its code."""
    connection.execute("INSERT OR IGNORE INTO area (code, name, kind) VALUES (?, ?, ?)", (code, code, kind))
    return code


def area_names(connection: sqlite3.Connection, codes: tuple[str, ...]) -> dict[str, str | None]:
    """Return code -> the area's name, in the order given; None for a code that no register of ours has."""
    marks = ", ".join("?" * len(codes))
    known = dict(connection.execute(f"SELECT code, name FROM area WHERE kind <> 'other' AND code IN ({marks})", codes))
    return {code: known.get(code) for code in codes}


def check_status(status: str) -> str:
    """Return what kind of place it is, as it is kept. Raises UsageProblem for the code of an area, which says what it
    covers and not what it is."""
    status = clean(status)
    if GSS.match(status.upper()):
        raise UsageProblem(
            f"'{status}' is the GSS code of an area, not what kind of place it is. Enter it as an area of the place."
        )
    return status


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
    """Make a place and return its id. Raises UsageProblem where the name is empty, too long or
    taken (matched without case)."""
    name = _free_name(connection, name, None)
    codes = tuple(dict.fromkeys(check_gss(code) for code in codes))
    values = [
        name,
        folded(name),
        check_status(status),
        *(clean(text) for text in (region, theme, council_type, lead_body, note, source)),
    ]
    cursor = connection.execute(
        "INSERT INTO place (name, folded, status, region, theme, council_type, lead_body, note, source) VALUES "
        "(?, ?, ?, ?, ?, ?, ?, ?, ?)",
        values,
    )
    place = int(cursor.lastrowid or 0)
    for code in codes:
        connection.execute("INSERT INTO place_area (place, area) VALUES (?, ?)", (place, know_area(connection, code)))
    return place


def _free_name(connection: sqlite3.Connection, name: str, place: int | None) -> str:
    name = check_name(name, "A place")
    owner = connection.execute("SELECT id FROM place WHERE folded = ?", (folded(name),)).fetchone()
    if owner and owner[0] != place:
        raise UsageProblem(
            f"There is a place called '{name}' already. Names are unique in a desk, without regard to capitals."
        )
    return name


def change_place(
    connection: sqlite3.Connection,
    place: int,
    *,
    name: str | None = None,
    status: str | None = None,
    region: str | None = None,
    theme: str | None = None,
    council_type: str | None = None,
    lead_body: str | None = None,
    note: str | None = None,
) -> None:
    """Give a place another name, or say something else of it; what is None is left as it was.
    Raises UsageProblem where the name is taken."""
    if name is not None:
        name = _free_name(connection, name, place)
        connection.execute("UPDATE place SET name = ?, folded = ? WHERE id = ?", (name, folded(name), place))
    told = (
        ("status", None if status is None else check_status(status)),
        ("region", region),
        ("theme", theme),
        ("council_type", council_type),
        ("lead_body", lead_body),
        ("note", note),
    )
    for column, text in told:
        if text is not None:
            connection.execute(f"UPDATE place SET {column} = ? WHERE id = ?", (clean(text), place))


def drop_code(connection: sqlite3.Connection, place: int, code: str) -> None:
    """Take an area off a place. Raises UsageProblem where the place has no such area."""
    if not connection.execute("DELETE FROM place_area WHERE place = ? AND area = ?", (place, check_gss(code))).rowcount:
        has = " ".join(
            area
            for (area,) in connection.execute("SELECT area FROM place_area WHERE place = ? ORDER BY area", (place,))
        )
        raise UsageProblem(f"{check_gss(code)} is no area of this place. It has {has or 'none'}.")


def remove_place(connection: sqlite3.Connection, place: Place) -> None:
    """Delete a place with its populations, programmes and notes.
    Raises UsageProblem while lines, batches or records of deep dives name it."""
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
    connection.execute("DELETE FROM place WHERE id = ?", (place.id,))


_SELECT = """
SELECT id, name, status, region, theme, council_type, lead_body, note, source,
  (SELECT group_concat(area, ' ') FROM place_area WHERE place = place.id),
  (SELECT count(*) FROM place_agency JOIN agency ON agency.id = agency WHERE place = place.id AND kind IS NOT 'not-itemised'),
  (SELECT group_concat(year, ' ') FROM (SELECT DISTINCT year FROM cube WHERE place = place.id))
FROM place
"""  # noqa: E501


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
    hint = (
        f" Did you mean '{near}'?"
        if near
        else (f" Places here: {', '.join(names[:5])}." if names else " Make it first: tpdesk place add NAME.")
    )
    raise UsageProblem(f"There is no place called '{clean(name)}' on this desk.{hint}")


def set_population(
    connection: sqlite3.Connection,
    place: int,
    year: int,
    *,
    people: int | None,
    households: int | None,
    households_year: int | None,
    source: str,
) -> None:
    """Set people and households of a place for the calendar year; what is None is left as it was.
    Raises UsageProblem."""
    for number, noun in ((people, "people"), (households, "households")):
        if number is not None and number <= 0:
            raise UsageProblem(
                f"{number} {noun} cannot be: give a number above zero, or leave it out where it is not known."
            )
    connection.execute("INSERT OR IGNORE INTO population (place, year) VALUES (?, ?)", (place, year))
    connection.execute(
        "UPDATE population SET people = coalesce(?1, people), households = coalesce(?2, households), households_year "
        "= CASE WHEN ?2 IS NULL THEN households_year ELSE ?3 END, source = CASE WHEN ?4 = '' THEN source ELSE ?4 END "
        "WHERE place = ?5 AND year = ?6",
        (people, households, households_year or year, clean(source), place, year),
    )


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
