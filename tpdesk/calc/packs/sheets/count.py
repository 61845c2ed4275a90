"""The count: headline figures, who spends, what on, categories, agency by division, control and cost type."""

from __future__ import annotations

from tpdesk import units
from tpdesk.calc.packs.describe import Cell, Column, Kind, Sheet, Table, Value, said
from tpdesk.calc.packs.sheets.frame import (
    AGENCY,
    AMOUNT,
    CATEGORY,
    DIVISION,
    Frame,
    category_code,
    category_title,
    per_head_pounds,
    plain,
    share_value,
)
from tpdesk.calc.results import CountResult, CountRow
from tpdesk.text import counted


def headline(frame: Frame) -> Sheet:
    """Return the bridge from gross to net, each figure with base, year and population beside it."""
    count, basis = frame.report.by_agency, frame.basis
    figures: tuple[tuple[str, int, str], ...] = (
        ("Gross expenditure, before transfers", count.gross_pence, "-"),
        ("Less transfers between counted bodies", count.transfers_removed_pence, "-"),
        ("Less internal recharges", count.recharges_removed_pence, "-"),
        ("Expenditure after transfers", count.after_transfers_pence, "={amount:1}-{amount:2}-{amount:3}"),
        ("Less income from outside", count.outside_income_pence, "-"),
        ("Expenditure net of outside income", count.net_of_income_pence, "={amount:4}-{amount:5}"),
        ("Counted in this pack", count.rows_total_pence, f"=SUM({AMOUNT})"),
        (
            "Of which without a category (unmapped)",
            count.unmapped_pence,
            f"=SUMIFS({AMOUNT},{CATEGORY},{frame.categories.get(None, 0)})",
        ),
    )
    households = basis.households
    per_household = "=ROUND({amount}/Households,2)" if households else ""
    columns = (
        Column("measure", "Measure", Kind.TEXT),
        Column("amount", "Amount", frame.money),
        Column("head", "Per head", Kind.PENCE, 14, formula=frame.per_head("{amount}"), note="per-head"),
        Column("household", "Per household", Kind.PENCE, 14, formula=per_household, note="per-head"),
        Column("base", "Base", Kind.TEXT, 32),
        Column("year", "Financial year", Kind.TEXT, 12),
        Column("people", "People", Kind.COUNT, 12),
        Column("households", "Households", Kind.COUNT, 14),
    )
    bases = (
        "Before transfers",
        "Transfers",
        "Internal recharges",
        "After transfers",
        "Income",
        "Net of income",
        said(frame.short_base().split(",")[0]),
    )
    rows = tuple(
        (
            name,
            Cell(pence, formula),
            per_head_pounds(pence, basis.people),
            per_head_pounds(pence, households),
            f"{(*bases, bases[-1])[n]}, {', '.join(basis.statuses) or 'no money'}",
            basis.year,
            basis.people or "[x]",
            households or "[x]",
        )
        for n, (name, pence, formula) in enumerate(figures)
    )
    return Sheet(
        "headline",
        "Headline figures",
        f"Headline figures: {frame.where}",
        "How much public money is there, before and after transfers, per head and per household?",
        (
            "Gross, after transfers and net of outside income are three different words. All other sheets use the row Counted in this pack.",
            frame.base(),
            f"{count.bodies_counted} of {count.bodies_expected} expected bodies are counted."
            + (f" Missing: {missing_names(count)}." if count.missing_returns else " No return is missing."),
        ),
        Table("Headline_figures", "Headline figures and how they follow from each other", columns, rows),
    )


def missing_names(count: CountResult) -> str:
    """Return the bodies that are not counted by name, with how far each return is and last year's figure, marked."""
    return "; ".join(
        f"{said(row.agency)} ({said(row.state)}"
        + (
            f"; {row.last_year}: {units.short_pounds(row.last_pence)}, not added"
            if row.last_year and row.last_pence is not None
            else ""
        )
        + ")"
        for row in count.missing_returns
    )


def who_spends(frame: Frame) -> Sheet:
    """Return spend by agency."""
    count = frame.report.by_agency
    columns = (
        Column("agency", "Agency", Kind.TEXT),
        Column(
            "amount",
            "Spend after transfers",
            frame.money,
            16,
            "after-transfers",
            f"=SUMIFS({AMOUNT},{AGENCY},{{number}})",
        ),
        Column(
            "share", "Share of all spend", Kind.SHARE, 14, formula=frame.share("{amount}", "{amount:last}"), bar=True
        ),
        Column("head", "Per head", Kind.PENCE, 14, "per-head", frame.per_head("{amount}")),
        Column("lines", "Spend lines", Kind.COUNT, 14),
        Column("number", "Agency number", Kind.KEY, working=True),
    )
    rows: list[tuple[Value, ...]] = [
        (
            said(row.agency),
            row.amount_pence,
            share_value(row.share),
            per_head_pounds(row.amount_pence, frame.basis.people),
            row.lines,
            frame.agencies[row.agency or ""],
        )
        for row in count.rows
    ]
    rows = rows or [_nothing(columns)]
    rows.append(("All agencies", *_totals(frame, count), "[z]"))
    return Sheet(
        "who_spends",
        "Who spends",
        f"Who spends: {frame.where}",
        "Which bodies spend the money, and how much of it each?",
        (f"Spend of {counted(count.bodies_counted, 'body', 'bodies')}, largest first.", frame.base()),
        Table("Who_spends", "Spend by agency", columns, tuple(rows), total=True, filters=True),
    )


