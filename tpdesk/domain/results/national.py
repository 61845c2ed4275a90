"""What places report together: totals of like with like, what was not added and why, savings, barriers, asks."""

from __future__ import annotations

from dataclasses import dataclass

from tpdesk.domain.place_summary import PlaceSummary, SummarySaving
from tpdesk.domain.results.basis import Issue


@dataclass(frozen=True, slots=True)
class TotalOfLike:
    """The places whose totals may be added: the same basis and year, areas that do not meet. Pence."""

    basis: str
    year: str
    places: tuple[str, ...]
    """By name, in order."""

    of_expected: int
    total_pence: int
    people: int | None
    """Of those that report; None where one of them has no figure."""

    pence_per_head: int | None
    least_pence_per_head: int | None
    median_pence_per_head: int | None
    most_pence_per_head: int | None
    bodies_counted: int
    bodies_expected: int

    @property
    def number(self) -> int:
        """How many places are in it."""
        return len(self.places)


@dataclass(frozen=True, slots=True)
class NotAdded:
    """A place that reports, and whose total is in no sum."""

    place: str
    why: str
    inside: str = ""
    """The place of the sum that holds its areas already."""


@dataclass(frozen=True, slots=True)
class SavingRow:
    """What cases of one theme, grade and price base come to together. Present values in pence."""

    theme: str
    grade: int | None
    prices: str
    places: tuple[str, ...]
    cases: int
    fiscal_pence: int
    cashable_pence: int
    cost_pence: int


@dataclass(frozen=True, slots=True)
class SavingSetAside:
    """A case that counts people whom a larger case of the same place counts too."""

    place: str
    saving: SummarySaving
    larger: str
    """The other case's title."""


@dataclass(frozen=True, slots=True)
class BarrierRow:
    """Barriers of one level and kind, over the places that name one."""

    level: str
    kind: str
    places: tuple[str, ...]
    titles: tuple[str, ...]
    overcome: int
    """In how many places one of them is overcome."""


@dataclass(frozen=True, slots=True)
class AskRow:
    """What places ask of government, merged where the words are the same."""

    ask: str
    kind: str
    places: tuple[str, ...]
    barriers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class National:
    """What a number of places report together."""

    reporting: tuple[PlaceSummary, ...]
    """Every place that reports, by name."""

    groups: tuple[TotalOfLike, ...]
    """Largest number of places first."""

    not_added: tuple[NotAdded, ...]
    expected: int
    not_reporting: tuple[str, ...]
    """Those that are known by name; there may be more."""

    one_total_pence: int | None
    """The one grand total: only where one group holds all that was expected."""

    savings: tuple[SavingRow, ...]
    savings_set_aside: tuple[SavingSetAside, ...]
    barriers: tuple[BarrierRow, ...]
    asks: tuple[AskRow, ...]
    issues: tuple[Issue, ...]

    @property
    def did_not_report(self) -> int:
        """How many of those expected said nothing."""
        return max(self.expected - len(self.reporting), 0)
