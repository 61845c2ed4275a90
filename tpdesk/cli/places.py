"""Verbs for places: add, change, remove, list, show."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

import click

from tpdesk.cli.areas import covered, unknown_codes
from tpdesk.cli.base import Call, Verbs, ask_call, table
from tpdesk.text import counted

if TYPE_CHECKING:
    from tpdesk.domain.record_kind import Record
    from tpdesk.models.desk import Desk
    from tpdesk.models.place import Place


@click.group(cls=Verbs)
def place() -> None:
    """Places: make, list and look at them."""


@place.command("add")
@click.argument("name")
@click.option(
    "--code", "codes", multiple=True, metavar="GSS", help="A GSS code of one of its areas; repeat for several."
)
@click.option("--kind", default="", help="Free text: pilot, parallel, precursor, exploring ...")
@click.option("--region", default="")
@click.option("--theme", default="")
@click.option("--councils", "council_type", default="", help="What councils it has: two-tier county, unitary ...")
@click.option("--lead-body", default="", help="The organisation that leads the work there.")
@click.option("--note", default="")
@click.option("--contact", default="", help="The role to ask about its packs; no person's name.")
@click.option("--issued-on", default="", metavar="DATE", help="When its packs are issued, for example 2026-01-31.")
@click.option("--next-update", default="", metavar="DATE", help="When the next pack is due.")
def add(name: str, codes: tuple[str, ...], kind: str, **told: str) -> None:
    """Make a place."""
    from tpdesk.services import places as acts

    call = ask_call()
    with call.open(make=True) as desk:
        made = acts.add(desk, name, status=kind, codes=codes, **told)
        _answer(call, desk, made, f"Place made: {made.name}.")


@place.command("change")
@click.argument("name")
@click.option("--name", "new_name", metavar="NEW", help="Its name from now on.")
@click.option("--code", "codes", multiple=True, metavar="GSS", help="A GSS code of one area more; repeat for several.")
@click.option(
    "--drop-code",
    "drop_codes",
    multiple=True,
    metavar="GSS",
    help="A GSS code of an area that is not its; repeat for several.",
)
@click.option("--kind", "status", help="Free text: pilot, parallel, precursor, exploring ...; empty takes it off.")
@click.option("--region", help="Empty takes it off.")
@click.option("--theme", help="Empty takes it off.")
@click.option(
    "--councils", "council_type", help="What councils it has: two-tier county, unitary ...; empty takes it off."
)
@click.option("--lead-body", help="The organisation that leads the work there; empty takes it off.")
@click.option("--note", help="Empty takes it off.")
@click.option("--contact", help="The role to ask about its packs; no person's name. Empty takes it off.")
@click.option("--issued-on", metavar="DATE", help="When its packs are issued; empty takes it off.")
@click.option("--next-update", metavar="DATE", help="When the next pack is due; empty takes it off.")
def change(name: str, **changes: Any) -> None:
    """Mend a place: another name, something else said of it, areas more or fewer."""
    from tpdesk.models.place import populations
    from tpdesk.services import places as acts
    from tpdesk.units import year_text

    call = ask_call()
    with call.open(make=True) as desk:
        made = acts.change(desk, name, **changes)
        held = (
            [year_text(row[0]) for row in populations(desk.connection, made.id)]
            if changes["codes"] or changes["drop_codes"]
            else []
        )
        stale = (
            [
                (
                    f"its people and households ({', '.join(held)}) were given for its earlier areas: set them "
                    "again (place population)."
                )
            ]
            if held
            else []
        )
        _answer(call, desk, made, f"Place changed: {made.name}.", stale)


@place.command("remove")
@click.argument("name")
def remove(name: str) -> None:
    """Remove a place that no line and no batch names, with its populations, programmes and notes."""
    from tpdesk.services import places as acts

    call = ask_call()
    with call.open(make=True) as desk:
        gone = acts.remove(desk, name)
    call.answer({"place": gone.name, **describe(gone)}, lambda: [f"Place removed: {gone.name}."])


def _answer(call: Call, desk: Desk, made: Place, title: str, stale: Sequence[str] = ()) -> None:
    warnings = [*unknown_codes(desk, made.codes), *stale]
    areas = [covered(desk, "areas:", made.codes)] if made.codes else []
    call.answer(
        {"place": made.name, **describe(made), "warnings": warnings},
        lambda: [title, *areas, *(f"look: {warning}" for warning in warnings)],
    )


def figure(number: int | None) -> str:
    """Return a number of people or households in words that go before them."""
    return "no figure for" if number is None else f"{number:,}"


@place.command("list")
def list_() -> None:
    """List the places of the desk."""
    from tpdesk.models.place import list_places
    from tpdesk.units import year_text

    call = ask_call()
    with call.open() as desk:
        found = list_places(desk.connection)
    rows = [["Place", "Kind", "Region", "Organisations", "Years"]]
    rows += [
        [item.name, item.status, item.region, str(item.agencies), " ".join(map(year_text, item.years))]
        for item in found
    ]
    empty = ["No places yet. Make one: tpdesk place add NAME; or look at the sample: tpdesk demo."]
    call.answer({"places": [describe(item) for item in found]}, lambda: table(rows, (3,)) if found else empty)


@place.command("show")
@click.argument("name")
def show(name: str) -> None:
    """Show one place and everything known of it."""
    from tpdesk.models.agency import list_agencies
    from tpdesk.models.place import find_place, populations
    from tpdesk.models.place_fact import place_facts

    call = ask_call()
    with call.open() as desk:
        found = find_place(desk.connection, name)
        people = [
            dict(zip(("year", "people", "households", "households_year", "source"), row, strict=True))
            for row in populations(desk.connection, found.id)
        ]
        facts = place_facts(desk.connection, found.id)
        agencies = [agency.name for agency in list_agencies(desk.connection, found.id)]
        areas = [covered(desk, "areas:", found.codes)] if found.codes else []
    data: dict[str, Any] = {**describe(found), "population": people, "agency_names": agencies, **facts}
    call.answer(data, lambda: _words(found, areas, people, agencies, facts))


@place.command("programme")
def programme() -> None:
    """List what is known of the whole programme, and of no one place: published counts and milestones."""
    from tpdesk.domain.kinds import PLACE_FACTS
    from tpdesk.models.place_fact import columns_of, list_programme_facts

    call = ask_call()
    with call.open() as desk:
        found = list_programme_facts(desk.connection)
    data = {PLACE_FACTS[name].plural_name: list(map(columns_of, facts)) for name, facts in found.items()}

    def words() -> list[str]:
        lines = []
        for name, facts in found.items():
            plural = PLACE_FACTS[name].plural
            lines += [f"{plural}: {len(facts)}", *(f"  {_fact_words(_said(fact))}" for fact in facts)]
        return lines

    call.answer(data, words)


def _words(
    found: Place,
    areas: list[str],
    people: list[dict[str, Any]],
    agencies: list[str],
    facts: dict[str, list[dict[str, object]]],
) -> list[str]:
    from tpdesk.units import year_text

    lines = [
        found.name,
        *(
            f"  {key}: {value}"
            for key, value in (
                ("kind", found.status),
                ("region", found.region),
                ("theme", found.theme),
                ("contact", found.contact),
                ("packs issued", found.issued_on),
                ("next update", found.next_update),
            )
            if value
        ),
    ]
    lines += areas
    lines += [f"  note: {found.note}"] if found.note else []
    lines += [
        (
            f"  {year_text(row['year'])}: {figure(row['people'])} people, {figure(row['households'])} "
            f"households ({row['source']})"
        )
        for row in people
    ]
    lines += [f"  {counted(len(agencies), 'organisation', 'organisations')}: {', '.join(agencies)}"] if agencies else []
    for key, items in facts.items():
        lines += [f"  {key.replace('_', ' ')}: {_fact_words(item)}" for item in items]
    return lines


def _said(fact: Record) -> dict[str, Any]:
    from tpdesk.models.place_fact import columns_of

    return {name: value for name, value in columns_of(fact).items() if name != "number"}


_NAMED: Final = frozenset({"owner", "starts_on", "baseline", "due", "forecast", "done", "depends_on", "pack"})
"""Fields that a line of facts says by name: one day looks like another."""


def _listed(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)


def _fact_words(item: dict[str, Any]) -> str:
    """Return a fact in one line: what it says, its amount, its source."""
    parts = [
        f"{name.replace('_', ' ')} {_listed(value)}" if name in _NAMED else str(value)
        for name, value in item.items()
        if value not in ("", None, 0, ()) and name not in ("source", "amount_pence")
    ]
    return f"{'; '.join(parts)}{_amount(item)} [{item['source']}]"


def _amount(item: dict[str, object]) -> str:
    from tpdesk.units import pounds

    pence = item.get("amount_pence")
    return f"; {pounds(pence)}" if isinstance(pence, int) else ""


def describe(found: Place) -> dict[str, Any]:
    """Return a place as JSON fields."""
    from tpdesk.units import year_text

    return {
        "place": found.name,
        "name": found.name, "kind": found.status, "region": found.region, "theme": found.theme,
        "council_type": found.council_type,
        "lead_body": found.lead_body, "note": found.note, "source": found.source, "codes": list(found.codes),
        "agencies": found.agencies,
        "years": [year_text(year) for year in found.years],
        "contact": found.contact, "issued_on": found.issued_on, "next_update": found.next_update,
    }  # fmt: skip


COMMANDS = (place,)
