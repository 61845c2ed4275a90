"""What the sites of a place could share: candidates, why others are none, the best set of moves, the plan by year."""

from __future__ import annotations

from dataclasses import dataclass

from tpdesk.domain.asset import SharingRules, Site
from tpdesk.domain.results.basis import Issue
from tpdesk.units import per_unit, ratio

YES, PERHAPS, NOT_KNOWN = "yes", "perhaps", "not known"


@dataclass(frozen=True, slots=True)
class MoveCandidate:
    """A site whose people could move into another."""

    leaves: Site
    host: Site
    distance_m: int
    close: str
    """`yes`, or `perhaps` where the limit lies within the precision of the two points."""

    room: int | None
    fits: str
    """`yes`, or `not known`."""

    saving_pence: int | None
    """A year, at most; below zero where the move costs more; None where a figure is not known."""

    @property
    def names(self) -> tuple[str, str]:
        """The two sites by name."""
        return self.leaves.name, self.host.name


@dataclass(frozen=True, slots=True)
class WhyNot:
    """Why a site is no candidate, or two near sites are none together."""

    leaves: str
    host: str
    """Empty where it concerns the site alone."""

    why: str


@dataclass(frozen=True, slots=True)
class BestSet:
    """The moves that save most together: a site is left once, nobody moves into a site that is left, room is used
    once."""

    moves: tuple[MoveCandidate, ...]
    saving_pence: int
    bound_pence: int
    """No set saves more: the same as the saving where that is proved."""

    @property
    def is_proved(self) -> bool:
        """Whether no other set can save more."""
        return self.bound_pence == self.saving_pence


@dataclass(frozen=True, slots=True)
class PlanRow:
    """What can be left from one year on."""

    year: int | None
    """None for those that no lease holds."""

    is_year_unknown: bool
    """Whether they are leased and nothing says until when."""

    moves: tuple[MoveCandidate, ...]
    saving_pence: int
    so_far_pence: int
    """Of this row and all before it."""


@dataclass(frozen=True, slots=True)
class AgencySpace:
    """How much space and money the sites of one organisation take."""

    agency: str
    sites: int
    nia_m2: int
    people: int
    """Of the sites whose area and people are both known."""

    running_pence: int
    running_people: int
    """People of the sites whose running cost is known."""

    unknown: int
    """Sites without people, area or running cost."""

    @property
    def m2_per_person(self) -> float | None:
        """Square metres a person; None where no site has both."""
        return ratio(self.nia_m2, self.people)

    @property
    def running_pence_per_person(self) -> int | None:
        """A year's running cost a person; None where no site has both."""
        return per_unit(self.running_pence, self.running_people)


@dataclass(frozen=True, slots=True)
class Colocation:
    """What the sites of a place could share."""

    place: str
    rules: SharingRules
    sites: tuple[Site, ...]
    candidates: tuple[MoveCandidate, ...]
    why_not: tuple[WhyNot, ...]
    """Sites that are none, then pairs within the limit that are none."""

    best: BestSet
    left_out: tuple[WhyNot, ...]
    """Why a candidate is not in the best set."""

    plan: tuple[PlanRow, ...]
    not_placed: tuple[str, ...]
    """Sites without a point."""

    space: tuple[AgencySpace, ...]
    issues: tuple[Issue, ...]

    @property
    def is_made_up(self) -> bool:
        """Whether a site of it is made up to show the tool."""
        return any(site.is_made_up for site in self.sites)
