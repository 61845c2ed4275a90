"""The act of writing a pack's workbook, noted in the desk's history.

Results as files for others: a CSV, a workbook, and the rules that any workbook is held against.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final, Protocol

from tpdesk import __version__
from tpdesk.calc.frames import to_frame, to_matrix
from tpdesk.calc.packs.board import describe_board
from tpdesk.calc.packs.national import Made, describe_national
from tpdesk.calc.packs.sheets.data_and_issues import Details
from tpdesk.calc.report import BoardReport
from tpdesk.calc.workbook import check
from tpdesk.calc.workbook.check import RuleResult
from tpdesk.calc.workbook.describe import Workbook
from tpdesk.calc.workbook.write import Step, make_workbook
from tpdesk.domain.results.count import CountResult
from tpdesk.domain.results.national import National
from tpdesk.domain.results.overlap import OverlapResult, PairsResult
from tpdesk.domain.results.publication import Publication, of_several
from tpdesk.errors import DeskError, InputProblem
from tpdesk.models import guard
from tpdesk.models.category import categories
from tpdesk.models.desk import Desk, open_desk
from tpdesk.models.file_writing import write_file, write_text
from tpdesk.models.keeping.lock import hold
from tpdesk.models.lines.origin import held_lines, lines_by_agency
from tpdesk.models.log.history import PackNote, last_change, note_pack
from tpdesk.models.place import list_places
from tpdesk.services.figures import year_start
from tpdesk.services.files import result_file
from tpdesk.text import clean, counted, csv_safe
from tpdesk.units import parse_year, year_text


@dataclass(frozen=True, slots=True)
class WrittenWorkbook:
    """A workbook that stands on disk."""

    file: Path
    """Where it is."""

    sheets: tuple[str, ...]
    """Its tabs, in order."""


def write_workbook(workbook: Workbook, target: Path, *, publish: bool, step: Step | None = None) -> WrittenWorkbook:
    """Write the workbook and return where it stands and its tabs; `publish` is as in `make_workbook`.

    Written beside the target and moved into place, so that a failure leaves what was there. Raises Locked where the
    folder is missing, closed or full, or the workbook is open elsewhere.
    """
    made = make_workbook(workbook, publish=publish, step=step)
    write_file(target, made.fill)
    return WrittenWorkbook(target, made.sheets)


def check_workbook(path: Path) -> tuple[RuleResult, ...]:
    """Return what each rule finds in the workbook at `path`, whoever made it.
    Raises InputProblem, also for what is not an ordinary file."""
    # What cannot be looked at is refused in words when it is read.
    with contextlib.suppress(OSError):
        if path.exists() and not guard.is_ordinary_file(path):
            raise InputProblem(f"{path.name} is not an ordinary file. Name an .xlsx workbook.")
    return check.check_workbook(path)


# -- CSV


def write_table(result: CountResult | OverlapResult | PairsResult, target: Path, *, replace: bool = False) -> None:
    """Write the rows, one line each, pence as whole numbers; text that looks like a formula is made harmless.
    Raises Locked, UsageProblem."""
    with result_file(target, replace=replace):
        frame = to_matrix(result) if isinstance(result, CountResult) and result.by == "matrix" else to_frame(result)
        frame = frame.map(_harmless).rename(columns=_harmless)
        # The mark in front is that by which a spreadsheet knows UTF-8.
        write_text(target, "\ufeff" + frame.to_csv(index=False, lineterminator="\r\n"))


def _harmless(cell: object) -> object:
    return csv_safe(clean(cell)) if isinstance(cell, str) else cell


COPIES: Final = {False: "working copy", True: "publication copy"}
"""Whether it is to be published -> what the copy is called."""


class Reported(Protocol):
    """What a pack's line in the history says of it."""

    @property
    def place(self) -> str: ...
    @property
    def year(self) -> str: ...
    @property
    def status(self) -> str: ...
    @property
    def made_by(self) -> str: ...


def write_board(
    report: BoardReport,
    target: Path,
    *,
    publish: bool,
    replace: bool = False,
    details: Details | None = None,
    step: Step | None = None,
) -> WrittenWorkbook:
    """Write the board's pack to `target` and return what was written, with every line where there are `details` (then
    while their desk is open).

    Raises Locked, UsageProblem where that cannot be done.
    """
    with result_file(target, replace=replace):
        return write_workbook(describe_board(report, details), target, publish=publish, step=step)


def publication_of_all(desk: Desk) -> Publication:
    """Return what the places of a desk say together of whom to ask, when a report is issued and when the next comes."""
    return of_several(
        [Publication(one.contact, one.issued_on, one.next_update) for one in list_places(desk.connection)]
    )


def write_national(
    desk: Desk,
    found: National,
    target: Path,
    *,
    year: str | None,
    status: str = "draft",
    made_by: str = "",
    publish: bool = False,
    replace: bool = False,
) -> tuple[WrittenWorkbook, Made]:
    """Write the report of what places report together; return what was written, and of what, by whom.
    Raises Locked, UsageProblem."""
    made = Made(
        year_text(year_start(year)) if year is not None else LATEST, counted(len(found.reporting), "place"), status,
        clean(made_by) or "not stated", last_change(desk.connection), f"tpdesk {__version__}", desk.path.name,
        publication_of_all(desk),
    )  # fmt: skip
    with result_file(target, replace=replace):
        return write_workbook(describe_national(found, made), target, publish=publish), made


LATEST: Final = "latest years"
"""What a report says in place of a year where each place tells the latest it has."""


def details_of(desk: Desk, report: BoardReport, since: int) -> Details:
    """Return every line of a report's place and year, to be read while the desk is open and still in the state
    `since` (see `desk_state`)."""
    connection, year = desk.connection, parse_year(report.year)
    return Details(
        held_lines(connection, report.place, year),
        {code: category.title for code, category in categories(connection).items()},
        partial(lines_by_agency, connection, report.place, year, since),
    )


def note_written(
    desk: Path, report: Reported, written: WrittenWorkbook, *, kind: str, publish: bool, program: str
) -> str:
    """Note in the desk's history that a pack was written. Returns why that could not be, or an empty text:
    the pack stands in either case."""
    note = PackNote(
        kind,
        report.place,
        report.year,
        report.status,
        COPIES[publish],
        report.made_by,
        str(written.file.resolve()),
        written.file.name,
    )
    try:
        # Who has the desk open for writing is not waited for: the pack is what was asked for.
        with (
            hold(desk, program, wait_milliseconds=0),
            open_desk(desk, program=program) as opened,
            opened.writing() as connection,
        ):
            note_pack(connection, note)
    except DeskError as error:
        return f"The pack is not noted in the desk's history: {error}"
    return ""
