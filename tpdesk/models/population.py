"""People and households of a place, year by year: written whole, taken off, and the years for which the seed has figures."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from tpdesk.errors import UsageProblem
from tpdesk.models.seed_people import seed_population
from tpdesk.text import clean
from tpdesk.units import year_text


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


def write_population(connection: sqlite3.Connection, place: int, record: PopulationRecord) -> None:
    """Write what is known of a year in place of what was. Raises UsageProblem where there is neither figure, or one is not above zero."""
    if record.people is None and record.households is None:
        raise UsageProblem(
            f"{year_text(record.year)}: give people, households or both; what is not known is left out, never zero."
        )
    for number, noun in ((record.people, "people"), (record.households, "households")):
        if number is not None and number <= 0:
            raise UsageProblem(
                f"{number} {noun} cannot be: give a number above zero, or leave it out where it is not known."
            )
    homes_year = (record.households_year or record.year) if record.households is not None else None
    connection.execute(
        "INSERT INTO population (place, year, people, households, households_year, source) VALUES (?1, ?2, ?3, ?4, ?5, ?6) "
        "ON CONFLICT DO UPDATE SET people = ?3, households = ?4, households_year = ?5, source = ?6",
        (place, record.year, record.people, record.households, homes_year, clean(record.source)),
    )


def remove_population(connection: sqlite3.Connection, place: int, year: int) -> None:
    """Take the people and households of one year off a place. Raises UsageProblem where none are held."""
    if not connection.execute("DELETE FROM population WHERE place = ? AND year = ?", (place, year)).rowcount:
        raise UsageProblem(f"No people or households are held for {year_text(year)}.")


def populations_from_seed(connection: sqlite3.Connection, codes: tuple[str, ...]) -> list[PopulationRecord]:
    """Return what the seed knows of the areas together, a record for each year with a figure of people, the newest first."""
    years = connection.execute(
        "SELECT DISTINCT year FROM area_population WHERE people IS NOT NULL ORDER BY year DESC"
    ).fetchall()
    found = [PopulationRecord(year, *seed_population(connection, codes, year)) for (year,) in years] if codes else []
    return [record for record in found if record.people is not None]
