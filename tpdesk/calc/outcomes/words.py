"""Indicators in words: their figures, progress and interval as a screen, a verb and a sheet print them."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Final

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
from tpdesk.units import decimal_text, percent

HEADINGS: Final = ("Indicator", "Area", "Baseline", "Target", "Actual", "Progress", "95% interval", "Change")

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
        return HIDDEN if row.is_hidden else ""
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
    return HIDDEN if row.is_hidden else _CHANGE_WORDS.get(row.change, "")


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
