"""How far the work on a place's count is, step by step: bodies, files, labels, transfers, totals, pack."""

from __future__ import annotations

from dataclasses import dataclass

from tpdesk.calc.reconcile import reconcile
from tpdesk.domain.facts import YearFacts
from tpdesk.domain.results.count import CountResult
from tpdesk.units import ratio


@dataclass(frozen=True, slots=True)
class Progress:
    """The six steps of one place and year."""

    bodies: int
    """Bodies with money."""

    bodies_expected: int
    files: int
    mapped: float | None
    """Share of the money that has a category; None without money."""

    transfers_pence: int
    """What is taken off as paid between counted bodies."""

    totals_agree: int
    """Bodies whose money agrees with a published or control total."""

    totals_held: int
    """Bodies that have such a total."""

    packs: int
    """Packs that were written of it."""


def progress(facts: YearFacts, by_agency: CountResult, by_category: CountResult, packs: int) -> Progress:
    """Return how far each step is."""
    totals = [row for row in reconcile(facts) if row.difference_pence is not None and row.is_one_body]
    unmapped = ratio(by_category.unmapped_pence, by_category.rows_total_pence)
    return Progress(
        by_agency.bodies_counted,
        by_agency.bodies_expected,
        len(by_agency.sources),
        None if unmapped is None else 1 - unmapped,
        by_agency.transfers_removed_pence,
        sum(1 for row in totals if row.difference_pence == 0),
        len(totals),
        packs,
    )
