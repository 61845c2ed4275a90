"""How much organisations do: units counted, kinds of demand, and on which basis a cost is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

UNITS: Final = (
    "contact", "referral", "assessment", "case", "visit", "appointment", "application", "inspection", "incident",
    "journey", "place night", "bed day", "care week",
)  # fmt: skip
"""What is counted."""

FIRST, CHASING, WRONG_PLACE, REPEAT = DEMANDS = ("first request", "chasing", "wrong place", "repeat")
"""Why somebody asks: for the first time; where is it; the wrong door; once more for the same."""

NOT_STATED: Final = "not stated"
"""Stands for demand whose kind nobody said."""

USUAL_FAILURE: Final = (CHASING, WRONG_PLACE, REPEAT)
"""The kinds that are failure demand, unless the desk says otherwise."""

GROSS, DIRECT, OVERHEADS = COST_BASES = ("gross", "direct", "with overheads")
"""All spending on it; staff and goods for it alone; that with its part of what is shared."""


@dataclass(frozen=True, slots=True)
class DeliveryCost:
    """What a delivery costs a year."""

    agency: str
    year: int | None
    """The start year; None where it is of no year that anybody named."""

    pence: int | None


@dataclass(frozen=True, slots=True)
class VolumeFact:
    """One entry: so many units of one kind of demand by one channel."""

    number: int
    """The record's number on the desk."""

    agency: str
    unit: str
    category: str
    """The category's code, or empty."""

    delivery: int
    """The delivery's number, or 0."""

    demand: str
    """Empty where nobody said."""

    channel: str
    units: int
    cost_pence: int | None
    """What all units of the organisation, unit and year cost; None where it is not said here."""

    basis: str
    """On which the cost is; empty where nobody said."""

    source: str = ""
