"""What all verbs share: where the desk is, JSON or words, and errors that say what to do."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from tpdesk.errors import DeskError, UsageProblem
from tpdesk.text import printable, shown

if TYPE_CHECKING:
    from tpdesk.models.desk import Desk


@dataclass(slots=True)
class Call:
    """What was said before or after the verb about the whole call."""

    desk_file: Path | None = None
    as_json: bool = False

    def path(self) -> Path:
        """Return the desk file: --desk, else TPDESK_FILE, else the last one opened, else the one in the user's data folder."""
        from tpdesk.models.recent import default_desk, recent_desks

        if self.desk_file is not None:
            return self.desk_file
        named = os.environ.get("TPDESK_FILE")
        if named:
            return Path(named)
        recent = recent_desks()
        return recent[0] if recent else default_desk()

    def open(self, *, make: bool = False) -> Desk:
        """Open the desk; a writing verb makes a missing one. Raises DeskFileProblem, Locked."""
        from tpdesk.models.desk import open_desk

        return open_desk(self.path(), make=make, read_only=not make)

    def answer(self, data: dict[str, Any], words: Callable[[], Iterable[str]]) -> None:
        """Print the verb's one JSON object, or its words."""
        if self.as_json:
            click.echo(json.dumps(data))
        else:
            for line in words():
                click.echo(printable(line))


def _set_desk(context: click.Context, _: click.Parameter, value: Path | None) -> None:
    if value is not None:
        context.ensure_object(Call).desk_file = value


def _set_json(context: click.Context, _: click.Parameter, value: bool) -> None:
    if value:
        context.ensure_object(Call).as_json = True


def common_options() -> list[click.Parameter]:
    """Return --desk and --json, which are taken before and after any verb."""
    return [
        click.Option(
            ["--desk"], type=click.Path(path_type=Path, dir_okay=True), expose_value=False, callback=_set_desk, metavar="FILE",
            help="The desk file. Default: TPDESK_FILE, else the last one opened.",
        ),
        click.Option(["--json"], is_flag=True, expose_value=False, callback=_set_json, help="Print one JSON object instead of words."),
    ]  # fmt: skip


NEVER_BLANK: Final = ("place", "year", "agency", "agency_column", "profile", "control_total", "payer", "receiver")
"""Options that name something: given as an empty text (a script's unset variable) they would quietly mean the default."""


def refuse_blanks(context: click.Context) -> None:
    """Raise UsageProblem for an option that names something and is given blank."""
    for name in NEVER_BLANK:
        value = context.params.get(name)
        if isinstance(value, str) and not value.strip():
            option = next(param.opts[0] for param in context.command.params if param.name == name)
            raise UsageProblem(f"{option} is given but empty. Name something, or leave it out.")


class Verb(click.Command):
    """A command that takes the common options and turns our errors into words and exit codes."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.params.extend(common_options())

    def invoke(self, context: click.Context) -> Any:
        """Run the verb; a DeskError goes to stderr (and, with --json, to stdout as an object) and sets the exit code."""

        def work() -> Any:
            refuse_blanks(context)
            return super(Verb, self).invoke(context)

        return told(context, work)


class Verbs(click.Group):
    """A group of verbs that takes the common options itself too."""

    command_class = Verb

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.params.extend(common_options())


Verbs.group_class = Verbs


def told(context: click.Context, work: Callable[[], Any]) -> Any:
    """Run `work`, turning errors and ctrl+c into words and the contract's exit codes."""
    call = context.ensure_object(Call)
    try:
        return work()
    except DeskError as error:
        fail(call, error.title, str(error), error.exit_code)
    except KeyboardInterrupt:
        fail(call, "Stopped", "The work was cancelled; nothing was changed.", 130)
    except BrokenPipeError:
        # The reader of our output has gone: there is nobody left to tell.
        sys.stderr.close()
        sys.exit(0)


def fail(call: Call, title: str, message: str, exit_code: int) -> None:
    """Say what went wrong and end with the exit code."""
    if call.as_json:
        click.echo(json.dumps({"error": {"title": title, "message": message, "exit_code": exit_code}}))
    click.echo(f"{shown(title)}. {shown(message)}" if not message.startswith(title) else shown(message), err=True)
    sys.exit(exit_code)


def ask_call() -> Call:
    """Return the call that the running verb belongs to."""
    return click.get_current_context().ensure_object(Call)


def table(rows: Sequence[Sequence[str]], right: Sequence[int] = ()) -> Iterable[str]:
    """Yield aligned lines of a table whose first row is its heading; columns in `right` are set right."""
    from textwrap import shorten

    rows = [[shorten(shown(cell), 60, placeholder="...") if n not in right else cell for n, cell in enumerate(row)] for row in rows]
    widths = [max(len(row[n]) for row in rows) for n in range(len(rows[0]))] if rows else []
    for number, row in enumerate(rows):
        cells = [cell.rjust(widths[n]) if n in right else cell.ljust(widths[n]) for n, cell in enumerate(row)]
        yield "  ".join(cells).rstrip()
        if number == 0:
            yield "  ".join("-" * width for width in widths)
