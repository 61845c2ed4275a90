"""Volumes and what a unit costs, of a place and year; which kinds of demand are failure demand."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Final

from tpdesk.calc.volumes import unit_costs
from tpdesk.domain.kinds import KINDS
from tpdesk.domain.record_kind import Record, Value
from tpdesk.domain.results.volumes import UnitCostsResult
from tpdesk.domain.volume import DEMANDS, USUAL_FAILURE, DeliveryCost, VolumeFact
from tpdesk.models.connection import get_setting, set_setting
from tpdesk.models.desk import Desk
from tpdesk.models.log.history import note_act
from tpdesk.models.place import Place
from tpdesk.models.records import store
from tpdesk.models.year import default_year
from tpdesk.services.figures import place_for, year_of_records, year_start
from tpdesk.text import and_words

_VOLUME, _DELIVERY = KINDS["volume"], KINDS["delivery"]
_SETTING: Final = "failure demand"


def read_unit_costs(desk: Desk, place: str | None, year: str | None) -> UnitCostsResult:
    """Return the volumes of a place and year with what a unit costs. The year is the only one with volumes where none
    is named. Raises UsageProblem."""
    where = place_for(desk, place)
    return unit_costs_of(desk, where, year_start(year) if year is not None else year_of_records(desk, _VOLUME, where))


def latest_unit_costs(desk: Desk, place: str, year: int | None) -> UnitCostsResult:
    """Return the volumes of a place and year; where it has none then, or no year is named, those of the latest year
    with volumes. Raises UsageProblem."""
    where = place_for(desk, place)
    years = {
        held
        for one in store.list_of_place(desk.connection, _VOLUME, where.id)
        if isinstance(held := one.values["year"], int)
    }
    wanted = year if year in years or not years else max(years)
    return unit_costs_of(desk, where, default_year(desk.connection, where) if wanted is None else wanted)


def unit_costs_of(desk: Desk, place: Place, year: int, *, made_up: bool = True) -> UnitCostsResult:
    """Return the volumes of a place and the financial year that starts in `year`, with what a unit costs; without
    `made_up` none that is marked as illustrative."""
    records = [one for one in store.list_of_place(desk.connection, _VOLUME, place.id) if one.values["year"] == year]
    entries = [_entry(one) for one in records if made_up or not one.is_made_up]
    named = {one.delivery for one in entries if one.delivery}
    deliveries = {
        record.id: DeliveryCost(
            str(record.values["agency"]), _whole(record.values["year"]), _whole(record.values["cost"])
        )
        for record in store.list_numbered(desk.connection, _DELIVERY, sorted(named))
    }
    return unit_costs(place.name, year, entries, failure=failure_kinds(desk), deliveries=deliveries)


def failure_kinds(desk: Desk) -> tuple[str, ...]:
    """Return the kinds of demand that are failure demand on this desk."""
    kept = get_setting(desk.connection, _SETTING)
    return tuple(kind for kind in DEMANDS if kind in (json.loads(kept) if kept else USUAL_FAILURE))


def set_failure_kinds(desk: Desk, typed: Sequence[str]) -> tuple[str, ...]:
    """Keep which kinds of demand are failure demand, as typed. Raises UsageProblem, Locked."""
    field = _VOLUME.field_named("demand")
    kinds = {field.parse(text) for text in typed}
    chosen = tuple(kind for kind in DEMANDS if kind in kinds)
    with desk.writing() as connection:
        set_setting(connection, _SETTING, json.dumps(chosen))
        note_act(connection, "set failure demand", "", and_words(chosen))
    return chosen


def _entry(record: Record) -> VolumeFact:
    said = record.values
    return VolumeFact(
        record.id, str(said["agency"]), str(said["unit"]), str(said["category"]), int(str(said["delivery"] or 0)),
        str(said["demand"]), str(said["channel"]), _whole(said["number"]) or 0, _whole(said["cost"]),
        str(said["cost_basis"]), str(said["source"]),
    )  # fmt: skip


def _whole(value: Value) -> int | None:
    return value if isinstance(value, int) else None
