"""What all verbs share: where the desk is, JSON or words, and errors that say what to do."""

from __future__ import annotations

import functools
import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click

from tpdesk.cli.layout import Laid as Laid
from tpdesk.cli.layout import table as table
from tpdesk.cli.layout import terminal_width, wrapped
from tpdesk.errors import DeskError, Locked, UsageProblem
from tpdesk.text import printable, shown

if TYPE_CHECKING:
    from tpdesk.models.desk import Desk


_Command = TypeVar("_Command", bound=Callable[..., Any])


@dataclass(slots=True)
class Call:
    """What was said before or after the verb about the whole call."""

    desk_file: Path | None = None
    as_json: bool = False

    def path(self) -> Path:
        """Return the desk file: --desk, else TPDESK_FILE, else the last one opened, else the
        one in the user's data folder."""
        from tpdesk.models.own.remembered import default_desk, recent_desks

        if self.desk_file is not None:
            return self.desk_file
        named = os.environ.get("TPDESK_FILE")
        if named:
            return Path(named)
        recent = recent_desks()
        return recent[0] if recent else default_desk()

    def open(self, *, make: bool = False) -> Desk:
        """Open the desk; a writing verb makes a missing one and says so on stderr. Raises DeskFileProblem, Locked.

        A desk that --desk named is remembered: the next call without a name finds it.
        """
        from tpdesk.models.desk import open_desk
        from tpdesk.models.own.remembered import remember

        path = self.path()
        try:
            path.resolve()
            fresh = make and not path.exists()
        # A link that leads to itself is a RuntimeError up to Python 3.12.
        except (OSError, RuntimeError) as error:
            why = getattr(error, "strerror", None) or error
            raise Locked(f"The desk file {path} cannot be reached: {why}. Check the folder and your rights.") from error
        context = click.get_current_context()
        desk = open_desk(path, make=make, read_only=not make, program=context.command_path)
        desk.tell = say
        if make:
            warn_of_place(path)
        if self.desk_file is not None:
            remember(path)
        if not self.as_json and OF_LINES & set(context.command_path.split()):
            _warn_of_sums(desk)
        if fresh and not self.as_json:
            click.echo(f"New desk: {shown(str(path))}", err=True)
        return desk

    def answer(self, data: dict[str, Any], words: Callable[[], Iterable[str]]) -> None:
        """Print the verb's one JSON object, or its words: in a terminal laid out to its width, anywhere else whole."""
        if self.as_json:
            click.echo(json.dumps(data))
            return
        width = terminal_width()
        for line in words():
            for part in wrapped(line if isinstance(line, Laid) else printable(line), width):
                click.echo(printable(part))


OF_LINES: Final = frozenset({"batch", "categorise", "explain", "freeze", "import", "spend", "transfers"})
"""Verbs that show or change lines, or what lines say beyond their sums."""


def _warn_of_sums(desk: Desk) -> None:
    """Say on stderr that the desk holds sums in the place of lines, where it does."""
    from tpdesk.models.exported.made_of import sums_of

    made_of = sums_of(desk.connection)
    if made_of is not None:
        say(f"look: {made_of.words}")


def warn(call: Call, warnings: Iterable[str]) -> None:
    """Print the warnings on stderr; with --json they are in the answer."""
    if not call.as_json:
        for warning in warnings:
            click.echo(f"look: {shown(warning)}", err=True)


def say(words: str) -> None:
    """Say on stderr what does not stop the work."""
    click.echo(shown(words), err=True)


def warn_of_place(path: Path) -> None:
    """Say what to be careful of where the desk file lies, if anything."""
    from tpdesk.models.keeping.placement import place_warning

    words = place_warning(path)
    if words is not None:
        say(words)


def _set_desk(context: click.Context, _: click.Parameter, value: Path | None) -> None:
    if value is not None:
        context.ensure_object(Call).desk_file = value


def _set_json(context: click.Context, _: click.Parameter, value: bool) -> None:
    if value:
        context.ensure_object(Call).as_json = True


@functools.cache
def common_options() -> tuple[click.Parameter, ...]:
    """Return --desk and --json, which are taken before and after any verb: the same two for all of them."""
    return (
        click.Option(
            ["--desk"], type=click.Path(path_type=Path, dir_okay=True), expose_value=False, callback=_set_desk,
            metavar="FILE",
            help="The desk file. Default: TPDESK_FILE, else the last one opened.",
        ),
        click.Option(["--json"], is_flag=True, expose_value=False, callback=_set_json,
            help="Print one JSON object instead of words."),
    )  # fmt: skip


NEVER_BLANK: Final = (
    "place",
    "year",
    "agency",
    "agency_column",
    "profile",
    "control_total",
    "payer",
    "receiver",
    "new_name",
    "delimiter",
)
"""Options that name something: given as an empty text (a script's unset variable) they would
quietly mean the default."""


def refuse_blanks(context: click.Context) -> None:
    """Raise UsageProblem for an option that names something and is given blank."""
    for name in NEVER_BLANK:
        value = context.params.get(name)
        # A tab is a delimiter, though it looks blank.
        if isinstance(value, str) and not (value if name == "delimiter" else value.strip()):
            option = next(param.opts[0] for param in context.command.params if param.name == name)
            raise UsageProblem(f"{option} is given but empty. Name something, or leave it out.")


