"""How the count spreads: by division, by category, and agency by division."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tpdesk import units
from tpdesk.calc.packs.cells import applicable, category_code, category_title, nothing, per_head_pounds
from tpdesk.calc.packs.frame import AGENCY, AMOUNT, CATEGORY, DIVISION, Frame
from tpdesk.calc.packs.sheets.count import share_column, spend_column, totals
from tpdesk.calc.packs.sheets.overlap import CATEGORY_COLUMNS
from tpdesk.calc.workbook.describe import Column, ColumnKind, Sheet, SheetCell, Table, Value, said
from tpdesk.domain.results.count import CountResult, CountRow
from tpdesk.text import counted


@dataclass(frozen=True, slots=True)
class _Words:
    """What a sheet by category says of itself."""

    key: str
    name: str
    title: str
    answers: str
    table: str


def what_on(frame: Frame, count: CountResult) -> Sheet:
    """Return spend by division (level 1)."""
    answers = "What is the money spent on, and how many organisations are in it?"
    words = _Words("what_on", "What on", "What the money is spent on", answers, "Spend by division")
    return _by_category(frame, count, words, DIVISION, frame.numbers.divisions)


def categories(frame: Frame, count: CountResult) -> Sheet:
    """Return spend by category at the overlap's level."""
    level = count.basis.level
    answers = f"What is the money spent on in detail (level {level})?"
    words = _Words("categories", "Categories", "Spend by category", answers, f"Spend by category at level {level}")
    return _by_category(frame, count, words, CATEGORY, frame.numbers.categories)


def matrix(frame: Frame, matrix: CountResult, by_agency: CountResult, by_division: CountResult) -> Sheet:
    """Return agency by division."""
    cells = {(row.agency, row.key): row.amount_pence for row in matrix.rows}
    divisions = by_division.rows
    columns = [Column("agency", "Organisation", ColumnKind.TEXT, 40)]
    for row in divisions:
        title = (
            category_title(row.title, row.key)
            if row.key is None
            else f"{category_code(row.key)} {category_title(row.title, row.key)}"
        )
        number = frame.numbers.divisions[row.key]
        formula = f"=SUMIFS({AMOUNT},{AGENCY},{{number}},{DIVISION},{number})"
        columns.append(Column(f"d{number}", title, frame.money, 15, formula=formula))
    last = f"{{d{frame.numbers.divisions[divisions[-1].key]}}}" if divisions else ""
    first = f"{{d{frame.numbers.divisions[divisions[0].key]}}}" if divisions else ""
    columns.append(
        Column("all", "All divisions", frame.money, 15, "after-transfers", f"=SUM({first}:{last})" if divisions else "")
    )
    columns.append(Column("number", "Organisation number", ColumnKind.KEY, working=True))
    rows: list[tuple[Value, ...]] = []
    for agency in by_agency.rows:
        spend = [cells.get((agency.agency, division.key), 0) for division in divisions]
        rows.append((said(agency.agency), *spend, agency.amount_pence, frame.numbers.agencies[agency.agency or ""]))
    rows = rows or [nothing(tuple(columns))]
    sums = [SheetCell(row.amount_pence, f"=SUM({{d{frame.numbers.divisions[row.key]}:body}})") for row in divisions]
    rows.append(("All organisations", *sums, SheetCell(by_agency.rows_total_pence, "=SUM({all:body})"), "[z]"))
    return Sheet(
        "matrix",
        "Organisation by division",
        f"Organisation by division: {frame.where}",
        "Who spends on what?",
        (
            "Each row is an organisation, each column a division of spending. 0 means that no spend is recorded.",
            frame.base(matrix.basis),
        ),
        Table("Agency_by_division", "Spend by organisation and division", tuple(columns), tuple(rows), total=True),
    )


def _by_category(
    frame: Frame, count: CountResult, words: _Words, field: str, numbers: Mapping[str | None, int]
) -> Sheet:
    """Return spend by category at one level; formulas find a category by its number in that `field` of the data."""
    columns = (
        *CATEGORY_COLUMNS,
        spend_column(frame, field),
        share_column(frame),
        Column("head", "Per head", ColumnKind.PENCE, 14, "per-head", frame.per_head("{amount}")),
        Column("agencies", "Organisations", ColumnKind.COUNT, 12),
        Column("remark", "Remark", ColumnKind.TEXT, 26, "weak"),
        Column("number", "Category number", ColumnKind.KEY, working=True),
    )
    rows: list[tuple[Value, ...]] = [
        (
            category_title(row.title, row.key),
            category_code(row.key),
            row.amount_pence,
            applicable(row.share),
            per_head_pounds(row.amount_pence, frame.basis.people),
            row.agencies,
            _remark(row),
            numbers[row.key],
        )
        for row in count.rows
    ]
    rows = rows or [nothing(columns)]
    amount, share, head, _ = totals(frame, count)
    rows.append(("All categories", "[z]", amount, share, head, count.bodies_counted, "[z]", "[z]"))
    table = Table(words.name.replace(" ", "_"), words.table, columns, tuple(rows), total=True, filters=True)
    holds = (_unmapped(count), frame.base(count.basis))
    return Sheet(words.key, words.name, f"{words.title}: {frame.where}", words.answers, holds, table)


def _unmapped(count: CountResult) -> str:
    if not count.unmapped_lines:
        return "All money has a category: £0.00 is unmapped."
    lines = counted(count.unmapped_lines, "line")
    return f"{units.pounds(count.unmapped_pence)} in {lines} has no category yet and stands in the row Unmapped."


def _remark(row: CountRow) -> str:
    """Return what a reader must know of a category, in words."""
    words = [
        words
        for holds, words in (
            (row.key is None, "no category yet"),
            (row.weak, "says little"),
            (row.coarser, "mapped no finer"),
        )
        if holds
    ]
    return ", ".join(words) or "none"
