"""Indicators as calc reads them: what is measured, in which unit, which way is better, and its values by area."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from tpdesk.domain.field_contract import FieldLike, FieldType, Stored
from tpdesk.domain.period import period_words
from tpdesk.errors import UsageProblem
from tpdesk.text import folded
from tpdesk.units import decimal_text

HIGHER, LOWER = DIRECTIONS = ("higher", "lower")
"""Which way is better."""

BASELINE, TARGET, ACTUAL, FORECAST = STATUSES = ("baseline", "target", "actual", "forecast")

PERCENTAGE, RATE, COUNT, OTHER = MEASURES = ("percentage", "rate", "count", "other")
"""A share in hundred; so many for each 1,000 or the like; a number of people; anything else, as days or pounds."""

_PERCENT: Final = re.compile(r"%|\bper ?cent(?:age)?\b|\bpercent\b")
_PER: Final = re.compile(r"\bper (\d[\d,]*)\b")
_PEOPLE: Final = re.compile(
    r"\b(?:people|persons?|children|adults|residents|patients|households|families|cases|pupils|deaths|births|"
    r"victims|claimants|number|count)\b"
)
_FIGURE: Final = re.compile(r"([-−]?)((?:\d{1,3}(?:,\d{3})+|\d{1,12})?(?:\.\d{1,9})?)\s*%?\Z")


def measure_of(unit: str) -> str:
    """Return which measure a unit names: percentage, rate, count or other."""
    text = folded(unit)
    if _PERCENT.search(text):
        return PERCENTAGE
    if _PER.search(text):
        return RATE
    return COUNT if _PEOPLE.search(text) else OTHER


def factor_of(unit: str, measure: str) -> int:
    """Return what a share is multiplied by in a unit: 100 for a percentage, 1,000 for a rate per 1,000."""
    if measure == PERCENTAGE:
        return 100
    per = _PER.search(folded(unit)) if measure == RATE else None
    return int(per[1].replace(",", "")) or 1 if per else 1


def parse_figure(text: str) -> Fraction:
    """Return the exact number of `38`, `-2.5`, `1,200` or `35%`, which is 35. Raises UsageProblem."""
    found = _FIGURE.match(text.strip())
    if found is None or not found[2]:
        raise UsageProblem(f"'{text[:40]}' is not a number, as in 38, 1,200 or -2.5.")
    number = Fraction(found[2].replace(",", ""))
    return -number if found[1] else number


class _SignedNumber(FieldType):
    """An exact number, below zero too."""

    name = "figure"
    metavar = "NUMBER"
    is_text = False

    def parse(self, field: FieldLike, text: str) -> Stored:
        try:
            return decimal_text(parse_figure(text))
        except UsageProblem as error:
            raise UsageProblem(f"{field.title}: {error}") from error

    def to_json(self, value: Stored) -> object:
        return value or None


FIGURE: Final = _SignedNumber()


@dataclass(frozen=True, slots=True)
class IndicatorValue:
    """One figure of an indicator."""

    number: int
    """The record's number on the desk."""

    area: str
    """The area's code; empty where it is of the whole place."""

    period: str
    """As `tpdesk.domain.period` keeps it."""

    status: str
    stated: Fraction | None
    """The value as typed; None where only its parts were."""

    numerator: int | None = None
    denominator: int | None = None
    denominator_year: int | None = None
    """The calendar year of the denominator; None where it is not said."""

    low: Fraction | None = None
    """The lower end of a published interval, in the indicator's unit."""

    high: Fraction | None = None
    source: str = ""

    @property
    def period_words(self) -> str:
        """Its period as people read it."""
        return period_words(self.period)


@dataclass(frozen=True, slots=True)
class Indicator:
    """What is measured of a place."""

    number: int
    title: str
    unit: str
    measure: str
    direction: str
    """Which way is better; empty where nobody said."""

    values: tuple[IndicatorValue, ...]
    categories: tuple[str, ...] = ()
    """Codes of the categories whose spend stands beside it."""

    dives: tuple[str, ...] = ()
    """Titles of the deep dives whose spend does, where no category is named."""

    source: str = ""

    @property
    def factor(self) -> int:
        """What a share is multiplied by in its unit."""
        return factor_of(self.unit, self.measure)


@dataclass(frozen=True, slots=True)
class OutcomeGround:
    """The areas that values can be of."""

    place: str
    base_areas: frozenset[str]
    """Base areas of the place; empty where it has none."""

    areas: Mapping[str, tuple[str, frozenset[str]]]
    """Code -> (name, base areas) of every area that a value names."""

    def atoms(self, area: str) -> frozenset[str]:
        """Return the base areas of a value's area; of the place itself for none."""
        if area:
            return self.areas[area][1] if area in self.areas else frozenset((area,))
        return self.base_areas or frozenset((f"place {self.place}",))

    def is_place(self, area: str) -> bool:
        """Say whether a value is of the whole place."""
        return not area or (bool(self.base_areas) and self.atoms(area) == self.base_areas)

    def name(self, area: str) -> str:
        """Return an area's name."""
        return self.areas[area][0] if area in self.areas else area


def whole_number(value: Fraction | None) -> int | None:
    """Return a number that is whole, None for any other."""
    return int(value) if value is not None and value.denominator == 1 else None
