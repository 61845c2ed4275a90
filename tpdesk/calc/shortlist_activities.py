"""What the shortlist knows of activities: how many bodies do the same, at what cost, and what deliveries prove of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

from tpdesk.calc.categorise import rolled_up
from tpdesk.calc.own_level import all_pairs
from tpdesk.calc.stake import stake
from tpdesk.domain.dive_facts import DeliveryFact
from tpdesk.domain.evidence import DUPLICATION, OVERLAP, SINGLE
from tpdesk.domain.facts import YearFacts

Measured = tuple[str, int | None, float | None, int | None, Fraction | None, str | None, int, bool]
"""Activity, known cost, effective number of bodies, spend at stake, control (never known), verdict, barriers on its categories, illustrative."""


def activity_measures(facts: YearFacts, level: int, barriers: Mapping[str, int]) -> Iterator[Measured]:
    """Yield what is known of each activity that is delivered in the year, in order of its name. Pence; None where it is not known.

    The effective number is 1 / sum of squared shares of known cost; where a body's cost is not known, it is not known.
    """
    found: dict[str, list[DeliveryFact]] = {}
    for item in facts.deliveries:
        if item.activity and item.activity_alone:
            found.setdefault(item.activity, []).append(item)
    proven: dict[str, bool] = {}
    real: set[tuple[str, bool]] = set()
    for pair in all_pairs(facts, level):
        if pair.activity:
            proven[pair.activity] = proven.get(pair.activity, False) or pair.duplicates
            if not pair.illustrative:
                real.add((pair.activity, pair.duplicates))
    where: dict[str, set[str]] = {}
    for item in facts.deliveries:
        where.setdefault(item.activity, set()).add(rolled_up(item.category, level, facts.categories))
    for activity in sorted(found, key=str.casefold):
        items = found[activity]
        bound = stake(facts, items, activity)
        costs: dict[int, int | None] = {}
        for item in items:
            so_far, cost = costs.get(item.agency, 0), item.net_pence
            costs[item.agency] = None if so_far is None or cost is None else so_far + cost
        verdict = _verdict(len(costs), proven.get(activity))
        noted = sum(barriers.get(code, 0) for code in where.get(activity, ()))
        known = any(item.net_pence is not None for item in items)
        yield (
            activity,
            bound.known_pence if known else None,
            _effective(list(costs.values())),
            bound.bound_pence,
            None,
            verdict,
            noted,
            (activity, proven[activity]) not in real
            if activity in proven
            else all(item.dive in facts.deep.made_up for item in items),
        )


def _verdict(bodies: int, duplicates: bool | None) -> str | None:
    """Return what deliveries prove of an activity; None where several bodies do it and nothing is proven."""
    if duplicates is not None:
        return DUPLICATION if duplicates else OVERLAP
    return SINGLE if bodies <= 1 else None


def _effective(costs: list[int | None]) -> float | None:
    known = [cost for cost in costs if cost is not None]
    total = sum(known)
    if len(known) < len(costs) or not total:
        return None
    return total * total / sum(cost * cost for cost in known)
