"""What the ranges of a business case make of it: low, central and high, one range at a time, and many draws at once.

For the draws a line's present values move in proportion to its take-up, impact and 1 - deadweight, or to the factor on
a cost, so each is worked out once and not rounded before the end. Corrections for optimism stay on: they move the
centre, the ranges give the spread.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Final

from tpdesk.calc.cases.total import cost_flows, count_case, discount_factors, exact_value, value_flows
from tpdesk.domain.case import FISCAL, RANGED, Case, CaseBenefit, CaseCost, CaseLine, CaseTables, Range
from tpdesk.domain.results.case import CaseRuns, CaseSpread, RangeEnd, RangeRow
from tpdesk.units import nearest_whole

RUNS_MOST: Final = 1_000_000
_PERCENTILES: Final = (5, 10, 50, 90, 95)


@dataclass(frozen=True, slots=True)
class _DrawnLine:
    """A line as a draw sees it: what it adds to both totals, and the factors that its ranges put on that."""

    public: Fraction
    fiscal: Fraction
    ranges: tuple[tuple[str, Range, Fraction], ...]
    """(what, its ends, its central value)."""


def spread_case(case: Case, tables: CaseTables, *, runs: int = 0, seed: int = 1) -> CaseSpread:
    """Return what a case's ranges make of it; with `runs` also what so many draws from `seed` come to. Pure."""
    tornado = [row for line in case.lines for row in _alone(case, tables, line)]
    return CaseSpread(
        _total(_at_ends(case, is_good=False), tables), _total(case, tables),
        _total(_at_ends(case, is_good=True), tables),
        tuple(sorted(tornado, key=lambda row: (-row.swing_pence, row.line, row.what))),
        count_case(delay_case(case), tables), _draw(_lines(case, tables), runs, seed) if runs else None,
    )  # fmt: skip


def delay_case(case: Case) -> Case:
    """Return the case whose benefits all begin one year later, its costs as they are."""
    later = (replace(one, phasing=(Fraction(0), *one.phasing[:-1])) for one in case.benefits)
    return replace(case, benefits=tuple(later))


def _total(case: Case, tables: CaseTables) -> RangeEnd:
    factors = discount_factors(tables.rates[case.schedule], case.years)
    public, fiscal = _worth(case, tables, case.lines, factors)
    return RangeEnd(nearest_whole(public), nearest_whole(fiscal))


def _worth(
    case: Case, tables: CaseTables, lines: Sequence[CaseLine], factors: Sequence[Fraction], *,
    is_rounded: bool = True,
) -> tuple[Fraction, Fraction]:  # fmt: skip
    """Return what lines add to (public value less costs, fiscal value less costs) as present values."""
    public = fiscal = Fraction(0)

    def value_of(flows: Sequence[Fraction]) -> Fraction:
        return exact_value(tuple(map(nearest_whole, flows)) if is_rounded else flows, factors)

    for line in lines:
        if isinstance(line, CaseCost):
            cost = value_of(cost_flows(case, tables, line))
            public, fiscal = public - cost, fiscal - cost
            continue
        for one in line.values:
            worth = value_of(value_flows(case, tables, line, one))
            public += 0 if one.is_transfer else worth
            fiscal += worth if one.type == FISCAL else 0
    return public, fiscal


def _ranges(line: CaseLine) -> tuple[tuple[str, Range, Fraction], ...]:
    """Return (what, its ends, its central value) of each range of a line."""
    if isinstance(line, CaseCost):
        return (("cost", line.range, Fraction(1)),) if line.range else ()
    central: dict[str, Fraction] = {name: getattr(line, name) for name in line.ranges}
    return tuple((name, line.ranges[name], central[name]) for name in RANGED if name in central)


def _with(line: CaseLine, name: str, value: Fraction) -> CaseLine:
    """Return a line with one value in place of its central one."""
    if isinstance(line, CaseCost):
        return replace(line, factor=value)
    if name == "take_up":
        return replace(line, take_up=value)
    return replace(line, impact=value) if name == "impact" else replace(line, deadweight=value)


def _at_ends(case: Case, *, is_good: bool) -> Case:
    """Return the case with every range at the end that raises it, or lowers it: cost and deadweight lower it when they
    are high."""

    def moved(line: CaseLine) -> CaseLine:
        for name, (low, high), _ in _ranges(line):
            line = _with(line, name, high if is_good != (name in ("cost", "deadweight")) else low)
        return line

    lines = [moved(line) for line in case.lines]
    return replace(
        case,
        costs=tuple(line for line in lines if isinstance(line, CaseCost)),
        benefits=tuple(line for line in lines if isinstance(line, CaseBenefit)),
    )


def _alone(case: Case, tables: CaseTables, line: CaseLine) -> Iterator[RangeRow]:
    """Yield what each range of a line makes of the case at its ends, all else as it is."""
    ranges = _ranges(line)
    if not ranges:
        return
    factors = discount_factors(tables.rates[case.schedule], case.years)
    rest = [one for one in case.lines if one is not line]
    public, fiscal = _worth(case, tables, rest, factors)
    for name, ends, _ in ranges:
        own = [_worth(case, tables, [_with(line, name, value)], factors) for value in ends]
        low, high = (RangeEnd(nearest_whole(public + one), nearest_whole(fiscal + two)) for one, two in own)
        yield RangeRow(line.title, name, *ends, low, high)


def _lines(case: Case, tables: CaseTables) -> Iterator[_DrawnLine]:
    factors = discount_factors(tables.rates[case.schedule], case.years)
    for line in case.lines:
        public, fiscal = _worth(case, tables, [line], factors, is_rounded=False)
        yield _DrawnLine(public, fiscal, _ranges(line))


def _draw(lines: Iterable[_DrawnLine], runs: int, seed: int) -> CaseRuns:
    """Return what `runs` draws come to: each range is drawn from a triangle with its central value as the peak."""
    draw = random.Random(seed)
    plans = [
        (float(line.public), float(line.fiscal),
            [(name == "deadweight", *map(float, ends), float(central)) for name, ends, central in line.ranges])
        for line in lines
    ]  # fmt: skip
    social, money = [], []
    for _ in range(runs):
        public = fiscal = 0.0
        for line_public, line_fiscal, ranges in plans:
            factor = 1.0
            for is_deadweight, low, high, central in ranges:
                value = draw.triangular(low, high, central)
                if is_deadweight:
                    factor *= (1 - value) / (1 - central) if central != 1 else 1.0
                elif central:
                    factor *= value / central
            public += line_public * factor
            fiscal += line_fiscal * factor
        social.append(public)
        money.append(fiscal)
    social.sort()
    money.sort()
    return CaseRuns(
        runs, seed, _percentiles(social), round(sum(social) / runs), sum(one < 0 for one in social) / runs,
        _percentiles(money), sum(one < 0 for one in money) / runs,
    )  # fmt: skip


def _percentiles(ordered: Sequence[float]) -> dict[int, int]:
    return {each: round(ordered[min(len(ordered) * each // 100, len(ordered) - 1)]) for each in _PERCENTILES}
