"""What deliveries prove of each category: overlap, duplication, or neither, and why.
docs/method.md, Evidence, after GAO-15-49SP."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from tpdesk.calc.basis import rolled_up
from tpdesk.calc.evidence import stake, words_of
from tpdesk.calc.meeting import meet
from tpdesk.domain.dive_facts import DeliveryFact, NoteFact
from tpdesk.domain.evidence import DUPLICATION, OVERLAP, Evidence, EvidencePair, Stake
from tpdesk.domain.facts import YearFacts
from tpdesk.domain.verdicts import VERDICTS

CLASS_LEVEL = 3
"""From here down, an activity that is shared is evidence by itself:
above it a category holds too many kinds of service."""


def find_evidence(facts: YearFacts, level: int) -> dict[str, Evidence]:
    """Return category -> what deliveries prove of it, for all categories at `level` or coarser with deliveries or
    notes of the room. Pure.

    What was gathered in a category coarser than the level is judged at its own level, as it is where that level is
    asked: it is there where something is recorded for that very category: a note, or one of the two deliveries of a
    pair. Two bodies' deliveries of the year that roll up to one category at the level are a pair where they share
    the client group, or, at class level or finer, the activity. A blank matches nothing; nor do `administer`,
    `commission` and `all residents`. A pair proves overlap where the areas of the two deliveries meet and the
    bodies are not one chain, and duplication where it shares both. It proves nothing where less was decided by hand
    of a finer category that holds both.
    """
    linked = paying_pairs(facts) if facts.deliveries else frozenset()
    delivered = deliveries_at(facts, level)
    noted = {category_at(facts, note.category, level) for note in facts.deep.notes} - {""}
    found = {
        code: _evidence(facts, delivered.get(code, ()), code, level, linked) for code in sorted({*delivered, *noted})
    }
    for coarser in range(1, level):
        delivered = deliveries_at(facts, coarser)
        own = {item.category for item in facts.deliveries} | {note.category for note in facts.deep.notes}
        for code in sorted(code for code in own if code and category_at(facts, code, coarser) == code):
            recorded = _evidence(facts, delivered.get(code, ()), code, coarser, linked, own=True)
            # A category has one verdict, whatever level is asked: finer deliveries speak of it too, once
            # something is recorded for it.
            found[code] = (
                _evidence(facts, delivered.get(code, ()), code, coarser, linked) if recorded.words else recorded
            )
    return found


@dataclass(frozen=True, slots=True)
class Unjudged:
    """Deliveries that share something with another body's and raise no verdict for want of a category,
    or of a fine enough one."""

    without_category: tuple[int, ...]
    """Numbers of the deliveries of which at least one of such a pair has no category."""

    too_coarse: tuple[int, ...]
    """Numbers of those that share an activity alone, in a category coarser than a class."""


def unjudged(facts: YearFacts) -> Unjudged:
    """Return the deliveries that cannot be judged, though they share an activity or a client group with
    another body's that meets them."""
    linked = paying_pairs(facts) if facts.deliveries else frozenset()
    without: set[int] = set()
    coarse: set[int] = set()
    for one, other in combinations(facts.deliveries, 2):
        activity, group = shared(one, other)
        if one.agency == other.agency or not (activity or group) or _why_not(facts, one, other, linked):
            continue
        if not (one.category and other.category):
            without |= {one.number, other.number}
        elif activity and not group:
            common = _finest_common(facts, one.category, other.category)
            if common and common < CLASS_LEVEL:
                coarse |= {one.number, other.number}
    return Unjudged(tuple(sorted(without)), tuple(sorted(coarse)))


def _finest_common(facts: YearFacts, one: str, other: str) -> int:
    """Return the finest level at which two categories are one; 0 where they are at none."""
    return max(
        (
            level
            for level in range(1, 5)
            if category_at(facts, one, level) and category_at(facts, one, level) == category_at(facts, other, level)
        ),
        default=0,
    )


