"""Outcomes on paper: progress of indicators with their interval, each beside the real change of its spend, and what a
unit costs. No small count, no ratio of the two, and no saving."""

from __future__ import annotations

from tpdesk.calc.outcomes.beside import BesideResult, BesideSpend
from tpdesk.calc.outcomes.progress import hidden_note
from tpdesk.calc.outcomes.words import change_words, figure_number, interval_words, outcome_words
from tpdesk.calc.packs.frame import Frame, known
from tpdesk.calc.packs.sheets.dives import CONFIDENTIAL
from tpdesk.calc.volumes import comparison_words, failure_note
from tpdesk.calc.workbook.describe import NOT_APPLICABLE, NOT_AVAILABLE, Column, ColumnKind, Sheet, Table, Value, said
from tpdesk.domain.results.outcomes import (
    BETTER,
    CAUTION,
    HIDDEN,
    NO_CHANGE,
    WORSE,
    IndicatorProgress,
    OutcomeFigure,
    OutcomesResult,
)
from tpdesk.domain.results.volumes import ARITHMETIC, UnitCostsResult, UnitVolume
from tpdesk.text import and_words, counted, opening
from tpdesk.units import nearest_whole


def outcomes(frame: Frame, found: OutcomesResult | None) -> Sheet | None:
    """Return the progress of each indicator, or None where none has figures."""
    if found is None or not found.rows:
        return None
    columns = (
        Column("indicator", "Indicator", ColumnKind.TEXT, 40),
        Column("area", "Area", ColumnKind.TEXT, 20),
        Column("unit", "Unit", ColumnKind.TEXT, 18),
        Column("better", "Better", ColumnKind.TEXT, 9),
        *(
            Column(f"{key}{end}", f"{title}{words}", ColumnKind.TEXT, width)
            for key, title in (("baseline", "Baseline"), ("target", "Target"), ("actual", "Actual"))
            for end, words, width in (("", "", 11), ("_period", ", of", 12))
        ),
        Column("progress", "Progress", ColumnKind.SHARE, 11),
        Column("interval", "95% interval of the actual", ColumnKind.TEXT, 18),
        Column("change", "Change", ColumnKind.TEXT, 16),
        Column("source", "Source", ColumnKind.TEXT, 34),
        Column("look", "Look at", ColumnKind.TEXT, 50),
    )
    return Sheet(
        "outcomes", "Outcomes", f"{_outcomes_finding(found)}: {frame.place}",
        "How far has each indicator come from its baseline to its target, and how sure is that?",
        (
            "Progress is (actual - baseline) / (target - baseline). A difference is called a change only where the 95% "
            "intervals do not meet.",
            *filter(None, [hidden_note(found)]),
        ),
        Table("Outcomes", "Indicators and their progress", columns, tuple(map(_outcome_row, found.rows)), filters=True),
    )  # fmt: skip


def _outcomes_finding(found: OutcomesResult) -> str:
    changes = [row.change for row in found.rows]
    tested = [
        f"{changes.count(change)} {words}"
        for change, words in ((BETTER, "better"), (WORSE, "worse"), (NO_CHANGE, "without a change shown"))
        if change in changes
    ]
    titles = len({row.indicator.title for row in found.rows})
    return f"{opening(titles, 'indicator')}, {and_words(tested)}" if tested else opening(titles, "indicator")


def _outcome_row(row: IndicatorProgress) -> tuple[Value, ...]:
    cells = [cell for one in (row.baseline, row.target, row.actual) for cell in _figure_cells(row, one)]
    return (
        said(row.indicator.title), said(row.area_title),
        said("per cent" if row.indicator.unit == "%" else row.indicator.unit),
        said(row.indicator.direction, otherwise=NOT_AVAILABLE), *cells, _progress_cell(row),
        _printed(interval_words(row)), _printed(change_words(row)),
        said(row.indicator.source, otherwise=NOT_AVAILABLE),
        said(" ".join(issue.text for issue in row.issues), otherwise="nothing"),
    )  # fmt: skip


def _printed(words: str) -> str:
    """Return what is said of a figure; the mark of one that is not printed stays a mark."""
    return CONFIDENTIAL if words == HIDDEN else said(words, otherwise=NOT_AVAILABLE)


def _figure_cells(row: IndicatorProgress, figure: OutcomeFigure | None) -> tuple[str, str]:
    if figure is None:
        return NOT_AVAILABLE, NOT_APPLICABLE
    number = CONFIDENTIAL if figure.is_hidden else figure_number(row.indicator, figure.value)
    return number, figure.of.period_words


def _progress_cell(row: IndicatorProgress) -> Value:
    if row.progress is not None:
        return float(row.progress)
    return CONFIDENTIAL if row.is_hidden and None not in (row.baseline, row.target, row.actual) else NOT_AVAILABLE


