"""What business cases make of opportunities, and which value stands behind which barrier."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tpdesk.domain.kinds import KINDS, Record
from tpdesk.domain.results.case import CaseWorth, OpportunityWorth
from tpdesk.models.desk import Desk
from tpdesk.models.records import store
from tpdesk.services.cases import show_case


def worths_of(desk: Desk, opportunities: Sequence[Record]) -> Mapping[str, OpportunityWorth]:
    """Return title -> what the cases that name an opportunity make of its first guess."""
    cases: dict[str, list[CaseWorth]] = {}
    titles = {one.title for one in opportunities}
    places = {str(one.values["place"]) for one in opportunities}
    for place in sorted(places):
        for record in store.list_all(desk.connection, KINDS["case"], {"place": place}):
            named = [title for title in _named(record, "opportunities") if title in titles]
            if named:
                worth = _worth(desk, record)
                for title in named:
                    cases.setdefault(title, []).append(worth)
    return {
        one.title: OpportunityWorth(one.title, _guess(one), tuple(cases.get(one.title, ()))) for one in opportunities
    }


def behind_barriers(
    opportunities: Sequence[Record], worths: Mapping[str, OpportunityWorth]
) -> Mapping[str, tuple[OpportunityWorth, ...]]:
    """Return title of a barrier -> the opportunities that wait behind it."""
    found: dict[str, list[OpportunityWorth]] = {}
    for one in opportunities:
        for barrier in _named(one, "barriers"):
            found.setdefault(barrier, []).append(worths[one.title])
    return {title: tuple(held) for title, held in found.items()}


def read_behind(desk: Desk, barrier: Record) -> tuple[OpportunityWorth, ...]:
    """Return the opportunities that wait behind a barrier."""
    where = {"place": str(barrier.values["place"])}
    every = store.list_all(desk.connection, KINDS["opportunity"], where)
    waiting = [one for one in every if barrier.title in _named(one, "barriers")]
    return tuple(worths_of(desk, waiting).values())


def _worth(desk: Desk, record: Record) -> CaseWorth:
    result = show_case(desk, record).result
    if result is None:
        return CaseWorth(record.title, None, None, None)
    return CaseWorth(record.title, result.pv["cashable"], -result.budget_impact_pence, result.npsv_pence)


def _named(record: Record, field: str) -> tuple[str, ...]:
    value = record.values[field]
    return tuple(map(str, value)) if isinstance(value, tuple) else ()


def _guess(opportunity: Record) -> int | None:
    saving = opportunity.values["saving"]
    return saving if isinstance(saving, int) else None
