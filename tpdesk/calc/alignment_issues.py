"""What a reader must know of a year's funding streams: pools without a host, spend above the award, contributions that
two organisations count, streams that may be one under two names."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from itertools import combinations
from typing import Final

from tpdesk.domain.results.alignment import Alignment, HostPayment, StreamFacts, StreamRow
from tpdesk.domain.results.basis import Issue
from tpdesk.text import and_words, counted, folded
from tpdesk.units import pounds, year_text

_YEAR: Final = re.compile(r"\b(?:19|20)\d\d(?:\s*[-/]\s*\d{2,4})?\b")
_WORD: Final = re.compile(r"[a-z0-9]+")
_SAYS_LITTLE: Final = frozenset({"the", "of", "and", "for", "grant", "grants", "fund", "funding", "allocation", "a"})
_ALIKE: Final = 0.88
"""Likeness of two names from which they may be one stream's."""

_SEVERAL: Final = re.compile(r"\s*(?:;|\+|/|&|\band\b)\s*")


def find_issues(found: Alignment, facts: StreamFacts) -> tuple[Issue, ...]:
    """Return the issues of a year's streams, the gravest first."""
    return (
        *map(_both_count, (payment for payment in found.payments if payment.host_pence > 0)),
        *_by_stream(found, facts),
        *_two_for_one(facts),
        *_same_twice(facts),
        *_lines_unmatched(facts),
    )


def _both_count(payment: HostPayment) -> Issue:
    return Issue(
        "contribution-twice",
        f"{payment.payer} spends {pounds(payment.pence)} from '{payment.stream}', which {payment.host} hosts and "
        f"spends too ({pounds(payment.host_pence)}): the contribution is in the spend of both. Mark {payment.payer}'s "
        f"{counted(payment.lines, 'line')} as paid to {payment.host}.",
        payment.pence,
    )


def _by_stream(found: Alignment, facts: StreamFacts) -> Iterator[Issue]:
    pooled = {part.stream for part in facts.parts if part.mode == "pooled"}
    for row in found.rows:
        stream, title = row.stream, row.stream.title
        if (row.contributions or title in pooled) and not stream.host:
            yield Issue("pool-without-host", f"'{title}' is pooled and nobody is named as its host.")
        if row.counted_pence is None:
            yield Issue("award-not-known", f"What '{title}' comes to is not known: it is in no sum of streams.")
        elif row.spent_pence > row.counted_pence:
            over = row.spent_pence - row.counted_pence
            yield Issue(
                "spent-above-award",
                f"Lines that name '{title}' come to {pounds(row.spent_pence)}, {pounds(over)} above its award of "
                f"{pounds(row.counted_pence)}.",
                over,
            )
        yield from _of_pool(row)
        yield from _of_parts(row, facts)


def _of_pool(row: StreamRow) -> Iterator[Issue]:
    title = row.stream.title
    if row.difference_pence:
        inside = (row.stream.awarded_pence or 0) - row.difference_pence
        more = "more" if row.difference_pence > 0 else "less"
        yield Issue(
            "pool-differs",
            f"'{title}' was awarded {pounds(row.stream.awarded_pence or 0)}, {pounds(abs(row.difference_pence))} "
            f"{more} than its contributions of {pounds(inside)}.",
            row.difference_pence,
        )
    unknown = [one.title for one in row.contributions if one.awarded_pence is None]
    if unknown and row.stream.awarded_pence is not None:
        yield Issue(
            "contribution-not-known",
            f"The awards of {and_words(unknown)} are not known, so they cannot be compared with '{title}'.",
        )
    if row.not_actual_pence:
        yield Issue(
            "not-actual",
            f"{pounds(row.not_actual_pence)} of lines that name '{title}' is budget, estimated or apportioned: not in "
            "what was spent.",
            row.not_actual_pence,
        )


