"""How the count spreads: by division, by category, and agency by division."""

from __future__ import annotations

from collections.abc import Mapping

from tpdesk import units
from tpdesk.calc.packs.cells import category_code, category_title, nothing, per_head_pounds, share_value
from tpdesk.calc.packs.frame import AGENCY, AMOUNT, CATEGORY, DIVISION, Frame
from tpdesk.calc.packs.sheets.count import totals
from tpdesk.calc.workbook.describe import Cell, Column, Kind, Sheet, Table, Value, said
from tpdesk.domain.results.count import CountResult, CountRow
from tpdesk.text import counted


def what_on(frame: Frame, count: CountResult) -> Sheet:
    """Return spend by division (level 1)."""
    return _by_category(
        frame,
        count,
        (
            "what_on",
            "What on",
            f"What the money is spent on: {frame.where}",
            "What is the money spent on, and how many bodies are in it?",
        ),
        "What_on",
        "Spend by division",
        (DIVISION, frame.divisions),
    )


def categories(frame: Frame, count: CountResult) -> Sheet:
    """Return spend by category at the overlap's level."""
    level = count.basis.level
    return _by_category(
        frame,
        count,
        (
            "categories",
            "Categories",
            f"Spend by category: {frame.where}",
            f"What is the money spent on in detail (level {level})?",
        ),
        "Categories",
        f"Spend by category at level {level}",
        (CATEGORY, frame.categories),
    )


def matrix(frame: Frame, matrix: CountResult, by_agency: CountResult, by_division: CountResult) -> Sheet:
    """Return agency by division."""
    cells = {(row.agency, row.key): row.amount_pence for row in matrix.rows}
    divisions = by_division.rows
    columns = [Column("agency", "Agency", Kind.TEXT, 40)]
    for row in divisions:
        title = (
            category_title(row.title, row.key)
            if row.key is None
            else f"{category_code(row.key)} {category_title(row.title, row.key)}"
        )
        number = frame.divisions[row.key]
        formula = f"=SUMIFS({AMOUNT},{AGENCY},{{number}},{DIVISION},{number})"
        columns.append(Column(f"d{number}", title, frame.money, 15, formula=formula))
    last = f"{{d{frame.divisions[divisions[-1].key]}}}" if divisions else ""
    first = f"{{d{frame.divisions[divisions[0].key]}}}" if divisions else ""
    columns.append(
        Column("all", "All divisions", frame.money, 15, "after-transfers", f"=SUM({first}:{last})" if divisions else "")
    )
    columns.append(Column("number", "Agency number", Kind.KEY, working=True))
    rows: list[tuple[Value, ...]] = []
    for agency in by_agency.rows:
        spend = [cells.get((agency.agency, division.key), 0) for division in divisions]
        rows.append((said(agency.agency), *spend, agency.amount_pence, frame.agencies[agency.agency or ""]))
    rows = rows or [nothing(tuple(columns))]
    sums = [Cell(row.amount_pence, f"=SUM({{d{frame.divisions[row.key]}:body}})") for row in divisions]
    rows.append(("All agencies", *sums, Cell(by_agency.rows_total_pence, "=SUM({all:body})"), "[z]"))
    return Sheet(
        "matrix",
        "Agency by division",
        f"Agency by division: {frame.where}",
        "Who spends on what?",
        (
            "Each row is a body, each column a division of spending. 0 means that no spend is recorded.",
            frame.base(matrix.basis),
        ),
        Table("Agency_by_division", "Spend by agency and division", tuple(columns), tuple(rows), total=True),
    )


def _by_category(
    frame: Frame,
    count: CountResult,
    sheet: tuple[str, str, str, str],
    table: str,
    title: str,
    lookup: tuple[str, Mapping[str | None, int]],
) -> Sheet:
    """Return spend by category at one level; `lookup` is the data column and the numbers in it."""
    field, numbers = lookup
    columns = (
        Column("title", "Category", Kind.TEXT),
        Column("code", "Code", Kind.CODE),
        Column(
            "amount",
            "Spend after transfers",
            frame.money,
            16,
            "after-transfers",
            f"=SUMIFS({AMOUNT},{field},{{number}})",
        ),
        Column(
            "share", "Share of all spend", Kind.SHARE, 14, formula=frame.share("{amount}", "{amount:last}"), bar=True
        ),
        Column("head", "Per head", Kind.PENCE, 14, "per-head", frame.per_head("{amount}")),
        Column("agencies", "Agencies", Kind.COUNT, 12),
        Column("remark", "Remark", Kind.TEXT, 26, "weak"),
        Column("number", "Category number", Kind.KEY, working=True),
    )
    rows: list[tuple[Value, ...]] = [
        (
            category_title(row.title, row.key),
            category_code(row.key),
            row.amount_pence,
            share_value(row.share),
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
    unmapped = f"{units.pounds(count.unmapped_pence)} in {counted(count.unmapped_lines, 'line')} has no category yet and stands in the row Unmapped."
    held = unmapped if count.unmapped_lines else "All money has a category: £0.00 is unmapped."
    key, name, heading, answers = sheet
    return Sheet(
        key,
        name,
        heading,
        answers,
        (held, frame.base(count.basis)),
        Table(table, title, columns, tuple(rows), total=True, filters=True),
    )


def _remark(row: CountRow) -> str:
    """Return what a reader must know of a category, in words."""
    words = [
        words
        for holds, words in (
            (row.key is None, "no category yet"),
            (row.weak, "weak class"),
            (row.coarser, "mapped no finer"),
        )
        if holds
    ]
    return ", ".join(words) or "none"
