"""Verbs for the burden of inspection and partnership working: its entries, and what they come to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from fractions import Fraction
from math import ceil
from typing import TYPE_CHECKING, Any

import click

from tpdesk.cli.base import Verb, ask_call, table
from tpdesk.cli.figures import basis_data, issue_words
from tpdesk.cli.records.verbs import GROUPS
from tpdesk.errors import MoneyError, UsageProblem
from tpdesk.units import MAX_TOTAL_PENCE, decimal_text, parse_pounds, percent, pounds

if TYPE_CHECKING:
    from tpdesk.domain.results.burden import BurdenPart, BurdenResult

burdens = GROUPS["burden"]


@click.command("total", cls=Verb)
@click.option("--place", metavar="P")
@click.option("--year", help="The financial year. Default: the only one with entries.")
@click.option(
    "--spend-over",
    metavar="POUNDS",
    help="A published total that is said to be over this amount: the share of it is at most what is shown.",
)
def total(place: str | None, year: str | None, spend_over: str | None) -> None:
    """Add up the burden of a place and year, as a share of what those organisations spend that made an entry."""
    from tpdesk.calc.burden import share_at_most
    from tpdesk.services.burden import read_burden

    call, over = ask_call(), _amount(spend_over)
    with call.open() as desk:
        found = read_burden(desk, place, year)
    answer = burden_data(found)
    most = share_at_most(found.total_pence, over) if over is not None else None
    if over is not None:
        answer |= {"base_over_pence": over, "share_at_most": _rounded_up(most)}
    call.answer(answer, lambda: _words(found, over, most))


def _amount(typed: str | None) -> int | None:
    if typed is None:
        return None
    try:
        pence = parse_pounds(typed, most=MAX_TOTAL_PENCE)
    except MoneyError as error:
        raise UsageProblem(f"--spend-over: {error}.") from error
    if pence <= 0:
        raise UsageProblem("--spend-over: give the amount that the total is over, for example 6bn.")
    return pence


def _rounded_up(share: Fraction | None) -> str | None:
    """Return a share to six places that it is at most."""
    return None if share is None else decimal_text(Fraction(ceil(share * 10**6), 10**6), 6)


def burden_data(found: BurdenResult) -> dict[str, Any]:
    """Return a burden as JSON fields."""
    return {
        "basis": basis_data(found.basis), "cost": dict(found.cost), "total_pence": found.total_pence,
        "over_bodies": list(found.over_bodies), "no_spend_held": list(found.no_spend_held),
        "cost_not_known": list(found.cost_not_known), "over_pence": found.over_pence, "base_pence": found.base_pence,
        "share": None if found.share is None else decimal_text(found.share, 8),
        "by_tier": [_part(part, "tier") for part in found.by_tier],
        "by_kind": [_part(part, "kind") for part in found.by_kind],
        "issues": [issue.text for issue in found.issues], "issue_details": [asdict(issue) for issue in found.issues],
    }  # fmt: skip


def _part(part: BurdenPart, name: str) -> dict[str, Any]:
    said = asdict(part)
    return {name: said.pop("name"), **said}


def _words(found: BurdenResult, over: int | None, most: Fraction | None) -> Iterator[str]:
    from tpdesk.calc.burden import share_words

    yield f"Burden of inspection and partnership: {found.basis.place}, {found.basis.year}"
    if not found.entries:
        yield "No burden recorded for this place and year: add entries with 'tpdesk burden add'."
        return
    rows = [["Organisation", "Cost"], *([name, pounds(pence)] for name, pence in found.cost.items())]
    yield from table([*rows, ["In all", pounds(found.total_pence)]], (1,))
    yield ""
    yield from share_words(found)
    if over is not None and most is not None:
        yield f"Of a total of over {pounds(over)}: at most {percent(float(most), 3)}."
    for title, parts in (("Tier", found.by_tier), ("Kind", found.by_kind)):
        yield ""
        yield from _part_rows(title, parts)
    yield from issue_words(found.issues)


def _part_rows(title: str, parts: Sequence[BurdenPart]) -> Iterator[str]:
    rows = [[title, "Cost", "Organisations", "Each", "Per head"]]
    for part in parts:
        each, head = (
            "not known" if pence is None else pounds(pence) for pence in (part.pence_per_body, part.pence_per_head)
        )
        rows.append([part.name, pounds(part.cost_pence), str(part.bodies), each, head])
    yield from table(rows, (1, 2, 3, 4))


burdens.add_command(total)

COMMANDS = (burdens,)
