"""Verbs for the returns of agencies: one written down, all of a place and year listed with their dates and totals."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from tpdesk.cli.agencies import agency
from tpdesk.cli.base import ask_call, table, warn

if TYPE_CHECKING:
    from tpdesk.services.returns import BodyRow


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
    """Record how far an agency's return is, its dates, and what it publishes of itself."""
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
def returns(place: str | None, year: str | None, late: bool) -> None:
    """List the returns of a place and year: how far they are, their dates, and our totals against the bodies' own."""
    from tpdesk.services.figures import place_for, year_start
    from tpdesk.services.returns import bodies
    from tpdesk.units import pounds, year_text

    call = ask_call()
    with call.open() as desk:
        read = bodies(desk, place_for(desk, place), year_start(year) if year else None)
    rows = [row for row in read.rows if row.in_place and (row.late or not late)]
    told = [describe_return(row) for row in rows]

    def money(pence: int | None) -> str:
        return pounds(pence) if pence is not None else "-"

    lines = [["Body", "State", "Due", "", "Ours", "Published", "Difference", "Next action"]]
    lines += [
        [
            item["agency"], item["state"], item["due"], item["due_words"], money(item["counted_pence"]), money(item["published_pence"]),
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
    }
    call.answer(data, lambda: table(lines, (4, 5, 6)) if rows else none)


def describe_return(row: BodyRow) -> dict[str, Any]:
    """Return a body's return as JSON fields; money is None where there is none to tell of, never 0."""
    told, money = row.returned, row.money
    return {
        "agency": row.agency.name, "state": told.state, "requested": told.requested_on, "due": told.due_on, "received": told.received_on,
        "due_words": row.due, "late": row.late, "next_action": told.next_action, "lines": row.lines,
        "counted_pence": money.counted_pence if money is not None and row.lines else None,
        "control_pence": money.control_pence if money is not None else None,
        "published_pence": told.published_pence, "published_source": told.published_source,
        "difference_pence": money.difference_pence if money is not None and row.lines else None, "note": told.note,
        "missing_months": list(row.missing_months.missing) if row.missing_months is not None else [],
    }  # fmt: skip
