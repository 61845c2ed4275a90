"""Verbs for organisations: add, change, remove, list, merge.

Verbs for the returns of organisations: one written down, all of a place and year listed with their dates and totals.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tpdesk.cli.areas import covered, unknown_codes
from tpdesk.cli.base import Call, Verbs, ask_call, force_option, table, warn

if TYPE_CHECKING:
    from tpdesk.models.agency import AgencyRecord
    from tpdesk.models.desk import Desk
    from tpdesk.services.returns import BodyRow


@click.group(cls=Verbs)
def agency() -> None:
    """Organisations: the organisations that spend or fund."""


@agency.command("add")
@click.argument("name")
@click.option("--kind", help="county, unitary, district, police, fire, nhs-commissioner, central-department ...")
@click.option(
    "--place", "places", multiple=True, metavar="P", help="A place in whose count it is expected; repeat for several."
)
@click.option(
    "--area", "areas", multiple=True, metavar="GSS", help="A GSS code of an area it covers; repeat for several."
)
@click.option(
    "--alias", "aliases", multiple=True, metavar="TEXT", help="Another name it goes by in files; repeat for several."
)
def add(name: str, kind: str | None, places: tuple[str, ...], areas: tuple[str, ...], aliases: tuple[str, ...]) -> None:
    """Make an organisation; it covers all its areas."""
    from tpdesk.services import places as acts

    call = ask_call()
    with call.open(make=True) as desk:
        made = acts.add_agency(desk, name, kind=kind, in_places=places, areas=areas, aliases=aliases)
        _answer(call, desk, made, kind, f"Organisation made: {made.name}.")


@agency.command("change")
@click.argument("name")
@click.option(
    "--name",
    "new_name",
    metavar="NEW",
    help="Its name from now on. The old one is forgotten, unless you give it as --alias.",
)
@click.option(
    "--kind",
    help="county, unitary, district, police, fire, nhs-commissioner, central-department ...; empty takes it off.",
)
@click.option(
    "--place",
    "in_places",
    multiple=True,
    metavar="P",
    help="A place more in whose count it is expected; repeatable, as all that follow.",
)
@click.option("--area", "areas", multiple=True, metavar="GSS", help="An area more that it covers.")
@click.option("--alias", "aliases", multiple=True, metavar="TEXT", help="Another name more that it goes by in files.")
@click.option(
    "--role",
    "roles",
    nargs=2,
    multiple=True,
    metavar="P TEXT",
    help="What it does in a place; an empty TEXT takes it off.",
)
@click.option("--note", help="What is to be known of it; empty takes it off.")
@click.option(
    "--drop-place",
    "drop_places",
    multiple=True,
    metavar="P",
    help="A place in whose count it is expected no longer; not while it has lines there.",
)
@click.option("--drop-area", "drop_areas", multiple=True, metavar="GSS", help="An area that it does not cover.")
@click.option("--drop-alias", "drop_aliases", multiple=True, metavar="TEXT", help="A name that it does not go by.")
def change(name: str, **changes: Any) -> None:
    """Mend an organisation: another name or kind, and places, areas and aliases more or fewer."""
    from tpdesk.services import places as acts

    call = ask_call()
    with call.open(make=True) as desk:
        changes["roles"] = dict(changes["roles"])
        made = acts.change_agency(desk, name, **changes)
        _answer(call, desk, made, changes.get("kind"), f"Organisation changed: {made.name}.")


@agency.command("remove")
@click.argument("name")
def remove(name: str) -> None:
    """Remove an organisation that no line, batch or transfer names, with its aliases, returns,
    label maps and profiles."""
    from tpdesk.services import places as acts

    call = ask_call()
    with call.open(make=True) as desk:
        gone = acts.remove_agency(desk, name)
    call.answer({"agency": gone.name, **describe(gone)}, lambda: [f"Organisation removed: {gone.name}."])


def _answer(call: Call, desk: Desk, made: AgencyRecord, kind: str | None, title: str) -> None:
    from tpdesk.models.agency import known_kind

    _, doubt = known_kind(desk.connection, kind)
    warnings = [*unknown_codes(desk, made.areas), *([doubt] if doubt else [])]
    unknown = "  its area is unknown: it counts as covering the whole place until you add one (agency change --area)"
    call.answer(
        {"agency": made.name, **describe(made), "warnings": warnings},
        lambda: [
            title,
            covered(desk, "covers", made.areas) if made.areas else unknown,
            *(f"look: {warning}" for warning in warnings),
        ],
    )


@agency.command("list")
@click.option("--place", metavar="P", help="Only those expected in this place's count.")
def list_(place: str | None) -> None:
    """List the organisations of the desk or of a place."""
    from tpdesk.models.agency import list_agencies
    from tpdesk.models.place import find_place

    call = ask_call()
    with call.open() as desk:
        where = find_place(desk.connection, place).id if place else None
        found = list_agencies(desk.connection, where)
    rows = [["Organisation", "Kind", "Areas", "Places"]]
    rows += [[item.name, item.kind or "", " ".join(item.areas) or "unknown", ", ".join(item.places)] for item in found]
    empty = ["No organisations yet. Make one: tpdesk agency add NAME --place PLACE."]
    call.answer({"agencies": [describe(item) for item in found]}, lambda: table(rows) if found else empty)


@agency.command("count")
@click.argument("name")
@click.option("--place", metavar="P", help="The place in whose count; needed where the desk has several.")
@click.option(
    "--as",
    "way",
    type=click.Choice(["whole", "by-people", "left-out", "place-only"]),
    required=True,
    help=(
        "All its money, the share of its people who live in the place (apportioned), none, or all since its "
        "lines are of the place alone."
    ),
)
def count(name: str, place: str | None, way: str) -> None:
    """Say how much of an organisation that covers more than a place counts there."""
    from dataclasses import asdict

    from tpdesk.services.agency_editing import count_as

    call = ask_call()
    with call.open(make=True) as desk:
        told = count_as(desk, name, place, way)
    call.answer({"place": told.place, **asdict(told.body), "words": told.words}, lambda: [told.words])


@agency.command("merge")
@click.argument("gone")
@click.option("--into", required=True, metavar="NAME", help="The organisation that stays.")
@click.option("--dry-run", is_flag=True, help="Only say what would move.")
def merge(gone: str, into: str, dry_run: bool) -> None:
    """Make one of two organisations that are the same: lines, files, returns, maps, areas and names
    of GONE go to the other."""
    from tpdesk.services.agency_editing import merge_agencies, preview_merge
    from tpdesk.text import counted
    from tpdesk.units import pounds

    call = ask_call()
    with call.open(make=not dry_run) as desk:
        told = (preview_merge if dry_run else merge_agencies)(desk, gone, into)
    data = {
        "gone": told.gone, "into": told.into, "lines": told.lines, "moved_pence": told.pence,
        "transfers": told.transfers, "recharges_made": told.between,
        "maps_dropped": told.maps_dropped, "areas_added": list(told.areas_added), "done": not dry_run,
    }  # fmt: skip
    verb = "would go" if dry_run else "went"
    lines = [f"{told.gone} {verb} into {told.into}: {counted(told.lines, 'line')}, {pounds(told.pence)}."]
    lines += (
        [f"  {counted(told.between, 'payment')} between the two: an internal recharge each."] if told.between else []
    )
    lines += [f"  {told.into} covers {', '.join(told.areas_added)} too."] if told.areas_added else []
    lines += (
        [f"  {counted(told.maps_dropped, 'label')} that both have a map for: that of {told.into} stays."]
        if told.maps_dropped
        else []
    )
    call.answer(data, lambda: lines)


def describe(found: AgencyRecord) -> dict[str, Any]:
    """Return an organisation as JSON fields."""
    return {
        "name": found.name, "kind": found.kind, "areas": list(found.areas), "aliases": list(found.aliases),
        "places": list(found.places), "note": found.note,
    }  # fmt: skip


COMMANDS = (agency,)


@agency.command("return")
@click.argument("name")
@click.option("--place", required=True, metavar="P")
@click.option("--year", required=True)
@click.option("--state", help="expected, requested, received, queried or signed-off.")
@click.option(
    "--requested",
    "requested_on",
    metavar="DAY",
    help="When it was asked for: 2026-12-01 or 1/12/2026; empty takes it off, as in all that follow.",
)
@click.option("--due", "due_on", metavar="DAY", help="By when it is to come: it is overdue after that day.")
@click.option("--received", "received_on", metavar="DAY", help="When it came.")
@click.option("--next", "next_action", metavar="TEXT", help="What is to be done next.")
@click.option("--published", metavar="POUNDS", help="The total that it publishes for the year, to reconcile with.")
@click.option("--source", "published_source", help="Where it publishes that total.")
@click.option("--note", help="Why the two differ.")
def return_(name: str, place: str, year: str, published: str | None, **told: str | None) -> None:
    """Record how far an organisation's return is, its dates, and what it publishes of itself."""
    from tpdesk.errors import UsageProblem
    from tpdesk.services import places as acts
    from tpdesk.units import MAX_TOTAL_PENCE, parse_pounds

    call = ask_call()
    try:
        pence = parse_pounds(published, most=MAX_TOTAL_PENCE) if published else None
    except ValueError as error:
        raise UsageProblem(f"--published: {error}.") from error
    with call.open(make=True) as desk:
        warnings = acts.set_return(desk, name, place, year, published_pence=pence, **told)
        call.answer(
            {
                "agency": name,
                "place": place,
                "year": year,
                **told,
                "published_pence": pence,
                "warnings": list(warnings),
            },
            lambda: [f"Return of {name} for {year} recorded."],
        )
        warn(call, warnings)


