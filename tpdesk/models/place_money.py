"""A place at a glance: its money year by year, and the bodies that are expected in its count."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass


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
        "SELECT year, sum(CASE flow WHEN 1 THEN pence ELSE 0 END), sum(lines), count(DISTINCT iif(kind IS 'not-itemised', NULL, agency)) "
        "FROM cube JOIN agency ON agency.id = agency WHERE place = ? "
        "GROUP BY year ORDER BY year DESC",
        (place,),
    )
    return tuple(MoneyYear(*row) for row in rows)


def years_to_open(connection: sqlite3.Connection) -> dict[int, int]:
    """Return place -> the year to show first: the latest with a tenth or more of the money of its largest year.

    A file often holds a few lines of the year before or after, which would hide the year that it is about.
    """
    rows = connection.execute(
        "WITH by_year AS (SELECT place, year, sum(abs(pence)) AS size FROM cube GROUP BY place, year), "
        "largest AS (SELECT place, max(size) AS size FROM by_year GROUP BY place) "
        "SELECT place, max(year) FROM by_year JOIN largest USING (place) WHERE by_year.size * 10 >= largest.size GROUP BY place"
    )
    return dict(rows.fetchall())


def bodies_of(connection: sqlite3.Connection, place: int) -> tuple[Body, ...]:
    """Return the bodies expected in the place's count, by name."""
    rows = connection.execute(
        "SELECT agency.id, agency.name, role FROM place_agency JOIN agency ON agency.id = place_agency.agency WHERE place = ? ORDER BY folded",
        (place,),
    )
    return tuple(Body(*row) for row in rows)
