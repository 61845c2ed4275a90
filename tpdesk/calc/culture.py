"""Scores of culture rounds: which may be printed, and what changed, like with like. docs/method.md, Culture rounds."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Final

from tpdesk.domain.kinds.partnership import HINDERS
from tpdesk.domain.results.culture import (
    HIDDEN,
    Asked,
    NotComparable,
    RoundChange,
    RoundScores,
    StatementChange,
    StatementScore,
)
from tpdesk.units import decimal_text

FEWEST: Final = 5
"""Fewer answers than this are not printed, unless the desk says that more are needed."""

Counts = Mapping[str, tuple[int, ...]]
"""Organisation -> how many people gave 1, 2, 3, 4 and 5."""


def score_round(title: str, place: str, asked: Sequence[Asked], threshold: int = FEWEST) -> RoundScores:
    """Return the scores of a round that may be printed. Pure."""
    return RoundScores(title, place, threshold, tuple(score_statement(one, threshold) for one in asked))


def score_statement(asked: Asked, threshold: int = FEWEST) -> StatementScore:
    """Return the scores of a statement: 5 is good, whatever agreeing with it says."""
    turned = asked.polarity == HINDERS
    counts = {body: said[::-1] if turned else said for body, said in sorted(asked.counts.items())}
    hidden, prints_all = hidden_bodies(counts, threshold)
    means = {body: None if body in hidden else mean(said) for body, said in counts.items()}
    shown = [score for score in means.values() if score is not None]
    together = _sum(counts.values())
    whole = mean(together) if prints_all else None
    return StatementScore(
        asked.statement, asked.principle, asked.polarity, means,
        {body: None if body in hidden else sum(said) for body, said in counts.items()}, whole,
        Fraction(sum(together[3:]), sum(together)) if whole is not None else None,
        sum(shown, Fraction(0)) / len(shown) if shown and not hidden else None,
        max(shown) - min(shown) if len(shown) > 1 else None,
    )  # fmt: skip


def mean(counts: Sequence[int]) -> Fraction | None:
    """Return the mean of answers from 1 to 5; None for no answer."""
    many = sum(counts)
    return Fraction(sum(score * number for score, number in enumerate(counts, 1)), many) if many else None


def _sum(rows: Collection[Sequence[int]]) -> tuple[int, ...]:
    return tuple(sum(row[n] for row in rows) for n in range(5))


# -- what is not printed


def hidden_bodies(counts: Counts, threshold: int) -> tuple[frozenset[str], bool]:
    """Return (the organisations whose figures of a statement are not printed, whether those of all answers are).

    Those with fewer answers than the threshold are hidden, and where that is one alone, the next smallest with it.
    What all answers say gives away what the hidden ones say together: they must be enough answers, and such that other
    numbers and other scores of each small one would print the same; else the next smallest is hidden too, and where
    nothing is left to hide, what all answers say.
    """
    sizes = {body: sum(said) for body, said in counts.items()}
    order, least = _by_size(sizes), _hidden_first(sizes, threshold)
    if not least:
        return frozenset(), bool(order)
    for many in range(least, len(order) + 1):
        if _keeps(counts, sizes, order[:many], threshold):
            return frozenset(order[:many]), True
    return frozenset(order[:least]), False


def _by_size(sizes: Mapping[str, int]) -> list[str]:
    return sorted(sizes, key=lambda body: (sizes[body], body))


def _hidden_first(sizes: Mapping[str, int], threshold: int) -> int:
    """Return how many of the smallest are hidden for their number of answers alone: never one."""
    small = sum(size < threshold for size in sizes.values())
    return max(small, 2) if small else 0


def _keeps(counts: Counts, sizes: Mapping[str, int], hidden: Sequence[str], threshold: int) -> bool:
    """Say whether the sum of the hidden answers, which is that of all less the printed ones, tells none of the small:
    they differ, and an answer can change places, or go from one to another, with the same being hidden."""
    together = _sum([counts[body] for body in hidden])
    small = [body for body in hidden if sizes[body] < threshold]
    return (
        len(hidden) > 1
        and sum(together) >= threshold
        and all(sum(together) > sizes[body] for body in small)
        and sum(number > 0 for number in together) > 1
        and all(_has_other_number(sizes, body, hidden, threshold) for body in small)
    )


def _has_other_number(sizes: Mapping[str, int], body: str, hidden: Sequence[str], threshold: int) -> bool:
    first = _hidden_first(sizes, threshold)
    others = [other for other in hidden if other != body]
    for giver, taker in (*((body, other) for other in others), *((other, body) for other in others)):
        moved = {**sizes, giver: sizes[giver] - 1, taker: sizes[taker] + 1}
        alike = set(_by_size(moved)[: len(hidden)]) == set(hidden) and _hidden_first(moved, threshold) == first
        if sizes[giver] > 1 and alike:
            return True
    return False


# -- what changed


def compare_rounds(first: RoundScores, second: RoundScores) -> RoundChange:
    """Return what changed from one round to another: the same statement with the same polarity, organisations whose
    scores are printed in both. All else is listed. Pure."""
    before = {(one.statement, one.polarity): one for one in first.statements}
    after = {(one.statement, one.polarity): one for one in second.statements}
    changes, rest = [], list[NotComparable]()
    for key, one in before.items():
        if key in after:
            shared = _shared(one, after[key])
            if shared.before:
                changes.append(shared)
            rest += _left(one, after[key], first.title, second.title)
    return RoundChange(
        first, second, tuple(changes),
        tuple(one.statement for key, one in before.items() if key not in after),
        tuple(one.statement for key, one in after.items() if key not in before), tuple(rest),
    )  # fmt: skip


def _shared(one: StatementScore, other: StatementScore) -> StatementChange:
    before, after = dict[str, Fraction](), dict[str, Fraction]()
    for body, score in one.by_body.items():
        then = other.by_body.get(body)
        if score is not None and then is not None:
            before[body], after[body] = score, then
    return StatementChange(one.statement, one.principle, one.polarity, before, after)


def _left(one: StatementScore, other: StatementScore, first: str, second: str) -> Iterator[NotComparable]:
    for body in sorted({*one.by_body, *other.by_body}):
        for scores, title in ((one, first), (other, second)):
            if body not in scores.by_body:
                yield NotComparable(one.statement, body, f"not in {title}")
                break
            if scores.by_body[body] is None:
                yield NotComparable(one.statement, body, f"not printed in {title}")
                break


# -- what a board looks at


def lowest(scores: RoundScores, many: int = 3) -> tuple[StatementScore, ...]:
    """Return the statements with the lowest score of all answers."""
    known = [one for one in scores.statements if one.all is not None]
    return tuple(sorted(known, key=lambda one: (one.all, one.statement))[:many])


def widest(scores: RoundScores) -> StatementScore | None:
    """Return the statement on which the printed organisations differ most; None where no two are printed."""
    known = [one for one in scores.statements if one.spread]
    return max(known, key=lambda one: (one.spread or 0, one.statement), default=None)


def signed(change: Fraction) -> str:
    """Return a change of a score: `+0.41`, `-0.20`, `0.00`."""
    text = decimal_text(change, 2)
    return f"+{text}" if change > 0 and text != "0.00" else text.replace("-0.00", "0.00")


def reading_words(scores: RoundScores) -> Iterator[str]:
    """Yield what a board reads first: the lowest statements, and where organisations differ most; then how to read."""
    if low := lowest(scores):
        yield "Lowest: " + "; ".join(f"{one.statement} {decimal_text(one.all or Fraction(0), 2)}" for one in low) + "."
    if (wide := widest(scores)) is not None:
        ends = sorted((score, body) for body, score in wide.by_body.items() if score is not None)
        (least, last), (most, first) = ends[0], ends[-1]
        yield (
            f"Organisations differ most on {wide.statement}: {first} {decimal_text(most, 2)}, {last} "
            f"{decimal_text(least, 2)}."
        )
    yield "5 is good: where agreeing names an obstacle (hinders), scores are turned."
    yield "All: every answer counts once. Equal: every organisation counts once."
    if any(one.hidden for one in scores.statements):
        yield f"{HIDDEN}: fewer than {scores.threshold} answers, or a figure that would give one away."


def left_words(found: RoundChange) -> Iterator[str]:
    """Yield what is in no change, and why."""
    for titles, of in ((found.only_in_first, found.first), (found.only_in_second, found.second)):
        if titles:
            yield f"Asked in {of.title} only: {', '.join(titles)}."
    for one in found.not_comparable:
        yield f"Not comparable: {one.body} on {one.statement} ({one.why})."
