"""Which money a result holds, and the words and issues that every result carries with it.

Label maps applied to the cube: each cell's money into categories, the parts adding exactly to the cell.

What must be known of the money itself: weak classes that hold much, schools, lines that stand for several bodies.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from fractions import Fraction
from typing import Final

from tpdesk.calc.missing import area_issues, months_issue
from tpdesk.calc.trust import far_issues, first_count_issues, twice_issues
from tpdesk.calc.wider import names_by_treatment, wider_issues
from tpdesk.domain.facts import BY_PEOPLE, LEFT_OUT, Category, Cell, SideCell, YearFacts
from tpdesk.domain.results.basis import Basis, Issue, SourceFile
from tpdesk.domain.results.count import MissingReturn
from tpdesk.text import and_words, counted
from tpdesk.units import largest_remainder, nearest_whole, percent, pounds, year_text

STATUSES: Final = ("actual", "budget", "estimate", "apportioned")
"""Statuses in the order in which they are named."""

COST_TYPES: Final = ("revenue", "capital", "unknown")
"""Cost types in the order in which they are named."""

AFTER: Final = "after transfers and internal recharges"
BEFORE: Final = "before transfers and internal recharges"
NONE_MARKED: Final = "no transfers marked, after internal recharges"
"""In place of `AFTER` where nobody marked a payment between organisations: none was found and none ruled out."""

NO_TRANSFERS: Final = (
    "No line is marked as a payment from one organisation to another, so no transfer is taken out. Where there are "
    "such payments, their money is counted twice."
)
"""The same as an issue says it."""


def make_basis(
    facts: YearFacts,
    cells: Iterable[Cell | SideCell],
    *,
    flow: str = "expenditure",
    cost: str = "all",
    level: int | None = None,
    transfers: str = AFTER,
) -> Basis:
    """Return the basis of a result over `facts`: it names the statuses that `cells` hold, the cost types of
    its flow, and no others."""
    population = facts.population
    held = list(cells)
    statuses = facts.statuses_of(held)
    wider = names_by_treatment(facts)
    unmarked = transfers == AFTER and none_marked(facts)
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
        transfers=NONE_MARKED if unmarked else transfers,
        transfers_unmarked=unmarked,
        costs=tuple(cost_type for cost_type in COST_TYPES if cost_type in costs),
        counted_whole=wider["whole"],
        counted_by_people=wider[BY_PEOPLE],
        left_out=wider[LEFT_OUT],
        whose=_whose(facts, {cell.agency for cell in held}),
        first_count=len({cell.agency for cell in held} & facts.first_count - facts.not_itemised),
    )


def none_marked(facts: YearFacts) -> bool:
    """Say whether several organisations are counted, some of them by returns, and no line is marked as a payment from
    one organisation to another, so that nothing is known of money that is there twice.

    Between published figures alone, which are of who spends at last, no payment is counted twice.
    """
    counted_agencies = {cell.agency for cell in facts.cells if cell.lines}
    returned = counted_agencies - facts.first_count
    paid = any(
        cell.counterparty and cell.counterparty != cell.agency and cell.flow == "expenditure" and not cell.internal
        for cell in facts.cells
    )
    return len(counted_agencies) > 1 and bool(returned) and not paid and not facts.outsiders


_LOCAL: Final = frozenset({"police", "fire", "combined-authority"})
"""Kinds of local body that are no council."""


def _whose(facts: YearFacts, agencies: Collection[int]) -> str:
    """Return whose money alone a count holds, where it is that of local bodies only: a headline without the national
    bodies' money is not the whole count."""
    kinds = {facts.agencies[agency].kind for agency in agencies}
    if not kinds or not kinds <= {*COUNCIL_KINDS, *_LOCAL}:
        return ""
    return "local councils only" if kinds <= set(COUNCIL_KINDS) else "local councils, police and fire only"


def missing_returns(facts: YearFacts, present: Collection[int]) -> tuple[MissingReturn, ...]:
    """Return the bodies that the place expects and that have no lines and returned no nil, by name, with their latest
    earlier figure."""
    states = {item.agency: item.state for item in facts.returns}
    found, known = [], {*present, *facts.not_itemised, *returned_nil(facts)}
    for agency in facts.agencies.values():
        if agency.in_place and agency.id not in known:
            year, pence = facts.earlier.get(agency.id, (None, None))
            found.append(
                MissingReturn(
                    agency.name, states.get(agency.id, "expected"), year_text(year) if year is not None else None, pence
                )
            )
    return tuple(sorted(found, key=lambda item: item.agency.casefold()))


