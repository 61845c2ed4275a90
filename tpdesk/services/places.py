"""Acts on places and agencies, as the verbs of the contract have them: each a record written, changed or removed by the
registry of kinds, with its line of history."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tpdesk.domain.kinds import AGENCY_KIND, PLACE_KIND, POPULATION
from tpdesk.errors import UsageProblem
from tpdesk.models import agency as agencies
from tpdesk.models import place as places
from tpdesk.models.agency import AgencyRecord
from tpdesk.models.desk import Desk
from tpdesk.models.log.history import note_act
from tpdesk.models.place import Place, check_gss
from tpdesk.models.place_fact import write_return
from tpdesk.models.population import populations_from_seed
from tpdesk.models.records import store
from tpdesk.models.sensitive import people_warnings
from tpdesk.services.figures import year_start
from tpdesk.services.records import add_record, change_with_lines, remove_record
from tpdesk.text import clean, folded
from tpdesk.units import pounds, year_text

if TYPE_CHECKING:
    import sqlite3


@dataclass(frozen=True, slots=True)
class PopulationTold:
    """What is held of a place's people for a year, after the act."""

    place: str
    year: str
    people: int | None
    households: int | None
    households_year: int | None
    source: str
    warnings: tuple[str, ...]
    """What in the source looks like a person's, a sentence each."""


def add(
    desk: Desk,
    name: str,
    *,
    status: str = "",
    region: str = "",
    theme: str = "",
    council_type: str = "",
    lead_body: str = "",
    note: str = "",
    contact: str = "",
    issued_on: str = "",
    next_update: str = "",
    codes: tuple[str, ...] = (),
) -> Place:
    """Make a place. Raises UsageProblem where its name is taken or a code is none."""
    typed = {
        "title": name, "status": status, "region": region, "theme": theme, "council_type": council_type,
        "lead_body": lead_body, "note": note, "areas": tuple(map(check_gss, codes)),
        "contact": contact, "issued_on": issued_on, "next_update": next_update,
    }  # fmt: skip
    made = add_record(desk, PLACE_KIND.name, typed).record
    return places.find_place(desk.connection, made.title)


def change(
    desk: Desk,
    name: str,
    *,
    codes: tuple[str, ...] = (),
    drop_codes: tuple[str, ...] = (),
    **texts: str | None,
) -> Place:
    """Give a place another name (`new_name`), say something else of it, give it more areas or fewer; None leaves what
    is. Raises UsageProblem."""
    with desk.writing() as connection:
        found = places.find_place(connection, name)
        told = _told(
            *((word, texts.get(field)) for field, word in _PLACE_TEXTS.items()), ("area", codes),
            ("no longer area", drop_codes),
        )  # fmt: skip
        typed: dict[str, str | tuple[str, ...]] = _typed(texts)
        if codes or drop_codes:
            dropped = tuple(map(check_gss, drop_codes))
            for code in dropped:
                if code not in found.codes:
                    has = " ".join(found.codes) or "none"
                    raise UsageProblem(f"{code} is no area of this place. It has {has}.")
            typed["areas"] = (*(code for code in found.codes if code not in dropped), *map(check_gss, codes))
        change_with_lines(connection, PLACE_KIND, found.id, typed)
        note_act(connection, "change place", found.name, told)
    return next(place for place in places.list_places(desk.connection) if place.id == found.id)


_PLACE_TEXTS = {
    "new_name": "name", "status": "kind", "region": "region", "theme": "theme", "council_type": "type",
    "lead_body": "lead organisation", "note": "note", "contact": "contact", "issued_on": "issued",
    "next_update": "next update",
}  # fmt: skip
"""Field of a place -> what the history calls it."""


def _typed(texts: Mapping[str, str | None]) -> dict[str, str | tuple[str, ...]]:
    """Return the fields that are said, as they would be typed."""
    return {"title" if name == "new_name" else name: text for name, text in texts.items() if text is not None}


def _told(*given: tuple[str, str | tuple[str, ...] | None]) -> str:
    """Return what was changed as a line of history. Raises UsageProblem where nothing was."""
    parts = [
        f"{what}: {text if isinstance(text, str) else ', '.join(text)}"
        for what, text in given
        if text is not None and text != ()
    ]
    if not parts:
        raise UsageProblem("There is nothing to change: say what, with one of the options that --help lists.")
    return clean("; ".join(parts))


