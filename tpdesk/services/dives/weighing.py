"""Weights, the cut of prevention and small numbers, and the shortlist that follows from the weights."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Final

from tpdesk.calc.overlap import overlap_level
from tpdesk.calc.shortlist import WEIGHTS, Shortlist, shortlist
from tpdesk.calc.stages import CUTS, USUAL_CUT
from tpdesk.calc.suppress import SMALL
from tpdesk.domain.facts import YearFacts
from tpdesk.errors import UsageProblem
from tpdesk.models.desk import Desk
from tpdesk.models.log.history import note_act
from tpdesk.models.setting import get_setting, set_setting
from tpdesk.services.figures import facts_of, place_of, year_facts
from tpdesk.text import folded, nearest

_WEIGHTS: Final = "shortlist weights"
_SMALL: Final = "small numbers below"
_CUT: Final = "prevention ends after"
_MOST: Final = 1000


def shortlist_weights(desk: Desk) -> Mapping[str, int]:
    """Return the desk's weights: those that the user set, the usual ones for the rest."""
    kept = get_setting(desk.connection, _WEIGHTS)
    return {**WEIGHTS, **(json.loads(kept) if kept else {})}


def typed_weights(typed: Mapping[str, str | int], over: Mapping[str, int]) -> Mapping[str, int]:
    """Return weights as typed over others: whole numbers from 0 to 1,000, by the part's name. Raises UsageProblem."""
    found = dict(over)
    for name, value in typed.items():
        part = folded(name).replace("-", "_").replace(" ", "_")
        if part not in WEIGHTS:
            near = nearest(part, WEIGHTS)
            hint = f" Did you mean '{near}'?" if near else ""
            raise UsageProblem(f"The shortlist has no part '{name}'.{hint} Its parts: {', '.join(WEIGHTS)}.")
        text = str(value).strip()
        if not (text.isascii() and text.isdigit()) or int(text) > _MOST:
            raise UsageProblem(f"The weight of {part} is a whole number from 0 to {_MOST:,}, not '{value}'.")
        found[part] = int(text)
    if not any(found.values()):
        raise UsageProblem(
            "All weights are zero, so nothing can be ranked. Give at least one part a weight above zero."
        )
    return found


def set_shortlist_weights(desk: Desk, typed: Mapping[str, str | int]) -> Mapping[str, int]:
    """Keep weights as typed, those not named staying as they are, and return all. Raises UsageProblem, Locked."""
    weights = typed_weights(typed, shortlist_weights(desk))
    with desk.writing() as connection:
        set_setting(connection, _WEIGHTS, json.dumps(weights, sort_keys=True))
        note_act(
            connection, "set shortlist weights", "", ", ".join(f"{name} {weight}" for name, weight in weights.items())
        )
    return weights


def small_from(desk: Desk) -> int:
    """Return the number from which on a number of people is printed; 1 to one below it are not."""
    kept = get_setting(desk.connection, _SMALL)
    return int(kept) if kept else SMALL


def set_small_from(desk: Desk, number: int) -> int:
    """Keep the number from which on a number of people is printed, at least 5. Raises UsageProblem, Locked."""
    if not 5 <= number <= _MOST:
        raise UsageProblem(
            f"Numbers of people are printed from a whole number between 5 and {_MOST:,} on, not {number}."
        )
    with desk.writing() as connection:
        set_setting(connection, _SMALL, str(number))
        note_act(connection, "set small numbers", "", f"printed from {number} on")
    return number


def prevention_cut(desk: Desk) -> str:
    """Return the step of prevention after which it ends: `primary`, `secondary` or `tertiary`."""
    kept = get_setting(desk.connection, _CUT)
    return kept if kept in CUTS else USUAL_CUT


def set_prevention_cut(desk: Desk, typed: str) -> str:
    """Keep the step of prevention after which it ends, as typed. Raises UsageProblem, Locked."""
    step = folded(typed)
    if step not in CUTS:
        near = nearest(step, CUTS)
        hint = f" Did you mean '{near}'?" if near else ""
        raise UsageProblem(f"Prevention cannot end after '{typed}'.{hint} Steps: {', '.join(CUTS)}.")
    with desk.writing() as connection:
        set_setting(connection, _CUT, step)
        note_act(connection, "set prevention", "", f"counted up to {step}")
    return step


# -- the shortlist


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
