"""The share of wider spend that falls to a place: by a driver, or by two, to the penny over every area.

A = largest remainder of |N| over every area that N covers, the areas outside the place in one part "elsewhere", ties
by code; the place's part is the sum of its areas (docs/method.md, rule 6). So an area more elsewhere changes no part of
the place. Nothing that is missing counts as zero: a driver without a figure for an area is refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Final

from tpdesk.domain.apportionment import Apportioned, AreaPart, Boundaries, Driver, Whole
from tpdesk.domain.area_figures import ELSEWHERE, AreaFigures, plain_number
from tpdesk.domain.kinds.national import DIRECT, TWO_STAGE
from tpdesk.errors import UsageProblem
from tpdesk.text import and_words, counted
from tpdesk.units import largest_remainder, pounds, year_text

FITTING, ROUGH, PUBLISHED = 4, 5, 2
"""Confidence grades: of a share by a driver that fits, by a rough one, and of a figure published for the place."""

YEARS_APART: Final = 3
"""Years between a driver and the spend up to which nothing is said."""

_SMALL_EACH: Final = 1_000
"""Pence for each unit of a driver below which an amount was probably typed in thousands."""

_NAMED: Final = 5
"""Areas that a refusal names one by one."""

Inside = Mapping[str, tuple[str, ...]]


class DriverProblem(UsageProblem):
    """A driver and the areas that money covers do not fit. Exit 1: the data are the problem."""

    title = "These cannot be shared out"
    exit_code = 1


def missing_figures(driver: str, areas: Sequence[str], more: str = "") -> DriverProblem:
    """Return the refusal of a driver that has no figure for some areas, as people read them; `more` stands behind."""
    rest = [counted(len(areas) - _NAMED, "other")] if len(areas) > _NAMED else []
    return DriverProblem(
        f"The driver '{driver}' has no figure for {and_words([*areas[:_NAMED], *rest])}. A missing figure is never "
        f"taken for 0: add it, or choose a driver that has it.{more}"
    )


def apportion(whole: Whole, boundaries: Boundaries) -> Apportioned:
    """Return the parts of a whole. Raises UsageProblem where something is not said that is needed, DriverProblem
    where the driver does not fit the areas."""
    if whole.method == DIRECT:
        return _direct(whole)
    if whole.driver is None:
        raise UsageProblem("Name the driver by which the amount is shared out, for example People, mid-2024.")
    if not whole.over:
        raise UsageProblem("Say which areas the whole amount covers, for example North West.")
    if not whole.place_codes:
        raise UsageProblem(f"{whole.place} has no areas on this desk, so no share of it is known. Add its areas first.")
    if whole.method != TWO_STAGE:
        return _by_driver(whole, whole.driver, boundaries)
    if whole.stage_driver is None:
        raise UsageProblem("Name the driver by which the amount is shared between regions first.")
    return _two_stage(whole, whole.stage_driver, whole.driver, boundaries)


def _direct(whole: Whole) -> Apportioned:
    """Return a figure that was published for the place itself: nothing is shared out."""
    code = whole.place_codes[0] if len(whole.place_codes) == 1 else ""
    part = AreaPart(code, whole.place, Fraction(1), whole.amount_pence)
    return Apportioned(
        whole.amount_pence, whole.amount_pence, Fraction(1), (part,), 0, Fraction(0), 0, whole.grade or PUBLISHED, ()
    )


def _by_driver(whole: Whole, driver: Driver, boundaries: Boundaries) -> Apportioned:
    ground = _Ground(driver, boundaries, whole)
    pieces = ground.pieces(whole.over)
    mine = ground.place_pieces(pieces, whole.over)
    total, outer = sum(pieces.values(), Fraction(0)), _outside(pieces, mine)
    parts = _parts(whole.amount_pence, pieces, mine, boundaries)
    place = sum(part.pence for part in parts)
    return Apportioned(
        whole.amount_pence, place, (total - outer) / total, parts, len(pieces) - len(mine), outer,
        whole.amount_pence - place, _grade(whole, driver),
        (*year_issues(whole, driver), *_unit_issues(whole, total, driver)),
    )  # fmt: skip


def _two_stage(whole: Whole, first: Driver, second: Driver, boundaries: Boundaries) -> Apportioned:
    """Return the parts of a whole that goes to regions by one driver, and from there to areas by another."""
    upper, lower = _Ground(first, boundaries, whole), _Ground(second, boundaries, whole)
    regions = upper.pieces(whole.over)
    here = {code for code in regions if code != ELSEWHERE and lower.meets_place(code)}
    if not here:
        raise DriverProblem(f"{whole.place} lies in none of the areas of the driver '{first.title}'.")
    total = sum(regions.values(), Fraction(0))
    share, parts, outer_areas, outer_value = Fraction(0), list[AreaPart](), len(regions) - len(here), Fraction(0)
    for region in _parts(whole.amount_pence, regions, here, boundaries):
        pieces = lower.pieces((region.area,))
        mine = lower.place_pieces(pieces, (region.area,))
        parts += _parts(region.pence, pieces, mine, boundaries)
        outer = _outside(pieces, mine)
        share += region.value / total * (1 - outer / sum(pieces.values(), Fraction(0)))
        outer_areas += len(pieces) - len(mine)
        outer_value += outer
    parts.sort(key=lambda part: part.area)
    place = sum(part.pence for part in parts)
    return Apportioned(
        whole.amount_pence, place, share, tuple(parts), outer_areas, outer_value, whole.amount_pence - place,
        max(_grade(whole, second), first.grade or FITTING),
        (*year_issues(whole, first), *year_issues(whole, second), *_unit_issues(whole, total, first)),
    )  # fmt: skip


def _outside(pieces: Mapping[str, Fraction], mine: set[str]) -> Fraction:
    return sum((value for code, value in pieces.items() if code not in mine), Fraction(0))


def _parts(pence: int, pieces: Mapping[str, Fraction], mine: set[str], boundaries: Boundaries) -> tuple[AreaPart, ...]:
    """Share an amount out over the areas of the place and one part for all others; return those of the place."""
    inner = {code: value for code, value in pieces.items() if code in mine}
    shares = largest_remainder(pence, [*inner.values(), _outside(pieces, mine)])
    return tuple(
        AreaPart(code, boundaries.name(code), value, share)
        for (code, value), share in zip(inner.items(), shares, strict=False)
    )


def _grade(whole: Whole, driver: Driver) -> int:
    return whole.grade or driver.grade or ROUGH


def year_issues(whole: Whole, driver: Driver) -> tuple[str, ...]:
    """Return that a driver is far in years from the spend, or says no year; empty where it fits."""
    if driver.year is None:
        return (f"The driver '{driver.title}' does not say of which year its figures are.",)
    apart = abs(driver.year - whole.year)
    if apart <= YEARS_APART:
        return ()
    return (
        f"The driver '{driver.title}' is of {driver.year}, {apart} years from the spend of {year_text(whole.year)}.",
    )


def _unit_issues(whole: Whole, total: Fraction, driver: Driver) -> tuple[str, ...]:
    each = Fraction(abs(whole.amount_pence)) / total
    if each >= _SMALL_EACH or whole.amount_pence % 100:
        return ()
    return (
        f"{whole.label}: {pounds(whole.amount_pence)} is {pounds(int(each))} for each of {plain_number(total)} "
        f"{driver.unit or 'units'}. Check whether the amount is in £000: then write it with a k.",
    )


def without_totals(driver: Driver, boundaries: Boundaries) -> tuple[Driver, tuple[str, ...]]:
    """Return a driver without the areas that hold others of it - a region among its districts - and the codes of these.
    Raises DriverProblem where its areas are of several boundaries."""
    values = driver.figures.values
    inside = boundaries.inside(_boundary_day(driver, boundaries, driver.year or 0))
    extents = {code: smallest_areas((code,), inside) for code in values}
    holders: dict[str, set[str]] = {}
    for code, extent in extents.items():
        for base in extent:
            holders.setdefault(base, set()).add(code)
    totals = {
        code for held in holders.values() if len(held) > 1 for code in held
        if any(extents[other] < extents[code] for other in held)
    }  # fmt: skip
    kept = {code: value for code, value in values.items() if code not in totals}
    return replace(driver, figures=AreaFigures(kept, driver.figures.elsewhere)), tuple(sorted(totals))


def smallest_areas(codes: Iterable[str], inside: Inside) -> frozenset[str]:
    """Return the smallest areas inside some areas; an area that nothing is known inside of is its own."""
    found, ahead, seen = set(), list(codes), set[str]()
    while ahead:
        code = ahead.pop()
        if code in seen:
            continue
        seen.add(code)
        children = inside.get(code, ())
        ahead += children
        if not children:
            found.add(code)
    return frozenset(found)


class _Ground:
    """The areas of one driver on the boundaries of its figures, and the place on them."""

    def __init__(self, driver: Driver, boundaries: Boundaries, whole: Whole) -> None:
        self._driver, self._boundaries, self._whole = driver, boundaries, whole
        self._values = driver.figures.values
        day = _boundary_day(driver, boundaries, whole.year)
        self._inside: Inside = boundaries.inside(day)
        self._extents = {code: self._extent((code,)) for code in self._values}
        self._refuse_nested()
        self._must_stand(day)
        self._place = self._extent(whole.place_codes)

    def _extent(self, codes: Iterable[str]) -> frozenset[str]:
        return smallest_areas(codes, self._inside)

    def _refuse_nested(self) -> None:
        """Refuse a driver in which one area lies in another: its money would go there twice."""
        owner: dict[str, str] = {}
        for code, extent in sorted(self._extents.items(), key=lambda item: (len(item[1]), item[0])):
            for base in extent:
                other = owner.setdefault(base, code)
                if other != code:
                    raise DriverProblem(
                        f"The driver '{self._driver.title}' has figures for {self._said(other)} and for "
                        f"{self._said(code)}, which it lies in: its people would count twice. Leave one out."
                    )

    def _must_stand(self, day: str) -> None:
        """Refuse a place whose areas do not stand on the boundaries of the driver."""
        for code in self._whole.place_codes:
            known = self._boundaries.areas.get(code)
            if known is None or known.stands_on(day) or code in self._values:
                continue
            when = f"stands from {known.valid_from} on" if known.valid_from > day else f"ended on {known.valid_to}"
            raise DriverProblem(
                f"The driver '{self._driver.title}' has the areas of other boundaries: {self._said(code)} {when}. Use "
                "a driver with figures for today's areas of the place."
            )

    def _said(self, code: str) -> str:
        return f"{self._boundaries.name(code)} ({code})"

    def pieces(self, over: Iterable[str]) -> dict[str, Fraction]:
        """Return the areas of the driver that cover what the money covers, with its figures, in order of code; what is
        elsewhere last. Raises DriverProblem that names the areas without a figure."""
        covered = self._extent(over)
        pieces = {code: value for code, value in self._values.items() if self._extents[code] <= covered}
        reached = frozenset[str]().union(*(self._extents[code] for code in pieces))
        missing = covered - reached
        elsewhere = self._driver.figures.elsewhere
        if missing and elsewhere is not None and not missing & self._place:
            pieces[ELSEWHERE] = elsewhere
        elif missing:
            self._refuse(missing)
        if not sum(pieces.values()):
            raise DriverProblem(
                f"The driver '{self._driver.title}' comes to nothing over these areas, so nothing can be shared by it."
            )
        return pieces

    def _refuse(self, missing: frozenset[str]) -> None:
        raise missing_figures(self._driver.title, [self._said(code) for code in sorted(missing)])

    def meets_place(self, code: str) -> bool:
        """Return whether an area has a part of the place in it."""
        return bool(self._extent((code,)) & self._place)

    def place_pieces(self, pieces: Mapping[str, Fraction], over: Iterable[str]) -> set[str]:
        """Return the pieces that make up the place, as far as the money covers it. Raises DriverProblem where a piece
        is only partly in the place, or none of it is covered."""
        covered = self._extent(over) & self._place
        if not covered:
            raise DriverProblem(
                f"{self._whole.place} lies outside of what the amount covers ("
                f"{and_words([self._boundaries.name(code) for code in over])})."
            )
        mine = {code for code in pieces if code != ELSEWHERE and self._extents[code] & covered}
        for code in sorted(mine):
            if not self._extents[code] <= self._place:
                raise DriverProblem(
                    f"The driver '{self._driver.title}' has one figure for {self._said(code)}, of which only a part is "
                    f"in {self._whole.place}. Choose a driver with smaller areas."
                )
        return mine


def _boundary_day(driver: Driver, boundaries: Boundaries, year: int) -> str:
    """Return a day on which all areas of the driver stood: that of its figures where it is one.
    Raises DriverProblem where there is none, since the areas are of several boundaries."""
    known = [(code, boundaries.areas[code]) for code in driver.figures.values if code in boundaries.areas]
    first = max(known, key=lambda item: item[1].valid_from, default=None)
    ended = [item for item in known if item[1].valid_to]
    last = min(ended, key=lambda item: item[1].valid_to, default=None)
    day = f"{driver.year if driver.year is not None else year:04d}-06-30"
    if first is None:
        return day
    if last is not None and last[1].valid_to < first[1].valid_from:
        raise DriverProblem(
            f"The driver '{driver.title}' has areas of two boundaries in one set: {last[1].name} ({last[0]}) ended on "
            f"{last[1].valid_to}, {first[1].name} ({first[0]}) began on {first[1].valid_from}. Use the figures of one "
            "date."
        )
    day = max(day, first[1].valid_from)
    return min(day, last[1].valid_to) if last is not None else day


def words(whole: Whole, result: Apportioned) -> str:
    """Return how a part was worked out, as one sentence to stand beside its lines."""
    if whole.method == DIRECT:
        return f"{whole.label}: published for {whole.place}" + (f" ({whole.source})" if whole.source else "")
    assert whole.driver is not None
    way = f"by {whole.driver.title}"
    if whole.method == TWO_STAGE and whole.stage_driver is not None:
        way = f"by {whole.stage_driver.title}, then {way}"
    areas = counted(len(result.parts) + result.elsewhere_areas, "area")
    return f"{whole.label}: {pounds(whole.amount_pence)} shared over {areas} {way}, grade {result.grade}"
