"""Culture rounds: what was asked, the scores that may be printed, and what changed from one round to the next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

HIDDEN: Final = "[c]"
"""Stands for a figure that is not printed, so that no small number of answers can be worked out."""

_LETTERS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True, slots=True)
class Asked:
    """What was answered to one statement of a round."""

    statement: str
    principle: str
    polarity: str
    counts: dict[str, tuple[int, ...]]
    """Organisation -> how many people gave 1, 2, 3, 4 and 5."""


@dataclass(frozen=True, slots=True)
class StatementScore:
    """The scores of one statement, turned where agreeing names an obstacle, so that 5 is always good."""

    statement: str
    principle: str
    polarity: str
    by_body: Mapping[str, Fraction | None]
    """Organisation -> mean; None where it is not printed."""

    n: Mapping[str, int | None]
    """Organisation -> answers; None where they are not printed."""

    all: Fraction | None
    """The mean of all answers; None where it is not printed, or nobody answered."""

    agree: Fraction | None
    """The share of all answers that are 4 or 5."""

    bodies_equal: Fraction | None
    """The mean of the organisations' means; None where one of them is not printed."""

    spread: Fraction | None
    """The highest less the lowest of the printed means; None for fewer than two."""

    @property
    def hidden(self) -> tuple[str, ...]:
        """Organisations whose figures are not printed."""
        return tuple(body for body, score in self.by_body.items() if score is None)


@dataclass(frozen=True, slots=True)
class RoundScores:
    """The scores of a round."""

    title: str
    place: str
    threshold: int
    """Fewer answers than this are not printed."""

    statements: tuple[StatementScore, ...]
    issues: tuple[str, ...] = ()

    @property
    def bodies(self) -> tuple[str, ...]:
        """Every organisation that answered, by name."""
        return tuple(sorted({body for one in self.statements for body in one.by_body}))

    @property
    def letters(self) -> dict[str, str]:
        """Organisation -> the letter that stands for it: A to Z, then AA, AB ..."""
        return {
            body: (_LETTERS[n // 26 - 1] if n >= 26 else "") + _LETTERS[n % 26] for n, body in enumerate(self.bodies)
        }


@dataclass(frozen=True, slots=True)
class StatementChange:
    """How the scores of a statement changed, for the organisations that can be compared."""

    statement: str
    principle: str
    polarity: str
    before: Mapping[str, Fraction]
    after: Mapping[str, Fraction]

    @property
    def change(self) -> dict[str, Fraction]:
        """Organisation -> score in the second round less that in the first."""
        return {body: self.after[body] - score for body, score in self.before.items()}


@dataclass(frozen=True, slots=True)
class NotComparable:
    """An organisation's answers to a statement that are in no change, and why."""

    statement: str
    body: str
    why: str


@dataclass(frozen=True, slots=True)
class RoundChange:
    """What changed between two rounds, like with like."""

    first: RoundScores
    second: RoundScores
    statements: tuple[StatementChange, ...]
    only_in_first: tuple[str, ...]
    only_in_second: tuple[str, ...]
    not_comparable: tuple[NotComparable, ...]
    issues: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PlaceCulture:
    """The latest round of a place with answers, and what changed since the one before it."""

    scores: RoundScores
    change: RoundChange | None
    """None for the first round."""
