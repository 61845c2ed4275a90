"""The kinds of record of a deep dive, each field declared once: the store, the verbs, the forms and the files to read in are made from these."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

TEXT, LONG, DATE, COUNT, MONEY, SAVING, GRADE, FLAG, YEAR, CHOICE = (
    "text", "long", "date", "count", "money", "saving", "grade", "flag", "year", "choice",
)  # fmt: skip
"""Fields that hold a value: texts ('' if nobody said), an ISO day, whole numbers, pence (None if not known), a grade 1 to 6, 1 or 0, a start year, one of the choices."""

PLACE, AGENCY, ACTIVITY, CLIENT_GROUP, CATEGORY, AREA, RECORD = (
    "place", "agency", "activity", "client_group", "category", "area", "record",
)  # fmt: skip
"""Fields that name something else on the desk: read and typed as its name, code or title, stored as its key."""

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
"""Quick: local, short term. Medium term. Structural: pooled resources or a change of structure. Central: government or law must change."""
OPPORTUNITY_STATES: Final = ("idea", "agreed", "under way", "done", "dropped")


@dataclass(frozen=True, slots=True)
class Field:
    """One thing that is said in a record."""

    name: str
    """As in `Record.values`, in JSON (but for `_pence`), and as a column of a file to read in."""

    title: str
    """As people read it."""

    kind: str = TEXT
    column: str = ""
    """The column of the table, where it is not `name`; empty for a list."""

    needed: bool = False
    hint: str = ""
    """How to write it, with an example."""

    choices: tuple[str, ...] = ()
    many: str = ""
    """For a list: the table of links, whose columns are the record's table and `one`."""

    one: str = ""
    """For a list: the column of the table of links that names the other thing."""

    of: str = ""
    """For `record`: the kind of record that it names."""

    private: bool = False
    """Never on the wall, in a pack or in notes for participants."""

    filled: str = ""
    """What it is when nothing was said."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of record."""

    name: str
    """As it is typed: `dive`."""

    table: str
    noun: str
    plural: str
    """Its heading."""

    fields: tuple[Field, ...] = field(default=())
    """In the order in which they are read."""

    titled: bool = True
    """Whether its title is its own on the desk, matched without case; else it is known by its number."""

    home: str = "place"
    """The field that it hangs on."""


_DIVE: Final = Field("dive", "Deep dive", RECORD, of="dive", hint="the deep dive that it belongs to")
_NOTE: Final = Field("note", "Note", LONG, private=True, hint="for yourself: never in a pack")
_SOURCE: Final = Field("source", "Source", hint="the document or meeting that says so")
_WRITTEN_AT: Final = Field("at", "Written at", hint="set by itself: the moment it was written")
_PLACE: Final = Field("place", "Place", PLACE, needed=True)

