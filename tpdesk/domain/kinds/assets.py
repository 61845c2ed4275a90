"""Assets: buildings and land, who is in them, what they cost to run, and the rules by which they may be shared."""

from __future__ import annotations

from typing import Final

from tpdesk.domain.asset import (
    EASTING,
    IN_USE,
    LATITUDE,
    LONGITUDE,
    NORTHING,
    PLANS,
    POSTCODE,
    STATUSES,
    TENURES,
    USE_PAIRS,
    USES,
    settle_asset,
    settle_cost,
)
from tpdesk.domain.field_types import (
    AGENCY,
    AREA,
    CHOICE,
    COUNT,
    DATE,
    GRADE,
    LONG,
    MONEY,
    PEOPLE,
    PLACE,
    RECORD,
    TITLE,
    YEAR,
)
from tpdesk.domain.record_kind import Field, Kind, ListColumn, Listing

_NOTE: Final = Field("note", "Note", LONG, private=True, hint="for yourself: never in a pack")
_SOURCE: Final = Field("source", "Source", hint="the document or register that says so")
_ASSET: Final = Field("asset", "Asset", RECORD, of="asset", needed=True)
_IN_POUNDS: Final = "in pounds a year; blank if not known"

ASSET: Final = Kind(
    "asset", "asset", "asset", "Assets",
    about="buildings and land of the organisations of a place: where, how large, how full, what they cost",
    none_yet="No assets yet: the buildings of each organisation, where they are and how full.",
    settle=settle_asset,
    taken="If two organisations share a building, record it once, and the other as its occupier (asset-occupier add).",
    fields=(
        Field("title", "Name", TITLE, needed=True, hint="for example Parker Lane offices"),
        Field("place", "Place", PLACE, needed=True),
        Field("agency", "Owner", AGENCY, needed=True, hint="the organisation that owns or rents it"),
        Field("use", "Use", CHOICE, choices=USES, needed=True),
        Field("address", "Address"),
        Field("postcode", "Postcode", POSTCODE, hint="'asset place' finds its point in a file of postcodes"),
        Field("easting", "Easting", EASTING, hint="in metres on the national grid, for example 384200"),
        Field("northing", "Northing", NORTHING, hint="for example 432500"),
        Field("latitude", "Latitude", LATITUDE, hint="in place of the grid, for example 53.78906"),
        Field("longitude", "Longitude", LONGITUDE, hint="for example -2.24381"),
        Field("precision", "Precision", COUNT, "precision_m",
            hint="in metres, for example 0 of a grid reference, 100 of a postcode, 1000 of a ward"),
        Field("area", "Area", AREA, hint="the district or ward it lies in"),
        Field("tenure", "Tenure", CHOICE, choices=TENURES),
        Field("lease_end", "Lease ends", DATE, hint="for example 31 March 2031"),
        Field("next_break", "Next break", DATE, hint="the next day on which the lease can be ended"),
        Field("notice", "Notice", COUNT, "notice_months", hint="in months, before a break"),
        Field("nia_m2", "Net internal area", COUNT, hint="in square metres"),
        Field("people", "People", COUNT, hint="based there, as full-time equivalents; blank if not known"),
        Field("capacity", "Capacity", COUNT, hint="people it has room for; blank: by its area"),
        Field("opening", "Opening hours"),
        Field("share_cost", "One more person", MONEY, "share_cost_pence",
            hint="what one more person costs there a year, in pounds"),
        Field("condition", "Condition", CHOICE, choices=("A", "B", "C", "D"), hint="A is good, D is poor"),
        Field("backlog", "Backlog", MONEY, "backlog_pence", hint="of maintenance, in pounds"),
        Field("epc", "EPC", CHOICE, choices=("A+", "A", "B", "C", "D", "E", "F", "G")),
        Field("value", "Value", MONEY, "value_pence", hint="in pounds"),
        Field("valued_on", "Valued on", DATE),
        Field("status", "Status", CHOICE, choices=STATUSES, filled=IN_USE),
        Field("keep", "Must be kept", hint="why, for example clinical rooms, custody or listed"),
        Field("plan", "Plan", CHOICE, choices=PLANS),
        Field("plan_by", "Plan, by", YEAR, hint="the financial year, for example 2027-28"),
        Field("plan_owner", "Plan, whose", hint="a role, never a person"),
        Field("grade", "Grade", GRADE, hint="of its figures: from 1, own systems, to 6, judgement"),
        _SOURCE,
        _NOTE,
    ),
    shown=Listing(in_pack=False,
        columns=(ListColumn(title="Asset"), ListColumn("agency", 24, 60), ListColumn("use", 16, 84),
            ListColumn("people", 7, 50), ListColumn("capacity", 8, 70), ListColumn("tenure", 10, 110),
            ListColumn("status", 13, 96)),
        sorts=("title", "agency", "use", "people"), largest_first=("people",), filters=("use", "agency", "status"),
        remark=("agency", "use")),
)  # fmt: skip

