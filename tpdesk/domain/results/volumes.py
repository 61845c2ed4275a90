"""Results of volumes: what a unit costs each organisation, failure demand at most, and how they compare."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from tpdesk.domain.results.basis import Issue
from tpdesk.domain.volume import NOT_STATED, VolumeFact
from tpdesk.units import nearest_whole

ARITHMETIC: Final = (
    "What it comes to at the median's cost is arithmetic, not a saving: costs differ with who is served and how."
)


@dataclass(frozen=True, slots=True)
class UnitVolume:
    """The units of one organisation in a year, and what they cost."""

    agency: str
    unit: str
    category: str
    delivery: int
    by_demand: Mapping[str, int]
    """Kind of demand -> units, `NOT_STATED` for those without one: they add up to the number."""

    failure: frozenset[str]
    """The kinds that are failure demand."""

    cost_pence: int | None
    basis: str
    """Empty where nobody said, or entries differ."""

    entries: tuple[VolumeFact, ...]
    issues: tuple[Issue, ...] = ()

    @property
    def number(self) -> int:
        """All units."""
        return sum(self.by_demand.values())

    @property
    def exact_cost(self) -> Fraction | None:
        """Pence for a unit; None where cost or basis is not known, or nothing was counted."""
        if self.cost_pence is None or not self.basis or not self.number:
            return None
        return Fraction(self.cost_pence, self.number)

    @property
    def pence_per_unit(self) -> int | None:
        """To the nearest penny."""
        return None if self.exact_cost is None else nearest_whole(self.exact_cost)

    @property
    def is_demand_known(self) -> bool:
        """Whether of any unit it is said which kind of demand it is."""
        return any(self.by_demand[kind] for kind in self.by_demand if kind != NOT_STATED)

    @property
    def failure_number(self) -> int | None:
        """Units of failure demand; None where the kind of none is said."""
        if not self.is_demand_known:
            return None
        return sum(units for kind, units in self.by_demand.items() if kind in self.failure)

    @property
    def failure_share(self) -> Fraction | None:
        """The part of all units; None where it is not known."""
        return Fraction(self.failure_number, self.number) if self.failure_number is not None and self.number else None

    @property
    def failure_pence(self) -> int | None:
        """What failure demand costs at most: its units at the average; None where it is not known."""
        if self.exact_cost is None or self.failure_number is None:
            return None
        return nearest_whole(self.exact_cost * self.failure_number)


@dataclass(frozen=True, slots=True)
class UnitComparison:
    """What one unit on one basis costs several organisations."""

    unit: str
    basis: str
    rows: tuple[UnitVolume, ...]
    """The cheapest first."""

    least: Fraction
    median: Fraction
    most: Fraction

    def at_median_pence(self, row: UnitVolume) -> int:
        """Return what an organisation's units come to at the median's cost."""
        return nearest_whole(self.median * row.number)


@dataclass(frozen=True, slots=True)
class UnitCostsResult:
    """The volumes of a place in a year."""

    place: str
    year: str
    rows: tuple[UnitVolume, ...]
    comparisons: tuple[UnitComparison, ...]
    """Of units that two organisations or more count and cost on one basis."""

    failure: tuple[str, ...]
    """The kinds that are failure demand on this desk."""

    @property
    def issues(self) -> tuple[Issue, ...]:
        """What to look at."""
        return tuple(issue for row in self.rows for issue in row.issues)

    def comparison_of(self, row: UnitVolume) -> UnitComparison | None:
        """Return the comparison that a row is in."""
        return next((one for one in self.comparisons if row in one.rows), None)
