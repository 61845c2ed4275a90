"""Acts on places and agencies: each one transaction, with its line of history.

Warnings about people in what is written by hand: no personal name or number is needed anywhere on a desk.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tpdesk.errors import UsageProblem
from tpdesk.models import agency as agencies
from tpdesk.models import place as places
from tpdesk.models.agency import AgencyRecord, write_return
from tpdesk.models.apportionment import numbers_of
from tpdesk.models.desk import Desk
from tpdesk.models.log.history import note_act
from tpdesk.models.place import Place
from tpdesk.models.population import populations_from_seed
from tpdesk.models.register import set_codes
from tpdesk.models.sensitive import look_for_people
from tpdesk.services.figures import year_start
from tpdesk.text import clean
from tpdesk.units import pounds, year_text

if TYPE_CHECKING:
    import sqlite3


def people_warnings(**texts: str | None) -> tuple[str, ...]:
    """Return one sentence for each thing in the texts that looks like a person's;
    each text under the word that the user has for it."""
    return tuple(
        f"The {what.replace('_', ' ')} holds what looks like {found.kind} ({found.excerpt}). A desk needs nothing "
        "that points at a person: take it out, unless it is an organisation's own."
        for what, text in texts.items()
        for found in look_for_people(text or "")
    )


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
    codes: tuple[str, ...] = (),
) -> Place:
    """Make a place. Raises UsageProblem where its name is taken or a code is none."""
    with desk.writing() as connection:
        places.add_place(
            connection,
            name,
            status=status,
            region=region,
            theme=theme,
            council_type=council_type,
            lead_body=lead_body,
            note=note,
            codes=codes,
        )
        made = places.find_place(connection, name)
        note_act(connection, "add place", made.name, " ".join(made.codes))
    return made


def change(
    desk: Desk,
    name: str,
    *,
    new_name: str | None = None,
    status: str | None = None,
    region: str | None = None,
    theme: str | None = None,
    council_type: str | None = None,
    lead_body: str | None = None,
    note: str | None = None,
    codes: tuple[str, ...] = (),
    drop_codes: tuple[str, ...] = (),
) -> Place:
    """Give a place another name, say something else of it, give it more areas or fewer; None leaves what is.
    Raises UsageProblem."""
    with desk.writing() as connection:
        found = places.find_place(connection, name)
        told = _told(
            ("name", new_name),
            ("kind", status),
            ("region", region),
            ("theme", theme),
            ("type", council_type),
            ("lead organisation", lead_body),
            ("note", note),
            ("area", codes),
            ("no longer area", drop_codes),
        )
        for code in drop_codes:
            places.drop_code(connection, found.id, code)
        places.change_place(
            connection, found.id, name=new_name, status=status, region=region, theme=theme, council_type=council_type,
            lead_body=lead_body, note=note,
        )  # fmt: skip
        set_codes(connection, found.id, list(codes))
        if (codes or drop_codes) and numbers_of(connection, found.id):
            from tpdesk.services.apportioning import remake_all

            remake_all(connection, found.id)
        note_act(connection, "change place", found.name, told)
    return next(place for place in places.list_places(desk.connection) if place.id == found.id)


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
    with desk.writing() as connection:
        found = places.find_place(connection, name)
        places.remove_place(connection, found)
        note_act(connection, "remove place", found.name, " ".join(found.codes))
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
        places.set_population(
            connection,
            place.id,
            start,
            people=people,
            households=households,
            households_year=households_year,
            source=source,
        )
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
    with desk.writing() as connection:
        ids = tuple(places.find_place(connection, place).id for place in in_places)
        agencies.add_agency(connection, name, kind=kind, places=ids, areas=areas, aliases=aliases, note=note)
        made = agencies.find_agency(connection, name)
        for place, role in (roles or {}).items():
            agencies.set_role(connection, made, places.find_place(connection, place), role)
        note_act(connection, "add agency", made.name, " ".join(made.areas))
    return made


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
    """Give an agency another name or kind, and places, areas or aliases more or fewer. What is dropped goes
    before the rest is added.

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
        for place in drop_places:
            agencies.leave_place(connection, found, places.find_place(connection, place))
        for area in drop_areas:
            agencies.drop_area(connection, found, area)
        for alias in drop_aliases:
            agencies.drop_alias(connection, found, alias)
        if new_name is not None:
            agencies.rename(connection, found.id, new_name)
        if kind is not None:
            agencies.set_kind(connection, found.id, kind)
        for place in in_places:
            agencies.join_place(connection, found.id, places.find_place(connection, place).id)
        for area in areas:
            agencies.cover_area(connection, found.id, area)
        for alias in aliases:
            agencies.add_alias(connection, found.id, alias)
        if note is not None:
            agencies.set_note(connection, found.id, note)
        for place, role in (roles or {}).items():
            agencies.set_role(connection, found, places.find_place(connection, place), role)
        note_act(connection, "change agency", found.name, told)
    return next(agency for agency in agencies.list_agencies(desk.connection) if agency.id == found.id)


def remove_agency(desk: Desk, name: str) -> AgencyRecord:
    """Remove an agency that no line, batch or transfer names; return what it was. Raises UsageProblem."""
    with desk.writing() as connection:
        found = agencies.find_agency(connection, name)
        agencies.remove_agency(connection, found)
        note_act(connection, "remove agency", found.name, " ".join(found.areas))
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
    write_return(connection, place.id, agency.id, year, changes)
    told = [
        (
            f"{name.removesuffix('_pence').removesuffix('_on').replace('_', ' ')} "
            f"{pounds(value) if isinstance(value, int) else value or 'none'}"
        )
        for name, value in changes.items()
    ]
    note_act(connection, "set return", agency.name, f"{place.name}, {year_text(year)}: {', '.join(told) or 'expected'}")