def deliveries_at(facts: YearFacts, level: int) -> dict[str, list[DeliveryFact]]:
    """Return category at `level` -> deliveries of the year in it;
    those without a category, or in one coarser than the level, are in none."""
    found: dict[str, list[DeliveryFact]] = {}
    for item in facts.deliveries:
        code = category_at(facts, item.category, level)
        if code:
            found.setdefault(code, []).append(item)
    return found


def category_at(facts: YearFacts, code: str, level: int) -> str:
    """Return the category at the level that holds `code`; empty where it is coarser, or none."""
    rolled = rolled_up(code, level, facts.categories) if code in facts.categories else ""
    return rolled if rolled and facts.categories[rolled].level == level else ""


def paying_pairs(facts: YearFacts) -> frozenset[frozenset[int]]:
    """Return the pairs of bodies of which one paid the other in the year, by the lines of either:
    commissioner and provider."""
    return frozenset(
        frozenset((cell.agency, cell.counterparty))
        for cell in facts.cells
        if cell.counterparty and cell.counterparty != cell.agency and not cell.internal and cell.pence > 0
    )


@dataclass(slots=True)
class _Meeting:
    """What two bodies share in one way, gathered over their deliveries."""

    one: int
    other: int
    activity: str
    client_group: str
    why: str
    numbers: set[int] = field(default_factory=set)
    areas: set[str] = field(default_factory=set)
    unproven: bool = True
    made_up: bool = False
    dives: set[int] = field(default_factory=set)


def _evidence(
    facts: YearFacts,
    found: Sequence[DeliveryFact],
    code: str,
    level: int,
    linked: frozenset[frozenset[int]],
    *,
    own: bool = False,
) -> Evidence:
    """Return what the deliveries prove of a category; `own`:
    only what is held in that very category, since finer pairs are judged elsewhere."""
    gathered: dict[tuple[int, int, str, str, str], _Meeting] = {}
    made_up = facts.deep.made_up
    rulings = {ruling.category: ruling.verdict for ruling in facts.rulings}
    for one, other in combinations(found, 2):
        if one.agency == other.agency or (own and code not in (one.category, other.category)):
            continue
        activity, group = shared(one, other)
        if not (group or (activity and level >= CLASS_LEVEL)):
            continue
        first, second = sorted((one.agency, other.agency))
        why = _why_not(facts, one, other, linked)
        if not why and rulings:
            why = _ruled_below(facts, one, other, level, rulings, DUPLICATION if activity and group else OVERLAP)
        meeting = gathered.setdefault(
            (first, second, activity, group, why), _Meeting(first, second, activity, group, why)
        )
        meeting.numbers |= {one.number, other.number}
        meeting.areas |= one.base_areas & other.base_areas
        meeting.unproven &= one.unproven or other.unproven
        meeting.made_up |= bool({one.dive, other.dive} & made_up)
        meeting.dives |= {one.dive, other.dive}
    pairs = tuple(_pair(facts, meeting) for meeting in gathered.values() if not meeting.why)
    pairs = tuple(
        sorted(
            pairs,
            key=lambda pair: (not pair.duplicates, pair.agency_a.casefold(), pair.agency_b.casefold(), pair.shared),
        )
    )
    verdict = DUPLICATION if any(pair.duplicates for pair in pairs) else OVERLAP if pairs else None
    apart = tuple(_pair(facts, meeting) for meeting in gathered.values() if meeting.why)
    stakes = _stakes(facts, found, pairs)
    raised = [meeting for meeting in gathered.values() if not meeting.why]
    notes = [note for note in facts.deep.notes if _belongs(facts, note, code, level, raised, own=own)]
    return Evidence(
        verdict,
        pairs,
        apart,
        stakes,
        tuple(note.number for note in notes),
        words_of(verdict, pairs, apart, stakes, notes),
    )


