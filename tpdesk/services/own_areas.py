"""The user's own areas, and what lines name as an area that the desk does not know: shown, and put right in one
step."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tpdesk.domain.line_filter import LineFilter
from tpdesk.errors import UsageProblem
from tpdesk.models.area import (
    AreaRecord,
    OwnArea,
    UnknownArea,
    areas_with_people,
    codes_of,
    list_areas,
    unknown_areas,
)
from tpdesk.models.desk import Desk
from tpdesk.models.lines import change
from tpdesk.models.log.history import note_act
from tpdesk.text import counted, folded, nearest


@dataclass(frozen=True, slots=True)
class AreasRead:
    """The areas that a user has to do with."""

    unknown: tuple[UnknownArea, ...]
    """Those with most lines first."""

    own: tuple[OwnArea, ...]
    """By name."""

    known: tuple[AreaRecord, ...]
    """Every area that a line may name."""


def read_own_areas(desk: Desk) -> AreasRead:
    """Return the user's own areas, and what lines name that is none."""
    own = tuple(area for area in areas_with_people(desk.connection, None, None) if area.own)
    return AreasRead(tuple(unknown_areas(desk.connection)), own, tuple(list_areas(desk.connection)))


@dataclass(frozen=True, slots=True)
class AreasSettled:
    """Lines that name a known area now."""

    lines: int
    areas: Mapping[str, str]
    """What the lines named -> code of the area that they name now."""


def settle_area(desk: Desk, text: str, wanted: str = "") -> AreasSettled:
    """Let all lines that name an unknown area name the one that is `wanted`, or else the suggested one, as one step.
    Raises UsageProblem where no line names it, or nothing is suggested."""
    unknown = {folded(area.text): area for area in unknown_areas(desk.connection)}
    area = unknown.get(folded(text))
    if area is None:
        near = nearest(text, [one.text for one in unknown.values()])
        hint = f" Did you mean '{near}'?" if near else ""
        raise UsageProblem(f"No line names an unknown area '{text}'.{hint}")
    if wanted:
        [code, *more] = codes_of(wanted, list_areas(desk.connection)) or [""]
        if not code or more:
            raise UsageProblem("Name one area, by its name or its code.")
    elif area.near is None:
        raise UsageProblem(f"Nothing is suggested for '{area.text}': name the area that is meant.")
    else:
        code = area.near.code
    return _settle(desk, {area.text: code})


def settle_suggested(desk: Desk) -> AreasSettled:
    """Accept the suggestion for every unknown area that has one, as one step. Raises UsageProblem where none has."""
    chosen = {area.text: area.near.code for area in unknown_areas(desk.connection) if area.near is not None}
    if not chosen:
        raise UsageProblem("Nothing is suggested for an unknown area. Nothing was changed.")
    return _settle(desk, chosen)


def _settle(desk: Desk, chosen: Mapping[str, str]) -> AreasSettled:
    lines = 0
    with desk.writing() as connection:
        known = {area.code for area in list_areas(connection) if area.kind != "other"}
        for text, code in chosen.items():
            if code not in known:
                raise UsageProblem(f"{code} is not an area that tpdesk knows either. Nothing was changed.")
            lines += change.edit(connection, LineFilter().plus("area", text), {"area": code}).lines
            change.let_go(connection)
        words = "; ".join(f"{text} is {code}" for text, code in chosen.items())
        note_act(connection, "accept areas", counted(lines, "line"), words[:400])
    return AreasSettled(lines, dict(chosen))
