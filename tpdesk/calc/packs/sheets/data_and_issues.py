"""What proves a pack: issues, what was changed, and the data table behind the formulas.

The sheet of every line: what each figure of a pack is made of, for whoever must defend it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice
from operator import attrgetter
from typing import Any, Final

from tpdesk.calc.packs.frame import DataRow, Frame, applicable, category_title, when
from tpdesk.calc.workbook.describe import (
    NOT_APPLICABLE,
    Column,
    ColumnKind,
    Sheet,
    Streamed,
    Table,
    Value,
    day_number,
    said,
)
from tpdesk.domain.facts import Shares
from tpdesk.domain.line import UNMAPPED, LineRow, counted_under
from tpdesk.domain.line_filter import HeldLines
from tpdesk.domain.results.basis import Basis, ChangeRow, Issue
from tpdesk.domain.results.count import CountResult
from tpdesk.text import counted, opening
from tpdesk.units import pounds, short_pounds


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
        f"{opening(len(found), 'point')} to know about the figures: {frame.where}",
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
        f"{opening(len(found) + left_out, 'change')} on the desk, the last {found[0].at[:10]}: {frame.desk_name}",
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
        Column("gross", "Gross", ColumnKind.PENCE),
        Column("transfers", "Less transfers", ColumnKind.PENCE, 18),
        Column("recharges", "Less recharges", ColumnKind.PENCE, 18),
        Column("amount", "After transfers", ColumnKind.PENCE, formula="=ROUND({gross}-{transfers}-{recharges},2)"),
        Column("apportioned", "Of it apportioned", ColumnKind.PENCE, 18),
        Column("income", "Income from outside", ColumnKind.PENCE, 18),
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
            row.parts.gross_pence, row.parts.transfers_pence, row.parts.recharges_pence, row.amount_pence,
            row.parts.apportioned_pence, row.parts.income_pence,
            said(row.in_shares),
        )
        for row in found
    ]  # fmt: skip
    rows = rows or [("No spend is recorded", 0, "[z]", "[z]", 0, "[z]", 0, *[0] * 6, "[z]")]
    total = short_pounds(sum(row.amount_pence for row in found))
    return Sheet(
        "data",
        "Data",
        f"{opening(len(found), 'amount')} add up to {total}: {frame.where}",
        "What are the figures behind every other sheet?",
        (
            (
                f"From gross to net by organisation and category at level {basis.level}, to the penny; "
                "largest organisation of each category first."
            ),
            (
                "The numbers only name organisations, categories and divisions, so that formulas can look them "
                "up. In shares says whether the overlap's shares hold the row."
            ),
            frame.base(basis),
        ),
        Table("Spend_data", "Spend by organisation and category", columns, tuple(rows), filters=True),
    )


MOST: Final = 1_000_000
"""Lines of one sheet; Excel's sheets end at row 1,048,576, and the words above the table need some."""

_FIRST_DAY: Final = 61
"""1 March 1900: before it, spreadsheet programs do not agree which day a number is."""


@dataclass(frozen=True, slots=True)
class Details:
    """Every line of a report's place and year, not yet read."""

    held: HeldLines
    titles: Mapping[str, str]
    """Category code -> its title."""

    rows: Callable[[int], Iterator[LineRow]]
    """Begins to read them from the line with that number, from 0. What it raises ends the pack."""


@dataclass(frozen=True, slots=True)
class _Field:
    column: Column
    name: str
    """The attribute of a line that it shows."""

    value: Callable[[Any], str | int]
    needs: str = ""
    """The field of `HeldLines.fields` without which the column is left out."""


def _code(shares: Shares) -> str:
    return counted_under(shares) if shares else NOT_APPLICABLE


def _day(text: str) -> str | int:
    """Return the day's number, or the ISO date itself where it has none that all programs share."""
    day = day_number(dt.date.fromisoformat(text)) if text else 0
    return day if day >= _FIRST_DAY else text or NOT_APPLICABLE


