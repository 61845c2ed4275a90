"""The verb for the number of people from which on packs print it: below, a cohort is small, and what it follows from is left out."""

from __future__ import annotations

import click

from tpdesk.cli.base import Verb, ask_call
from tpdesk.cli.records.verbs import GROUPS


@click.command("threshold", cls=Verb)
@click.argument("number", type=int, required=False)
def threshold(number: int | None) -> None:
    """Say from which number of people on packs print it; with a NUMBER, set it for this desk."""
    from tpdesk.services.dives.weighing import set_small_from, small_from

    call = ask_call()
    with call.open(make=number is not None) as desk:
        held = small_from(desk) if number is None else set_small_from(desk, number)
    call.answer(
        {"threshold": held},
        lambda: [
            f"Packs print numbers of people from {held} on; 1 to {held - 1} are left out, with what follows from them."
        ],
    )


GROUPS["dive"].add_command(threshold)
