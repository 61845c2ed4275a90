"""Funding streams of a place, the priorities that it works to, and which part of which stream serves which."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tpdesk.domain.case_fields import SHARE, read_decimal
from tpdesk.domain.field_types import AGENCY, CHOICE, DATE, LONG, MONEY, PLACE, RECORD, TITLE, YEAR, Stored
from tpdesk.domain.record_kind import Field, Kind, ListColumn, Listing, Rule
from tpdesk.errors import UsageProblem

POOLED, SHARED, ALIGNED, ALONE = MODES = ("pooled", "shared", "aligned", "none")
"""One fund with a host, spent by need; one organisation's money that others use or direct; separate accounts planned
together; serves the priority and is planned alone."""

NO_FENCE, PURPOSE, CONDITION = RING_FENCES = ("none", "purpose", "condition")
LEGAL_BASES: Final = ("s.75", "s.256", "s.31 grant", "integrated settlement pillar", "agreement")
FRAMEWORKS: Final = (
    "own", "LAA 2008", "Local Outcomes Framework 2026", "integrated settlement pillar", "neighbourhood health",
)  # fmt: skip

_NOTE: Final = Field("note", "Note", LONG, private=True, hint="for yourself: never in a pack")
_SOURCE: Final = Field("source", "Source", hint="the document that says so")
_POUNDS: Final = "in pounds, for example 18.3m; blank if not known"

STREAM: Final = Kind(
    "stream", "stream", "funding stream", "Funding streams",
    about="the grants, budgets and pools that pay for a place's services, by year",
    none_yet="No funding streams yet: the grants, budgets and pools of a year.",
    fields=(
        Field("title", "Name", TITLE, needed=True, hint="for example Area Based Grant 2024-25"),
        Field("place", "Place", PLACE, needed=True),
        Field("year", "Year", YEAR, needed=True, hint="for example 2024-25"),
        Field("funder", "Funder", hint="who gives the money: an organisation, or one outside"),
        Field("host", "Host", AGENCY, hint="the organisation that holds it; a pool needs one"),
        Field("parent", "Contribution to", RECORD, of="stream", hint="the pool that it is paid into"),
        Field("awarded", "Awarded", MONEY, "awarded_pence", hint=_POUNDS),
        Field("received", "Received", MONEY, "received_pence", hint=_POUNDS),
        Field("names", "Named on lines", hint="what spend lines call it; blank: its name; ; between"),
        Field("cost_type", "Revenue or capital", CHOICE, choices=("revenue", "capital", "both")),
        Field("ring_fence", "Ring-fence", CHOICE, choices=RING_FENCES,
            hint="none; purpose: what it may be spent on; condition: what must be done for it"),
        Field("fence_text", "It says", hint="the purpose or condition in its own words"),
        Field("barrier", "Barrier", RECORD, of="barrier", hint="the barrier that its ring-fence is"),
        Field("ends", "Ends", YEAR, hint="the last financial year with money, for example 2026-27"),
        Field("carry_forward", "Carry forward", CHOICE, choices=("yes", "no"), hint="may it be spent a year later?"),
        Field("legal_basis", "Legal basis", CHOICE, choices=LEGAL_BASES),
        _SOURCE,
        _NOTE,
    ),
    shown=Listing(in_pack=False,
        columns=(ListColumn(title="Funding stream"), ListColumn("year", 8), ListColumn("funder", 24, 90),
            ListColumn("host", 24, 110), ListColumn("awarded", 14), ListColumn("ends", 8, 76),
            ListColumn("ring_fence", 10, 130)),
        sorts=("title", "year", "awarded", "ends"), largest_first=("awarded",),
        filters=("year", "host", "ring_fence", "legal_basis"), remark=("year", "awarded"),
    ),
)  # fmt: skip

PRIORITY: Final = Kind(
    "priority", "priority", "priority", "Priorities",
    about="what the organisations of a place have agreed to work to, and who leads",
    none_yet="No priorities yet: what the organisations of the place have agreed to work to.",
    fields=(
        Field("title", "Title", TITLE, needed=True, hint="for example Safer neighbourhoods"),
        Field("place", "Place", PLACE, needed=True),
        Field("framework", "Framework", CHOICE, choices=FRAMEWORKS, filled="own",
            hint="own, or the framework that it comes from"),
        Field("lead", "Lead organisation", AGENCY),
        Field("parent", "Part of", RECORD, of="priority", hint="the priority that this is a part of"),
        _SOURCE,
        _NOTE,
    ),
    shown=Listing(in_pack=False,
        columns=(ListColumn(title="Priority"), ListColumn("framework", 28, 70), ListColumn("lead", 26, 90),
            ListColumn("parent", 24, 120)),
        sorts=("title", "framework"), filters=("framework", "lead", "parent"), remark=("framework",),
    ),
)  # fmt: skip


def _settle_alignment(said: Mapping[str, Stored]) -> Mapping[str, Stored]:
    """Refuse a share of zero: that is no alignment. Raises UsageProblem."""
    if read_decimal(said["share"]) == 0:
        raise UsageProblem("Share must be greater than zero. Remove the alignment if the stream does not serve it.")
    return {}


ALIGNMENT: Final = Kind(
    "alignment", "alignment", "alignment", "Alignments",
    about="which share of a funding stream serves which priority, and how: pooled, shared, aligned or alone",
    none_yet="No alignments yet: which share of the stream serves which priority, and how.",
    identity=("stream", "priority"), parent="stream", label=("priority", "mode"), lead="", is_once=True,
    verbs_in="stream", settle=_settle_alignment,
    rules=(
        Rule("of one place", "stream", "priority",
            "The funding stream '{0}' and the priority '{1}' are of different places."),
        Rule("at most 1", "share", "stream",
            "The shares of the funding stream '{1}' come to {0}; together they are 1 at most. Reduce one of them."),
    ),
    fields=(
        Field("stream", "Funding stream", RECORD, of="stream", needed=True),
        Field("priority", "Priority", RECORD, of="priority", needed=True),
        Field("share", "Share", SHARE, needed=True, hint="of the stream, for example 0.25 or 25%"),
        Field("mode", "Mode", CHOICE, choices=MODES, needed=True,
            hint="pooled, shared, aligned, or none: it serves the priority, planned alone"),
        Field("since", "Since", DATE, hint="for example 1 April 2024"),
        _NOTE,
    ),
    shown=Listing(in_pack=False,
        columns=(ListColumn("priority"), ListColumn("share", 10), ListColumn("mode", 8), ListColumn("since", 10, 80)),
        sorts=("priority", "mode"), filters=("mode", "priority"), remark=("share", "mode"),
    ),
)  # fmt: skip

STREAMS: Final = (STREAM, PRIORITY, ALIGNMENT)
"""What a record hangs on stands before it."""
