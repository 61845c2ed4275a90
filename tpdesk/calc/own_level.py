"""The level at which evidence was recorded: there it is judged, whatever level is asked. docs/method.md, Evidence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from tpdesk.calc.verdict import category_at, find_evidence
from tpdesk.domain.codes import LEVEL, LEVELS
from tpdesk.domain.evidence import DUPLICATION, OVERLAP, Evidence, EvidencePair
from tpdesk.domain.facts import YearFacts
from tpdesk.domain.results.overlap import OverlapRow, OwnVerdict, TooCoarse, numbers
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
    """Return the pairs of bodies that deliveries prove to overlap, at the level asked, where they were recorded, or at
    the level of a verdict decided by hand, which has a row of its own."""
    decided = {facts.categories[item.category].level for item in facts.rulings if item.category in facts.categories}
    found = [find_evidence(facts, one) for one in sorted(decided | {level}) if one != FINEST]
    proofs = [proof for evidence in (*found, own_evidence(facts)) for proof in evidence.values()]
    return tuple(dict.fromkeys(pair for proof in proofs for pair in proof.pairs))


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
            illustrative=code in proven and code not in decided and proofs[code].illustrative,
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


def recorded(facts: YearFacts) -> tuple[TooCoarse, ...]:
    """Return the categories on which something was recorded, of any level, by code."""
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
            illustrative=_made_up(facts, code),
        )
        for code in sorted(codes)
        if code in facts.categories
    )


def _made_up(facts: YearFacts, code: str) -> bool:
    """Say whether all that was recorded on a category is made up to show the tool."""
    dives = {item.dive for item in facts.deliveries if item.category == code}
    dives |= {note.dive for note in facts.deep.notes if note.category == code}
    return dives <= facts.deep.made_up and not any(item.category == code for item in facts.rulings)


def with_elsewhere(
    facts: YearFacts, rows: Sequence[OverlapRow], found: Sequence[TooCoarse], own: Sequence[OwnVerdict]
) -> list[OverlapRow]:
    """Return the rows with what was recorded above and proven below each: `found` is `recorded`, `own` is
    `own_verdicts`."""
    coarse = [item for item in found if item.level < FINEST]
    proven = [item for item in own if item.deliveries]
    if not (coarse or proven):
        return list(rows)
    return [
        replace(
            row,
            gathered_above=tuple(
                item for item in coarse if item.level < row.level and _holds(facts, item.category, row.category)
            ),
            gathered_below=tuple(
                item for item in proven if item.level > row.level and _holds(facts, row.category, item.category)
            ),
        )
        for row in rows
    ]


def _holds(facts: YearFacts, coarse: str, fine: str) -> bool:
    """Say whether a category holds a finer one."""
    return category_at(facts, fine, facts.categories[coarse].level) == coarse


def without_category(facts: YearFacts, proofs: Iterable[Evidence]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return the numbers of the deliveries, and of the notes, without a category that no row holds; `proofs` are those
    of all rows."""
    told = {number for proof in proofs for number in proof.notes}
    return (
        tuple(item.number for item in facts.deliveries if item.category not in facts.categories),
        tuple(
            note.number
            for note in facts.deep.notes
            if note.category not in facts.categories and note.number not in told
        ),
    )


def without_category_words(deliveries: Sequence[int], notes: Sequence[int], alike: Sequence[int]) -> str:
    """Return how much was recorded without a category; `alike` are the deliveries that would be compared if they had
    one."""
    parts = [
        *([f"{counted(len(deliveries), 'delivery', 'deliveries')} ({_listed(deliveries)})"] if deliveries else []),
        *([f"{counted(len(notes), 'note')} ({_listed(notes)})"] if notes else []),
    ]
    more = (
        f" Other organisations do the same or serve the same people as {numbers('delivery', 'deliveries', alike)}."
        if alike
        else ""
    )
    return f"Without a category, and so in no row: {and_words(parts)}. Give each a category in Dives.{more}"


def _listed(found: Sequence[int]) -> str:
    return ", ".join(map(str, found))


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
    return f"{item.category} {item.title} ({LEVEL[item.level]}: {item.words})"


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
