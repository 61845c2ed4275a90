"""The verb for the step after which prevention ends: what it comes to follows from it."""

from __future__ import annotations

import click

from tpdesk.cli.base import Verb, ask_call
from tpdesk.cli.records.verbs import GROUPS


@click.command("prevention", cls=Verb)
@click.argument("step", required=False)
def prevention(step: str | None) -> None:
    """Show up to which step deliveries count as prevention; with a STEP (primary, secondary, tertiary), set it for this desk."""
    from tpdesk.calc.stages import CUTS, STEPS
    from tpdesk.services.dives.weighing import prevention_cut, set_prevention_cut

    call = ask_call()
    with call.open(make=step is not None) as desk:
        cut = prevention_cut(desk) if step is None else set_prevention_cut(desk, step)
    steps = {word: stage for stage, word in STEPS.items()}
    inside = ", ".join(f"{word} ({steps[word]})" for word in CUTS[: CUTS.index(cut) + 1])
    call.answer({"cut": cut, "steps": steps}, lambda: [f"Deliveries count as prevention up to {cut}: {inside}."])


GROUPS["dive"].add_command(prevention)
