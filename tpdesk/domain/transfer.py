"""Proposed transfers: suppliers that have the name of another agency of the place."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Proposal:
    """A supplier of one agency that bears the name of another agency of the place."""

    payer: int
    payer_name: str
    receiver: int
    receiver_name: str
    supplier: str
    matched: str
    """The agency's name or alias that it is like."""

    pence: int
    lines: int
    receiver_counted: bool
    doubt: str
    """Why it may be no payment for a service: words in brackets beside the name, a precept or a tax perhaps; empty where it is plain."""

    by_status: tuple[tuple[str, int], ...]
    """Status -> pence: a transfer is held against its receiver's money of a like status."""
