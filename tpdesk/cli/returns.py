"""The verbs of return workbooks: written for organisations, and read back."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from tpdesk.cli.base import Verb, ask_call, force_option, table, warn
from tpdesk.cli.imports import file_entries, totals_of
from tpdesk.cli.records.verbs import GROUPS
from tpdesk.text import counted
from tpdesk.units import pounds, year_text

if TYPE_CHECKING:
    from tpdesk.services.return_reading import ReturnOutcome, ReturnRead
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
    from tpdesk.domain.return_form import CONTACT
    from tpdesk.errors import UsageProblem
    from tpdesk.services.return_sheets import SendRequest, write_all, write_one

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


@click.command("read", cls=Verb)
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="F.xlsx...|DIR")
@click.option("--place", metavar="P", help="Refuse what is not a return of this place.")
@click.option("--year", help="Refuse what is not a return of this year.")
@click.option("--stale", is_flag=True, help="Read a version in although a later one was sent.")
@click.option(
    "--unit",
    type=click.Choice(["pounds", "thousands"]),
    help="The unit of the amounts, where they look like another than the workbook asks for.",
)
@click.option("--without-totals", is_flag=True, help="Read lines in although no totals were typed.")
@click.option(
    "--annotated",
    type=click.Path(path_type=Path),
    metavar="OUT.xlsx",
    help="Write the sender's own workbook with what we read beside each row, and the questions.",
)
@click.option("--dry-run", is_flag=True, help="Read and check everything, change nothing.")
@force_option("--annotated")
def read(files: tuple[Path, ...], annotated: Path | None, force: bool, **asked: Any) -> None:
    """Read return workbooks that came back, known by their manifest: files, or all of a folder.

    Each is taken in whole, in the place of the organisation's return before, or not at all: its totals must agree with
    its lines to the penny. Exits 1 where something was refused; then nothing of that workbook is on the desk.
    """
    from tpdesk.errors import UsageProblem
    from tpdesk.services.files import must_be_free, must_be_writable
    from tpdesk.services.return_answers import email_text, must_take_words, open_questions, write_annotated
    from tpdesk.services.return_checks import ReadRequest
    from tpdesk.services.return_reading import read_return, read_returns_in, workbooks_in

    call = ask_call()
    request = ReadRequest(**asked)
    with call.open(make=True) as desk:
        if len(files) == 1 and not files[0].is_dir():
            if annotated is not None:
                must_take_words(files[0])
                must_be_writable(annotated, [files[0], desk.path])
                if not force:
                    must_be_free(annotated)
            if not request.dry_run:
                desk.keep("import")
            one = read_return(desk, files[0], request)
            questions = open_questions(desk, one.place, one.agency, one.year)
            if annotated is not None:
                write_annotated(files[0], annotated, one, questions, replace=force)
            mail = email_text(one, questions, one.book.manifest.due_on)
            answer = {"annotated": str(annotated) if annotated else None, "questions": len(questions), "email": mail}
            call.answer({**_read_data(one), **answer}, lambda: _one_words(one, request.dry_run, annotated, mail))
            if one.problems:
                sys.exit(1)
            return
        if annotated is not None:
            raise UsageProblem("--annotated makes the copy of one workbook. Name one file.")
        outcomes = read_returns_in(desk, workbooks_in(files), request)
    call.answer(_several_data(outcomes), lambda: _several_words(outcomes, request.dry_run))
    if any(outcome.error is not None or (outcome.read and outcome.read.problems) for outcome in outcomes):
        sys.exit(1)


def _read_data(read: ReturnRead) -> dict[str, Any]:
    def sums(key: str) -> dict[str, int]:
        from tpdesk.domain.return_form import ReturnSums

        return asdict(read.diff.sums[key]) if read.diff is not None else asdict(ReturnSums())

    return {
        "files": list(file_entries(read.outcome)), "totals": totals_of([read.outcome]),
        "place": read.place, "agency": read.agency, "year": year_text(read.year), "version": read.version,
        "batch": read.outcome.batch, "taken": not read.problems and not read.is_empty, "empty": read.is_empty,
        "replaced_batch": read.replaced[0] if read.replaced else None, "replaced_batches": list(read.replaced),
        "same": sums("same"), "changed": sums("changed"), "changed_before": sums("changed_before"), "new": sums("new"),
        "gone": sums("gone"),
        "control_totals": [
            {"total": one.key, "typed_pence": one.typed_pence, "lines_pence": one.lines_pence,
             "difference_pence": one.difference_pence}
            for one in read.totals
        ],
        "by_flow_and_cost_pence": dict(read.by_cost),
        "problems": [asdict(problem) for problem in read.problems], "notices": list(read.notices),
        "edits_carried": [asdict(edit) for edit in read.carried],
        "edits_to_look_at": [asdict(edit) for edit in read.dropped],
    }  # fmt: skip


def _read_words(read: ReturnRead, dry_run: bool) -> Iterator[str]:
    tally = read.outcome.sheets[0].tally
    yield f"{read.file}: {read.agency}, {read.place}, {year_text(read.year)}, version {read.version}"
    yield (
        f"  {counted(tally.rows_read, 'row')} read: {counted(tally.rows_imported, 'line')}, "
        f"{tally.rows_blank:,} blank, {tally.rows_rejected:,} rejected"
    )
    if read.is_empty:
        yield "  Nothing was filled in, so nothing was taken in."
    for total in read.totals:
        if total.typed_pence is not None:
            off = total.difference_pence
            said = "agrees to the penny" if not off else f"the lines differ by {pounds(off)}"
            yield f"  {total.key}: total {pounds(total.typed_pence)}, {said}"
    for key, pence in sorted(read.by_cost.items()):
        yield f"  {key}: {pounds(pence)}"
    if read.diff is not None:
        before = read.diff.sums["changed_before"]
        yield f"  against batch {', '.join(map(str, read.replaced))}:"
        for key in ("same", "changed", "new", "gone"):
            was = f" (before: {before.words})" if key == "changed" and before.lines else ""
            yield f"    {key}: {read.diff.sums[key].words}{was}"
    yield from (f"  carried over, row {edit.row} {edit.label}: {edit.words}" for edit in read.carried)
    yield from (f"  look at again, row {edit.row} {edit.label}: {edit.words}" for edit in read.dropped)
    yield from (f"  look: {notice}" for notice in (*read.notices, *read.outcome.warnings))
    for problem in read.problems:
        where = f"{problem.sheet}{f', row {problem.row}' if problem.row else ''}"
        yield f"  {where}: {problem.message}"
    if read.problems:
        yield "NOT taken in: nothing on the desk was changed."
    elif not read.is_empty:
        yield "Dry run: nothing was changed." if dry_run else f"Taken in as batch {read.outcome.batch}."


def _one_words(read: ReturnRead, dry_run: bool, annotated: Path | None, mail: str) -> Iterator[str]:
    yield from _read_words(read, dry_run)
    if annotated is not None:
        yield f"Annotated copy: {annotated}. An e-mail to go with it:"
        yield ""
        yield from mail.split("\n")


def _several_data(outcomes: Sequence[ReturnOutcome]) -> dict[str, Any]:
    def one(outcome: ReturnOutcome) -> dict[str, Any]:
        if outcome.read is None:
            assert outcome.error is not None
            error = {"title": outcome.error.title, "message": str(outcome.error), "exit_code": outcome.error.exit_code}
            return {"file": outcome.file.name, "taken": False, "why": outcome.why, "error": error}
        return {"file": outcome.file.name, "why": outcome.why, **_read_data(outcome.read)}

    reads = [outcome.read.outcome for outcome in outcomes if outcome.read is not None]
    return {
        "returns": [one(outcome) for outcome in outcomes], "totals": totals_of(reads),
        "taken": sum(outcome.is_taken for outcome in outcomes),
        "refused": sum(bool(outcome.error or (outcome.read and outcome.read.problems)) for outcome in outcomes),
    }  # fmt: skip


def _several_words(outcomes: Sequence[ReturnOutcome], dry_run: bool) -> Iterator[str]:
    from tpdesk.services.return_reading import sums_of

    rows = [["File", "Organisation", "Year", "Version", "Lines", "Expenditure", "Income", "What became of it"]]
    for outcome in outcomes:
        read, said = outcome.read, "taken in" if outcome.is_taken else outcome.why
        if read is None:
            rows.append([outcome.file.name, "-", "-", "-", "-", "-", "-", said])
            continue
        sums = sums_of(read)
        rows.append([
            outcome.file.name, read.agency, year_text(read.year), str(read.version), f"{sums.lines:,}",
            pounds(sums.expenditure_pence), pounds(sums.income_pence), said,
        ])  # fmt: skip
    yield from table(rows, (3, 4, 5, 6))
    taken = sum(outcome.is_taken for outcome in outcomes)
    would = "would be " if dry_run else ""
    yield f"{counted(len(outcomes), 'workbook')}: {taken} {would}taken in, {len(outcomes) - taken} not."


def _about_return(whose: str, *, is_needed: bool = True) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Return what adds the options that say which return a verb is about; `whose` is the help of --agency."""
    options = (
        click.option("--agency", metavar="A", required=is_needed, help=whose),
        click.option("--year", required=True, help="The financial year of the return, as in 2024-25."),
        click.option("--place", metavar="P", help="The place of the return. Default: the desk's only one."),
    )

    def add(command: Callable[..., None]) -> Callable[..., None]:
        for option in reversed(options):
            command = option(command)
        return command

    return add


