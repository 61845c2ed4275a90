"""The command itself: every verb of the contract, and the window without one."""

from __future__ import annotations

from collections.abc import MutableMapping

import click

from tpdesk import __version__
from tpdesk.cli.base import Program, ask_call, told


class Tpdesk(Program):
    """The command. Its verbs' modules are imported when one is asked for or all are listed: the window, which waits for them, has none."""

    _held: MutableMapping[str, click.Command]
    _taken = False

    @property
    def commands(self) -> MutableMapping[str, click.Command]:
        """The verbs by name."""
        if not self._taken:
            self._taken = True
            take_verbs(self)
        return self._held

    @commands.setter
    def commands(self, held: MutableMapping[str, click.Command]) -> None:
        self._held = held


@click.group(
    cls=Tpdesk,
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
        from tpdesk.cli.desks import open_window

        told(context, lambda: open_window(ask_call()))


def take_verbs(group: click.Group) -> None:
    """Add every verb to the command."""
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
    from tpdesk.cli.dives import prevention, records, shortlists, tagging, threshold, totals, verdicts, workshops

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
        prevention,
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
            group.add_command(command)
