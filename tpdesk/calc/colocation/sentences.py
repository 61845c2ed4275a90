"""What sites could share in words: the basis, the best set, the plan by year. A saving is always "at most"."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from tpdesk.domain.asset import Site
from tpdesk.domain.results.colocation import PERHAPS, Colocation, MoveCandidate, PlanRow
from tpdesk.text import counted
from tpdesk.units import pounds


def basis_words(found: Colocation) -> str:
    """Return what was looked at, and by which rules."""
    rules = found.rules
    return (
        f"{found.place}: {counted(len(found.sites), 'asset')}; candidates are sites of two organisations within "
        f"{rules.within_m:,} m whose uses go together; {rules.space_m2} m2 a person where no capacity is recorded."
    )


def saving_words(pence: int | None) -> str:
    """Return a year's saving at most, or what it costs more."""
    if pence is None:
        return "not known"
    return pounds(pence) if pence >= 0 else f"costs {pounds(-pence)} more"


def known(number: int | None, words: Callable[[int], str] = "{:,}".format) -> str:
    """Return a number in words; `not known` where it is not, never zero."""
    return "not known" if number is None else words(number)


def apart_words(one: MoveCandidate) -> str:
    """Return how far two sites lie apart."""
    return f"{one.distance_m:,} m{', perhaps' if one.close == PERHAPS else ''}"


def from_words(site: Site) -> str:
    """Return from when a site can be left."""
    if site.is_lease_unknown:
        return "year not known"
    return f"from {site.free_from}" if site.free_from is not None else "any year"


def best_words(found: Colocation) -> Iterator[str]:
    """Yield the best set of moves, a line each."""
    best = found.best
    if not best.moves:
        yield "No set of moves with a known saving."
        return
    yield f"Best set: {counted(len(best.moves), 'move')}, {pounds(best.saving_pence)} a year at most."
    for one in best.moves:
        perhaps = ", if it is near enough" if one.close == PERHAPS else ""
        until = f"; the host's own lease ends in {one.host.until}" if one.host.until is not None else ""
        yield (
            f"  {one.leaves.name} into {one.host.name}: {pounds(one.saving_pence or 0)}, {from_words(one.leaves)}"
            f"{perhaps}{until}"
        )
    if not best.is_proved:
        yield f"  It may not be the best: no set saves more than {pounds(best.bound_pence)}."


def plan_words(found: Colocation) -> Iterator[str]:
    """Yield the plan by year, a line each; nothing where there is one row."""
    if len(found.plan) > 1:
        yield "Plan by year:"
        for row in found.plan:
            yield f"  {year_words(row)}: {pounds(row.saving_pence)}; so far {pounds(row.so_far_pence)} a year at most"


def year_words(row: PlanRow) -> str:
    """Return from when the moves of a row can be made."""
    if row.is_year_unknown:
        return "year not known"
    return f"from {row.year}" if row.year is not None else "any year"
