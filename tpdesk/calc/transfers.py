"""The transfer matrix: what agencies of a place paid each other, and what of it is taken out of the
count. docs/method.md, rule 3.

What is taken off gross so that money is counted once: payments between counted agencies. docs/method.md, rule 3.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from tpdesk.calc.basis import BEFORE, NO_TRANSFERS, make_basis, sources
from tpdesk.calc.wider import of_place, wider_issues
from tpdesk.domain.facts import Agency, Cell, SideCell, YearFacts
from tpdesk.domain.results.basis import Issue
from tpdesk.domain.results.count import Proposal, TransferRow, TransfersResult
from tpdesk.units import largest_remainder, pounds

C = TypeVar("C", Cell, SideCell)
"""A cell of the cube or of one of its sides."""


@dataclass(frozen=True, slots=True)
class Removal:
    """Transfers found in a set of cells. Amounts in pence."""

    per_cell: tuple[int, ...]
    """What is taken out of each cell, in the cells' order."""

    paid: Mapping[tuple[int, int], int]
    """(payer, receiver) -> paid."""

    removed: Mapping[tuple[int, int], int]
    """(payer, receiver) -> taken out."""

    uncounted: Mapping[int, int]
    """receiver -> what stays because it has no lines of its own."""

    capped: Mapping[int, int]
    """receiver -> what stays because it is above the receiver's own gross spend of a like status."""

    counted: frozenset[int]
    """Agencies with lines in the place and year."""


def is_transfer(cell: Cell | SideCell) -> bool:
    """Say whether the cell is a payment to another agency: expenditure, not internal, not to itself."""
    return (
        cell.flow == "expenditure" and cell.counterparty != 0 and not cell.internal and cell.counterparty != cell.agency
    )


def removals(cells: Sequence[C]) -> Removal:
    """Return what is taken out of each cell: all cells of the place and year must be given, before any filter.

    A payment is taken out if its receiver has lines of the same status, all payments to it together at most
    up to its own gross spend of that status; a cap is spread over the cells in proportion (largest
    remainder, ties by order of the cells).
    """
    has_lines = {(cell.agency, cell.status) for cell in cells if cell.lines}
    payments = [n for n, cell in enumerate(cells) if cell.counterparty and is_transfer(cell)]
    gross: dict[tuple[int, str], int] = {}
    # Most years hold few payments or none, and then nobody asks what receivers spend.
    for cell in cells if payments else ():
        # Internal recharges come off gross by themselves: a cap that held them would take their money off twice.
        if cell.flow == "expenditure" and not cell.internal:
            gross[cell.agency, cell.status] = gross.get((cell.agency, cell.status), 0) + cell.pence
    to: dict[tuple[int, str], list[int]] = {}
    for n in payments:
        to.setdefault((cells[n].counterparty, cells[n].status), []).append(n)
    counted = frozenset(agency for agency, _ in has_lines)
    per_cell = [0] * len(cells)
    uncounted: dict[int, int] = {}
    capped: dict[int, int] = {}
    for (receiver, status), members in to.items():
        amounts = [cells[n].pence for n in members]
        total = sum(amounts)
        cap = max(0, gross.get((receiver, status), 0))
        if (receiver, status) not in has_lines:
            stays = capped if receiver in counted else uncounted
            stays[receiver] = stays.get(receiver, 0) + total
            continue
        if total > cap:
            capped[receiver] = capped.get(receiver, 0) + total - cap
            amounts = largest_remainder(cap, amounts)
        for n, amount in zip(members, amounts, strict=True):
            per_cell[n] = amount
    paid: dict[tuple[int, int], int] = {}
    removed: dict[tuple[int, int], int] = {}
    for n in payments:
        key = cells[n].agency, cells[n].counterparty
        paid[key] = paid.get(key, 0) + cells[n].pence
        removed[key] = removed.get(key, 0) + per_cell[n]
    return Removal(tuple(per_cell), paid, removed, uncounted, capped, counted)


