"""A pivot as a workbook of one sheet."""

from __future__ import annotations

from tpdesk.calc.packs.cells import applicable
from tpdesk.calc.pivot import Pivot, PivotCell
from tpdesk.calc.workbook.describe import Column, ColumnKind, Sheet, Table, Value, Workbook, said
from tpdesk.domain.file_marks import PIVOT_SHEET
from tpdesk.domain.line import LINE_FIELDS


def describe_pivot(made: Pivot, about: str, desk_name: str, made_at: str, software: str) -> Workbook:
    """Return the workbook; `about` says which lines it is of."""
    row_heading, column_heading = (LINE_FIELDS[name].heading for name in (made.row_field, made.column_field))
    columns = (
        Column("value", row_heading, ColumnKind.TEXT, 40),
        *(Column(f"c{n}", said(head.text), ColumnKind.PENCE, 18) for n, head in enumerate(made.columns)),
        Column("total", "All", ColumnKind.PENCE, 18),
        Column("lines", "Lines", ColumnKind.COUNT, 10),
    )
    rows: list[tuple[Value, ...]] = [
        (said(head.text), *map(_value, cells), _value(total), total.lines)
        for head, cells, total in zip(made.rows, made.cells, made.row_totals, strict=True)
    ]
    rows.append(("All", *map(_value, made.column_totals), _value(made.total), made.total.lines))
    title = f"{row_heading} by {column_heading}"
    sheet = Sheet(
        "pivot",
        PIVOT_SHEET,
        title,
        f"How much of each {row_heading} is of which {column_heading}?",
        (
            f"Lines: {said(about)}.",
            made.about,
            "[z] stands where there are no lines.",
            f"From {said(desk_name)}, by {software}.",
        ),
        Table("Pivot", title, columns, tuple(rows), total=True),
    )
    return Workbook(title, about, software, made_at, (sheet,))


def _value(cell: PivotCell) -> Value:
    return applicable(cell.pence)
