"""What the sites of a place come to: candidates, why others are none, the best set and its plan by year."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from tpdesk.calc.colocation.best_set import best_set
from tpdesk.calc.colocation.candidates import find_candidates, why_left_out
from tpdesk.calc.colocation.checking import Box, look_at_sites
from tpdesk.domain.asset import SharingRules, Site
from tpdesk.domain.results.basis import Issue
from tpdesk.domain.results.colocation import AgencySpace, Colocation, MoveCandidate, PlanRow


def colocate(
    place: str, sites: Sequence[Site], rules: SharingRules, *, box: Box | None = None, issues: Sequence[Issue] = ()
) -> Colocation:
    """Return what the sites of a place could share. `box` is where the place lies; `issues` are those of reading."""
    candidates, why_not = find_candidates(sites, rules)
    best = best_set(candidates)
    return Colocation(
        place, rules, tuple(sites), candidates, why_not, best, tuple(why_left_out(candidates, best.moves)),
        tuple(_plan(best.moves)), tuple(site.name for site in sites if site.point is None), tuple(_space(sites)),
        (*issues, *look_at_sites(sites, rules, box)),
    )  # fmt: skip


def _year(one: MoveCandidate) -> tuple[bool, int]:
    return one.leaves.is_lease_unknown, one.leaves.free_from or 0


def _plan(moves: Sequence[MoveCandidate]) -> Iterator[PlanRow]:
    so_far = 0
    for (is_unknown, year), group in groupby(sorted(moves, key=_year), key=_year):
        each = tuple(group)
        saving = sum(one.saving_pence or 0 for one in each)
        so_far += saving
        yield PlanRow(year or None, is_unknown, each, saving, so_far)


def _space(sites: Sequence[Site]) -> Iterator[AgencySpace]:
    for agency in sorted({site.agency for site in sites}):
        own = [site for site in sites if site.agency == agency]
        known = [site for site in own if site.nia_m2 is not None and site.people]
        costed = [site for site in own if site.running_pence is not None and site.people]
        yield AgencySpace(
            agency, len(own), sum(site.nia_m2 or 0 for site in known), sum(site.people or 0 for site in known),
            sum(site.running_pence or 0 for site in costed), sum(site.people or 0 for site in costed),
            sum(1 for site in own if site not in known or site not in costed),
        )  # fmt: skip
