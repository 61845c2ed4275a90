"""A deep dive and all that hangs on it: deliveries, journeys and their steps, workshops and their notes,
barriers, opportunities."""

from __future__ import annotations

from typing import Final

from tpdesk.domain.field_types import (
    ACTIVITY,
    AGENCY,
    AREA,
    CATEGORY,
    CHOICE,
    CLIENT_GROUP,
    COUNT,
    DATE,
    FLAG,
    GRADE,
    LONG,
    MOMENT,
    MONEY,
    NUMBERED,
    PLACE,
    RECORD,
    SAVING,
    TITLE,
    YEAR,
)  # fmt: skip
from tpdesk.domain.record_kind import Field, Kind, ListColumn, Listing, Rule

STAGES: Final = ("prevent", "early help", "respond", "recover", "administer")
NOTE_KINDS: Final = ("overlap seen", "barrier", "idea", "action", "quote", "fact", "question")
"""What a note of a workshop is. Their first letters tell them apart: o, b, i, a, q is quote, f, and ? is question."""
NOTE_LETTERS: Final = {"?": "question", **{kind[0]: kind for kind in reversed(NOTE_KINDS) if kind != "question"}}
"""Letter -> the kind of note that it stands for."""
BARRIER_LEVELS: Final = ("local", "central")
BARRIER_KINDS: Final = ("law", "ring-fence", "data sharing", "performance regime", "governance", "culture", "other")
BARRIER_STATES: Final = ("open", "raised", "overcome locally", "overcome by government", "will not be resolved now")
OVERCOME: Final = frozenset({"overcome locally", "overcome by government"})
"""The states of a barrier that is in nobody's way any more."""
HORIZONS: Final = ("quick", "medium", "structural", "central")
"""Quick: local, short term. Medium term. Structural: pooled resources or a change of structure. Central:
government or law must change."""
OPPORTUNITY_STATES: Final = ("idea", "agreed", "under way", "done", "dropped")

_POUNDS: Final = "in pounds, for example 250k"
_GRADED: Final = "from 1, the best, to 6, the worst"
_DIVE: Final = Field("dive", "Deep dive", RECORD, of="dive", hint="the deep dive that it belongs to")
_NOTE: Final = Field("note", "Note", LONG, private=True, hint="for yourself: never in a pack")
_SOURCE: Final = Field("source", "Source", hint="the document or meeting that says so")
_WRITTEN_AT: Final = Field("at", "Written at", MOMENT, hint="set by itself: the moment it was written")
_PLACE: Final = Field("place", "Place", PLACE, needed=True)

DIVE: Final = Kind(
    "dive", "deep_dive", "deep dive", "Deep dives",
    about="themes and their sub-themes, the spend tagged to them, and what it comes to",
    none_yet="No deep dives yet: themes that several organisations spend on.", is_tagged=True,
    fields=(
        Field("title", "Title", TITLE, needed=True, hint="the theme, for example Children under five"),
        _PLACE,
        Field("parent", "Part of", RECORD, of="dive", hint="the deep dive that this is a sub-theme of"),
        Field("question", "Question", LONG, hint="what the board wants to know"),
        Field("sponsor", "Sponsor", hint="the role or organisation that asked for it"),
        Field("client_group", "Client group", CLIENT_GROUP, hint="the people it is about"),
        Field("category", "Category", CATEGORY,
            hint="for deliveries that name none, for example 10.4; a sub-theme takes its deep dive's"),
        Field("cohort", "People in it", COUNT, hint="how many people; blank if not known"),
        Field("starts_on", "From", DATE, hint="for example 31 January 2026"),
        Field("ends_on", "To", DATE, hint="for example 30 April 2026"),
        Field("working_days", "Working days", COUNT, hint="for example 12"),
        Field("illustrative", "Illustrative", FLAG, hint="yes if its figures are invented as an example"),
        Field("no_indicator", "Why no indicator", LONG, hint="why nothing measures it, where no indicator names it"),
        _NOTE,
        _SOURCE,
    ),
    shown=Listing(
        in_pack=False,
        columns=(
            ListColumn(title="Deep dive"), ListColumn("parent", 24), ListColumn("client_group", 22, 76),
            ListColumn("cohort", 12, 90),
            ListColumn("starts_on", 10, 60), ListColumn("illustrative", 12, 110),
        ),
        sorts=("title", "client_group", "starts_on", "cohort"), largest_first=("cohort",),
        filters=("client_group", "parent"), remark=("parent",),
    ),
    rules=(Rule("in order", "starts_on", "ends_on", "The deep dive '{0}' ends before it begins."),),
)  # fmt: skip

