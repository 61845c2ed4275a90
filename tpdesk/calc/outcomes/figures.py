"""The figures of indicators: values from their parts, 95% intervals, and which are not printed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from math import isqrt
from typing import Final

from tpdesk.calc.suppress import AreaCell, hidden_areas
from tpdesk.domain.outcome import ACTUAL, BASELINE, COUNT, Indicator, IndicatorValue, OutcomeGround, whole_number
from tpdesk.domain.results.outcomes import OutcomeFigure
from tpdesk.units import nearest_whole

Z: Final = Fraction("1.959963984540054")
"""The normal deviate of a 95% interval."""

_PRECISION: Final = 10**30


def wilson(part: int, whole: int) -> tuple[Fraction, Fraction] | None:
    """Return the 95% interval of a proportion (Wilson 1927): 81 of 263 gives 0.255289 to 0.366210. None where it is
    none: of nobody, or more than the whole."""
    if not 0 <= part <= whole or whole == 0:
        return None
    p, n, square = Fraction(part, whole), whole, Z * Z
    under_root = p * (1 - p) / n + square / (4 * n * n)
    root = Fraction(isqrt(int(under_root * _PRECISION**2)), _PRECISION)
    middle, half, size = p + square / (2 * n), Z * root, 1 + square / n
    low, high = (middle - half) / size, (middle + half) / size
    # The root is cut off, so the ends at nobody and at everybody are set.
    return (Fraction(0) if part == 0 else low), (Fraction(1) if part == whole else high)


def make_figure(indicator: Indicator, value: IndicatorValue) -> OutcomeFigure:
    """Return a figure with its value, interval and count."""
    exact = value.stated
    part, whole, factor = value.numerator, value.denominator, indicator.factor
    if exact is None:
        assert part is not None
        assert whole
        exact = Fraction(part, whole) * factor
    low, high = value.low, value.high
    if low is None and part is not None and whole is not None:
        ends = wilson(part, whole)
        low, high = (ends[0] * factor, ends[1] * factor) if ends else (None, None)
    return OutcomeFigure(value, exact, low, high, _count(indicator, value, exact))


def _count(indicator: Indicator, value: IndicatorValue, exact: Fraction) -> int | None:
    """Return the people that a figure counts: as typed, as its value and denominator give it, or the value itself."""
    if value.numerator is not None:
        return value.numerator
    if value.denominator is not None:
        return nearest_whole(exact / indicator.factor * value.denominator)
    return whole_number(exact) if indicator.measure == COUNT else None


def hide_small(
    figures: Mapping[int, OutcomeFigure], ground: OutcomeGround, threshold: int
) -> Mapping[int, OutcomeFigure]:
    """Return the figures of one indicator, by number, with those marked that are not printed: baselines and actual
    figures that count or are out of a small number of people, and others that would give these away."""
    real = {number: one for number, one in figures.items() if one.of.status in (BASELINE, ACTUAL)}
    hidden: set[int] = set()
    for period, status in dict.fromkeys((one.of.period, one.of.status) for one in real.values()):
        same = {n: one for n, one in real.items() if (one.of.period, one.of.status) == (period, status)}
        hidden |= hidden_areas(_cells(same, ground, {n: one.count for n, one in same.items()}), threshold)
        hidden |= hidden_areas(_cells(same, ground, {n: one.of.denominator for n, one in same.items()}), threshold)
    # One period may be both the baseline's and an actual figure's.
    both = {(real[number].of.area, real[number].of.period) for number in hidden}
    return {
        number: replace(one, is_hidden=number in real and (one.of.area, one.of.period) in both)
        for number, one in figures.items()
    }


def _cells(
    figures: Mapping[int, OutcomeFigure], ground: OutcomeGround, counts: Mapping[int, int | None]
) -> dict[int, AreaCell]:
    return {
        number: (ground.atoms(figures[number].of.area), count) for number, count in counts.items() if count is not None
    }
