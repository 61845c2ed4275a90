"""Indicators: their values written, and their progress."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from fractions import Fraction

from tpdesk.calc.explain_outcomes import explain_progress
from tpdesk.calc.outcomes.beside import BesideResult, beside_spend, years_beside
from tpdesk.calc.outcomes.progress import outcomes
from tpdesk.domain.dates import LAST_YEAR
from tpdesk.domain.figure import Explanation, Figure
from tpdesk.domain.kinds import KINDS
from tpdesk.domain.outcome import (
    ACTUAL,
    BASELINE,
    Indicator,
    IndicatorValue,
    OutcomeGround,
    measure_of,
)
from tpdesk.domain.period import financial_year
from tpdesk.domain.record_kind import Record, Value
from tpdesk.domain.results.basis import Issue
from tpdesk.domain.results.outcomes import OutcomesResult
from tpdesk.models.apportionment import read_boundaries
from tpdesk.models.deflator import read_deflators
from tpdesk.models.desk import Desk
from tpdesk.models.log.history import note_act
from tpdesk.models.place import Place
from tpdesk.models.records import store
from tpdesk.models.sensitive import people_warnings
from tpdesk.models.year import years_of
from tpdesk.services.dives.boards import small_from
from tpdesk.services.figures import facts_of, place_for
from tpdesk.services.records import Saved

_INDICATOR, _VALUE = KINDS["indicator"], KINDS["indicator-value"]


def record_value(desk: Desk, wanted: str, typed: Mapping[str, str]) -> tuple[Saved, tuple[Issue, ...]]:
    """Write a value of the indicator of that title or number; a second one of the same area, period and status takes
    the place of the first. Return (it, what to look at). Raises UsageProblem, Locked."""
    indicator = store.find(desk.connection, _INDICATOR, wanted)
    whole = {name: typed.get(name, "") for name in (field.name for field in _VALUE.fields)}
    with desk.writing() as connection:
        record, notices = store.put(connection, _VALUE, {**whole, "indicator": indicator.title})
        detail = f"{record.values['status']} {_VALUE.field_named('period').show(record.values['period'])}"
        note_act(connection, "set indicator value", indicator.title, detail)
    result = show_indicators(desk, str(indicator.values["place"]), only=(indicator.title,))
    saved = Saved(record, notices, people_warnings(source=typed.get("source", "")))
    return saved, tuple(dict.fromkeys(issue for row in result.rows for issue in row.issues))


def show_indicators(
    desk: Desk, place: str | Place | None, *, only: Collection[str] = (), made_up: bool = True
) -> OutcomesResult:
    """Return the progress of the indicators of a place: of all, or of those with these titles; without `made_up` none
    that is marked as illustrative. Raises UsageProblem."""
    chosen = place_for(desk, place)
    indicators, ground = read_indicators(desk, chosen, made_up=made_up)
    wanted = [one for one in indicators if not only or one.title in only]
    return outcomes(wanted, ground, threshold=small_from(desk))


def explain_one_indicator(desk: Desk, figure: Figure) -> Explanation:
    """Explain the progress of an indicator of a place, or of one of its areas. Raises UsageProblem."""
    record = store.find(desk.connection, _INDICATOR, figure.indicator)
    result = show_indicators(desk, str(record.values["place"]), only=(record.title,))
    return explain_progress(result, replace(figure, indicator=record.title))


def read_indicators(desk: Desk, place: Place, *, made_up: bool = True) -> tuple[tuple[Indicator, ...], OutcomeGround]:
    """Return (the indicators of a place with their values, the areas that these name)."""
    values: dict[str, list[IndicatorValue]] = {}
    for record in store.list_of_place(desk.connection, _VALUE, place.id):
        values.setdefault(str(record.values["indicator"]), []).append(_value(record))
    indicators = tuple(
        _indicator(record, tuple(values.get(record.title, ())))
        for record in store.list_of_place(desk.connection, _INDICATOR, place.id)
        if made_up or not record.is_made_up
    )
    return indicators, _ground(desk, place, [one for held in values.values() for one in held])


def _ground(desk: Desk, place: Place, values: Collection[IndicatorValue]) -> OutcomeGround:
    """Return the areas that values name, down to the smallest that the desk knows, as they are nested in the year of
    the last figure."""
    boundaries = read_boundaries(desk.connection)
    real = [financial_year(one.period) for one in values if one.status in (BASELINE, ACTUAL)]
    inside = boundaries.inside(f"{max(real, default=LAST_YEAR):04d}-04-01")
    areas = {one.area: (boundaries.name(one.area), _smallest((one.area,), inside)) for one in values if one.area}
    return OutcomeGround(place.name, _smallest(place.codes, inside), areas)


def _smallest(codes: Iterable[str], inside: Mapping[str, tuple[str, ...]]) -> frozenset[str]:
    found, ahead = set[str](), list(codes)
    seen = set(ahead)
    while ahead:
        code = ahead.pop()
        parts = inside.get(code, ())
        if not parts:
            found.add(code)
        ahead += [part for part in parts if part not in seen]
        seen.update(parts)
    return frozenset(found)


def _indicator(record: Record, values: tuple[IndicatorValue, ...]) -> Indicator:
    said = record.values
    unit = str(said["unit"])
    return Indicator(
        record.id, record.title, unit, str(said["measure"]) or measure_of(unit), str(said["direction"]), values,
        record.listed("categories"), record.listed("dives"), str(said["source"]),
    )  # fmt: skip


def _value(record: Record) -> IndicatorValue:
    said = record.values
    return IndicatorValue(
        record.id, str(said["area"]), str(said["period"]), str(said["status"]), _exact(said["value"]),
        _whole(said["numerator"]), _whole(said["denominator"]), _whole(said["denominator_year"]),
        _exact(said["low"]), _exact(said["high"]), str(said["source"]),
    )  # fmt: skip


def _exact(value: Value) -> Fraction | None:
    return Fraction(str(value)) if value else None


def _whole(value: Value) -> int | None:
    return value if isinstance(value, int) else None


def show_beside_spend(
    desk: Desk, place: str | Place | None, *, made_up: bool = True
) -> tuple[OutcomesResult, BesideResult]:
    """Return (the progress of a place's indicators, those that are linked to spend beside its real change a head);
    without `made_up` none that is marked as illustrative. Raises UsageProblem."""
    where = place_for(desk, place)
    result = show_indicators(desk, where, made_up=made_up)
    held = set(years_of(desk.connection, where.id))
    linked = [row for row in result.rows if row.indicator.categories or row.indicator.dives]
    wanted = {year for row in linked for year in years_beside(row) or ()} & held
    facts = {year: facts_of(desk, where, year) for year in sorted(wanted)}
    return result, beside_spend(result, facts, read_deflators())