DELIVERY: Final = Kind(
    "delivery", "delivery", "delivery", "Deliveries",
    about="which organisation does what, for whom, where and at what cost",
    none_yet="No deliveries yet: who does what for whom, where, within a category.",
    identity=("dive", "agency", "activity", "client_group", "category", "year"), parent="dive",
    label=("agency", "activity", "client_group"), lead="",
    fields=(
        Field("dive", "Deep dive", RECORD, of="dive", needed=True),
        Field("agency", "Organisation", AGENCY, needed=True, hint="who does it"),
        Field("activity", "Activity", ACTIVITY, hint="what is done, for example assess"),
        Field("client_group", "Client group", CLIENT_GROUP, hint="for whom"),
        Field("category", "Category", CATEGORY,
            hint="the service category, for example 10.4.0; blank: the deep dive's"),
        Field("areas", "Areas", AREA, many="delivery_area", one="area",
            hint="codes of the areas; blank: all that the organisation covers"),
        Field("year", "Year", YEAR, hint="for example 2024-25; blank: whichever year is looked at"),
        Field("cost", "Cost a year", MONEY, "cost_pence", hint=f"{_POUNDS}; blank if not known"),
        Field("passed_on", "Of it passed on", MONEY, "passed_on_pence",
            hint=f"{_POUNDS}, to another organisation of the deep dive"),
        Field("grade", "Grade", GRADE, hint=_GRADED),
        Field("stage", "Stage", CHOICE, choices=STAGES, hint="where on the road from prevention to reaction"),
        Field("commissioned_by", "Commissioned by", AGENCY, hint="the organisation that pays for it"),
        Field("evidence", "Evidence", LONG, hint="how it is known"),
        _NOTE,
        _WRITTEN_AT,
    ),
    shown=Listing(
        in_pack=False,
        columns=(
            ListColumn("agency"), ListColumn("activity", 12, title="Does"),
            ListColumn("client_group", 18, 84, title="For whom"), ListColumn("category", 18, 66),
            ListColumn("stage", 10, 100), ListColumn("year", 7, 124), ListColumn("grade", 5, 112),
            ListColumn("cost", 8, title="Cost"),
        ),
        sorts=("agency", "activity", "client_group", "category", "stage", "cost", "grade"), largest_first=("cost",),
        filters=("agency", "activity", "client_group", "category", "stage", "year"), remark=("category", "stage"),
    ),
    rules=(
        Rule("in order", "passed_on", "cost", "Delivery {0} passes on more than it costs."),
        Rule("different", "agency", "commissioned_by",
            "Delivery {0} is commissioned by the organisation that does it: leave that blank."),
    ),
)  # fmt: skip

JOURNEY: Final = Kind(
    "journey", "journey", "journey", "Journeys",
    about="what people meet with, step by step",
    none_yet="No journeys yet: what one person meets, step by step.",
    parent="dive",
    fields=(
        Field("title", "Title", TITLE, needed=True, hint="for example Released late on a Friday"),
        Field("dive", "Deep dive", RECORD, of="dive", needed=True),
        Field("client_group", "Client group", CLIENT_GROUP),
        Field("composite", "Composite", FLAG, hint="yes if it is put together from several people's", filled="yes"),
        _NOTE,
        _SOURCE,
    ),
    shown=Listing(
        in_pack=False,
        columns=(ListColumn(title="Journey"), ListColumn("client_group", 22, 76, title="For whom"),
            ListColumn("composite", 9, 130)),
        sorts=("title", "client_group"), filters=("client_group",), remark=("client_group",),
    ),
)  # fmt: skip

