"""The burden of inspection and partnership working of a place and year, from its entries and the count."""

from __future__ import annotations

from tpdesk.calc.burden import total_burden
from tpdesk.domain.case_fields import read_decimal
from tpdesk.domain.facts import YearFacts
from tpdesk.domain.kinds import KINDS
from tpdesk.domain.record_kind import Record
from tpdesk.domain.results.burden import BurdenEntry, BurdenResult
from tpdesk.models.agency import find_agency_id
from tpdesk.models.desk import Desk
from tpdesk.models.place import Place
from tpdesk.models.records import store
from tpdesk.services.figures import facts_of, place_for, year_of_records, year_start

_BURDEN = KINDS["burden"]


def read_burden(desk: Desk, place: str | None, year: str | None) -> BurdenResult:
    """Return what is recorded of a place and year, costed. The year is the only one with entries where none is named.
    Raises UsageProblem."""
    where = place_for(desk, place)
    start = year_start(year) if year is not None else year_of_records(desk, _BURDEN, where)
    return burden_of(desk, where, start)


def burden_of(desk: Desk, place: Place, year: int) -> BurdenResult:
    """Return what is recorded of a place and the financial year that starts in `year`, costed."""
    return burden_in(desk, place.id, facts_of(desk, place, year))


def burden_in(desk: Desk, place: int, facts: YearFacts, *, made_up: bool = True) -> BurdenResult:
    """Return what is recorded of the place with that id, in the year of its facts; examples only where `made_up`."""
    records = store.list_of_place(desk.connection, _BURDEN, place)
    own = [one for one in records if one.values["year"] == facts.year and (made_up or not one.is_made_up)]
    return total_burden(facts, [_entry(desk, one) for one in own])


def _entry(desk: Desk, record: Record) -> BurdenEntry:
    values = record.values
    rate, other = values["rate"], values["other_cost"]
    name, hours = str(values["agency"]), values["hours"]
    return BurdenEntry(
        record.id, find_agency_id(desk.connection, name) or 0, name, str(values["kind"]), str(values["regime"]),
        read_decimal(str(hours)) if hours else None, rate if isinstance(rate, int) else None,
        other if isinstance(other, int) else None, str(values["tier"]),
    )  # fmt: skip
