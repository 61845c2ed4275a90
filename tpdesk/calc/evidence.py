"""Spend at stake of deliveries: an upper bound of what can coincide, with its grade. docs/method.md, rule 17.

What deliveries prove, in the sentences that a reader sees beside a verdict.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from tpdesk.calc.meeting import ground_of, heaviest_apart
from tpdesk.domain.dive_facts import DeliveryFact, NoteFact
from tpdesk.domain.evidence import EvidencePair, Stake
from tpdesk.domain.facts import YearFacts
from tpdesk.text import counted
from tpdesk.units import nearest_whole, pounds


def stake(facts: YearFacts, found: Sequence[DeliveryFact], activity: str = "", client_group: str = "") -> Stake:
    """Return the spend at stake of the deliveries given, which share `activity`, `client_group` or both. Pence.

    S_a is the cost of a body's deliveries net of what is passed on, and the bound is R_m = S less the heaviest set of
    bodies of which no two meet, each on the areas of its own deliveries. With one body's cost not known the bound is
    all the known cost; with two or more it is None. Low and high put every cost at the end of its grade's band: R_m
    never falls when a cost rises, so they are the ends of it.
    """
    by_agency: dict[int, list[DeliveryFact]] = {}
    made_up = facts.deep.made_up
    for item in found:
        by_agency.setdefault(item.agency, []).append(item)
    unknown = [agency for agency, items in by_agency.items() if any(item.cost_pence is None for item in items)]
    costed = [item for item in found if item.cost_pence is not None]
    known = sum(item.net_pence or 0 for item in costed)
    grades = [item.grade for item in costed if item.grade is not None]
    banded = all(item.grade in facts.bands for item in costed) and not unknown and bool(costed)
    return Stake(
        activity=activity,
        client_group=client_group,
        agencies=_names(facts, by_agency),
        deliveries=tuple(item.number for item in found),
        known_pence=known,
        bound_pence=_bound(by_agency) if not unknown else known if len(unknown) == 1 else None,
        low_pence=_bound(by_agency, facts.bands, -1) if banded else None,
        high_pence=_bound(by_agency, facts.bands, 1) if banded else None,
        grade=max(grades, default=None),
        ungraded=sum(item.grade is None for item in costed),
        unknown=_names(facts, unknown),
        unproven=any(item.unproven for item in found),
        illustrative=any(item.dive in made_up for item in found),
    )


def _names(facts: YearFacts, agencies: Sequence[int] | Mapping[int, object]) -> tuple[str, ...]:
    return tuple(sorted((facts.agencies[agency].name for agency in agencies), key=str.casefold))


def _bound(
    by_agency: Mapping[int, Sequence[DeliveryFact]], bands: Mapping[int, Fraction] | None = None, end: int = 0
) -> int:
    spend: dict[int, int] = {}
    for agency, items in by_agency.items():
        cost = sum(((item.net_pence or 0) * (1 + end * _band(item, bands)) for item in items), Fraction(0))
        if cost > 0:
            spend[agency] = nearest_whole(cost)
    grounds = {agency: ground_of(items) for agency, items in by_agency.items()}
    return sum(spend.values()) - heaviest_apart(spend, grounds)


def _band(item: DeliveryFact, bands: Mapping[int, Fraction] | None) -> Fraction:
    return bands[item.grade] if bands is not None and item.grade is not None else Fraction(0)


def stake_words(found: Stake) -> str:
    """Return it in a sentence, with its grade and what it rests on."""
    about = f"{'Illustrative spend' if found.illustrative else 'Spend'} at stake, {found.shared}"
    if found.bound_pence is None:
        return f"{about}: not known, since the cost of {' and '.join(found.unknown)} is not known."
    band = ""
    if found.low_pence is not None and found.high_pence is not None:
        band = f" (low {pounds(found.low_pence)}, high {pounds(found.high_pence)})"
    grade = f"grade {found.grade}" if found.grade is not None else "no grade"
    if found.grade is not None and found.ungraded:
        grade += f", {counted(found.ungraded, 'cost')} without a grade"
    rests = f" The cost of {found.unknown[0]} is not known: this is all the known cost." if found.unknown else ""
    doubt = " It rests on an area that is not known: unproven." if found.unproven else ""
    return (
        f"{about}: at most {pounds(found.bound_pence)}{band}, {grade}. An upper bound for discussion, not a "
        f"saving.{rests}{doubt}"
    )


_MOST = 6
"""Sentences of one sort before the rest is only counted; the records are in the result in full."""


def words_of(
    verdict: str | None,
    pairs: Sequence[EvidencePair],
    apart: Sequence[EvidencePair],
    stakes: Sequence[Stake],
    notes: Sequence[NoteFact],
) -> tuple[str, ...]:
    """Return the evidence of one category in sentences: what raised the verdict, what is at stake, what was said,
    and what raised nothing."""
    return (
        *_first([_pair_words(pair) for pair in pairs], "pair"),
        *_first([stake_words(item) for item in stakes], "spend at stake"),
        *_first([_note_words(note, proven=verdict is not None) for note in notes], "note"),
        *_first([_apart_words(pair) for pair in apart], "pair"),
    )


def _first(found: Sequence[str], noun: str) -> list[str]:
    rest = len(found) - _MOST
    return [*found[:_MOST], *([f"And {counted(rest, f'more {noun}')}."] if rest > 0 else [])]


def _pair_words(pair: EvidencePair) -> str:
    kind = "Duplication" if pair.duplicates else "Overlap"
    if pair.illustrative:
        kind = f"Illustrative {kind.lower()}"
    doubt = " Where they deliver is not known for certain: unproven." if pair.unproven else ""
    return f"{kind}: {_both(pair)}, in {_areas(pair)} ({_numbers(pair.deliveries)}).{doubt}"


def _apart_words(pair: EvidencePair) -> str:
    return (
        f"No verdict from {pair.agency_a} and {pair.agency_b} ({pair.shared}; {_numbers(pair.deliveries)}): {pair.why}."
    )


def _both(pair: EvidencePair) -> str:
    names = f"{pair.agency_a} and {pair.agency_b}"
    if pair.activity:
        return f"{names} both {pair.shared}"
    return f"{names} both serve {pair.client_group}"


def _areas(pair: EvidencePair) -> str:
    if not pair.areas:
        return "areas taken as the whole place"
    if len(pair.areas) <= 3:
        return " and ".join(pair.areas)
    return f"{', '.join(pair.areas[:3])} and {counted(len(pair.areas) - 3, 'more area')}"


def _numbers(numbers: Sequence[int]) -> str:
    return f"{'delivery' if len(numbers) == 1 else 'deliveries'} {', '.join(map(str, numbers))}"


def _note_words(note: NoteFact, *, proven: bool) -> str:
    seen = "Seen in the room" if proven else "Said in the room, and not proven by deliveries that meet"
    return f"{seen}: note {note.number} of {note.workshop}: {note.text}"


def ruling_words(verdict: str, reason: str, found: str | None) -> str:
    """Return what the user decided, with what tpdesk finds."""
    finds = f"tpdesk finds: {found}" if found else "tpdesk finds no verdict"
    return f"Decided by hand: {verdict}. Reason: {reason.rstrip('.')}. From the records {finds}."
