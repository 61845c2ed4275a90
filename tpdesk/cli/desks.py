"""Verbs for the desk file itself: demo, check, completion; and the window."""

from __future__ import annotations

import gc
import sys
from typing import TYPE_CHECKING, Any

import click

from tpdesk.cli.base import Call, Verb, ask_call, warn_of_place
from tpdesk.cli.layout import Laid
from tpdesk.text import counted

if TYPE_CHECKING:
    from tpdesk.models.keeping.check import CheckItem


def open_window(call: Call) -> None:
    """Open the desk in the terminal. Raises UsageProblem where there is no terminal to open it in."""
    from tpdesk.errors import UsageProblem

    if call.as_json or not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise UsageProblem("The desk opens in a terminal, and this is none. Name a verb: tpdesk --help lists them.")
    # Nothing that a start makes is garbage, and to look for some takes a tenth of it: the window looks again once it stands.
    gc.disable()
    from tpdesk.app import TpDesk

    path = call.path()
    if not path.exists():
        call.open(make=True).close()
    # One that is there is opened by the window, which says what is wrong with it, and who else has it open.
    TpDesk(path).run()


@click.command(cls=Verb)
@click.option("--no-open", is_flag=True, help="Only make it; do not open the window.")
def demo(no_open: bool) -> None:
    """Make the sample desk: Lancashire 2024-25, the Luton count and the register of Total Place."""
    from tpdesk.models.own.recent import default_desk, remember
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
            f"{counted(made.places, 'place')}, {counted(made.agencies, 'agency', 'agencies')}, {counted(made.lines, 'line')}.",
            f"Try: tpdesk --desk {made.desk} overlap --place Lancashire --year 2024-25 --level 4",
        ],
    )
    if not no_open and not call.as_json and sys.stdin.isatty() and sys.stdout.isatty():
        call.desk_file = path
        open_window(call)


@click.command(cls=Verb)
def check() -> None:
    """Check that the desk file is whole and that every sum in it agrees. Exits 1 where it finds damage."""
    from tpdesk.models.keeping.check import check_desk, tables

    call = ask_call()
    warn_of_place(call.path())
    with call.open() as desk:
        items = check_desk(desk.connection)
        problems = [problem for item in items for problem in item.problems]
        held = {} if problems else tables(desk.connection)
    data: dict[str, Any] = {
        "desk": str(call.path()),
        "ok": not problems,
        "checks": [{"name": item.name, "passed": not item.problems, "problems": list(item.problems)} for item in items],
        "tables": held,
    }
    call.answer(data, lambda: _check_words(items))
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

    from tpdesk.cli.powershell import know_powershell

    know_powershell()
    call = ask_call()
    kind = get_completion_class(shell)
    assert kind is not None
    script = kind(click.get_current_context().find_root().command, {}, "tpdesk", "_TPDESK_COMPLETE").source()
    call.answer(
        {"shell": shell, "script": script, "load": _LOAD[shell]}, lambda: [Laid(line) for line in script.splitlines()]
    )


COMMANDS = (demo, check, completion)
