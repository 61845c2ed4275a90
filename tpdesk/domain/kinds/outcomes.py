"""Indicators of what becomes better or worse in a place, their values, and volumes: how much organisations do."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Final

from tpdesk.domain.field_types import (
    AGENCY,
    AREA,
    CALENDAR_YEAR,
    CATEGORY,
    CHOICE,
    COUNT,
    GRADE,
    LONG,
    MONEY,
    NUMBERED,
    PLACE,
    RECORD,
    TITLE,
    YEAR,
    Stored,
)  # fmt: skip
from tpdesk.domain.outcome import DIRECTIONS, FIGURE, MEASURES, STATUSES
from tpdesk.domain.period import PERIOD
from tpdesk.domain.record_kind import Field, Kind, ListColumn, Listing, Rule
from tpdesk.domain.volume import COST_BASES, DEMANDS, UNITS
from tpdesk.errors import UsageProblem

_NOTE: Final = Field("note", "Note", LONG, private=True, hint="for yourself: never in a pack")

INDICATOR: Final = Kind(
    "indicator", "indicator", "indicator", "Indicators",
    about="what becomes better or worse for people, beside the money spent on it",
    none_yet="No indicators yet: what should become better for people, and how it is measured.",
    fields=(
        Field("title", "Title", TITLE, needed=True, hint="for example Children in care per 10,000"),
        Field("place", "Place", PLACE, needed=True),
        Field("framework", "Framework", hint="for example Local Outcomes Framework 2026, or own"),
        Field("code", "Code", hint="its code in the framework, for example LOF 4.2"),
        Field("unit", "Unit", hint="for example %, per 10,000 children, or days"),
        Field("measure", "Measure", CHOICE, choices=MEASURES,
            hint="percentage, rate, count of people, or other; blank: by the unit"),
        Field("direction", "Better", CHOICE, choices=DIRECTIONS, hint="which way is better: higher or lower"),
        Field("priority", "Priority", RECORD, of="priority", hint="the priority that it serves"),
        Field("categories", "Categories", CATEGORY, many="indicator_category", one="category",
            hint="whose spend stands beside it, for example 10.4; ; between"),
        Field("dives", "Deep dives", RECORD, many="indicator_dive", one="dive", of="dive",
            hint="whose spend stands beside it where no category is named; ; between"),
        Field("numerator_name", "Counts", hint="what the numerator is, for example children in care"),
        Field("denominator_name", "Out of", hint="what the denominator is, for example children under 18"),
        Field("frequency", "How often", hint="for example every year"),
        Field("lag", "Lag", hint="how late it is known, for example nine months"),
        Field("source", "Source", hint="who publishes it, and where"),
        _NOTE,
    ),
    shown=Listing(in_pack=False,
        columns=(ListColumn(title="Indicator"), ListColumn("unit", 18, 60), ListColumn("direction", 7),
            ListColumn("framework", 24, 110), ListColumn("categories", 14, 90)),
        sorts=("title", "framework", "priority"), filters=("direction", "framework", "priority"), remark=("unit",),
    ),
)  # fmt: skip


def _settle_value(said: Mapping[str, Stored]) -> Mapping[str, Stored]:
    """Refuse a value without a figure, and parts that no count can have. Raises UsageProblem."""
    numerator, denominator = said["numerator"], said["denominator"]
    if not said["value"] and (numerator is None or denominator is None):
        raise UsageProblem("Enter the value, or its numerator and denominator. Leave the record out if not known.")
    if denominator == 0:
        raise UsageProblem("Denominator must be greater than zero. Leave it blank if not known.")
    if bool(said["low"]) != bool(said["high"]):
        raise UsageProblem("An interval has two ends: enter both Low and High, or neither.")
    if said["low"] and Fraction(str(said["low"])) > Fraction(str(said["high"])):
        raise UsageProblem("Low is above High. Enter the lower end of the interval as Low.")
    return {}


INDICATOR_VALUE: Final = Kind(
    "indicator-value", "indicator_value", "indicator value", "Indicator values",
    about="the figures of an indicator: baseline, target, actual or forecast, of a period and an area",
    none_yet="No values yet: a baseline, a target and an actual figure show progress.",
    identity=("indicator", "area", "period", "status"), parent="indicator", label=("status", "period"), lead="",
    is_once=True, settle=_settle_value,
    rules=(Rule("right way", "value", "indicator",
        "The target of '{1}' in {2} ({3}) is on the wrong side of its baseline ({4}): {5} is better. Check the two "
        "figures, or which way is better."),),
    fields=(
        Field("indicator", "Indicator", RECORD, of="indicator", needed=True),
        Field("area", "Area", AREA, hint="a name or GSS code; blank: the whole place"),
        Field("period", "Period", PERIOD, needed=True, hint="for example 2024-25, 2024, March 2025 or 2021 to 2023"),
        Field("status", "Status", CHOICE, choices=STATUSES, needed=True),
        Field("value", "Value", FIGURE, hint="in the indicator's unit, for example 35 for 35%; blank: from its parts"),
        Field("numerator", "Numerator", COUNT, hint="how many, for example 81"),
        Field("denominator", "Denominator", COUNT, hint="out of how many, for example 263"),
        Field("denominator_year", "Denominator's year", CALENDAR_YEAR,
            hint="the calendar year of the people it is out of, for example 2024"),
        Field("low", "Low", FIGURE, hint="lower end of a published interval, in the unit"),
        Field("high", "High", FIGURE, hint="upper end of a published interval, in the unit"),
        Field("source", "Source", hint="who publishes it, and where"),
    ),
    shown=Listing(in_pack=False,
        columns=(ListColumn("status", 9), ListColumn("period", 14), ListColumn("area", 12, 60),
            ListColumn("value", 12), ListColumn("numerator", 10, 80), ListColumn("denominator", 11, 90),
            ListColumn("source", 30, 120)),
        sorts=("period", "status", "area"), filters=("indicator", "status", "area"), remark=("period", "value"),
    ),
)  # fmt: skip


def _settle_volume(said: Mapping[str, Stored]) -> Mapping[str, Stored]:
    """Refuse a cost of nothing. Raises UsageProblem."""
    if said["cost_pence"] and said["number"] == 0:
        raise UsageProblem("Number is zero, so there is no unit that the cost could be of. Leave the cost blank.")
    return {}


VOLUME: Final = Kind(
    "volume", "volume", "volume", "Volumes",
    about="how many contacts, assessments, cases or visits an organisation has in a year, and what they cost",
    none_yet="No volumes yet: how many contacts, assessments, cases or visits, and what they cost.",
    identity=("place", "agency", "category", "delivery", "year", "unit", "demand", "channel"),
    label=("agency", "unit", "year"), lead="agency", is_once=True, settle=_settle_volume,
    fields=(
        Field("agency", "Organisation", AGENCY, needed=True, hint="whose contacts or cases they are"),
        Field("place", "Place", PLACE, needed=True),
        Field("year", "Year", YEAR, needed=True, hint="for example 2024-25"),
        Field("unit", "Unit", CHOICE, choices=UNITS, needed=True, hint="what is counted"),
        Field("demand", "Demand", CHOICE, choices=DEMANDS,
            hint="why people ask: for the first time, chasing, at the wrong place, or once more; blank if not known"),
        Field("channel", "Channel", hint="for example telephone, counter or online"),
        Field("number", "Number", COUNT, needed=True, hint="for example 94,500"),
        Field("cost", "Cost", MONEY, "cost_pence",
            hint="in pounds, of all its units of the year: enter it once; blank if not known"),
        Field("cost_basis", "Cost basis", CHOICE, choices=COST_BASES,
            hint="gross: all spending on it; direct: staff and goods for it alone; with overheads"),
        Field("category", "Category", CATEGORY, hint="for example 01.3"),
        Field("delivery", "Delivery", NUMBERED, of="delivery",
            hint="the number of the delivery; its cost is taken where a basis and no cost is entered"),
        Field("grade", "Grade", GRADE, hint="from 1, the best, to 6"),
        Field("source", "Source", hint="the document or system that says so"),
        _NOTE,
    ),
    shown=Listing(in_pack=False,
        columns=(ListColumn("agency", 28), ListColumn("unit", 12), ListColumn("year", 8, 60),
            ListColumn("demand", 14, 76), ListColumn("number", 10), ListColumn("cost", 14, 90),
            ListColumn("cost_basis", 14, 110)),
        sorts=("agency", "unit", "year", "number", "cost"), largest_first=("number", "cost"),
        filters=("agency", "unit", "year", "demand"), remark=("unit", "year"),
    ),
)  # fmt: skip

OUTCOMES: Final = (INDICATOR, INDICATOR_VALUE, VOLUME)
"""What a record hangs on stands before it."""
