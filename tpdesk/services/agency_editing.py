"""What the editor of agencies needs beside the acts of the register: an agency written as it was typed, and
two that are one made one.

The act of saying how much of a body that covers more than a place counts there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from tpdesk.calc.wider import body_words, wider_body
from tpdesk.domain.facts import BY_PEOPLE, LEFT_OUT, PLACE_ONLY, WHOLE
from tpdesk.domain.results.count import WiderBody
from tpdesk.errors import UsageProblem
from tpdesk.models.agency import AgencyRecord, find_agency, join_place
from tpdesk.models.agency_merge import AgencyMerge, merge, what_would_move
from tpdesk.models.area import codes_of, list_areas
from tpdesk.models.desk import Desk
from tpdesk.models.log.history import note_act
from tpdesk.models.place import Place
from tpdesk.models.published import years_of_own_part
from tpdesk.models.wider import latest_people_year, set_counted, stands
from tpdesk.models.year import years_of
from tpdesk.services.figures import facts_of, place_for
from tpdesk.services.places import add_agency, change_agency
from tpdesk.services.returns import agency_of
from tpdesk.text import and_words, clean, counted, folded
from tpdesk.units import short_pounds, year_text


@dataclass(frozen=True, slots=True)
class AgencyDraft:
    """An agency as it was typed; every text replaces what is."""

    name: str
    kind: str
    """By any word for it; empty leaves what is."""

    aliases: tuple[str, ...]
    areas: str
    """Names, codes, or both, with `;` between."""

    places: tuple[str, ...]
    """Names of the places in whose count it is expected."""

    note: str
    roles: Mapping[str, str] = field(default_factory=dict)
    """Place -> what it does there."""


def save_agency(
    desk: Desk, name: str | None, draft: AgencyDraft, roles_before: Mapping[str, str] | None = None
) -> AgencyRecord:
    """Make an agency (`name` None), or write what was typed of the one of that name; return it. One step of undo.
    Raises UsageProblem."""
    codes = tuple(codes_of(draft.areas, list_areas(desk.connection)))
    if name is None:
        roles = {place: role for place, role in draft.roles.items() if role.strip()}
        return add_agency(
            desk,
            draft.name,
            kind=draft.kind,
            in_places=draft.places,
            areas=codes,
            aliases=draft.aliases,
            note=draft.note,
            roles=roles,
        )
    before = find_agency(desk.connection, name)
    known, said = {folded(alias) for alias in before.aliases}, roles_before or {}
    kept = {folded(alias) for alias in draft.aliases}
    here, typed = {folded(place) for place in before.places}, {folded(place) for place in draft.places}
    changes = {
        "in_places": tuple(place for place in draft.places if folded(place) not in here),
        "areas": tuple(code for code in codes if code not in before.areas),
        "aliases": tuple(
            alias for alias in draft.aliases if folded(alias) not in known and folded(alias) != folded(draft.name)
        ),
        "drop_places": tuple(place for place in before.places if folded(place) not in typed),
        "drop_areas": tuple(code for code in before.areas if code not in codes),
        # A new name that was an alias stops being one by itself.
        "drop_aliases": tuple(
            alias for alias in before.aliases if folded(alias) not in kept and folded(alias) != folded(draft.name)
        ),
    }
    new_name = draft.name if clean(draft.name) != before.name else None
    kind = draft.kind if draft.kind else None
    note = draft.note if clean(draft.note) != before.note else None
    new_roles = {
        place: role
        for place, role in draft.roles.items()
        if clean(role) != said.get(place, "") and folded(place) in typed
    }
    if not any(changes.values()) and new_name is None and note is None and not new_roles and kind is None:
        return before
    return change_agency(desk, name, new_name=new_name, kind=kind, note=note, roles=new_roles, **changes)


def save_agency_areas(desk: Desk, agency: int, added: Iterable[str], removed: Iterable[str]) -> AgencyRecord:
    """Let the agency with that id cover some areas more and others no longer; those not named stay as they are.
    Raises UsageProblem."""
    before = agency_of(desk, agency)
    more = tuple(code for code in added if code not in before.areas)
    fewer = tuple(code for code in removed if code in before.areas)
    return change_agency(desk, before.name, areas=more, drop_areas=fewer) if more or fewer else before


def preview_merge(desk: Desk, gone: str, into: str) -> AgencyMerge:
    """Return what making the two one would move; nothing is written. Raises UsageProblem."""
    return what_would_move(desk.connection, find_agency(desk.connection, gone), find_agency(desk.connection, into))


def merge_agencies(desk: Desk, gone: str, into: str) -> AgencyMerge:
    """Make two agencies one: lines, files, returns, maps, areas and names of the one go to the other. One step of undo.
    Raises UsageProblem."""
    with desk.writing() as connection:
        told = merge(connection, find_agency(connection, gone), find_agency(connection, into))
        moved = f"{counted(told.lines, 'line')}, {short_pounds(told.pence)}"
        note_act(connection, "merge agency", told.gone, f"into {told.into}, {moved}")
        note_act(connection, "take over agency", told.into, f"{told.gone}, {moved}")
    return told


WAYS: Final = {"whole": WHOLE, "by-people": BY_PEOPLE, "left-out": LEFT_OUT, "place-only": PLACE_ONLY}
"""How much of a body counts, as it is typed -> as it is kept."""

_DONE: Final = {
    WHOLE: "counted whole",
    BY_PEOPLE: "counted by its share of people",
    LEFT_OUT: "left out of the count",
    PLACE_ONLY: "counted whole, its lines being of the place alone,",
}


@dataclass(frozen=True, slots=True)
class CountedAs:
    """How much of a body counts in a place, after the act."""

    place: str
    body: WiderBody
    words: str
    """That, in a sentence or two, with the money of the place's latest year."""


