"""Verbs for the desk file itself: demo, check, completion; and the window.

Completion for PowerShell, which click has none for.

Verbs for the user's own file of settings: where it is, and what it makes of the keys.
"""

from __future__ import annotations

import gc
import os
import sys
from types import ModuleType
from typing import TYPE_CHECKING, Any, ClassVar, cast

import click
from click.shell_completion import CompletionItem, ShellComplete, add_completion_class, split_arg_string

from tpdesk.cli.base import Call, Verb, Verbs, ask_call, table, warn_of_place
from tpdesk.cli.layout import Laid
from tpdesk.text import counted

if TYPE_CHECKING:
    from tpdesk.models.keeping.check import CheckItem
    from tpdesk.models.own.config import Config


def open_window(call: Call) -> None:
    """Open the desk in the terminal. Raises UsageProblem where there is no terminal to open it in."""
    from tpdesk.errors import UsageProblem

    if call.as_json or not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise UsageProblem("The desk opens in a terminal, and this is none. Name a verb: tpdesk --help lists them.")
    # Nothing that a start makes is garbage, and to look for some takes a tenth of it: the window
    # looks again once it stands.
    gc.disable()
    path = call.path()
    if not path.exists():
        call.open(make=True).close()
    from tpdesk.screens.first_frame import first_frame

    with first_frame(path) as frame:
        # asyncio would load OpenSSL for networks, and the window never goes over one.
        sys.modules["ssl"] = cast(ModuleType, None)
        from tpdesk.app import TpDesk

        del sys.modules["ssl"]
        # One that is there is opened by the window, which says what is wrong with it, and who else has it open.
        TpDesk(path, frame).run()


@click.command(cls=Verb)
@click.option("--no-open", is_flag=True, help="Only make it; do not open the window.")
def demo(no_open: bool) -> None:
    """Make the sample desk: Lancashire 2024-25, the Luton count and the register of Total Place."""
    from tpdesk.models.own.remembered import default_desk, remember
    from tpdesk.services.demo import make_demo

    call = ask_call()
    path = call.desk_file if call.desk_file is not None else default_desk().with_name("sample.tpdesk")
    made = make_demo(path)
    if call.desk_file is not None:
        remember(path)
    data = {"desk": str(made.desk), "places": made.places, "agencies": made.agencies, "lines": made.lines}
    call.answer(
        data,
        lambda: [
            f"Sample desk: {made.desk}",
            (
                f"{counted(made.places, 'place')}, {counted(made.agencies, 'organisation', 'organisations')}, "
                f"{counted(made.lines, 'line')}."
            ),
            f"Try: tpdesk --desk {made.desk} overlap --place Lancashire --year 2024-25 --level 4",
        ],
    )
    if not no_open and not call.as_json and sys.stdin.isatty() and sys.stdout.isatty():
        call.desk_file = path
        open_window(call)


@click.command(cls=Verb)
def check() -> None:
    """Check that the desk file is whole and that every sum in it agrees. Exits 1 where it finds damage."""
    from tpdesk.models.keeping.check import tables
    from tpdesk.services.checking import check as check_all

    call = ask_call()
    warn_of_place(call.path())
    with call.open() as desk:
        items, look_at = check_all(desk)
        problems = [problem for item in items for problem in item.problems]
        held = {} if problems else tables(desk.connection)
    data: dict[str, Any] = {
        "desk": str(call.path()),
        "ok": not problems,
        "checks": [{"name": item.name, "passed": not item.problems, "problems": list(item.problems)} for item in items],
        "look_at": look_at,
        "tables": held,
    }
    call.answer(data, lambda: [*_check_words(items), *(f"look: {text}" for text in look_at)])
    if problems:
        sys.exit(1)


def _check_words(items: list[CheckItem]) -> list[str]:
    lines = []
    for item in items:
        lines.append(f"{'ok     ' if not item.problems else 'WRONG  '}{item.name}")
        lines += [f"         {problem}" for problem in item.problems]
    return lines


_LOAD = {
    "bash": 'eval "$(tpdesk completion bash)" in ~/.bashrc',
    "zsh": 'eval "$(tpdesk completion zsh)" in ~/.zshrc',
    "powershell": "tpdesk completion powershell | Out-String | Invoke-Expression   in $PROFILE",
    "fish": "tpdesk completion fish > ~/.config/fish/completions/tpdesk.fish",
}


@click.command(cls=Verb)
@click.argument("shell", type=click.Choice(sorted(_LOAD)))
def completion(shell: str) -> None:
    """Print the shell's completion script. Put its loading line into your shell's start-up file."""
    from click.shell_completion import get_completion_class

    know_powershell()
    call = ask_call()
    kind = get_completion_class(shell)
    assert kind is not None
    script = kind(click.get_current_context().find_root().command, {}, "tpdesk", "_TPDESK_COMPLETE").source()
    call.answer(
        {"shell": shell, "script": script, "load": _LOAD[shell]}, lambda: [Laid(line) for line in script.splitlines()]
    )


_SOURCE = """\
Register-ArgumentCompleter -Native -CommandName %(prog_name)s -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $env:%(complete_var)s = "powershell_complete"
    $env:COMP_WORDS = $commandAst.ToString()
    $env:COMP_CWORD = $wordToComplete
    %(prog_name)s | ForEach-Object {
        $value, $help = $_ -split "`t", 2
        if (-not $help) { $help = $value }
        [System.Management.Automation.CompletionResult]::new($value, $value, "ParameterValue", $help)
    }
    Remove-Item Env:%(complete_var)s, Env:COMP_WORDS, Env:COMP_CWORD
}
"""


class PowerShellComplete(ShellComplete):
    """A line for each thing that could stand next: it, a tab, what it is."""

    name: ClassVar[str] = "powershell"
    source_template: ClassVar[str] = _SOURCE

    def get_completion_args(self) -> tuple[list[str], str]:
        """Return (the words before the one that is typed, that one)."""
        words, typed = split_arg_string(os.environ["COMP_WORDS"])[1:], os.environ.get("COMP_CWORD", "")
        return (words[:-1] if typed and words and words[-1] == typed else words), typed

    def format_completion(self, item: CompletionItem) -> str:
        """Return one line."""
        return f"{item.value}\t{item.help or item.value}"


def know_powershell() -> None:
    """Let click know the shell."""
    add_completion_class(PowerShellComplete)


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
        lambda: [str(path), *([] if path.is_file() else ["It is not there yet. It looks like this:",
                    *map(Laid, EXAMPLE.splitlines())])],
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
        (command.id, keys_text(keymap.get(command.id, command.keys)), "yours" if command.id in keymap else "",
            command.tells)
        for command in COMMANDS
        if command.keys
    ]  # fmt: skip
    told = [f"{found.path}{'' if found.exists else ' (not there: every key is as it came)'}"]
    return [
        *told,
        *(f"Left out: {problem}" for problem in problems),
        *table([("Command", "Key", "", "What it does"), *rows]),
    ]


COMMANDS = (demo, check, completion, config)
