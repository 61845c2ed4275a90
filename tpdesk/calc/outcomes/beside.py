"""The change of an indicator beside the real change a head of the spend that is linked to it, in four quadrants and
never as a ratio. docs/method.md, Outcomes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from tpdesk.calc.count import count, spend_by_category
from tpdesk.calc.real_terms import RealTerms, on_one_map, part_change
from tpdesk.calc.tagging import Above, tagged_spend
from tpdesk.calc.transfers import removals
from tpdesk.domain.deflators import Deflators
from tpdesk.domain.facts import YearFacts
from tpdesk.domain.outcome import HIGHER, Indicator
from tpdesk.domain.period import financial_year
from tpdesk.domain.results.basis import Issue
from tpdesk.domain.results.outcomes import BETTER, NO_CHANGE, WORSE, IndicatorProgress, OutcomesResult
from tpdesk.text import and_words, folded
from tpdesk.units import nearest_whole, pounds, year_text

MORE, LESS, SAME = "more spend", "less spend", "the same spend"
QUADRANTS: Final = (
    f"{LESS}, better outcome", f"{MORE}, better outcome", f"{LESS}, worse outcome", f"{MORE}, worse outcome",
)  # fmt: skip
"""Where a change of the outcome and a real change of spend a head can stand."""


@dataclass(frozen=True, slots=True)
class BesideSpend:
    """The change of an indicator beside the real change a head of the spend that is linked to it. The two stand side by
    side: nothing is divided by the other."""

    row: IndicatorProgress
    linked: tuple[str, ...]
    """The categories, or the deep dives, whose spend it is."""

    real: RealTerms | None
    """The change of that spend; None where it is not known."""

    issues: tuple[Issue, ...] = ()

    @property
    def spend_change_pence(self) -> int | None:
        """Real spend a head of the later year less that of the earlier; None where one is not known."""
        real = self.real
        if real is None or real.real_per_head_before_pence is None or real.real_per_head_after_pence is None:
            return None
        return real.real_per_head_after_pence - real.real_per_head_before_pence

    @property
    def spend_way(self) -> str:
        """Whether more or less is spent a head; empty where it is not known."""
        change = self.spend_change_pence
        return "" if change is None else MORE if change > 0 else LESS if change < 0 else SAME

    @property
    def outcome_way(self) -> str:
        """`better`, `worse` or `no change shown`; where there are no intervals by the figures alone, which is not
        tested; empty where it is not known."""
        row, moved = self.row, self.row.exact_change
        if row.change in (BETTER, WORSE, NO_CHANGE):
            return row.change
        if moved is None or not row.indicator.direction:
            return ""
        if not moved:
            return NO_CHANGE
        return BETTER if (moved > 0) == (row.indicator.direction == HIGHER) else WORSE

    @property
    def quadrant(self) -> str:
        """One of `QUADRANTS`; empty where spend or outcome is the same or not known."""
        found = f"{self.spend_way}, {self.outcome_way} outcome"
        return found if found in QUADRANTS else ""

    @property
    def is_tested(self) -> bool:
        """Whether the change of the outcome is more than the intervals allow for chance."""
        return self.row.change in (BETTER, WORSE)


@dataclass(frozen=True, slots=True)
class BesideResult:
    """The indicators of a place beside their spend."""

    place: str
    rows: tuple[BesideSpend, ...]
    """Those of the whole place that name categories or deep dives."""


def years_beside(row: IndicatorProgress) -> tuple[int, int] | None:
    """Return the financial years of the baseline and of the actual figure; None where one is not known, or they are
    the same."""
    if row.baseline is None or row.actual is None:
        return None
    years = financial_year(row.baseline.of.period), financial_year(row.actual.of.period)
    return years if years[0] < years[1] else None


def beside_spend(result: OutcomesResult, years: Mapping[int, YearFacts], deflators: Deflators) -> BesideResult:
    """Return the indicators of the place that are linked to spend, beside its real change a head. Pure. `years` holds
    the facts of each year of `years_beside` that the desk has spend of."""
    rows = tuple(
        _beside(row, years, deflators)
        for row in result.rows
        if not row.area and (row.indicator.categories or row.indicator.dives)
    )
    return BesideResult(result.place, rows)


def _beside(row: IndicatorProgress, years: Mapping[int, YearFacts], deflators: Deflators) -> BesideSpend:
    indicator, wanted = row.indicator, years_beside(row)
    titles = next(iter(years.values())).categories if years else {}
    linked = (
        tuple(f"{code} {titles[code].title}" if code in titles else code for code in indicator.categories)
        or indicator.dives
    )
    if wanted is None:
        text = (
            f"'{indicator.title}' needs a baseline and an actual figure of two financial years to stand beside spend."
        )
        return BesideSpend(row, linked, None, (Issue("no-two-years", text),))
    lacking = [year_text(year) for year in wanted if year not in years]
    if lacking:
        text = f"No spend of {and_words(lacking)} is held, so '{indicator.title}' stands beside none."
        return BesideSpend(row, linked, None, (Issue("no-spend", text),))
    before, after = (years[year] for year in wanted)
    return _of_two_years(row, linked, on_one_map(before, after), after, deflators)


def _of_two_years(
    row: IndicatorProgress, linked: tuple[str, ...], before: YearFacts, after: YearFacts, deflators: Deflators
) -> BesideSpend:
    names = [{folded(str(one.agency)) for one in count(facts).rows if one.lines} for facts in (before, after)]
    both = names[0] & names[1]
    spent = [linked_spend(facts, row.indicator) for facts in (before, after)]
    one, two = (sum(pence for name, pence in found.items() if folded(name) in both) for found in spent)
    scope = sum(spent[1].values()) - sum(spent[0].values()) - (two - one)
    real = part_change(
        (one, before.year, before.population.people), (two, after.year, after.population.people), deflators,
        scope_pence=scope,
    )  # fmt: skip
    return BesideSpend(row, linked, real, (*real.issues, *_scope_issue(scope)))


def _scope_issue(scope: int) -> Iterator[Issue]:
    if scope:
        text = f"Organisations with spend in one of the years only are left out ({pounds(scope)} of the difference)."
        yield Issue("scope", text, scope)


def linked_spend(facts: YearFacts, indicator: Indicator) -> Mapping[str, int]:
    """Return organisation -> pence after transfers in the categories of an indicator and all under them; in those of
    its deep dives where it names no category. Pure."""
    found: dict[str, int] = {}
    if indicator.categories:
        above, wanted = Above(facts), set(indicator.categories)
        for cell, code, pence in spend_by_category(facts, removals(facts.cells)):
            if wanted & above(code):
                name = facts.agencies[cell.agency].name
                found[name] = found.get(name, 0) + pence
        return found
    dives = facts.deep.with_sub_themes(one.number for one in facts.deep.dives if one.title in indicator.dives)
    for (agency, _), exact in tagged_spend(facts, dives).parts.items():
        name = facts.agencies[agency].name
        found[name] = found.get(name, 0) + nearest_whole(exact)
    return found