def _fields(titles: Mapping[str, str]) -> tuple[_Field, ...]:
    def title(shares: Shares) -> str:
        return said("; ".join(titles.get(code, code) for code, _ in shares), otherwise=UNMAPPED)

    return (
        _Field(Column("agency", "Organisation", ColumnKind.TEXT), "agency", said),
        _Field(Column("label", "Label", ColumnKind.TEXT, 36), "label", said),
        _Field(Column("category", "Category", ColumnKind.TEXT, 36), "shares", title),
        _Field(Column("code", "Category code", ColumnKind.CODE, 24), "shares", _code),
        _Field(Column("amount", "Amount", ColumnKind.PENCE), "amount_pence", int),
        _Field(Column("flow", "Flow", ColumnKind.TEXT, 15), "flow", said),
        _Field(Column("cost_type", "Cost type", ColumnKind.TEXT, 13), "cost_type", said),
        _Field(Column("status", "Status", ColumnKind.TEXT, 14), "status", said),
        _Field(Column("control", "Control", ColumnKind.TEXT, 13), "control", said, "control"),
        _Field(Column("internal", "Internal recharge", ColumnKind.TEXT, 12), "internal",
            lambda internal: "yes" if internal else "no", "internal"),
        _Field(Column("transfer_to", "Transfer to", ColumnKind.TEXT), "transfer_to", said, "transfer_to"),
        _Field(Column("transfer_from", "Transfer from", ColumnKind.TEXT), "transfer_from", said, "transfer_from"),
        _Field(Column("client_group", "Client group", ColumnKind.TEXT), "client_group", said, "client_group"),
        _Field(Column("activity", "Activity", ColumnKind.TEXT, 20), "activity", said, "activity"),
        _Field(Column("area_name", "Area", ColumnKind.TEXT), "area_name", said, "area"),
        _Field(Column("area", "Area code", ColumnKind.CODE, 14), "area", said, "area"),
        _Field(Column("funding_stream", "Funding stream", ColumnKind.TEXT), "funding_stream", said, "funding_stream"),
        _Field(Column("grade", "Confidence grade", ColumnKind.KEY, 13, unit="1 to 6"), "grade", applicable, "grade"),
        _Field(Column("date", "Date", ColumnKind.DATE), "date", _day, "date"),
        _Field(Column("supplier", "Supplier", ColumnKind.TEXT, 36, working=True), "supplier", said, "supplier"),
        _Field(Column("description", "Description", ColumnKind.TEXT, 48, working=True), "description", said,
            "description"),
        _Field(Column("file", "File", ColumnKind.TEXT, 36, working=True), "file", said, "row"),
        _Field(Column("sheet", "Sheet of the file", ColumnKind.TEXT, 20, working=True), "sheet", said, "sheet"),
        _Field(Column("row", "Row number in the file", ColumnKind.KEY, 13, working=True), "row", applicable, "row"),
        _Field(Column("line", "Line number on the desk", ColumnKind.KEY, 13), "id", int),
    )  # fmt: skip


def line_sheets(where: str, details: Details, most: int = MOST) -> tuple[Sheet, ...]:
    """Return the sheets of all lines, `most` on each: none where there is no line.
    The lines themselves are read as the sheets are written; `where` is place and year."""
    held = details.held
    fields = [field for field in _fields(details.titles) if not field.needs or held.fields[field.needs]]
    columns, values = tuple(field.column for field in fields), tuple(field.value for field in fields)
    of_line = attrgetter(*(field.name for field in fields))

    def rows(first: int, count: int) -> Iterator[tuple[Hashable, ...]]:
        return map(of_line, islice(details.rows(first), count))

    sheets = []
    for number, first in enumerate(range(0, held.lines, most), 1):
        count = min(most, held.lines - first)
        name = "Lines" if number == 1 else f"Lines {number}"
        body = Streamed(count, partial(rows, first, count), values, frozenset({NOT_APPLICABLE}))
        heading = f"Lines {first + 1:,} to {first + count:,}"
        table = Table(name.replace(" ", "_"), heading, columns, (), filters=True, streamed=body)
        title = f"Every line: {where}" if number == 1 else f"Every line, continued ({number}): {where}"
        sheets.append(Sheet(name.casefold().replace(" ", "_"), name, title, _ANSWER, _holds(held, first, count), table))
    return tuple(sheets)


_ANSWER: Final = "Which lines are the figures made of?"


def _holds(held: HeldLines, first: int, count: int) -> tuple[str, ...]:
    part = (
        ""
        if count == held.lines
        else f" This sheet has lines {first + 1:,} to {first + count:,}: one sheet cannot hold them all."
    )
    return (
        f"{counted(held.lines, 'line')} in all, organisation by organisation, each organisation's as they came: "
        f"expenditure {pounds(held.expenditure_pence)} and income {pounds(held.income_pence)}, before transfers and "
        f"internal recharges are taken out.{part}",
        (
            "Where a label stands for several categories, its shares stand beside the line; they are taken of "
            "the sums, not line by line."
        ),
        "Suppliers, descriptions, files and their rows stand in the working copy only, since they may name people.",
    )
