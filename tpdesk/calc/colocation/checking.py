"""What to look at in the sites of a place before their figures are used: a sentence each, and nothing is changed."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from tpdesk.calc.colocation.distance import distance_m, on_grid
from tpdesk.domain.asset import FREEHOLD, SharingRules, Site
from tpdesk.domain.results.basis import Issue
from tpdesk.text import and_words, folded
from tpdesk.units import pounds, year_text

LEAST_PER_PERSON: Final = 100_00
LEAST_PER_M2: Final = 2_00
"""A year's running cost below this, in pence, looks as if it were in thousands of pounds: our judgement."""

_SAME_M: Final = 25
"""How near two points are the same building, in metres."""

_FILLERS: Final = frozenset({"the", "and", "of", "at", "in"})


@dataclass(frozen=True, slots=True)
class Box:
    """Where a place lies on the grid, in metres, with room around it."""

    west: int
    south: int
    east: int
    north: int

    def holds(self, east: int, north: int) -> bool:
        """Return whether a point lies in it."""
        return self.west <= east <= self.east and self.south <= north <= self.north


@dataclass(frozen=True, slots=True)
class Lease:
    """From when a lease lets a site be left."""

    free_from: int | None = None
    until: int | None = None
    is_unknown: bool = False
    ended: str = ""
    """The day, where it has come."""


def read_lease(tenure: str, ends: str, next_break: str, notice_months: int | None, today: dt.date) -> Lease:
    """Return from which year a site can be left: that of the next break for which notice can still be given, else that
    of the lease's end. Days are ISO 8601 or empty."""
    if tenure == FREEHOLD or (not tenure and not ends and not next_break):
        return Lease()
    end = dt.date.fromisoformat(ends) if ends else None
    is_past = end is not None and end < today
    until = end.year if end is not None and not is_past else None
    breaks = dt.date.fromisoformat(next_break) if next_break else None
    if breaks is not None and breaks >= _after(today, notice_months or 0):
        return Lease(breaks.year, until, ended=ends if is_past else "")
    return Lease(until, until, until is None, ends if is_past else "")


def _after(day: dt.date, months: int) -> dt.date:
    month = day.month - 1 + months
    return dt.date(day.year + month // 12, month % 12 + 1, min(day.day, 28))


def look_at_sites(sites: Sequence[Site], rules: SharingRules, box: Box | None) -> Iterator[Issue]:
    """Yield what to look at, site by site, then over all."""
    for site in sites:
        yield from _people(site, rules)
        yield from _cost(site)
        if site.lease_ended:
            yield Issue("lease-ended", f"The lease of {site.name} ended on {site.lease_ended}: from when it can be "
                "left is not known. Enter the new lease.")  # fmt: skip
        yield from _place(site, box)
    yield from _twice(sites)
    years = sorted({site.running_year for site in sites if site.running_year is not None})
    if len(years) > 1:
        yield Issue("several-years", f"Running costs are of several years, {and_words(tuple(map(year_text, years)))}: "
            "the latest of each site, not brought to one price level.")  # fmt: skip


def _people(site: Site, rules: SharingRules) -> Iterator[Issue]:
    capacity = site.capacity_at(rules.space_m2)
    if capacity is not None and site.people is not None and site.people > capacity:
        yield Issue("overfull", f"{site.name} is overfull: {site.people:,} people, and room for {capacity:,}.")
    if site.people is not None and site.occupier_people > site.people:
        yield Issue("occupiers", f"The occupiers of {site.name} have {site.occupier_people:,} people, and "
            f"{site.people:,} are based there in all. Correct one of them.")  # fmt: skip


def _cost(site: Site) -> Iterator[Issue]:
    cost = site.running_pence
    if cost is None or cost <= 0:
        return
    units = site.people or site.nia_m2 or 0
    least = LEAST_PER_PERSON if site.people else LEAST_PER_M2
    if units and cost < least * units:
        yield Issue("in-thousands", f"{site.name} costs {pounds(cost)} a year, {pounds(cost // units)} for each "
            f"{'person' if site.people else 'square metre'}. Was it entered in thousands of pounds?", cost)  # fmt: skip


def _place(site: Site, box: Box | None) -> Iterator[Issue]:
    if site.point is None or box is None:
        return
    point = on_grid(site.point)
    east, north = point.east or 0, point.north or 0
    if box.holds(east, north):
        return
    if site.point.on_grid and box.holds(north, east):
        yield Issue("swapped", f"{site.name} lies outside the place at {east}, {north}, and inside it the other way "
            "round. Are easting and northing swapped?")  # fmt: skip
    else:
        yield Issue(
            "outside", f"{site.name} lies outside the place, at {east}, {north} on the grid. Check its position."
        )


def _twice(sites: Sequence[Site]) -> Iterator[Issue]:
    """Yield buildings that two organisations may have recorded as two."""
    placed = [(site, _name_words(site)) for site in sites if site.point is not None]
    for (one, words), (other, other_words) in combinations(placed, 2):
        if one.agency == other.agency or not (words <= other_words or other_words <= words):
            continue
        if one.point is not None and other.point is not None and distance_m(one.point, other.point) <= _SAME_M:
            yield Issue(
                "twice",
                f"{one.name} ({one.agency}) and {other.name} ({other.agency}) lie at one point under one name. If it "
                "is one building, record it once, with the other organisation as its occupier.",
            )


def _name_words(site: Site) -> frozenset[str]:
    words = set(re.findall(r"[a-z0-9]+", folded(site.name)))
    return frozenset(words - _FILLERS - set(re.findall(r"[a-z0-9]+", folded(site.agency)))) or frozenset(words)
