"""The verb for what else is kept of a place: programmes, funding awards, notes, published counts, milestones.

The verb for people and households of a place: given, taken from the figures that come with tpdesk, taken off.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from tpdesk.cli.base import Call, ask_call, warn
from tpdesk.cli.places import figure, place

if TYPE_CHECKING:
    from tpdesk.models.desk import Desk


@place.command("fact")
@click.argument("name")
@click.argument("kind", metavar="programme|award|note|published|milestone")
@click.option(
    "--set", "settings", multiple=True, metavar="FIELD=TEXT", help="One thing that it says; repeat for several."
)
@click.option(
    "--number",
    type=click.IntRange(1, 2**62),
    help="Change the one of this number, as `place show` lists them; without it one is added.",
)
@click.option("--remove", is_flag=True, help="Take the one of that number off.")
def fact(name: str, kind: str, settings: tuple[str, ...], number: int | None, remove: bool) -> None:
    """Write down a programme, funding award, note, published count or milestone of a place, with its source."""
    from tpdesk.errors import UsageProblem
    from tpdesk.services.editing import fact_kind, save_fact, take_fact_off

    call = ask_call()
    kind = kind.strip().casefold()
    of_kind = fact_kind(kind)
    fields = [field for field in of_kind.fields if field is not of_kind.home]
    names = [field.name for field in fields]
    typed: dict[str, str] = {}
    for setting in settings:
        field, equals, text = setting.partition("=")
        key = field.strip().casefold().removesuffix("_pence")
        if not equals or key not in names:
            raise UsageProblem(
                f"--set {setting}: write FIELD=TEXT with a field of a {of_kind.noun}: {', '.join(names)}."
            )
        typed[key] = text
    if remove and number is None:
        raise UsageProblem("--remove needs the --number of the one to take off.")
    if not remove and not typed:
        raise UsageProblem(f"Say something with --set FIELD=TEXT. Fields of a {of_kind.noun}: {', '.join(names)}.")
    for given in fields:
        missing = number is None and given.name not in typed
        if given.needed and not remove and (missing or not typed.get(given.name, "-").strip()):
            about = f": {given.hint}" if given.hint else ""
            raise UsageProblem(f"A {of_kind.noun} needs --set {given.name}=TEXT ({given.title}{about}).")
    with call.open(make=True) as desk:
        if remove and number is not None:
            take_fact_off(desk, name, kind, number)
            call.answer(
                {"place": name, "kind": kind, "number": number, "removed": True},
                lambda: [f"{of_kind.noun.capitalize()} {number} taken off."],
            )
            return
        kept, warnings = save_fact(desk, name, kind, typed, number)
        call.answer(
            {"place": name, "kind": kind, "number": kept, "warnings": list(warnings)},
            lambda: [f"{of_kind.noun.capitalize()} {kept} of {name} {'changed' if number else 'written down'}."],
        )
        warn(call, warnings)


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
    help=(
        "Take the figures that come with tpdesk for the place's areas; with the YEAR 'all' of every year that "
        "is not held yet."
    ),
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
                (
                    f"{told.place}, {told.year}: {figure(told.people)} people, {figure(told.households)} "
                    f"households ({told.source or 'no source given'})."
                )
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
            "year": year_text(record.year), "people": record.people, "households": record.households,
            "households_year": record.households_year,
            "source": record.source,
        }
        for record in records
    ]  # fmt: skip
    call.answer(
        {"place": name, "population": rows},
        lambda: [
            (
                f"{name}, {year_text(record.year)}: {figure(record.people)} people, "
                f"{figure(record.households)} households ({record.source})."
            )
            for record in records
        ],
    )