def count_as(desk: Desk, agency: str, place: str | None, way: str) -> CountedAs:
    """Count a body whole, by its share of people, or not at all: `way` is a name of `WAYS`. One step of undo.
    Raises UsageProblem."""
    where = place_for(desk, place)
    with desk.writing() as connection:
        found = find_agency(connection, agency)
        years = years_of(connection, where.id)
        year = years[0] if years else latest_people_year(connection)
        if WAYS[way] == BY_PEOPLE:
            _check_share(desk, found, where, year)
        join_place(connection, found.id, where.id)
        set_counted(connection, where.id, found.id, WAYS[way])
        note_act(connection, "count agency", found.name, f"{_DONE[WAYS[way]]} in {where.name}")
    facts = facts_of(desk, where, year)
    body = wider_body(facts, found.id)
    return CountedAs(where.name, body, body_words(body, where.name))


def _check_share(desk: Desk, agency: AgencyRecord, place: Place, year: int) -> None:
    """Raise UsageProblem where the share of a body's people who live in the place cannot be worked out."""
    if not agency.areas:
        raise UsageProblem(
            f"The areas of {agency.name} are not known, so no share of its people can be taken. Add its areas first."
        )
    if not place.codes:
        raise UsageProblem(
            f"The areas of {place.name} are not known, so no share of anybody's people can be taken. Add its "
            "areas first."
        )
    own_part = years_of_own_part(desk.connection, place.id, agency.id)
    if own_part:
        raise UsageProblem(
            f"What is held of {agency.name} in {and_words([year_text(one) for one in own_part])} is {place.name}'s own "
            "part already: published figures, shared before. By people they would be shared twice. Its own file counts "
            "by people when it is imported."
        )
    found = stands(desk.connection, place, agency.id, year)
    if not found.outside:
        raise UsageProblem(f"{agency.name} covers nothing outside {place.name}: it is counted whole.")
    if found.share is None:
        raise UsageProblem(
            f"The share of {agency.name} by people cannot be taken: people are not held for all its areas in any "
            "one year."
        )
    if not found.share:
        raise UsageProblem(
            f"{agency.name} has no area in {place.name}, so its share by people would be nothing. Leave it out instead."
        )
