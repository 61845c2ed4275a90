"""Verbs for what was done: undo, redo, history."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import click

from tpdesk.cli.base import Verb, ask_call, table

if TYPE_CHECKING:
    from tpdesk.models.log.history import Act
    from tpdesk.models.log.undo_steps import Step


@click.command(cls=Verb)
@click.option(
    "--to",
    type=click.IntRange(0),
    help="Go back until this step is the latest that stands (history --steps); 0 undoes all.",
)
def undo(to: int | None) -> None:
    """Take back the latest act, whatever it was: an edit, an import, a removed batch."""
    from tpdesk.services import history

    call = ask_call()
    with call.open(make=True) as desk:
        done = [history.undo(desk)] if to is None else history.walk_to(desk, to)
    call.answer(
        {"undone": [_step(step) for step in done]},
        lambda: [f"Undone: {step.title}" for step in done] or ["Nothing was to be undone."],
    )


@click.command(cls=Verb)
@click.option(
    "--to", type=click.IntRange(1), help="Go forward until this step is the latest that stands (history --steps)."
)
def redo(to: int | None) -> None:
    """Bring back the act that was undone last."""
    from tpdesk.services import history

    call = ask_call()
    with call.open(make=True) as desk:
        done = [history.redo(desk)] if to is None else history.walk_to(desk, to)
    call.answer(
        {"redone": [_step(step) for step in done]},
        lambda: [f"Redone: {step.title}" for step in done] or ["Nothing was to be redone."],
    )


@click.command(cls=Verb)
@click.option(
    "--limit", type=click.IntRange(1, 1_000_000), default=50, show_default=True, help="How many acts, the latest first."
)
@click.option(
    "--record",
    help="With --name: the kind of record, as in organisation, place, population, label map.  [default: organisation]",
)
@click.option("--name", help="Only what changed the record of this name.")
@click.option("--line", type=click.IntRange(1, 2**62), help="Only what changed the spend line of this number.")
@click.option("--steps", is_flag=True, help="List what can be undone and redone instead.")
def history(limit: int, record: str | None, name: str | None, line: int | None, steps: bool) -> None:
    """Tell who did what and when, and what it changed from and to."""
    from tpdesk.services import history
    from tpdesk.services.history import acts

    call = ask_call()
    with call.open() as desk:
        if steps:
            found = history.steps(desk, limit)
            call.answer({"steps": [_step(step) for step in found]}, lambda: _step_words(found))
            return
        told = acts(desk, limit=limit, record=record, name=name, line=line)
    call.answer({"acts": [_act(act) for act in told]}, lambda: _act_words(told))


def _step(step: Step) -> dict[str, Any]:
    return {"step": step.id, "at": step.at, "who": step.who, "title": step.title, "undone": step.undone}


def _step_words(steps: list[Step]) -> Iterable[str]:
    if not steps:
        return ["There is nothing to undo on this desk."]
    rows = [
        [str(step.id), step.at[:16].replace("T", " "), step.who, "undone" if step.undone else "", step.title]
        for step in steps
    ]
    return table([["Step", "When (UTC)", "Who", "", "What"], *rows])


def _act(act: Act) -> dict[str, Any]:
    changes = [
        {"record": one.record, "name": one.name, "field": one.field, "before": one.before, "after": one.after}
        for one in act.changes
    ]
    return {
        "id": act.id,
        "at": act.at,
        "who": act.who,
        "act": act.act,
        "subject": act.subject,
        "detail": act.detail,
        "changes": changes,
    }


def _act_words(acts: list[Act]) -> list[str]:
    lines = []
    for act in acts:
        lines.append(f"{act.at[:16].replace('T', ' ')} {act.who}: {act.words}")
        for one in act.changes[:_MOST]:
            lines.append(f"    {one.what}: {one.before or '(nothing)'} -> {one.after or '(nothing)'}")
        if len(act.changes) > _MOST:
            lines.append(f"    and {len(act.changes) - _MOST:,} more changes; --json tells them all.")
    return lines or ["Nothing was done on this desk yet that fits."]


_MOST = 12
"""Changes of one act that are shown as words."""

COMMANDS = (undo, redo, history)
