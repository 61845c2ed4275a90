"""How the count spreads: by division, by category, and agency by division.

Charts on sheets of their own, each with a text that says what it shows.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from tpdesk import units
from tpdesk.calc.packs import headings
from tpdesk.calc.packs.frame import (
    AGENCY,
    AMOUNT,
    CATEGORY,
    DIVISION,
    Frame,
    applicable,
    category_code,
    category_title,
    nothing,
    per_head_pounds,
)
from tpdesk.calc.packs.sheets.count import share_column, spend_column, totals
from tpdesk.calc.packs.sheets.overlap import BOUND, CATEGORY_COLUMNS
from tpdesk.calc.workbook.describe import Chart, Column, ColumnKind, Sheet, SheetCell, Table, Value, brief, said
from tpdesk.domain.results.count import CountResult, CountRow
from tpdesk.domain.results.overlap import OverlapResult
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
        headings.largest_cell(frame, matrix),
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
    return Sheet(words.key, words.name, headings.largest(frame, count, "takes"), words.answers, holds, table)


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


FRONT_BARS: Final = 8
"""Most bars in the chart of page one."""


def front_chart(frame: Frame, count: CountResult, overlap: OverlapResult) -> Chart | None:
    """Return the chart of page one, its title the finding: spend outside the lead, else who spends."""
    found = chart_overlap(frame, overlap, FRONT_BARS)
    row = next((row for row in overlap.rows if row.ranked and row.outside_lead_meeting_pence > 0), None)
    if found is None or found.chart is None or row is None:
        return who_spends_most(frame, count)
    return replace(found.chart, title=f"{brief(row.title)} has the most spend outside its lead organisation")


def who_spends_most(frame: Frame, count: CountResult) -> Chart | None:
    """Return the chart of page one where no service is shared: who spends the most, or None where nobody spends."""
    found = chart_who_spends(frame, count, FRONT_BARS)
    if found is None or found.chart is None:
        return None
    return replace(found.chart, title=f"{brief(count.rows[0].agency)} spends the most")


def chart_who_spends(frame: Frame, count: CountResult, most: int = BARS) -> Sheet | None:
    """Return a bar chart of the biggest organisations, or None where nobody spends."""
    drawn = _Drawn("Who_spends", "agency", "amount", "organisation", "organisations")
    bars = [(brief(row.agency), row.amount_pence) for row in count.rows]
    shown = _ChartWords(
        "Chart who spends", "Spend by organisation", headings.largest(frame, count, "spends"), most=most
    )
    return _chart(frame, bars, shown, drawn)


def chart_what_on(frame: Frame, count: CountResult) -> Sheet | None:
    """Return a bar chart of the divisions, or None where nothing is spent."""
    drawn = _Drawn("What_on", "title", "amount", "division", "divisions")
    shown = _ChartWords("Chart what on", "Spend by division", headings.largest(frame, count, "takes"))
    return _chart(frame, _by_title(count), shown, drawn)


def chart_categories(frame: Frame, count: CountResult) -> Sheet | None:
    """Return a bar chart of the biggest categories, or None where nothing is spent."""
    drawn = _Drawn("Categories", "title", "amount", "category", "categories")
    shown = _ChartWords("Chart categories", "Spend by category", headings.largest(frame, count, "takes"))
    return _chart(frame, _by_title(count), shown, drawn)


def chart_overlap(frame: Frame, result: OverlapResult, most: int = BARS) -> Sheet | None:
    """Return a bar chart of the spend outside the lead where areas meet, or None where there is none."""
    drawn = _Drawn("Overlap_ranking", "title", "meeting", "category", "categories")
    bars = [(brief(row.title), row.outside_lead_meeting_pence) for row in result.rows if row.ranked]
    title = "Spend outside the lead organisation where areas meet"
    shown = _ChartWords("Chart overlap", title, headings.outside_lead(frame, result), f" This is {BOUND}.", most)
    return _chart(frame, [bar for bar in bars if bar[1] > 0], shown, drawn)


def _by_title(count: CountResult) -> list[tuple[str, int]]:
    return [(brief(category_title(row.title, row.key)), row.amount_pence) for row in count.rows]


@dataclass(frozen=True, slots=True)
class _ChartWords:
    """What a chart says of itself."""

    name: str
    subject: str
    heading: str
    """The finding, with place and year."""

    remark: str = ""
    most: int = BARS
    """Bars at most."""


def _chart(frame: Frame, bars: list[tuple[str, int]], said_of: _ChartWords, drawn: _Drawn) -> Sheet | None:
    """Return a chart sheet over the first rows of a table."""
    shown, remark, name = bars[: said_of.most], said_of.remark, said_of.name
    if not any(pence for _, pence in shown):
        return None
    finding = said_of.heading.removesuffix(f": {frame.where}")
    figures = "; ".join(f"{label} {units.short_pounds(pence)}" for label, pence in shown)
    extent = (
        f"the {len(shown)} largest of {len(bars)} {drawn.plural}"
        if len(bars) > len(shown)
        else counted(len(shown), drawn.noun, drawn.plural)
    )
    subject = said_of.subject[0].lower() + said_of.subject[1:]
    alt = f"{finding}. Bar chart of {subject}, {frame.where}: {extent}. Largest first: {figures}.{remark}"
    from_table = "The figures are in the table behind the chart."
    return Sheet(
        name.lower().replace(" ", "_"),
        name,
        said_of.heading,
        f"What does {subject} look like?",
        (f"A bar for each of {extent}, largest first.{remark} {from_table}", frame.base()),
        chart=Chart(finding, alt, drawn.table, drawn.labels, drawn.values, len(shown)),
    )