@agency.command("returns")
@click.option("--place", metavar="P")
@click.option("--year", help="Default: the latest with money or returns.")
@click.option("--late", is_flag=True, help="Only those overdue.")
@click.option("--csv", "csv_file", type=click.Path(path_type=Path), metavar="FILE", help="Write all of it to a CSV.")
@force_option("--csv")
def returns(place: str | None, year: str | None, late: bool, csv_file: Path | None, force: bool) -> None:
    """List the returns of a place and year: how far they are, their dates, and our totals
    against the organisations' own."""
    from tpdesk.services.figures import place_for, year_start
    from tpdesk.services.files import must_be_free
    from tpdesk.services.returns import bodies, write_tracker
    from tpdesk.units import pounds, year_text

    call = ask_call()
    if csv_file is not None and not force:
        must_be_free(csv_file)
    with call.open() as desk:
        read = bodies(desk, place_for(desk, place), year_start(year) if year else None)
    written = write_tracker(read, csv_file, replace=force) if csv_file is not None else None
    rows = [row for row in read.rows if row.in_place and (row.late or not late)]
    told = [describe_return(row) for row in rows]

    def money(pence: int | None) -> str:
        return pounds(pence) if pence is not None else "-"

    lines = [["Organisation", "State", "Sent", "Due", "", "Ours", "Published", "Difference", "Next action"]]
    lines += [
        [
            item["agency"], item["state"], sent_words(item["sent"], item["version"]), item["due"], item["due_words"],
            money(item["counted_pence"]),
            money(item["published_pence"]),
            money(item["difference_pence"]), item["next_action"],
        ]
        for item in told
    ]  # fmt: skip
    none = [
        f"No return of {read.place.name} for {year_text(read.year)} is overdue."
        if late
        else f"Nobody is expected in the count of {read.place.name} yet."
    ]
    data = {
        "place": read.place.name,
        "year": year_text(read.year),
        "overdue": sum(1 for row in rows if row.late),
        "returns": told,
        "csv": str(csv_file) if written is not None else None,
    }
    call.answer(data, lambda: table(lines, (5, 6, 7)) if rows else none)


