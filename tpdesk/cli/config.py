"""Verbs for the user's own file of settings: where it is, and what it makes of the keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from tpdesk.cli.base import Laid, Verbs, ask_call, table

if TYPE_CHECKING:
    from tpdesk.models.own.config import Config


@click.group(cls=Verbs)
def config() -> None:
    """Your own keys and looks for the window: a file that you write and tpdesk reads."""


@config.command()
def where() -> None:
    """Say where your file of settings is, or would be, and what one looks like."""
    from tpdesk.models.own.config import EXAMPLE, config_file

    path = config_file()
    ask_call().answer(
        {"file": str(path), "exists": path.is_file(), "example": EXAMPLE},
        lambda: [str(path), *([] if path.is_file() else ["It is not there yet. It looks like this:", *map(Laid, EXAMPLE.splitlines())])],
    )  # fmt: skip


@config.command()
def show() -> None:
    """Show every key of the window, those of your own file marked, and what in the file was left out."""
    from tpdesk.models.own.config import read_config
    from tpdesk.screens.commands import COMMANDS
    from tpdesk.screens.keymap import checked

    found = read_config()
    keymap, problems = checked(found.keys)
    problems = [*found.problems, *problems]
    keys = {command.id: keymap.get(command.id, command.keys) for command in COMMANDS if command.keys}
    data = {
        "file": str(found.path), "exists": found.exists, "keys": keys, "own": keymap, "theme": found.theme or None,
        "animations": found.animations, "problems": problems,
    }  # fmt: skip
    ask_call().answer(data, lambda: _words(found, keymap, problems))


def _words(found: Config, keymap: dict[str, str], problems: list[str]) -> list[str]:
    from tpdesk.screens.commands import COMMANDS
    from tpdesk.screens.commands.declare import keys_text

    rows = [
        (command.id, keys_text(keymap.get(command.id, command.keys)), "yours" if command.id in keymap else "", command.tells)
        for command in COMMANDS
        if command.keys
    ]  # fmt: skip
    told = [f"{found.path}{'' if found.exists else ' (not there: every key is as it came)'}"]
    return [
        *told,
        *(f"Left out: {problem}" for problem in problems),
        *table([("Command", "Key", "", "What it does"), *rows]),
    ]


COMMANDS = (config,)
