"""The act of writing a pack's papers for a meeting: a workbook beside the pack, and a PDF of it where one can be
made."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tpdesk.calc.packs.kind import PackKind
from tpdesk.calc.packs.meeting import board_papers, report_papers
from tpdesk.calc.packs.reports import PlaceReport
from tpdesk.calc.report import BoardReport
from tpdesk.calc.workbook.describe import Workbook
from tpdesk.models.file_writing import write_file
from tpdesk.models.office import OfficeProblem, make_pdf
from tpdesk.services.files import must_be_free, must_be_writable, result_file
from tpdesk.services.packs import WrittenWorkbook, write_workbook

NAMED: Final = "meeting papers"
"""What stands behind the pack's own name."""

_OTHERWISE: Final = (
    "The workbook is there: in Excel, choose File, Save As, PDF, and under Options the entire workbook. Each sheet is "
    "one page."
)


@dataclass(frozen=True, slots=True)
class WrittenPapers:
    """Meeting papers that stand on disk."""

    written: WrittenWorkbook
    """The workbook; each of its sheets is a page."""

    pdf: Path | None = None
    """The PDF, where one was asked for and made."""

    no_pdf: str = ""
    """Why none was made that was asked for, and how else to get one."""


def papers_target(pack: Path) -> Path:
    """Return where the papers of a pack go: `Lancashire 2024-25 board pack meeting papers.xlsx` beside it."""
    return pack.with_name(f"{pack.stem} {NAMED}.xlsx")


def paper_files(pack: Path, *, pdf: bool) -> tuple[Path, ...]:
    """Return the files of a pack's papers: the workbook, and the PDF where one is wanted."""
    workbook = papers_target(pack)
    return (workbook, workbook.with_suffix(".pdf")) if pdf else (workbook,)


def must_have_room(pack: Path, *, pdf: bool, replace: bool) -> None:
    """Refuse a place for papers before the pack is written. Raises Locked, UsageProblem."""
    for target in paper_files(pack, pdf=pdf):
        must_be_writable(target)
        if not replace:
            must_be_free(target)


def write_board_papers(report: BoardReport, pack: Path, *, pdf: bool, replace: bool = False) -> WrittenPapers:
    """Write the papers of the board pack that stands at `pack`. Raises Locked, UsageProblem."""
    return _write(board_papers(report), pack, pdf=pdf, replace=replace)


def write_report_papers(
    report: PlaceReport, kind: PackKind, pack: Path, *, pdf: bool, replace: bool = False
) -> WrittenPapers:
    """Write the papers of the interim or final report that stands at `pack`. Raises Locked, UsageProblem."""
    return _write(report_papers(kind, report), pack, pdf=pdf, replace=replace)


def _write(papers: Workbook, pack: Path, *, pdf: bool, replace: bool) -> WrittenPapers:
    target = papers_target(pack)
    with result_file(target, replace=replace):
        written = write_workbook(papers, target, publish=True)
    if not pdf:
        return WrittenPapers(written)
    try:
        content = make_pdf(target)
    except OfficeProblem as error:
        return WrittenPapers(written, no_pdf=f"No PDF was made. {error} {_OTHERWISE}")
    as_pdf = target.with_suffix(".pdf")
    with result_file(as_pdf, replace=replace):
        write_file(as_pdf, lambda file: file.write(content))
    return WrittenPapers(written, as_pdf)