def what_on(frame: Frame) -> Sheet:
    """Return spend by division (level 1)."""
    return _by_category(
        frame,
        frame.report.by_division,
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


def categories(frame: Frame) -> Sheet:
    """Return spend by category at the overlap's level."""
    level = frame.report.by_category.basis.level
    return _by_category(
        frame,
        frame.report.by_category,
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


def matrix(frame: Frame) -> Sheet:
    """Return agency by division."""
    report = frame.report
    cells = {(row.agency, row.key): row.amount_pence for row in report.matrix.rows}
    divisions = report.by_division.rows
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
    for agency in report.by_agency.rows:
        spend = [cells.get((agency.agency, division.key), 0) for division in divisions]
        rows.append((said(agency.agency), *spend, agency.amount_pence, frame.agencies[agency.agency or ""]))
    rows = rows or [_nothing(tuple(columns))]
    totals = [Cell(row.amount_pence, f"=SUM({{d{frame.divisions[row.key]}:body}})") for row in divisions]
    rows.append(("All agencies", *totals, Cell(report.by_agency.rows_total_pence, "=SUM({all:body})"), "[z]"))
    return Sheet(
        "matrix",
        "Agency by division",
        f"Agency by division: {frame.where}",
        "Who spends on what?",
        (
            "Each row is a body, each column a division of spending. 0 means that no spend is recorded.",
            frame.base(report.matrix.basis),
        ),
        Table("Agency_by_division", "Spend by agency and division", tuple(columns), tuple(rows), total=True),
    )


def keyed(frame: Frame, count: CountResult, key: str, name: str, question: str, unsaid: str) -> Sheet | None:
    """Return spend by control or cost type, or None where no line says anything of it."""
    if not any(row.key is not None and row.amount_pence for row in count.rows):
        return None
    columns = (
        Column("title", name, Kind.TEXT),
        Column("amount", "Spend after transfers", frame.money, 16, "after-transfers"),
        Column(
            "share", "Share of all spend", Kind.SHARE, 14, formula=frame.share("{amount}", "{amount:last}"), bar=True
        ),
        Column("agencies", "Agencies", Kind.COUNT),
    )
    rows: list[tuple[Value, ...]] = [
        (said(row.title, otherwise=unsaid).capitalize(), row.amount_pence, share_value(row.share), row.agencies)
        for row in count.rows
    ]
    rows.append(
        (
            "All spend",
            Cell(count.rows_total_pence, "=SUM({amount:body})"),
            1 if count.rows_total_pence else "[z]",
            count.bodies_counted,
        )
    )
    table = Table(f"Spend_by_{key}", f"Spend by {name.lower()}", columns, tuple(rows), total=True)
    return Sheet(
        key,
        name,
        f"{name}: {frame.where}",
        question,
        (f"Money whose lines do not say it is shown as {unsaid.lower()}.", frame.base(count.basis)),
        table,
    )


def _by_category(
    frame: Frame,
    count: CountResult,
    sheet: tuple[str, str, str, str],
    table: str,
    title: str,
    lookup: tuple[str, dict[str | None, int]],
) -> Sheet:
    """Return spend by category at one level; `lookup` is the data column and the numbers in it."""
    field, numbers = lookup
    columns = (
        Column("title", "Category", Kind.TEXT),
        Column("code", "Code", Kind.CODE, 18 if any("/" in (row.key or "") for row in count.rows) else 10),
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
    rows = rows or [_nothing(columns)]
    amount, share, head, _ = _totals(frame, count)
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


def _totals(frame: Frame, count: CountResult) -> tuple[Value, Value, Value, Value]:
    """Return amount, share, per head and lines of all rows."""
    total = count.rows_total_pence
    lines = Cell(sum(row.lines for row in count.rows), "=SUM({lines:body})")
    head = per_head_pounds(total, frame.basis.people)
    return Cell(total, "=SUM({amount:body})"), 1 if total else "[z]", head, lines


def _nothing(columns: tuple[Column, ...]) -> tuple[Value, ...]:
    """Return the one row of a table of a place without money."""
    first: Value = "No spend is recorded"
    rest = tuple(plain(0 if column.kind.is_money else "[z]") for column in columns[1:])
    return (first, *rest)
