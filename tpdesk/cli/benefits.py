"""The verb for DWP's table of benefit expenditure by local authority."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tpdesk.cli.base import Verb, ask_call, table
from tpdesk.text import counted
from tpdesk.units import pounds, year_text

if TYPE_CHECKING:
    from tpdesk.services.benefits import BenefitsPlan


@click.command(cls=Verb)
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--place", metavar="P")
@click.option("--year", required=True, help="The financial year, which is the name of the sheet.")
@click.option("--unit", type=click.Choice(["pounds", "thousands", "millions"]), help="Where the file does not say it.")
@click.option("--without", multiple=True, metavar="BENEFIT", help="Leave this benefit out; repeatable.")
@click.option("--with-councils", is_flag=True, help="Bring in what councils pay too, such as housing benefit.")
@click.option("--dry-run", is_flag=True, help="Say what would come in; change nothing.")
def benefits(
    file: Path,
    place: str | None,
    year: str,
    unit: str | None,
    without: tuple[str, ...],
    with_councils: bool,
    dry_run: bool,
) -> None:
    """Import DWP's own table of benefit expenditure by local authority (.ods): a line for each authority and benefit.

    A benefit takes the place of the first count's share of it, and the table of an earlier one.
    """
    from tpdesk.services.benefits import import_benefits
    from tpdesk.services.figures import year_start

    call = ask_call()
    with call.open(make=not dry_run) as desk:
        plan = import_benefits(
            desk, file, place, year_start(year), unit=unit or "", without=without, with_councils=with_councils,
            dry_run=dry_run,
        )  # fmt: skip
    call.answer(
        {
            "file": str(file), "sheet": plan.sheet, "place": plan.place, "year": year_text(plan.year),
            "dry_run": dry_run, "batch": plan.batch, "lines": plan.lines, "amount_pence": plan.pence,
            "source": plan.source, "method": "direct", "benefits": dict(plan.benefits), "areas": dict(plan.areas),
            "replaced": dict(plan.replaced), "replaced_pence": plan.replaced_pence,
            "notices": list(plan.notices),
        },
        lambda: _words(plan, dry_run=dry_run),
    )  # fmt: skip


def _words(plan: BenefitsPlan, *, dry_run: bool) -> Iterator[str]:
    come = "would come in" if dry_run else "imported"
    yield f"{counted(plan.lines, 'line')} of {plan.place}, {year_text(plan.year)}, {come}: {pounds(plan.pence)}."
    yield f"Source: {plan.source}. Grade 2: published for each authority itself."
    yield ""
    yield from table([["Benefit", "Amount"], *([name, pounds(pence)] for name, pence in plan.benefits.items())], (1,))
    if plan.replaced:
        yield ""
        whole = pounds(plan.replaced_pence)
        yield f"In place of {whole} of the first count, shared by people: {', '.join(plan.replaced)}."
    if plan.notices:
        yield ""
        yield from (f"look: {notice}" for notice in plan.notices)


COMMANDS = (benefits,)
