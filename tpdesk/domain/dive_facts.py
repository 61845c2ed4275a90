"""What the deep dives of a place know of one year, as plain records for calc:
names in place of keys, areas taken down to base areas."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class DeliveryFact:
    """Who does what for whom, where, within a category: in the year looked at, or in no year that anybody named."""

    number: int
    """Its number on the desk."""

    dive: int
    """The number of its deep dive."""

    agency: int
    activity: str = ""
    """What is done, or empty."""

    activity_alone: bool = True
    """False for what never raises a verdict by itself: administer, commission."""

    client_group: str = ""
    """For whom, or empty."""

    client_group_alone: bool = True
    """False for all residents."""

    category: str = ""
    """The category's code, its own or else its deep dive's; empty where neither says."""

    areas: tuple[str, ...] = ()
    """GSS codes, its own or else its agency's; empty where neither says."""

    own_areas: bool = False
    """Whether the areas are said of the delivery itself."""

    base_areas: frozenset[str] = frozenset()
    """The areas expanded to base areas on the year's dates; empty means unknown: taken as the whole place, unproven."""

    doubtful: bool = False
    """Whether one of its areas is none that the desk knows: taken as an area of its own, unproven."""

    cost_pence: int | None = None
    """A year; None if not known."""

    passed_on_pence: int | None = None
    """What of the cost goes to another body; None if nobody said that any does."""

    grade: int | None = None
    stage: str = ""
    commissioned_by: int = 0
    """The agency that pays for it, or 0."""

    evidence: str = ""
    """How it is known, or empty."""

    @property
    def net_pence(self) -> int | None:
        """The cost less what of it is passed on, never below nought; None if the cost is not known."""
        return None if self.cost_pence is None else max(0, self.cost_pence - (self.passed_on_pence or 0))

    @property
    def unproven(self) -> bool:
        """Whether it is not known where it is delivered."""
        return self.doubtful or not self.base_areas


@dataclass(frozen=True, slots=True)
class NoteFact:
    """Something said in a workshop about overlap; never a private note."""

    number: int
    workshop: str
    """The workshop's title."""

    text: str
    agencies: tuple[int, ...]
    activity: str
    client_group: str
    category: str
    dive: int = 0
    """The number of the workshop's deep dive, or 0."""


@dataclass(frozen=True, slots=True)
class BarrierFact:
    """Something in the way, in a category or in none."""

    number: int
    title: str
    category: str
    level: str
    state: str
    dive: int = 0
    """The number of its deep dive, or 0."""


@dataclass(frozen=True, slots=True)
class RulingFact:
    """What the user decided of a category in the year, against what tpdesk finds."""

    category: str
    verdict: str
    reason: str


@dataclass(frozen=True, slots=True)
class DiveFact:
    """A deep dive, or a sub-theme of one."""

    number: int
    title: str
    parent: int
    """The number of the deep dive that it is a sub-theme of, or 0."""

    client_group: str
    cohort: int | None
    """People in it; None if not known."""

    illustrative: bool
    """Whether its figures are made up to show the tool."""


@dataclass(frozen=True, slots=True)
class TagFact:
    """Spend of a deep dive by a rule: all that it names must hold."""

    number: int
    dive: int
    share: Fraction
    """Above 0, up to 1."""

    agency: int = 0
    """0 for any."""

    category: str = ""
    """With all categories under it; empty for any."""

    label: str = ""
    """The agency's own word, matched without case; empty for any."""


@dataclass(frozen=True, slots=True)
class TaggedLine:
    """A line of the year that is tagged by hand, with the cell of the cube that holds it."""

    tag: int
    """The tag's number."""

    dive: int
    share: Fraction
    line: int
    pence: int
    cell: tuple[int, int, str, str, str, str, str, int, bool]
    """Agency, label, category, flow, cost type, status, control, counterparty, internal: as in `Cell`."""


@dataclass(frozen=True, slots=True)
class DiveFacts:
    """All of it, for one place and year."""

    deliveries: tuple[DeliveryFact, ...] = ()
    """Those of the year and those of no year, by number."""

    area_names: Mapping[str, str] = field(default_factory=dict)
    """The names of the areas that they are in."""

    notes: tuple[NoteFact, ...] = ()
    """Those of the kind `overlap seen` that are not private."""

    barriers: tuple[BarrierFact, ...] = ()
    rulings: tuple[RulingFact, ...] = ()
    dives: tuple[DiveFact, ...] = ()
    tags: tuple[TagFact, ...] = ()
    """Rules, whether or not they find lines in the year."""

    tagged_lines: tuple[TaggedLine, ...] = ()

    @property
    def made_up(self) -> frozenset[int]:
        """The numbers of the deep dives whose figures are made up to show the tool, with all their sub-themes."""
        return self.with_sub_themes(dive.number for dive in self.dives if dive.illustrative)

    def with_sub_themes(self, numbers: Iterable[int]) -> frozenset[int]:
        """Return the numbers of deep dives and of all sub-themes under them; a circle of parents is walked once."""
        found = set(numbers)
        while more := {dive.number for dive in self.dives if dive.parent in found} - found:
            found |= more
        return frozenset(found)
