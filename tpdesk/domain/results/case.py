"""What a business case comes to: by line, by organisation and year, in value and in cash, and what must be true."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from tpdesk.domain.case import Case
from tpdesk.domain.results.basis import Issue

Years = tuple[int, ...]
"""Pence, year by year."""


@dataclass(frozen=True, slots=True)
class CountedCost:
    """A cost in the case's prices, with what is added for its grade."""

    title: str
    agency: str
    type: str
    uplift: Fraction
    pence: Years
    pv_pence: int


@dataclass(frozen=True, slots=True)
class CountedValue:
    """One value of a benefit in the case's prices, after its correction."""

    title: str
    """The benefit's."""

    type: str
    is_transfer: bool
    units: Fraction
    unit_pence: Fraction
    """What a unit is worth in the case's prices."""

    correction: Fraction
    """The share taken off for the worst of its grades."""

    pence: Years
    cashable: Years
    by_party: Mapping[str, Years]
    cashable_by_party: Mapping[str, Years]
    source: str


@dataclass(frozen=True, slots=True)
class Flows:
    """Costs and gains, year by year or as present values."""

    costs: Years
    fiscal: Years
    cashable: Years
    payments: Years
    economic: Years
    social: Years

    @property
    def net(self) -> Years:
        """Fiscal gain less cost, with what is paid and received."""
        each = zip(self.fiscal, self.costs, self.payments, strict=True)
        return tuple(fiscal - cost + paid for fiscal, cost, paid in each)

    @property
    def net_cashable(self) -> Years:
        """The same in cash alone."""
        each = zip(self.cashable, self.costs, self.payments, strict=True)
        return tuple(cash - cost + paid for cash, cost, paid in each)


@dataclass(frozen=True, slots=True)
class PartyRow:
    """What one organisation or group pays and gains."""

    name: str
    is_partner: bool
    flows: Flows
    pv: Mapping[str, int]
    """`costs`, `fiscal`, `cashable`, `payments`, `economic`, `social`, `net`, `net_cashable` -> present value."""


@dataclass(frozen=True, slots=True)
class Switching:
    """How far one line can move before a total is zero: the factor on it, all else as it is; None where it has none."""

    npsv: Fraction | None
    fiscal: Fraction | None
    words: str
    """In the line's own terms."""


@dataclass(frozen=True, slots=True)
class Delivered:
    """What a line came to beside what was planned."""

    line: str
    agency: str
    year: int
    planned_pence: int | None
    """In the case's prices; None where the case has no such line in that year."""

    actual_pence: int
    """In the prices of its own year."""

    actual_repriced_pence: int | None
    """In the case's prices; None where no deflator is held."""

    source: str = ""


@dataclass(frozen=True, slots=True)
class CaseResult:
    """What a case comes to. Money is pence in the prices of the case's price base."""

    title: str
    years: tuple[int, ...]
    discount_factors: tuple[Fraction, ...]
    costs: tuple[CountedCost, ...]
    values: tuple[CountedValue, ...]
    parties: tuple[PartyRow, ...]
    """Partners first, then the others."""

    total: Flows
    in_kind: Years
    """Of the costs, those that are given and not paid."""

    transfer_payments: Years
    public_value: Years
    pv: Mapping[str, int]
    """`costs`, `fiscal`, `fiscal_inside`, `cashable`, `economic`, `social`, `transfer_payments`, `public_value`,
    `in_kind` -> present value."""

    npsv_pence: int
    """Public value less costs as a present value, rounded once."""

    budget_impact_pence: int
    """What it costs the public purse as a present value, rounded once; below zero is a gain."""

    payback_fiscal: str
    payback_fiscal_discounted: str
    payback_cashable: str
    switching: Mapping[str, Switching]
    """`cost: TITLE`, `benefit: TITLE`, `all costs`, `all benefits`."""

    delivered: tuple[Delivered, ...]
    edition: str
    """Of the deflators."""

    issues: tuple[Issue, ...]

    def pv_of_all(self, name: str) -> int:
        """Return a present value of all parties together, by its name in `PartyRow.pv`."""
        return sum(row.pv[name] for row in self.parties)

    def per_cost(self, gain: str) -> Fraction | None:
        """Return a present value for each pound of cost; None where nothing is paid."""
        return Fraction(self.pv[gain], self.pv["costs"]) if self.pv["costs"] else None


@dataclass(frozen=True, slots=True)
class RangeEnd:
    """What both totals come to where one range, or every range, is at one of its ends."""

    npsv_pence: int
    fiscal_net_pence: int


@dataclass(frozen=True, slots=True)
class RangeRow:
    """A range, and what each of its ends makes of the case, all else as it is."""

    line: str
    what: str
    low: Fraction
    high: Fraction
    at_low: RangeEnd
    at_high: RangeEnd

    @property
    def swing_pence(self) -> int:
        """How far the social value moves from one end to the other."""
        return abs(self.at_high.npsv_pence - self.at_low.npsv_pence)


@dataclass(frozen=True, slots=True)
class CaseRuns:
    """What many draws from the ranges come to."""

    runs: int
    seed: int
    npsv: Mapping[int, int]
    """Percentile -> pence."""

    npsv_mean: int
    npsv_below_zero: float
    """The share of runs."""

    fiscal_net: Mapping[int, int]
    fiscal_net_below_zero: float


@dataclass(frozen=True, slots=True)
class CaseSpread:
    """What the ranges of a case make of it."""

    low: RangeEnd
    """Every range at the end that lowers the case."""

    central: RangeEnd
    high: RangeEnd
    tornado: tuple[RangeRow, ...]
    """The widest swing first."""

    delayed: CaseResult
    """Where every benefit begins one year later and the costs are as planned."""

    runs: CaseRuns | None = None


@dataclass(frozen=True, slots=True)
class CaseWorth:
    """What a case comes to beside an opportunity that it works out: present values; None where it is not counted."""

    case: str
    cash_pence: int | None
    """What comes back in cash."""

    purse_pence: int | None
    """How much better off the public purse is; below zero it is worse off."""

    value_pence: int | None
    """Value to everybody less costs."""


@dataclass(frozen=True, slots=True)
class OpportunityWorth:
    """An opportunity's first guess, and what cases make of it."""

    opportunity: str
    guess_pence: int | None
    """Its saving a year; None where nobody guessed."""

    cases: tuple[CaseWorth, ...]


@dataclass(frozen=True, slots=True)
class ReportedCase:
    """A case as a pack prints it."""

    case: Case
    problems: tuple[str, ...]
    result: CaseResult | None
    """None where it cannot be counted."""

    spread: CaseSpread | None
    opportunities: tuple[str, ...] = ()
    """Titles of those that it works out."""

    owner: str = ""
    """The role that owns it; empty where none is recorded."""

    illustrative: bool = False
    """Whether its figures are made up as an example."""

    overlaps: tuple[str, ...] = ()
    """What other cases of the place seem to count for the same people, a sentence each."""
