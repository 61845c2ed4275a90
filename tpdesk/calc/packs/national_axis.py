"""Places of a national report as dots on one axis, a line of them for each basis and year: unlike money is never set
side by side as bars."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby, pairwise
from typing import Final

from tpdesk.calc.workbook.describe import Chart, Column, ColumnKind, Sheet, Table, Value, brief, said
from tpdesk.domain.place_summary import PlaceSummary
from tpdesk.domain.results.national import National
from tpdesk.text import and_words, counted
from tpdesk.units import per_unit, pounds

_TABLE: Final = "Per_head_by_basis"
_FIELD: Final = 700
"""Pixels from zero to the furthest dot, about."""

_LETTER, _MARK = 7, 14
"""Pixels that a letter of a name and a dot take."""

_MOST_TOLD: Final = 8
"""Dots up to which the words for those who do not see them name each."""


def axis_sheets(found: National) -> Iterator[Sheet]:
    """Yield the table of the dots and the chart, where at least two places have a figure per head."""
    drawn = sorted((one for one in found.reporting if one.people and not one.qualifier), key=_order)
    if len(drawn) < 2:
        return
    lines = [(base, list(members)) for base, members in groupby(drawn, key=_base)]
    rows: list[tuple[Value, ...]] = [
        (number, said(basis), said(year, otherwise="not said"), said(one.place), _head(one))
        for number, ((basis, year), members) in enumerate(lines, start=1) for one in members
    ]  # fmt: skip
    columns = (
        Column("line", "Line", ColumnKind.COUNT, 8), Column("basis", "Basis", ColumnKind.TEXT, 48),
        Column("year", "Year", ColumnKind.TEXT, 10), Column("place", "Place", ColumnKind.TEXT, 32),
        Column("head", "Per head", ColumnKind.PENCE, 14),
    )  # fmt: skip
    left = [said(one.place) for one in found.reporting if one not in drawn]
    without = (f"Not drawn, without a number of people or an exact figure: {and_words(left)}.",) if left else ()
    yield Sheet(
        "per_head", "Per head by basis", f"{counted(len(drawn), 'place')} on {counted(len(lines), 'basis', 'bases')}",
        "What does each place come to per head, beside places that count the same money?",
        ("Places on one line count the same money of the same year. Those on different lines are not comparable.",
            *without),
        Table(_TABLE, "Per head by basis and year", columns, tuple(rows)),
    )  # fmt: skip
    yield _chart(drawn, lines)


def _chart(drawn: list[PlaceSummary], lines: list[tuple[tuple[str, str], list[PlaceSummary]]]) -> Sheet:
    told = "; ".join(f"{brief(one.place)} {pounds(_head(one))}" for one in drawn[:_MOST_TOLD])
    more = f" and {len(drawn) - _MOST_TOLD} more" if len(drawn) > _MOST_TOLD else ""
    groups = tuple(
        (brief(f"Line {number}: {year or 'year not said'}, {basis}", 70), len(members))
        for number, ((basis, year), members) in enumerate(lines, start=1)
    )  # fmt: skip
    chart = Chart(
        "Spending per head, a line for each basis",
        f"A dot for each place on one axis, a line and a mark for each basis and year. Per head: {told}{more}.",
        _TABLE, "place", "line", len(drawn), across="head", groups=groups,
        is_named=all(_names_fit(members, drawn) for _, members in lines), axis="Per head (£)",
    )  # fmt: skip
    return Sheet(
        "chart_places", "Chart places", "Places per head as dots on one axis, a line for each basis",
        "How far apart are places that count the same money?",
        ("Compare dots on one line only. The figures are in the table Per head by basis.",),
        chart=chart,
    )  # fmt: skip


def _names_fit(members: list[PlaceSummary], drawn: list[PlaceSummary]) -> bool:
    """Say whether the names of the dots of a line, lowest first, fit between them."""
    furthest = max(abs(_head(one)) for one in drawn) or 1
    return all(
        (_head(after) - _head(one)) * _FIELD / furthest > _MARK + _LETTER * len(brief(one.place, 30))
        for one, after in pairwise(members)
    )


def _base(one: PlaceSummary) -> tuple[str, str]:
    return one.basis, one.year


def _order(one: PlaceSummary) -> tuple[str, str, int]:
    return (*_base(one), _head(one))


def _head(one: PlaceSummary) -> int:
    """Return pence per head of a place that has a number of people."""
    return per_unit(one.total_pence, one.people) or 0
