"""Verbs for agencies: add, change, list, return."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from tpdesk.cli.base import Verbs, ask_call, table

if TYPE_CHECKING:
    from tpdesk.models.agency import AgencyRecord


@click.group(cls=Verbs)
def agency() -> None:
    """Agencies: the bodies that spend or fund."""


@agency.command("add")
@click.argument("name")
@click.option("--kind", help="county, unitary, district, police, fire, nhs-commissioner, central-department ...")
@click.option("--place", "places", multiple=True, metavar="P", help="A place in whose count it is expected; repeat for several.")
@click.option("--area", "areas", multiple=True, metavar="GSS", help="A GSS code of an area it covers; repeat for several.")
@click.option("--alias", "aliases", multiple=True, metavar="TEXT", help="Another name it goes by in files; repeat for several.")
def add(name: str, kind: str | None, places: tuple[str, ...], areas: tuple[str, ...], aliases: tuple[str, ...]) -> None:
    """Make an agency; it covers all its areas."""
    from tpdesk.acts import places as acts

    call = ask_call()
    with call.open(make=True) as desk:
        made = acts.add_agency(desk, name, kind=kind, in_places=places, areas=areas, aliases=aliases)
        unknown = "" if made.areas else " Its area is unknown: it counts as covering the whole place until you add one (agency change --area)."
        call.answer({"agency": made.name, **describe(made)}, lambda: [f"Agency made: {made.name}.{unknown}"])


@agency.command("change")
@click.argument("name")
@click.option("--kind")
@click.option("--place", "places", multiple=True, metavar="P")
@click.option("--area", "areas", multiple=True, metavar="GSS")
@click.option("--alias", "aliases", multiple=True, metavar="TEXT")
def change(name: str, kind: str | None, places: tuple[str, ...], areas: tuple[str, ...], aliases: tuple[str, ...]) -> None:
    """Give an agency another kind, or more places, areas and aliases."""
    from tpdesk.acts import places as acts

    call = ask_call()
    with call.open(make=True) as desk:
        made = acts.change_agency(desk, name, kind=kind, in_places=places, areas=areas, aliases=aliases)
        call.answer({"agency": made.name, **describe(made)}, lambda: [f"Agency changed: {made.name}."])


@agency.command("list")
@click.option("--place", metavar="P", help="Only those expected in this place's count.")
def list_(place: str | None) -> None:
    """List the agencies of the desk or of a place."""
    from tpdesk.models.agency import list_agencies
    from tpdesk.models.place import find_place

    call = ask_call()
    with call.open() as desk:
        where = find_place(desk.connection, place).id if place else None
        found = list_agencies(desk.connection, where)
    rows = [["Agency", "Kind", "Areas", "Places"]]
    rows += [[item.name, item.kind or "", " ".join(item.areas) or "unknown", ", ".join(item.places)] for item in found]
    empty = ["No agencies yet. Make one: tpdesk agency add NAME --place PLACE."]
    call.answer({"agencies": [describe(item) for item in found]}, lambda: table(rows) if found else empty)


@agency.command("return")
@click.argument("name")
@click.option("--place", required=True, metavar="P")
@click.option("--year", required=True)
@click.option("--state", help="expected, requested, received, queried or signed-off.")
@click.option("--published", metavar="POUNDS", help="The total that it publishes for the year, to reconcile with.")
@click.option("--source", default="", help="Where it publishes that total.")
@click.option("--note", default="", help="Why the two differ.")
def return_(name: str, place: str, year: str, state: str | None, published: str | None, source: str, note: str) -> None:
    """Record how far an agency's return is, and what it publishes of itself."""
    from tpdesk.acts import places as acts
    from tpdesk.errors import UsageProblem
    from tpdesk.units import parse_pounds

    call = ask_call()
    try:
        pence = parse_pounds(published) if published else None
    except ValueError as error:
        raise UsageProblem(f"--published: {error}.") from error
    with call.open(make=True) as desk:
        acts.set_return(desk, name, place, year, state=state, published_pence=pence, published_source=source, note=note)
        call.answer({"agency": name, "place": place, "year": year, "state": state, "published_pence": pence}, lambda: [f"Return of {name} for {year} recorded."])


def describe(found: AgencyRecord) -> dict[str, Any]:
    """Return an agency as JSON fields."""
    return {
        "name": found.name, "kind": found.kind, "areas": list(found.areas), "aliases": list(found.aliases), "places": list(found.places), "note": found.note,
    }  # fmt: skip


COMMANDS = (agency,)
