"""Charts on sheets of their own, each with a text that says what it shows."""

from __future__ import annotations

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


def chart_who_spends(frame: Frame, count: CountResult) -> Sheet | None:
    """Return a bar chart of the biggest agencies, or None where nobody spends."""
    bars = [(brief(row.agency), row.amount_pence) for row in count.rows]
    return _chart(
        frame,
        bars,
        "chart_who_spends",
        "Chart who spends",
        "Spend by agency",
        ("Who_spends", "agency", "amount"),
        "agency",
        "agencies",
    )


def chart_what_on(frame: Frame, count: CountResult) -> Sheet | None:
    """Return a bar chart of the divisions, or None where nothing is spent."""
    bars = [(brief(category_title(row.title, row.key)), row.amount_pence) for row in count.rows]
    return _chart(
        frame,
        bars,
        "chart_what_on",
        "Chart what on",
        "Spend by division",
        ("What_on", "title", "amount"),
        "division",
        "divisions",
    )


def chart_categories(frame: Frame, count: CountResult) -> Sheet | None:
    """Return a bar chart of the biggest categories, or None where nothing is spent."""
    bars = [(brief(category_title(row.title, row.key)), row.amount_pence) for row in count.rows]
    return _chart(
        frame,
        bars,
        "chart_categories",
        "Chart categories",
        "Spend by category",
        ("Categories", "title", "amount"),
        "category",
        "categories",
    )


def chart_overlap(frame: Frame, result: OverlapResult) -> Sheet | None:
    """Return a bar chart of the spend outside the lead where areas meet, or None where there is none."""
    bars = [(brief(row.title), row.outside_lead_meeting_pence) for row in result.rows if row.ranked]
    bars = [bar for bar in bars if bar[1] > 0]
    title = "Spend outside the lead agency where areas meet"
    return _chart(
        frame,
        bars,
        "chart_overlap",
        "Chart overlap",
        title,
        ("Overlap_ranking", "title", "meeting"),
        "category",
        "categories",
        BOUND,
    )


def _chart(
    frame: Frame,
    bars: list[tuple[str, int]],
    key: str,
    name: str,
    title: str,
    table: tuple[str, str, str],
    noun: str,
    plural: str,
    remark: str = "",
) -> Sheet | None:
    """Return a chart sheet over the first rows of a table."""
    shown = bars[:BARS]
    if not any(pence for _, pence in shown):
        return None
    figures = [f"{label} {units.short_pounds(pence)}" for label, pence in shown]
    extent = (
        f"the {len(shown)} largest of {len(bars)} {plural}"
        if len(bars) > len(shown)
        else counted(len(shown), noun, plural)
    )
    remark = f" This is {remark}." if remark else ""
    alt = f"Bar chart of {title[0].lower() + title[1:]}, {frame.where}: {extent}. Largest first: {'; '.join(figures)}.{remark}"
    return Sheet(
        key,
        name,
        f"{title}: {frame.where}",
        f"What does {title[0].lower() + title[1:]} look like?",
        (
            f"A bar for each of {extent}, largest first.{remark} The figures are in the table that the chart is drawn from.",
            frame.base(),
        ),
        chart=Chart(title, alt, *table, len(shown)),
    )
