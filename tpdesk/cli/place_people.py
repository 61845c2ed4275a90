"""The verb for people and households of a place: given, taken from the figures that come with tpdesk, taken off."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from tpdesk.cli.base import Call, ask_call, warn
from tpdesk.cli.places import figure, place

if TYPE_CHECKING:
    from tpdesk.models.desk import Desk


@place.command("population")
@click.argument("name")
@click.argument("year")
@click.option(
    "--people",
    type=click.IntRange(1, 10**12),
    help="People, mid-year estimate of the calendar year in which the financial year starts.",
)
@click.option("--households", type=click.IntRange(1, 10**12))
@click.option(
    "--households-year", type=click.IntRange(1900, 2200), help="The year of the household figure. Default: the same."
)
@click.option("--source", default="", help="Where the figures come from: it is printed beside every figure per head.")
@click.option(
    "--from-seed",
    is_flag=True,
    help="Take the figures that come with tpdesk for the place's areas; with the YEAR 'all' of every year that is not held yet.",
)
@click.option("--remove", is_flag=True, help="Take the year's figures off.")
def population(
    name: str,
    year: str,
    people: int | None,
    households: int | None,
    households_year: int | None,
    source: str,
    from_seed: bool,
    remove: bool,
) -> None:
    """Set people and households of a place for a YEAR (2024-25)."""
    from tpdesk.services import places as acts

    call = ask_call()
    with call.open(make=True) as desk:
        if remove:
            _take_population_off(call, desk, name, year)
            return
        if from_seed and year.casefold() == "all":
            _fill_populations(call, desk, name)
            return
        told = acts.set_population(
            desk,
            name,
            year,
            people=people,
            households=households,
            households_year=households_year,
            source=source,
            from_seed=from_seed,
        )
        call.answer(
            {
                "place": told.place,
                "year": told.year,
                "people": told.people,
                "households": told.households,
                "households_year": told.households_year,
                "source": told.source,
                "warnings": list(told.warnings),
            },
            lambda: [
                f"{told.place}, {told.year}: {figure(told.people)} people, {figure(told.households)} households ({told.source or 'no source given'})."
            ],
        )
        warn(call, told.warnings)


def _take_population_off(call: Call, desk: Desk, name: str, year: str) -> None:
    from tpdesk.services.editing import take_population_off
    from tpdesk.services.figures import year_start
    from tpdesk.units import year_text

    start = year_start(year)
    take_population_off(desk, name, start)
    call.answer(
        {"place": name, "year": year_text(start), "removed": True},
        lambda: [f"{name}: people and households of {year_text(start)} taken off."],
    )


def _fill_populations(call: Call, desk: Desk, name: str) -> None:
    from tpdesk.services.editing import fill_populations
    from tpdesk.units import year_text

    records = fill_populations(desk, name)
    rows = [
        {
            "year": year_text(record.year), "people": record.people, "households": record.households, "households_year": record.households_year,
            "source": record.source,
        }
        for record in records
    ]  # fmt: skip
    call.answer(
        {"place": name, "population": rows},
        lambda: [
            f"{name}, {year_text(record.year)}: {figure(record.people)} people, {figure(record.households)} households ({record.source})."
            for record in records
        ],
    )
