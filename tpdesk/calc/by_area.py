"""A place's money by areas of one kind: what is placed in them directly, what is spread over them by a driver, and what
is not placed; areas and not placed add up to the place (docs/method.md, By area)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final

from tpdesk.calc.apportion import DriverProblem, missing_figures, smallest_areas
from tpdesk.calc.count import placed_pence
from tpdesk.calc.suppress import is_small
from tpdesk.domain.apportionment import Boundaries, Driver
from tpdesk.domain.area_figures import AreaFigures
from tpdesk.domain.facts import YearFacts
from tpdesk.domain.results.basis import Basis
from tpdesk.errors import UsageProblem
from tpdesk.text import and_words, counted, nearest
from tpdesk.units import largest_remainder, per_unit, pounds

COUNCIL: Final = "council"
"""Stands for every kind of the areas of councils that have no council inside them."""

COUNCIL_KINDS: Final = ("district", "unitary", "metropolitan", "london-borough")

_NAMED: Final = 5
"""Areas that a sentence names one by one."""


@dataclass(frozen=True, slots=True)
class AreaGround:
    """The areas of a place, and who lives in them."""

    boundaries: Boundaries
    place_codes: tuple[str, ...]
    people: Mapping[str, tuple[int, int]]
    """Code -> (people, calendar year) nearest to the financial year's start."""

    middles: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    """Code -> (metres east, metres north) of its middle, where they are known."""


@dataclass(frozen=True, slots=True)
class AreaShare:
    """The share of one area of money that lines place in a larger one, or in none."""

    source: str
    """Code of the area that the lines name; empty where they name none."""

    whole_pence: int
    """All of that money."""

    value: Fraction
    """What the driver says of the area."""

    total: Fraction
    """What the driver says of all areas that share it."""

    pence: int


@dataclass(frozen=True, slots=True)
class AreaRow:
    """One area of the kind asked for."""

    area: str
    title: str
    kind: str
    above: tuple[str, ...]
    """Names of the areas that it lies in, inside the place, the largest first."""

    direct_pence: int
    """What is placed in it, or in an area inside it."""

    spread_pence: int
    """Its share of what is placed no finer."""

    people: int | None
    people_year: int | None
    middle: tuple[int, int] | None = None
    """(metres east, metres north) on the British National Grid: its own, or the mean of the areas inside it."""

    placed: Mapping[str, int] = field(default_factory=dict)
    """Code of the area that lines name -> pence: they add up to what is placed directly."""

    shares: tuple[AreaShare, ...] = ()
    """What its share of money that is placed no finer is made of."""

    @property
    def amount_pence(self) -> int:
        """Placed directly and spread."""
        return self.direct_pence + self.spread_pence

    @property
    def pence_per_head(self) -> int | None:
        """The amount over its people; None where they are not known, or no money is placed there: that is not £0."""
        return per_unit(self.amount_pence, self.people) if self.amount_pence else None


@dataclass(frozen=True, slots=True)
class ByArea:
    """A place's money by areas of one kind. Amounts in pence."""

    basis: Basis
    kind: str
    spread_by: str
    """The driver's name; empty where nothing is spread."""

    rows: tuple[AreaRow, ...]
    """Under the areas that they lie in, by name."""

    not_placed_pence: int
    """What no area of the kind has: rows and this add up to the place."""

    hidden: int
    """Areas of fewer than ten people, which have no row: their money is in not placed."""

    issues: tuple[str, ...]

    @property
    def total_pence(self) -> int:
        """The place's money: every row and what is not placed."""
        return sum(row.amount_pence for row in self.rows) + self.not_placed_pence


def by_area(
    facts: YearFacts,
    basis: Basis,
    ground: AreaGround,
    *,
    kind: str,
    spread: Driver | None = None,
    flow: str = "expenditure",
    cost: str = "all",
    statuses: Collection[str] = (),
) -> ByArea:
    """Return the money of a place by its areas of a kind. Raises UsageProblem where it has none of that kind,
    DriverProblem where the driver has no figure for one of them."""
    tree = _Tree(ground, facts.year)
    codes = tree.of_kind(kind)
    placed = placed_pence(facts, flow=flow, cost=cost, statuses=statuses)
    loose = dict[str, int]()
    direct: dict[str, dict[str, int]] = {code: {} for code in codes}
    for code, pence in placed.items():
        home = tree.home_of(code, codes)
        if home:
            direct[home][code] = pence
        else:
            loose[code] = loose.get(code, 0) + pence
    shares: dict[str, list[AreaShare]] = {code: [] for code in codes}
    if spread is not None:
        _refuse_missing(spread, codes, ground)
        for code in list(loose):
            among = [one for one in codes if not code or tree.lies_in(one, code)]
            if among:
                for one, share in _spread(code, loose.pop(code), among, spread).items():
                    shares[one].append(share)
    rows = tuple(tree.row(code, direct[code], tuple(shares[code])) for code in codes)
    shown = tuple(row for row in rows if not is_small(row.people))
    gone = sum(row.amount_pence for row in rows if is_small(row.people))
    return ByArea(
        basis, kind, spread.title if spread is not None else "",
        tuple(sorted(shown, key=lambda row: (row.above, row.title, row.area))), sum(loose.values()) + gone,
        len(rows) - len(shown), tuple(_issues(rows, len(rows) - len(shown), spread, facts.year)),
    )  # fmt: skip


def _spread(source: str, pence: int, among: list[str], driver: Driver) -> dict[str, AreaShare]:
    values = [driver.figures.values[code] for code in among]
    total = sum(values, Fraction(0))
    if not total:
        raise DriverProblem(
            f"The driver '{driver.title}' comes to nothing over these areas: {pounds(pence)} is not spread."
        )
    parts = zip(among, values, largest_remainder(pence, values), strict=True)
    return {code: AreaShare(source, pence, value, total, part) for code, value, part in parts}