def returned_nil(facts: YearFacts) -> frozenset[int]:
    """Return the bodies that the place expects and that returned a nil, without lines by any other road."""
    expected = {agency.id for agency in facts.agencies.values() if agency.in_place}
    return (facts.nil_returns & expected) - {cell.agency for cell in facts.held_cells if cell.lines}


def sources(facts: YearFacts) -> tuple[SourceFile, ...]:
    """Return the files behind the place and year; those that hold nothing but money that is
    left out are not behind it."""
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
            published_in=batch.published_in,
        )
        for batch in facts.batches
        if set(batch.parts) - facts.left_out
    )


def _nil_issue(facts: YearFacts) -> list[Issue]:
    names = sorted((facts.agencies[agency].name for agency in returned_nil(facts)), key=str.casefold)
    if not names:
        return []
    they = "it spent nothing: it is" if len(names) == 1 else "they spent nothing: they are"
    return [Issue("nil-returns", f"{and_words(names)} returned that {they} counted, with £0.")]


def common_issues(facts: YearFacts, statuses: Collection[str], missing: Collection[MissingReturn]) -> list[Issue]:
    """Return the issues that concern every figure of the place and year:
    sums in the place of lines, missing returns, mixed statuses, control totals that are off."""
    issues = [Issue("sums-only", facts.summed)] if facts.summed else []
    if missing:
        names = ", ".join(item.agency for item in missing)
        issues.append(
            Issue(
                "missing-returns",
                f"{counted(len(missing), 'organisation', 'organisations')} expected in the count sent nothing "
                f"for this year: {names}.",
            )
        )
    issues += [
        *_nil_issue(facts),
        *first_count_issues(facts),
        *far_issues(facts),
        *twice_issues(facts),
        *months_issue(facts),
    ]
    if len(statuses) > 1:
        issues.append(
            Issue(
                "mixed-statuses",
                f"Unlike money is added up here: {' and '.join(sorted(statuses))}. Look at one of them at a time "
                "to keep them apart.",
            )
        )
    payments = payments_pence(facts)
    if payments and not all(batch.payments for batch in facts.batches):
        # Lists of payments are expenditure; a file of outturn holds income as well, which is never added to it.
        rest = sum(cell.pence for cell in facts.cells if cell.flow == "expenditure") - payments
        text = (
            f"Unlike money is added up here: {pounds(payments)} comes from lists of payments (no pay, no benefits; "
            f"cash, not accruals) and {pounds(rest)} from outturn or returns."
        )
        issues.append(Issue("payments-with-outturn", text, payments))
    elif payments:
        text = (
            "All of this comes from lists of payments to suppliers: no pay, no benefits, cash and not "
            "accruals. It is not the organisations' whole spending."
        )
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
    """Return what must be known of categories whose money is shown at a coarser level than it is held at:
    `used` are the codes as mapped."""
    found = [facts.categories[code] for code in sorted(set(used)) if code]
    issues = [Issue("category-note", f"{item.note}.") for item in found if item.note and item.level > level]
    if level < 4 and any(item.level == 4 for item in found):
        text = (
            f"Some money is held by service line: what is fragmented at level {level} may part into separate "
            "areas at level 4."
        )
        issues.append(Issue("finer-held", text))
    return issues


def population_issues(facts: YearFacts) -> list[Issue]:
    """Return what is missing for figures per head and per household: a blank is never a zero."""
    issues = []
    year = year_text(facts.year)
    if not facts.population.people:
        text = (
            f"No population of {facts.place} is held for {year} (mid-{facts.year}), so there is no figure per "
            "head. Add it to the place's people, with its source."
        )
        issues.append(Issue("missing-population", text))
    if not facts.population.households:
        text = (
            f"No number of households of {facts.place} is held for {year}, so there is no figure per "
            "household. Add it to the place's people, with its source."
        )
        issues.append(Issue("missing-households", text))
    elif facts.population.households_year != facts.population.people_year and facts.population.people:
        text = (
            f"Households are of {facts.population.households_year}, people of {facts.population.people_year}: "
            "there is no mid-year estimate of households."
        )
        issues.append(Issue("households-year", text))
    return issues