@click.command("ask", cls=Verb)
@click.argument("question")
@_about_return("Whose return it is.")
@click.option("--row", type=click.IntRange(1), help="The row of its sheet Lines; left out: about the whole return.")
def ask(question: str, **about: Any) -> None:
    """Write down a QUESTION on a return that came back: it goes into the annotated copy, and the return is queried."""
    from tpdesk.services.return_answers import ask as write_down

    call = ask_call()
    with call.open(make=True) as desk:
        number, warnings = write_down(desk, question, **about)
    told = (
        f"Question {number} on the return of {about['agency']}. When it is answered: return-question change {number}."
    )
    call.answer({"question": number, "warnings": list(warnings)}, lambda: [told])
    warn(call, warnings)


@click.command("chase", cls=Verb)
@_about_return("Whose return it is.")
@click.option("--on", "day", default="", metavar="DAY", help="When. Default: today.")
def chase(day: str, **about: Any) -> None:
    """Note that a return was chased, today or on another day."""
    from tpdesk.domain.kinds import RETURN
    from tpdesk.services.return_answers import chase as note

    call = ask_call()
    with call.open(make=True) as desk:
        days = note(desk, day=str(RETURN.field_named("due_on").parse(day)), **about)
    call.answer(
        {"agency": about["agency"], "chased": list(days)},
        lambda: [f"The return of {about['agency']} was chased on {', '.join(days)}."],
    )


