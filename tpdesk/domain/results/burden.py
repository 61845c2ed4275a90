"""What inspection, data requests and partnership working cost the organisations of a place in a year."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from tpdesk.domain.results.basis import Basis, Issue


@dataclass(frozen=True, slots=True)
class BurdenEntry:
    """One entry of an organisation. Amounts in pence; None where not known."""

    number: int
    agency: int
    name: str
    """The organisation's name."""

    kind: str
    regime: str
    """The regime or partnership; may be empty."""

    hours: Fraction | None
    rate_pence: int | None
    """What an hour costs."""

    other_pence: int | None
    tier: str
    """The organisation's tier; empty where it is not stated."""

    cost_pence: int | None = None
    """round(hours x rate) + other cost; None where neither is known."""


@dataclass(frozen=True, slots=True)
class BurdenPart:
    """What entries of one tier, or of one kind, cost."""

    name: str
    cost_pence: int
    bodies: int
    """Organisations with a known cost in it."""

    pence_per_body: int | None
    people: int | None
    """The people whom these organisations serve; None where that is not known."""

    pence_per_head: int | None


@dataclass(frozen=True, slots=True)
class BurdenResult:
    """The cost of a place and year, and its share of the spending of those who made an entry."""

    basis: Basis
    """Of `base_pence`."""

    entries: tuple[BurdenEntry, ...]
    cost: Mapping[str, int]
    """Organisation -> cost in pence, the largest first; those without a known cost are not in it."""

    total_pence: int
    over_bodies: tuple[str, ...]
    """Organisations with a known cost whose spending is held: the share is over these."""

    no_spend_held: tuple[str, ...]
    """Organisations with a known cost and no spending in this place and year: in the total, not in the share."""

    cost_not_known: tuple[str, ...]
    """Organisations that made entries of which none has a cost."""

    over_pence: int
    """What of the total is the cost of `over_bodies`."""

    base_pence: int | None
    """Their spending, after payments among themselves and internal recharges; None where there are none."""

    share: Fraction | None
    """over_pence / base_pence; None where there is no base."""

    by_tier: tuple[BurdenPart, ...]
    by_kind: tuple[BurdenPart, ...]
    issues: tuple[Issue, ...]
