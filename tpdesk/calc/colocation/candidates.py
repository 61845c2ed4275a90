"""Which site could move into which other one, and why the others are none."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from tpdesk.calc.colocation.distance import distance_m, shifted_m
from tpdesk.domain.asset import GIVE_UP, KEEP, LAND, SharingRules, Site
from tpdesk.domain.results.colocation import NOT_KNOWN, PERHAPS, YES, MoveCandidate, WhyNot
from tpdesk.text import counted


def find_candidates(sites: Sequence[Site], rules: SharingRules) -> tuple[tuple[MoveCandidate, ...], tuple[WhyNot, ...]]:
    """Return (the candidates, the largest known saving first; why sites and near pairs of two organisations are
    none)."""
    alone = [WhyNot(site.name, "", why) for site in sites if (why := _why_not_alone(site))]
    excluded = {one.leaves for one in alone}
    usable = [site for site in sites if site.name not in excluded]
    found, pairs, near, nearest = list[MoveCandidate](), list[WhyNot](), set[str](), dict[str, tuple[int, str]]()
    for one, other in combinations(usable, 2):
        if one.agency == other.agency or one.point is None or other.point is None:
            continue
        apart = distance_m(one.point, other.point)
        precision = one.precision_m + other.precision_m + shifted_m(one.point, other.point)
        for site, beside in ((one, other), (other, one)):
            nearest[site.name] = min((apart, beside.name), nearest.get(site.name, (apart, beside.name)))
        if apart - precision > rules.within_m:
            continue
        near |= {one.name, other.name}
        close = YES if apart + precision <= rules.within_m else PERHAPS
        for leaves, host in ((one, other), (other, one)):
            why = _why_not_together(leaves, host, rules)
            if why:
                pairs.append(WhyNot(leaves.name, host.name, why))
            else:
                found.append(_candidate(leaves, host, apart, close, rules))
    alone += (_too_far(site, nearest, rules) for site in usable if site.name not in near)
    found.sort(key=_rank)
    return tuple(found), (*alone, *sorted(pairs, key=lambda one: (one.leaves, one.host)))


def _rank(one: MoveCandidate) -> tuple[bool, int, int, tuple[str, str]]:
    return one.saving_pence is None, -(one.saving_pence or 0), one.distance_m, one.names


def _candidate(leaves: Site, host: Site, apart: int, close: str, rules: SharingRules) -> MoveCandidate:
    room = host.room_at(rules.space_m2)
    fits = NOT_KNOWN if room is None or leaves.people is None else YES
    return MoveCandidate(leaves, host, apart, close, room, fits, _saving(leaves, host))


def _saving(leaves: Site, host: Site) -> int | None:
    """Return what a year's move saves at most: the running cost of the site that is left, less what its people cost
    in the other."""
    if leaves.running_pence is None or leaves.people is None or host.share_cost_pence is None:
        return None
    return leaves.running_pence - leaves.people * host.share_cost_pence


def _why_not_alone(site: Site) -> str:
    if site.keep or site.plan == KEEP:
        return f"it must be kept: {site.keep}" if site.keep else "the plan is to keep it"
    if site.is_going:
        return "the plan is to give it up already" if site.plan == GIVE_UP else "it is no longer in use"
    if site.use == LAND:
        return "it is land"
    return "" if site.point is not None else "it is not placed: neither a grid reference nor a position is recorded"


def _why_not_together(leaves: Site, host: Site, rules: SharingRules) -> str:
    if frozenset((leaves.use, host.use)) not in rules.together:
        return f"{leaves.use} and {host.use} do not go together"
    room = host.room_at(rules.space_m2)
    if room is not None and leaves.people is not None and leaves.people > room:
        return f"{counted(leaves.people, 'person', 'people')} would come, and there is room for {room:,}"
    return ""


def _too_far(site: Site, nearest: dict[str, tuple[int, str]], rules: SharingRules) -> WhyNot:
    if site.name not in nearest:
        return WhyNot(site.name, "", "no other organisation has a site that could share")
    apart, name = nearest[site.name]
    return WhyNot(
        site.name, "", f"nothing of another organisation within {rules.within_m:,} m: {name}, the nearest, is "
        f"{apart / 1000:.1f} km off"
    )  # fmt: skip


def why_left_out(candidates: Sequence[MoveCandidate], moves: Sequence[MoveCandidate]) -> Iterator[WhyNot]:
    """Yield why each candidate is not in the best set."""
    goes_to, used = {one.leaves.name: one.host.name for one in moves}, dict[str, int]()
    for one in moves:
        used[one.host.name] = used.get(one.host.name, 0) + (one.leaves.people or 0)
    chosen = {one.names for one in moves}
    for one in candidates:
        if one.names not in chosen:
            yield WhyNot(*one.names, _why_left_out(one, goes_to, used))


def _why_left_out(one: MoveCandidate, goes_to: dict[str, str], used: dict[str, int]) -> str:
    leaves, host = one.names
    if one.saving_pence is None:
        return "the saving is not known"
    if one.fits == NOT_KNOWN:
        return "the room is not known"
    if one.saving_pence <= 0:
        return "it would save nothing"
    if leaves in goes_to:
        return f"{leaves} moves into {goes_to[leaves]}"
    if host in goes_to:
        return f"{host} itself is left"
    if leaves in used:
        return f"{leaves} takes others in"
    if host in used and (one.room or 0) - used[host] < (one.leaves.people or 0):
        return f"the room in {host} is used"
    return "another set saves more"
