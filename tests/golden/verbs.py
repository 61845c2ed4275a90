"""Every verb of the command line by name."""

from __future__ import annotations

import click

from tests.cli.verbs import inside
from tpdesk.cli.verbs import tpdesk


def all_verbs(group: click.Group = tpdesk, before: str = "") -> frozenset[str]:
    """Return the names of all verbs of a group: `count`, `journey step add`."""
    found: set[str] = set()
    for name, command in inside(group).items():
        full = f"{before}{name}"
        found |= all_verbs(command, f"{full} ") if isinstance(command, click.Group) else {full}
    return frozenset(found)
