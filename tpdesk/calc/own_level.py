"""The level at which evidence was recorded: there it is judged, whatever level is asked. docs/method.md, Evidence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from tpdesk.calc.verdict import category_at, find_evidence
from tpdesk.domain.codes import LEVEL, LEVELS
from tpdesk.domain.evidence import DUPLICATION, OVERLAP, Evidence, EvidencePair
from tpdesk.domain.facts import YearFacts
from tpdesk.domain.results.overlap import OverlapRow, OwnVerdict, TooCoarse
from tpdesk.domain.verdicts import VERDICTS
from tpdesk.text import and_words, counted

FINEST = 4
"""The level at which nothing is rolled up: evidence found at it is judged where it was recorded."""

_NAMED = 6
"""Categories that are named before the rest is counted."""


def own_evidence(facts: YearFacts) -> Mapping[str, Evidence]:
    """Return category -> what deliveries and notes recorded for it prove, each at its own level;
    the same whatever level is asked."""
    if not (facts.deliveries or facts.deep.notes):
        return {}
    return find_evidence(facts, FINEST)


def all_pairs(facts: YearFacts, level: int) -> tuple[EvidencePair, ...]:
    """Return the pairs of bodies that deliveries prove to overlap, at the level asked or where they were recorded."""
    proofs = own_evidence(facts)
    at_level = find_evidence(facts, level) if level != FINEST else proofs
    found = [pair for proof in (*at_level.values(), *proofs.values()) for pair in proof.pairs]
    return tuple(dict.fromkeys(found))


def own_verdicts(facts: YearFacts, proofs: Mapping[str, Evidence]) -> tuple[OwnVerdict, ...]:
    """Return the categories of which deliveries prove something or a verdict was decided by hand, by code;
    `proofs` is `own_evidence`."""
    decided = {item.category: item.verdict for item in facts.rulings if item.category in facts.categories}
    proven = {code: proof.verdict for code, proof in proofs.items() if proof.verdict}
    return tuple(
        OwnVerdict(
            category=code,
            title=facts.categories[code].title,
            level=facts.categories[code].level,
            verdict=verdict,
            by_hand=code in decided,
            deliveries=proofs[code].deliveries if code in proven else (),
        )
        for code, verdict in sorted({**proven, **decided}.items())
    )


def untold(
    facts: YearFacts, rows: Sequence[OverlapRow], found: Sequence[OwnVerdict], level: int
) -> Iterator[OwnVerdict]:
    """Yield the verdicts on categories finer than the level that no row of the level tells:
    it says less, or something else raised it."""
    at = {row.category: row for row in rows}
    for own in found:
        if own.level <= level:
            continue
        above = at.get(category_at(facts, own.category, level))
        told = above is not None and weight(above.verdict) >= weight(own.verdict)
        if own.by_hand or above is None or not told or not set(own.deliveries) <= set(above.judgement.proof.deliveries):
            yield own


def weight(verdict: str | None) -> int:
    """Return how much a verdict says; nothing is less than the least."""
    return -1 if verdict is None else VERDICTS.index(verdict)


def too_coarse(facts: YearFacts, level: int) -> tuple[TooCoarse, ...]:
    """Return the categories coarser than the level on which something was recorded that the
    level cannot judge, by code."""
    codes = {item.category for item in facts.deliveries} | {item.category for item in facts.deep.notes}
    codes |= {item.category for item in facts.rulings}
    return tuple(
        TooCoarse(
            category=code,
            title=facts.categories[code].title,
            level=facts.categories[code].level,
            deliveries=tuple(item.number for item in facts.deliveries if item.category == code),
            notes=tuple(item.number for item in facts.deep.notes if item.category == code),
            ruled=any(item.category == code for item in facts.rulings),
        )
        for code in sorted(codes)
        if code in facts.categories and facts.categories[code].level < level
    )


def too_coarse_words(found: Sequence[TooCoarse], level: int) -> str:
    """Return what was recorded coarser than the level asked: how much, on which categories, and where it is judged."""
    deliveries, notes = (sum(len(item.deliveries) for item in found), sum(len(item.notes) for item in found))
    ruled = sum(item.ruled for item in found)
    parts = [
        *([counted(deliveries, "delivery", "deliveries")] if deliveries else []),
        *([counted(notes, "note")] if notes else []),
        *([counted(ruled, "verdict decided by hand", "verdicts decided by hand")] if ruled else []),
    ]
    verb = "is" if deliveries + notes + ruled == 1 else "are"
    named = [_on(item) for item in found[:_NAMED]]
    rest = len(found) - len(named)
    where = "; ".join([*named, *([counted(rest, "more category", "more categories")] if rest else [])])
    return (
        f"Too coarse for {LEVELS[level]}: {and_words(parts)} {verb} recorded on {where}. Judged at that level, "
        f"not in any of the {LEVELS[level]}."
    )


def _on(item: TooCoarse) -> str:
    what = [
        *([numbers("delivery", "deliveries", item.deliveries)] if item.deliveries else []),
        *([numbers("note", "notes", item.notes)] if item.notes else []),
        *(["decided by hand"] if item.ruled else []),
    ]
    return f"{item.category} {item.title} ({LEVEL[item.level]}: {', '.join(what)})"


def numbers(noun: str, plural: str, found: Sequence[int]) -> str:
    """Return records by their numbers: `deliveries 1, 2`."""
    return f"{noun if len(found) == 1 else plural} {', '.join(map(str, found))}"


def own_level_words(found: Sequence[OwnVerdict], rows: Sequence[OverlapRow]) -> str:
    """Return in how many categories overlap and duplication are evidenced where each is judged at its own level;
    empty where `rows` tell the same."""
    told = [row.verdict for row in rows]
    own = [item.verdict for item in found]
    if all(told.count(verdict) == own.count(verdict) for verdict in (DUPLICATION, OVERLAP)):
        return ""
    return (
        "Each judged at the level at which it was recorded, duplication is evidenced in "
        f"{counted(own.count(DUPLICATION), 'category', 'categories')} and overlap in {own.count(OVERLAP)}; these "
        "rows take some of them together."
    )