ASSET_OCCUPIER: Final = Kind(
    "asset-occupier", "asset_occupier", "occupier", "Occupiers of assets",
    about="which other organisations are in a building, with how many people, and what rent they pay",
    none_yet="No occupiers yet: who is in the building beside its owner.",
    identity=("asset", "agency"), parent="asset", label=("agency",), lead="", is_part=True, is_once=True,
    fields=(
        _ASSET,
        Field("agency", "Organisation", AGENCY, needed=True),
        Field("people", "People", PEOPLE, hint="of it who are based there; blank if not known"),
        Field("rent", "Rent paid", MONEY, "rent_pence", hint=_IN_POUNDS),
        _SOURCE,
    ),
    shown=Listing(in_pack=False,
        columns=(ListColumn("agency"), ListColumn("people", 8, 40), ListColumn("rent", 14, 60)),
        sorts=("agency", "people"), largest_first=("people",), remark=("people",)),
)  # fmt: skip

ASSET_COST: Final = Kind(
    "asset-cost", "asset_cost", "running cost", "Running costs of assets",
    about="what a building costs to run in a year, and what it brings in",
    none_yet="No running costs yet: rent, rates, energy, facilities by year.",
    identity=("asset", "year"), parent="asset", label=("year",), lead="", is_part=True, is_once=True,
    settle=settle_cost,
    fields=(
        _ASSET,
        Field("year", "Year", YEAR, needed=True, hint="for example 2024-25"),
        Field("rent", "Rent", MONEY, "rent_pence", hint=_IN_POUNDS),
        Field("rates", "Rates", MONEY, "rates_pence", hint=_IN_POUNDS),
        Field("energy", "Energy", MONEY, "energy_pence", hint=_IN_POUNDS),
        Field("facilities", "Facilities", MONEY, "facilities_pence", hint=_IN_POUNDS),
        Field("other", "Other", MONEY, "other_pence", hint=_IN_POUNDS),
        Field("total", "Total", MONEY, "total_pence", hint="where only the total is known; parts come before it"),
        Field("income", "Income", MONEY, "income_pence", hint="rents and fees it brings in, in pounds a year"),
        _SOURCE,
    ),
    shown=Listing(in_pack=False,
        columns=(ListColumn("year", 8), ListColumn("total", 14), ListColumn("rent", 14, 60),
            ListColumn("energy", 14, 80), ListColumn("income", 14, 100)),
        sorts=("year",), largest_first=("year",), remark=("total",)),
)  # fmt: skip

ASSET_RULES: Final = Kind(
    "asset-rules", "asset_rules", "set of sharing rules", "Rules for sharing assets",
    about="how far apart sites may lie, how much space a person needs, and which uses go together",
    none_yet="No rules of your own: sites within 1,500 m, 10 m2 a person, and the uses that come with tpdesk.",
    identity=("place",), label=("place",), lead="", is_part=True, is_once=True, several="asset_rules",
    fields=(
        Field("place", "Place", PLACE, needed=True),
        Field("within", "Within", COUNT, "within_m",
            hint="metres between two sites at most, for example 1,500 (blank: that)"),
        Field("space", "Space a person", PEOPLE, "space_m2",
            hint="square metres a person, for example 10 (blank: that)"),
        Field("together", "Uses together", USE_PAIRS,
            hint="two uses a line that go in one building, for example office, library; blank: those of tpdesk"),
        _SOURCE,
    ),
    shown=Listing(in_pack=False,
        columns=(ListColumn("place"), ListColumn("within", 8), ListColumn("space", 8), ListColumn("together", 40, 80)),
        sorts=("place",), remark=("within",)),
)  # fmt: skip

ASSETS: Final = (ASSET_RULES, ASSET, ASSET_OCCUPIER, ASSET_COST)
"""What a record hangs on stands before it."""
