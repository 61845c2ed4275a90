"""The total of a deep dive: spend that its tags reach, once, as a part of the count. docs/method.md, Deep dives.

Everything of the deep dives that a pack prints, as plain results and records.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from tpdesk.calc.basis import common_issues, make_basis, missing_returns, population_issues, sources
from tpdesk.calc.count import spend_by_category
from tpdesk.calc.shortlist import Shortlist
from tpdesk.calc.suppress import SMALL, Cohort, hidden_cohorts, is_small
from tpdesk.calc.tagging import USUAL_CUT, StagePart, Tagged, by_stage, tagged_spend
from tpdesk.calc.transfers import removals
from tpdesk.domain.dive_facts import DeliveryFact, DiveFact
from tpdesk.domain.evidence import Evidence
from tpdesk.domain.facts import YearFacts
from tpdesk.domain.kinds import Record
from tpdesk.domain.results.basis import Basis, Issue, SourceFile
from tpdesk.text import counted
from tpdesk.units import per_unit, percent, pounds, ratio, whole_parts


@dataclass(frozen=True, slots=True)
class DivePart:
    """What a deep dive holds of one body in one category."""

    agency: str
    category: str
    """Its code as mapped; empty for money without a category."""

    title: str
    amount_pence: int
    share: float | None
    """Of the deep dive's total."""


@dataclass(frozen=True, slots=True)
class SubTheme:
    """A sub-theme's own total. Sub-themes that reach the same lines add up to more than the deep dive holds of them."""

    title: str
    total_pence: int
    share: float | None
    """Of the same count; None where no spend of the year is tagged to it."""


@dataclass(frozen=True, slots=True)
class DiveTotal:
    """What a deep dive, with all its sub-themes, holds of the count of its place and year."""

    title: str
    place: str
    year: str
    parent: str
    """The deep dive that it is a sub-theme of, or empty."""

    illustrative: bool
    """Whether its figures are made up to show the tool."""

    total_pence: int
    """After transfers and internal recharges, every penny once."""

    of_pence: int
    """The count that it is a part of: the place's expenditure of the year after transfers and internal recharges."""

    share: float | None
    """total / of; None where there is no count, or no spend of the year is reached."""

    pence_per_head: int | None
    """Over all people of the place; None where their number is missing, or no spend of the year is reached."""

    cohort: int | None
    """People that it is about; None if not known."""

    cohort_small: bool
    """Whether the cohort is under the threshold: then it is not printed, nor what follows from it."""

    per_member: int | None
    """Pence for each person of the cohort; None where it is not known, nobody, or under the threshold, or no
    spend of the year is reached."""

    basis: Basis
    parts: tuple[DivePart, ...]
    """By body and category, the largest first: they add up to the total exactly."""

    subthemes: tuple[SubTheme, ...]
    by_stage: tuple[StagePart, ...]
    """Its deliveries of the year by stage, prevention first."""

    deliveries: tuple[int, ...]
    """Their numbers."""

    tags: int
    """Tags of it and of its sub-themes: rules, and lines of this year."""

    issues: tuple[Issue, ...]
    sources: tuple[SourceFile, ...]

    def sentence(self) -> str:
        """Return how the total stands to the count, with its base and its number of people, for a caption."""
        if not self.parts:
            return f"no spend of {self.year} is tagged to it."
        people = f"; {self.basis.people:,} people" if self.basis.people else ""
        part = (
            f"{percent(self.share, 2)} of {pounds(self.of_pence)}"
            if self.share is not None
            else "no count to be a part of"
        )
        return f"{pounds(self.total_pence)}, {part} ({self.basis.sentence().rstrip('.')}{people})."


def dive_total(facts: YearFacts, dive: DiveFact, *, threshold: int = SMALL, cut: str = USUAL_CUT) -> DiveTotal:
    """Return the total of a deep dive with its sub-themes. Pure; pence.

    Each penny after transfers and recharges counts by the sum of the shares of the tags that reach it, at most once.
    The share is of the place's whole expenditure on the same terms.
    """
    numbers = facts.deep.with_sub_themes((dive.number,))
    found = tagged_spend(facts, numbers)
    amounts = whole_parts(found.parts.values())
    total = sum(amounts)
    of = sum(pence for _, _, pence in spend_by_category(facts, removals(facts.cells)))
    parts = [
        DivePart(
            facts.agencies[agency].name,
            code,
            facts.categories[code].title if code in facts.categories else "Unmapped",
            pence,
            ratio(pence, total),
        )
        for (agency, code), pence in zip(found.parts, amounts, strict=True)
    ]
    parts.sort(key=lambda part: (-part.amount_pence, part.agency.casefold(), part.category))
    delivered = [item for item in facts.deliveries if item.dive in numbers]
    titles = {item.number: item.title for item in facts.deep.dives}
    small = is_small(dive.cohort, threshold)
    return DiveTotal(
        title=dive.title,
        place=facts.place,
        year=(basis := make_basis(facts, found.cells)).year,
        parent=titles.get(dive.parent, ""),
        illustrative=dive.illustrative,
        total_pence=total,
        of_pence=of,
        share=ratio(total, of) if parts else None,
        pence_per_head=per_unit(total, facts.population.people) if parts else None,
        cohort=dive.cohort,
        cohort_small=small,
        per_member=None if small or not parts else per_unit(total, dive.cohort),
        basis=basis,
        parts=tuple(parts),
        subthemes=_subthemes(facts, dive, of),
        by_stage=by_stage(delivered, cut),
        deliveries=tuple(item.number for item in delivered),
        tags=found.tags,
        issues=tuple(_issues(facts, dive, found, delivered, small)),
        sources=sources(facts),
    )