_KINDS: Final = (
    Kind("dive", "deep_dive", "deep dive", "Deep dives", (
        Field("title", "Title", needed=True, hint="the theme, for example Children under five"), _PLACE,
        Field("parent", "Part of", RECORD, of="dive", hint="the deep dive that this is a sub-theme of"),
        Field("question", "Question", LONG, hint="what the board wants to know"), Field("sponsor", "Sponsor", hint="the role or body that asked for it"),
        Field("client_group", "Client group", CLIENT_GROUP, hint="the people it is about"),
        Field("category", "Category", CATEGORY, hint="for deliveries that name none, for example 10.4; a sub-theme takes its deep dive's"),
        Field("cohort", "People in it", COUNT, hint="how many people; blank if not known"),
        Field("starts_on", "From", DATE, hint="for example 31 January 2026"), Field("ends_on", "To", DATE, hint="for example 30 April 2026"),
        Field("working_days", "Working days", COUNT, hint="for example 12"), Field("illustrative", "Illustrative", FLAG, hint="yes if its figures are made up to show the tool"),
        _NOTE, _SOURCE,
    )),
    Kind("delivery", "delivery", "delivery", "Deliveries", (
        Field("dive", "Deep dive", RECORD, of="dive", needed=True), Field("agency", "Body", AGENCY, needed=True, hint="who does it"),
        Field("activity", "Activity", ACTIVITY, hint="what is done, for example assess"), Field("client_group", "Client group", CLIENT_GROUP, hint="for whom"),
        Field("category", "Category", CATEGORY, hint="the service category, for example 10.4.0; blank: the deep dive's"),
        Field("areas", "Areas", AREA, many="delivery_area", one="area", hint="codes of the areas; blank: all that the body covers"),
        Field("year", "Year", YEAR, hint="for example 2024-25; blank: whichever year is looked at"),
        Field("cost", "Cost a year", MONEY, "cost_pence", hint="in pounds, for example 250k; blank if not known"),
        Field("passed_on", "Of it passed on", MONEY, "passed_on_pence", hint="in pounds, for example 250k, to another body of the deep dive"),
        Field("grade", "Grade", GRADE, hint="from 1, the best, to 6, the worst"), Field("stage", "Stage", CHOICE, choices=STAGES, hint="where on the road from prevention to reaction"),
        Field("commissioned_by", "Commissioned by", AGENCY, hint="the body that pays for it"), Field("evidence", "Evidence", LONG, hint="how it is known"), _NOTE,
        _WRITTEN_AT,
    ), titled=False, home="dive"),
    Kind("journey", "journey", "journey", "Journeys", (
        Field("title", "Title", needed=True, hint="for example Released late on a Friday"), Field("dive", "Deep dive", RECORD, of="dive", needed=True),
        Field("client_group", "Client group", CLIENT_GROUP), Field("composite", "Composite", FLAG, hint="yes if it is put together from several people's", filled="yes"),
        _NOTE, _SOURCE,
    ), home="dive"),
    Kind("step", "journey_step", "step", "Steps", (
        Field("journey", "Journey", RECORD, of="journey", needed=True), Field("position", "Step", COUNT, hint="its place in the journey; blank: the last"),
        Field("agency", "Body", AGENCY, hint="whom the person meets"), Field("what", "What happens", needed=True),
        Field("days_waited", "Days waited", COUNT, hint="before it; blank if not known"), Field("cost", "Cost", MONEY, "cost_pence", hint="in pounds, for example 250k; blank if not known"),
        Field("breaks", "It breaks here", FLAG), Field("pain", "What hurts", LONG),
    ), titled=False, home="journey"),
    Kind("workshop", "workshop", "workshop", "Workshops", (
        Field("title", "Title", needed=True, hint="for example Under fives, first workshop"), _PLACE, _DIVE, Field("held_on", "Held on", DATE, hint="for example 14 February 2026"),
        Field("sponsor", "Sponsor", hint="the role or body that called it"), Field("theme", "Theme"),
        Field("agencies", "Bodies present", AGENCY, many="workshop_agency", one="agency", hint="bodies, never people's names"),
        Field("deliveries", "Deliveries", RECORD, many="workshop_delivery", one="delivery", of="delivery", hint="those that were named in it"), _NOTE,
    )),
    Kind("note", "note", "note", "Notes", (
        Field("workshop", "Workshop", RECORD, of="workshop", needed=True), Field("kind", "Kind", CHOICE, choices=NOTE_KINDS, needed=True),
        Field("text", "Text", LONG, needed=True), _WRITTEN_AT,
        Field("agencies", "Bodies", AGENCY, many="note_agency", one="agency"), Field("activity", "Activity", ACTIVITY), Field("client_group", "Client group", CLIENT_GROUP),
        Field("category", "Category", CATEGORY), Field("dots", "Dots", COUNT, hint="votes", filled="0"), Field("parked", "Parked", FLAG),
        Field("private", "Private", FLAG, hint="yes: never on the wall, in a pack or in notes for participants"),
        Field("owner", "Owner", AGENCY, hint="for an action: the body that does it"), Field("due_on", "Due", DATE, hint="for example 14 February 2026"),
    ), titled=False, home="workshop"),
    Kind("barrier", "barrier", "barrier", "Barriers", (
        Field("title", "Title", needed=True, hint="what is in the way"), _PLACE, _DIVE,
        Field("level", "Level", CHOICE, choices=BARRIER_LEVELS, needed=True, hint="local: we can lift it; central: only government can"),
        Field("kind", "Kind", CHOICE, choices=BARRIER_KINDS, needed=True), Field("ask", "Ask of government", LONG), Field("owner", "Owner", AGENCY, hint="the body that takes it on"),
        Field("state", "State", CHOICE, choices=BARRIER_STATES, filled="open"), Field("category", "Category", CATEGORY),
        Field("evidence", "Evidence", LONG), Field("notes", "From notes", RECORD, many="barrier_note", one="note", of="note"), _NOTE,
    )),
    Kind("opportunity", "opportunity", "opportunity", "Opportunities", (
        Field("title", "Title", needed=True, hint="what could be done"), _PLACE, _DIVE,
        Field("horizon", "Horizon", CHOICE, choices=HORIZONS, needed=True), Field("who_acts", "Who must act", hint="for example the two councils"),
        Field("agencies", "Bodies", AGENCY, many="opportunity_agency", one="agency"), Field("state", "State", CHOICE, choices=OPPORTUNITY_STATES, filled="idea"),
        Field("cost", "Cost, once", MONEY, "cost_pence", hint="in pounds, for example 250k; blank if not known"), Field("saving", "Saving a year", SAVING, "saving_pence", hint="in pounds, for example 250k; below zero if it costs more"),
        Field("grade", "Grade", GRADE, hint="from 1, the best, to 6, the worst"), Field("barriers", "Barriers", RECORD, many="opportunity_barrier", one="barrier", of="barrier"),
        Field("deliveries", "Deliveries", RECORD, many="opportunity_delivery", one="delivery", of="delivery"),
        Field("categories", "Categories", CATEGORY, many="opportunity_category", one="category"), Field("notes", "From notes", RECORD, many="opportunity_note", one="note", of="note"), _NOTE,
    )),
)  # fmt: skip

KINDS: Final[Mapping[str, Kind]] = {kind.name: kind for kind in _KINDS}
"""Name -> kind; what a record hangs on stands before it."""

Value = str | int | None | tuple[str, ...]
"""A text or name ('' if nobody said), a number (None if not known), or a list of names, codes, titles or numbers as texts."""


@dataclass(frozen=True, slots=True)
class Record:
    """One record as people read it."""

    id: int
    kind: Kind
    values: Mapping[str, Value]
    """Field's name -> value, for all the kind's fields."""

    @property
    def title(self) -> str:
        """Its title, or what stands in for one: `delivery 12`."""
        return str(self.values["title"]) if self.kind.titled else f"{self.kind.noun} {self.id}"
