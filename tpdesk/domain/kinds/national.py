"""Drivers, and what of wider spend is apportioned to a place by them."""

from __future__ import annotations

from typing import Final

from tpdesk.domain.field_types import (
    AGENCY,
    AREA,
    AREA_FIGURES,
    CALENDAR_YEAR,
    CATEGORY,
    CHOICE,
    GRADE,
    LONG,
    PLACE,
    RECORD,
    SAVING,
    TITLE,
    YEAR,
)  # fmt: skip
from tpdesk.domain.record_kind import Field, Kind, ListColumn, Listing

DIRECT, BY_DRIVER, TWO_STAGE = METHODS = ("direct", "driver", "two-stage")
"""A figure published for the place itself; a share by a driver; a share by one driver of a share by another."""

_NOTE: Final = Field("note", "Note", LONG, private=True, hint="for yourself: never in a pack")

DRIVER: Final = Kind(
    "driver", "driver", "driver", "Drivers",
    about="people, households, claimants ... by area, by which wider spend is apportioned",
    none_yet="No drivers yet: numbers by area, for example claimants by district.", makes_lines=True,
    fields=(
        Field("title", "Name", TITLE, needed=True, hint="for example People 65 and over, mid-2024"),
        Field("place", "Place", PLACE, hint="blank: for every place of the desk"),
        Field("unit", "Unit", hint="what is counted, for example people"),
        Field("year", "Year", CALENDAR_YEAR, hint="the calendar year of the figures, for example 2024"),
        Field("grade", "Grade of its shares", GRADE,
            hint="from 1, the best, to 6: 4 where the money follows it closely, 5 where roughly"),
        Field("figures", "Figures", AREA_FIGURES, needed=True,
            hint="an area and its number a line, for example E07000117 94527; elsewhere for all others"),
        Field("source", "Source", hint="who published it, and where"),
        _NOTE,
    ),
    shown=Listing(in_pack=False,
        columns=(ListColumn(title="Driver"), ListColumn("year", 6, 40), ListColumn("unit", 12, 70),
            ListColumn("figures", 40, 90), ListColumn("source", 24, 124)),
        sorts=("title", "year"), filters=("year", "place"), remark=("year", "figures"),
    ),
)  # fmt: skip

APPORTIONMENT: Final = Kind(
    "apportion", "apportionment", "apportionment", "Apportioned spend",
    about="the share of wider spend that falls to a place, by which driver and from what source",
    none_yet="No apportioned spend yet: the share of benefits, the NHS or the police that falls to this place.",
    makes_lines=True,
    identity=("place", "agency", "year", "label", "flow"), label=("agency", "label", "year"), lead="",
    fields=(
        Field("place", "Place", PLACE, needed=True),
        Field("agency", "Organisation", AGENCY, needed=True, hint="who spends it, for example DWP"),
        Field("year", "Year", YEAR, needed=True, hint="for example 2024-25"),
        Field("label", "Label", needed=True, hint="the publication's own word, for example State pension"),
        Field("category", "Category", CATEGORY, hint="for example 10.2; blank: the label's map decides"),
        Field("amount", "Amount", SAVING, "amount_pence", needed=True,
            hint="the whole, in pounds, for example 10379.9m; below zero for money that came back"),
        Field("areas", "Over", AREA, many="apportionment_over", one="area",
            hint="the areas that the whole covers, for example North West"),
        Field("method", "Method", CHOICE, choices=METHODS, filled=BY_DRIVER,
            hint="direct: a figure of the place itself; driver: its share by one; two-stage: by two"),
        Field("driver", "Driver", RECORD, of="driver", hint="by which it is shared, for example People, mid-2024"),
        Field("stage_driver", "First driver", RECORD, of="driver",
            hint="two-stage: by which the whole is shared between regions first"),
        Field("flow", "Flow", CHOICE, choices=("income", "expenditure"), filled="expenditure"),
        Field("cost", "Cost", CHOICE, choices=("revenue", "capital"), hint="revenue or capital; blank: not stated"),
        Field("grade", "Grade", GRADE,
            hint="from 1, the best, to 6: 4 a fitting driver, 5 a rough one; blank: the driver's own"),
        Field("source", "Source", hint="the publication that the amount is from"),
        _NOTE,
    ),
    shown=Listing(
        in_pack=False,
        columns=(ListColumn("agency", 24), ListColumn("label"), ListColumn("year", 8, 70),
            ListColumn("method", 10, 60), ListColumn("driver", 28, 110), ListColumn("grade", 5, 90),
            ListColumn("amount", 20)),
        sorts=("agency", "label", "year", "amount"), largest_first=("amount",), filters=("agency", "year", "method"),
        remark=("label", "year"),
    ),
)  # fmt: skip

NATIONAL: Final = (DRIVER, APPORTIONMENT)