@click.command("remind", cls=Verb)
@_about_return("Whose return it is. Or --all.", is_needed=False)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="FILE.docx",
    help="Where to write the letter. Default: named after the organisation, in this folder.",
)
@click.option(
    "--all",
    "folder",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Write one to each organisation whose return is overdue, into this folder.",
)
@click.option(
    "--by", "reply_by", default="", metavar="DAY", help="By when to reply. Default: when it is due, else in two weeks."
)
@click.option("--contact", metavar="ROLE", help="Whom to ask, as a role: no name is needed.")
@force_option("--out and --all")
def remind(agency: str | None, out: Path | None, folder: Path | None, contact: str | None, **asked: Any) -> None:
    """Write a letter (.docx) that asks again for a return that has not come, or one to each that is overdue.

    The return was then chased today.
    """
    from tpdesk.domain.return_form import CONTACT
    from tpdesk.errors import UsageProblem
    from tpdesk.services.return_reminders import RemindRequest, remind_all, remind_one

    if (agency is None) == (folder is None):
        raise UsageProblem("Say whose return: --agency NAME for one organisation, or --all DIR for all overdue ones.")
    if folder is not None and out is not None:
        raise UsageProblem("--out names one letter and --all a folder of them. Leave one out.")
    request = RemindRequest(**asked, contact=contact if contact is not None else CONTACT)
    call = ask_call()
    with call.open(make=True) as desk:
        if folder is not None:
            done = remind_all(desk, folder, request)
        else:
            done = remind_one(desk, agency or "", out, request, Path.cwd())
    call.answer(
        {
            "place": done.place, "year": year_text(done.year), "warnings": list(done.warnings),
            "reminders": [
                {"agency": one.agency, "file": str(one.file), "reply_by": one.reply_by, "days_late": one.days_late,
                 "chased": list(one.chased_on)}
                for one in done.sent
            ],
        },
        lambda: [
            *(f"Reminder written: {one.file} (reply by {one.reply_by})" for one in done.sent),
            f"{counted(len(done.sent), 'return')} of {done.place}, {year_text(done.year)}, chased today.",
        ],
    )  # fmt: skip
    warn(call, done.warnings)


for _verb in (write, read, ask, chase, remind):
    _GROUP.add_command(_verb)

COMMANDS: Final = (_GROUP,)
