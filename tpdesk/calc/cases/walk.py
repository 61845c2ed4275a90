"""One line of a business case in one year: from the amount that was typed, step by step, to its figure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from tpdesk.calc.cases.total import in_force, reprice, uplift_of, worst_grade
from tpdesk.domain.case import ONE, Case, CaseBenefit, CaseCost, CasePayment, CaseTables, UnitValue
from tpdesk.units import decimal_text, nearest_whole, pounds, year_text


@dataclass(frozen=True, slots=True)
class Walk:
    """The way to a figure."""

    steps: tuple[tuple[str, Fraction], ...]
    """What each step adds, in exact pence: they add up to the figure before it is rounded."""

    formula: tuple[str, ...]


def walk_cost(case: Case, tables: CaseTables, cost: CaseCost, at: int) -> Walk:
    """Return the way of a cost in the year `at`."""
    uplift = uplift_of(cost, tables)
    by = f"grade {cost.grade or '6, none given'}"
    if cost.upper is not None:
        by = f"upper bound {_percent(cost.upper)} x (1 - {decimal_text(cost.mitigated)} mitigated)"
    factors = [*_prices(case, tables, cost.price_year, at), (f"+ {_percent(uplift)} for optimism: {by}", 1 + uplift)]
    return _walk(f"{pounds(cost.amounts[at])} typed{_of(case, cost.price_year, at)}", cost.amounts[at], factors)


def walk_payment(case: Case, tables: CaseTables, payment: CasePayment, at: int, *, is_paid: bool) -> Walk:
    """Return the way of a payment in the year `at`, as its payer or its receiver has it."""
    sign = -1 if is_paid else 1
    first = f"{pounds(payment.amounts[at])} {'paid' if is_paid else 'received'}{_of(case, payment.price_year, at)}"
    return _walk(first, sign * payment.amounts[at], _prices(case, tables, payment.price_year, at))


def walk_value(
    case: Case, tables: CaseTables, benefit: CaseBenefit, value: UnitValue, at: int, *, party: str, is_cash: bool
) -> Walk:
    """Return the way of a benefit's value in the year `at`; of one party where it is named, of the cash in it alone."""
    units, force = benefit.units, in_force(benefit, case.years)[at]
    correction, grade = tables.corrections[worst_grade(case, benefit)], worst_grade(case, benefit)
    unit = f" a {value.unit}" if value.unit else ""
    first = f"{decimal_text(units)} units at full x {pounds(value.pence)}{unit}{_of(case, value.price_year, at)}"
    factors = [
        *_prices(case, tables, value.price_year, at),
        (f"x {decimal_text(force, 4)} in force in {year_text(case.start + at)}", force),
        (f"- {_percent(correction)} for optimism: the worst grade is {grade}", 1 - correction),
    ]
    if is_cash:
        factors.append((f"x {_percent(value.cashable)} that can leave a budget", value.cashable))
    if party:
        factors.append((f"x {_percent(value.shares[party])}, its share", value.shares[party]))
    walked = _walk(first, units * value.pence, factors)
    return Walk(walked.steps, (units_words(benefit), *walked.formula))


def units_words(benefit: CaseBenefit) -> str:
    """Return how the units of a benefit are made, with the numbers in it."""
    parts = (
        (decimal_text(benefit.population), "people"), (decimal_text(benefit.take_up), "take-up"),
        (decimal_text(benefit.retention), "retention"), (decimal_text(benefit.impact), "impact"),
        (f"(1 - {decimal_text(benefit.deadweight)})", "deadweight"), (decimal_text(benefit.attribution), "attribution"),
    )  # fmt: skip
    said_parts = [f"{figure} {name}" for figure, name in parts if figure != "1"]
    return f"{' x '.join(said_parts)} = {decimal_text(benefit.units)} units a year at full"


def _walk(first: str, typed: int | Fraction, factors: Sequence[tuple[str, Fraction]]) -> Walk:
    """Return what each factor adds to the amount before it; one of 1 adds nothing and is left out."""
    amount, steps = Fraction(typed), [(first, Fraction(typed))]
    for words, factor in factors:
        if factor != ONE:
            steps.append((words, amount * (factor - 1)))
            amount *= factor
    way = " ".join(words for words, _ in steps[1:])
    return Walk(tuple(steps), (f"{first}{f' {way}' if way else ''} = {pounds(nearest_whole(amount))}",))


def _prices(case: Case, tables: CaseTables, price_year: int | None, at: int) -> list[tuple[str, Fraction]]:
    """Return the factor from an amount's prices to the case's, with the deflators in it."""
    year = case.start + at if price_year is None else price_year
    ratio = reprice(tables, 1, price_year, case.start + at, case.price_base)
    if ratio == 1:
        return []
    one, other = (decimal_text(tables.deflators.index[each]) for each in (case.price_base, year))
    return [(f"x {one} / {other} to prices of {year_text(case.price_base)}", ratio)]


def _of(case: Case, price_year: int | None, at: int) -> str:
    year = case.start + at if price_year is None else price_year
    return f" in prices of {year_text(year)}"


def _percent(share: Fraction) -> str:
    return f"{decimal_text(share * 100)}%"
