"""What the desk knows of one place and year, as plain records: all that calc needs, and nothing it would have to look up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import NamedTuple, TypeAlias

from tpdesk.models.dives.facts import BarrierFact, DeliveryFact, DiveFacts, RulingFact

Shares: TypeAlias = tuple[tuple[str, Fraction], ...]
"""Category codes with their shares, in order of code; the shares add to 1."""


class Cell(NamedTuple):
    """One cell of the cube: all lines of a place and year that agree in everything that analysis asks for.

    A tuple, since a year has thousands: a frozen dataclass takes six times as long to make.
    """

    agency: int
    label: int
    """0 where the lines have none."""

    category: str
    """The lines' own category, or empty: then the label's map decides."""

    flow: str
    cost_type: str
    status: str
    control: str
    counterparty: int
    """The agency paid (expenditure) or paying (income), or 0."""

    internal: bool
    """An internal recharge."""

    pence: int
    lines: int


class SideCell(NamedTuple):
    """One cell of a side cube: by area, client group, funding stream or grade. A tuple, as `Cell` is."""

    value: str
    """The area's code, the group's name ..., or empty."""

    agency: int
    flow: str
    cost_type: str
    status: str
    counterparty: int
    internal: bool
    pence: int
    size_pence: int
    """Sum of the lines' amounts without their signs, for error bands; for lines without a value only that of their sum."""

    lines: int


@dataclass(frozen=True, slots=True)
class Agency:
    """A body that spends or funds."""

    id: int
    name: str
    kind: str | None
    areas: tuple[str, ...]
    """GSS codes of the areas it covers; empty means unknown."""

    base_areas: frozenset[str]
    """Those areas expanded to their base areas on the year's dates; empty means unknown."""

    in_place: bool
    """Whether it is expected in this place's count."""

    doubtful: tuple[str, ...] = ()
    """Codes among its areas that the desk knows nothing of: taken as areas of their own, which is unproven."""


@dataclass(frozen=True, slots=True)
class Category:
    """A service category: a COFOG division, group or class, or a service line under a class."""

    code: str
    title: str
    level: int
    parent: str | None
    weak: bool
    support: bool
    balancing: bool
    note: str
    """What a reader must know of its money, or empty."""

    separate_law: str
    """The law by which the split between bodies is statutory, or empty."""


@dataclass(frozen=True, slots=True)
class Population:
    """People and households of a place."""

    people: int | None
    people_year: int | None
    households: int | None
    households_year: int | None
    source: str


@dataclass(frozen=True, slots=True)
class Return:
    """What an agency was asked to send, and its state."""

    agency: int
    state: str
    published_pence: int | None
    published_source: str
    note: str


@dataclass(frozen=True, slots=True)
class BatchFacts:
    """One import, as far as it touches this place and year."""

    id: int
    file: str
    sha256: str
    made_at: str
    control_total_pence: int | None
    batch_sum_pence: int
    """The signed sum of the whole batch, all years."""

    payments: bool
    """Whether it is a list of payments to suppliers (spend over £500 and the like), and no outturn or return."""

    parts: Mapping[int, tuple[int, int]]
    """Agency -> (lines, signed sum in pence) of this place and year."""

    months: Mapping[int, int] = field(default_factory=dict)
    """Agency -> one bit for each month of the year in which it has dated lines, 1 for April; 0 where no line has a date."""


@dataclass(frozen=True, slots=True)
class YearFacts:
    """Everything of one place and financial year. Money in pence."""

    place: str
    year: int
    """The financial year's start year."""

    cells: tuple[Cell, ...]
    """In order of their keys."""

    areas: tuple[SideCell, ...]
    grades: tuple[SideCell, ...]
    agencies: Mapping[int, Agency]
    """The place's agencies and all others with money in the cells or with deliveries."""

    labels: Mapping[int, str]
    categories: Mapping[str, Category]
    maps: Mapping[tuple[int, int], Shares]
    """(agency, label) -> the map in force: the user's for the agency, then for the place, then the desk's, then the seed's."""

    population: Population
    returns: tuple[Return, ...]
    earlier: Mapping[int, tuple[int, int]]
    """agency -> (start year, gross pence) of the latest earlier year with lines in this place."""

    batches: tuple[BatchFacts, ...]
    area_names: Mapping[str, str]
    bands: Mapping[int, Fraction]
    """Confidence grade -> error band (0.02 for plus or minus 2%)."""

    outsiders: tuple[tuple[str, int, int], ...]
    """(name, pence, lines) of payments to a `transfer_to` name that no agency of the desk bears."""

    deep: DiveFacts = field(default_factory=DiveFacts)
    """What the deep dives know of the place and year."""

    @property
    def deliveries(self) -> tuple[DeliveryFact, ...]:
        """Who does what for whom, in the year or in no year that anybody named."""
        return self.deep.deliveries

    @property
    def rulings(self) -> tuple[RulingFact, ...]:
        """What the user decided against what tpdesk finds."""
        return self.deep.rulings

    @property
    def barriers(self) -> tuple[BarrierFact, ...]:
        """What is in the way."""
        return self.deep.barriers