UNMAPPED = ""
"""The code of money without a category."""


def parts_of(facts: YearFacts, cell: Cell, pence: int) -> tuple[tuple[str, int], ...]:
    """Return (category code, pence) of an amount of the cell; the parts add up to it (largest
    remainder, ties by order of code).

    The lines' own category wins over the label's map; without either the code is UNMAPPED.
    """
    if cell.category:
        return ((cell.category, pence),)
    shares = facts.maps.get((cell.agency, cell.label))
    if shares is None:
        return ((UNMAPPED, pence),)
    if len(shares) == 1:
        return ((shares[0][0], pence),)
    codes = (code for code, _ in shares)
    return tuple(zip(codes, largest_remainder(pence, [share for _, share in shares]), strict=True))


def rolled_up(code: str, level: int, categories: Mapping[str, Category]) -> str:
    """Return the category at `level` that `code` belongs to; a code coarser than the level stays itself."""
    category = categories.get(code)
    while category is not None and category.level > level and category.parent is not None:
        category = categories[category.parent]
    return category.code if category is not None else code


class Roller:
    """Rolls codes up to one level and remembers what it found."""

    def __init__(self, facts: YearFacts, level: int) -> None:
        self._facts = facts
        self._level = level
        self._memo: dict[str, str] = {UNMAPPED: UNMAPPED}

    def __call__(self, code: str) -> str:
        """Return the category at the level for `code`."""
        found = self._memo.get(code)
        if found is None:
            found = self._memo[code] = rolled_up(code, self._level, self._facts.categories)
        return found

    def coarser(self, code: str) -> bool:
        """Say whether a rolled-up code is coarser than the level asked."""
        category = self._facts.categories.get(code)
        return category is not None and category.level < self._level

    def weak(self, code: str) -> bool:
        """Say whether a rolled-up code is a weak class or a balancing line."""
        category = self._facts.categories.get(code)
        return category is not None and (category.weak or category.balancing)


def not_itemised_issues(facts: YearFacts) -> list[Issue]:
    """Return the money of lines that stand for several bodies, which are in no number of bodies."""
    issues = []
    for agency in sorted(facts.not_itemised, key=lambda number: facts.agencies[number].name.casefold()):
        pence = sum(cell.pence for cell in facts.cells if cell.agency == agency and cell.flow == "expenditure")
        if pence:
            text = (
                f"{pounds(pence)} is of {facts.agencies[agency].name}, which stands for several organisations: "
                "it is in every total and in no number of organisations."
            )
            issues.append(Issue("not-itemised", text, pence))
    return issues


WEAK_LIMIT: Final = Fraction(1, 5)
"""The share of the money from which on a weak class is an issue."""

COUNCIL_KINDS: Final = ("county", "unitary", "district", "metropolitan", "london-borough")
"""Kinds of organisation that are councils."""


def weight_issues(facts: YearFacts, spent: Mapping[str, int]) -> list[Issue]:
    """Return what must be known of categories that hold much: `spent` is category code as mapped -> pence.

    A weak class with more than a fifth of the money says little of what it is for. A council's schools are
    those that it maintains.
    """
    classes: dict[str, int] = {}
    roller = Roller(facts, 3)
    for code, pence in spent.items():
        if code:
            classes[roller(code)] = classes.get(roller(code), 0) + pence
    whole = sum(spent.values())
    issues = []
    for code, pence in sorted(classes.items(), key=lambda item: (-item[1], item[0])):
        if whole > 0 and facts.categories[code].weak and Fraction(pence, whole) > WEAK_LIMIT:
            title = facts.categories[code].title
            text = (
                f"{percent(pence / whole)} of the money ({pounds(pence)}) is in a class that says little of "
                f"what the money is for: {code} {title}."
            )
            issues.append(Issue("weak-large", text, pence))
    academies = any(
        facts.agencies[cell.agency].kind == "central-department" and cell.category.startswith("09")
        for cell in facts.cells
    )
    if (
        not academies
        and any(code.startswith("09") and pence for code, pence in classes.items())
        and any(facts.agencies[cell.agency].kind in COUNCIL_KINDS for cell in facts.cells)
    ):
        text = (
            "Schools are in it only as far as councils maintain them: academies are paid by the Department for "
            "Education and are in no council's spending."
        )
        issues.append(Issue("schools-maintained", text))
    return issues
