"""What the editor of places needs beside the acts of the register:
a place with all that is kept of it, and each part written, changed and taken off."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from tpdesk.domain.kinds import PLACE_FACTS, Kind, Record
from tpdesk.errors import UsageProblem
from tpdesk.models import place_fact
from tpdesk.models.area import AreaRecord, codes_of, list_areas
from tpdesk.models.connection import spoken
from tpdesk.models.desk import Desk, open_desk
from tpdesk.models.log.history import Act, acts_about, note_act
from tpdesk.models.place import Body, MoneyYear, Place, bodies_of, find_place, money_by_year, populations
from tpdesk.models.place_fact import list_facts, remove_population, write_population
from tpdesk.models.population import PopulationRecord, populations_from_seed
from tpdesk.models.sensitive import people_warnings
from tpdesk.services.figures import place_of
from tpdesk.services.places import add, change
from tpdesk.services.records import add_record, change_record, remove_record
from tpdesk.text import counted
from tpdesk.units import year_text


@dataclass(frozen=True, slots=True)
class PlaceCard:
    """A place with all that is kept of it."""

    place: Place
    areas: tuple[AreaRecord, ...]
    """Its areas, those that no register knows under their code alone."""

    populations: tuple[PopulationRecord, ...]
    """The newest first."""

    to_fill: tuple[int, ...]
    """Years for which the seed has people of its areas and the place has none."""

    money: tuple[MoneyYear, ...]
    bodies: tuple[Body, ...]
    facts: Mapping[str, tuple[Record, ...]]
    """Kind -> its facts."""

    last: Act | None
    """The last act on it, if the history tells of any."""


@dataclass(frozen=True, slots=True)
class PlaceDraft:
    """A place as it was typed; every text replaces what is."""

    name: str
    status: str
    region: str
    council_type: str
    theme: str
    lead_body: str
    note: str
    areas: str
    """Names, codes, or both, with `;` between."""

    contact: str = ""
    issued_on: str = ""
    next_update: str = ""


def read_card(desk: Desk, place: int) -> PlaceCard:
    """Return the place of that id with all that is kept of it. Raises UsageProblem."""
    found, held = place_of(desk, place), desk.connection
    people = tuple(PopulationRecord(*row) for row in populations(held, place))
    years = {record.year for record in people}
    to_fill = tuple(record.year for record in populations_from_seed(held, found.codes) if record.year not in years)
    known = {area.code: area for area in list_areas(held)}
    acts = acts_about(held, "place", found.name, limit=1)
    return PlaceCard(
        found, tuple(known[code] for code in found.codes), people, to_fill, money_by_year(held, place),
        bodies_of(held, place),
        list_facts(held, place), acts[0] if acts else None,
    )  # fmt: skip


def read_areas(desk: Desk) -> tuple[AreaRecord, ...]:
    """Return all areas that can be chosen."""
    return tuple(list_areas(desk.connection))


def read_programme_facts(path: Path) -> dict[str, tuple[Record, ...]]:
    """Return kind -> the facts of the whole programme. Raises DeskFileProblem, Locked."""
    with open_desk(path, read_only=True) as desk, spoken(path):
        return place_fact.list_programme_facts(desk.connection)


def save_place(desk: Desk, name: str | None, draft: PlaceDraft) -> Place:
    """Make a place (`name` None), or write what was typed of the one of that name; return it. Raises UsageProblem."""
    codes = tuple(codes_of(draft.areas, list_areas(desk.connection)))
    if name is None:
        return add(desk, draft.name, codes=codes, **_texts(draft))
    before = find_place(desk.connection, name)
    told, was = ({"new_name": of.name, **_texts(of)} for of in (draft, before))
    changed = {field: text for field, text in told.items() if text.strip() != was[field]}
    more = tuple(code for code in codes if code not in before.codes)
    fewer = tuple(code for code in before.codes if code not in codes)
    if not changed and not more and not fewer:
        return before
    return change(desk, name, codes=more, drop_codes=fewer, **changed)


def _texts(of: PlaceDraft | Place) -> dict[str, str]:
    """Return what is said of a place beside its name and its areas, by field."""
    return {
        "status": of.status, "region": of.region, "theme": of.theme, "council_type": of.council_type,
        "lead_body": of.lead_body, "note": of.note, "contact": of.contact, "issued_on": of.issued_on,
        "next_update": of.next_update,
    }  # fmt: skip


def save_areas(desk: Desk, place: int, added: Iterable[str], removed: Iterable[str]) -> Place:
    """Let the place with that id have some areas more and others no longer; those not named stay as they are.
    Raises UsageProblem."""
    before = place_of(desk, place)
    more = tuple(code for code in added if code not in before.codes)
    fewer = tuple(code for code in removed if code in before.codes)
    return change(desk, before.name, codes=more, drop_codes=fewer) if more or fewer else before


# -- people and households


def save_population(
    desk: Desk, name: str, record: PopulationRecord, *, instead_of: int | None = None
) -> tuple[str, ...]:
    """Write people and households of a year, in place of those of `instead_of` where that is another year; return
    warnings of people in its source.

    Raises UsageProblem where that year is held already, apart from `instead_of`.
    """
    with desk.writing() as connection:
        place = find_place(connection, name)
        if instead_of != record.year and record.year in {row[0] for row in populations(connection, place.id)}:
            raise UsageProblem(
                f"People of {year_text(record.year)} are recorded already for '{place.name}'. Open that entry to "
                "change it; nothing was written over it."
            )
        if instead_of is not None and instead_of != record.year:
            remove_population(connection, place.name, instead_of)
        write_population(connection, place.name, record)
        note_act(connection, "set population", place.name, f"{record.year}: {_told(record)}")
    return people_warnings(source=record.source)


def population_of(desk: Desk, place: int, year: int) -> PopulationRecord:
    """Return people and households of a place and year. Raises UsageProblem where none are held."""
    found = next((row for row in populations(desk.connection, place) if row[0] == year), None)
    if found is None:
        raise UsageProblem(
            f"People of {year_text(year)} are no longer on the desk. What you typed is kept; press u to undo their "
            "removal.", title="The record has gone"
        )  # fmt: skip
    return PopulationRecord(*found)


def take_population_off(desk: Desk, name: str, year: int) -> None:
    """Take people and households of a year off a place. Raises UsageProblem where none are held."""
    with desk.writing() as connection:
        place = find_place(connection, name)
        remove_population(connection, place.name, year)
        note_act(connection, "remove population", place.name, str(year))


def fill_populations(desk: Desk, name: str, *, again: bool = False) -> tuple[PopulationRecord, ...]:
    """Take people and households of every year that the seed has for the place's areas; years that are
    held stay, unless `again`.

    Returns those that were written. Raises UsageProblem where there are none.
    """
    with desk.writing() as connection:
        place = find_place(connection, name)
        if not place.codes:
            raise UsageProblem(
                f"'{place.name}' has no areas, so its people cannot be looked up. Give it its areas first, or "
                "type the figures."
            )
        known = populations_from_seed(connection, place.codes)
        if not known:
            raise UsageProblem(
                f"tpdesk comes with no figures for the areas of '{place.name}'. Type them, with their source."
            )
        held = {row[0] for row in populations(connection, place.id)}
        fresh = tuple(record for record in known if again or record.year not in held)
        if not fresh:
            raise UsageProblem(
                "All years that tpdesk comes with are held already: "
                f"{', '.join(year_text(record.year) for record in known)}."
            )
        for record in fresh:
            write_population(connection, place.name, record)
        years = ", ".join(str(record.year) for record in fresh)
        note_act(
            connection, "fill populations", place.name, f"{counted(len(fresh), 'year')} from tpdesk's figures: {years}"
        )
    return fresh


def _told(record: PopulationRecord) -> str:
    return f"{record.people} people, {record.households} households, {record.source}"


# -- programmes, funding awards, notes, published counts, milestones


def fact_kind(name: str) -> Kind:
    """Return the kind of fact of that name. Raises UsageProblem that lists them."""
    kind = PLACE_FACTS.get(name.strip().casefold())
    if kind is None:
        raise UsageProblem(f"'{name}' is not a kind of fact. Kinds: {', '.join(PLACE_FACTS)}.")
    return kind


def fact_of(desk: Desk, place: int, kind: Kind, number: int) -> Record:
    """Return the fact of a place with that number. Raises UsageProblem."""
    return place_fact.find_fact(desk.connection, kind, place, number)


def save_fact(
    desk: Desk, place: str, kind: str, typed: Mapping[str, str], number: int | None = None
) -> tuple[int, tuple[str, ...]]:
    """Write a fact of a place, or what was typed of the one of that number;
    return (its number, warnings of people in its texts). Raises UsageProblem."""
    of_kind = fact_kind(kind)
    found = find_place(desk.connection, place)
    if number is None:
        saved = add_record(desk, of_kind.name, {**typed, "place": found.name})
    else:
        place_fact.find_fact(desk.connection, of_kind, found.id, number)
        saved = change_record(desk, of_kind.name, number, typed)
    return saved.record.id, saved.warnings


def take_fact_off(desk: Desk, place: str, kind: str, number: int) -> None:
    """Take a fact off a place. Raises UsageProblem where it has none of that number."""
    of_kind = fact_kind(kind)
    place_fact.find_fact(desk.connection, of_kind, find_place(desk.connection, place).id, number)
    remove_record(desk, of_kind.name, number)
