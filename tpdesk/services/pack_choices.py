"""What the packs screen asks and does: which pack comes next, what to look at before it is written, writing it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tpdesk.calc.packs.board import BOARD
from tpdesk.calc.packs.kind import Ready, ready
from tpdesk.calc.packs.national import NATIONAL, national_checks, ready_together
from tpdesk.calc.packs.reports import FINAL, INTERIM, REPORTS, PlaceReport
from tpdesk.calc.report import BoardReport
from tpdesk.calc.workbook.check import RuleResult
from tpdesk.calc.workbook.write import Step
from tpdesk.domain.results.national import National
from tpdesk.domain.results.publication import NOTHING_SET, Publication
from tpdesk.errors import DeskError
from tpdesk.models.connection import spoken
from tpdesk.models.desk import Desk, open_desk
from tpdesk.models.lines.origin import desk_state
from tpdesk.models.log.history import PackWritten, packs_written
from tpdesk.services.board import board_report, default_target
from tpdesk.services.figures import place_of
from tpdesk.services.files import must_be_writable, typed_path
from tpdesk.services.meeting import WrittenPapers, must_have_room, paper_files, write_board_papers, write_report_papers
from tpdesk.services.national import read_national
from tpdesk.services.packs import (
    COPIES,
    Reported,
    WrittenWorkbook,
    check_workbook,
    details_of,
    note_written,
    publication_of_all,
    write_board,
    write_national,
)
from tpdesk.services.reports import place_report, ready_report, write_report
from tpdesk.text import counted, file_name
from tpdesk.units import year_text

KINDS: Final[Mapping[str, str]] = {kind.key: kind.name for kind in (BOARD, INTERIM, FINAL, NATIONAL)}
"""Kind of pack -> its name, of those that there are."""

SUMMARY: Final = ".json"
"""How the name of a place summary ends."""

MOST_CHECKED: Final = 5_000
"""Lines up to which a pack with every line is held against the rules unasked: every cell of it is looked at."""


@dataclass(frozen=True, slots=True)
class PackChoice:
    """Which pack is to be written, and where to."""

    kind: str
    """A key of `KINDS`."""

    status: str
    """draft or final."""

    publish: bool
    """A copy to publish: values only, without the desk's changes."""

    made_by: str
    """A role or a team, as the cover prints it; may be empty."""

    target: Path
    """The workbook's file."""

    lines: bool = False
    """Whether every line of the place and year goes into it; never of a frozen count, which keeps none."""

    version: str = ""
    """The frozen count that it is written from; empty for the desk as it is."""

    others: tuple[Path, ...] = ()
    """Desk files and place summaries that a national report reads beside this desk."""

    expected: int | None = None
    """How many places should report; None where nobody said."""

    papers: str = ""
    """Papers for the meeting beside the pack: `print` for a workbook, `pdf` for that and a PDF, empty for none; a
    national report has none."""

    @property
    def desks(self) -> tuple[Path, ...]:
        """Of the others, those that are desks."""
        return tuple(one for one in self.others if one.suffix.casefold() != SUMMARY)

    @property
    def summaries(self) -> tuple[Path, ...]:
        """Of the others, those that are summaries."""
        return tuple(one for one in self.others if one.suffix.casefold() == SUMMARY)


@dataclass(frozen=True, slots=True)
class PackDone:
    """A pack that was written."""

    written: WrittenWorkbook
    differ: int
    """Check totals that do not agree."""

    rules: tuple[RuleResult, ...]
    """What the rules for accessible workbooks say of it; empty where it has more than `MOST_CHECKED` lines."""

    not_noted: str
    """Why it does not stand in the history; empty where it does."""

    papers: WrittenPapers | None = None
    """The papers for the meeting, where they were asked for."""


@dataclass(frozen=True, slots=True)
class PacksRead:
    """What the packs screen shows of a place and year."""

    ready: tuple[Ready, ...]
    """What was looked at; empty where the place has no money in any year."""

    packs: tuple[PackWritten, ...]
    """Those written from this desk, the latest first."""

    publication: Publication = NOTHING_SET
    """What the place's packs say of themselves: whom to ask, when they are issued, when the next comes."""


def read_packs(desk: Desk, place: int, year: int | None, choice: PackChoice) -> PacksRead:
    """Return what is to be looked at before a pack of the place with that id is written, and those written before.
    Raises UsageProblem."""
    packs = packs_written(desk.connection)
    if year is None:
        return PacksRead((), packs)
    if choice.kind == NATIONAL.key:
        return PacksRead(_ready_together(desk, year, choice), packs, publication_of_all(desk))
    if choice.kind in REPORTS:
        told = _place_report(desk, place, year, choice)
        found = (*ready_report(told, REPORTS[choice.kind]), *ready(told.board))
        return PacksRead(found, packs, told.board.publication)
    report = _report(desk, place, year, choice)
    return PacksRead((*_told_before(report, packs), *ready(report)), packs, report.publication)


def _ready_together(desk: Desk, year: int, choice: PackChoice) -> tuple[Ready, ...]:
    """Return what a national report would say; where one of its files cannot be read, that."""
    try:
        return ready_together(_together(desk, year, choice))
    except DeskError as error:
        return (Ready("wrong", str(error)),)


def _together(desk: Desk, year: int, choice: PackChoice) -> National:
    return read_national(desk, year_text(year), desks=choice.desks, files=choice.summaries, expected=choice.expected)


