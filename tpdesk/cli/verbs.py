"""The command itself: every verb of the contract, and the window without one."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Final

import click

from tpdesk import __version__
from tpdesk.cli.base import Program, ask_call, told

_DIVES: Final = (
    "records.verbs", *(f"dives.{name}" for name in ("totals",)),
)  # fmt: skip

MODULES: Final[Mapping[str, tuple[str, ...]]] = {
    "agency": ("agencies", "register_files"),
    "alignment": ("streams",),
    "apportion": ("apportioning",),
    "area": ("areas",),
    "asset": ("assets",),
    "backup": ("keeping",),
    "barrier": _DIVES,
    "batch": ("batches",),
    "boundaries": ("boundaries",),
    "burden": ("burdens",),
    "case": ("cases",),
    "categorise": ("mapping",),
    "category": ("mapping",),
    "check": ("desks",),
    "compare": ("explain",),
    "completion": ("desks",),
    "config": ("desks",),
    "copy": ("keeping",),
    "count": ("figures",),
    "cube": ("exporting",),
    "culture": ("culture",),
    "delivery": _DIVES,
    "demo": ("desks",),
    "dive": _DIVES,
    "driver": ("apportioning",),
    "explain": ("explain",),
    "benefits": ("benefits",),
    "first-count": ("first_count",),
    "freeze": ("versions",),
    "history": ("history",),
    "import": ("imports",),
    "indicator": ("outcomes",),
    "journey": _DIVES,
    "lines": ("exporting",),
    "merge": ("merge",),
    "milestone": ("milestones",),
    "note": _DIVES,
    "opportunity": _DIVES,
    "overlap": ("overlaps",),
    "pack": ("packs",),
    "pairs": ("overlaps",),
    "place": ("places", "place_facts", "register_files"),
    "priority": ("streams",),
    "profile": ("batches",),
    "purge": ("keeping",),
    "recipe": ("recipes",),
    "recount": ("boundaries",),
    "redo": ("history",),
    "restore": ("keeping",),
    "return": ("returns",),
    "salvage": ("keeping",),
    "shortlist": ("dives.shortlists",),
    "spend": ("spend_edit",),
    "stream": ("streams",),
    "transfers": ("transfers",),
    "undo": ("history",),
    "unitcost": ("unit_costs",),
    "verdict": ("dives.shortlists",),
    "version": ("versions",),
    "volume": ("volumes",),
    "workshop": _DIVES,
}
"""The modules of each verb under this package; the first declares it, the others add to it.
A kind of record that is not here has the verbs of its declaration."""


class Tpdesk(Program):
    """The command. A verb's modules are imported when it is asked for: no call waits for another's."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all verbs, in order."""
        from tpdesk.domain.kinds import KINDS

        self.take(*MODULES, *KINDS)
        return super().list_commands(ctx)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the verb of this name, or None where there is none."""
        self.take(cmd_name)
        return super().get_command(ctx, cmd_name)

    def take(self, *verbs: str) -> None:
        """Import the modules of these verbs and add them; a name that is no verb's is passed over."""
        for verb in verbs:
            for name in MODULES.get(verb, ()):
                module = import_module(f"tpdesk.cli.{name}")
                for command in getattr(module, "COMMANDS", ()):
                    self.commands.setdefault(command.name, command)
            if verb not in MODULES and verb not in self.commands:
                self._take_kind(verb)

    def _take_kind(self, verb: str) -> None:
        """Add the verbs of a kind of record that is only declared."""
        from tpdesk.domain.kinds import KINDS

        if verb in KINDS and not KINDS[verb].verbs_in:
            from tpdesk.cli.records.verbs import verbs_of

            self.commands[verb] = verbs_of(KINDS[verb])


@click.group(
    cls=Tpdesk,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, prog_name="tpdesk")
@click.pass_context
def tpdesk(context: click.Context) -> None:
    """Count the public money of a place, find where its organisations overlap, and hand the board its workbook.

    Without a verb the desk opens in the terminal.
    """
    if context.invoked_subcommand is None:
        from tpdesk.cli.desks import open_window

        told(context, lambda: open_window(ask_call()))
