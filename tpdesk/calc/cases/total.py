"""What a business case comes to, in exact fractions.

Two roundings and no more: each amount of a line and year to the penny, and each present value once at the end.
Formulas: docs/method.md, "Business cases".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from itertools import accumulate

from tpdesk.calc.cases.checking import OLD_YEARS, ask_case
from tpdesk.calc.cases.switching import switch_lines
from tpdesk.domain.case import FISCAL, IN_KIND, Case, CaseBenefit, CaseCost, CasePayment, CaseTables, UnitValue
from tpdesk.domain.results.case import CaseResult, CountedCost, CountedValue, Delivered, Flows, PartyRow, Years
from tpdesk.text import counted
from tpdesk.units import largest_remainder, nearest_whole, year_text


def count_case(case: Case, tables: CaseTables) -> CaseResult:
    """Return what a case comes to. Pure; `refuse_case` must have found nothing that stands in the way."""
    factors = discount_factors(tables.rates[case.schedule], case.years)
    costs = tuple(_count_cost(case, tables, cost, factors) for cost in case.costs)
    values = tuple(_count_value(case, tables, benefit, one) for benefit in case.benefits for one in benefit.values)
    parties = _parties(case, tables, costs, values, factors)
    total = Flows(*(_added((_column(row.flows, name) for row in parties), case.years) for name in _COLUMNS))
    transfers = _added((one.pence for one in values if one.is_transfer), case.years)
    public = tuple(
        fiscal - transfer + economic + social
        for fiscal, transfer, economic, social in zip(
            total.fiscal, transfers, total.economic, total.social, strict=True
        )
    )
    in_kind = _added((cost.pence for cost in costs if cost.type == IN_KIND), case.years)
    inside = _added((row.flows.fiscal for row in parties if row.is_partner), case.years)
    sums = {
        "costs": total.costs, "fiscal": total.fiscal, "fiscal_inside": inside, "cashable": total.cashable,
        "economic": total.economic, "social": total.social, "transfer_payments": transfers, "public_value": public,
        "in_kind": in_kind,
    }  # fmt: skip
    exact = {name: exact_value(series, factors) for name, series in sums.items()}
    pv = {name: nearest_whole(value) for name, value in exact.items()}
    discounted = [amount * factor for amount, factor in zip(total.net, factors, strict=True)]
    has_outlay = any(total.costs)
    return CaseResult(
        case.title, tuple(range(case.start, case.start + case.years)), factors, costs, values, parties, total, in_kind,
        transfers, public, pv, nearest_whole(exact["public_value"] - exact["costs"]),
        nearest_whole(exact["costs"] - exact["fiscal"]),
        payback(total.net, case.start, has_outlay=has_outlay), payback(discounted, case.start, has_outlay=has_outlay),
        payback(total.net_cashable, case.start, has_outlay=has_outlay),
        switch_lines(case, costs, values, factors, pv), _delivered(case, tables, costs, values),
        tables.deflators.edition, ask_case(case, tables),
    )  # fmt: skip


def discount_factors(rates: Sequence[tuple[int, Fraction]], years: int) -> tuple[Fraction, ...]:
    """Return the factor of each year; year 0 is not discounted, and a rate holds from its first year on."""
    found = [Fraction(1)]
    for year in range(1, years):
        rate = [rate for first, rate in rates if first <= year][-1]
        found.append(found[-1] / (1 + rate))
    return tuple(found)


def present_value(series: Sequence[int], factors: Sequence[Fraction]) -> int:
    """Return the present value of yearly pence, rounded once."""
    return nearest_whole(exact_value(series, factors))


def exact_value(series: Sequence[int | Fraction], factors: Sequence[Fraction]) -> Fraction:
    """Return the present value of yearly pence, not rounded."""
    return sum((amount * factor for amount, factor in zip(series, factors, strict=True)), Fraction(0))


def reprice(tables: CaseTables, amount: int | Fraction, price_year: int | None, flow_year: int, base: int) -> Fraction:
    """Return an amount in prices of the base year; without a price year it is in those of its own year."""
    ratio = tables.deflators.ratio(flow_year if price_year is None else price_year, base)
    assert ratio is not None, "refuse_case finds every year without a deflator"
    return Fraction(amount) * ratio


def uplift_of(cost: CaseCost, tables: CaseTables) -> Fraction:
    """Return the share that is added to a cost: by its Green Book class, else by its grade, 6 where none is given."""
    return cost.upper * (1 - cost.mitigated) if cost.upper is not None else tables.corrections[cost.grade or 6]


def worst_grade(case: Case, benefit: CaseBenefit) -> int:
    """Return the grade that governs a benefit. One that is not given counts as 6, the age of the data too unless every
    unit value is of the last five years: then it follows from their age."""
    data, evidence, age = benefit.grades
    if age is None:
        years = [value.price_year for value in benefit.values if value.price_year is not None]
        old = max((case.price_base - year for year in years), default=0)
        age = 6 if old > OLD_YEARS else max(1, min(old + 1, 5))
    return max(data or 6, evidence or 6, age)


def in_force(benefit: CaseBenefit, years: int) -> tuple[Fraction, ...]:
    """Return, year by year, how many times the units of a full year the benefit is in force."""
    found = []
    for year in range(years):
        ages = ((phase, year - came - benefit.lag) for came, phase in enumerate(benefit.phasing))
        kept = (phase * (1 - benefit.drop_off) ** age for phase, age in ages if 0 <= age < benefit.lasts)
        found.append(sum(kept, Fraction(0)))
    return tuple(found)


def payback(net: Sequence[int | Fraction], start: int, *, has_outlay: bool) -> str:
    """Return the first year from which the cumulative net stays at zero or above, in words."""
    if not has_outlay:
        return "none needed"
    below = [year for year, sum_ in enumerate(accumulate(net)) if sum_ < 0]
    first = below[-1] + 1 if below else 0
    return year_text(start + first) if first < len(net) else f"not within {counted(len(net), 'year')}"


def cost_flows(case: Case, tables: CaseTables, cost: CaseCost) -> tuple[Fraction, ...]:
    """Return a cost year by year in the case's prices, with its uplift, not rounded."""
    uplift = (1 + uplift_of(cost, tables)) * cost.factor
    return tuple(
        reprice(tables, amount, cost.price_year, case.start + year, case.price_base) * uplift
        for year, amount in enumerate(cost.amounts)
    )