def remove(desk: Desk, name: str) -> Place:
    """Remove a place that no line and no batch names, with all that is known of it; return what it was.
    Raises UsageProblem."""
    found = places.find_place(desk.connection, name)
    remove_record(desk, PLACE_KIND.name, found.id)
    return found


def set_population(
    desk: Desk,
    name: str,
    year: str,
    *,
    people: int | None = None,
    households: int | None = None,
    households_year: int | None = None,
    source: str = "",
    from_seed: bool = False,
) -> PopulationTold:
    """Set people and households of a place for a financial year (or the calendar year in which it starts).
    Raises UsageProblem."""
    start = int(year) if year.isdigit() and len(year) == 4 and 1900 <= int(year) <= 2200 else year_start(year)
    place = places.find_place(desk.connection, name)
    if from_seed:
        if not place.codes:
            raise UsageProblem(
                f"'{place.name}' has no areas, so its people cannot be looked up. Give figures, or make it with --code."
            )
        people, households, households_year, source = places.seed_population(desk.connection, place.codes, start)
        if people is None and households is None:
            held = ", ".join(year_text(record.year) for record in populations_from_seed(desk.connection, place.codes))
            known = f"It has them for {held}" if held else "It has them for no other year either"
            raise UsageProblem(
                f"tpdesk comes with no figures for the areas of '{place.name}' for {year_text(start)}. {known}. "
                "Give others with --people and --households."
            )
    if people is None and households is None:
        raise UsageProblem("Give --people, --households or both; what is not known is left out, never zero.")
    with desk.writing() as connection:
        figures = {"people": people, "households": households}
        typed = {name: str(figure) for name, figure in figures.items() if figure is not None}
        typed |= {"households_year": str(households_year or start)} if households is not None else {}
        typed |= {"source": source} if source else {}
        store.put(connection, POPULATION, {"place": place.name, "year": year_text(start), **typed})
        note_act(
            connection, "set population", place.name, f"{start}: {people} people, {households} households, {source}"
        )
    row = next(row for row in places.populations(desk.connection, place.id) if row[0] == start)
    return PopulationTold(place.name, year_text(start), row[1], row[2], row[3], row[4], people_warnings(source=source))


def add_agency(
    desk: Desk,
    name: str,
    *,
    kind: str | None = None,
    in_places: tuple[str, ...] = (),
    areas: tuple[str, ...] = (),
    aliases: tuple[str, ...] = (),
    note: str = "",
    roles: Mapping[str, str] | None = None,
) -> AgencyRecord:
    """Make an agency; `roles` is place -> what it does there.
    Raises UsageProblem where its name is taken, or a place, kind or code is unknown."""
    typed = {
        "title": name, "kind": kind or "", "places": in_places, "areas": tuple(map(check_gss, areas)),
        "aliases": aliases, "note": note, "roles": _sayings(roles or {}),
    }  # fmt: skip
    made = add_record(desk, AGENCY_KIND.name, typed).record
    return agencies.find_agency(desk.connection, made.title)


