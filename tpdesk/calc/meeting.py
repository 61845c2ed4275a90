"""Whose areas meet, and how much spend can coincide at most where they do. docs/method.md, Overlap."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol


class Covers(Protocol):
    """What covers areas: an agency, a delivery, a ground."""

    @property
    def base_areas(self) -> frozenset[str]:
        """The base areas; empty means unknown."""
        ...


@dataclass(frozen=True, slots=True)
class CommonGround:
    """Where several deliveries of one agency are, taken together."""

    base_areas: frozenset[str]


def ground_of(found: Sequence[Covers]) -> CommonGround:
    """Return the base areas of all of them; unknown where one of them is."""
    known = all(one.base_areas for one in found)
    return CommonGround(frozenset().union(*(one.base_areas for one in found)) if known else frozenset())


def meet(a: Covers, b: Covers) -> bool:
    """Say whether the areas of two have a base area in common; an unknown area counts as covering the whole place."""
    return not a.base_areas or not b.base_areas or not a.base_areas.isdisjoint(b.base_areas)


def heaviest_apart(spend: Mapping[int, int], agencies: Mapping[int, Covers]) -> int:
    """Return the pence of the heaviest set of agencies of which no two meet. `spend` holds amounts above zero.

    Exact: a maximum-weight independent set, by branching on the agency that meets most others, each group of agencies
    that are linked by meeting taken for itself. Where areas nest, the first branch of each group is the recursion
    w(area) = max(largest agency on the area, sum of w over the areas inside it), so it takes one step an agency.
    """
    # Of agencies on the very same area only one can be in the set, and the largest serves best.
    best: dict[frozenset[str], int] = {}
    for agency in sorted(spend, key=lambda agency: (-spend[agency], agency)):
        best.setdefault(agencies[agency].base_areas, agency)
    members = list(best.values())
    weights = [spend[agency] for agency in members]
    touching = [0] * len(members)
    for n, a in enumerate(members):
        for m in range(n + 1, len(members)):
            if meet(agencies[a], agencies[members[m]]):
                touching[n] |= 1 << m
                touching[m] |= 1 << n
    return _heaviest((1 << len(members)) - 1, weights, touching, {})


def _heaviest(pool: int, weights: Sequence[int], touching: Sequence[int], memo: dict[int, int]) -> int:
    total = 0
    while pool:
        group = _group(pool, touching)
        pool &= ~group
        total += _heaviest_of_group(group, weights, touching, memo)
    return total


def _heaviest_of_group(group: int, weights: Sequence[int], touching: Sequence[int], memo: dict[int, int]) -> int:
    if group & (group - 1) == 0:
        return weights[group.bit_length() - 1]
    found = memo.get(group)
    if found is None:
        hub = max(_bits(group), key=lambda n: (touching[n] & group).bit_count())
        without = _heaviest(group & ~(1 << hub), weights, touching, memo)
        with_hub = weights[hub] + _heaviest(group & ~touching[hub] & ~(1 << hub), weights, touching, memo)
        found = memo[group] = max(without, with_hub)
    return found


def _group(pool: int, touching: Sequence[int]) -> int:
    """Return the members of `pool` that are linked to its lowest one."""
    group, edge = 0, pool & -pool
    while edge:
        group |= edge
        reached = 0
        for n in _bits(edge):
            reached |= touching[n]
        edge = reached & pool & ~group
    return group


def _bits(mask: int) -> list[int]:
    found = []
    while mask:
        low = mask & -mask
        found.append(low.bit_length() - 1)
        mask ^= low
    return found
