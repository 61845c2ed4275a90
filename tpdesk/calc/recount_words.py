"""A recount in words: what it says first, and what it is not."""

from __future__ import annotations

from typing import Final

from tpdesk.domain.kinds.boundaries import COUNCILS
from tpdesk.domain.results.recount import Recount
from tpdesk.text import and_words
from tpdesk.units import percent, short_pounds

NOT_THIS: Final = ("a budget", "a funding position", "a balance sheet")
"""What a recount is not: the Local Government Association's finance essentials for new councils list those."""

NOT_LISTED: Final = f"{', '.join(NOT_THIS[:-1])} or {NOT_THIS[-1]}"

NOT_WORDS: Final = (
    f"This is past spending on other boundaries. It is not {NOT_LISTED}: grants, council tax, reserves, debt and the "
    "cost of change are in none of it."
)


def set_words(found: Recount) -> str:
    """Return which boundaries these are, of what kind, from when, by whose word."""
    redrawn = found.set
    parts = [redrawn.kind, *([f"vesting {redrawn.vesting}"] if redrawn.vesting else [])]
    parts += ["councils' money only"] if redrawn.whose == COUNCILS else []
    source = f" Source: {redrawn.source.rstrip('.')}." if redrawn.source else ""
    return f"On the boundaries of {redrawn.title} ({', '.join(parts)}).{source}"


def result_words(found: Recount) -> tuple[str, ...]:
    """Return what a board reads first, a sentence each."""
    return tuple(filter(None, (shared_words(found), move_words(found), meeting_words(found))))


def shared_words(found: Recount) -> str:
    """Return how much rests on a choice of driver, and where least and most of it does."""
    shared = sum(body.split_pence for body in found.new)
    if not shared:
        return "All of it goes to one new area or another without a choice of driver."
    ends = sorted((body.share_split or 0.0, body.name) for body in found.new)
    return (
        f"{short_pounds(shared)} of {short_pounds(found.whole_pence)} rests on a choice of driver: from "
        f"{percent(ends[0][0])} in {ends[0][1]} to {percent(ends[-1][0])} in {ends[-1][1]}."
    )


def meeting_words(found: Recount) -> str:
    """Return what of the councils' spend can coincide, before and after; empty where none can today."""
    meeting = found.meeting
    if not meeting.before_pence:
        return ""
    return (
        f"Councils whose areas meet spend at most {short_pounds(meeting.before_pence)} on the same service today, in "
        f"{meeting.meeting_lines} of {meeting.service_lines} service lines; on the new boundaries "
        f"{_after(meeting.after_pence)}."
    )


def _after(pence: int) -> str:
    return f"it is {short_pounds(pence)}" if pence else "no two of them meet"


def move_words(found: Recount) -> str:
    """Return what the one choice moves that moves most: `Adult social care by ... and not by ... moves £47.5m away from
    Coast`; empty where none moves anything."""
    if not found.moves or not found.moves[0].most_pence:
        return ""
    move = found.moves[0]
    name = max(move.moved, key=lambda one: abs(move.moved[one]))
    way = "to" if move.moved[name] > 0 else "away from"
    others = [
        f"{'+' if pence > 0 else ''}{short_pounds(pence)} {other}"
        for other, pence in move.moved.items()
        if other != name
    ]
    return (
        f"One choice: {move.service} by {move.other}, not by {move.driver}, moves "
        f"{short_pounds(abs(move.moved[name]))} {way} {name} ({and_words(others)})."
    )
