"""Verbs for workbooks: pack board, pack check."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tpdesk.cli.base import Verbs, ask_call, force_option, place_and_year, say
from tpdesk.text import and_words

if TYPE_CHECKING:
    from tpdesk.calc.report import BoardReport
    from tpdesk.domain.results.publication import Publication
    from tpdesk.services.meeting import WrittenPapers


@click.group(cls=Verbs)
def pack() -> None:
    """Workbooks for the partnership board."""


def papers_options(command: Callable[..., None]) -> Callable[..., None]:
    """Add the options for papers for a meeting beside the pack."""
    command = click.option(
        "--pdf", is_flag=True, help="The meeting papers as a PDF too, made by LibreOffice where it is installed."
    )(command)
    return click.option(
        "--print", "papers", is_flag=True,
        help="With papers for the meeting: a second workbook beside the pack, 8 pages at most in 11 point.",
    )(command)  # fmt: skip


@pack.command("board")
@place_and_year
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="FILE.xlsx",
    help="Where to write it. Default: named after the place, in this folder.",
)
@force_option("--out")
@click.option("--publish", is_flag=True, help="A copy to publish: values only, every accessibility rule met.")
@click.option("--lines", is_flag=True, help="With a sheet of every line, whatever their number.")
@papers_options
@click.option("--status", type=click.Choice(["draft", "final"]), default="draft", show_default=True)
@click.option(
    "--illustrative",
    is_flag=True,
    help="Keep invented examples in a copy to publish and in key messages, marked as such.",
)
@click.option("--version", default="", metavar="NAME", help="Write it from a frozen count, not from the desk as it is.")
@click.option("--made-by", default="", help="Who made it, for the cover: a role or a team; no name is needed.")
def board(
    place: str | None,
    year: str | None,
    out: Path | None,
    force: bool,
    publish: bool,
    lines: bool,
    papers: bool,
    pdf: bool,
    status: str,
    illustrative: bool,
    version: str,
    made_by: str,
) -> None:
    """Write the board's pack: who spends what, where organisations overlap, and every source and sum behind it."""
    from tpdesk.errors import UsageProblem
    from tpdesk.models.lines.origin import desk_state
    from tpdesk.services.board import board_report, default_target
    from tpdesk.services.files import must_be_free
    from tpdesk.services.meeting import must_have_room, write_board_papers
    from tpdesk.services.packs import details_of, note_written, write_board
    from tpdesk.services.versions import NOT_FROZEN

    call = ask_call()
    if version and lines:
        raise UsageProblem("A frozen count keeps sums and no lines: leave out --lines, or leave out --version.")
    with call.open() as desk:
        since = desk_state(desk.connection)
        report = board_report(
            desk, place, year, status=status, made_by=made_by, publish=publish, illustrative=illustrative,
            version=version,
        )  # fmt: skip
        folder = Path.cwd()
        target = out if out is not None else default_target(report.place, report.year, publish=publish, folder=folder)
        if not force:
            must_be_free(target)
        if papers or pdf:
            must_have_room(target, pdf=pdf, replace=force)
        details = details_of(desk, report, since) if lines else None
        written = write_board(report, target, publish=publish, replace=force, details=details)
        made = write_board_papers(report, target, pdf=pdf, replace=force) if papers or pdf else None
    missed = note_written(
        call.path(), report, written, kind="board", publish=publish, program=click.get_current_context().command_path
    )
    if missed:
        say(missed)
    wrong = [item for item in report.checks if not item.agrees]
    call.answer(
        {
            "file": str(written.file),
            "sheets": list(written.sheets),
            "checks": _checks(report),
            "version": version or None,
            "not_in_this_report": [NOT_FROZEN] if version else [],
            **_publication(report.publication),
            "papers": _papers(made),
        },
        lambda: [
            f"Pack written: {written.file} ({len(written.sheets)} sheets)",
            *_papers_lines(made),
            *_not_set(report.publication),
            *([f"Of {report.version}. Not in it: {NOT_FROZEN}"] if version else []),
            f"Check totals: {'all agree' if not wrong else f'{len(wrong)} DIFFER, see the sheet Check totals'}.",
        ],
    )
    if wrong:
        sys.exit(1)


def _publication(found: Publication) -> dict[str, Any]:
    return {**asdict(found), "not_set": list(found.not_set)}


def _not_set(found: Publication) -> list[str]:
    """Return what nobody set of the pack, in a line, with the verb that sets it; none where all is set."""
    missing = found.not_set
    return [f"Not set: {and_words(missing)}. Set them: tpdesk place change."] if missing else []


def _papers(made: WrittenPapers | None) -> dict[str, Any] | None:
    if made is None:
        return None
    pages = list(made.written.sheets)
    pdf = str(made.pdf) if made.pdf is not None else None
    return {"file": str(made.written.file), "pages": pages, "pdf": pdf, "no_pdf": made.no_pdf or None}


