"""README and docs/verbs.md: the commands of the README, the figures that it shows, and the table of every verb."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import click

from tests.cli.verbs import Verb, inside
from tests.readme import commands
from tpdesk.cli.verbs import tpdesk

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
VERBS = (ROOT / "docs" / "verbs.md").read_text(encoding="utf-8")


def test_the_first_two_blocks_hold_one_command_each() -> None:
    blocks = commands()
    assert len(blocks) >= 2
    assert all(len(block.splitlines()) == 1 for block in blocks[:2])
    assert "demo --no-open" in blocks[0]
    assert blocks[1].endswith("pytest")


def verbs(group: click.Group, before: str = "") -> list[str]:
    """Return every verb with the words before it."""
    found = []
    for name, command in inside(group).items():
        found += verbs(command, f"{before}{name} ") if isinstance(command, click.Group) else [before + name]
    return found


def test_the_readme_is_one_page_with_pictures() -> None:
    assert len(README.split()) < 800
    assert 3 <= len(re.findall(r"^!\[[^]]+\]\(docs/img/", README, re.MULTILINE)) <= 4


def test_every_verb_is_in_the_table_and_every_one_there_is_real() -> None:
    table = VERBS.partition("## All verbs")[2].partition("##")[0]
    told = set(re.findall(r"`([a-z-]+(?: [a-z]+){0,2})`", table.partition("|---|---|")[2]))
    assert told - {"completion"} == set(verbs(tpdesk)) - {"completion"}


def test_every_verb_has_help_and_takes_the_common_options() -> None:
    def walk(command: click.Command, name: str) -> None:
        names = {parameter.name for parameter in command.params}
        assert {"desk", "json"} <= names, name
        assert command.help, name
        for child, inner in getattr(command, "commands", {}).items():
            walk(inner, f"{name} {child}")

    walk(tpdesk, "tpdesk")


def test_the_figures_shown_are_what_the_verbs_print(sample: Verb) -> None:
    shown = re.findall(r"^```text\n\$ (tpdesk .*?)\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
    assert len(shown) == 2
    for command, printed in shown:
        told = sample.words(*shlex.split(command)[3:])
        assert told.exit_code == 0, told.err
        found = set(re.findall(r"[£\d][\d,.]*\d%?|\d+", told.out))
        assert [figure for figure in re.findall(r"[£\d][\d,.]*\d%?|\d+", printed) if figure not in found] == []
