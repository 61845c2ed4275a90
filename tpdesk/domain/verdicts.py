"""Verdicts on a category, and rulings: what the user decides against the verdict that tpdesk finds, with the reason."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

VERDICTS: Final = ("single", "separate areas", "fragmented", "overlap evidenced", "duplication evidenced")
"""From the least that can be said of a category to the most."""


@dataclass(frozen=True, slots=True)
class Ruling:
    """What was decided of one category in one place and year."""

    place: str
    year: int
    category: str
    """Its code."""

    verdict: str
    """One of `VERDICTS`."""

    reason: str
    """Why, in the user's words: printed wherever the verdict is."""