def _papers_lines(made: WrittenPapers | None) -> list[str]:
    if made is None:
        return []
    pages = len(made.written.sheets)
    return [
        f"Meeting papers written: {made.written.file} ({pages} page{'' if pages == 1 else 's'})",
        *([f"As PDF: {made.pdf}"] if made.pdf is not None else []), *([made.no_pdf] if made.no_pdf else []),
    ]  # fmt: skip


def _checks(report: BoardReport) -> list[dict[str, Any]]:
    return [
        {"title": item.title, "first_pence": item.first_pence, "first_way": item.first_way,
            "second_pence": item.second_pence,
         "second_way": item.second_way, "agrees": item.agrees}
        for item in report.checks
    ]  # fmt: skip


@pack.command("summary")
@place_and_year
@click.option("--version", default="", metavar="NAME", help="Tell a frozen count, not the desk as it is.")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="FILE.json",
    help="Where to write it. Default: named after the place, in this folder.",
)
@force_option("--out")
@click.option("--illustrative", is_flag=True, help="With invented examples, which are left out otherwise.")
def summary(
    place: str | None, year: str | None, version: str, out: Path | None, force: bool, illustrative: bool
) -> None:
    """Write what one place tells a national report: totals, grades, savings and barriers, and no lines."""
    from tpdesk.services.national import summarise_place, write_place_summary
    from tpdesk.text import file_name

    call = ask_call()
    with call.open() as desk:
        found = summarise_place(desk, place, year, version=version, illustrative=illustrative)
    target = out if out is not None else Path.cwd() / file_name(f"{found.place} {found.year} summary", suffix=".json")
    digest = write_place_summary(found, target, replace_it=force)
    call.answer(
        {"file": str(target), "hash": digest, "place": found.place, "year": found.year, "version": version or None},
        lambda: [f"Summary written: {target}", f"Hash: {digest}"],
    )


@pack.command("national")
@click.option("--year", help="Default: the latest year of each place.")
@click.option(
    "--from",
    "desks",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="DESK.tpdesk",
    help="Another desk file, all places of which report too; it is only read. Repeatable.",
)
@click.option(
    "--summary",
    "files",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="FILE.json",
    help="What `pack summary` wrote of a place. Repeatable.",
)
@click.option("--expected", type=click.IntRange(1), metavar="N", help="How many places should report.")
@click.option("--version", default="", metavar="NAME", help="Its place tells this frozen count.")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="FILE.xlsx",
    help="Where to write it. Default: in this folder.",
)
@force_option("--out")
@click.option("--publish", is_flag=True, help="A copy to publish: values only, every accessibility rule met.")
@click.option("--status", type=click.Choice(["draft", "final"]), default="draft", show_default=True)
@click.option("--illustrative", is_flag=True, help="With invented examples, which are left out otherwise.")
@click.option("--made-by", default="", help="Who made it: a role or a team; no name is needed.")
def national(
    year: str | None, desks: tuple[Path, ...], files: tuple[Path, ...], expected: int | None, version: str,
    out: Path | None, force: bool, publish: bool, status: str, illustrative: bool, made_by: str,
) -> None:  # fmt: skip
    """Write what places report together: only like with like is added, and who says nothing is named."""
    from tpdesk.calc.packs.national import missing_sections, national_checks
    from tpdesk.cli.national_words import describe_report, report_lines
    from tpdesk.services.files import must_be_free
    from tpdesk.services.national import read_national
    from tpdesk.services.pack_choices import proposed_target
    from tpdesk.services.packs import LATEST, note_written, write_national

    call = ask_call()
    with call.open() as desk:
        found = read_national(
            desk, year, desks=desks, files=files, expected=expected, version=version, illustrative=illustrative
        )
        target = out
        if target is None:
            target = proposed_target("national", "", year or LATEST, publish=publish, folder=Path.cwd())
        if not force:
            must_be_free(target)
        written, made = write_national(
            desk, found, target, year=year, status=status, made_by=made_by, publish=publish, replace=force
        )
    missed = note_written(
        call.path(), made, written, kind="national", publish=publish,
        program=click.get_current_context().command_path,
    )  # fmt: skip
    if missed:
        say(missed)
    checks = [
        {"title": title, "first_pence": one, "second_pence": other, "agrees": one == other}
        for title, one, other in national_checks(found)
    ]
    call.answer(
        {
            "file": str(written.file), "sheets": list(written.sheets), "checks": checks,
            "not_in_this_report": list(missing_sections(found)), **_publication(made.publication),
            **describe_report(found),
        },
        lambda: [
            f"National report written: {written.file} ({len(written.sheets)} sheets)", *report_lines(found),
            *_not_set(made.publication),
        ],
    )  # fmt: skip