def refuse_no_text(context: click.Context) -> None:
    """Raise UsageProblem for an argument or option with bytes that are no text: no desk can hold them.
    Names of files may have them."""
    for param in context.command.params:
        value = context.params.get(param.name or "")
        for text in value if isinstance(value, tuple) else (value,):
            if isinstance(text, str) and any("\ud800" <= letter <= "\udfff" for letter in text):
                raise UsageProblem(
                    f"{param.opts[0] if isinstance(param, click.Option) else param.make_metavar(context)} holds "
                    f"bytes that are no text ({text[:40]}). Type it again, in UTF-8."
                )


class Verb(click.Command):
    """A command that takes the common options and turns our errors into words and exit codes."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.params.extend(common_options())

    def invoke(self, context: click.Context) -> Any:
        """Run the verb; a DeskError goes to stderr (and, with --json, to stdout as an
        object) and sets the exit code."""

        def work() -> Any:
            refuse_blanks(context)
            refuse_no_text(context)
            return super(Verb, self).invoke(context)

        return told(context, work)


class Verbs(click.Group):
    """A group of verbs that takes the common options itself too."""

    command_class = Verb

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.params.extend(common_options())


Verbs.group_class = Verbs

_ARGUMENTS: Final = "tpdesk.arguments"
"""Where a context keeps the arguments as they were typed."""


class Program(Verbs):
    """The command itself: what cannot be parsed is told as JSON too where --json is among the arguments."""

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        """Parse what stands before the verb; a desk file there is as good as --desk. Raises click.UsageError."""
        from tpdesk.models.connection import SUFFIX

        typed = tuple(args)
        with usage_told(typed):
            _refuse_half_characters(typed)
            if args and not args[0].startswith("-") and args[0].endswith(SUFFIX):
                if not Path(args[0]).is_file():
                    raise click.UsageError(
                        f"There is no desk file {args[0]}. Check its name and folder; to make a new one: tpdesk "
                        f"--desk {args[0]}"
                    )
                args = ["--desk", *args]
            context = super().make_context(info_name, args, parent, **extra)
        context.meta[_ARGUMENTS] = typed
        return context

    def invoke(self, context: click.Context) -> Any:
        """Parse the verb's own arguments and run it. Raises click.UsageError."""
        with usage_told(context.meta[_ARGUMENTS]):
            return super().invoke(context)


def _refuse_half_characters(arguments: Iterable[str]) -> None:
    """Raise click.UsageError for half of a character, which Windows lets through and no file or desk can hold;
    bytes of a Linux path stay."""
    for argument in arguments:
        if any("\ud800" <= sign <= "\udfff" and not "\udc80" <= sign <= "\udcff" for sign in argument):
            raise click.UsageError("An argument holds half of a character. Type it again.")


@contextmanager
def usage_told(arguments: tuple[str, ...]) -> Iterator[None]:
    """Print the JSON object of a usage error of click's, which goes on to put its words on stderr and end with 2."""
    try:
        yield
    except click.UsageError as error:
        options = arguments[: arguments.index("--")] if "--" in arguments else arguments
        if "--json" in options:
            asked = isinstance(error, click.exceptions.NoArgsIsHelpError)
            message = "A verb is missing. --help lists them." if asked else error.format_message()
            print_error(UsageProblem.title, message, error.exit_code)
        said = error.format_message()
        clean_words = "\n".join(map(printable, said.split("\n")))
        if clean_words != said:
            raise click.UsageError(clean_words, error.ctx) from error
        raise


def told(context: click.Context, work: Callable[[], Any]) -> Any:
    """Run `work`, turning errors and ctrl+c into words and the contract's exit codes."""
    call = context.ensure_object(Call)
    try:
        return work()
    except DeskError as error:
        fail(call, error.title, str(error), error.exit_code)
    except KeyboardInterrupt:
        fail(call, "Stopped", "The work was cancelled; nothing was changed.", 130)
    except (click.ClickException, click.exceptions.Exit, click.Abort):
        raise
    except OSError as error:
        from tpdesk.models.desktop import is_reader_gone

        if is_reader_gone(error):
            # There is nobody left to tell.
            sys.stderr.close()
            sys.exit(0)
        # No act expected it: a name that no system takes, a place that went away.
        where = f"{error.filename} cannot be reached: " if error.filename else ""
        fail(
            call,
            Locked.title,
            f"{where}{error.strerror or error}. Check the name, the folder and your rights.",
            Locked.exit_code,
        )
    except Exception as error:
        # A damaged file can hold values that no code of ours expects: where it is damaged, that
        # is what there is to say.
        from tpdesk.services.keeping import damage_behind

        damage = damage_behind(call.path(), error)
        if damage is None:
            raise
        fail(call, damage.title, str(damage), damage.exit_code)


def fail(call: Call, title: str, message: str, exit_code: int) -> None:
    """Say what went wrong and end with the exit code."""
    if call.as_json:
        print_error(title, message, exit_code)
    click.echo(f"{shown(title)}. {shown(message)}" if not message.startswith(title) else shown(message), err=True)
    sys.exit(exit_code)


def print_error(title: str, message: str, exit_code: int) -> None:
    """Print the one JSON object of a call that failed."""
    click.echo(json.dumps({"error": {"title": title, "message": message, "exit_code": exit_code}}))


def force_option(out: str) -> Callable[[_Command], _Command]:
    """Return the --force of a verb whose option `out` names the file that it writes."""
    return click.option(
        "--force",
        is_flag=True,
        help=f"With {out}: replace a file that is there, even one that tpdesk did not write or that was changed since.",
    )


def place_and_year(command: _Command) -> _Command:
    """Add the place and the year that a verb is about: where they are left out, the desk's only one."""
    return click.option("--place", metavar="P")(click.option("--year")(command))


def ask_call() -> Call:
    """Return the call that the running verb belongs to."""
    return click.get_current_context().ensure_object(Call)
