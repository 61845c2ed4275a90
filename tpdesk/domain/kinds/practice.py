"""What worked and who promised what: recipes of the cookbook, commitments of partners, next steps, contacts by role."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from tpdesk.domain.field_types import (
    AGENCY,
    CHOICE,
    DATE,
    GRADE,
    LONG,
    MONEY,
    PLACE,
    RECORD,
    TITLE,
    Stored,
)  # fmt: skip
from tpdesk.domain.record_kind import Field, Kind, ListColumn, Listing
from tpdesk.errors import UsageProblem

GIVES: Final = ("money", "people", "data", "buildings", "powers", "time", "other")
COMMITMENT_STATES: Final = ("offered", "agreed", "kept", "not kept", "withdrawn")
STEP_STATES: Final = ("proposed", "agreed", "under way", "done", "refused")

_PLACE: Final = Field("place", "Place", PLACE, needed=True)
_PLACE_OR_ALL: Final = Field("place", "Place", PLACE, hint="blank: the whole programme")
_NOTE: Final = Field("note", "Note", LONG, private=True, hint="for yourself: never in a pack")
_SOURCE: Final = Field("source", "Source", hint="the document or meeting that says so")
_BARRIER: Final = Field("barrier", "Barrier", RECORD, of="barrier", hint="the barrier that it would lift")
_BY_WHEN: Final = Field("by_when", "By when", DATE, hint="for example 31 March 2027")

RECIPE: Final = Kind(
    "recipe", "recipe", "recipe", "Recipes",
    about="what worked, how to do it again elsewhere, what must be true for that and what to avoid: the cookbook",
    none_yet="No recipes yet: what worked, and what must be true for it to work elsewhere.",
    fields=(
        Field("title", "Title", TITLE, needed=True, hint="for example One assessment that every organisation accepts"),
        _PLACE_OR_ALL,
        Field("problem", "Problem", LONG, hint="what was wrong before, and for whom"),
        Field("what_was_done", "What was done", LONG),
        Field("agencies", "Organisations", AGENCY, many="recipe_agency", one="agency", hint="who took part"),
        Field("money", "Money", MONEY, "money_pence", hint="what it took, in pounds, for example 20k"),
        Field("time", "Time", hint="what it took, for example six months, half a day a week of a manager"),
        Field("powers", "Powers", LONG, hint="which laws, agreements or delegations it needed"),
        Field("steps", "Steps", LONG, hint="one a line"),
        Field("what_changed", "What changed", LONG, hint="for whom, by how much, since when"),
        Field("indicator", "Indicator", hint="the measure that shows it, by its title"),
        Field("case", "Business case", RECORD, "business_case", of="case", hint="whose actual figures show it"),
        Field("must_be_true", "What must be true elsewhere", LONG,
            hint="without it, a final pack's mainstreaming sheet does not take the recipe"),
        Field("avoid", "What to avoid", LONG, hint="what went wrong on the way, what would break it"),
        Field("could_go", "Where else it could go", hint="for example all districts of the county"),
        Field("grade", "Evidence grade", GRADE, hint="from 1, the best, to 6, the worst"),
        Field("date", "Date", DATE, hint="when it was written or last looked at"),
        Field("dive", "Deep dive", RECORD, of="dive", hint="the deep dive that it comes from"),
        Field("opportunities", "Opportunities", RECORD, many="recipe_opportunity", one="opportunity", of="opportunity",
            hint="what it came of, by title"),
        Field("barriers", "Barriers overcome", RECORD, many="recipe_barrier", one="barrier", of="barrier"),
        Field("recognised_by", "Recognised by", LONG, hint="an award, a publication, a visit, with its day"),
        Field("shared_with", "Shared with", LONG, hint="with whom, how and when"),
        _SOURCE,
        _NOTE,
    ),
    shown=Listing(
        in_pack=False,
        columns=(ListColumn(title="Recipe"), ListColumn("dive", 24, 110), ListColumn("grade", 5, 76, title="Grade"),
            ListColumn("date", 10, 64), ListColumn("recognised_by", 24, 130)),
        sorts=("title", "date", "grade"), filters=("dive", "grade"), remark=("problem",),
    ),
)  # fmt: skip

_TITLED_PERSON: Final = re.compile(r"(?:mr|mrs|ms|miss|mx|dr|sir|dame|cllr|councillor)\.? +[^\W\d_]", re.IGNORECASE)


def must_be_role(field: str, text: Stored) -> None:
    """Raise UsageProblem where a text that says a role names a person by a form of address."""
    if _TITLED_PERSON.match(str(text or "")):
        raise UsageProblem(
            f"{field}: '{str(text)[:40]}' names a person. Write the role or the organisation, for example Director of "
            "Public Health."
        )


def _settle_step(said: Mapping[str, Stored]) -> Mapping[str, Stored]:
    must_be_role("Who", said["who"])
    return {}


def _settle_contact(said: Mapping[str, Stored]) -> Mapping[str, Stored]:
    must_be_role("Role", said["role"])
    return {}


COMMITMENT: Final = Kind(
    "commitment", "commitment", "commitment", "Commitments",
    about="what each partner commits, to what, by when",
    none_yet="No commitments yet: what each partner has promised, by when.",
    identity=("place", "agency", "title"), label=("agency", "title"), lead="title", is_part=True,
    fields=(
        _PLACE,
        Field("agency", "Who commits", AGENCY, needed=True, hint="an organisation by its name"),
        Field("title", "What", needed=True, hint="for example two caseworkers for the joint team"),
        Field("gives", "Gives", CHOICE, choices=GIVES),
        Field("amount", "Amount", MONEY, "amount_pence", hint="in pounds, for example 50k; blank if it is not money"),
        _BY_WHEN,
        Field("state", "State", CHOICE, choices=COMMITMENT_STATES, filled="offered"),
        Field("opportunity", "Opportunity", RECORD, of="opportunity", hint="what it is promised to"),
        _SOURCE,
        _NOTE,
    ),
    shown=Listing(
        columns=(ListColumn("agency", 24), ListColumn("title"), ListColumn("gives", 9, 76),
            ListColumn("amount", 10, 90), ListColumn("by_when", 10, 60), ListColumn("state", 9),
            ListColumn("opportunity", 30, 150), ListColumn("source", 30, 170)),
        sorts=("by_when", "agency", "title", "amount", "state"), largest_first=("amount",),
        filters=("agency", "state", "gives"), remark=("state", "by_when"),
    ),
)  # fmt: skip

NEXT_STEP: Final = Kind(
    "next-step", "next_step", "next step", "Next steps",
    about="what has to happen next, which department or organisation does it, by when",
    none_yet="No next steps yet: what has to happen, who does it, by when.",
    identity=("place", "step", "who"), label=("step",), lead="step", is_part=True,
    settle=_settle_step,
    fields=(
        _PLACE_OR_ALL,
        Field("step", "Step", needed=True, hint="for example let the grant pay a first deposit"),
        Field("who", "Who", needed=True, hint="a department, organisation or role; never a person"),
        _BY_WHEN,
        Field("state", "State", CHOICE, choices=STEP_STATES, filled="proposed"),
        _BARRIER,
        _SOURCE,
        _NOTE,
    ),
    shown=Listing(
        columns=(ListColumn("step"), ListColumn("who", 30), ListColumn("by_when", 10, 60), ListColumn("state", 9),
            ListColumn("barrier", 30, 130), ListColumn("source", 30, 160)),
        sorts=("by_when", "step", "who", "state"), filters=("who", "state"), remark=("who", "by_when"),
    ),
)  # fmt: skip

CONTACT: Final = Kind(
    "contact", "contact", "contact", "Contacts",
    about="whom to ask about what, as roles and never as persons",
    none_yet="No contacts yet: the role to ask in each organisation, never a person.",
    identity=("place", "agency", "role"), label=("agency", "role"), lead="role", is_part=True,
    settle=_settle_contact,
    fields=(
        _PLACE_OR_ALL,
        Field("agency", "Organisation", AGENCY, needed=True),
        Field("role", "Role", needed=True, hint="for example Head of Commissioning; never a name"),
        Field("about", "About", hint="what to ask it, for example the count, or recipes"),
        Field("how", "How to reach it", hint="a shared mailbox, a switchboard or a web page"),
        _SOURCE,
        _NOTE,
    ),
    shown=Listing(
        columns=(ListColumn("agency", 30), ListColumn("role"), ListColumn("about", 30, 76), ListColumn("how", 30, 110)),
        sorts=("agency", "role"), filters=("agency",), remark=("role", "about"),
    ),
)  # fmt: skip

PRACTICE: Final = (RECIPE, COMMITMENT, NEXT_STEP, CONTACT)