def removal_issues(
    removal: Removal,
    agencies: Mapping[int, Agency],
    outsiders: Sequence[tuple[str, int, int]],
    cells: Sequence[Cell],
    left_out: Collection[int] = (),
    first_count: Collection[int] = (),
) -> list[Issue]:
    """Return what a reader must know of the transfers: that none is marked, receivers not or only partly counted,
    circles, unknown names, payments to oneself."""
    issues = []
    # Published figures are of who spends at last: between them no payment is counted twice.
    returned = removal.counted - set(first_count)
    if not removal.paid and not outsiders and returned and len(removal.counted) > 1:
        issues.append(Issue("no-transfers-marked", NO_TRANSFERS))
    for receiver, pence in sorted(removal.uncounted.items(), key=lambda item: -item[1]):
        why = "is left out of this count" if receiver in left_out else "has no lines of its own here"
        text = (
            f"{pounds(pence)} paid to {agencies[receiver].name} stays in the total, because "
            f"{agencies[receiver].name} {why}."
        )
        issues.append(Issue("receiver-not-counted", text, pence))
    for receiver, pence in sorted(removal.capped.items(), key=lambda item: -item[1]):
        text = (
            f"{pounds(pence)} paid to {agencies[receiver].name} stays in the total, because it is more than "
            f"{agencies[receiver].name} itself spends here."
        )
        issues.append(Issue("receiver-partly-counted", text, pence))
    for circle in circles(removal.paid):
        names = " pays ".join(agencies[agency].name for agency in (*circle, circle[0]))
        issues.append(
            Issue("circle", f"Payments go in a circle: {names}. Check that none of them is the same money twice.")
        )
    own: dict[int, int] = {}
    for cell in cells:
        if cell.counterparty == cell.agency and cell.flow == "expenditure" and not cell.internal:
            own[cell.agency] = own.get(cell.agency, 0) + cell.pence
    for agency, pence in own.items():
        text = (
            f"{agencies[agency].name} pays itself {pounds(pence)}: it stays in the total; mark it as an "
            "internal recharge if it is one."
        )
        issues.append(Issue("pays-itself", text, pence))
    if outsiders:
        names = ", ".join(name for name, _, _ in outsiders[:3]) + (" and others" if len(outsiders) > 3 else "")
        total = sum(pence for _, pence, _ in outsiders)
        text = f"{pounds(total)} names another organisation that is not on this desk ({names}): it stays in the total."
        issues.append(Issue("unknown-counterparty", text, total))
    return issues


def circles(paid: Mapping[tuple[int, int], int]) -> list[tuple[int, ...]]:
    """Return each circle of payments once, as its agencies from the smallest id on:
    one for every set of agencies that pay in a ring."""
    following: dict[int, list[int]] = {}
    for (payer, receiver), pence in paid.items():
        if pence > 0:
            following.setdefault(payer, []).append(receiver)
    found: dict[frozenset[int], tuple[int, ...]] = {}
    for start in sorted(following):
        # The shortest way back to the start: every agency in a ring is shown in one circle at least.
        ways: dict[int, tuple[int, ...]] = {start: (start,)}
        queue = [start]
        while queue and start not in following.get(queue[0], ()):
            here = queue.pop(0)
            for there in sorted(following.get(here, ())):
                if there not in ways:
                    ways[there] = (*ways[here], there)
                    queue.append(there)
        if queue:
            ring = ways[queue[0]]
            first = ring.index(min(ring))
            found.setdefault(frozenset(ring), ring[first:] + ring[:first])
    return list(found.values())


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
            *removal_issues(removal, facts.agencies, facts.outsiders, facts.cells, facts.left_out, facts.first_count),
            *wider_issues(facts),
        ),
        sources=sources(facts),
    )


def removed_with(facts: YearFacts, more: Iterable[Proposal]) -> int:
    """Return what would be taken out of the count, in pence, were `more` marked as transfers too. Pure."""
    moved = []
    for item in more:
        for status, pence in item.by_status:
            # What is marked leaves the payer's unmarked money: its gross spend, which caps what it may
            # receive, stays as it was.
            for other, amount in ((item.receiver, pence), (0, -pence)):
                moved.append(
                    Cell(item.payer, 0, "", "expenditure", "unknown", status, "not stated", other, False, amount, 1)
                )
    marked = of_place(replace(facts, cells=(*facts.held_cells, *moved), held=None, areas=(), grades=()))
    return sum(removals(marked.cells).per_cell)
