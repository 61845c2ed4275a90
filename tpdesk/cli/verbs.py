"""The command itself: every verb of the contract, and the window without one."""

from __future__ import annotations

import click

from tpdesk import __version__
from tpdesk.cli import (
    agencies,
    agency_returns,
    categories,
    compare,
    config,
    desks,
    explain,
    figures,
    history,
    imports,
    keeping,
    mapping,
    merge,
    packs,
    place_facts,
    place_people,
    places,
    purge,
    recovery,
    spend_edit,
)
from tpdesk.cli.base import Program, ask_call, told
from tpdesk.cli.dives import records, shortlists, tagging, threshold, totals, verdicts, workshops


@click.group(
    cls=Program,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, prog_name="tpdesk")
@click.pass_context
def tpdesk(context: click.Context) -> None:
    """Count the public money of a place, find where its agencies overlap, and hand the board its workbook.

    Without a verb the desk opens in the terminal.
    """
    if context.invoked_subcommand is None:
        told(context, lambda: desks.open_window(ask_call()))


for module in (
    desks,
    places,
    place_facts,
    place_people,
    agencies,
    agency_returns,
    imports,
    categories,
    mapping,
    figures,
    explain,
    compare,
    packs,
    records,
    workshops,
    tagging,
    totals,
    threshold,
    shortlists,
    verdicts,
    history,
    recovery,
    purge,
    keeping,
    merge,
    config,
    spend_edit,
):
    for command in module.COMMANDS:
        tpdesk.add_command(command)
