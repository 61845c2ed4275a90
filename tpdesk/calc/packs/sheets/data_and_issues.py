"""What proves a pack: issues, what was changed, and the data table behind the formulas."""

from __future__ import annotations

from collections.abc import Sequence

from tpdesk.calc.packs.cells import applicable, category_title, when
from tpdesk.calc.packs.data_rows import DataRow
from tpdesk.calc.packs.frame import Frame
from tpdesk.calc.workbook.describe import Column, ColumnKind, Sheet, Table, Value, said
from tpdesk.domain.results.basis import Basis, Issue
from tpdesk.domain.results.count import CountResult
from tpdesk.domain.results.trust import ChangeRow
from tpdesk.text import counted


def issues(frame: Frame, found: Sequence[Issue]) -> Sheet:
    """Return what a reader must know, each once."""
    columns = (
        Column("text", "What to know", ColumnKind.TEXT, 100),
        Column("about", "About", ColumnKind.TEXT, 26),
        Column("amount", "Amount concerned", ColumnKind.PENCE),
    )
    rows: list[tuple[Value, ...]] = [
        (said(issue.text), said(issue.code.replace("-", " ")), applicable(issue.pence)) for issue in found
    ]
    rows = rows or [("No issues", "[z]", "[z]")]
    return Sheet(
        "issues",
        "Issues",
        f"What to know about the figures: {frame.where}",
        "What does a reader need to know about the figures?",
        ("An issue never changes a figure.",),
        Table("Issues", "Issues", columns, tuple(rows)),
    )


def changes(frame: Frame, found: Sequence[ChangeRow], left_out: int) -> Sheet | None:
    """Return what was changed on the desk, the latest first; None where nothing is to be told."""
    if not found:
        return None
    columns = (
        Column("at", "When (UTC)", ColumnKind.TEXT, 20),
        Column("act", "What was done", ColumnKind.TEXT, 46),
        Column("what", "Record and field", ColumnKind.TEXT, 34),
        Column("before", "From", ColumnKind.TEXT, 30),
        Column("after", "To", ColumnKind.TEXT, 30),
    )
    rows: list[tuple[Value, ...]] = [
        (
            when(row.at),
            said(row.act),
            said(row.what, otherwise="[z]"),
            said(row.before, otherwise="[z]"),
            said(row.after, otherwise="[z]"),
        )
        for row in found
    ]
    left = f"{counted(left_out, 'earlier change')} not listed: the desk's history has all of them."
    return Sheet(
        "changes",
        "Changes",
        f"What was changed on the desk: {frame.desk_name}",
        "What was changed, when, from what and to what?",
        (
            "The latest change comes first. An undo is listed as a change of its own.",
            left if left_out else "Nothing is left out.",
        ),
        Table("Changes", "Changes, the latest first", columns, tuple(rows)),
    )


def data(frame: Frame, found: Sequence[DataRow], by_division: CountResult, basis: Basis) -> Sheet:
    """Return agency by category, the one table behind the pack."""
    titles = {row.key: category_title(row.title, row.key) for row in by_division.rows}
    columns = (
        Column("agency", "Organisation", ColumnKind.TEXT),
        Column("agency_number", "Organisation number", ColumnKind.KEY),
        Column("category", "Category", ColumnKind.TEXT, 40),
        Column("code", "Category code", ColumnKind.CODE, 46),
        Column("category_number", "Category number", ColumnKind.KEY, 12),
        Column("division", "Division", ColumnKind.TEXT, 30),
        Column("division_number", "Division number", ColumnKind.KEY, 12),
        Column("amount", "Amount", ColumnKind.PENCE),
        Column("counted", "In shares", ColumnKind.TEXT, 22),
    )
    rows: list[tuple[Value, ...]] = [
        (
            said(row.agency),
            frame.numbers.agencies[row.agency],
            category_title(row.title, row.category),
            said(row.category),
            frame.numbers.categories[row.category],
            titles.get(row.division, said(row.division)),
            frame.numbers.divisions[row.division],
            row.amount_pence,
            said(row.in_shares),
        )
        for row in found
    ]
    rows = rows or [("No spend is recorded", 0, "[z]", "[z]", 0, "[z]", 0, 0, "[z]")]
    return Sheet(
        "data",
        "Data",
        f"Data: {frame.where}",
        "What are the figures behind every other sheet?",
        (
            f"Spend after transfers by organisation and category at level {basis.level}, to the penny; largest organisation of each category first.",
            "The numbers only name organisations, categories and divisions, so that formulas can look them up. In shares says whether the overlap's shares hold the row.",
            frame.base(basis),
        ),
        Table("Spend_data", "Spend by organisation and category", columns, tuple(rows), filters=True),
    )
