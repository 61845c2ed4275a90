"""What stands in the way of counting a business case, and what to ask about one that can be counted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Final

from tpdesk.domain.case import (
    AVERAGE,
    CASH,
    FISCAL,
    Case,
    CaseBenefit,
    CaseCost,
    CasePayment,
    CaseTables,
    Range,
    UnitValue,
)
from tpdesk.domain.results.basis import Issue
from tpdesk.text import and_words, counted, folded
from tpdesk.units import decimal_text, pounds, year_text

OLD_YEARS: Final = 5
"""A unit value whose prices are more years before the price base than these is old."""

SAME_COHORT: Final = "same-cohort"
"""Code of the question whether two cases count the same people."""

NO_COUNTERFACTUAL: Final = "no counterfactual: say what would happen anyway"
YEARS_MOST: Final = 60
_IMPACT_MOST: Final = 5
_A_HEAD_MOST: Final = 10_000_000
"""Pence a head and year above which pounds were probably typed for thousands."""

_DISTORTED: Final = 2020
"""Start of the year in which the pandemic distorts the deflator."""

_SHARES: Final = ("take_up", "retention", "deadweight", "attribution", "drop_off")


def refuse_case(case: Case, tables: CaseTables) -> tuple[str, ...]:
    """Return what must be put right before a case can be counted; empty where nothing stands in the way."""
    found = [] if case.counterfactual.strip() else [NO_COUNTERFACTUAL]
    if not 1 <= case.years <= YEARS_MOST:
        return (*found, f"{case.years} years: a case has 1 to {YEARS_MOST}")
    if case.schedule not in tables.rates:
        found.append(f"no discount schedule called {case.schedule}: there are {and_words(sorted(tables.rates))}")
    for cost in case.costs:
        found += (f"cost {cost.title}: {words}" for words in _cost(case, tables, cost))
    for benefit in case.benefits:
        found += _benefit(case, tables, benefit)
    for payment in case.payments:
        found += (f"payment {payment.payer} to {payment.receiver}: {words}" for words in _paid(case, tables, payment))
    found += _no_deflator(case, tables, case.price_base, "price base")
    return tuple(found)


def _cost(case: Case, tables: CaseTables, cost: CaseCost) -> Iterator[str]:
    yield from _amounts(case, cost.amounts)
    yield from _price_year(case, tables, cost.price_year)
    if any(amount < 0 for amount in cost.amounts):
        yield "an amount is below zero; what comes in is a benefit or a payment"
    if not 0 <= cost.mitigated <= 1:
        yield f"share mitigated is {decimal_text(cost.mitigated)}, and must be from 0 to 1"
    if cost.range is not None:
        yield from _range("cost", cost.range, most=None)


def _benefit(case: Case, tables: CaseTables, benefit: CaseBenefit) -> Iterator[str]:
    of = f"benefit {benefit.title}"
    if len(benefit.phasing) != case.years:
        yield f"{of}: {len(benefit.phasing)} phasing shares for {case.years} years"
    for name in _SHARES:
        share: Fraction = getattr(benefit, name)
        if not 0 <= share <= 1:
            yield f"{of}: {name.replace('_', '-')} is {decimal_text(share)}, and must be from 0 to 1"
    if any(not 0 <= share <= 1 for share in benefit.phasing):
        yield f"{of}: a phasing share is not from 0 to 1"
    if benefit.has_control_group and benefit.deadweight:
        yield f"{of}: impact is against a control group, so deadweight must be 0"
    if benefit.lasts < 1 or benefit.lag < 0:
        yield f"{of}: it lasts 1 year or more, after a lag of 0 years or more"
    for name, ends in benefit.ranges.items():
        for words in _range(name.replace("_", "-"), ends, most=None if name == "impact" else Fraction(1)):
            yield f"{of}: {words}"
    if not benefit.values:
        yield f"{of}: no value: say what one unit is worth, and to whom"
    for value in benefit.values:
        yield from (f"{of} {value.type}: {words}" for words in _value(case, tables, value))


def _value(case: Case, tables: CaseTables, value: UnitValue) -> Iterator[str]:
    shared = sum(value.shares.values(), Fraction(0))
    if shared != 1:
        yield f"shares add to {decimal_text(shared)}, not 1"
    if any(share < 0 for share in value.shares.values()):
        yield "a share is below 0"
    if value.type != FISCAL and (value.cashable or value.is_transfer):
        yield "only fiscal values can be cashable or a transfer payment"
    if not 0 <= value.cashable <= 1:
        yield f"cashable share is {decimal_text(value.cashable)}, and must be from 0 to 1"
    yield from _price_year(case, tables, value.price_year)


def _paid(case: Case, tables: CaseTables, payment: CasePayment) -> Iterator[str]:
    if folded(payment.payer) == folded(payment.receiver):
        yield "an organisation does not pay itself"
    yield from _amounts(case, payment.amounts)
    yield from _price_year(case, tables, payment.price_year)


def _amounts(case: Case, amounts: Sequence[int]) -> Iterator[str]:
    if len(amounts) != case.years:
        yield f"{counted(len(amounts), 'amount')} for {counted(case.years, 'year')}"


def _price_year(case: Case, tables: CaseTables, price_year: int | None) -> Iterator[str]:
    years = range(case.start, case.start + case.years) if price_year is None else (price_year,)
    for year in years:
        yield from _no_deflator(case, tables, year, CASH if price_year is None else "")


def _no_deflator(case: Case, tables: CaseTables, year: int, what: str) -> list[str]:
    if year in tables.deflators.index or (year == case.price_base and what != "price base"):
        return []
    return [f"{what + ': ' if what else ''}no deflator for {year_text(year)}"]


def _range(name: str, ends: Range, *, most: Fraction | None) -> Iterator[str]:
    low, high = ends
    if low > high:
        yield f"the range of {name} goes from {decimal_text(low)} down to {decimal_text(high)}: the lower end first"
    elif low < 0 or (most is not None and high > most):
        yield f"the range of {name} leaves what it can be: {decimal_text(low)} to {decimal_text(high)}"


# -- what to ask about


def ask_case(case: Case, tables: CaseTables) -> tuple[Issue, ...]:
    """Return what a reader of a case must know, or whoever wrote it be asked; the counterfactual first."""
    found = []
    if not case.counterfactual.strip():
        found.append(Issue("no-counterfactual", NO_COUNTERFACTUAL[:1].upper() + NO_COUNTERFACTUAL[1:] + "."))
    for cost in case.costs:
        if cost.grade is None and cost.upper is None:
            found.append(_ungraded(f"The cost '{cost.title}'", tables, "added"))
    for benefit in case.benefits:
        found += _ask_benefit(case, tables, benefit)
    found += _prices(case, tables)
    return tuple(found)


def _ungraded(what: str, tables: CaseTables, done: str) -> Issue:
    share = decimal_text(tables.corrections[6] * 100)
    return Issue("no-grade", f"{what} has no grade: it counts as 6, the worst, and {share}% is {done}.")


def _ask_benefit(case: Case, tables: CaseTables, benefit: CaseBenefit) -> Iterator[Issue]:
    of = f"'{benefit.title}'"
    if None in benefit.grades[:2]:
        yield _ungraded(f"The benefit {of}", tables, "taken off")
    if benefit.impact > _IMPACT_MOST:
        yield Issue(
            "large-impact", f"{of}: an impact of {decimal_text(benefit.impact)} units for each person reached. Is it a "
            "percentage? 25% is 0.25.",
        )  # fmt: skip
    for value in benefit.values:
        yield from _ask_value(case, benefit, value)
    seen = [(value.pence, value.price_year, folded(value.source)) for value in benefit.values if value.type == FISCAL]
    if len(set(seen)) < len(seen):
        yield Issue(
            "counted-twice", f"{of} has the same fiscal value twice. A saving of a provider and of the organisation "
            "that pays it is one saving: count it once.",
        )  # fmt: skip


def _ask_value(case: Case, benefit: CaseBenefit, value: UnitValue) -> Iterator[Issue]:
    of = f"'{benefit.title}' ({value.type})"
    if value.price_year is not None and case.price_base - value.price_year > OLD_YEARS:
        said = benefit.grades[2]
        counts = "counts as 6, the worst" if said is None else f"is {said} as you say"
        yield Issue(
            "old-unit-value", f"{of}: the unit value is of {year_text(value.price_year)}, "
            f"{case.price_base - value.price_year} years before the prices of the case. Raising it by GDP prices is "
            f"not costing it anew; the grade for the age of the data {counts}.",
        )  # fmt: skip
    if value.basis == AVERAGE or (not value.basis and "average" in folded(value.source)):
        yield Issue("average-cost", f"{of}: average cost: only saved if capacity closes.")
    reached = benefit.take_up * benefit.retention
    a_head = value.pence * benefit.impact * reached
    if a_head > _A_HEAD_MOST:
        yield Issue(
            "large-value", f"{of} is worth {pounds(int(a_head))} a year for each person of the cohort. Were thousands "
            "of pounds typed as pounds?",
        )  # fmt: skip


def _prices(case: Case, tables: CaseTables) -> Iterator[Issue]:
    used = {value.price_year for benefit in case.benefits for value in benefit.values}
    used |= {cost.price_year for cost in case.costs} | {payment.price_year for payment in case.payments}
    years = {year for year in used if year is not None} | {case.price_base}
    if None in used:
        years |= set(range(case.start, case.start + case.years))
    if years == {case.price_base}:
        return
    yield Issue("deflator", f"GDP deflator ({tables.deflators.edition}): whole-economy prices, not what councils pay.")
    if _DISTORTED in years:
        yield Issue("distorted-prices", "The deflator of 2020-21 is distorted by the pandemic.")
    first = tables.deflators.forecast_from
    forecast = [year_text(year) for year in sorted(years) if first is not None and year >= first]
    if forecast:
        yield Issue("forecast-prices", f"Prices of {and_words(forecast)} are a forecast ({tables.deflators.edition}).")


def ask_overlaps(case: Case, others: Sequence[Case]) -> tuple[Issue, ...]:
    """Return a question for each benefit that another case of the place seems to count for the same people."""
    own = {(folded(one.title), one.population): one.title for one in case.benefits}
    return tuple(
        Issue(
            SAME_COHORT, f"'{own[folded(one.title), one.population]}' is in '{other.title}' too, for as many people: "
            "is it one benefit? Together the larger of them counts.",
        )
        for other in others
        for one in other.benefits
        if (folded(one.title), one.population) in own
    )  # fmt: skip
