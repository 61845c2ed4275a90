"""Each verb imports its own modules only, and none is left out."""

from __future__ import annotations

import pkgutil
import subprocess
import sys
from importlib import import_module

import click
import pytest

import tpdesk.cli
from tests.cli.verbs import inside
from tpdesk.cli.verbs import MODULES
from tpdesk.cli.verbs import tpdesk as command

HELP = {"tpdesk.cli.base", "tpdesk.cli.layout", "tpdesk.cli.desks", "tpdesk.cli.verbs"}
"""What declares no verb and adds to none."""


def test_every_verb_is_declared_in_the_first_of_its_modules() -> None:
    for verb, modules in MODULES.items():
        declared = import_module(f"tpdesk.cli.{modules[0]}").COMMANDS
        assert verb in {one.name for one in declared}, verb
    for module in pkgutil.walk_packages(tpdesk.cli.__path__, "tpdesk.cli."):
        for one in getattr(import_module(module.name), "COMMANDS", ()):
            assert one.name in MODULES, one.name


@pytest.mark.deep
def test_a_verb_alone_has_all_that_stands_under_it_when_all_are_loaded() -> None:
    def names(group: click.Command) -> dict[str, object]:
        return {name: names(one) for name, one in inside(group).items()} if isinstance(group, click.Group) else {}

    whole = names(command)
    for verb in ("agency", "dive", "note", "place", "spend", "workshop"):
        asked = (
            "import json\nfrom tpdesk.cli.verbs import tpdesk\n"
            f"print(json.dumps(tpdesk.get_command(None, {verb!r}).list_commands(None)))"
        )
        told = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True).stdout
        inner = whole[verb]
        assert isinstance(inner, dict)
        assert told.strip() == str(sorted(inner)).replace("'", '"'), verb


def test_a_verb_imports_no_other_verbs_modules() -> None:
    asked = (
        "import sys\nfrom tpdesk.cli.verbs import tpdesk\ntpdesk.get_command(None, 'undo')\n"
        "print(*sorted(name for name in sys.modules if name.startswith('tpdesk.cli.')))"
    )
    told = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True).stdout
    assert set(told.split()) - HELP == {"tpdesk.cli.history"}


def test_the_list_of_all_verbs_loads_nothing_that_counts() -> None:
    asked = (
        "import sys\nfrom tpdesk.cli import run\nsys.argv[1:] = ['--help']\n"
        "try:\n    run()\nexcept SystemExit:\n    pass\n"
        "print(*sorted(name for name in sys.modules if name.startswith(('tpdesk.calc', 'tpdesk.domain.results'))), "
        "file=sys.stderr)"
    )
    told = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert "import" in told.stdout
    assert told.stderr.split() == []
