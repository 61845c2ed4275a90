"""Each agency's total against its own: the control totals typed in, and what it publishes. docs/method.md, rule 11."""

from __future__ import annotations

from tpdesk.domain.facts import YearFacts
from tpdesk.domain.results.trust import ReconciliationRow


def reconcile(facts: YearFacts) -> tuple[ReconciliationRow, ...]:
    """Return one row an agency with lines or a published total: counted gross expenditure, control, published, difference, why. Pence."""
    gross: dict[int, int] = {}
    for cell in facts.held_cells:
        gross.setdefault(cell.agency, 0)
        if cell.flow == "expenditure":
            gross[cell.agency] += cell.pence
    returns = {item.agency: item for item in facts.returns}
    rows = []
    for agency in facts.agencies.values():
        told = returns.get(agency.id)
        published = told.published_pence if told else None
        if agency.id not in gross and published is None:
            continue
        counted = gross.get(agency.id, 0)
        files = [batch for batch in facts.batches if agency.id in batch.parts]
        controls = [batch.control_total_pence for batch in files]
        # A control total over several agencies' lines says nothing of one of them.
        usable = bool(files) and all(len(batch.parts) == 1 and batch.control_total_pence is not None for batch in files)
        control = sum(control for control in controls if control is not None) if usable else None
        # A file's own total is of the whole file, all years and both flows; a published total is of the year's gross.
        own = counted if published is not None else sum(batch.batch_sum_pence for batch in files)
        against = published if published is not None else control
        rows.append(
            ReconciliationRow(
                agency.name,
                counted,
                control,
                published,
                told.published_source if told else "",
                own - against if against is not None else None,
                told.note if told else "",
                agency.id not in facts.not_itemised,
            )
        )
    return tuple(sorted(rows, key=lambda row: row.agency.casefold()))
