"""Verbs run in this process, with what they printed and the code they ended with."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner

from tpdesk.cli.verbs import tpdesk


@dataclass(frozen=True, slots=True)
class Told:
    """What a verb answered."""

    exit_code: int
    """0 done, 1 problems in the input, 2 wrong usage, 3 locked or closed, 4 desk file, 130 cancelled."""

    out: str
    """stdout: data."""

    err: str
    """stderr: talk."""

    @property
    def json(self) -> dict[str, Any]:
        """The one JSON object on stdout. Raises ValueError for more than one, or none."""
        found = json.loads(self.out)
        assert isinstance(found, dict)
        return found


def inside(group: click.Group) -> Mapping[str, click.Command]:
    """Return the verbs of a group by name; those of the command itself are imported for it."""
    context = click.Context(group)
    return {name: verb for name in group.list_commands(context) if (verb := group.get_command(context, name))}


def run(*arguments: object, env: Mapping[str, str] | None = None) -> Told:
    """Run the command line as typed; an exception that is no exit is raised as it is."""
    done = CliRunner().invoke(tpdesk, [str(argument) for argument in arguments], env=env)
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return Told(done.exit_code, done.stdout, done.stderr)


@dataclass(frozen=True, slots=True)
class Verb:
    """The verbs on one desk file."""

    desk: Path
    """The desk file."""

    def __call__(self, *arguments: object) -> Told:
        """Run a verb on the desk with --json."""
        return run("--desk", self.desk, *arguments, "--json")

    def good(self, *arguments: object) -> dict[str, Any]:
        """Run a verb that must exit 0; return its JSON."""
        told = self(*arguments)
        assert told.exit_code == 0, f"{arguments}: exit {told.exit_code}: {told.err}"
        return told.json

    def words(self, *arguments: object) -> Told:
        """Run a verb on the desk without --json."""
        return run("--desk", self.desk, *arguments)


_ready: dict[Callable[[Verb], object], bytes] = {}


def with_desk(verb: Verb, make: Callable[[Verb], object]) -> Verb:
    """Return the verbs on the desk that `make` fills: by its verbs the first time in this
    process, afterwards as a copy."""
    if make in _ready:
        verb.desk.write_bytes(_ready[make])
    else:
        make(verb)
        _ready[make] = verb.desk.read_bytes()
    return verb


def ready_desk(make: Callable[[Verb], object]) -> Callable[[Path], Verb]:
    """Return a fixture: the verbs on the desk that `make` fills, once in each process."""

    @pytest.fixture
    def ready(tmp_path: Path) -> Verb:
        return with_desk(Verb(tmp_path / "a.tpdesk"), make)

    return ready
