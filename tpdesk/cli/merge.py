"""The verb that takes a colleague's desk file in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tpdesk.cli.base import Verb, ask_call, force_option
from tpdesk.text import counted
from tpdesk.units import pounds

if TYPE_CHECKING:
    from tpdesk.models.merge.plan import Choice, Choices, Difference, Merged, MergePlan

_MOST = 20
"""Differences and names that are shown as words."""


@click.command(cls=Verb)
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Only say what would come and what the two desks say differently.")
@click.option(
    "--take",
    type=click.Choice(["mine", "theirs"]),
    default="mine",
    show_default=True,
    help="What stands where both desks say something.",
)
@click.option(
    "--decide",
    type=click.Path(path_type=Path),
    metavar="FILE.csv",
    help="What stands one by one: a file of --conflicts, decided in its column 'choice'.",
)
@click.option(
    "--conflicts",
    type=click.Path(path_type=Path),
    metavar="OUT.csv",
    help="Write every difference to a file, side by side, to decide in it.",
)
@force_option("--conflicts")
@click.option(
    "--private-notes", is_flag=True, help="Bring the notes that are marked private too. Without it they stay there."
)
def merge(
    file: Path,
    dry_run: bool,
    take: Choice,
    decide: Path | None,
    conflicts: Path | None,
    force: bool,
    private_notes: bool,
) -> None:
    """Take the desk FILE of a colleague in: what only it has comes, what only one of you filled is filled in.
    One step, undone at once.

    What both desks have is known by what it is: names and aliases, codes, the very file a batch was made of. Merging
    twice doubles nothing. FILE itself is never changed. What is private is never printed: neither the words of private
    notes nor notes for oneself.
    """
    from tpdesk.services import merging

    call = ask_call()
    with call.open(make=not dry_run) as desk:
        plan = merging.plan(desk, file, with_private=private_notes)
        choices: Choices = merging.all_conflicts(plan, take)
        if decide is not None:
            choices = {**choices, **merging.read_decisions(plan, decide)}
        if conflicts is not None:
            merging.write_differences(plan, choices, conflicts, replace=force)
        done = None if dry_run else merging.apply(desk, file, plan, choices)
    call.answer(_data(plan, choices, done), lambda: _words(plan, choices, done, conflicts))


def _data(plan: MergePlan, choices: Choices, done: Merged | None) -> dict[str, Any]:
    return {
        "file": plan.file,
        "merged": done is not None and done.changed,
        "summary": plan.words(choices),
        "new": [{"record": one.record, "number": len(one.names), "names": list(one.names)} for one in plan.new],
        "batches": [
            {
                "file": one.file, "place": one.place, "batch_there": one.number,
                "batch": dict(done.batches).get(one.number) if done else None,
                "lines": one.lines, "sum_pence": one.sum_pence, "who": one.who, "made_at": one.made_at,
            }
            for one in plan.batches
        ],
        "lines": plan.new_lines,
        "hand_entered_lines": plan.hand_lines,
        "sum_pence": sum(one.sum_pence for one in plan.batches) + plan.hand_pence,
        "settled_rejects": plan.settled_rejects,
        "differences": [
            {
                "record": one.record, "name": one.name, "field": one.field, "mine": one.mine, "theirs": one.theirs,
                "conflict": one.is_conflict,
                "lines": one.lines, "choice": choices.get(one, one.usual),
            }
            for one in plan.differences
        ],
        "conflicts": len(plan.conflicts),
        "notes": list(plan.notes),
        "private_notes": plan.private_notes,
        "private_notes_taken": plan.with_private and plan.private_notes > 0,
    }  # fmt: skip


def _words(plan: MergePlan, choices: Choices, done: Merged | None, conflicts: Path | None) -> Iterator[str]:
    if done is None:
        yield f"From {plan.file} would come: {plan.words(choices)}. Nothing was changed."
    elif not done.changed:
        kept = f" {counted(len(plan.conflicts), 'conflict')} kept mine." if plan.conflicts else ""
        yield f"Nothing came from {plan.file}: all that it has is here.{kept}"
    else:
        yield f"Merged {plan.file}: {done.words}. 'tpdesk undo' takes it back."
    for new in plan.new:
        more = f" and {len(new.names) - _MOST:,} more" if len(new.names) > _MOST else ""
        yield f"  {new.words}: {', '.join(new.names[:_MOST])}{more}"
    for batch in plan.batches:
        yield (
            f"  batch of {batch.file} in {batch.place}: {counted(batch.lines, 'line')}, "
            f"{pounds(batch.sum_pence)}, taken in by {batch.who}"
        )
    if plan.hand_lines:
        yield f"  {counted(plan.hand_lines, 'line')} entered by hand: {pounds(plan.hand_pence)}"
    for one in plan.differences[:_MOST]:
        yield f"  {_difference(one, choices)}"
    if len(plan.differences) > _MOST:
        yield f"  and {len(plan.differences) - _MOST:,} more differences: --conflicts FILE.csv writes them all."
    for note in plan.notes:
        yield f"Look: {note}"
    if plan.private_words:
        yield plan.private_words + ("" if plan.with_private else " --private-notes brings private notes too.")
    if conflicts is not None:
        yield f"Every difference: {conflicts}. Decide in its column 'choice', then merge with --decide."


def _difference(one: Difference, choices: Choices) -> str:
    taken = choices.get(one, one.usual)
    kept = "conflict, kept mine" if taken == "mine" else "conflict, taken theirs"
    if not one.is_conflict:
        kept = "filled in" if taken == "theirs" else "left as mine"
    return (
        f"{one.record} {one.name}, {one.field}: {one.mine or '(nothing)'} here, {one.theirs or '(nothing)'} "
        f"there ({kept})"
    )


COMMANDS = (merge,)
"""Registered with the program."""
