"""How milestones come along: counts by state, slip, what comes next, and places side by side."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from tpdesk.domain.results.basis import Issue


@dataclass(frozen=True, slots=True)
class Milestone:
    """One milestone. Days are None where they are not known."""

    number: int
    title: str
    place: str
    """Empty for one of the whole programme."""

    owner: str
    starts: dt.date | None
    baseline: dt.date | None
    """The day that was first agreed."""

    due: dt.date | None
    """The day by which it is due; of a date that names a month alone the last day of it."""

    forecast: dt.date | None
    done: dt.date | None
    state: str
    """One of `MILESTONE_STATES`; empty where nobody said."""

    depends_on: tuple[int, ...] = ()
    """The numbers of those that must be done first."""

    pack: str = ""

    @property
    def is_done(self) -> bool:
        """Whether it is done, by its state or by the day on which it was."""
        return self.state == "done" or (self.done is not None and self.state not in ("missed", "dropped"))

    @property
    def is_said(self) -> bool:
        """Whether anybody said what became of it: a date alone says that of no milestone."""
        return bool(self.state) or self.done is not None

    @property
    def is_open(self) -> bool:
        """Whether it is still to come."""
        return not self.is_done and self.state not in ("missed", "dropped")

    @property
    def ends(self) -> dt.date | None:
        """The day on which it was done; else the one on which it is now expected."""
        return self.done or self.forecast

    @property
    def slip_days(self) -> int | None:
        """Days from the baseline to the day done, or else forecast: below zero is early. None where either is not
        known, and for one that was dropped."""
        if self.state == "dropped" or self.ends is None or self.baseline is None:
            return None
        return (self.ends - self.baseline).days

    @property
    def expected(self) -> dt.date | None:
        """The day for which one that is open is expected: the forecast, else the day due."""
        return self.forecast or self.due


@dataclass(frozen=True, slots=True)
class PlaceProgress:
    """What one place has done of what was due."""

    place: str
    """Empty for the whole programme."""

    milestones: int
    due: int
    """Those due by the day that the progress is of, without those that were dropped or have no state."""

    done: int
    """Those of them that are done."""

    missed: int

    @property
    def share_done(self) -> Fraction | None:
        """What is done of what was due; None where nothing was."""
        return Fraction(self.done, self.due) if self.due else None


@dataclass(frozen=True, slots=True)
class MilestoneProgress:
    """The update on progress of a place, or of all places."""

    place: str
    """Empty for all places and the whole programme."""

    on: dt.date
    """The day that it is of."""

    milestones: tuple[Milestone, ...]
    by_state: Mapping[str, int]
    """State -> how many; `not said` where nobody said. Their sum is all milestones."""

    slipped: tuple[Milestone, ...]
    """Those with slip above zero, the most first, five at most."""

    with_slip: int
    """How many have a slip that is known."""

    next: tuple[Milestone, ...]
    """Open ones expected within the next 60 days, the first to come first."""

    overdue: tuple[Milestone, ...]
    """Open ones whose day due has passed, the longest first."""

    places: tuple[PlaceProgress, ...]
    """Every place that has milestones, the largest share done first."""

    issues: tuple[Issue, ...]

    @property
    def own(self) -> PlaceProgress:
        """What is done of what was due, over all of them."""
        due = [one for one in self.milestones if is_due(one, self.on)]
        missed = sum(1 for one in self.milestones if one.state == "missed")
        return PlaceProgress(self.place, len(self.milestones), len(due), sum(one.is_done for one in due), missed)


def is_due(one: Milestone, on: dt.date) -> bool:
    """Say whether a milestone counts as due by a day: one that was dropped does not, nor one of which nobody said what
    became of it."""
    return one.is_said and one.state != "dropped" and one.due is not None and one.due <= on
