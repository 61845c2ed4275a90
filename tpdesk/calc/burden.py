"""The burden of inspection, data requests and partnership working: costs, and their share of spending.
docs/method.md, Burden."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import permutations
from typing import Final

from tpdesk.calc.basis import make_basis
from tpdesk.calc.transfers import removals
from tpdesk.domain.area_figures import plain_number
from tpdesk.domain.facts import BY_PEOPLE, YearFacts
from tpdesk.domain.results.basis import Issue
from tpdesk.domain.results.burden import BurdenEntry, BurdenPart, BurdenResult
from tpdesk.text import and_words, counted, folded
from tpdesk.units import nearest_whole, per_unit, percent, pounds

DAY_HOURS: Final = Fraction(74, 10)
"""Hours of a working day."""

DAY_RATE_FROM: Final = 12_000
"""Pence: what is paid for an hour at most; a rate above it looks like that of a day."""

NOT_STATED: Final = "not stated"


def entry_cost(hours: Fraction | None, rate_pence: int | None, other_pence: int | None) -> int | None:
    """Return round(hours x rate) + other cost in pence; None where nothing of it is known."""
    known = hours is not None and rate_pence is not None
    if not known and other_pence is None:
        return None
    worked = nearest_whole(hours * rate_pence) if hours is not None and rate_pence is not None else 0
    return worked + (other_pence or 0)


def share_at_most(cost_pence: int, over_pence: int) -> Fraction | None:
    """Return the most that a cost can be of a total of which only that it is over an amount is known."""
    return Fraction(cost_pence, over_pence) if over_pence > 0 else None


def total_burden(facts: YearFacts, entries: Sequence[BurdenEntry]) -> BurdenResult:
    """Return what the entries of a place and year cost, and their share of the spending of the organisations that made
    an entry and whose spending is held. Pure; amounts in pence."""
    costed = [replace(one, cost_pence=entry_cost(one.hours, one.rate_pence, one.other_pence)) for one in entries]
    cost = _sums(costed, lambda one: one.agency)
    names = {one.agency: one.name for one in costed}
    held = {cell.agency for cell in facts.cells if cell.lines and cell.flow == "expenditure"} | facts.nil_returns
    over = [agency for agency in cost if agency in held]
    cells = [cell for cell in facts.cells if cell.agency in over]
    base = _spending(facts, over) if over else None
    over_pence = sum(cost[agency] for agency in over)
    return BurdenResult(
        basis=make_basis(facts, cells),
        entries=tuple(costed),
        cost={names[agency]: pence for agency, pence in cost.items()},
        total_pence=sum(cost.values()),
        over_bodies=tuple(names[agency] for agency in over),
        no_spend_held=tuple(names[agency] for agency in cost if agency not in held),
        cost_not_known=tuple(name for agency, name in names.items() if agency not in cost),
        over_pence=over_pence,
        base_pence=base,
        share=Fraction(over_pence, base) if base and base > 0 else None,
        by_tier=_parts(facts, costed, lambda one: one.tier),
        by_kind=_parts(facts, costed, lambda one: one.kind),
        issues=(*_issues(facts, costed, over), *_above_all(over_pence, base)),
    )


def _sums(entries: Iterable[BurdenEntry], key: Callable[[BurdenEntry], int]) -> dict[int, int]:
    """Return key -> the sum of the known costs, the largest first."""
    found: dict[int, int] = {}
    for one in entries:
        if one.cost_pence is not None:
            found[key(one)] = found.get(key(one), 0) + one.cost_pence
    return dict(sorted(found.items(), key=lambda item: -item[1]))


def _spending(facts: YearFacts, agencies: Sequence[int]) -> int:
    """Return what these organisations spend after payments among themselves and internal recharges: what other
    organisations do changes nothing."""
    cells = [cell for cell in facts.cells if cell.agency in agencies]
    taken = removals(cells).per_cell
    return sum(
        cell.pence - out
        for cell, out in zip(cells, taken, strict=True)
        if cell.flow == "expenditure" and not cell.internal
    )


def _parts(
    facts: YearFacts, entries: Sequence[BurdenEntry], key: Callable[[BurdenEntry], str]
) -> tuple[BurdenPart, ...]:
    found: dict[str, list[BurdenEntry]] = {}
    for one in entries:
        if one.cost_pence is not None:
            found.setdefault(key(one) or NOT_STATED, []).append(one)
    parts = []
    for name, its in found.items():
        pence, bodies = sum(one.cost_pence or 0 for one in its), {one.agency for one in its}
        people = _served(facts, bodies)
        parts.append(
            BurdenPart(name, pence, len(bodies), per_unit(pence, len(bodies)), people, per_unit(pence, people))
        )
    return tuple(sorted(parts, key=lambda part: (part.name == NOT_STATED, -part.cost_pence, part.name)))


def _served(facts: YearFacts, agencies: set[int]) -> int | None:
    """Return the people whom organisations serve: those of the place where they cover it all or their areas are not
    known, else those of their areas; None where areas meet or their people are not known."""
    ground = facts.ground.base_areas
    areas = [facts.agencies[agency].base_areas & ground for agency in agencies if agency in facts.agencies]
    covered = frozenset[str]().union(*areas)
    if not ground or len(areas) < len(agencies) or not all(areas) or covered == ground:
        return facts.population.people
    people = [facts.people_of(agency) for agency in agencies]
    if sum(map(len, areas)) > len(covered) or None in people:
        return None
    return sum(number for number in people if number is not None)


def _issues(facts: YearFacts, entries: Sequence[BurdenEntry], over: Sequence[int]) -> Iterator[Issue]:
    for one in entries:
        yield from _entry_issues(one)
    yield from _twice(entries, {number: agency.name for number, agency in facts.agencies.items()})
    shared = [number for number in over if _is_share(facts, number)]
    for number in shared:
        yield Issue(
            "share-of-body",
            f"Only a share of {facts.agencies[number].name}'s spending counts here: its entries must be of the same "
            "share.",
        )
    for part in _parts(facts, entries, lambda one: one.tier):
        if part.people is None and facts.population.people:
            yield Issue(
                "tier-part-of-place",
                f"The {counted(part.bodies, 'organisation')} of tier {part.name} cover part of the place, and how many "
                "people that part has is not known: no cost a head is given.",
            )


def _above_all(over_pence: int, base: int | None) -> Iterator[Issue]:
    if base is not None and over_pence > base:
        yield Issue(
            "above-all-spending",
            f"The burden of {pounds(over_pence)} is more than all the spending held of those organisations "
            f"({pounds(base)}). Check the unit of the amounts, and whether the spending is whole.",
            over_pence - base,
        )


def _is_share(facts: YearFacts, agency: int) -> bool:
    wider = facts.ground.wider.get(agency)
    return wider is not None and wider.counted == BY_PEOPLE and wider.taken != 1


def _entry_issues(one: BurdenEntry) -> Iterator[Issue]:
    where = f"Burden entry {one.number} ({one.name}, {_what(one)})"
    lacking = [title for title, value in (("hours", one.hours), ("rate an hour", one.rate_pence)) if value is None]
    if one.cost_pence is None:
        yield Issue(
            "cost-not-known", f"{where} has no cost: its {and_words(tuple(lacking))} and other cost are not known."
        )
    elif len(lacking) == 1:
        verb = "are" if lacking == ["hours"] else "is"
        text = f"{where} counts its other cost only: its {lacking[0]} {verb} not known."
        yield Issue("cost-in-part", text, one.cost_pence)
    if one.rate_pence is not None and one.rate_pence > DAY_RATE_FROM:
        an_hour = nearest_whole(one.rate_pence / DAY_HOURS)
        yield Issue(
            "day-rate",
            f"{where} has {pounds(one.rate_pence)} an hour. If that is the rate of a day of 7.4 hours, the hour costs "
            f"{pounds(an_hour)}: correct it.",
            one.rate_pence,
        )


def _what(one: BurdenEntry) -> str:
    return f"{one.kind}: {one.regime}" if one.regime else one.kind


def _twice(entries: Sequence[BurdenEntry], names: Mapping[int, str]) -> Iterator[Issue]:
    """Yield an issue for each partnership that made an entry of a regime which another organisation entered too, or
    whose own entry stands beside what a partner entered for working in it."""
    seen: set[frozenset[int]] = set()
    for one, other in permutations(entries, 2):
        is_its_own = bool(other.regime) and folded(other.regime) == folded(names.get(one.agency, one.name))
        is_same = bool(one.regime) and (folded(one.regime), one.kind) == (folded(other.regime), other.kind)
        pair = frozenset((one.number, other.number))
        if one.agency == other.agency or pair in seen or not (is_its_own or (is_same and _is_partnership(one.name))):
            continue
        seen.add(pair)
        yield Issue(
            "counted-twice",
            f"{one.name} (entry {one.number}) and {other.name} (entry {other.number}) both have {_what(other)}. "
            "If the partnership's hours are those of its partners, remove one of the two: both are counted now.",
            min(one.cost_pence or 0, other.cost_pence or 0),
        )


def _is_partnership(name: str) -> bool:
    words = set(folded(name).replace("'", " ").split())
    return bool(words & {"partnership", "board", "alliance", "consortium", "forum", "lsp"})


def share_words(found: BurdenResult) -> Iterator[str]:
    """Yield what the share is of, and who is not in it, in sentences."""
    if found.share is not None and found.base_pence is not None:
        yield (
            f"{pounds(found.over_pence)} is {percent(float(found.share), 4)} of the {pounds(found.base_pence)} that "
            f"{and_words(found.over_bodies)} spend, after payments among themselves and internal recharges."
        )
    elif found.cost:
        yield "No share: no spending is held of the organisations that made an entry."
    if found.no_spend_held:
        yield f"In the total but not in the share, since no spending is held: {and_words(found.no_spend_held)}."
    if found.cost_not_known:
        yield f"Entries without a known cost: {and_words(found.cost_not_known)}."


def entry_words(one: BurdenEntry) -> str:
    """Return how the cost of an entry is made, in a line."""
    parts = []
    if one.hours is not None and one.rate_pence is not None:
        parts.append(f"{plain_number(one.hours)} hours x {pounds(one.rate_pence)}")
    if one.other_pence is not None:
        parts.append(f"other cost {pounds(one.other_pence)}")
    made = " + ".join(parts)
    cost = "not known" if one.cost_pence is None else f"{made} = {pounds(one.cost_pence)}"
    return f"{one.number}. {one.name}, {_what(one)}: {cost}"
