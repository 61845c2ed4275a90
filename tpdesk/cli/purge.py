"""The verb that takes an agency, a place or a workshop out for good."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from tpdesk.cli.base import Verb, ask_call

if TYPE_CHECKING:
    from tpdesk.models.log.purge import Purge


@click.command(cls=Verb)
@click.argument("kind", type=click.Choice(["agency", "place", "workshop"]))
@click.argument("name")
@click.option("--yes", is_flag=True, help="Do it. Without it the verb only tells what would go.")
def purge(kind: str, name: str, yes: bool) -> None:
    """Take an agency, a place or a workshop out for good: its lines, deliveries and notes, its rejected rows, the history of it, free pages and every backup.

    This cannot be undone, and nothing that was done before it either.
    """
    from tpdesk.services import purging

    call = ask_call()
    with call.open(make=yes) as desk:
        if not yes:
            told = purging.plan(desk, kind, name)
            call.answer(
                {"purged": False, **_data(told)},
                lambda: [*told.words("would go"), "Nothing was changed. Add --yes to do it: it cannot be undone."],
            )
            return
        done = purging.carry_out(desk, kind, name)
    data = {"purged": True, **_data(done.purge), "backups": done.backups, "backups_deleted": list(done.deleted)}
    call.answer(data, lambda: done.words)


def _data(told: Purge) -> dict[str, Any]:
    return {
        "kind": told.kind,
        "names": list(told.names),
        "lines": told.lines,
        "batches": [number for number, _ in told.batches],
        "shared_batches": [number for number, _ in told.shared_batches],
        "transfers": told.transfers,
        "records": list(told.records),
    }


COMMANDS = (purge,)
