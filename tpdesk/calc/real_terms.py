"""The change between two years of a place in real terms, parted into prices, people and real spend a head.
docs/method.md, Years."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Final

from tpdesk.calc.basis import payments_pence
from tpdesk.calc.count import count
from tpdesk.calc.missing import missing_months
from tpdesk.domain.deflators import Deflators
from tpdesk.domain.facts import YearFacts
from tpdesk.domain.results.basis import Issue
from tpdesk.domain.results.count import CountResult
from tpdesk.text import and_words, folded
from tpdesk.units import nearest_whole, percent, pounds, ratio, short_pounds, year_text

PART_OF_YEAR: Final = "part-of-year"
"""The issue by which two years are not alike: payments of one of them are for part of it."""

UNLIKE: Final = (PART_OF_YEAR, "bases-differ", "payments-differ", "transfers-differ")
"""Codes of the issues that make two years unlike."""


@dataclass(frozen=True, slots=True)
class RealTerms:
    """A change between two years. Pence; None where a deflator or the people of a year are not known."""

    before_year: str
    after_year: str
    before_pence: int
    """Spend of the earlier year after transfers, in cash, of the organisations in both."""

    after_pence: int
    scope_pence: int
    """What organisations add or take that are in one of the years only."""

    prices_pence: int | None
    people_pence: int | None
    per_head_pence: int | None
    """Change of real spend a head, over the later year's people."""

    real_change_pence: int | None
    """Change in prices of `prices_of`, of the organisations in both."""

    real_change_share: float | None
    real_per_head_before_pence: int | None
    real_per_head_after_pence: int | None
    prices_of: str
    """The year in whose prices real figures are."""

    edition: str
    issues: tuple[Issue, ...] = ()

    @property
    def unlike(self) -> Issue | None:
        """What makes the two years unlike, so that no headline rests on the change; None where nothing does."""
        return next((issue for issue in self.issues if issue.code in UNLIKE), None)

    @property
    def cash_change_pence(self) -> int:
        """The change in cash: all parts together."""
        return self.after_pence - self.before_pence + self.scope_pence

    @property
    def cash_change_share(self) -> float | None:
        """The change in cash of the organisations in both, as a share of the earlier year."""
        return float(Fraction(self.after_pence - self.before_pence, self.before_pence)) if self.before_pence else None


def part_change(
    before: tuple[int, int, int | None],
    after: tuple[int, int, int | None],
    deflators: Deflators,
    *,
    prices_of: int | None = None,
    scope_pence: int = 0,
) -> RealTerms:
    """Part a change between two years; `before` and `after` are (pence, start year, people).

    prices S1(D2/D1 - 1), people S1(D2/D1)(P2/P1 - 1), real spend a head the rest, so that all add up to the penny.
    Real figures are in prices of `prices_of`, by default the later year's.
    """
    one, year_one, people_one = before
    two, year_two, people_two = after
    base = year_two if prices_of is None else prices_of
    rise, to_base, end = (
        deflators.ratio(year_one, year_two),
        deflators.ratio(year_one, base),
        deflators.ratio(year_two, base),
    )
    found = RealTerms(
        year_text(year_one), year_text(year_two), one, two, scope_pence, None, None, None, None, None, None, None,
        year_text(base), deflators.edition, tuple(_price_issues(deflators, (year_one, year_two, base))),
    )  # fmt: skip
    if rise is None or to_base is None or end is None:
        return found
    real_one, real_two = one * to_base, two * end
    prices = nearest_whole(one * (rise - 1))
    found = replace(
        found,
        prices_pence=prices,
        real_change_pence=two - one - prices if base == year_two else nearest_whole(real_two - real_one),
        real_change_share=float((real_two - real_one) / real_one) if real_one else None,
    )
    if not people_one or not people_two:
        text = "The people of both years are not known, so the real change is not parted into people and spend a head."
        return replace(found, issues=(*found.issues, Issue("missing-population", text)))
    people = nearest_whole(one * rise * (Fraction(people_two, people_one) - 1))
    return replace(
        found,
        people_pence=people,
        per_head_pence=two - one - prices - people,
        real_per_head_before_pence=nearest_whole(real_one / people_one),
        real_per_head_after_pence=nearest_whole(real_two / people_two),
    )


def _price_issues(deflators: Deflators, years: Collection[int]) -> list[Issue]:
    missing = [year_text(year) for year in sorted(set(years)) if year not in deflators.index]
    if missing:
        text = f"No deflator is held for {and_words(missing)}, so the change is in cash only."
        return [Issue("missing-deflator", text)]
    first = deflators.forecast_from
    forecast = [year_text(year) for year in sorted(set(years)) if first is not None and year >= first]
    if forecast:
        return [Issue("forecast-prices", f"Prices of {and_words(forecast)} are a forecast ({deflators.edition}).")]
    return []


def on_one_map(first: YearFacts, second: YearFacts) -> YearFacts:
    """Return the first facts under the maps of the second, where both have the label of an organisation."""
    return replace(first, maps={**first.maps, **second.maps})


