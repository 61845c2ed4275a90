"""The act of writing a result's rows to a CSV file that a spreadsheet opens without harm."""

from __future__ import annotations

from pathlib import Path

from tpdesk.calc.frames import to_frame, to_matrix
from tpdesk.domain.results.count import CountResult
from tpdesk.domain.results.overlap import OverlapResult, PairsResult
from tpdesk.models.file_writing import write_text
from tpdesk.services.files import result_file
from tpdesk.text import clean, csv_safe


def write_table(result: CountResult | OverlapResult | PairsResult, target: Path, *, replace: bool = False) -> None:
    """Write the rows, one line each, pence as whole numbers; text that looks like a formula is made harmless. Raises Locked, UsageProblem."""
    with result_file(target, replace=replace):
        frame = to_matrix(result) if isinstance(result, CountResult) and result.by == "matrix" else to_frame(result)
        frame = frame.map(_harmless).rename(columns=_harmless)
        # The mark in front is that by which a spreadsheet knows UTF-8.
        write_text(target, "\ufeff" + frame.to_csv(index=False, lineterminator="\r\n"))


def _harmless(cell: object) -> object:
    return csv_safe(clean(cell)) if isinstance(cell, str) else cell
