"""Charts on sheets of their own, each with a text that says what it shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from tpdesk import units
from tpdesk.calc.packs.cells import category_title
from tpdesk.calc.packs.frame import Frame
from tpdesk.calc.packs.sheets.overlap import BOUND
from tpdesk.calc.workbook.describe import Chart, Sheet, brief
from tpdesk.domain.results.count import CountResult
from tpdesk.domain.results.overlap import OverlapResult
from tpdesk.text import counted

BARS: Final = 15
"""Most bars in one chart: more cannot be read."""


@dataclass(frozen=True, slots=True)
class _Drawn:
    """The table that a chart is drawn from, and what its rows are."""

    table: str
    labels: str
    values: str
    noun: str
    plural: str


def chart_who_spends(frame: Frame, count: CountResult) -> Sheet | None:
    """Return a bar chart of the biggest agencies, or None where nobody spends."""
    drawn = _Drawn("Who_spends", "agency", "amount", "agency", "agencies")
    bars = [(brief(row.agency), row.amount_pence) for row in count.rows]
    return _chart(frame, bars, "Chart who spends", "Spend by organisation", drawn)


def chart_what_on(frame: Frame, count: CountResult) -> Sheet | None:
    """Return a bar chart of the divisions, or None where nothing is spent."""
    drawn = _Drawn("What_on", "title", "amount", "division", "divisions")
    return _chart(frame, _by_title(count), "Chart what on", "Spend by division", drawn)


def chart_categories(frame: Frame, count: CountResult) -> Sheet | None:
    """Return a bar chart of the biggest categories, or None where nothing is spent."""
    drawn = _Drawn("Categories", "title", "amount", "category", "categories")
    return _chart(frame, _by_title(count), "Chart categories", "Spend by category", drawn)


def chart_overlap(frame: Frame, result: OverlapResult) -> Sheet | None:
    """Return a bar chart of the spend outside the lead where areas meet, or None where there is none."""
    drawn = _Drawn("Overlap_ranking", "title", "meeting", "category", "categories")
    bars = [(brief(row.title), row.outside_lead_meeting_pence) for row in result.rows if row.ranked]
    title = "Spend outside the lead organisation where areas meet"
    return _chart(frame, [bar for bar in bars if bar[1] > 0], "Chart overlap", title, drawn, f" This is {BOUND}.")


def _by_title(count: CountResult) -> list[tuple[str, int]]:
    return [(brief(category_title(row.title, row.key)), row.amount_pence) for row in count.rows]


def _chart(
    frame: Frame, bars: list[tuple[str, int]], name: str, title: str, drawn: _Drawn, remark: str = ""
) -> Sheet | None:
    """Return a chart sheet over the first rows of a table."""
    shown = bars[:BARS]
    if not any(pence for _, pence in shown):
        return None
    figures = "; ".join(f"{label} {units.short_pounds(pence)}" for label, pence in shown)
    extent = (
        f"the {len(shown)} largest of {len(bars)} {drawn.plural}"
        if len(bars) > len(shown)
        else counted(len(shown), drawn.noun, drawn.plural)
    )
    subject = title[0].lower() + title[1:]
    alt = f"Bar chart of {subject}, {frame.where}: {extent}. Largest first: {figures}.{remark}"
    from_table = "The figures are in the table behind the chart."
    return Sheet(
        name.lower().replace(" ", "_"),
        name,
        f"{title}: {frame.where}",
        f"What does {subject} look like?",
        (f"A bar for each of {extent}, largest first.{remark} {from_table}", frame.base()),
        chart=Chart(title, alt, drawn.table, drawn.labels, drawn.values, len(shown)),
    )
