"""The tables of the overlap screen: the ranking, concentration, and another count beside it, as columns and rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.text import Text

from tpdesk.screens.display import cell
from tpdesk.screens.flex_table import BarOf, Col, Row, StackOf
from tpdesk.screens.overlap import words as words
from tpdesk.units import percent, pounds, ratio, short_pounds

if TYPE_CHECKING:
    from tpdesk.calc.compare import Comparison
    from tpdesk.domain.results.overlap import OverlapRow
    from tpdesk.services.overlap import OverlapRead

NARROW = 100
"""Columns below which a table shows what it is about alone, with names that can be read."""

TINY = 70
"""Columns below which bars go too."""


def ranking(read: OverlapRead, rows: Sequence[OverlapRow], width: int) -> tuple[list[Col], list[Row]]:
    """Return the ranking as wide as there is room; what has none stands in the evidence."""
    largest = max((row.outside_lead_meeting_pence for row in rows), default=0)
    cols = [Col("Category", 0), Col("Verdict", 15), Col("Bodies", 6, True), Col("Coincide", 8, True)]
    cols += [Col("", 8)] if width >= TINY else []
    more = [Col("Lead", 6, True), Col("Total", 9, True), Col("Outside lead", 12, True), Col("Per head", 9, True)]
    more = [col for col, least in zip(more, (82, 93, 107, 118), strict=True) if width >= least]
    found = []
    for row in rows:
        coincide = short_pounds(row.outside_lead_meeting_pence) if words.can_coincide(row) else "-"
        bare = row.moneyless
        bodies = "-" if bare else row.agencies
        cells: list[Text | BarOf | StackOf] = [_name(row), cell(words.verdict(row)), cell(bodies), cell(coincide)]
        if width >= TINY:
            cells.append(
                BarOf(ratio(row.outside_lead_meeting_pence, largest) or 0.0)
                if row.outside_lead_meeting_pence
                else Text("")
            )
        figures = [
            percent(row.lead_share, 0),
            short_pounds(row.total_pence),
            short_pounds(row.outside_lead_pence),
            words.per_head(read, row),
        ]
        told = ["-" if bare else figure for figure in figures[: len(more)]]
        found.append(Row(row.category, (*cells, *(cell(figure) for figure in told))))
    return [*cols, *more], found


def concentrated(rows: Sequence[OverlapRow], width: int) -> tuple[list[Col], list[Row]]:
    """Return how each category's spend is shared out, the most even first."""
    cols = [
        Col("Category", 0),
        Col("Lead █  2nd ▓  3rd ▒  others ░", max(30 if width >= TINY else 18, min(50, width // 4))),
        Col("As if", 6, True),
        Col("Of", 4, True),
    ]
    cols += [Col("HHI", 6, True), Col("Lead", 6, True), Col("Who leads", 25)] if width >= NARROW else []
    found = []
    for row in sorted(rows, key=lambda row: (-(row.effective_agencies or 0), row.category)):
        effective = "-" if row.effective_agencies is None else f"{row.effective_agencies:.1f}"
        cells: list[Text | BarOf | StackOf] = [
            _name(row),
            StackOf(tuple(share.share for share in row.shares)),
            cell(effective),
            cell(row.agencies),
        ]
        if width >= NARROW:
            cells += [
                cell("-" if row.hhi is None else f"{row.hhi:.2f}"),
                cell(percent(row.lead_share, 0)),
                cell(row.lead_agency or "-"),
            ]
        found.append(Row(row.category, tuple(cells)))
    return cols, found


def beside(comparison: Comparison, width: int) -> tuple[list[Col], list[Row]]:
    """Return two counts per head side by side; in whole amounts where no people are held."""
    each = comparison.total.head is not None and comparison.total.other_head is not None
    one, two = (f"{basis.place} {basis.year}" for basis in (comparison.basis, comparison.other_basis))
    room = 12 if width < NARROW else 20
    cols = [
        Col("Category", 0),
        Col(_short(one, room), room, True),
        *([Col("", 10)] if width >= NARROW else []),
        Col(_short(two, room), room, True),
    ]
    cols += [*([Col("", 10)] if width >= NARROW else []), Col("Difference", 11, True)]
    rows = comparison.rows
    figures = [
        figure
        for row in rows
        if row.key is not None
        for figure in ((row.head, row.other_head) if each else (row.pence, row.other_pence))
    ]
    largest = max((figure for figure in figures if figure is not None), default=0)
    found = []
    for row in (comparison.total, *rows):
        first, second = (row.head, row.other_head) if each else (row.pence, row.other_pence)
        difference = first - second if first is not None and second is not None else None
        total = row is comparison.total
        name = Text(" ").join(
            part
            for part in (
                cell(row.key if row.key and "/" not in row.key else ""),
                cell(row.title, "bold" if total else ""),
            )
            if part.plain
        )
        cells: list[Text | BarOf | StackOf] = [name]
        for figure in (first, second):
            cells.append(cell(_told(figure, each=each)))
            if width >= NARROW:
                cells.append(
                    Text("") if total or not figure else BarOf(min(1.0, max(0.0, ratio(figure, largest) or 0.0)))
                )
        cells.append(cell(("+" if difference is not None and difference > 0 else "") + _told(difference, each=each)))
        found.append(Row("" if total else row.key or "unmapped", tuple(cells)))
    return cols, found


def _told(pence: int | None, *, each: bool) -> str:
    if pence is None:
        return "-"
    return pounds(pence) if each else short_pounds(pence)


def _short(text: str, room: int) -> str:
    return text if len(text) <= room else f"{text[: room - 9].rstrip()}… {text[-7:]}" if room >= 20 else text[-7:]


def _name(row: OverlapRow) -> Text:
    return cell(words.named(row))
