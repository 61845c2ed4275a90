"""Boundary sets: the new areas of a place, who succeeds whom, and by which driver the money of a divided body goes."""

from __future__ import annotations

from typing import Final

from tpdesk.domain.field_types import AGENCY, AREA, CATEGORY, CHOICE, COUNT, DATE, LONG, NUMBERED, PLACE, RECORD, TITLE
from tpdesk.domain.record_kind import Field, Kind, ListColumn, Listing

PROPOSAL, ORDER, PAST = SET_KINDS = ("proposal", "order", "past")
"""A proposal; boundaries that an order has made; boundaries that once stood, by which old codes are recoded."""

ALL_BODIES, COUNCILS = WHOSE = ("all", "councils")
"""Whose money goes to the new areas: that of every organisation in the count, or the councils' alone."""

DIRECT, SPLIT, WHOLE, ENDS = HOWS = ("direct", "split", "moves whole", "ends")
"""By its areas, as without a word; by a driver of its own; all of it to one new area; to nobody."""

_NOTE: Final = Field("note", "Note", LONG, private=True, hint="for yourself: never in a pack")
_SET: Final = Field("boundaries", "Boundary set", RECORD, of="boundaries", needed=True,
    hint="for example Three unitaries")  # fmt: skip

BOUNDARIES: Final = Kind(
    "boundaries", "boundary_set", "boundary set", "Boundary sets",
    about="new boundaries of a place, proposed, ordered or past, on which its money is recounted",
    none_yet="No boundary sets yet: for example three new councils in place of a county and its districts.",
    several="boundaries",
    fields=(
        Field("title", "Title", TITLE, needed=True, hint="for example Three unitaries"),
        Field("place", "Place", PLACE, needed=True),
        Field("kind", "Kind", CHOICE, choices=SET_KINDS, filled="proposal",
            hint="proposal, order, or past: boundaries that once stood"),
        Field("whose", "Whose money", CHOICE, choices=WHOSE, filled=ALL_BODIES,
            hint="all: every organisation in the count; councils: theirs alone"),
        Field("vesting", "Vesting day", DATE, hint="the day the new councils take over, for example 1 April 2028"),
        Field("source", "Source", hint="the document that proposes or makes them"),
        _NOTE,
    ),
    shown=Listing(in_pack=False,
        columns=(ListColumn(title="Boundary set"), ListColumn("kind", 9, 40), ListColumn("vesting", 10, 60),
            ListColumn("whose", 11, 90), ListColumn("source", 30, 110)),
        sorts=("title", "vesting", "kind"), filters=("kind",), remark=("kind", "vesting"),
    ),
)  # fmt: skip

BOUNDARY_AREA: Final = Kind(
    "boundary-area", "boundary_area", "new area", "New areas",
    about="the areas of a boundary set: each with the districts, or wards of a divided district, that go to it",
    none_yet="No new areas yet: a name, and the districts that go to it.",
    identity=("boundaries", "name"), parent="boundaries", label=("name",), lead="name", is_once=True,
    fields=(
        _SET,
        Field("name", "Name", needed=True, hint="for example Coast"),
        Field("code", "Code", hint="its GSS code, or one of your own such as X-COAST; blank where it has none"),
        Field("areas", "Made of", AREA, many="boundary_area_base", one="area",
            hint="districts, or wards where a district is divided; ; between"),
    ),
    shown=Listing(in_pack=False,
        columns=(ListColumn("name"), ListColumn("code", 10, 60), ListColumn("areas", 7, counted=True)),
        sorts=("name",), remark=("areas",),
    ),
)  # fmt: skip

SUCCESSOR: Final = Kind(
    "successor", "successor", "successor", "Successors",
    about="which new area takes over from an organisation, where its areas and the drivers do not say it",
    none_yet="No successors yet: where areas and drivers say who takes over, nothing is needed.",
    identity=("boundaries", "agency", "category"), parent="boundaries", label=("agency", "category"), lead="",
    is_once=True,
    fields=(
        _SET,
        Field("agency", "Organisation", AGENCY, needed=True, hint="whose money it is today"),
        Field("category", "Category", CATEGORY, hint="for example 04.5; blank: all of it"),
        Field("how", "How", CHOICE, choices=HOWS, filled=DIRECT,
            hint="direct: by its areas; split: by this driver; moves whole: to one new area; ends: to nobody"),
        Field("new", "New area", NUMBERED, of="boundary-area", hint="moves whole: the number of the new area"),
        Field("driver", "Driver", RECORD, of="driver", hint="split: by which it is shared"),
        Field("evidence", "Evidence", LONG, hint="the clause or agreement that says so"),
    ),
    shown=Listing(in_pack=False,
        columns=(ListColumn("agency"), ListColumn("category", 12, 60), ListColumn("how", 11),
            ListColumn("new", 8, 80), ListColumn("driver", 28, 100)),
        sorts=("agency", "how"), filters=("how", "agency"), remark=("how",),
    ),
)  # fmt: skip

DRIVER_CHOICE: Final = Kind(
    "driver-choice", "driver_choice", "choice of driver", "Choices of driver",
    about="by which driver each kind of service of a divided organisation is shared, and which others are plausible",
    none_yet="No choices of driver yet: for example adult social care by people 65 and over.",
    identity=("boundaries", "starts"), parent="boundaries", label=("starts", "driver"), lead="", is_once=True,
    ranked="position",
    fields=(
        _SET,
        Field("position", "Rank", COUNT, hint="the first that fits is taken; blank: the last"),
        Field("starts", "Service",
            hint="how the label or category starts, for example Adult social care; blank: everything else"),
        Field("driver", "Driver", RECORD, of="driver", needed=True, hint="by which it is shared"),
        Field("plausible", "Plausible others", RECORD, of="driver", many="driver_choice_other", one="driver",
            hint="drivers that could be argued for too; ; between"),
        Field("evidence", "Evidence", LONG, hint="why this driver"),
    ),
    shown=Listing(in_pack=False,
        columns=(ListColumn("position", 4), ListColumn("starts"), ListColumn("driver", 30),
            ListColumn("plausible", 30, 100)),
        sorts=("position", "starts"), filters=("driver",), remark=("driver",),
    ),
)  # fmt: skip

REDRAWN: Final = (BOUNDARIES, BOUNDARY_AREA, SUCCESSOR, DRIVER_CHOICE)
