"""A national report as JSON and as lines."""

from __future__ import annotations

from typing import Any

from tpdesk.domain.results.national import National
from tpdesk.units import pounds


def describe_report(found: National) -> dict[str, Any]:
    """Return what places report together as JSON fields; what is not known is null."""
    return {
        "groups": [
            {
                "basis": one.basis, "year": one.year, "places": list(one.places), "number": one.number,
                "of_expected": one.of_expected, "total_pence": one.total_pence, "people": one.people,
                "pence_per_head": one.pence_per_head, "least_pence_per_head": one.least_pence_per_head,
                "median_pence_per_head": one.median_pence_per_head, "most_pence_per_head": one.most_pence_per_head,
                "bodies_counted": one.bodies_counted, "bodies_expected": one.bodies_expected,
            }
            for one in found.groups
        ],
        "not_added": [{"place": one.place, "why": one.why} for one in found.not_added],
        "did_not_report": found.did_not_report,
        "not_reporting": list(found.not_reporting),
        "one_total_pence": found.one_total_pence,
        "savings": [
            {
                "theme": row.theme, "grade": row.grade, "prices": row.prices, "places": list(row.places),
                "cases": row.cases, "fiscal_pence": row.fiscal_pence, "cashable_pence": row.cashable_pence,
                "cost_pence": row.cost_pence,
            }
            for row in found.savings
        ],
        "savings_set_aside": [
            {"place": one.place, "case": one.saving.title, "larger": one.larger} for one in found.savings_set_aside
        ],
        "barriers": [
            {"kind": row.kind, "level": row.level, "places": list(row.places), "overcome": row.overcome}
            for row in found.barriers
        ],
        "recommendations": [{"ask": row.ask, "kind": row.kind, "places": list(row.places)} for row in found.asks],
        "issues": [{"code": one.code, "text": one.text} for one in found.issues],
    }  # fmt: skip


def report_lines(found: National) -> list[str]:
    """Return the same in a few lines."""
    lines = [
        f"{one.basis}, {one.year}: {pounds(one.total_pence)} ({one.number} of {one.of_expected} places: "
        f"{', '.join(one.places)})"
        for one in found.groups
    ]
    lines += [f"Not added: {one.place}: {one.why}." for one in found.not_added]
    return [*lines, *(one.text for one in found.issues)]
