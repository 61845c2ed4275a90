"""The sheet of every line: what each figure of a pack is made of, for whoever must defend it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import islice
from typing import Final

from tpdesk.calc.packs.describe import NOT_APPLICABLE, Column, Kind, Sheet, Streamed, Table, Value, brief, said
from tpdesk.calc.results import BoardReport
from tpdesk.models.lines.line import UNMAPPED, LineRow, counted_under
from tpdesk.models.lines.line_whole import Held
from tpdesk.text import counted
from tpdesk.units import pounds

MOST: Final = 1_000_000
"""Lines of one sheet; Excel's sheets end at row 1,048,576, and the words above the table need some."""

_DAY_ZERO: Final = dt.date(1899, 12, 30).toordinal()
_FIRST_DAY: Final = 61
"""1 March 1900: before it, spreadsheet programs do not agree which day a number is."""


@dataclass(frozen=True, slots=True)
class Details:
    """Every line of a report's place and year, not yet read."""

    held: Held
    titles: Mapping[str, str]
    """Category code -> its title."""

    rows: Callable[[], Iterator[LineRow]]
    """Begins to read them, from the first. What it raises ends the pack."""


@dataclass(frozen=True, slots=True)
class _Field:
    column: Column
    value: Callable[[LineRow, Mapping[str, str]], Value]
    needs: str = ""
    """The field of `line_whole.OPTIONAL` without which the column is left out."""


def _words(name: str) -> Callable[[LineRow, Mapping[str, str]], Value]:
    return lambda row, _: _said(getattr(row, name))


@lru_cache(maxsize=20_000)
def _said(text: str) -> str:
    return said(text)


def _number(name: str) -> Callable[[LineRow, Mapping[str, str]], Value]:
    def value(row: LineRow, _: Mapping[str, str]) -> Value:
        found: int | None = getattr(row, name)
        return NOT_APPLICABLE if found is None else found

    return value


def _title(row: LineRow, titles: Mapping[str, str]) -> Value:
    return said("; ".join(titles.get(code, code) for code, _ in row.shares), otherwise=UNMAPPED)


def _code(row: LineRow, _: Mapping[str, str]) -> Value:
    return counted_under(row.shares) if row.shares else NOT_APPLICABLE


def _area(row: LineRow, _: Mapping[str, str]) -> Value:
    return said(f"{row.area_name} ({row.area})" if row.area_name else row.area)


def _date(row: LineRow, _: Mapping[str, str]) -> Value:
    return _day(row.date) if row.date else NOT_APPLICABLE


@lru_cache(maxsize=20_000)
def _day(text: str) -> Value:
    """Return the day's number, or the ISO date itself where it has none that all programs share."""
    day = dt.date.fromisoformat(text).toordinal() - _DAY_ZERO
    return day if day >= _FIRST_DAY else text


_FIELDS: Final = (
    _Field(Column("agency", "Agency", Kind.TEXT), _words("agency")),
    _Field(Column("label", "Label", Kind.TEXT, 36), _words("label")),
    _Field(Column("category", "Category", Kind.TEXT, 36), _title),
    _Field(Column("code", "Category code", Kind.CODE, 24), _code),
    _Field(Column("amount", "Amount", Kind.PENCE), lambda row, _: row.amount_pence),
    _Field(Column("flow", "Flow", Kind.TEXT, 15), _words("flow")),
    _Field(Column("cost_type", "Cost type", Kind.TEXT, 13), _words("cost_type")),
    _Field(Column("status", "Status", Kind.TEXT, 14), _words("status")),
    _Field(Column("control", "Control", Kind.TEXT, 13), _words("control"), "control"),
    _Field(Column("internal", "Internal recharge", Kind.TEXT, 12), lambda row, _: "yes" if row.internal else "no", "internal"),
    _Field(Column("transfer_to", "Transfer to", Kind.TEXT), _words("transfer_to"), "transfer_to"),
    _Field(Column("transfer_from", "Transfer from", Kind.TEXT), _words("transfer_from"), "transfer_from"),
    _Field(Column("client_group", "Client group", Kind.TEXT), _words("client_group"), "client_group"),
    _Field(Column("activity", "Activity", Kind.TEXT, 20), _words("activity"), "activity"),
    _Field(Column("area", "Area", Kind.TEXT), _area, "area"),
    _Field(Column("funding_stream", "Funding stream", Kind.TEXT), _words("funding_stream"), "funding_stream"),
    _Field(Column("grade", "Confidence grade", Kind.KEY, 13, unit="1 to 6"), _number("grade"), "grade"),
    _Field(Column("date", "Date", Kind.DATE), _date, "date"),
    _Field(Column("supplier", "Supplier", Kind.TEXT, 36, working=True), _words("supplier"), "supplier"),
    _Field(Column("description", "Description", Kind.TEXT, 48, working=True), _words("description"), "description"),
    _Field(Column("file", "File", Kind.TEXT, 36, working=True), _words("file"), "row"),
    _Field(Column("sheet", "Sheet of the file", Kind.TEXT, 20, working=True), _words("sheet"), "row"),
    _Field(Column("row", "Row number in the file", Kind.KEY, 13, working=True), _number("row"), "row"),
    _Field(Column("line", "Line number on the desk", Kind.KEY, 13), lambda row, _: row.id),
)  # fmt: skip


def line_sheets(report: BoardReport, details: Details, most: int = MOST) -> tuple[Sheet, ...]:
    """Return the sheets of all lines, `most` on each: none where there is no line. The lines themselves are read once, as the sheets are written."""
    held = details.held
    fields = [field for field in _FIELDS if not field.needs or held.fields[field.needs]]
    columns = tuple(field.column for field in fields)
    reading: list[Iterator[LineRow]] = []

    def rows(count: int) -> Iterator[tuple[Value, ...]]:
        # All sheets go on with one reading, each where the one before it has ended.
        if not reading:
            reading.append(details.rows())
        for row in islice(reading[0], count):
            yield tuple(field.value(row, details.titles) for field in fields)

    sheets = []
    for number, first in enumerate(range(0, held.lines, most), 1):
        count = min(most, held.lines - first)
        name = "Lines" if number == 1 else f"Lines {number}"
        body = Streamed(count, partial(rows, count), frozenset({NOT_APPLICABLE}))
        table = Table(
            name.replace(" ", "_"),
            f"Lines {first + 1:,} to {first + count:,}",
            columns,
            (),
            filters=True,
            streamed=body,
        )
        where = f"{brief(report.place)}, {report.year}"
        title = f"Every line: {where}" if number == 1 else f"Every line, continued ({number}): {where}"
        sheets.append(Sheet(name.casefold().replace(" ", "_"), name, title, _ANSWER, _holds(held, first, count), table))
    return tuple(sheets)


_ANSWER: Final = "Which lines are the figures made of?"


def _holds(held: Held, first: int, count: int) -> tuple[str, ...]:
    part = (
        ""
        if count == held.lines
        else f" This sheet has lines {first + 1:,} to {first + count:,}: one sheet cannot hold them all."
    )
    return (
        f"{counted(held.lines, 'line')} in all, body by body, each body's as they came: expenditure {pounds(held.expenditure_pence)} and income "
        f"{pounds(held.income_pence)}, before transfers and internal recharges are taken out.{part}",
        "Where a label stands for several categories, its shares stand beside the line; they are taken of the sums, not line by line.",
        "Suppliers, descriptions, files and their rows stand in the working copy only, since they may name people.",
    )
