"""A business case as it is counted: costs, benefits with what a unit is worth, payments between organisations, and the
tables that it is counted with. Amounts are whole pence, shares and rates exact fractions, years start years."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final

from tpdesk.domain.deflators import Deflators

COST_TYPES: Final = ("revenue", "capital", "in kind")
IN_KIND: Final = COST_TYPES[2]
FISCAL, ECONOMIC, SOCIAL = VALUE_TYPES = ("fiscal", "economic", "social")
STANDARD, HEALTH = SCHEDULES = ("standard", "health")
DO_NOTHING, PREFERRED = "do nothing", "preferred"
CASE_OPTIONS: Final = (DO_NOTHING, "do minimum", PREFERRED, "other")
CASE_STAGES: Final = ("idea", "strategic outline", "outline", "full")
DRAFT, FINAL = CASE_STATES = ("draft", "final")
MARGINAL, AVERAGE = VALUE_BASES = ("marginal", "average")
DIRECTIONS: Final = ("better", "worse", "not known")
CASH: Final = "cash"
"""A price year that is no year: each amount is in the prices of its own year."""

RANGED: Final = ("take_up", "impact", "deadweight")
"""What of a benefit can have a range, in the order in which runs draw them."""

ONE: Final = Fraction(1)
NONE: Final = Fraction(0)
Range = tuple[Fraction, Fraction]
"""(low, high)."""


@dataclass(frozen=True, slots=True)
class CaseCost:
    """What one organisation pays or gives for one thing, year by year."""

    title: str
    agency: str
    type: str
    amounts: tuple[int, ...]
    """Pence a year, from the case's first year on."""

    price_year: int | None
    """None where each year is in its own prices."""

    grade: int | None = None
    """1 to 6, for the uplift; not asked where a Green Book upper bound is given."""

    upper: Fraction | None = None
    """Green Book upper bound of optimism bias, as a share of the cost."""

    mitigated: Fraction = NONE
    """The share of the upper bound that has been dealt with."""

    range: Range | None = None
    """(low, high) factor on the cost."""

    source: str = ""
    factor: Fraction = ONE
    """On every amount: 1, but at an end of the range."""


@dataclass(frozen=True, slots=True)
class UnitValue:
    """What one unit of a benefit is worth, and to whom."""

    type: str
    pence: int
    price_year: int | None
    shares: Mapping[str, Fraction]
    """Organisation or group -> share; they add up to 1."""

    is_transfer: bool = False
    """Whether it is a benefit or tax: money that changes hands, and no public value."""

    cashable: Fraction = NONE
    """The share of a fiscal value that can be taken out of a budget."""

    unit: str = ""
    basis: str = ""
    """`marginal`, `average`, or empty where nobody said."""

    source: str = ""


@dataclass(frozen=True, slots=True)
class CaseBenefit:
    """What changes for how many people, when, and what that is worth."""

    title: str
    population: Fraction
    take_up: Fraction
    impact: Fraction
    deadweight: Fraction
    phasing: tuple[Fraction, ...]
    """The share of people who come in, year by year."""

    values: tuple[UnitValue, ...]
    grades: tuple[int | None, ...] = (None, None, None)
    """Of the cohort's data, of the evidence and of the age of the data, 1 to 6; the worst governs."""

    retention: Fraction = ONE
    attribution: Fraction = ONE
    has_control_group: bool = False
    """Whether the impact was measured against one: then there is no deadweight to take off."""

    lag: int = 0
    """Years from coming in to the first effect."""

    lasts: int = 1
    """Years for which the effect lasts."""

    drop_off: Fraction = NONE
    """The share of the effect that is lost from each year to the next."""

    ranges: Mapping[str, Range] = field(default_factory=dict)
    source: str = ""

    @property
    def units(self) -> Fraction:
        """Units a year when everybody has come in."""
        reached = self.population * self.take_up * self.retention
        return reached * self.impact * (1 - self.deadweight) * self.attribution


@dataclass(frozen=True, slots=True)
class CasePayment:
    """Money from one organisation of the case to another."""

    payer: str
    receiver: str
    amounts: tuple[int, ...]
    price_year: int | None
    why: str = ""


@dataclass(frozen=True, slots=True)
class CaseEffect:
    """An effect that has no price."""

    title: str
    direction: str = ""
    size: str = ""
    evidence: str = ""
    for_whom: str = ""


@dataclass(frozen=True, slots=True)
class CaseActual:
    """What a line came to in a year, in that year's prices."""

    line: str
    agency: str
    year: int
    pence: int
    source: str = ""
    date: str = ""


CaseLine = CaseCost | CaseBenefit


@dataclass(frozen=True, slots=True)
class Case:
    """One option of a business case."""

    title: str
    place: str
    start: int
    """The start year of financial year 0."""

    years: int
    price_base: int
    counterfactual: str
    partners: tuple[str, ...] = ()
    """The organisations that decide; everybody else with a cost or a gain is shown beside them."""

    schedule: str = STANDARD
    costs: tuple[CaseCost, ...] = ()
    benefits: tuple[CaseBenefit, ...] = ()
    payments: tuple[CasePayment, ...] = ()
    effects: tuple[CaseEffect, ...] = ()
    actuals: tuple[CaseActual, ...] = ()
    option: str = ""
    options_of: str = ""
    """The set of options that it belongs to; empty where it is its own."""

    state: str = DRAFT

    @property
    def lines(self) -> tuple[CaseLine, ...]:
        """The costs, then the benefits."""
        return (*self.costs, *self.benefits)


@dataclass(frozen=True, slots=True)
class CaseTables:
    """What cases are counted with."""

    deflators: Deflators
    rates: Mapping[str, tuple[tuple[int, Fraction], ...]]
    """Schedule -> (first year, rate), in order."""

    corrections: Mapping[int, Fraction]
    """Grade -> the share that is added to a cost, or taken off a benefit."""

    upper_bounds: Mapping[str, Fraction] = field(default_factory=dict)
    """Green Book class of project -> upper bound of optimism bias."""
