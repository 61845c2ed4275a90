"""Who spends on the same: the overlap of a place's year, what is decided of it by hand, and splits that a law makes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tpdesk.calc.compare import Comparison, compare
from tpdesk.calc.meeting import meet
from tpdesk.calc.pairs import pairs
from tpdesk.domain.facts import Category, YearFacts
from tpdesk.domain.results.overlap import OverlapResult, PairsResult
from tpdesk.domain.verdicts import Ruling
from tpdesk.models import category as categories
from tpdesk.models.deflator import read_deflators
from tpdesk.models.desk import Desk
from tpdesk.models.dives import evidence as ruling
from tpdesk.models.log.history import note_act
from tpdesk.models.sensitive import people_warnings
from tpdesk.services.figures import facts_of, overlap_of, place_for, place_of, year_start


@dataclass(frozen=True, slots=True)
class OverlapRead:
    """Who spends on the same in one place and year, at one level."""

    place: int
    """The place's id."""

    year: int
    """The financial year's start year."""

    overlap: OverlapResult
    pairs: PairsResult
    laws: Mapping[str, str]
    """Category -> the law that its split between bodies was marked with."""

    meets: Mapping[str, frozenset[str]]
    """Body -> the bodies of the place whose areas have one in common with its own."""

    unknown: frozenset[str]
    """Bodies whose area is not recorded, or not known: what rests on them is unproven."""

    agencies: tuple[str, ...]
    """All bodies with money in a category, the one that spends most first."""


def read_overlap(desk: Desk, place: int, year: int, level: int, deminimis_pence: int) -> OverlapRead:
    """Return the overlap of the place with that id. Raises UsageProblem."""
    facts = facts_of(desk, place_of(desk, place), year)
    result = overlap_of(desk, facts, level=level, deminimis_pence=deminimis_pence)
    sums: dict[str, int] = {}
    for row in result.rows:
        for name, pence in [(share.agency, share.amount_pence) for share in row.shares] + [
            (out.agency, out.amount_pence) for out in row.left_out
        ]:
            sums[name] = sums.get(name, 0) + pence
    agencies = tuple(sorted(sums, key=lambda name: (-sums[name], name.casefold())))
    return OverlapRead(
        place, year, result, pairs(facts, level=level),
        {item.code: item.separate_law for item in facts.categories.values() if item.separate_law},
        _meets(facts, set(agencies)),
        frozenset(agency.name for agency in facts.agencies.values() if not agency.base_areas or agency.doubtful),
        agencies,
    )  # fmt: skip


def _meets(facts: YearFacts, names: set[str]) -> dict[str, frozenset[str]]:
    found = [agency for agency in facts.agencies.values() if agency.name in names]
    return {
        one.name: frozenset(other.name for other in found if other is not one and meet(one, other)) for one in found
    }


def read_comparison(desk: Desk, first: tuple[int, int], second: tuple[int, int], level: int) -> Comparison:
    """Return one place and year, by id and start year, beside another. Raises UsageProblem."""
    one, two = (facts_of(desk, place_of(desk, place), year) for place, year in (first, second))
    return compare(one, two, level=level, deflators=read_deflators())


# -- statutory splits


def mark_separate(desk: Desk, code: str, law: str) -> Category:
    """Mark the split of a category between bodies as statutory by the law named, or take the mark off (empty law).
    Raises UsageProblem."""
    with desk.writing() as connection:
        found = categories.find_category(connection, code)
        categories.mark_separate(connection, found.code, law)
        note_act(connection, "mark separate", found.code, law)
        return categories.find_category(connection, found.code)


# -- verdicts decided by hand


@dataclass(frozen=True, slots=True)
class Ruled:
    """A ruling as it is kept after the act."""

    ruling: Ruling
    warnings: tuple[str, ...]
    """What in its reason looks like a person's, a sentence each."""


def overrule(desk: Desk, place: str | None, year: str, category: str, verdict: str, reason: str) -> Ruled:
    """Decide the verdict on a category in a place (None: the desk's only one) and year, as typed.
    Raises UsageProblem, Locked."""
    where, start = place_for(desk, place), year_start(year)
    with desk.writing() as connection:
        made = ruling.rule(connection, where.id, start, category, verdict, reason)
        note_act(
            connection, "overrule verdict", f"{made.category} in {where.name}, {year}", f"{made.verdict}: {made.reason}"
        )
    return Ruled(made, people_warnings(reason=reason))


def withdraw_ruling(desk: Desk, place: str | None, year: str, category: str) -> Ruling:
    """Let the verdict on a category be what tpdesk finds again; return the ruling that went.
    Raises UsageProblem, Locked."""
    where, start = place_for(desk, place), year_start(year)
    with desk.writing() as connection:
        gone = ruling.withdraw(connection, where.id, start, category)
        note_act(connection, "withdraw ruling", f"{gone.category} in {where.name}, {year}", gone.verdict)
    return gone


def list_rulings(desk: Desk, place: str | None, year: str) -> tuple[Ruling, ...]:
    """Return the rulings of a place and year, by category. Raises UsageProblem."""
    return ruling.rulings(desk.connection, place_for(desk, place).id, year_start(year))
