"""IndicatorProgress of indicators from their baseline to their target, and what a reader must know beside it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

from tpdesk.calc.outcomes.figures import hide_small, make_figure
from tpdesk.calc.suppress import SMALL
from tpdesk.domain.outcome import (
    ACTUAL,
    BASELINE,
    FORECAST,
    HIGHER,
    PERCENTAGE,
    TARGET,
    Indicator,
    OutcomeGround,
)
from tpdesk.domain.period import people_years
from tpdesk.domain.results.basis import Issue
from tpdesk.domain.results.outcomes import HIDDEN, IndicatorProgress, OutcomeFigure, OutcomesResult
from tpdesk.text import and_words
from tpdesk.units import decimal_text


def outcomes(indicators: Sequence[Indicator], ground: OutcomeGround, *, threshold: int = SMALL) -> OutcomesResult:
    """Return the progress of each indicator in the place, then in its areas. Pure.

    progress = (actual - baseline) / (target - baseline): the last target, the last baseline not after it, the last
    actual figure not before that, all of one area.
    """
    rows = tuple(row for one in indicators for row in _rows(one, ground, threshold))
    return OutcomesResult(ground.place, rows, threshold)


def _rows(indicator: Indicator, ground: OutcomeGround, threshold: int) -> Iterator[IndicatorProgress]:
    figures = hide_small({one.number: make_figure(indicator, one) for one in indicator.values}, ground, threshold)
    by_area: dict[str, list[OutcomeFigure]] = {}
    for figure in figures.values():
        area = "" if ground.is_place(figure.of.area) else figure.of.area
        by_area.setdefault(area, []).append(figure)
    for area in sorted(by_area, key=lambda code: (code != "", ground.name(code).casefold())):
        yield _row(indicator, area, by_area[area], ground, is_alone="" not in by_area)


def _row(
    indicator: Indicator, area: str, figures: Sequence[OutcomeFigure], ground: OutcomeGround, *, is_alone: bool
) -> IndicatorProgress:
    target = _last(figures, TARGET)
    baseline = _last(figures, BASELINE, most=target.of.period if target else "")
    actual = _last(figures, ACTUAL, least=baseline.of.period if baseline else "")
    row = IndicatorProgress(
        indicator, area, ground.name(area) if area else ground.place, baseline, target, actual,
        _last(figures, FORECAST),
    )  # fmt: skip
    issues = (
        *_area_issues(indicator, area, ground, is_alone=is_alone),
        *_order_issues(row, figures),
        *(issue for one in figures for issue in _figure_issues(row, one)),
    )
    return replace(row, issues=issues)


def _last(figures: Sequence[OutcomeFigure], status: str, *, least: str = "", most: str = "") -> OutcomeFigure | None:
    """Return the figure of a status with the last period, none before `least` or after `most`."""
    fitting = [
        one
        for one in figures
        if one.of.status == status and one.of.period >= least and (not most or one.of.period <= most)
    ]
    return max(fitting, key=lambda one: (one.of.period, one.of.number), default=None)


def _called(row: IndicatorProgress) -> str:
    where = f" for {row.area_title}" if row.area else ""
    return f"'{row.indicator.title}'{where}"


def _area_issues(indicator: Indicator, area: str, ground: OutcomeGround, *, is_alone: bool) -> Iterator[Issue]:
    if not area:
        return
    name = ground.name(area)
    if ground.base_areas and not ground.atoms(area) <= ground.base_areas:
        yield Issue(
            "area-outside", f"'{indicator.title}' has figures for {name}, which is not known to lie in {ground.place}."
        )
    elif is_alone:
        text = f"'{indicator.title}' has figures for {name} but none for all of {ground.place}: they are not the same."
        yield Issue("area-not-place", text)


def _order_issues(row: IndicatorProgress, figures: Sequence[OutcomeFigure]) -> Iterator[Issue]:
    baseline, target = row.baseline, row.target
    first = _last(figures, BASELINE)
    if target is not None and baseline is None and first is not None:
        text = f"The baseline of {_called(row)} is after its target, so there is no progress to show."
        yield Issue("baseline-after-target", text)
    if baseline is not None and row.actual is None and _last(figures, ACTUAL) is not None:
        text = f"No actual figure of {_called(row)} is as late as its baseline ({baseline.of.period_words})."
        yield Issue("actual-before-baseline", text)
    if baseline is None or target is None:
        return
    if target.value == baseline.value:
        yield Issue("target-is-baseline", f"The target of {_called(row)} is its baseline, so progress is not defined.")
    elif row.indicator.direction and (target.value > baseline.value) != (row.indicator.direction == HIGHER):
        yield Issue(
            "target-wrong-side",
            f"The target of {_called(row)} is on the wrong side of its baseline: {row.indicator.direction} is better.",
        )


def _figure_issues(row: IndicatorProgress, figure: OutcomeFigure) -> Iterator[Issue]:
    """Yield what is odd about a figure. No number of it is told, since it may not be printed."""
    value, indicator = figure.of, row.indicator
    name = f"The {value.status} of {value.period_words} of {_called(row)}"
    fitting = people_years(value.period)
    if value.denominator_year is not None and value.denominator_year not in fitting:
        years = and_words([str(year) for year in fitting])
        text = f"{name} is out of people of {value.denominator_year}; its period needs those of {years}."
        yield Issue("denominator-year", text)
    parts = _from_parts(figure, indicator)
    is_percentage = indicator.measure == PERCENTAGE
    fits = parts is not None and value.stated is not None and abs(value.stated - parts) <= _rounding(value.stated)
    if is_percentage and parts is not None and parts > indicator.factor:
        yield Issue("part-above-whole", f"{name} counts more than it is out of: check numerator and denominator.")
    if is_percentage and value.stated is not None and 0 < abs(value.stated) < 1 and not fits:
        yield Issue("share-for-percentage", f"{name} is below 1%. If 35% is meant, enter 35, not 0.35.")
    elif value.stated is not None and parts is not None and not fits:
        yield Issue("value-not-parts", f"{name} is not what its numerator and denominator give. Check all three.")


def _from_parts(figure: OutcomeFigure, indicator: Indicator) -> Fraction | None:
    part, whole = figure.of.numerator, figure.of.denominator
    return None if part is None or not whole else Fraction(part, whole) * indicator.factor


def _rounding(stated: Fraction) -> Fraction:
    """Return half of the last place that a number was typed with."""
    _, _, places = decimal_text(stated).partition(".")
    return Fraction(1, 2 * 10 ** len(places))


def hidden_note(result: OutcomesResult) -> str:
    """Return what is said of figures that are not printed; empty where all are."""
    if not result.hidden:
        return ""
    return f"{HIDDEN}: not printed, since a count from 1 to {result.threshold - 1} could be worked out from it."
