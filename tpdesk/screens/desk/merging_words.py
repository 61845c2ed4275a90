"""What a merge says: what comes, a difference as a row and side by side, what was done."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from textual.content import Content

from tpdesk.screens.display import content, joined
from tpdesk.screens.spend.line_table_layout import column, indented
from tpdesk.text import counted
from tpdesk.units import pounds

if TYPE_CHECKING:
    from tpdesk.models.merge.plan import Choice, Choices, Difference, Merged, MergePlan

_NAMES: Final = 12
"""New records that are named, a kind."""

_BATCHES: Final = 8
"""New batches that are named."""

_HERE: Final = "here (mine)"
_THERE: Final = "there (theirs)"
_NOTHING: Final = "(nothing)"


def brings(plan: MergePlan, choices: Choices, listed: int) -> Content:
    """Return what would come, line by line: in short, the new records, the batches, what to
    look at, how many differ."""
    if plan.brings_nothing(choices):
        told = [content(f"Nothing would come from {plan.file}: all that it has is here.", "bold")]
    else:
        told = [joined([content("Would come:", "bold"), content(plan.words(choices))])]
    for new in plan.new:
        more = f" and {len(new.names) - _NAMES:,} more" if len(new.names) > _NAMES else ""
        told.append(indented(f"{new.words}: {', '.join(new.names[:_NAMES])}{more}"))
    for batch in plan.batches[:_BATCHES]:
        told.append(
            indented(
                f"batch of {batch.file} in {batch.place}: {counted(batch.lines, 'line')}, "
                f"{pounds(batch.sum_pence)}, taken in by {batch.who}"
            )
        )
    if len(plan.batches) > _BATCHES:
        told.append(indented(f"and {len(plan.batches) - _BATCHES:,} more batches"))
    if plan.hand_lines:
        told.append(indented(f"{counted(plan.hand_lines, 'line')} entered by hand: {pounds(plan.hand_pence)}"))
    told += [content(f"Look: {note}", "$warning") for note in plan.notes]
    if plan.private_words:
        told.append(content(plan.private_words))
    conflicts = len(plan.conflicts)
    if conflicts:
        told.append(
            content(
                f"In {counted(conflicts, 'conflict')} both desks say something (!): mine stays unless you choose "
                "theirs.",
                "bold",
            )
        )
    if len(plan.differences) > listed:
        told.append(
            content(
                f"The first {listed:,} of {len(plan.differences):,} differences are listed; w writes them all to "
                "a file.",
                "$warning",
            )
        )
    return joined(told, "\n")


def done_words(done: Merged) -> Content:
    """Return what a merge did."""
    if not done.changed:
        return content(f"Nothing came from {done.plan.file}: all that it has is here.", "bold")
    return joined(
        [
            content(f"Merged {done.plan.file}.", "bold"),
            indented(done.words),
            *(
                indented(f"batch {there} there is batch {here} here", "$quiet")
                for there, here in done.batches[:_BATCHES]
            ),
            content("It is one step: to undo it, press Esc, then u. A backup was made before it."),
            *(content(f"Look: {note}", "$warning") for note in done.plan.notes),
        ],
        "\n",
    )


def head(width: int) -> Content:
    """Return the heading over the differences."""
    what, each = _widths(width)
    return joined(
        [
            column("", 1),
            column("what differs", what, "bold"),
            column(f"  {_HERE}", each, "bold"),
            column(f"  {_THERE}", each, "bold"),
        ]
    )


def row(one: Difference, taken: Choice, width: int) -> Content:
    """Return a difference as a row: a mark where both say something, what it is, and both sides, of which the
    one that stands is ticked."""
    what, each = _widths(width)
    sides = [
        joined([content("✓" if taken == whose else "·", "bold" if taken == whose else "$quiet"),
                column(text or _NOTHING, each - 2, "" if taken == whose else "$quiet")])
        for whose, text in (("mine", one.mine), ("theirs", one.theirs))
    ]  # fmt: skip
    mark = content("!", "bold") if one.is_conflict else Content(" ")
    return Content(" ").join([mark, column(f"{one.record} {one.name}: {one.field}", what), *sides])


def _widths(width: int) -> tuple[int, int]:
    """Return the columns of what differs and of each side: the mark and three blanks are beside them."""
    each = max(width * 3 // 10, 8)
    return max(width - 4 - 2 * each, 8), each


def side(one: Difference, whose: str, *, kept: bool, whole: bool) -> Content:
    """Return one side of a difference in full; private texts only where they are to be shown `whole`."""
    title = _HERE if whose == "mine" else _THERE
    mine, theirs = one.private if whole and one.private is not None else (one.mine, one.theirs)
    said = (mine if whose == "mine" else theirs) or _NOTHING
    lines = [content(f"{title} ✓ stands" if kept else title, "bold" if kept else "$quiet"), content(said)]
    if one.private is not None:
        lines.append(content(f"P {'hides' if whole else 'shows'} private texts", "$quiet"))
    return joined(lines, "\n")


def keys(deciding: bool, *, can_merge: bool) -> Content:
    """Return what to press."""
    told = ["Space or ← → chooses, m all mine, t all theirs, w writes a file, l takes it in"] if deciding else []
    told += ["F2 merges"] if can_merge else []
    return content(", ".join([*told, "Esc closes"]), "$quiet")
