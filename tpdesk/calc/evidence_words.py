"""What deliveries prove, in the sentences that a reader sees beside a verdict."""

from __future__ import annotations

from collections.abc import Sequence

from tpdesk.calc.stake import stake_words
from tpdesk.domain.dive_facts import NoteFact
from tpdesk.domain.evidence import EvidencePair, Stake
from tpdesk.text import counted

_MOST = 6
"""Sentences of one sort before the rest is only counted; the records are in the result in full."""


def words_of(
    verdict: str | None,
    pairs: Sequence[EvidencePair],
    apart: Sequence[EvidencePair],
    stakes: Sequence[Stake],
    notes: Sequence[NoteFact],
) -> tuple[str, ...]:
    """Return the evidence of one category in sentences: what raised the verdict, what is at stake, what was said, and what raised nothing."""
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