def shared(one: DeliveryFact, other: DeliveryFact) -> tuple[str, str]:
    """Return the activity and the client group that two deliveries share, each empty where they do not, or
    where it proves nothing."""
    activity = one.activity if one.activity == other.activity and one.activity_alone else ""
    group = one.client_group if one.client_group == other.client_group and one.client_group_alone else ""
    return activity, group


def _ruled_below(
    facts: YearFacts, one: DeliveryFact, other: DeliveryFact, level: int, rulings: Mapping[str, str], kind: str
) -> str:
    """Return why a pair proves nothing at a level: of a finer category that holds both deliveries, less was
    decided by hand. Else empty."""
    for finer in range(4, level, -1):
        both = category_at(facts, one.category, finer)
        if both and both == category_at(facts, other.category, finer) and both in rulings:
            less = VERDICTS.index(rulings[both]) < VERDICTS.index(kind)
            return f"{facts.categories[both].title} was decided by hand to be: {rulings[both]}" if less else ""
    return ""


def _why_not(facts: YearFacts, one: DeliveryFact, other: DeliveryFact, linked: frozenset[frozenset[int]]) -> str:
    """Return why a pair that shares something raises no verdict, or empty."""
    if not meet(one, other):
        return "their areas do not meet"
    for provided, payer in ((one, other), (other, one)):
        if provided.commissioned_by == payer.agency:
            name = facts.agencies[payer.agency].name
            return f"delivery {provided.number} is commissioned by {name}: one chain"
    if frozenset((one.agency, other.agency)) in linked:
        return "one pays the other in this year: one chain"
    return ""


def _pair(facts: YearFacts, meeting: _Meeting) -> EvidencePair:
    names = sorted((facts.agencies[meeting.one].name, facts.agencies[meeting.other].name), key=str.casefold)
    areas = sorted(facts.deep.area_names.get(code, code) for code in meeting.areas)
    return EvidencePair(
        names[0], names[1], tuple(sorted(meeting.numbers)), meeting.activity, meeting.client_group, tuple(areas),
        meeting.unproven, meeting.made_up,
        meeting.why,
    )  # fmt: skip


def _stakes(facts: YearFacts, found: Sequence[DeliveryFact], pairs: Sequence[EvidencePair]) -> tuple[Stake, ...]:
    stakes = []
    for activity, group in dict.fromkeys((pair.activity, pair.client_group) for pair in pairs):
        members = [
            item
            for item in found
            if (not activity or item.activity == activity) and (not group or item.client_group == group)
        ]
        stakes.append(stake(facts, members, activity, group))
    return tuple(sorted(stakes, key=lambda item: (item.bound_pence is None, -(item.bound_pence or 0), item.shared)))


def _belongs(facts: YearFacts, note: NoteFact, code: str, level: int, raised: Sequence[_Meeting], *, own: bool) -> bool:
    """Say whether an overlap was seen in the category, or, by a note without a category, in what raised its verdict."""
    if note.category:
        return note.category == code if own else category_at(facts, note.category, level) == code
    return any(_says(facts, note, meeting) for meeting in raised)


def _says(facts: YearFacts, note: NoteFact, meeting: _Meeting) -> bool:
    """Say whether a note speaks of a pair: of its bodies, in its deep dive or a sub-theme, of its activity and client
    group as far as it names them.

    A note that names no client group speaks of its deep dive's; one of which neither names
    anything speaks of no category.
    """
    if not {meeting.one, meeting.other} <= set(note.agencies):
        return False
    if meeting.dives.isdisjoint(facts.deep.with_sub_themes((note.dive,) if note.dive else ())):
        return False
    default = next((dive.client_group for dive in facts.deep.dives if dive.number == note.dive), "")
    if not (note.activity or note.client_group or default):
        return False
    # What the note says must be so; what only its deep dive says must not be otherwise.
    groups = (note.client_group,) if note.client_group else ("", default or meeting.client_group)
    return note.activity in ("", meeting.activity) and meeting.client_group in groups