def beside(frame: Frame, found: BesideResult | None) -> Sheet | None:
    """Return each indicator beside the real change a head of its spend, or None where none is linked to spend."""
    if found is None or not found.rows:
        return None
    columns = (
        Column("indicator", "Indicator", ColumnKind.TEXT, 40),
        Column("linked", "Spend on", ColumnKind.TEXT, 34),
        Column("years", "Years", ColumnKind.TEXT, 20),
        Column("prices", "Prices of", ColumnKind.TEXT, 10),
        Column("before", "Real spend a head, before", ColumnKind.PENCE, 15),
        Column("after", "Real spend a head, after", ColumnKind.PENCE, 15),
        Column("change", "Change a head", ColumnKind.PENCE, 15),
        Column("outcome", "Outcome", ColumnKind.TEXT, 34),
        Column("quadrant", "Side by side", ColumnKind.TEXT, 28),
        Column("look", "Look at", ColumnKind.TEXT, 50),
    )
    placed = sum(bool(one.quadrant) for one in found.rows)
    return Sheet(
        "beside_spend", "Outcomes beside spend",
        f"Of {counted(len(found.rows), 'indicator')}, {placed} beside a change in spend: {frame.place}",
        "What was spent a head, in real terms, while the outcome changed?",
        (CAUTION, "Spend after transfers of the organisations with spend in both years, in prices of the later."),
        Table("Outcomes_beside", "Indicators beside real spend", columns, tuple(map(_beside_row, found.rows))),
    )  # fmt: skip


def _beside_row(one: BesideSpend) -> tuple[Value, ...]:
    real = one.real
    years = f"{real.before_year} to {real.after_year}" if real is not None else ""
    ends = (real.real_per_head_before_pence, real.real_per_head_after_pence) if real is not None else (None, None)
    return (
        said(one.row.indicator.title), said(and_words(one.linked)), said(years, otherwise=NOT_AVAILABLE),
        said(real.prices_of if real is not None else "", otherwise=NOT_AVAILABLE), *map(known, ends),
        known(one.spend_change_pence), _printed(outcome_words(one)), said(one.quadrant, otherwise="in none"),
        said(" ".join(issue.text for issue in one.issues), otherwise="nothing"),
    )  # fmt: skip


def unit_costs(frame: Frame, found: UnitCostsResult | None) -> Sheet | None:
    """Return what a unit costs each organisation, or None where no volume is recorded."""
    if found is None or not found.rows:
        return None
    columns = (
        Column("agency", "Organisation", ColumnKind.TEXT, 36),
        Column("unit", "Unit", ColumnKind.TEXT, 12),
        Column("category", "Category", ColumnKind.CODE, 12),
        Column("number", "Units counted", ColumnKind.COUNT, 12),
        Column("cost", "Cost", ColumnKind.PENCE, 16),
        Column("basis", "Cost basis", ColumnKind.TEXT, 14),
        Column("each", "Per unit", ColumnKind.PENCE, 11),
        Column("failure", "Failure demand", ColumnKind.COUNT, 12),
        Column("share", "Share that is failure demand", ColumnKind.SHARE, 12),
        Column("most", "Failure demand costs at most", ColumnKind.PENCE, 16),
        Column("median", "Median of the unit and basis", ColumnKind.PENCE, 12),
        Column("at_median", "Number at the median's cost", ColumnKind.PENCE, 16),
        Column("look", "Look at", ColumnKind.TEXT, 50),
    )
    compared = [comparison_words(one) for one in found.comparisons]
    return Sheet(
        "unit_costs", "Unit costs", compared[0].rstrip(".") if compared else f"Unit costs: {frame.where}",
        "What does a unit cost each organisation, and how much of the demand need not have been?",
        (*compared[1:], failure_note(found), *([ARITHMETIC] if compared else [])),
        Table("Unit_costs", "Volumes and unit costs", columns, tuple(_volume_row(found, row) for row in found.rows)),
    )  # fmt: skip


def _volume_row(found: UnitCostsResult, row: UnitVolume) -> tuple[Value, ...]:
    one, share = found.comparison_of(row), row.failure_share
    return (
        said(row.agency), row.unit, said(row.category), row.number, known(row.cost_pence),
        said(row.basis, otherwise=NOT_AVAILABLE), known(row.pence_per_unit), known(row.failure_number),
        NOT_AVAILABLE if share is None else float(share), known(row.failure_pence),
        NOT_APPLICABLE if one is None else nearest_whole(one.median),
        NOT_APPLICABLE if one is None else one.at_median_pence(row),
        said(" ".join(issue.text for issue in row.issues), otherwise="nothing"),
    )  # fmt: skip
