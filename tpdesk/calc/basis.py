"""Which money a result holds, and the words and issues that every result carries with it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from fractions import Fraction
from typing import Final

from tpdesk.calc.areas import area_issues
from tpdesk.calc.months import months_issue
from tpdesk.calc.wider import names_by_treatment, wider_issues
from tpdesk.domain.facts import BY_PEOPLE, LEFT_OUT, Cell, SideCell, YearFacts
from tpdesk.domain.results.basis import Basis, Issue, SourceFile
from tpdesk.domain.results.count import MissingReturn
from tpdesk.text import counted
from tpdesk.units import nearest_whole, pounds, year_text

STATUSES: Final = ("actual", "budget", "estimate", "apportioned")
"""Statuses in the order in which they are named."""

COST_TYPES: Final = ("revenue", "capital", "unknown")
"""Cost types in the order in which they are named."""

AFTER: Final = "after transfers and internal recharges"
BEFORE: Final = "before transfers and internal recharges"


def make_basis(
    facts: YearFacts,
    cells: Iterable[Cell | SideCell],
    *,
    flow: str = "expenditure",
    cost: str = "all",
    level: int | None = None,
    transfers: str = AFTER,
) -> Basis:
    """Return the basis of a result over `facts`: it names the statuses that `cells` hold, the cost types of its flow, and no others."""
    population = facts.population
    held = list(cells)
    statuses = {facts.status_of(cell) for cell in held}
    wider = names_by_treatment(facts)
    costs = {cell.cost_type for cell in held if flow == "net" or cell.flow == flow}
    return Basis(
        place=facts.place,
        year=year_text(facts.year),
        flow=flow,
        cost=cost,
        statuses=tuple(status for status in STATUSES if status in statuses),
        level=level,
        people=population.people,
        people_year=population.people_year,
        people_source=population.source if population.people else "",
        households=population.households,
        households_year=population.households_year,
        households_source=population.source if population.households else "",
        transfers=transfers,
        costs=tuple(cost_type for cost_type in COST_TYPES if cost_type in costs),
        counted_whole=wider["whole"],
        counted_by_people=wider[BY_PEOPLE],
        left_out=wider[LEFT_OUT],
    )


def missing_returns(facts: YearFacts, present: Collection[int]) -> tuple[MissingReturn, ...]:
    """Return the bodies that the place expects and that have no lines, by name, with their latest earlier figure."""
    states = {item.agency: item.state for item in facts.returns}
    found = []
    for agency in facts.agencies.values():
        if agency.in_place and agency.id not in present and agency.id not in facts.not_itemised:
            year, pence = facts.earlier.get(agency.id, (None, None))
            found.append(
                MissingReturn(
                    agency.name, states.get(agency.id, "expected"), year_text(year) if year is not None else None, pence
                )
            )
    return tuple(sorted(found, key=lambda item: item.agency.casefold()))


def sources(facts: YearFacts) -> tuple[SourceFile, ...]:
    """Return the files behind the place and year; those that hold nothing but money that is left out are not behind it."""
    return tuple(
        SourceFile(
            batch=batch.id,
            file=batch.file,
            sha256=batch.sha256,
            agencies=tuple(facts.agencies[agency].name for agency in batch.parts if agency in facts.agencies),
            made_at=batch.made_at,
            lines=sum(lines for lines, _ in batch.parts.values()),
            sum_pence=sum(pence for _, pence in batch.parts.values()),
            bodies=len((set(batch.parts) & set(facts.agencies)) - facts.not_itemised),
        )
        for batch in facts.batches
        if set(batch.parts) - facts.left_out
    )


def common_issues(facts: YearFacts, statuses: Collection[str], missing: Collection[MissingReturn]) -> list[Issue]:
    """Return the issues that concern every figure of the place and year: missing returns, mixed statuses, control totals that are off."""
    issues = []
    if missing:
        names = ", ".join(item.agency for item in missing)
        issues.append(
            Issue(
                "missing-returns",
                f"{counted(len(missing), 'organisation', 'organisations')} expected in the count sent nothing for this year: {names}.",
            )
        )
    issues += months_issue(facts)
    if len(statuses) > 1:
        issues.append(
            Issue(
                "mixed-statuses",
                f"Unlike money is added up here: {' and '.join(sorted(statuses))}. Look at one of them at a time to keep them apart.",
            )
        )
    payments = payments_pence(facts)
    if payments and not all(batch.payments for batch in facts.batches):
        # Lists of payments are expenditure; a file of outturn holds income as well, which is never added to it.
        rest = sum(cell.pence for cell in facts.cells if cell.flow == "expenditure") - payments
        text = (
            f"Unlike money is added up here: {pounds(payments)} comes from lists of payments (no pay, no benefits; cash, not accruals) and "
            f"{pounds(rest)} from outturn or returns."
        )
        issues.append(Issue("payments-with-outturn", text, payments))
    elif payments:
        text = "All of this comes from lists of payments to suppliers: no pay, no benefits, cash and not accruals. It is not the organisations' whole spending."
        issues.append(Issue("payments-only", text, payments))
    issues += [*wider_issues(facts), *area_issues(facts)]
    for batch in facts.batches:
        if batch.control_total_pence is not None and batch.control_total_pence != batch.batch_sum_pence:
            off = batch.batch_sum_pence - batch.control_total_pence
            issues.append(
                Issue(
                    "control-total", f"{batch.file}: the lines differ from the file's own total by {pounds(off)}.", off
                )
            )
    return issues


def payments_pence(facts: YearFacts) -> int:
    """Return what of the money comes from lists of payments; of a wider body what counts here."""
    found = Fraction(0)
    for batch in facts.batches:
        for agency, (_, pence) in batch.parts.items() if batch.payments else ():
            wider = facts.ground.wider.get(agency)
            found += pence * (wider.taken if wider is not None else 1)
    return nearest_whole(found)


def category_issues(facts: YearFacts, used: Iterable[str], level: int) -> list[Issue]:
    """Return what must be known of categories whose money is shown at a coarser level than it is held at: `used` are the codes as mapped."""
    found = [facts.categories[code] for code in sorted(set(used)) if code]
    issues = [Issue("category-note", f"{item.note}.") for item in found if item.note and item.level > level]
    if level < 4 and any(item.level == 4 for item in found):
        text = f"Some money is held by service line: what is fragmented at level {level} may part into separate areas at level 4."
        issues.append(Issue("finer-held", text))
    return issues


def population_issues(facts: YearFacts) -> list[Issue]:
    """Return what is missing for figures per head and per household: a blank is never a zero."""
    issues = []
    year = year_text(facts.year)
    if not facts.population.people:
        text = f"No population of {facts.place} is held for {year} (mid-{facts.year}), so there is no figure per head. Add it to the place's people, with its source."
        issues.append(Issue("missing-population", text))
    if not facts.population.households:
        text = f"No number of households of {facts.place} is held for {year}, so there is no figure per household. Add it to the place's people, with its source."
        issues.append(Issue("missing-households", text))
    elif facts.population.households_year != facts.population.people_year and facts.population.people:
        text = f"Households are of {facts.population.households_year}, people of {facts.population.people_year}: there is no mid-year estimate of households."
        issues.append(Issue("households-year", text))
    return issues