def describe_return(row: BodyRow) -> dict[str, Any]:
    """Return an organisation's return as JSON fields; money is None where there is none to tell of, never 0."""
    told, money = row.returned, row.money
    return {
        "agency": row.agency.name, "state": told.state, "requested": told.requested_on, "due": told.due_on,
        "received": told.received_on,
        "due_words": row.due, "late": row.late, "next_action": told.next_action, "lines": row.lines,
        "counted_pence": money.counted_pence if money is not None and row.lines else None,
        "control_pence": money.control_pence if money is not None else None,
        "published_pence": told.published_pence, "published_source": told.published_source,
        "difference_pence": money.difference_pence if money is not None and row.lines else None, "note": told.note,
        "missing_months": list(row.missing_months.missing) if row.missing_months is not None else [],
        "version": row.sheets[0].version if row.sheets else None, "versions": len(row.sheets),
        "sent": row.sheets[0].sent_on if row.sheets else "",
        "chased": [day for day in told.chased_on.split("; ") if day],
        "days_late": row.lateness,
        "open_questions": row.open_questions,
    }  # fmt: skip


def sent_words(sent: str, version: int | None) -> str:
    """Return when the latest version was sent, as `v2, 2026-05-01`; empty where none was."""
    return f"v{version}, {sent}" if version else ""
