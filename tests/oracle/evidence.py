"""What deliveries prove, by section 5 of the domain: every two of them looked at, every set of agencies tried."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations

from tests.oracle.counting import at_level, level_of
from tests.oracle.meeting import heaviest_apart

NEVER_ALONE = ("administer", "commission", "all residents")


@dataclass(frozen=True, slots=True)
class Done:
    """Who does what for whom, where."""

    agency: str
    activity: str
    group: str
    category: str
    areas: frozenset[str]
    """Base areas; none where it is not known."""

    cost: int | None
    """Pence; None if not known."""

    passed_on: int | None
    commissioned_by: str
    year: int | None


def in_category(found: Sequence[Done], code: str, year: int) -> list[Done]:
    """The deliveries of a year that are in a category or under it, and no coarser."""
    level = level_of(code)
    return [
        one
        for one in found
        if one.year in (None, year)
        and one.category
        and level_of(one.category) >= level
        and at_level(one.category, level) == code
    ]


def meets(one: Done, other: Done) -> bool:
    """Whether two deliveries' areas have one in common; who knows no area is everywhere."""
    return not one.areas or not other.areas or bool(one.areas & other.areas)


def proven(
    found: Sequence[Done], code: str, year: int, paid: Collection[tuple[str, str]], *, own: bool = False
) -> str | None:
    """The verdict that deliveries raise in a category, or None; `paid` holds who paid whom in the year.

    `own`: only pairs of which one delivery is recorded for that very category, since finer ones are judged elsewhere.
    """
    overlaps = duplicates = False
    for one, other in combinations(in_category(found, code, year), 2):
        chain = (
            (one.agency, other.agency) in paid
            or (other.agency, one.agency) in paid
            or one.commissioned_by == other.agency
            or other.commissioned_by == one.agency
        )
        if own and code not in (one.category, other.category):
            continue
        if one.agency == other.agency or chain or not meets(one, other):
            continue
        activity = one.activity == other.activity and one.activity not in ("", *NEVER_ALONE)
        group = one.group == other.group and one.group not in ("", *NEVER_ALONE)
        duplicates = duplicates or (activity and group)
        overlaps = overlaps or group or (activity and level_of(code) >= 3)
    return "duplication evidenced" if duplicates else "overlap evidenced" if overlaps else None


def at_stake(found: Sequence[Done], activity: str, group: str) -> int | None:
    """The spend at stake, in pence, of deliveries of one category: of an activity, a client group, or both;
    None if not known."""
    members = [one for one in found if (not activity or one.activity == activity) and (not group or one.group == group)]
    agencies = sorted({one.agency for one in members})
    blanks = [name for name in agencies if any(one.agency == name and one.cost is None for one in members)]
    known = {
        name: sum(
            max(0, one.cost - (one.passed_on or 0)) for one in members if one.agency == name and one.cost is not None
        )
        for name in agencies
    }
    if len(blanks) > 1:
        return None
    if blanks:
        return sum(known.values())
    spend = {name: Fraction(pence) for name, pence in known.items() if pence > 0}
    return int(sum(spend.values(), Fraction(0)) - heaviest_apart(spend, _ground(members)))


def _ground(members: Sequence[Done]) -> Callable[[str, str], bool]:
    def area(name: str) -> frozenset[str] | None:
        own = [one.areas for one in members if one.agency == name]
        return frozenset().union(*own) if all(own) else None

    def meet(a: str, b: str) -> bool:
        one, other = area(a), area(b)
        return one is None or other is None or bool(one & other)

    return meet
