"""Indicators in words: their figures, progress and interval as a screen, a verb and a sheet print them."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Final

from tpdesk.calc.outcomes.beside import BesideSpend
from tpdesk.domain.outcome import PERCENTAGE, Indicator
from tpdesk.domain.results.outcomes import (
    BETTER,
    HIDDEN,
    MOVED,
    NO_CHANGE,
    WORSE,
    IndicatorProgress,
    OutcomeFigure,
    OutcomesResult,
)
from tpdesk.text import and_words
from tpdesk.units import decimal_text, percent, pounds, signed_pounds

HEADINGS: Final = ("Indicator", "Area", "Baseline", "Target", "Actual", "Progress", "95% interval", "Change")

BESIDE_HEADINGS: Final = (
    "Indicator", "Spend on", "Real spend a head", "Change", "Outcome", "Side by side",
)  # fmt: skip

NOT_KNOWN: Final = "not known"
_TYPED_PLACES: Final = 3
_CHANGE_WORDS: Final = {
    BETTER: "better", WORSE: "worse", MOVED: "changed", NO_CHANGE: "no change shown",
}  # fmt: skip


def figure_number(indicator: Indicator, value: Fraction, *, places: int | None = None) -> str:
    """Return a figure of an indicator, with % where it is one: to `places`, else as typed, and to one place where it
    does not end."""
    exact = decimal_text(value)
    ends = len(exact.partition(".")[2]) <= _TYPED_PLACES
    text = exact if places is None and ends else decimal_text(value, 1 if places is None else places)
    return f"{text}%" if indicator.measure == PERCENTAGE else text


def figure_words(row: IndicatorProgress, figure: OutcomeFigure | None) -> str:
    """Return a figure with its period; empty where there is none."""
    if figure is None:
        return ""
    number = HIDDEN if figure.is_hidden else figure_number(row.indicator, figure.value)
    return f"{number} ({figure.of.period_words})"


def progress_words(row: IndicatorProgress) -> str:
    """Return the progress as a share; empty where it is not known."""
    if row.progress is None:
        return HIDDEN if row.is_hidden and None not in (row.baseline, row.target, row.actual) else ""
    return percent(float(row.progress))


def interval_words(row: IndicatorProgress) -> str:
    """Return the interval of the actual figure; empty where there is none."""
    actual = row.actual
    if actual is None or actual.low is None or actual.high is None:
        return ""
    if actual.is_hidden:
        return HIDDEN
    low, high = (figure_number(row.indicator, end, places=1) for end in (actual.low, actual.high))
    return f"{low} to {high}"


def change_words(row: IndicatorProgress) -> str:
    """Return the change that may be called one, or why it may not."""
    if row.is_hidden:
        return HIDDEN if None not in (row.baseline, row.actual) else ""
    return _CHANGE_WORDS.get(row.change, "")


def progress_cells(row: IndicatorProgress) -> tuple[str, ...]:
    """Return a row's cells under `HEADINGS`."""
    return (
        row.indicator.title, row.area_title if row.area else "", figure_words(row, row.baseline),
        figure_words(row, row.target), figure_words(row, row.actual), progress_words(row), interval_words(row),
        change_words(row),
    )  # fmt: skip


def progress_table(result: OutcomesResult) -> Sequence[Sequence[str]]:
    """Return the headings and a row for each indicator and area."""
    return [HEADINGS, *map(progress_cells, result.rows)]


def beside_cells(one: BesideSpend) -> tuple[str, ...]:
    """Return the cells of an indicator beside its spend under `BESIDE_HEADINGS`."""
    real, change = one.real, one.spend_change_pence
    before, after = (None, None) if real is None else (real.real_per_head_before_pence, real.real_per_head_after_pence)
    spent = NOT_KNOWN if before is None or after is None else f"{pounds(before)} to {pounds(after)}"
    return (
        one.row.indicator.title, and_words(one.linked), spent,
        NOT_KNOWN if change is None else signed_pounds(change), outcome_words(one), one.quadrant,
    )  # fmt: skip


def outcome_words(one: BesideSpend) -> str:
    """Return how the outcome changed: from what to what, and whether that is more than chance."""
    row = one.row
    if row.is_hidden:
        return HIDDEN
    if row.baseline is None or row.actual is None:
        return NOT_KNOWN
    values = " to ".join(figure_number(row.indicator, figure.value) for figure in (row.baseline, row.actual))
    tested = "" if one.is_tested or one.outcome_way in ("", NO_CHANGE) else " (not tested)"
    return f"{values}: {one.outcome_way}{tested}" if one.outcome_way else values
