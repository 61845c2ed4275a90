"""The verbs of return workbooks: written for organisations, and read back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from tpdesk.cli.base import Verb, ask_call, force_option, table, warn
from tpdesk.cli.records.verbs import GROUPS
from tpdesk.text import counted
from tpdesk.units import year_text

if TYPE_CHECKING:
    from tpdesk.services.return_sheets import SentReturn, SentReturns

_GROUP: Final = GROUPS["return"]


@click.command("write", cls=Verb)
@click.option("--place", metavar="P", help="The place that asks. Default: the desk's only one.")
@click.option("--agency", metavar="A", help="The organisation that is asked.")
@click.option("--year", required=True, help="The financial year that is asked for, as in 2024-25.")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="FILE.xlsx",
    help="Where to write it. Default: named after the organisation, in this folder.",
)
@click.option(
    "--all",
    "folder",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="One for each organisation of the place, into this folder, with a covering list.",
)
@click.option(
    "--prefill",
    type=click.Choice(["last", "none"]),
    default="last",
    show_default=True,
    help="Show the organisation's lines of the year before, with their amounts greyed.",
)
@click.option(
    "--unit",
    type=click.Choice(["pounds", "thousands"]),
    default="pounds",
    show_default=True,
    help="The unit in which amounts are asked for.",
)
@click.option("--due", default="", metavar="DAY", help="By when. Default: as set before, else in four weeks.")
@click.option("--contact", metavar="ROLE", help="Whom to ask, as a role: no name is needed.")
@click.option("--letter", is_flag=True, help="Write a covering letter (.docx) beside each workbook.")
@force_option("--out and --all")
def write(agency: str | None, out: Path | None, folder: Path | None, contact: str | None, **asked: Any) -> None:
    """Write a return workbook for an organisation to fill in, or one for each of a place.

    The organisation's return is then requested, with its due date, and the version is remembered.
    """
    from tpdesk.errors import UsageProblem
    from tpdesk.services.return_sheets import CONTACT, SendRequest, write_all, write_one

    if (agency is None) == (folder is None):
        raise UsageProblem("Say whose return: --agency NAME for one organisation, or --all DIR for all of the place.")
    if folder is not None and out is not None:
        raise UsageProblem("--out names one workbook and --all a folder of them. Leave one out.")
    if out is not None and out.suffix.casefold() != ".xlsx":
        raise UsageProblem(f"{out.name} is not the name of a workbook: it must end in .xlsx.")
    request = SendRequest(**asked, contact=contact if contact is not None else CONTACT)
    call = ask_call()
    with call.open(make=True) as desk:
        if folder is not None:
            done = write_all(desk, folder, request)
        else:
            done = write_one(desk, agency or "", out, request, Path.cwd())
    call.answer(_sent_data(done), lambda: _sent_words(done))
    warn(call, done.warnings)


def _sent_data(done: SentReturns) -> dict[str, Any]:
    def one(sent: SentReturn) -> dict[str, Any]:
        return {
            "file": str(sent.file), "agency": sent.agency, "version": sent.version, "rows": sent.rows,
            "prefilled": sent.prefilled, "due": sent.due_on, "letter": str(sent.letter) if sent.letter else None,
        }  # fmt: skip

    data: dict[str, Any] = {"place": done.place, "year": year_text(done.year), "warnings": list(done.warnings)}
    if done.listed is None:
        return {**data, **one(done.sent[0])}
    return {**data, "list": str(done.listed), "returns": [one(sent) for sent in done.sent]}


def _sent_words(done: SentReturns) -> Iterator[str]:
    if done.listed is None:
        sent = done.sent[0]
        yield f"Return workbook written: {sent.file} (version {sent.version}, due {sent.due_on})."
        yield f"{counted(sent.prefilled, 'line')} of the year before shown, {sent.rows:,} rows to fill in."
        if sent.letter:
            yield f"Covering letter: {sent.letter}"
        return
    rows = [["Organisation", "Version", "Due", "Prefilled", "File"]]
    rows += [[one.agency, str(one.version), one.due_on, str(one.prefilled), one.file.name] for one in done.sent]
    yield from table(rows, (1, 3))
    yield f"{counted(len(done.sent), 'return workbook')} of {done.place}, {year_text(done.year)}. List: {done.listed}"


_GROUP.add_command(write)

COMMANDS: Final = (_GROUP,)
