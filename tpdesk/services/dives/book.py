"""Gathering everything of the deep dives that a pack prints."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final

from tpdesk.calc.dive_book import DiveBook
from tpdesk.domain.facts import YearFacts
from tpdesk.domain.kinds import Record
from tpdesk.models.desk import Desk
from tpdesk.services.dives.records import records_of
from tpdesk.services.dives.shortlist import shortlist_of
from tpdesk.services.dives.totals import dive_totals
from tpdesk.services.dives.weighing import small_from

_PRINTED: Final = ("dive", "journey", "step", "barrier", "opportunity")


def dive_book(desk: Desk, place: int, facts: YearFacts, *, level: int) -> DiveBook:
    """Return the deep dives that the facts hold of the place with that id and of their year; the shortlist at `level`.

    What hangs on a deep dive that the facts do not hold is left out with it.
    """
    records = _of_dives(
        {kind: tuple(records_of(desk, kind, place)) for kind in _PRINTED}, {dive.title for dive in facts.deep.dives}
    )
    called_for = any(records.values()) or bool(facts.deliveries)
    return DiveBook(
        totals=dive_totals(desk, facts),
        records=records,
        deliveries=facts.deliveries,
        area_names=facts.deep.area_names,
        agency_names={number: agency.name for number, agency in facts.agencies.items()},
        category_titles={code: category.title for code, category in facts.categories.items()},
        shortlist=shortlist_of(desk, facts, level=level) if called_for and facts.cells else None,
        small=small_from(desk),
    )


def _of_dives(records: Mapping[str, tuple[Record, ...]], titles: Collection[str]) -> dict[str, tuple[Record, ...]]:
    """Return the records that are of these deep dives, or of none."""

    def kept(record: Record) -> bool:
        dive = record.title if record.kind.name == "dive" else str(record.values["dive"] or "")
        return not dive or dive in titles

    found = {kind: tuple(filter(kept, items)) for kind, items in records.items() if kind != "step"}
    journeys = {journey.title for journey in found["journey"]}
    return {**found, "step": tuple(step for step in records["step"] if str(step.values["journey"]) in journeys)}
