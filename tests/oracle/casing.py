"""A business case counted another way: year by year in long decimals, each organisation from its own lines."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction

from tpdesk.domain.case import Case, CaseTables


def dec(number: Fraction | int) -> Decimal:
    return Decimal(number.numerator) / Decimal(number.denominator)


def penny(amount: Decimal) -> int:
    # What differs from a half by less than any of our fractions can is a half.
    return int(amount.quantize(Decimal(1).scaleb(-40)).quantize(Decimal(1), ROUND_HALF_UP))


def totals(case: Case, tables: CaseTables) -> dict[str, int]:
    """Return the present values of a case, its social value and budget impact, rounded once."""
    with localcontext() as context:
        context.prec = 80
        return _totals(case, tables)


def _totals(case: Case, tables: CaseTables) -> dict[str, int]:
    prices, base = tables.deflators.index, case.price_base
    factor, rates = Decimal(1), tables.rates[case.schedule]
    sums = {name: Decimal(0) for name in ("costs", "fiscal", "cashable", "economic", "social", "transfer_payments")}
    for year in range(case.years):
        if year:
            factor /= 1 + dec(next(rate for first, rate in reversed(rates) if first <= year))
        flow = case.start + year

        def real(pence: int, price_year: int | None, flow: int = flow) -> Decimal:
            return Decimal(pence) * dec(prices[base]) / dec(prices[flow if price_year is None else price_year])

        for cost in case.costs:
            added = tables.corrections[cost.grade or 6] if cost.upper is None else cost.upper * (1 - cost.mitigated)
            sums["costs"] += factor * penny(real(cost.amounts[year], cost.price_year) * dec(1 + added))
        for benefit in case.benefits:
            force = Decimal(0)
            for came in range(year + 1):
                age = year - came - benefit.lag
                if 0 <= age < benefit.lasts:
                    force += dec(benefit.phasing[came]) * (dec(1 - benefit.drop_off) ** age if age else 1)
            grade = max(one or 6 for one in benefit.grades)
            for value in benefit.values:
                whole = penny(
                    dec(benefit.population) * dec(benefit.take_up) * dec(benefit.retention) * dec(benefit.impact)
                    * dec(1 - benefit.deadweight) * dec(benefit.attribution) * real(value.pence, value.price_year)
                    * force * dec(1 - tables.corrections[grade])
                )  # fmt: skip
                sums[value.type] += factor * whole
                sums["cashable"] += factor * penny(whole * dec(value.cashable))
                sums["transfer_payments"] += factor * whole * value.is_transfer
    public = sums["fiscal"] - sums["transfer_payments"] + sums["economic"] + sums["social"]
    return {name: penny(amount) for name, amount in sums.items()} | {
        "public_value": penny(public), "npsv": penny(public - sums["costs"]),
        "budget_impact": penny(sums["costs"] - sums["fiscal"]),
    }  # fmt: skip
