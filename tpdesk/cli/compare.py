"""The verb that sets two counts side by side: compare."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from tpdesk.cli.base import Verb, ask_call, table
from tpdesk.cli.figures import basis_data
from tpdesk.units import pounds, whole_pounds

if TYPE_CHECKING:
    from tpdesk.calc.compare import CompareRow, Comparison


@click.command(cls=Verb)
@click.option("--place", metavar="P")
@click.option("--year")
@click.option("--with", "other_place", metavar="P", help="The other place. Default: the same one.")
@click.option("--with-year", "other_year", metavar="YEAR", help="The other year. Default: the same one.")
@click.option(
    "--level",
    type=click.IntRange(1, 4),
    default=2,
    show_default=True,
    help="1 division, 2 group, 3 class, 4 service line.",
)
@click.option("--flow", type=click.Choice(["expenditure", "income", "net"]), default="expenditure", show_default=True)
def compare(
    place: str | None, year: str | None, other_place: str | None, other_year: str | None, level: int, flow: str
) -> None:
    """Set a place and year beside another place or year, per head and by category, and say where their bases differ."""
    from tpdesk.calc.compare import compare as set_beside
    from tpdesk.errors import UsageProblem
    from tpdesk.services.figures import year_facts
    from tpdesk.units import year_text

    call = ask_call()
    with call.open() as desk:
        first = year_facts(desk, place, year)
        second = year_facts(desk, other_place or first.place, other_year or year_text(first.year))
    if (first.place, first.year) == (second.place, second.year):
        raise UsageProblem(
            "That is the same place and year twice. Name another place with --with, or another year with --with-year."
        )
    result = set_beside(first, second, level=level, flow=flow)
    data = {
        "basis": basis_data(result.basis), "with": basis_data(result.other_basis), "total": _row(result.total), "rows": [_row(row) for row in result.rows],
        "issues": [issue.text for issue in result.issues], "issue_details": [asdict(issue) for issue in result.issues],
    }  # fmt: skip
    call.answer(data, lambda: _words(result))


def _row(row: CompareRow) -> dict[str, Any]:
    return {
        "category": row.key, "title": row.title, "amount_pence": row.pence, "with_amount_pence": row.other_pence, "pence_per_head": row.head,
        "with_pence_per_head": row.other_head, "difference_pence_per_head": row.difference, "coarser": row.coarser,
    }  # fmt: skip


def _words(result: Comparison) -> Iterator[str]:
    yield result.basis.sentence()
    yield f"Beside it: {result.other_basis.sentence()}"
    yield ""
    one, two = (f"{basis.place} {basis.year}" for basis in (result.basis, result.other_basis))
    rows = [["Category", f"{one} per head", f"{two} per head", "Difference", one, two]]
    for row in (result.total, *result.rows):
        code = row.key if row.key and "/" not in row.key else ""
        rows.append(
            [
                f"{code} {row.title}".strip(),
                _money(row.head),
                _money(row.other_head),
                _money(row.difference),
                _whole(row.pence),
                _whole(row.other_pence),
            ]
        )
    yield from table(rows, (1, 2, 3, 4, 5))
    for issue in result.issues:
        yield f"look: {issue.text}"


def _money(pence: int | None) -> str:
    return "-" if pence is None else pounds(pence)


def _whole(pence: int | None) -> str:
    return "-" if pence is None else whole_pounds(pence)


COMMANDS = (compare,)
