"""The act of asking what to look at next: the shortlist of a place and year with the desk's weights, or others to try."""

from __future__ import annotations

from collections.abc import Mapping

from tpdesk.calc.overlap import overlap_level
from tpdesk.calc.shortlist import Shortlist, shortlist
from tpdesk.domain.facts import YearFacts
from tpdesk.models.desk import Desk
from tpdesk.services.dives.weighing import shortlist_weights, typed_weights
from tpdesk.services.figures import facts_of, year_facts
from tpdesk.services.window import place_of


def make_shortlist(
    desk: Desk,
    place: str | None,
    year: str | None,
    weights: Mapping[str, str | int] | None = None,
    *,
    level: int | None = None,
) -> Shortlist:
    """Return the shortlist of a place and year; weights as typed are tried over the desk's and not kept.

    Without a level it is that of the board pack: service lines where money is held by them, else groups. Raises UsageProblem.
    """
    return shortlist_of(desk, year_facts(desk, place, year), weights, level=level)


def shortlist_of(
    desk: Desk, facts: YearFacts, weights: Mapping[str, str | int] | None = None, *, level: int | None = None
) -> Shortlist:
    """Return the shortlist of facts already read. Raises UsageProblem for weights that are none."""
    used = typed_weights(weights or {}, shortlist_weights(desk))
    return shortlist(facts, used, level=overlap_level(facts) if level is None else level)


def read_shortlist(desk: Desk, place: int, year: int, *, level: int | None = None) -> Shortlist:
    """Return the shortlist of the place with that id, for a window. Raises UsageProblem."""
    return shortlist_of(desk, facts_of(desk, place_of(desk, place), year), level=level)