def _told_before(report: BoardReport, packs: tuple[PackWritten, ...]) -> tuple[Ready, ...]:
    """Return a warning where a number of people that is kept back now may stand in an earlier pack, whose
    readers can compare the two."""
    earlier = [pack.at[:10] for pack in packs if (pack.note.place, pack.note.year) == (report.place, report.year)]
    hidden = len(report.dives.hidden_cohorts)
    if not hidden or not earlier:
        return ()
    text = (
        f"{counted(hidden, 'small number of people is', 'small numbers of people are')} kept back. Packs of this "
        f"place and year were written before, the last on {earlier[0]}: make sure that none which went out shows "
        "them, or sums from which they follow."
    )
    return (Ready("look", text),)


def write_choice(path: Path, place: int, year: int, choice: PackChoice, step: Step) -> PackDone:
    """Write the pack that was chosen, check it and note it. Raises Cancelled, DeskFileProblem, InputProblem, Locked,
    UsageProblem."""
    details, papers = None, None
    told: Reported
    pdf = choice.papers == "pdf"
    if choice.papers and choice.kind != NATIONAL.key:
        must_have_room(choice.target, pdf=pdf, replace=True)
    with open_desk(path, read_only=True) as desk, spoken(path):
        if choice.kind == NATIONAL.key:
            found = _together(desk, year, choice)
            written, told = write_national(
                desk, found, choice.target, year=year_text(year), status=choice.status, made_by=choice.made_by,
                publish=choice.publish, replace=True,
            )  # fmt: skip
            differ = sum(first != second for _, first, second in national_checks(found))
        elif choice.kind in REPORTS:
            found_here = _place_report(desk, place, year, choice)
            written = write_report(
                found_here, REPORTS[choice.kind], choice.target, publish=choice.publish, replace_it=True, step=step
            )
            told, differ = found_here.board, sum(not check.agrees for check in found_here.board.checks)
            if choice.papers:
                papers = write_report_papers(found_here, REPORTS[choice.kind], choice.target, pdf=pdf, replace=True)
        else:
            since = desk_state(desk.connection)
            report = _report(desk, place, year, choice)
            details = details_of(desk, report, since) if choice.lines and not choice.version else None
            written = write_board(
                report, choice.target, publish=choice.publish, replace=True, details=details, step=step
            )
            told, differ = report, sum(not check.agrees for check in report.checks)
            if choice.papers:
                papers = write_board_papers(report, choice.target, pdf=pdf, replace=True)
    missed = note_written(path, told, written, kind=choice.kind, publish=choice.publish, program="a window")
    rules = check_workbook(written.file) if details is None or details.held.lines <= MOST_CHECKED else ()
    return PackDone(written, differ, rules, missed, papers)


def _report(desk: Desk, place: int, year: int, choice: PackChoice) -> BoardReport:
    return board_report(
        desk, place_of(desk, place).name, year_text(year), status=choice.status, made_by=choice.made_by,
        publish=choice.publish, version=choice.version,
    )  # fmt: skip


def _place_report(desk: Desk, place: int, year: int, choice: PackChoice) -> PlaceReport:
    return place_report(
        desk, place_of(desk, place).name, year_text(year), status=choice.status, made_by=choice.made_by,
        publish=choice.publish, version=choice.version,
    )  # fmt: skip


def proposed_target(kind: str, place: str, year: str, *, publish: bool, folder: Path) -> Path:
    """Return where a pack goes that was given no name: `National report 2024-25.xlsx` in the folder."""
    if kind == BOARD.key:
        return default_target(place, year, publish=publish, folder=folder)
    copy = ", publication copy" if publish else ""
    named = NATIONAL.name if kind == NATIONAL.key else f"{place} {REPORTS[kind].name.lower()}"
    return folder / file_name(f"{named} {year}{copy}", suffix=".xlsx")


def first_choice(desk: Desk, place: str, year: str, folder: Path) -> PackChoice:
    """Return what is proposed: as the last pack of the place was made, in the folder where it
    went if that is still there."""
    packs = packs_written(desk.connection)
    last = next((pack.note for pack in packs if pack.note.place == place), packs[0].note if packs else None)
    publish = last is not None and last.copy == COPIES[True]
    where = Path(last.path).parent if last is not None else folder
    made_by = last.made_by if last is not None and last.made_by != "not stated" else ""
    status = last.status if last is not None else "draft"
    return PackChoice(
        "board",
        status,
        publish,
        made_by,
        default_target(place, year, publish=publish, folder=where if where.is_dir() else folder),
    )


def targets_of(choice: PackChoice) -> tuple[Path, ...]:
    """Return every file that a choice writes: the pack, and its papers where it has some."""
    if not choice.papers or choice.kind == NATIONAL.key:
        return (choice.target,)
    return (choice.target, *paper_files(choice.target, pdf=choice.papers == "pdf"))


def expected_problem(typed: str) -> str:
    """Return what is wrong with a number of places, in words; empty where it will do."""
    text = typed.strip()
    return "" if not text or (text.isdecimal() and 0 < int(text) < 10_000) else "Type a number of places, or nothing."


def target_problem(typed: str) -> str:
    """Return what is wrong with a path for a pack, in words; empty where it will do."""
    target = typed_path(typed)
    if target.suffix.casefold() != ".xlsx":
        return "Name a workbook: the name must end in .xlsx."
    if not target.parent.is_dir():
        return f"There is no folder {target.parent}. Make it first, or name another."
    try:
        must_be_writable(target)
    except DeskError as error:
        return str(error)
    return ""
