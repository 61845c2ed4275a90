"""The acts of a pivot: made from the lines that a filter keeps, and written to a file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from tpdesk import __version__
from tpdesk.calc.pivot import Pivot, PivotCell, pivot
from tpdesk.domain.file_marks import PIVOT_MARK
from tpdesk.domain.line import LINE_FIELDS
from tpdesk.domain.line_filter import LineFilter
from tpdesk.models.desk import Desk
from tpdesk.models.file_writing import write_csv
from tpdesk.models.lines.order import Stop
from tpdesk.models.lines.pivot import pivot_facts
from tpdesk.models.log.history import last_change
from tpdesk.services.files import result_file
from tpdesk.text import csv_safe
from tpdesk.units import plain_pounds

MOST_ROWS: Final = 500
"""Rows of a pivot."""

MOST_COLUMNS: Final = 100
"""Columns of a pivot."""


def make_pivot(
    desk: Desk,
    rows: str,
    columns: str,
    where: LineFilter,
    *,
    flow: str = "",
    most_rows: int = MOST_ROWS,
    most_columns: int = MOST_COLUMNS,
    cancelled: Stop | None = None,
) -> Pivot:
    """Return the pivot of two columns over the lines of a filter. Raises Cancelled, UsageProblem."""
    facts = pivot_facts(
        desk.connection, rows, columns, where, flow, most_rows=most_rows, most_columns=most_columns, cancelled=cancelled
    )
    return pivot(facts)


def write_pivot(desk: Desk, made: Pivot, where: LineFilter, target: Path, *, replace: bool = False) -> None:
    """Write a pivot as a workbook where the file's name ends in .xlsx, else as CSV that a spreadsheet opens without harm.

    Raises Locked, UsageProblem.
    """
    with result_file(target, replace=replace, keep=[desk.path]):
        _write(desk, made, where, target)


def _write(desk: Desk, made: Pivot, where: LineFilter, target: Path) -> None:
    if target.suffix.casefold() == ".xlsx":
        from tpdesk.calc.packs.pivot_book import describe_pivot
        from tpdesk.services.workbooks import write_workbook

        when = last_change(desk.connection)
        pack = describe_pivot(made, where.words, desk.path.name, when, f"tpdesk {__version__}")
        write_workbook(pack, target, publish=True)
        return
    write_csv(target, _rows(made))


def _rows(made: Pivot) -> Iterator[list[object]]:
    heads = [csv_safe(head.text) for head in made.columns]
    yield [
        f"{LINE_FIELDS[made.row_field].heading} by {LINE_FIELDS[made.column_field].heading} (£)",
        *heads,
        "All",
        PIVOT_MARK,
    ]
    for head, cells, total in zip(made.rows, made.cells, made.row_totals, strict=True):
        yield [csv_safe(head.text), *map(_pounds, cells), _pounds(total), total.lines]
    yield ["All", *map(_pounds, made.column_totals), _pounds(made.total), made.total.lines]


def _pounds(cell: PivotCell) -> str:
    return "" if cell.pence is None else plain_pounds(cell.pence)
