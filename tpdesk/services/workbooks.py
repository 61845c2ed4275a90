"""Results as files for others: a CSV, a workbook, and the rules that any workbook is held against."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from pathlib import Path

from tpdesk.calc.frames import to_frame, to_matrix
from tpdesk.calc.workbook import check
from tpdesk.calc.workbook.check import RuleResult
from tpdesk.calc.workbook.describe import Workbook
from tpdesk.calc.workbook.write import Step, make_workbook
from tpdesk.domain.results.count import CountResult
from tpdesk.domain.results.overlap import OverlapResult, PairsResult
from tpdesk.errors import InputProblem
from tpdesk.models import guard
from tpdesk.models.file_writing import write_file, write_text
from tpdesk.services.files import result_file
from tpdesk.text import clean, csv_safe


@dataclass(frozen=True, slots=True)
class WrittenWorkbook:
    """A workbook that stands on disk."""

    file: Path
    """Where it is."""

    sheets: tuple[str, ...]
    """Its tabs, in order."""


def write_workbook(workbook: Workbook, target: Path, *, publish: bool, step: Step | None = None) -> WrittenWorkbook:
    """Write the workbook and return where it stands and its tabs; `publish` is as in `make_workbook`.

    Written beside the target and moved into place, so that a failure leaves what was there. Raises Locked where the folder is missing, closed
    or full, or the workbook is open elsewhere.
    """
    made = make_workbook(workbook, publish=publish, step=step)
    write_file(target, made.fill)
    return WrittenWorkbook(target, made.sheets)


def check_workbook(path: Path) -> tuple[RuleResult, ...]:
    """Return what each rule finds in the workbook at `path`, whoever made it. Raises InputProblem, also for what is not an ordinary file."""
    # What cannot be looked at is refused in words when it is read.
    with contextlib.suppress(OSError):
        if path.exists() and not guard.is_ordinary_file(path):
            raise InputProblem(f"{path.name} is not an ordinary file. Name an .xlsx workbook.")
    return check.check_workbook(path)


# -- CSV


def write_table(result: CountResult | OverlapResult | PairsResult, target: Path, *, replace: bool = False) -> None:
    """Write the rows, one line each, pence as whole numbers; text that looks like a formula is made harmless. Raises Locked, UsageProblem."""
    with result_file(target, replace=replace):
        frame = to_matrix(result) if isinstance(result, CountResult) and result.by == "matrix" else to_frame(result)
        frame = frame.map(_harmless).rename(columns=_harmless)
        # The mark in front is that by which a spreadsheet knows UTF-8.
        write_text(target, "\ufeff" + frame.to_csv(index=False, lineterminator="\r\n"))


def _harmless(cell: object) -> object:
    return csv_safe(clean(cell)) if isinstance(cell, str) else cell