def _of_parts(row: StreamRow, facts: StreamFacts) -> Iterator[Issue]:
    title = row.stream.title
    if row.is_contribution and any(part.stream == title for part in facts.parts):
        yield Issue(
            "contribution-aligned",
            f"'{title}' is a contribution to '{row.stream.parent}' and aligned by itself: not counted again. Align "
            f"'{row.stream.parent}'.",
        )
    pool = (facts.elsewhere or {}).get(title)
    if pool is not None:
        yield Issue(
            "pool-of-another-year",
            f"'{title}' is paid into a pool of {year_text(pool)}: it counts by itself in {year_text(facts.year)}.",
        )


# -- names


def _two_for_one(facts: StreamFacts) -> Iterator[Issue]:
    """Yield lines that name two streams, and names that two streams claim."""
    by_name: dict[str, list[str]] = {}
    for stream in facts.streams:
        for name in dict.fromkeys(map(folded, stream.names)):
            by_name.setdefault(name, []).append(stream.title)
    used: dict[str, tuple[str, int, int]] = {}
    for cell in facts.lines:
        text, pence, lines = used.get(folded(cell.value), (cell.value, 0, 0))
        used[folded(cell.value)] = (text, pence + cell.pence, lines + cell.lines)
    for key, (text, pence, lines) in used.items():
        titles = by_name.get(key, [])
        if len(titles) < 2 and key not in by_name:
            parts = [by_name[part][0] for part in map(folded, _SEVERAL.split(text)) if part in by_name]
            titles = list(dict.fromkeys(parts))
        if len(titles) > 1:
            noun = f"{opening_of(lines)} '{text}'"
            names = and_words([f"'{title}'" for title in titles])
            yield Issue(
                "two-streams",
                f"{noun} ({pounds(pence)}) stand for {len(titles)} streams, {names}. Split the lines by stream.",
                pence,
            )


def opening_of(lines: int) -> str:
    """Return how a sentence on lines of a name begins."""
    return "The line that names" if lines == 1 else f"All {lines:,} lines that name"


def _same_twice(facts: StreamFacts) -> Iterator[Issue]:
    for one, two in combinations(facts.streams, 2):
        related = one.parent == two.title or two.parent == one.title
        if not related and one.title != two.title and are_alike(one.title, two.title):
            yield Issue(
                "one-stream-twice",
                f"'{one.title}' and '{two.title}' may be one stream under two names. If so, remove one and add its "
                "name to what lines call the other.",
            )


def _lines_unmatched(facts: StreamFacts) -> Iterator[Issue]:
    known = {folded(name): stream.title for stream in facts.streams for name in stream.names}
    unmatched: dict[str, int] = {}
    for cell in facts.lines:
        if folded(cell.value) not in known and not any(folded(part) in known for part in _SEVERAL.split(cell.value)):
            unmatched[cell.value] = unmatched.get(cell.value, 0) + cell.pence
    for text, pence in unmatched.items():
        near = next((title for name, title in known.items() if are_alike(text, name)), None)
        if near is not None:
            yield Issue(
                "line-name-near",
                f"Lines of {pounds(pence)} name '{text}', which may be '{near}'. If it is, add the name to what lines "
                "call that stream.",
                pence,
            )


def are_alike(one: str, two: str) -> bool:
    """Say whether two names may be of one stream: the same words in another order or spelling, or one the initials of
    the other. Years and words that say little do not count; other numbers must be the same."""
    first, second = _words(one), _words(two)
    if not first or not second or _numbers(first) != _numbers(second):
        return False
    if sorted(first) == sorted(second):
        return True
    if _initials(one) == "".join(second) or _initials(two) == "".join(first):
        return True
    return difflib.SequenceMatcher(None, " ".join(sorted(first)), " ".join(sorted(second))).ratio() >= _ALIKE


def _words(name: str) -> list[str]:
    words = _WORD.findall(_YEAR.sub(" ", folded(name)))
    return [word for word in words if word not in _SAYS_LITTLE] or words


def _numbers(words: list[str]) -> list[str]:
    return sorted(word for word in words if word.isdigit())


def _initials(name: str) -> str:
    words = _WORD.findall(_YEAR.sub(" ", folded(name)))
    return "".join(word[0] for word in words) if len(words) > 1 else ""
