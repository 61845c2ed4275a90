"""What is kept of places and of the bodies in them beside the money: programmes, funding awards, notes, published
counts, milestones, people and households, returns."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tpdesk.domain.codes import PLACE_STATUSES, RETURN_STATES
from tpdesk.domain.field_types import (
    AGENCY,
    AREA,
    CALENDAR_YEAR,
    CHOICE,
    COUNT,
    DATE,
    FLAG,
    KIND_OF_AGENCY,
    LONG,
    NAME,
    NUMBERED,
    PEOPLE,
    PLACE,
    SAVING,
    STATUS,
    TEXT,
    TITLE,
    TOTAL,
    YEAR,
    Stored,
)  # fmt: skip
from tpdesk.domain.kinds.practice import must_be_role
from tpdesk.domain.record_kind import Field, Kind, ListColumn, Listing, Rule
from tpdesk.errors import UsageProblem
from tpdesk.units import year_text

_ACTIVITIES: Final = (
    "note", "figure", "theme", "practice", "spend mapping", "strategic commissioning", "joint commissioning",
    "pooled or aligned grant",
    "shared services", "shared assets and co-location", "integrated case management", "leadership programme",
    "customer insight", "solutions centre",
)  # fmt: skip
"""What notes on places are about: the kinds of activity in parallel places, and a few more."""

_PLACE: Final = Field("place", "Place", PLACE, needed=True)
_PLACE_OR_ALL: Final = Field("place", "Place", PLACE, hint="blank: the whole programme")
_SOURCE: Final = Field("source", "Source", hint="the document that says so")


def _settle_place(said: Mapping[str, Stored]) -> Mapping[str, Stored]:
    """Raise UsageProblem where the contact is a person."""
    must_be_role("Contact", said["contact"])
    return {}


PLACE_KIND: Final = Kind(
    "place", "place", "place", "Places",
    about="the places whose public money is counted",
    none_yet="No places yet: whose public money is counted.",
    parent="", beside="areas", has_lines=True, settle=_settle_place,
    fields=(
        Field("title", "Name", TITLE, "name", True, "for example Borsetshire"),
        Field("status", "Kind", STATUS, hint="for example pilot, parallel or exploring", choices=PLACE_STATUSES),
        Field("region", "Region"),
        Field("council_type", "Councils", hint="for example two-tier county, or unitary"),
        Field("lead_body", "Lead organisation"),
        Field("theme", "Theme", hint="what it looks into, for example older people"),
        Field("areas", "Areas", AREA, many="place_area", one="area", hint="names or GSS codes; ; between"),
        Field("contact", "Contact", hint="a role that answers on packs, for example Finance team"),
        Field("issued_on", "Issued", DATE, hint="packs, for example 31 January 2026"),
        Field("next_update", "Next update", DATE, hint="of packs, for example 31 July 2026"),
        Field("note", "Note", LONG),
        _SOURCE,
    ),
    shown=Listing(
        in_pack=False,
        columns=(ListColumn(title="Place"), ListColumn("status", 9, 40), ListColumn("region", 18, 100),
            ListColumn("areas", 5, 76, counted=True)),
        sorts=("title", "status", "region"), filters=("status", "region"), remark=("status", "region"),
    ),
    rules=(Rule("in order", "issued_on", "next_update", "Packs of '{0}' are updated before they are issued."),),
)  # fmt: skip

AGENCY_KIND: Final = Kind(
    "agency", "agency", "organisation", "Organisations",
    about="the organisations that spend public money, with their other names, areas and places",
    none_yet="No organisations yet: who spends public money here.",
    parent="", beside="areas", also="aliases", has_lines=True, history_noun="agency",
    holds=("other names", "areas", "roles", "returns", "label maps", "saved layouts"),
    fields=(
        Field("title", "Name", TITLE, "name", True, "for example Borsetshire County Council"),
        Field("kind", "Kind", KIND_OF_AGENCY, hint="for example county, police or nhs-trust"),
        Field("aliases", "Other names", NAME, many="agency_alias", one="name", hint="as files write it; ; between"),
        Field("areas", "Areas", AREA, many="agency_area", one="area", hint="names or GSS codes; ; between"),
        Field("places", "Places", PLACE, many="place_agency", one="place", hint="in whose count it is; ; between"),
        Field("roles", "Roles", PLACE, many="place_agency", one="place", says="role",
            hint="what it does in a place, for example Borsetshire: lead; ; between"),
        Field("note", "Note", LONG),
        _SOURCE,
    ),
    shown=Listing(
        in_pack=False,
        columns=(ListColumn(title="Organisation"), ListColumn("kind", 18, 60), ListColumn("areas", 5, 76, counted=True),
            ListColumn("places", 24, 100)),
        sorts=("title", "kind"), filters=("kind", "places"), remark=("kind",),
    ),
)  # fmt: skip

PROGRAMME: Final = Kind(
    "programme", "programme", "programme", "Programmes",
    about="the programmes that a place takes part in",
    none_yet="No programmes yet: what the place takes part in.",
    identity=("place", "name", "strand"), label=("name",), lead="name", is_part=True,
    fields=(
        _PLACE,
        Field("name", "Name", needed=True, hint="for example Counting Borsetshire"),
        Field("strand", "Strand", hint="for example counting, culture or deep dive",
            choices=("counting", "culture", "deep dive")),
        Field("note", "Note", LONG),
        _SOURCE,
    ),
    shown=Listing(columns=(ListColumn("name"), ListColumn("strand", 14), ListColumn("source", 30, 90)),
        sorts=("name", "strand"), filters=("strand",), remark=("strand",)),
)  # fmt: skip

AWARD: Final = Kind(
    "award", "funding_award", "funding award", "Funding awards",
    about="the money that a place was given for the programme, and by whom",
    none_yet="No funding awards yet: what the place was given, and by whom.",
    identity=("place", "funder", "amount", "year", "is_match", "purpose", "source"), label=("funder",), lead="funder",
    several="funding_awards", is_part=True,
    fields=(
        _PLACE,
        Field("funder", "Funder", needed=True, hint="who gives the money"),
        Field("amount", "Amount", SAVING, "amount_pence", True, "in pounds, for example 300,000 or 1.2m"),
        Field("year", "Year", hint="for example 2009-10"),
        Field("is_match", "Match funding", FLAG, hint="it matches other money"),
        Field("purpose", "Purpose"),
        _SOURCE,
    ),
    shown=Listing(
        columns=(ListColumn("funder"), ListColumn("amount", 12), ListColumn("year", 8),
            ListColumn("is_match", 13, 76), ListColumn("purpose", 30, 100), ListColumn("source", 30, 130)),
        sorts=("funder", "amount", "year"), largest_first=("amount",), filters=("funder", "year"), remark=("year",),
    ),
)  # fmt: skip

PLACE_NOTE: Final = Kind(
    "place-note", "place_note", "place note", "Place notes",
    about="what is known of a place in words: its activities, themes and figures",
    none_yet="No notes on the place yet.",
    identity=("place", "kind", "text", "source"), label=("kind",), lead="text", is_part=True, is_private=True,
    fields=(
        _PLACE,
        Field("kind", "About", needed=True, hint="for example note, or joint commissioning", choices=_ACTIVITIES),
        Field("text", "Text", LONG, needed=True),
        _SOURCE,
    ),
    shown=Listing(in_pack=False, columns=(ListColumn("kind", 20), ListColumn("text"), ListColumn("source", 30, 110)),
        sorts=("kind", "text"), filters=("kind",), remark=("text",)),
)  # fmt: skip

PUBLISHED: Final = Kind(
    "published", "published_count", "published count", "Published counts",
    about="what others have counted and published of a place: never added to a count",
    none_yet="No published counts yet.",
    identity=("place", "year", "title", "body", "amount", "share_printed", "base", "source"), label=("title",),
    lead="title", several="published_counts", is_part=True,
    fields=(
        _PLACE_OR_ALL,
        Field("title", "What is counted", needed=True, hint="for example total, or crime and justice"),
        Field("body", "Organisation", hint="whose money it is"),
        Field("amount", "Amount", SAVING, "amount_pence", hint="in pounds, for example 1.2m"),
        Field("share_printed", "Share as printed", hint="for example 24.37%"),
        Field("base", "Base", hint="of which total, and what that holds"),
        Field("year", "Year", hint="for example 2008-09"),
        _SOURCE,
    ),
    shown=Listing(
        columns=(ListColumn("title"), ListColumn("body", 24, 76), ListColumn("amount", 12),
            ListColumn("share_printed", 16, 100), ListColumn("base", 30, 150), ListColumn("year", 8),
            ListColumn("source", 30, 130)),
        sorts=("title", "body", "amount", "year"), largest_first=("amount",), filters=("title", "body", "year"),
        remark=("body", "year"),
    ),
)  # fmt: skip

MILESTONE_STATES: Final = ("planned", "under way", "done", "missed", "dropped")
MILESTONE_PACKS: Final = ("board", "interim", "final", "national")


def _settle_milestone(said: Mapping[str, Stored]) -> Mapping[str, Stored]:
    """Return the date where only the due day was said, and that one with a day on which it was done is done.
    Raises UsageProblem."""
    must_be_role("Owner", said["owner"])
    if not said["date"] and not said["due"]:
        raise UsageProblem("Date is needed: for example 2026-12-01, or 2026-12. With a due day it may be left out.")
    state = said["state"] if not said["done"] or said["state"] in ("missed", "dropped") else "done"
    return {"date": said["date"] or said["due"], "state": state}


MILESTONE: Final = Kind(
    "milestone", "milestone", "milestone", "Milestones",
    about="what is due when, in a place or in the whole programme, and how it comes along",
    none_yet="No milestones yet: what is due, and when.",
    identity=("place", "title", "date"), label=("title",), lead="title", is_part=True,
    settle=_settle_milestone,
    fields=(
        _PLACE_OR_ALL,
        Field("date", "Date", hint="as it is printed, for example 2026-12-01, or 2026-12; blank: the due day"),
        Field("title", "What", needed=True, hint="for example interim findings"),
        Field("owner", "Owner", hint="an organisation or a role; never a person"),
        Field("starts_on", "Starts", DATE, hint="for example 1 May 2026"),
        Field("baseline", "Baseline", DATE, hint="the day that was first agreed: slip is counted from it"),
        Field("due", "Due", DATE, hint="for example 1 December 2026; blank: the date"),
        Field("forecast", "Forecast", DATE, hint="when it is now expected"),
        Field("done", "Done", DATE, hint="the day on which it was done"),
        Field("state", "State", CHOICE, choices=MILESTONE_STATES, filled="planned"),
        Field("depends_on", "Depends on", NUMBERED, many="milestone_needs", one="depends_on", of="milestone",
            hint="the milestones that must be done first, by number"),
        Field("pack", "Pack", CHOICE, choices=MILESTONE_PACKS, hint="the pack that it belongs to"),
        Field("note", "Note", LONG),
        _SOURCE,
    ),
    shown=Listing(
        in_pack=False,
        columns=(ListColumn("date", 10), ListColumn("title"), ListColumn("owner", 24, 110), ListColumn("state", 9, 60),
            ListColumn("forecast", 10, 90), ListColumn("done", 10, 100), ListColumn("source", 24, 150)),
        sorts=("date", "title", "state", "owner", "baseline", "forecast", "done"), filters=("state", "pack"),
        remark=("date", "state"),
    ),
    rules=(
        Rule("in order", "starts_on", "done", "Milestone '{0}' is done before it starts."),
        Rule("in order", "starts_on", "due", "Milestone '{0}' is due before it starts."),
    ),
)  # fmt: skip


def _settle_people(said: Mapping[str, Stored]) -> Mapping[str, Stored]:
    """Return the year of the households where none was said. Raises UsageProblem where neither figure is known."""
    if said["people"] is None and said["households"] is None:
        year = said["year"]
        raise UsageProblem(
            f"{year_text(year) if isinstance(year, int) else year}: give people, households or both; what is not "
            "known is left out, never zero."
        )
    known = said["households"] is not None
    return {"households_year": (said["households_year"] or said["year"]) if known else None}


POPULATION: Final = Kind(
    "population", "population", "population", "People and households",
    about="how many people and households a place has in a year: what figures per head are made with",
    none_yet="No people and households yet: without them nothing can be said per head.",
    identity=("place", "year"), label=("place", "year"), lead="year", is_part=True, is_once=True,
    settle=_settle_people,
    fields=(
        _PLACE,
        Field("year", "Year", YEAR, needed=True, hint="for example 2024-25"),
        Field("people", "People", PEOPLE, hint="at the middle of the year in which it starts"),
        Field("households", "Households", PEOPLE, hint="how many households"),
        Field("households_year", "Year of those", CALENDAR_YEAR, hint="for example 2021"),
        Field("source", "Source", TEXT, hint="for example ONS mid-2024: printed beside every figure per head"),
    ),
    shown=Listing(in_pack=False,
        columns=(ListColumn("year", 8), ListColumn("people", 12), ListColumn("households", 12),
            ListColumn("households_year", 13, 70), ListColumn("source")),
        sorts=("year", "people", "households"), largest_first=("year", "people", "households"), remark=("people",),
    ),
)  # fmt: skip

RETURN: Final = Kind(
    "return", "agency_return", "return", "Returns",
    about="what each organisation was asked for a year, whether it came, and the total that it publishes of itself",
    none_yet="No returns yet: which organisation was asked for which year.",
    identity=("place", "agency", "year"), label=("place", "agency", "year"), lead="", is_part=True, is_once=True,
    fields=(
        _PLACE,
        Field("agency", "Organisation", AGENCY, needed=True, hint="whose return it is"),
        Field("year", "Year", YEAR, needed=True, hint="for example 2024-25"),
        Field("state", "State", CHOICE, choices=RETURN_STATES, filled=RETURN_STATES[0]),
        Field("requested_on", "Requested on", DATE, hint="for example 1 May 2026"),
        Field("due_on", "Due on", DATE, hint="for example 30 June 2026"),
        Field("received_on", "Received on", DATE, hint="for example 12 June 2026"),
        Field("chased_on", "Chased on", hint="days, for example 2026-07-01; 2026-07-08"),
        Field("next_action", "Next action", hint="what is to be done next"),
        Field("published", "Published total", TOTAL, "published_pence", hint="in pounds, for example 1.2m"),
        Field("published_source", "Source", hint="where it publishes that"),
        Field("note", "Note", LONG, hint="why its total and ours differ"),
    ),
    shown=Listing(in_pack=False,
        columns=(ListColumn("agency"), ListColumn("year", 8), ListColumn("state", 10), ListColumn("due_on", 10, 70),
            ListColumn("received_on", 11, 84), ListColumn("published", 10, 96), ListColumn("next_action", 30, 120)),
        sorts=("agency", "year", "state", "due_on", "published"), largest_first=("year", "published"),
        filters=("state", "year", "agency"), remark=("year", "state"),
    ),
)  # fmt: skip

RETURN_SHEET: Final = Kind(
    "return-sheet", "return_sheet", "return workbook", "Return workbooks",
    about="each return workbook that was sent to an organisation, and the file that came back",
    none_yet="No return workbooks yet: `return write` makes one for an organisation.",
    identity=("place", "agency", "year", "version"), label=("place", "agency", "year", "version"), lead="",
    is_part=True, is_once=True,
    fields=(
        _PLACE,
        Field("agency", "Organisation", AGENCY, needed=True, hint="to whom it was sent"),
        Field("year", "Year", YEAR, needed=True, hint="for example 2024-25"),
        Field("version", "Version", PEOPLE, needed=True, hint="for example 1, and 2 where it was sent again"),
        Field("sent_on", "Sent on", DATE, hint="for example 1 May 2026"),
        Field("due_on", "Due on", DATE, hint="for example 30 June 2026"),
        Field("unit", "Unit", CHOICE, choices=("pounds", "thousands"), filled="pounds"),
        Field("prefilled", "Rows prefilled", COUNT, hint="how many lines of the year before it showed"),
        Field("file", "File", hint="the name under which it was written"),
        Field("prefill_hash", "SHA-256 of its manifest", hint="set by itself"),
        Field("read_on", "Came back on", DATE, hint="set by itself"),
        Field("read_file", "File that came back", hint="set by itself"),
        Field("read_hash", "SHA-256 of that file", hint="set by itself"),
    ),
    shown=Listing(in_pack=False,
        columns=(ListColumn("agency"), ListColumn("year", 8), ListColumn("version", 7), ListColumn("sent_on", 10),
            ListColumn("due_on", 10, 84), ListColumn("read_on", 12, 70), ListColumn("read_file", 30, 120)),
        sorts=("agency", "year", "version", "sent_on", "due_on"), largest_first=("year", "version"),
        filters=("year", "agency"), remark=("year", "version"),
    ),
)  # fmt: skip

RETURN_QUESTION: Final = Kind(
    "return-question", "return_question", "question on a return", "Questions on returns",
    about="what was asked of an organisation about its return, and what it answered",
    none_yet="No questions on returns yet.",
    identity=("place", "agency", "year", "question", "row"), label=("question",), lead="question", is_part=True,
    fields=(
        _PLACE,
        Field("agency", "Organisation", AGENCY, needed=True, hint="who is asked"),
        Field("year", "Year", YEAR, needed=True, hint="for example 2024-25"),
        Field("question", "Question", needed=True, hint="for example Is the grant of £2m in this line too?"),
        Field("row", "Row", PEOPLE, hint="the row of its sheet Lines; blank: the whole return"),
        Field("state", "State", CHOICE, choices=("open", "answered"), filled="open"),
        Field("answer", "Answer", LONG, hint="what it answered"),
    ),
    shown=Listing(in_pack=False,
        columns=(ListColumn("question"), ListColumn("agency", 26, 60), ListColumn("year", 8, 76), ListColumn("row", 5),
            ListColumn("state", 9)),
        sorts=("agency", "year", "state", "row"), filters=("state", "year", "agency"), remark=("agency", "state"),
    ),
)  # fmt: skip

OF_PLACES: Final = (
    PROGRAMME, AWARD, PLACE_NOTE, PUBLISHED, MILESTONE, POPULATION, RETURN, RETURN_SHEET, RETURN_QUESTION,
)  # fmt: skip

PLACE_FACTS: Final = {
    "programme": PROGRAMME, "award": AWARD, "note": PLACE_NOTE, "published": PUBLISHED, "milestone": MILESTONE,
}  # fmt: skip
"""What `place fact` calls them -> kind, in the order in which they are shown with a place."""