def _subthemes(facts: YearFacts, dive: DiveFact, of: int) -> tuple[SubTheme, ...]:
    rows = []
    for item in facts.deep.dives:
        if item.parent == dive.number and item.number != dive.number:
            parts = whole_parts(tagged_spend(facts, facts.deep.with_sub_themes((item.number,))).parts.values())
            rows.append(SubTheme(item.title, sum(parts), ratio(sum(parts), of) if parts else None))
    return tuple(sorted(rows, key=lambda row: (-row.total_pence, row.title.casefold())))


def _rule(facts: YearFacts, number: int) -> str:
    """Return what a tag names, in words."""
    tag = next(item for item in facts.deep.tags if item.number == number)
    category = facts.categories.get(tag.category)
    told = (
        facts.agencies[tag.agency].name if tag.agency in facts.agencies else "",
        f"{tag.category} {category.title}" if category is not None else tag.category,
        tag.label and f"label {tag.label}",
    )
    return ", ".join(part for part in told if part) or "an organisation without money here"


def _issues(
    facts: YearFacts, dive: DiveFact, found: Tagged, delivered: Sequence[DeliveryFact], small: bool
) -> Iterable[Issue]:
    if not found.tags:
        yield Issue(
            "no-tags", f"No spend of {facts.place} is tagged with this deep dive in this year, so there is no total."
        )
    for tag in found.idle:
        yield Issue("idle-tag", f"Tag {tag} ({_rule(facts, tag)}) finds no spend in this year.")
    if found.capped_pence:
        text = "Some spend is reached by tags that add up to more than the whole of it: it counts once."
        yield Issue("tagged-twice", text, found.capped_pence)
    if small:
        yield Issue(
            "small-cohort",
            "So few people could be known by it: there is no figure for each of them, and their number is in no pack.",
        )
    elif dive.cohort is None:
        yield Issue(
            "missing-cohort",
            "How many people the deep dive is about is not held, so there is no figure for each of them.",
        )
    unknown = sum(item.cost_pence is None for item in delivered)
    if unknown:
        text = (
            f"The cost of {counted(unknown, 'delivery', 'deliveries')} of {len(delivered)} is not known: "
            "shares by stage are of the known cost."
        )
        yield Issue("cost-unknown", text)
    yield from common_issues(
        facts,
        facts.statuses_of(found.cells),
        missing_returns(facts, {cell.agency for cell in facts.cells if cell.lines}),
    )
    yield from (issue for issue in population_issues(facts) if issue.code == "missing-population")


@dataclass(frozen=True, slots=True)
class DiveBook:
    """The deep dives of a place in one year. What is private in a record is still in it:
    sheets print no field that is."""

    totals: tuple[DiveTotal, ...] = ()
    """Each deep dive before its sub-themes."""

    records: Mapping[str, tuple[Record, ...]] = field(default_factory=dict)
    """Kind's name -> its records in the place, in the order of the desk; steps in the order of their journeys."""

    deliveries: tuple[DeliveryFact, ...] = ()
    """Those of the year and of no year."""

    area_names: Mapping[str, str] = field(default_factory=dict)
    agency_names: Mapping[int, str] = field(default_factory=dict)
    category_titles: Mapping[str, str] = field(default_factory=dict)
    shortlist: Shortlist | None = None
    """None where nothing on the desk calls for one: no deep dive, delivery or barrier."""

    small: int = SMALL
    """Cohorts from 1 to one below this are not printed, nor what they could be worked out from."""

    def of(self, kind: str) -> tuple[Record, ...]:
        """Return the records of a kind."""
        return self.records.get(kind, ())

    @property
    def illustrative(self) -> frozenset[str]:
        """Titles of the deep dives whose figures are made up to show the tool, with all their sub-themes."""
        found = {total.title for total in self.totals if total.illustrative}
        while more := {total.title for total in self.totals if total.parent in found} - found:
            found |= more
        return frozenset(found)

    @property
    def hidden_cohorts(self) -> frozenset[str]:
        """Titles of the deep dives whose number of people is not printed."""
        cohorts = [Cohort(total.title, total.parent, total.cohort) for total in self.totals]
        return hidden_cohorts(cohorts, self.small)


NO_DIVES: Final = DiveBook()
"""Of a place without any."""


def marks_of(proofs: Iterable[Evidence]) -> dict[int, str]:
    """Return a delivery's number -> what it proves with others; absent where nothing."""
    found: dict[int, str] = {}
    for proof in proofs:
        for pair in proof.pairs:
            for number in pair.deliveries:
                if pair.duplicates:
                    found[number] = "the same for the same people"
                else:
                    found.setdefault(number, "overlap")
    return found
