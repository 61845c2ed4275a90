"""What the desk knows of one place and year, as plain records:
all that calc needs, and nothing it would have to look up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final, NamedTuple, TypeAlias

from tpdesk.domain.dive_facts import BarrierFact, DeliveryFact, DiveFacts, RulingFact

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
    """Sum of the lines' amounts without their signs, for error bands;
    for lines without a value only that of their sum."""

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


NOT_ITEMISED: Final = "not-itemised"
"""The kind of what stands for several bodies: its money is in totals, and it is in no number of bodies."""

APPORTIONED_GRADE: Final = 5
"""The confidence grade of a share by people: apportioned by a rough driver, as money does not follow people alone."""

WHOLE, BY_PEOPLE, LEFT_OUT, PLACE_ONLY = "", "by people", "left out", "place only"
"""How much of a body that covers more than a place counts there; PLACE_ONLY:
all, since its lines are of the place alone."""


@dataclass(frozen=True, slots=True)
class Wider:
    """A body that covers more than the place, or of which the user said how much of it counts."""

    agency: int
    outside: tuple[str, ...]
    """Codes of its base areas outside the place; empty where its areas, or the place's, are not known."""

    counted: str
    """WHOLE, BY_PEOPLE, LEFT_OUT or PLACE_ONLY."""

    people_inside: int | None = None
    """People of its areas inside the place; None where they are not known."""

    people: int | None = None
    """People of all its areas, in the same year."""

    people_year: int | None = None
    """The calendar year of both: the nearest to the financial year's start for which every area has a figure."""

    people_source: str = ""

    @property
    def share(self) -> Fraction | None:
        """The share of its people who live inside the place; None where it is not known."""
        return Fraction(self.people_inside, self.people) if self.people and self.people_inside is not None else None

    @property
    def taken(self) -> Fraction:
        """The share of its money that counts here. A share that is asked for and not known is not taken:
        the money stays whole."""
        if self.counted == LEFT_OUT:
            return Fraction(0)
        return self.share if self.counted == BY_PEOPLE and self.share is not None else Fraction(1)


@dataclass(frozen=True, slots=True)
class Ground:
    """Which ground the place and its bodies cover."""

    base_areas: frozenset[str] = frozenset()
    """The place's base areas; empty means unknown."""

    wider: Mapping[int, Wider] = field(default_factory=dict)
    """Agency -> how it stands to the place, of those that cover more than it or are not counted whole."""

    names: Mapping[str, str] = field(default_factory=dict)
    """Code -> name of the areas outside the place that wider bodies cover."""

    residents: Mapping[int, int] = field(default_factory=dict)
    """Agency -> people of its own areas in the calendar year in which the financial year starts;
    absent where not known."""


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
    """Agency -> one bit for each month of the year in which it has dated lines, 1 for April;
    0 where no line has a date."""

    first_count: bool = False
    """Whether it holds published figures that stand in for a return."""

    published_in: str = ""
    """Where the figure of an apportionment is published, and its driver; empty for a batch that a file brought."""


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
    """(agency, label) -> the map in force: the user's for the agency, then for the place, then the
    desk's, then the seed's."""

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

    ground: Ground = field(default_factory=Ground)
    """Which ground the place and its bodies cover."""

    held: tuple[Cell, ...] | None = None
    """The cells as their lines are, where of some body not all counts here; None where `cells` are those."""

    accepted: Mapping[str, str] = field(default_factory=dict)
    """`agency:label` -> which suggestion its map was accepted from, with the reason."""

    area_kinds: Mapping[str, str] = field(default_factory=dict)
    """Code -> kind of the areas that lines name; `other` is one that the desk does not know."""

    area_near: Mapping[str, str] = field(default_factory=dict)
    """What lines name as an area and is none that is known -> the known area that was probably meant, with its code."""

    nil_returns: frozenset[int] = frozenset()
    """Agencies whose return came back with a total of nil and no line: it is known that they spent nothing."""

    summed: str = ""
    """On a desk that holds sums in the place of lines: what must be known of them; empty on any other."""

    @property
    def held_cells(self) -> tuple[Cell, ...]:
        """The cells as their lines are, whatever counts of them here."""
        return self.cells if self.held is None else self.held

    def status_of(self, cell: Cell | SideCell) -> str:
        """Return the status of a cell's money as it counts here:
        what is a share of a body's is apportioned, whatever its lines say."""
        wider = self.ground.wider.get(cell.agency)
        return "apportioned" if wider is not None and wider.taken not in (0, 1) else cell.status

    def statuses_of(self, cells: Iterable[Cell | SideCell]) -> set[str]:
        """Return the statuses of the money of cells, of which there may be many."""
        return {self.status_of(cell) for cell in {(cell.agency, cell.status): cell for cell in cells}.values()}

    @property
    def shared(self) -> frozenset[int]:
        """Agencies of whose money a share counts here, whose status is apportioned whatever their lines say."""
        return frozenset(number for number, wider in self.ground.wider.items() if wider.taken not in (0, 1))

    @property
    def left_out(self) -> frozenset[int]:
        """Agencies that the user left out of the place's count."""
        return frozenset(number for number, wider in self.ground.wider.items() if wider.counted == LEFT_OUT)

    def is_left_out(self, agency: int) -> bool:
        """Say whether the user left the agency out of the place's count."""
        return agency in self.left_out

    @property
    def first_count(self) -> frozenset[int]:
        """Return the agencies whose money here is published figures of the first count, and no return of their own."""
        return frozenset(agency for batch in self.batches if batch.first_count for agency in batch.parts)

    @property
    def not_itemised(self) -> frozenset[int]:
        """Agencies that are no body, but a line that stands for several."""
        return frozenset(number for number, agency in self.agencies.items() if agency.kind == NOT_ITEMISED)

    def people_of(self, agency: int) -> int | None:
        """Return the residents of the area whose money of the body counts: its own areas, or those inside the place;
        None where they are not known for the year."""
        wider = self.ground.wider.get(agency)
        covered = self.agencies[agency].base_areas
        inside_only = wider is not None and (wider.taken != 1 or wider.counted == PLACE_ONLY)
        if inside_only:
            covered &= self.ground.base_areas
        if covered and covered == self.ground.base_areas:
            return self.population.people
        if wider is not None and inside_only:
            return wider.people_inside if wider.people_year == self.year else None
        return self.ground.residents.get(agency)

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
