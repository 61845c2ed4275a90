"""New areas of a place: whether they part it exactly, old codes brought to them, and what a driver says of each."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from fractions import Fraction
from functools import cached_property
from typing import Final

from tpdesk.calc.apportion import missing_figures, smallest_areas
from tpdesk.domain.apportionment import Driver
from tpdesk.domain.boundary_set import BoundaryProblem, BoundarySet, NewArea, NewGround
from tpdesk.text import and_words, counted, folded

_NAMED: Final = 5
"""Areas that a refusal names one by one."""

Units = frozenset[str]
"""Codes of the smallest areas that a boundary set parts the place by."""


class Partition:
    """The place parted into new areas, for one financial year."""

    def __init__(self, redrawn: BoundarySet, ground: NewGround, year: int) -> None:
        """Raises BoundaryProblem where the new areas do not part the place exactly."""
        self._ground, self._boundaries = ground, ground.boundaries
        self._day = f"{year:04d}-04-01"
        self.new: tuple[NewArea, ...] = tuple(sorted(redrawn.areas, key=lambda area: area.name))
        self._place_name = redrawn.place
        self._inside: dict[str, dict[str, tuple[str, ...]]] = {}
        if not self.new:
            raise BoundaryProblem(f"'{redrawn.title}' has no new areas yet. Give each its name and its districts.")
        self._homes = self._must_be_apart()
        self._recoded: dict[str, Units] = {}
        self._must_be_the_place()
        self.grounds: tuple[Units, ...] = tuple(
            frozenset().union(*(self._extent(code) for code in area.areas)) for area in self.new
        )

    # -- whether they part the place

    def _extent(self, code: str) -> Units:
        """Return the smallest areas inside one, on the year's day or the nearest on which it stood."""
        known = self._boundaries.areas.get(code)
        day = self._day
        if known is not None:
            day = max(day, known.valid_from)
            day = min(day, known.valid_to) if known.valid_to else day
        if day not in self._inside:
            self._inside[day] = self._boundaries.inside(day)
        return smallest_areas((code,), self._inside[day])

    def _must_be_apart(self) -> dict[str, NewArea]:
        """Return unit -> its new area. Raises BoundaryProblem that names what is in two."""
        homes: dict[str, NewArea] = {}
        for area in self.new:
            for code in area.areas:
                other = next((homes[unit] for unit in sorted(self._extent(code)) if unit in homes), area)
                if other is not area:
                    raise BoundaryProblem(
                        f"{self.said(code)} is in {other.name} and in {area.name}: each district, or ward of a divided "
                        "district, goes to one new area. Take it out of one of them."
                    )
            homes |= {unit: area for code in area.areas for unit in self._extent(code)}
        return homes

    def _must_be_the_place(self) -> None:
        if not self._ground.place_codes:
            raise BoundaryProblem(
                f"{self._place_name} has no areas on this desk, so it cannot be redrawn. Add its areas first."
            )
        units = [unit for code in self._ground.place_codes for unit in sorted(self._extent(code))]
        reached = frozenset[str]().union(*(self._recode(unit) for unit in units))
        lost = [unit for unit in units if not self._recode(unit)]
        if lost:
            raise BoundaryProblem(self._lost_words(lost))
        outside = [code for area in self.new for code in area.areas if not self._extent(code) & reached]
        if outside:
            raise BoundaryProblem(
                f"{self._some(outside)} {'lies' if len(outside) == 1 else 'lie'} outside {self._place_name}, as far as "
                "this desk knows. Take it out, or import the wards first, with the district that each lies in."
            )

    def _lost_words(self, lost: list[str]) -> str:
        """Return which areas are in no new one: districts by their names, wards where their district is divided."""
        districts = {unit: self._district_of(unit) for unit in lost}
        divided = next((one for one in districts.values() if self._extent(one) & self._homes.keys()), "")
        if divided:
            wards = [unit for unit, district in districts.items() if district == divided]
            return (
                f"{self.said(divided)} is divided, and {self._some(wards)} {'is' if len(wards) == 1 else 'are'} in no "
                "new area: the wards of a divided district have to cover it."
            )
        areas = list(dict.fromkeys(districts.values()))
        return (
            f"{self._some(areas)} {'is' if len(areas) == 1 else 'are'} in no new area: each district of "
            f"{self._place_name} goes to one."
        )

    def _district_of(self, unit: str) -> str:
        """Return the district of a ward; a district is its own."""
        kinds, areas = ("ward", "parish"), self._boundaries.areas
        above = (
            outer for outer, inner in sorted(self._boundaries.inside(self._day).items()) if unit in inner
            and outer in areas and areas[outer].kind not in kinds
        )  # fmt: skip
        is_small = unit in areas and areas[unit].kind in kinds
        return next(above, unit) if is_small else unit

    def _some(self, codes: Collection[str]) -> str:
        named = [self.said(code) for code in codes][:_NAMED]
        return and_words([*named, *([counted(len(codes) - _NAMED, "other")] if len(codes) > _NAMED else [])])

    def said(self, code: str) -> str:
        """Return an area as people read it: `Preston (E07000123)`."""
        name = self._boundaries.name(code)
        return code if name == code else f"{name} ({code})"

    # -- old codes

    def _recode(self, code: str) -> Units:
        """Return the units that a smallest area of the year is, or became; empty where nobody knows."""
        if code in self._homes:
            return frozenset({code})
        if code not in self._recoded:
            self._recoded[code] = self._renamed(code) or self._succeeded(code)
        return self._recoded[code]

    def _renamed(self, code: str) -> Units:
        """Return the unit of the same name, where one of the two codes took over from the other."""
        return frozenset({unit for unit in self._homes if self._same_ground(code, unit)})

    def _same_ground(self, code: str, other: str) -> bool:
        """Return whether two codes are of one area before and after it got a new one."""
        one, two = self._boundaries.areas.get(code), self._boundaries.areas.get(other)
        if one is None or two is None or folded(one.name) != folded(two.name):
            return False
        first, second = (one, two) if one.valid_from <= two.valid_from else (two, one)
        return bool(first.valid_to) and first.valid_to < second.valid_from

    def _succeeded(self, code: str) -> Units:
        """Return the units that an area became part of, or was made of, by sets of past boundaries."""
        became = [new for new, old in self._ground.past.items() if code in old]
        units = {unit for new in (*became, *self._ground.past.get(code, ())) for unit in self._extent(new)}
        return frozenset(units & self._homes.keys())

    @property
    def recoded(self) -> tuple[str, ...]:
        """Return which old codes were brought to the areas of the set, a sentence each."""
        return tuple(
            f"{self.said(code)} is counted as {self._some(sorted(units))}: the areas of the set are of another date."
            for code, units in sorted(self._recoded.items()) if units
        )  # fmt: skip

    # -- whose ground is where

    def units_of(self, codes: Collection[str]) -> tuple[Units, frozenset[str]]:
        """Return (units of the place, codes outside it) of the base areas of an organisation."""
        inside, outside = set[str](), set[str]()
        for unit in frozenset[str]().union(*map(self._extent, codes)):
            found = self._recode(unit)
            inside |= found
            outside |= set() if found else {unit}
        return frozenset(inside), frozenset(outside)

    def units_of_area(self, code: str) -> Units:
        """Return the units of the place inside an area that lines name; empty where it is not known or outside."""
        return self.units_of((code,))[0]

    @cached_property
    def whole(self) -> Units:
        """Return all units of the place."""
        return frozenset(self._homes)

    def home_of(self, units: Units) -> int | None:
        """Return which new area holds all of these units, from 0; None where no single one does."""
        return next((n for n, ground in enumerate(self.grounds) if units <= ground), None)

    # -- what drivers and people say

    def people_of(self, area: NewArea) -> tuple[int | None, int | None]:
        """Return (people, calendar year) of a new area; None where they are not known of each of its areas."""
        figures = self._ground.people
        held = [figures.get(code) or _summed(figures, self._extent(code)) for code in area.areas]
        known = [figure for figure in held if figure is not None]
        if not known or len(known) < len(held):
            return None, None
        return sum(people for people, _ in known), max(year for _, year in known)

    def weights(self, driver: Driver, units: Units, outside: Collection[str] = ()) -> tuple[Fraction, ...]:
        """Return what a driver says of the part of each new area in `units`, then of the areas outside the place.
        Raises DriverProblem that names the areas without a figure."""
        missing = list[str]()
        found = [
            sum((self._figure(driver, code, missing) for code in self._parts(area, units)), Fraction(0))
            for area in self.new
        ]
        found.append(sum((self._figure(driver, code, missing) for code in sorted(outside)), Fraction(0)))
        if missing:
            raise missing_figures(driver.title, [self.said(code) for code in missing], self._old_codes(driver))
        return tuple(found)

    def _parts(self, area: NewArea, units: Units) -> Iterator[str]:
        """Yield the areas of a new one inside `units`: as the set names them where they lie in it whole."""
        for code in area.areas:
            extent = self._extent(code)
            if extent <= units:
                yield code
            else:
                yield from sorted(extent & units)

    def _figure(self, driver: Driver, code: str, missing: list[str]) -> Fraction:
        values = driver.figures.values
        ways: tuple[Callable[[], Iterable[str]], ...] = (
            lambda: (code,),
            lambda: (old for old in values if self._same_ground(old, code)),
            lambda: self._ground.past.get(code, ()),
            lambda: self._extent(code) - {code},
        )
        for way in ways:
            codes = list(way())
            if codes and all(one in values for one in codes):
                return sum((values[one] for one in codes), Fraction(0))
        missing.append(code)
        return Fraction(0)

    def _old_codes(self, driver: Driver) -> str:
        """Return what to say of a driver with codes of earlier boundaries; empty where it has none."""
        areas = self._boundaries.areas
        ended = next((code for code in sorted(driver.figures.values) if code in areas and areas[code].valid_to), "")
        if not ended:
            return ""
        return (
            f" It has codes of earlier boundaries, for example {self.said(ended)}, which ended on "
            f"{areas[ended].valid_to}: a boundary set of the kind past says what they became."
        )


def _summed(figures: Mapping[str, tuple[int, int]], units: Units) -> tuple[int, int] | None:
    held = [figures[unit] for unit in units if unit in figures]
    if not held or len(held) < len(units):
        return None
    return sum(people for people, _ in held), max(year for _, year in held)
