"""What being inspected and working in partnership costs organisations."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Final

from tpdesk.domain.case_fields import DECIMAL
from tpdesk.domain.field_types import AGENCY, CHOICE, GRADE, LONG, MONEY, PLACE, YEAR, Stored
from tpdesk.domain.record_kind import Field, Kind, ListColumn, Listing
from tpdesk.errors import UsageProblem
from tpdesk.units import decimal_text

BURDEN_KINDS: Final = ("inspection", "data request", "audit", "partnership meeting", "bid writing")
TIERS: Final = ("county", "district", "unitary", "police and fire", "NHS", "national", "other")
HOURS_A_YEAR: Final = 1_800
"""The most hours that one full-time person works in a year."""

_NOTE: Final = Field("note", "Note", LONG, private=True, hint="for yourself: never in a pack")


def _settle_burden(said: Mapping[str, Stored]) -> Mapping[str, Stored]:
    """Refuse more hours than the staff named can work in a year. Raises UsageProblem."""
    if said["hours"] and said["staff"]:
        hours, staff = Fraction(str(said["hours"])), Fraction(str(said["staff"]))
        most = staff * HOURS_A_YEAR
        if hours > most:
            raise UsageProblem(
                f"Hours: {_figure(hours)} hours are more than {_figure(staff)} full-time staff work in a year "
                f"({_figure(most)}, at {HOURS_A_YEAR:,} each). Correct the hours or the staff."
            )
    return {}


def _figure(number: Fraction) -> str:
    whole, _, part = decimal_text(number).partition(".")
    return f"{int(whole):,}{'.' if part else ''}{part}"


BURDEN: Final = Kind(
    "burden", "burden", "burden entry", "Burden of inspection and partnership",
    about="what inspection, data requests, audit, partnership meetings and bids cost each organisation in a year",
    none_yet="No burden recorded yet: for example the hours that an inspection took.",
    identity=("place", "agency", "kind", "regime", "year"), label=("agency", "kind", "regime", "year"), lead="agency",
    is_once=True, settle=_settle_burden,
    fields=(
        Field("place", "Place", PLACE, needed=True),
        Field("agency", "Organisation", AGENCY, needed=True, hint="whose time and money it takes"),
        Field("kind", "Kind", CHOICE, choices=BURDEN_KINDS, needed=True),
        Field("regime", "Regime or partnership", hint="for example Ofsted, or Community safety partnership"),
        Field("year", "Year", YEAR, needed=True, hint="for example 2024-25"),
        Field("hours", "Hours", DECIMAL, hint="of all staff in the year, for example 1,250.5; blank if not known"),
        Field("rate", "Rate an hour", MONEY, "rate_pence", hint="in pounds, for example 32: never a day's rate"),
        Field("staff", "Staff", DECIMAL, hint="who do it, full-time equivalents: hours are checked against them"),
        Field("other_cost", "Other cost", MONEY, "other_pence", hint="in pounds, for example fees; blank if none"),
        Field("tier", "Tier", CHOICE, choices=TIERS, hint="of the organisation: what two tiers cost is asked"),
        Field("evidence", "Evidence", LONG, hint="how the hours are known, for example time sheets"),
        Field("grade", "Grade", GRADE, hint="from 1, own records, to 6, judgement"),
        Field("source", "Source", hint="the document or meeting that says so"),
        _NOTE,
    ),
    shown=Listing(in_pack=False,
        columns=(ListColumn("agency"), ListColumn("kind", 19), ListColumn("regime", 24, 90), ListColumn("year", 8, 60),
            ListColumn("hours", 9, 76), ListColumn("rate", 9, 100), ListColumn("other_cost", 13, 110)),
        sorts=("agency", "kind", "regime", "year"), filters=("agency", "kind", "year", "tier"),
        remark=("kind", "regime")),
)  # fmt: skip

PARTNERSHIP: Final = (BURDEN,)