STEP: Final = Kind(
    "step", "journey_step", "step", "Steps",
    about="what happens in a journey, one after the other",
    none_yet="No steps yet: what happens first, and after that.",
    identity=("journey", "agency", "what"), parent="journey", label=("what",), lead="what", verbs_in="journey",
    fields=(
        Field("journey", "Journey", RECORD, of="journey", needed=True),
        Field("position", "Step", COUNT, hint="its place in the journey; blank: the last"),
        Field("agency", "Organisation", AGENCY, hint="whom the person meets"),
        Field("what", "What happens", needed=True),
        Field("days_waited", "Days waited", COUNT, hint="before it; blank if not known"),
        Field("cost", "Cost", MONEY, "cost_pence", hint=f"{_POUNDS}; blank if not known"),
        Field("breaks", "It breaks here", FLAG),
        Field("pain", "What hurts", LONG),
    ),
    shown=Listing(
        in_pack=False,
        columns=(
            ListColumn("position", 4), ListColumn("agency", 22), ListColumn("what"), ListColumn("days_waited", 11, 84),
            ListColumn("cost", 8), ListColumn("breaks", 14, 100),
        ),
        sorts=("position", "agency", "cost", "days_waited"), largest_first=("cost", "days_waited"),
        filters=("agency", "breaks"), remark=("agency",),
    ),
    ranked="position",
)  # fmt: skip

WORKSHOP: Final = Kind(
    "workshop", "workshop", "workshop", "Workshops",
    about="when and on what, with the organisations present, and notes for those who were there",
    none_yet="No workshops yet.",
    fields=(
        Field("title", "Title", TITLE, needed=True, hint="for example Under fives, first workshop"),
        _PLACE,
        _DIVE,
        Field("held_on", "Held on", DATE, hint="for example 14 February 2026"),
        Field("sponsor", "Sponsor", hint="the role or organisation that called it"),
        Field("theme", "Theme"),
        Field("agencies", "Organisations present", AGENCY, many="workshop_agency", one="agency",
            hint="organisations, never people's names"),
        Field("deliveries", "Deliveries", NUMBERED, many="workshop_delivery", one="delivery", of="delivery",
            hint="those that were named in it"),
        _NOTE,
    ),
    shown=Listing(
        in_pack=False,
        columns=(
            ListColumn(title="Workshop"), ListColumn("dive", 24, 130), ListColumn("held_on", 10),
            ListColumn("sponsor", 20, 90),
            ListColumn("agencies", 6, 60, title="Organisations", counted=True),
        ),
        sorts=("held_on", "title"), filters=("agencies",), remark=("held_on",),
    ),
)  # fmt: skip

NOTE: Final = Kind(
    "note", "note", "note", "Notes",
    about="what is said in a workshop",
    none_yet="No notes yet: what is said in the workshop.",
    identity=("workshop", "kind", "text", "at"), parent="workshop", label=("text",), lead="text",
    fields=(
        Field("workshop", "Workshop", RECORD, of="workshop", needed=True),
        Field("kind", "Kind", CHOICE, choices=NOTE_KINDS, letters=tuple(NOTE_LETTERS.items()), needed=True),
        Field("text", "Text", LONG, needed=True),
        _WRITTEN_AT,
        Field("agencies", "Organisations", AGENCY, many="note_agency", one="agency"),
        Field("activity", "Activity", ACTIVITY),
        Field("client_group", "Client group", CLIENT_GROUP),
        Field("category", "Category", CATEGORY),
        Field("dots", "Dots", COUNT, hint="votes", filled="0"),
        Field("parked", "Parked", FLAG),
        Field("private", "Private", FLAG, hint="yes: never on the wall, in a pack or in notes for participants"),
        Field("owner", "Owner", AGENCY, hint="for an action: the organisation that does it"),
        Field("due_on", "Due", DATE, hint="for example 14 February 2026"),
    ),
    shown=Listing(
        in_pack=False,
        columns=(
            ListColumn("kind", 12, title="Said"), ListColumn(title="", marks=("private", "parked")),
            ListColumn("agencies", 24, 96), ListColumn("dots", 4),
            ListColumn("owner", 20, 140), ListColumn("due_on", 10, 140),
        ),
        sorts=("at", "kind", "dots"), largest_first=("dots",), filters=("kind", "agencies"),
    ),
    private_if="private",
)  # fmt: skip

