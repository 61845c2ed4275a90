"""Gathering everything of the deep dives that a pack prints."""

from __future__ import annotations

from typing import Final

from tpdesk.acts.dives.records import records_of
from tpdesk.acts.dives.shortlist import shortlist_of
from tpdesk.acts.dives.totals import dive_totals
from tpdesk.acts.dives.weighing import small_from
from tpdesk.calc.dive_book import DiveBook
from tpdesk.models.desk import Desk
from tpdesk.models.facts import YearFacts

_PRINTED: Final = ("dive", "journey", "step", "barrier", "opportunity")


def dive_book(desk: Desk, place: int, facts: YearFacts, *, level: int) -> DiveBook:
    """Return the deep dives of the place with that id and of the facts' year; the shortlist at `level`."""
    records = {kind: records_of(desk, kind, place) for kind in _PRINTED}
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