def value_flows(case: Case, tables: CaseTables, benefit: CaseBenefit, value: UnitValue) -> tuple[Fraction, ...]:
    """Return a value of a benefit year by year in the case's prices, after its correction, not rounded."""
    at_full = benefit.units * (1 - tables.corrections[worst_grade(case, benefit)])
    return tuple(
        at_full * share * reprice(tables, value.pence, value.price_year, case.start + year, case.price_base)
        for year, share in enumerate(in_force(benefit, case.years))
    )


def payment_flows(case: Case, tables: CaseTables, payment: CasePayment) -> Years:
    """Return a payment year by year in the case's prices."""
    return _rounded(
        reprice(tables, amount, payment.price_year, case.start + year, case.price_base)
        for year, amount in enumerate(payment.amounts)
    )


def _rounded(flows: Iterable[Fraction]) -> Years:
    return tuple(map(nearest_whole, flows))


def _count_cost(case: Case, tables: CaseTables, cost: CaseCost, factors: Sequence[Fraction]) -> CountedCost:
    pence = _rounded(cost_flows(case, tables, cost))
    return CountedCost(
        cost.title, cost.agency, cost.type, uplift_of(cost, tables), pence, present_value(pence, factors)
    )


def _count_value(case: Case, tables: CaseTables, benefit: CaseBenefit, value: UnitValue) -> CountedValue:
    pence = _rounded(value_flows(case, tables, benefit, value))
    cashable = _rounded(amount * value.cashable for amount in pence)
    return CountedValue(
        benefit.title, value.type, value.is_transfer, benefit.units,
        reprice(tables, value.pence, value.price_year, case.start, case.price_base),
        tables.corrections[worst_grade(case, benefit)], pence, cashable, _split(pence, value.shares),
        _split(cashable, value.shares), value.source,
    )  # fmt: skip


def _split(pence: Years, shares: Mapping[str, Fraction]) -> dict[str, Years]:
    """Return party -> its part of each year, which add up to the year; ties go by name."""
    names = sorted(shares)
    parts = [largest_remainder(amount, [shares[name] for name in names]) for amount in pence]
    return {name: tuple(part[place] for part in parts) for place, name in enumerate(names)}


_COLUMNS = ("costs", "fiscal", "cashable", "payments", "economic", "social")


def _column(flows: Flows, name: str) -> Years:
    column: Years = getattr(flows, name)
    return column


def _added(series: Iterable[Years], years: int) -> Years:
    total = [0] * years
    for one in series:
        total = [sum_ + amount for sum_, amount in zip(total, one, strict=True)]
    return tuple(total)


def _parties(
    case: Case,
    tables: CaseTables,
    costs: Sequence[CountedCost],
    values: Sequence[CountedValue],
    factors: Sequence[Fraction],
) -> tuple[PartyRow, ...]:
    held: dict[str, dict[str, list[Years]]] = {name: {} for name in case.partners}

    def add(party: str, column: str, pence: Years) -> None:
        held.setdefault(party, {}).setdefault(column, []).append(pence)

    for cost in costs:
        add(cost.agency, "costs", cost.pence)
    for value in values:
        for party, pence in value.by_party.items():
            add(party, value.type, pence)
        for party, pence in value.cashable_by_party.items():
            add(party, "cashable", pence)
    for payment in case.payments:
        paid = payment_flows(case, tables, payment)
        add(payment.payer, "payments", tuple(-amount for amount in paid))
        add(payment.receiver, "payments", paid)
    return tuple(_row(case, name, columns, factors) for name, columns in held.items())


def _row(case: Case, name: str, columns: Mapping[str, Sequence[Years]], factors: Sequence[Fraction]) -> PartyRow:
    flows = Flows(*(_added(columns.get(column, ()), case.years) for column in _COLUMNS))
    pv = {column: present_value(_column(flows, column), factors) for column in (*_COLUMNS, "net", "net_cashable")}
    return PartyRow(name, name in case.partners, flows, pv)


def _delivered(
    case: Case, tables: CaseTables, costs: Sequence[CountedCost], values: Sequence[CountedValue]
) -> tuple[Delivered, ...]:
    """Return each actual beside what the case plans for that line, organisation and year."""
    found = []
    for actual in case.actuals:
        year = actual.year - case.start
        planned = [cost.pence for cost in costs if (cost.title, cost.agency) == (actual.line, actual.agency)]
        planned += [
            value.by_party[actual.agency]
            for value in values
            if value.title == actual.line and value.type == FISCAL and actual.agency in value.by_party
        ]
        is_held = planned and 0 <= year < case.years
        ratio = tables.deflators.ratio(actual.year, case.price_base)
        found.append(
            Delivered(
                actual.line, actual.agency, actual.year, sum(one[year] for one in planned) if is_held else None,
                actual.pence, None if ratio is None else nearest_whole(actual.pence * ratio), actual.source,
            )
        )  # fmt: skip
    return tuple(found)