def _refuse_missing(driver: Driver, codes: Collection[str], ground: AreaGround) -> None:
    missing = [f"{ground.boundaries.name(code)} ({code})" for code in codes if code not in driver.figures.values]
    if missing:
        raise missing_figures(driver.title, missing)


def _issues(rows: Collection[AreaRow], hidden: int, spread: Driver | None, year: int) -> list[str]:
    found = []
    if hidden:
        found.append(
            f"{counted(hidden, 'area')} of fewer than 10 people {'is' if hidden == 1 else 'are'} not shown: the money "
            "is in not placed."
        )
    unknown = [row.title for row in rows if row.people is None]
    if unknown:
        more = [f"{len(unknown) - _NAMED} others"] if len(unknown) > _NAMED else []
        found.append(f"People are not known of {and_words([*unknown[:_NAMED], *more])}: no figure per head.")
    far = [row.title for row in rows if row.people_year is not None and row.people_year != year]
    if far:
        years = sorted({row.people_year for row in rows if row.people_year is not None})
        found.append(
            f"People are of {and_words([str(one) for one in years])}, spend of {year}: the nearest that is held."
        )
    if spread is not None:
        found.append(f"The column spread is an estimate, by {spread.title}: nobody recorded that money there.")
    return found


class _Tree:
    """The areas inside a place on 1 April of the financial year."""

    def __init__(self, ground: AreaGround, year: int) -> None:
        self._ground = ground
        self._inside = ground.boundaries.inside(f"{year:04d}-04-01")
        self._outer: dict[str, list[str]] = {}
        for outer, inner in self._inside.items():
            for code in inner:
                self._outer.setdefault(code, []).append(outer)
        self._extents: dict[str, frozenset[str]] = {}
        self._place = smallest_areas(ground.place_codes, self._inside)

    def _extent(self, code: str) -> frozenset[str]:
        if code not in self._extents:
            self._extents[code] = smallest_areas((code,), self._inside)
        return self._extents[code]

    def of_kind(self, kind: str) -> list[str]:
        """Return the codes of the place's areas of a kind, in order. Raises UsageProblem where there is none."""
        within = self._within()
        meant = COUNCIL_KINDS if kind == COUNCIL else (kind,)
        found = sorted(code for code in within if self._ground.boundaries.areas[code].kind in meant)
        if not found:
            kinds = sorted({self._ground.boundaries.areas[code].kind for code in within})
            near = nearest(kind, kinds)
            hint = f" Did you mean '{near}'?" if near else f" Kinds here: {', '.join(kinds) or 'none'}."
            raise UsageProblem(f"This place has no areas of the kind '{kind}' on this desk.{hint}")
        return found

    def _within(self) -> set[str]:
        found, ahead = set[str](), [*self._ground.place_codes]
        while ahead:
            code = ahead.pop()
            if code in self._ground.boundaries.areas and code not in found:
                found.add(code)
                ahead += self._inside.get(code, ())
        return found

    def home_of(self, code: str, codes: Collection[str]) -> str:
        """Return which of some areas an area is, or lies in; empty where it is none and lies in none."""
        if not code:
            return ""
        if code in codes:
            return code
        return next((one for one in codes if self.lies_in(code, one)), "")

    def lies_in(self, code: str, outer: str) -> bool:
        """Return whether an area lies in another, by way of others or not."""
        ahead, seen = [code], set[str]()
        while ahead:
            one = ahead.pop()
            if one == outer:
                return True
            if one not in seen:
                seen.add(one)
                ahead += self._outer.get(one, ())
        return False

    def row(self, code: str, placed: Mapping[str, int], shares: tuple[AreaShare, ...]) -> AreaRow:
        """Return the row of an area."""
        known = self._ground.boundaries.areas[code]
        people, year = self._ground.people.get(code, (None, None))
        middle = self._middle(code, ())
        spread = sum(share.pence for share in shares)
        return AreaRow(
            code, known.name, known.kind, self._above(code), sum(placed.values()), spread, people, year, middle, placed,
            shares,
        )  # fmt: skip

    def _middle(self, code: str, above: tuple[str, ...]) -> tuple[int, int] | None:
        """Return where an area lies: its own middle, or the mean of those inside it."""
        if code in self._ground.middles or code in above:
            return self._ground.middles.get(code)
        inner = [self._middle(one, (*above, code)) for one in self._inside.get(code, ())]
        known = [one for one in inner if one is not None]
        if not known:
            return None
        return sum(east for east, _ in known) // len(known), sum(north for _, north in known) // len(known)

    def _above(self, code: str) -> tuple[str, ...]:
        """Return the names of the areas of the place in which an area lies, the largest first."""
        found, ahead = set[str](), list(self._outer.get(code, ()))
        while ahead:
            one = ahead.pop()
            if one not in found and self._extent(one) <= self._place:
                found.add(one)
                ahead += self._outer.get(one, ())
        sized = sorted(found, key=lambda one: (-len(self._extent(one)), self._ground.boundaries.name(one)))
        return tuple(self._ground.boundaries.name(one) for one in sized)


def people_driver(people: Mapping[str, tuple[int, int]]) -> Driver:
    """Return the people of the areas on the desk as a driver."""
    years = {year for _, year in people.values()}
    values = {code: Fraction(number) for code, (number, _) in sorted(people.items())}
    return Driver("people of the areas", "people", max(years) if years else None, None, AreaFigures(values))
