"""What the editor of agencies needs beside the acts of the register: an agency written as it was typed, and two that are one made one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from tpdesk.models.agency import AgencyRecord, find_agency
from tpdesk.models.agency_merge import AgencyMerge, merge, what_would_move
from tpdesk.models.area import codes_of, list_areas
from tpdesk.models.desk import Desk
from tpdesk.models.log.history import note_act
from tpdesk.services.places import add_agency, change_agency
from tpdesk.services.returns import agency_of
from tpdesk.text import clean, counted, folded
from tpdesk.units import short_pounds


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
    """Make an agency (`name` None), or write what was typed of the one of that name; return it. One step of undo. Raises UsageProblem."""
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
    """Let the agency with that id cover some areas more and others no longer; those not named stay as they are. Raises UsageProblem."""
    before = agency_of(desk, agency)
    more = tuple(code for code in added if code not in before.areas)
    fewer = tuple(code for code in removed if code in before.areas)
    return change_agency(desk, before.name, areas=more, drop_areas=fewer) if more or fewer else before


def preview_merge(desk: Desk, gone: str, into: str) -> AgencyMerge:
    """Return what making the two one would move; nothing is written. Raises UsageProblem."""
    return what_would_move(desk.connection, find_agency(desk.connection, gone), find_agency(desk.connection, into))


def merge_agencies(desk: Desk, gone: str, into: str) -> AgencyMerge:
    """Make two agencies one: lines, files, returns, maps, areas and names of the one go to the other. One step of undo. Raises UsageProblem."""
    with desk.writing() as connection:
        told = merge(connection, find_agency(connection, gone), find_agency(connection, into))
        moved = f"{counted(told.lines, 'line')}, {short_pounds(told.pence)}"
        note_act(connection, "merge agency", told.gone, f"into {told.into}, {moved}")
        note_act(connection, "take over agency", told.into, f"{told.gone}, {moved}")
    return told