@pack.command("check")
@click.argument("file", type=click.Path(path_type=Path))
def check(file: Path) -> None:
    """Run the rules for accessible workbooks over any .xlsx file. Exits 1 where an essential rule is broken."""
    from tpdesk.calc.workbook.check import essentials_met, result_lines
    from tpdesk.services.packs import check_workbook

    call = ask_call()
    rules = check_workbook(file)
    data = {
        "file": str(file),
        "rules": [
            {
                "id": rule.id,
                "level": rule.level,
                "passed": rule.passed,
                "where": list(rule.where),
                "title": rule.title,
                "why": rule.why,
                "count": rule.count,
                "asked": rule.asked,
            }
            for rule in rules
        ],
    }
    call.answer(data, lambda: result_lines(rules, 10))
    if not essentials_met(rules):
        sys.exit(1)


def _report_options(command: Callable[..., None]) -> Callable[..., None]:
    """Add what `pack interim` and `pack final` take."""
    options = (
        click.option("--place", metavar="P"),
        click.option("--year"),
        click.option(
            "--out", type=click.Path(path_type=Path), metavar="FILE.xlsx",
            help="Where to write it. Default: named after the place, in this folder.",
        ),
        force_option("--out"),
        click.option("--publish", is_flag=True, help="A copy to publish: values only, every accessibility rule met."),
        papers_options,
        click.option("--status", type=click.Choice(["draft", "final"]), default="draft", show_default=True),
        click.option("--version", default="", metavar="NAME", help="The frozen count that it reports."),
        click.option(
            "--no-indicator", "reasons", nargs=2, multiple=True, metavar="THEME WHY",
            help="Why a theme has no indicator, for this report alone; `dive change` keeps it. Repeatable.",
        ),
        click.option("--illustrative", is_flag=True, help="Keep invented examples in a copy to publish, marked."),
        click.option("--made-by", default="", help="Who made it, for the cover: a role or a team; no name is needed."),
    )  # fmt: skip
    for option in reversed(options):
        command = option(command)
    return command


@pack.command("interim")
@_report_options
def interim(**typed: Any) -> None:
    """Write the interim report: progress, spending, themes, opportunities, barriers, what was recognised."""
    _write_report("interim", typed)


@pack.command("final")
@_report_options
def final(**typed: Any) -> None:
    """Write the final report; exits 1 with a list where it lacks what a final report needs."""
    _write_report("final", typed)


def _write_report(kind: str, typed: dict[str, Any]) -> None:
    from tpdesk.calc.packs.reports import REPORTS, missing_sections, missing_sheets, missing_words
    from tpdesk.services.files import must_be_free
    from tpdesk.services.meeting import must_have_room, write_report_papers
    from tpdesk.services.pack_choices import proposed_target
    from tpdesk.services.packs import note_written
    from tpdesk.services.reports import place_report, write_report

    call = ask_call()
    publish, force = typed["publish"], typed["force"]
    with call.open() as desk:
        report = place_report(
            desk, typed["place"], typed["year"], status=typed["status"], made_by=typed["made_by"], publish=publish,
            illustrative=typed["illustrative"], version=typed["version"], reasons=dict(typed["reasons"]),
        )  # fmt: skip
        board = report.board
        target = typed["out"]
        if target is None:
            target = proposed_target(kind, board.place, board.year, publish=publish, folder=Path.cwd())
        if not force:
            must_be_free(target)
        pdf, papers = typed["pdf"], typed["papers"] or typed["pdf"]
        if papers:
            must_have_room(target, pdf=pdf, replace=force)
        written = write_report(report, REPORTS[kind], target, publish=publish, replace_it=force)
        made = write_report_papers(report, REPORTS[kind], target, pdf=pdf, replace=force) if papers else None
    missed = note_written(
        call.path(), board, written, kind=kind, publish=publish, program=click.get_current_context().command_path
    )
    if missed:
        say(missed)
    wrong = [check for check in board.checks if not check.agrees]
    missing, lacking = missing_sections(REPORTS[kind], report), missing_sheets(REPORTS[kind], report)
    call.answer(
        {
            "file": str(written.file), "sheets": list(written.sheets), "checks": _checks(board),
            "version": typed["version"] or None, "not_in_this_report": list(missing),
            "sheets_not_in_it": [{"section": asked, "sheet": sheet} for asked, sheet in lacking],
            **_publication(board.publication), "papers": _papers(made),
        },
        lambda: [
            f"{REPORTS[kind].name} written: {written.file} ({len(written.sheets)} sheets)",
            *_papers_lines(made),
            *_not_set(board.publication),
            *missing_words(REPORTS[kind], report),
        ],
    )  # fmt: skip
    if wrong:
        sys.exit(1)


COMMANDS = (pack,)
