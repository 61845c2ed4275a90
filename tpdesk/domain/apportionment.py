"""What is needed to apportion wider spend to a place: boundaries with their dates, drivers, and the whole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from tpdesk.domain.area_figures import AreaFigures


@dataclass(frozen=True, slots=True)
class Boundary:
    """An area, as far as its boundary goes."""

    name: str
    kind: str
    valid_from: str
    """The first day that it stood, ISO 8601; empty where it always did."""

    valid_to: str
    """The last day that it stood; empty for one that stands."""

    def stands_on(self, day: str) -> bool:
        """Return whether it stood on a day."""
        return self.valid_from <= day and (not self.valid_to or self.valid_to >= day)


@dataclass(frozen=True, slots=True)
class Boundaries:
    """All areas of the desk, and which lies in which, of all times."""

    areas: Mapping[str, Boundary]
    """Code -> area."""

    nestings: tuple[tuple[str, str, str, str], ...]
    """(inner code, outer code, first day, last day), ISO 8601; empty days are open."""

    def name(self, code: str) -> str:
        """Return an area's name, or its code where the desk does not know it."""
        known = self.areas.get(code)
        return known.name if known is not None else code

    def inside(self, day: str) -> dict[str, tuple[str, ...]]:
        """Return area -> areas directly inside it on a day."""
        found: dict[str, list[str]] = {}
        for inner, outer, first, last in self.nestings:
            if first <= day and (not last or last >= day) and self._stands(inner, day) and self._stands(outer, day):
                found.setdefault(outer, []).append(inner)
        return {outer: tuple(sorted(inner)) for outer, inner in found.items()}

    def _stands(self, code: str, day: str) -> bool:
        known = self.areas.get(code)
        return known is None or known.stands_on(day)


@dataclass(frozen=True, slots=True)
class Driver:
    """A number for each area by which money is shared."""

    title: str
    unit: str
    year: int | None
    """The calendar year of its figures; None where it is not said."""

    grade: int | None
    """The confidence grade of a share by it; None where it is not said."""

    figures: AreaFigures
    source: str = ""


@dataclass(frozen=True, slots=True)
class Whole:
    """Wider spend, of which a share falls to a place."""

    number: int
    """The record's number."""

    place: str
    place_codes: tuple[str, ...]
    agency: str
    year: int
    """The financial year's start year."""

    label: str
    amount_pence: int
    over: tuple[str, ...]
    """Codes of the areas that the amount covers."""

    method: str
    """direct, driver or two-stage."""

    driver: Driver | None
    stage_driver: Driver | None
    """By which the amount is shared between regions first, where the method is two-stage."""

    grade: int | None = None
    """As the user said; None leaves it to the drivers."""

    source: str = ""


@dataclass(frozen=True, slots=True)
class AreaPart:
    """The share of one area."""

    area: str
    """Its code; empty for a direct figure of the place as a whole."""

    title: str
    value: Fraction
    """What the driver says of it."""

    pence: int


@dataclass(frozen=True, slots=True)
class ApportionedSpend:
    """One amount that was shared out, as a pack prints it."""

    agency: str
    label: str
    flow: str
    whole_pence: int
    over: tuple[str, ...]
    """Names of the areas that the whole covers."""

    method: str
    driver: str
    """The driver's name, both in two stages; empty for a direct figure."""

    share: float
    place_pence: int
    grade: int
    source: str


@dataclass(frozen=True, slots=True)
class Apportioned:
    """A whole, shared out."""

    whole_pence: int
    place_pence: int
    """The sum of the parts of the place."""

    share: Fraction
    """The exact share of the place."""

    parts: tuple[AreaPart, ...]
    """The areas of the place, in order of code."""

    elsewhere_areas: int
    """How many areas are outside the place."""

    elsewhere_value: Fraction
    """What the driver says of them together."""

    elsewhere_pence: int
    grade: int
    issues: tuple[str, ...]
    """What a reader must know, a sentence each."""