def _sayings(roles: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(f"{place}: {role}" for place, role in roles.items())


def change_agency(
    desk: Desk,
    name: str,
    *,
    new_name: str | None = None,
    kind: str | None = None,
    in_places: tuple[str, ...] = (),
    areas: tuple[str, ...] = (),
    aliases: tuple[str, ...] = (),
    note: str | None = None,
    roles: Mapping[str, str] | None = None,
    drop_places: tuple[str, ...] = (),
    drop_areas: tuple[str, ...] = (),
    drop_aliases: tuple[str, ...] = (),
) -> AgencyRecord:
    """Give an agency another name or kind, and places, areas or aliases more or fewer.

    `roles` is place -> what it does there, for places that it is in then. Raises UsageProblem, among others where it
    has lines in a place that it should leave.
    """
    with desk.writing() as connection:
        found = agencies.find_agency(connection, name)
        told = _told(
            ("name", new_name), ("kind", kind), ("place", in_places), ("area", areas), ("alias", aliases),
            ("note", note),
            *((f"role in {place}", role) for place, role in (roles or {}).items()),
            ("no longer place", drop_places), ("no longer area", drop_areas), ("no longer alias", drop_aliases),
        )  # fmt: skip
        typed: dict[str, str | tuple[str, ...]] = _typed({"new_name": new_name, "kind": kind, "note": note})
        if in_places or drop_places:
            dropped = tuple(places.find_place(connection, place).name for place in drop_places)
            typed["places"] = _without(found.places, dropped, _IS_NOT_IN.format(found.name), in_places)
        if areas or drop_areas:
            typed["areas"] = _without(
                found.areas, map(check_gss, drop_areas), _COVERS_NOT.format(found.name), map(check_gss, areas)
            )
        if aliases or drop_aliases:
            typed["aliases"] = _without(found.aliases, drop_aliases, _HAS_NO_ALIAS.format(found.name), aliases)
        if roles:
            typed["roles"] = _roles(connection, found, roles, drop_places)
        change_with_lines(connection, AGENCY_KIND, found.id, typed)
        note_act(connection, "change agency", found.name, told)
    return next(agency for agency in agencies.list_agencies(desk.connection) if agency.id == found.id)


_IS_NOT_IN = "'{}' is not expected in '{{}}'. Its places: {{}}."
_COVERS_NOT = "'{}' does not cover {{}}. It covers {{}}."
_HAS_NO_ALIAS = "'{}' has no alias '{{}}'. Its aliases: {{}}."


def _without(held: Iterable[str], dropped: Iterable[str], words: str, more: Iterable[str]) -> tuple[str, ...]:
    """Return what a list holds after some were dropped and more added.
    Raises UsageProblem in `words` where one was not in it."""
    left = {folded(name): name for name in held}
    for name in dropped:
        if left.pop(folded(name), None) is None:
            raise UsageProblem(words.format(clean(name), ", ".join(held) or "none"))
    return (*left.values(), *more)


def _roles(
    connection: sqlite3.Connection, agency: AgencyRecord, roles: Mapping[str, str], dropped: Iterable[str]
) -> tuple[str, ...]:
    """Return what an agency does in each of its places, some of it said anew."""
    said = {places.find_place(connection, place).name: role for place, role in roles.items()}
    other = tuple(f"{places.find_place(connection, place).name}: " for place in (*said, *dropped))
    held = store.read(connection, AGENCY_KIND, agency.id).listed("roles")
    return (*(text for text in held if not text.startswith(other)), *_sayings(said))


def remove_agency(desk: Desk, name: str) -> AgencyRecord:
    """Remove an agency that no line, batch or transfer names; return what it was. Raises UsageProblem."""
    found = agencies.find_agency(desk.connection, name)
    remove_record(desk, AGENCY_KIND.name, found.id)
    return found


def set_return(
    desk: Desk,
    agency: str,
    place: str,
    year: str,
    *,
    state: str | None = None,
    published_pence: int | None = None,
    published_source: str | None = None,
    note: str | None = None,
    requested_on: str | None = None,
    due_on: str | None = None,
    received_on: str | None = None,
    next_action: str | None = None,
) -> tuple[str, ...]:
    """Record how far an agency's return is, with its dates and published total; None leaves what
    is, an empty text clears.

    Returns warnings of people in its texts. Raises UsageProblem.
    """
    start = year_start(year)
    given: dict[str, str | int | None] = {
        "state": state, "requested_on": requested_on, "due_on": due_on, "received_on": received_on,
        "next_action": next_action,
        "published_pence": published_pence, "published_source": published_source, "note": note,
    }  # fmt: skip
    changes = {name: value for name, value in given.items() if value is not None}
    with desk.writing() as connection:
        record, where = agencies.find_agency(connection, agency), places.find_place(connection, place)
        keep_return(connection, record, where, start, changes)
    return people_warnings(source=published_source, note=note, next_action=next_action)


def keep_return(
    connection: sqlite3.Connection,
    agency: AgencyRecord,
    place: Place,
    year: int,
    changes: Mapping[str, str | int | None],
) -> None:
    """Write what is said of an agency's return, with its line of history. Inside `Desk.writing()`.
    Raises UsageProblem."""
    agencies.join_place(connection, agency.id, place.id)
    write_return(connection, place.name, agency.name, year, changes)
    told = [
        (
            f"{name.removesuffix('_pence').removesuffix('_on').replace('_', ' ')} "
            f"{pounds(value) if isinstance(value, int) else value or 'none'}"
        )
        for name, value in changes.items()
    ]
    note_act(connection, "set return", agency.name, f"{place.name}, {year_text(year)}: {', '.join(told) or 'expected'}")
