"""Acts on the spend of a deep dive: tagged by a rule or a line at a time, and let go again."""

from __future__ import annotations

from tpdesk.models.desk import Desk
from tpdesk.models.dives import tagging
from tpdesk.models.dives.tagging import Tag
from tpdesk.models.log.history import note_act

__all__ = ["Tag", "list_tags", "tag_spend", "untag"]


def tag_spend(
    desk: Desk,
    dive: str,
    *,
    category: str = "",
    agency: str = "",
    label: str = "",
    line: int | None = None,
    share: str = "100%",
) -> Tag:
    """Tag a line, or all lines for which everything that is named holds, to a deep dive; what is tagged already takes the new share.

    `share` as typed: 25%, 1/3, 0.25. Raises UsageProblem, Locked.
    """
    with desk.writing() as connection:
        made = tagging.tag(connection, dive, category=category, agency=agency, label=label, line=line, share=share)
        note_act(connection, "tag spend to deep dive", made.dive, f"{made.words}, {made.share_text} of it")
    return made


def untag(desk: Desk, number: int) -> Tag:
    """Take a tag off and return what it was. Raises UsageProblem where there is none of that number, Locked."""
    with desk.writing() as connection:
        gone = tagging.untag(connection, number)
        note_act(connection, "untag spend of deep dive", gone.dive, gone.words)
    return gone


def list_tags(desk: Desk, dive: str | int) -> tuple[Tag, ...]:
    """Return the tags of a deep dive, named by title or number as typed, or given by its number, as they were written. Raises UsageProblem."""
    return tagging.tags_of(desk.connection, dive)
