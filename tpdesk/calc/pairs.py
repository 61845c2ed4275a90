"""Which two agencies spend on the same things. docs/method.md, Overlap: pair overlap and Ruzicka similarity."""

from __future__ import annotations

from tpdesk.calc.basis import make_basis, sources
from tpdesk.calc.meeting import meet
from tpdesk.calc.overlap import spend_matrix
from tpdesk.calc.wider import wider_issues
from tpdesk.domain.facts import YearFacts
from tpdesk.domain.results.basis import Issue
from tpdesk.domain.results.overlap import PairRow, PairsResult
from tpdesk.units import pounds


def pairs(facts: YearFacts, *, level: int = 2) -> PairsResult:
    """Return every pair of agencies with spend in common. Pure; amounts in pence.

    shared = sum over categories of min(S_ac, S_bc); similarity = sum of min / sum of max. Pairs whose areas meet come
    first; the others are similar spend in separate areas. Net-negative spend counts as none.
    """
    matrix, unmapped, _ = spend_matrix(facts, level)
    totals: dict[int, int] = {}
    several = facts.not_itemised | facts.first_count
    shared: dict[tuple[int, int], int] = {}
    for amounts in matrix.values():
        spend = sorted((agency, pence) for agency, pence in amounts.items() if pence > 0 and agency not in several)
        for n, (a, pence_a) in enumerate(spend):
            totals[a] = totals.get(a, 0) + pence_a
            for b, pence_b in spend[n + 1 :]:
                shared[a, b] = shared.get((a, b), 0) + min(pence_a, pence_b)
    rows = []
    for (a, b), both in shared.items():
        one, other = sorted((facts.agencies[a], facts.agencies[b]), key=lambda agency: agency.name.casefold())
        unproven = not one.base_areas or not other.base_areas
        # Over all categories: sum of max = total of a + total of b - sum of min.
        rows.append(
            PairRow(one.name, other.name, meet(one, other), unproven, both, both / (totals[a] + totals[b] - both))
        )
    rows.sort(key=lambda row: (not row.areas_meet, -row.shared_pence, row.agency_a.casefold(), row.agency_b.casefold()))
    issues = (
        [Issue("unmapped", f"{pounds(unmapped)} has no category and is in none of these pairs.", unmapped)]
        if unmapped
        else []
    )
    if any(row.unproven for row in rows):
        issues.append(
            Issue(
                "area-unknown",
                "Some organisations' areas are unknown: they are taken as meeting every other, which is unproven.",
            )
        )
    return PairsResult(
        make_basis(facts, facts.cells, level=level),
        tuple(rows),
        (*issues, *wider_issues(facts)),
        sources(facts),
    )