def real_terms(
    first: YearFacts,
    second: YearFacts,
    deflators: Deflators,
    *,
    flow: str = "expenditure",
    prices_of: int | None = None,
) -> RealTerms:
    """Return the change between two years of one place, whichever of them is given first. Pure; amounts in pence."""
    before, after = sorted((first, second), key=lambda facts: facts.year)
    counts = count(before, flow=flow), count(after, flow=flow)
    names = [{folded(str(row.agency)) for row in found.rows if row.lines} for found in counts]
    both = names[0] & names[1]
    one, two = (_of(found, both) for found in counts)
    scope = sum(found.rows_total_pence * sign for found, sign in zip(counts, (-1, 1), strict=True)) - (two - one)
    found = part_change(
        (one, before.year, before.population.people), (two, after.year, after.population.people), deflators,
        prices_of=prices_of, scope_pence=scope,
    )  # fmt: skip
    only = [
        f"{facts.place} {year_text(facts.year)} alone: "
        + and_words(sorted(str(row.agency) for row in result.rows if folded(str(row.agency)) not in both and row.lines))
        for facts, result in zip((before, after), counts, strict=True)
        if any(folded(str(row.agency)) not in both and row.lines for row in result.rows)
    ]
    issues = [*found.issues, *_part_years((before, after), both), *unlike_issues((before, after), counts)]
    if only:
        text = f"Organisations in one of the years only are a part of their own ({pounds(scope)}). {'; '.join(only)}."
        issues.append(Issue("scope", text, scope))
    changed = sum(1 for key, shares in before.maps.items() if after.maps.get(key, shares) != shares)
    if changed:
        text = f"The map of {year_text(after.year)} is applied to both years, by category: {changed} labels differ."
        issues.append(Issue("later-map", text))
    return replace(found, issues=tuple(issues))


def _part_years(years: Sequence[YearFacts], names: Collection[str]) -> Iterator[Issue]:
    """Yield the years of which the payments of an organisation in both are there in part."""
    for facts in years:
        part = [item for item in missing_months(facts) if folded(item.agency) in names]
        if part:
            named = and_words([f"{item.agency} ({item.words})" for item in part])
            text = f"Payments of {year_text(facts.year)} are for part of the year: {named}. The years are not alike."
            yield Issue(PART_OF_YEAR, text)


def unlike_issues(years: Sequence[YearFacts], counts: Sequence[CountResult]) -> Iterator[Issue]:
    """Yield what makes two counts unlike money: other statuses, another part from lists of payments, payments between
    organisations marked in one alone."""
    names = [f"{found.basis.place} {found.basis.year}" for found in counts]
    statuses = [found.basis.statuses for found in counts]
    if statuses[0] != statuses[1]:
        told = [f"{name}: {' and '.join(held) or 'no money'}" for name, held in zip(names, statuses, strict=True)]
        yield Issue("bases-differ", f"The bases differ. {'; '.join(told)}. Unlike money is compared here.")
    payments = [_payments(facts) for facts in years]
    if payments[0] != payments[1]:
        told = [f"{name}: {percent(share)}" for name, share in zip(names, payments, strict=True)]
        text = "From lists of payments, which are no outturn, comes a different part of the two."
        yield Issue("payments-differ", f"{text} {'; '.join(told)}.")
    unmarked = [found.basis.transfers_unmarked for found in counts]
    if unmarked[0] != unmarked[1]:
        marked, other = names if unmarked[1] else reversed(names)
        text = (
            f"Payments between organisations are marked in {marked} and none in {other}, where money may be counted "
            "twice. The two are not alike."
        )
        yield Issue("transfers-differ", text)


def _payments(facts: YearFacts) -> float | None:
    """Return which part of the gross expenditure comes from lists of payments, which are expenditure alone."""
    whole = sum(cell.pence for cell in facts.cells if cell.flow == "expenditure")
    return ratio(payments_pence(facts), whole)


def _of(result: CountResult, names: Collection[str]) -> int:
    return sum(row.amount_pence for row in result.rows if folded(str(row.agency)) in names)


def real_lines(real: RealTerms) -> list[str]:
    """Return a change in real terms as sentences."""
    change, share = real.after_pence - real.before_pence, percent(real.cash_change_share, 2)
    found = [
        f"{real.before_year} to {real.after_year}, organisations in both: {short_pounds(real.before_pence)} to "
        f"{short_pounds(real.after_pence)}, {_signed(change)} ({share}) in cash."
    ]
    if real.prices_pence is not None:
        parts = [f"prices {_signed(real.prices_pence)}"]
        if real.people_pence is not None and real.per_head_pence is not None:
            parts += [f"people {_signed(real.people_pence)}", f"real spend a head {_signed(real.per_head_pence)}"]
        found.append(
            f"Of that: {', '.join(parts)}. In real terms {_signed(real.real_change_pence or 0)} "
            f"({percent(real.real_change_share, 2)}), in prices of {real.prices_of} (HM Treasury GDP deflators, "
            f"{real.edition})."
        )
    if real.real_per_head_before_pence is not None and real.real_per_head_after_pence is not None:
        heads = pounds(real.real_per_head_before_pence), pounds(real.real_per_head_after_pence)
        found.append(f"Per head, in prices of {real.prices_of}: {heads[0]} to {heads[1]}.")
    return found


def _signed(pence: int) -> str:
    return f"+{short_pounds(pence)}" if pence > 0 else short_pounds(pence)
