"""Verbs for volumes: what a unit costs, and which kinds of demand are failure demand."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from tpdesk.cli.base import Verb, ask_call, table
from tpdesk.cli.records.verbs import verbs_of
from tpdesk.domain.kinds import KINDS
from tpdesk.units import decimal_text, nearest_whole

if TYPE_CHECKING:
    from tpdesk.domain.results.volumes import UnitComparison, UnitCostsResult, UnitVolume

volume_verbs = verbs_of(KINDS["volume"])


@click.command("costs", cls=Verb)
@click.option("--place", metavar="P", help="Default: the desk's only place.")
@click.option("--year", metavar="YEAR", help="For example 2024-25. Default: the only year with volumes.")
def costs(place: str | None, year: str | None) -> None:
    """Show what a unit costs each organisation, and what failure demand comes to at most; compared on one unit and
    basis."""
    from tpdesk.services.volumes import read_unit_costs

    call = ask_call()
    with call.open() as desk:
        result = read_unit_costs(desk, place, year)
    answer = {
        "place": result.place, "year": result.year,
        "rows": [_row_data(result, row) for row in result.rows],
        "comparisons": [_comparison_data(one) for one in result.comparisons],
        "failure_demand": list(result.failure),
    }  # fmt: skip
    call.answer(answer, lambda: _costs_words(result))


@click.command("failure", cls=Verb)
@click.argument("kinds", nargs=-1, metavar="[KIND]...")
def failure(kinds: tuple[str, ...]) -> None:
    """Show which kinds of demand are failure demand; with KINDs (such as chasing, repeat), set them for this desk."""
    from tpdesk.services.volumes import failure_kinds, set_failure_kinds

    call = ask_call()
    with call.open(make=bool(kinds)) as desk:
        held = set_failure_kinds(desk, kinds) if kinds else failure_kinds(desk)
    call.answer({"failure_demand": list(held)}, lambda: [f"Failure demand: {', '.join(held)}."])


for _verb in (costs, failure):
    volume_verbs.add_command(_verb)

COMMANDS = (volume_verbs,)


def _row_data(result: UnitCostsResult, row: UnitVolume) -> dict[str, Any]:
    share, comparison = row.failure_share, result.comparison_of(row)
    return {
        "agency": row.agency, "unit": row.unit, "category": row.category or None, "delivery": row.delivery or None,
        "number": row.number, "by_demand": dict(row.by_demand), "cost_pence": row.cost_pence,
        "cost_basis": row.basis or None, "pence_per_unit": row.pence_per_unit, "failure_number": row.failure_number,
        "failure_share": None if share is None else decimal_text(share, 4),
        "failure_cost_at_most_pence": row.failure_pence,
        "at_median_pence": None if comparison is None else comparison.at_median_pence(row),
        "issues": [{"code": one.code, "text": one.text} for one in row.issues],
    }  # fmt: skip


def _comparison_data(one: UnitComparison) -> dict[str, Any]:
    ends = {"least": one.least, "median": one.median, "most": one.most}
    return {
        "unit": one.unit, "basis": one.basis, "agencies": [row.agency for row in one.rows],
        **{f"{name}_pence_per_unit": nearest_whole(cost) for name, cost in ends.items()},
    }  # fmt: skip


def _costs_words(result: UnitCostsResult) -> Iterator[str]:
    from tpdesk.calc.volumes import HEADINGS, comparison_lines, cost_cells

    if not result.rows:
        yield f"No volumes of {result.place} in {result.year} yet. Write one: tpdesk volume add ORGANISATION."
        return
    yield from table([HEADINGS, *(cost_cells(row) for row in result.rows)], (2, 3, 5, 6, 7))
    yield from comparison_lines(result)
    yield from (f"look: {issue.text}" for issue in result.issues)