BARRIER: Final = Kind(
    "barrier", "barrier", "barrier", "Barriers",
    about="what is in the way, and whether the place or only government can lift it",
    none_yet="No barriers yet: what is in the way, and who can lift it.",
    fields=(
        Field("title", "Title", TITLE, needed=True, hint="what is in the way"),
        _PLACE,
        _DIVE,
        Field("level", "Level", CHOICE, choices=BARRIER_LEVELS, needed=True,
            hint="local: we can lift it; central: only government can"),
        Field("kind", "Kind", CHOICE, choices=BARRIER_KINDS, needed=True),
        Field("ask", "Ask of government", LONG),
        Field("owner", "Owner", AGENCY, hint="the organisation that takes it on"),
        Field("state", "State", CHOICE, choices=BARRIER_STATES, filled="open"),
        Field("category", "Category", CATEGORY),
        Field("evidence", "Evidence", LONG),
        Field("notes", "From notes", NUMBERED, many="barrier_note", one="note", of="note"),
        _NOTE,
    ),
    shown=Listing(
        in_pack=False,
        columns=(
            ListColumn(title="Barrier"), ListColumn("level", 7), ListColumn("kind", 13, 76),
            ListColumn("owner", 20, 130), ListColumn("state", 24), ListColumn("ask", 40, 180),
        ),
        sorts=("level", "title", "kind", "state"), filters=("level", "kind", "state", "owner"),
        remark=("level", "kind", "state"),
    ),
)  # fmt: skip

OPPORTUNITY: Final = Kind(
    "opportunity", "opportunity", "opportunity", "Opportunities",
    about="what could be done, by whom, what it costs and saves",
    none_yet="No opportunities yet: what could be done, by whom, and what it saves.",
    fields=(
        Field("title", "Title", TITLE, needed=True, hint="what could be done"),
        _PLACE,
        _DIVE,
        Field("horizon", "Horizon", CHOICE, choices=HORIZONS, needed=True),
        Field("who_acts", "Who must act", hint="for example the two councils"),
        Field("agencies", "Organisations", AGENCY, many="opportunity_agency", one="agency"),
        Field("state", "State", CHOICE, choices=OPPORTUNITY_STATES, filled="idea"),
        Field("cost", "Cost, once", MONEY, "cost_pence", hint=f"{_POUNDS}; blank if not known"),
        Field("saving", "Saving a year", SAVING, "saving_pence",
            hint=f"a first guess, {_POUNDS}; below zero if it costs more; a business case works it out"),
        Field("grade", "Grade", GRADE, hint=_GRADED),
        Field("barriers", "Barriers", RECORD, many="opportunity_barrier", one="barrier", of="barrier"),
        Field("deliveries", "Deliveries", NUMBERED, many="opportunity_delivery", one="delivery", of="delivery"),
        Field("categories", "Categories", CATEGORY, many="opportunity_category", one="category"),
        Field("notes", "From notes", NUMBERED, many="opportunity_note", one="note", of="note"),
        _NOTE,
    ),
    shown=Listing(
        in_pack=False,
        columns=(
            ListColumn(title="Opportunity"), ListColumn("horizon", 10, 62), ListColumn("agencies", 24, 140),
            ListColumn("saving", 12, 76, title="Saves a year"),
            ListColumn("cost", 10, 98), ListColumn("grade", 5, 110), ListColumn("state", 9),
        ),
        sorts=("horizon", "title", "saving", "cost", "state"), largest_first=("saving", "cost"),
        filters=("horizon", "state", "agencies"),
        remark=("horizon", "state"),
    ),
)  # fmt: skip

DIVES: Final = (DIVE, DELIVERY, JOURNEY, STEP, WORKSHOP, NOTE, BARRIER, OPPORTUNITY)
"""What a record hangs on stands before it."""
