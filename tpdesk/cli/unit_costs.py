"""Verbs for unit costs: the desk's own, and those that come with tpdesk."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from tpdesk.cli.base import Verb, ask_call, table
from tpdesk.cli.records.verbs import verbs_of
from tpdesk.domain.kinds import KINDS
from tpdesk.domain.unit_cost import ATTRIBUTION
from tpdesk.units import parse_year, pounds, year_text

if TYPE_CHECKING:
    from tpdesk.domain.unit_cost import UnitCost

unit_cost_verbs = verbs_of(KINDS["unitcost"])


def _year(typed: str | None) -> int:
    from tpdesk.errors import UsageProblem, YearError
    from tpdesk.services.unit_costs import latest_prices

    if typed is None:
        return latest_prices()
    try:
        return parse_year(typed)
    except YearError as error:
        raise UsageProblem(f"--prices-of: {error}.") from error


def _data(cost: UnitCost, year: int) -> dict[str, Any]:
    """Return a unit cost as JSON fields: each value as published, its age, and in the prices of the year."""
    from tpdesk.services.unit_costs import in_prices

    raised = in_prices(cost, year)
    values = {
        kind: {"pence": pence, "price_year": year_text(of), "years_old": year - of, "in_prices_pence": raised[kind]}
        for kind, (pence, of) in cost.values.items()
    }
    return {
        "code": cost.code, "what": cost.what, "unit": cost.unit or None, "agency": cost.agency or None, **values,
        "transfer_payment": cost.is_transfer, "rating": cost.rating or None, "own": cost.is_own,
        "source": cost.source or None,
    }  # fmt: skip


@click.command("list", cls=Verb)
@click.argument("words", nargs=-1)
@click.option("--prices-of", metavar="YEAR", help="Default: the latest year whose prices are no forecast.")
def list_(words: tuple[str, ...], prices_of: str | None) -> None:
    """List your own unit costs; with WORDS those that come with tpdesk too, where they hold every word."""
    from tpdesk.services.unit_costs import list_costs

    call, year = ask_call(), _year(prices_of)
    with call.open() as desk:
        found = list_costs(desk, " ".join(words))
    answer = {
        "unit_costs": [_data(one, year) for one in found], "prices_of": year_text(year), "attribution": ATTRIBUTION,
    }  # fmt: skip
    call.answer(answer, lambda: _list_words(found, year))


def _list_words(found: tuple[UnitCost, ...], year: int) -> Iterator[str]:
    if not found:
        yield "No unit costs of your own here. Search those that come with tpdesk: tpdesk unitcost list rough sleeper."
        return
    body = [["Code", "What", "Unit", "Kind", "Published", "Prices of", "Years old", f"In {year_text(year)} prices"]]
    for one in found:
        for kind, said in _values(one, year):
            body.append([one.code, one.what, one.unit, kind, *said])
    yield from table(body, (4, 6, 7))
    yield f"{ATTRIBUTION}. Raised by GDP prices: that is not costing anew."


def _values(cost: UnitCost, year: int) -> Iterator[tuple[str, list[str]]]:
    from tpdesk.services.unit_costs import in_prices

    raised = in_prices(cost, year)
    for kind, (pence, of) in cost.values.items():
        now = raised[kind]
        name = f"{kind}, transfer payment" if cost.is_transfer and kind == "fiscal" else kind
        yield name, [pounds(pence), year_text(of), str(year - of), "not known" if now is None else pounds(now)]


@click.command("show", cls=Verb)
@click.argument("code", metavar="CODE")
@click.option("--prices-of", metavar="YEAR", help="Default: the latest year whose prices are no forecast.")
def show(code: str, prices_of: str | None) -> None:
    """Show a unit cost: as published, its age, and in the prices of a year."""
    from tpdesk.services.unit_costs import find_cost

    call, year = ask_call(), _year(prices_of)
    with call.open() as desk:
        cost = find_cost(desk, code)

    def told() -> Iterator[str]:
        yield f"{cost.code}: {cost.what}"
        yield "; ".join(filter(None, (cost.unit, cost.agency, f"rated {cost.rating}" if cost.rating else "")))
        for kind, (pence, of, age, now) in _values(cost, year):
            yield f"  {kind}: {pence} in {of} prices, {age} years old; {now} in {year_text(year)} prices"
        yield f"  source: {cost.source or 'not stated'}"
        if not cost.is_own:
            yield f"  {ATTRIBUTION}"

    call.answer({**_data(cost, year), "prices_of": year_text(year), "attribution": ATTRIBUTION}, told)


for _verb in (list_, show):
    unit_cost_verbs.add_command(_verb)

COMMANDS = (unit_cost_verbs,)
