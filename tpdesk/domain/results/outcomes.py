"""Results of indicators: progress from the baseline to the target, with its interval, and a change beside the change of
the spend that is linked."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from tpdesk.domain.outcome import HIGHER, Indicator, IndicatorValue
from tpdesk.domain.results.basis import Issue

HIDDEN: Final = "[c]"
"""Stands for a figure that is not printed, since it would show a small number of people."""

BETTER, WORSE, MOVED, NO_CHANGE, NOT_TESTED = CHANGES = (
    "better", "worse", "changed", "no change shown", "not tested",
)  # fmt: skip
"""The intervals of baseline and actual do not meet: better, worse, or changed where nobody said which way is better;
they meet; there are none."""

CAUTION: Final = "Spend and outcome stand side by side. This does not show that one made the other."


@dataclass(frozen=True, slots=True)
class OutcomeFigure:
    """One figure of an indicator, as it is counted with."""

    of: IndicatorValue
    value: Fraction
    """In the indicator's unit: as typed, or from its parts."""

    low: Fraction | None
    """The lower end of its 95% interval, in the unit; None where there is none."""

    high: Fraction | None
    count: int | None
    """The people that it counts; None where that is not known."""

    is_hidden: bool = False
    """Whether it is not printed, nor anything that follows from it."""


@dataclass(frozen=True, slots=True)
class IndicatorProgress:
    """How far an indicator has come in one area, or in the place."""

    indicator: Indicator
    area: str
    """The area's code; empty for the whole place."""

    area_title: str
    baseline: OutcomeFigure | None
    target: OutcomeFigure | None
    actual: OutcomeFigure | None
    forecast: OutcomeFigure | None
    issues: tuple[Issue, ...] = ()

    @property
    def is_hidden(self) -> bool:
        """Whether the baseline or the actual figure is not printed, and so nothing that follows from both."""
        return any(one is not None and one.is_hidden for one in (self.baseline, self.actual))

    @property
    def exact_change(self) -> Fraction | None:
        """Actual less baseline, in the unit; None where one of them is not known or not printed."""
        if self.baseline is None or self.actual is None or self.is_hidden:
            return None
        return self.actual.value - self.baseline.value

    @property
    def progress(self) -> Fraction | None:
        """(actual - baseline) / (target - baseline); None where one of the three is not known or not printed, or the
        target is the baseline."""
        if self.exact_change is None or self.baseline is None or self.target is None:
            return None
        way = self.target.value - self.baseline.value
        return self.exact_change / way if way else None

    @property
    def change(self) -> str:
        """One of `CHANGES`; empty where there is no change to tell of, or it is not printed."""
        before, after, moved = self.baseline, self.actual, self.exact_change
        if before is None or after is None or moved is None:
            return ""
        if before.low is None or before.high is None or after.low is None or after.high is None:
            return NOT_TESTED
        if before.low <= after.high and after.low <= before.high:
            return NO_CHANGE
        if not self.indicator.direction:
            return MOVED
        return BETTER if (moved > 0) == (self.indicator.direction == HIGHER) else WORSE

    @property
    def share_low(self) -> Fraction | None:
        """The lower end of the actual figure's interval; of a proportion as a share from 0 to 1."""
        return self._as_share(None if self.actual is None else self.actual.low)

    @property
    def share_high(self) -> Fraction | None:
        """The upper end, likewise."""
        return self._as_share(None if self.actual is None else self.actual.high)

    def _as_share(self, end: Fraction | None) -> Fraction | None:
        if end is None or self.actual is None or self.actual.is_hidden:
            return None
        return end / self.indicator.factor


@dataclass(frozen=True, slots=True)
class OutcomesResult:
    """The progress of every indicator of a place."""

    place: str
    rows: tuple[IndicatorProgress, ...]
    """Each indicator's place before its areas."""

    threshold: int
    """Counts from 1 to one below it are not printed."""

    issues: tuple[Issue, ...] = ()

    @property
    def hidden(self) -> int:
        """How many figures are not printed."""
        return sum(one is not None and one.is_hidden for row in self.rows for one in (row.baseline, row.actual))
