"""The transfer matrix: what agencies of a place paid each other, and what of it is taken out of the count. docs/method.md, rule 3."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from tpdesk.calc.basis import BEFORE, make_basis, sources
from tpdesk.calc.place_part import of_place
from tpdesk.calc.removal import removal_issues, removals
from tpdesk.calc.wider import wider_issues
from tpdesk.domain.facts import Cell, YearFacts
from tpdesk.domain.results.count import TransferRow, TransfersResult
from tpdesk.domain.transfer import Proposal


def transfers(facts: YearFacts) -> TransfersResult:
    """Return the payments between agencies of the place and year. Pure; amounts in pence."""
    removal = removals(facts.cells)
    rows = [
        TransferRow(
            facts.agencies[payer].name,
            facts.agencies[receiver].name,
            paid,
            removal.removed[payer, receiver],
            receiver in removal.counted,
        )
        for (payer, receiver), paid in removal.paid.items()
    ]
    rows.sort(key=lambda row: (-row.amount_pence, row.payer.casefold(), row.receiver.casefold()))
    return TransfersResult(
        basis=make_basis(facts, facts.cells, transfers=BEFORE),
        rows=tuple(rows),
        removed_pence=sum(removal.per_cell),
        issues=(
            *removal_issues(removal, facts.agencies, facts.outsiders, facts.cells, facts.left_out),
            *wider_issues(facts),
        ),
        sources=sources(facts),
    )


def removed_with(facts: YearFacts, more: Iterable[Proposal]) -> int:
    """Return what would be taken out of the count, in pence, were `more` marked as transfers too. Pure."""
    moved = []
    for item in more:
        for status, pence in item.by_status:
            # What is marked leaves the payer's unmarked money: its gross spend, which caps what it may receive, stays as it was.
            for other, amount in ((item.receiver, pence), (0, -pence)):
                moved.append(
                    Cell(item.payer, 0, "", "expenditure", "unknown", status, "not stated", other, False, amount, 1)
                )
    marked = of_place(replace(facts, cells=(*facts.held_cells, *moved), held=None, areas=(), grades=()))
    return sum(removals(marked.cells).per_cell)
