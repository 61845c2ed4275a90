"""From gross to net, organisation by category: what the sheet behind every live formula of a pack holds."""

from __future__ import annotations

from dataclasses import dataclass

from tpdesk.calc.basis import UNMAPPED, Roller, parts_of
from tpdesk.calc.count import is_outside_income
from tpdesk.calc.transfers import removals
from tpdesk.domain.facts import YearFacts
from tpdesk.domain.results.count import AmountParts


@dataclass(slots=True)
class _NetSum:
    gross: int = 0
    transfers: int = 0
    recharges: int = 0
    income: int = 0
    apportioned: int = 0


def gross_to_net(facts: YearFacts, level: int) -> tuple[AmountParts, ...]:
    """Return gross, what is taken off it and outside income of each organisation in each category at `level`, in
    pence, the largest gross first. All of them add up to the count's own totals. docs/method.md, rules 3 and 4."""
    roller, removal = Roller(facts, level), removals(facts.cells)
    sums: dict[tuple[int, str], _NetSum] = {}

    def at(agency: int, code: str) -> _NetSum:
        return sums.setdefault((agency, roller(code)), _NetSum())

    for cell, out in zip(facts.cells, removal.per_cell, strict=True):
        if cell.flow != "expenditure":
            if is_outside_income(cell, removal):
                for code, part in parts_of(facts, cell, cell.pence):
                    at(cell.agency, code).income += part
            continue
        # What is left and what is taken out are split each by itself, as in the count.
        for code, part in parts_of(facts, cell, cell.pence - out):
            found = at(cell.agency, code)
            found.gross += part
            if cell.internal:
                found.recharges += part
            elif facts.status_of(cell) == "apportioned":
                found.apportioned += part
        for code, part in parts_of(facts, cell, out) if out else ():
            found = at(cell.agency, code)
            found.gross += part
            found.transfers += part
    rows = [_row(facts, agency, code, found) for (agency, code), found in sums.items()]
    return tuple(sorted(rows, key=lambda row: (-row.gross_pence, row.agency.casefold(), row.category or "")))


def _row(facts: YearFacts, agency: int, code: str, found: _NetSum) -> AmountParts:
    return AmountParts(
        facts.agencies[agency].name, None if code == UNMAPPED else code,
        "Unmapped" if code == UNMAPPED else facts.categories[code].title, found.gross, found.transfers,
        found.recharges, found.income, found.apportioned, facts.agencies[agency].kind or "",
    )  # fmt: skip
