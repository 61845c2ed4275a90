"""What being inspected and working in partnership costs organisations, and how well they say it works."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Final

from tpdesk.domain.case_fields import DECIMAL, NUMBERS_BY_NAME
from tpdesk.domain.field_types import (
    AGENCY,
    CHOICE,
    COUNT,
    DATE,
    GRADE,
    LONG,
    MONEY,
    PLACE,
    RECORD,
    TITLE,
    YEAR,
    Stored,
)
from tpdesk.domain.record_kind import Field, Kind, ListColumn, Listing, Rule
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

HELPS, HINDERS = POLARITIES = ("helps", "hinders")
"""Whether agreeing with a statement says that partnership working goes well, or that something is in its way."""

PRINCIPLES: Final = (
    "recognise the need", "clarity of purpose", "commitment", "trust", "clear arrangements", "monitor and learn",
)  # fmt: skip
"""The six principles of the Nuffield Institute's Partnership Assessment Tool (2003)."""

STATEMENT: Final = Kind(
    "statement", "statement", "statement", "Statements",
    about="what organisations are asked to agree or disagree with in culture rounds, in the words that were asked",
    none_yet="No statements yet: what people in each organisation are asked to agree with.",
    fixed=("title", "polarity"),
    fields=(
        Field("title", "Statement", TITLE, needed=True, hint="in the words asked, for example We trust each other"),
        Field("place", "Place", PLACE, hint="blank: for every place of the desk"),
        Field("principle", "Principle", choices=PRINCIPLES, hint="for example trust, or a principle of your own"),
        Field("polarity", "Polarity", CHOICE, choices=POLARITIES, needed=True,
            hint="helps: agreeing is good; hinders: agreeing names an obstacle, and scores are turned"),
        Field("source", "Source", hint="the questionnaire that it comes from"),
        _NOTE,
    ),
    shown=Listing(in_pack=False,
        columns=(ListColumn(title="Statement"), ListColumn("principle", 22, 80), ListColumn("polarity", 9)),
        sorts=("title", "principle", "polarity"), filters=("principle", "polarity"), remark=("polarity",)),
)  # fmt: skip

CULTURE: Final = Kind(
    "culture", "culture_round", "culture round", "Culture rounds",
    about="how organisations say that they work together, asked again after some time: counts of answers, no persons",
    none_yet="No culture rounds yet: who was asked, when, and how.",
    rules=(Rule("in order", "from", "to", "The culture round '{0}' ends before it begins."),),
    fields=(
        Field("title", "Title", TITLE, needed=True, hint="for example Spring 2026"),
        Field("place", "Place", PLACE, needed=True),
        Field("from", "From", DATE, "starts", hint="the first day, for example 1 March 2026"),
        Field("to", "To", DATE, "ends", hint="the last day"),
        Field("how", "How asked", hint="for example online, no names asked"),
        Field("invited", "Invited", NUMBERS_BY_NAME,
            hint="an organisation and how many people a line, for example Burnley 30"),
        Field("source", "Source", hint="the document that tells of it"),
        _NOTE,
    ),
    shown=Listing(in_pack=False,
        columns=(ListColumn(title="Culture round"), ListColumn("from", 10, 50), ListColumn("to", 10, 60),
            ListColumn("how", 30, 90)),
        sorts=("title", "from"), filters=("place",), remark=("from",)),
)  # fmt: skip

CULTURE_ANSWER: Final = Kind(
    "culture-answer", "culture_answer", "set of answers", "Culture answers",
    about="how many people of an organisation gave each answer to a statement: 1 disagree strongly to 5 agree strongly",
    none_yet="No answers yet: import them with 'tpdesk culture answers ROUND FILE.csv'.",
    several="culture_answers", identity=("round", "agency", "statement"), parent="round",
    label=("agency", "statement"), lead="", is_once=True,
    fields=(
        Field("round", "Round", RECORD, "culture_round", needed=True, of="culture"),
        Field("agency", "Organisation", AGENCY, needed=True, hint="whose people answered"),
        Field("statement", "Statement", RECORD, needed=True, of="statement"),
        *(Field(f"answers_{score}", f"Answers of {score}", COUNT, needed=True,
            hint="how many people, for example 4; 0 for nobody")
            for score in range(1, 6)),
        Field("dont_know", "Don't know", COUNT, hint="how many people, for example 1; in no score"),
        Field("source", "Source", hint="the file that they come from"),
    ),
    shown=Listing(in_pack=False,
        columns=(ListColumn("agency", 28), ListColumn("statement"),
            *(ListColumn(f"answers_{score}", 5, 90, title=str(score)) for score in range(1, 6))),
        sorts=("statement", "agency"), filters=("round", "agency", "statement"), remark=("agency", "statement")),
)  # fmt: skip

PARTNERSHIP: Final = (BURDEN, STATEMENT, CULTURE, CULTURE_ANSWER)
