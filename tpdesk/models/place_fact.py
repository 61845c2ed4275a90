"""What else is kept of a place, as `place fact` and the card of a place have it: records of the kinds in
`PLACE_FACTS`."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping

from tpdesk.domain.kinds import PLACE_FACTS, POPULATION, RETURN
from tpdesk.domain.record_kind import Kind, Record
from tpdesk.errors import UsageProblem
from tpdesk.models.population import PopulationRecord
from tpdesk.models.records import store
from tpdesk.units import year_text


def list_facts(connection: sqlite3.Connection, place: int) -> dict[str, tuple[Record, ...]]:
    """Return kind -> the facts of a place as they were written; milestones by date, those of the whole programme
    too."""
    return {name: _listed(connection, name, kind, place) for name, kind in PLACE_FACTS.items()}


def _listed(connection: sqlite3.Connection, name: str, kind: Kind, place: int) -> tuple[Record, ...]:
    found = store.list_of_place(connection, kind, place)
    return tuple(sorted(found, key=_by_date)) if name == "milestone" else tuple(filter(_is_own, found))


def _is_own(fact: Record) -> bool:
    return bool(fact.values["place"])


def _by_date(fact: Record) -> tuple[str, int]:
    return str(fact.values["date"]), fact.id


def list_programme_facts(connection: sqlite3.Connection) -> dict[str, tuple[Record, ...]]:
    """Return kind -> the facts that are of the whole programme and of no place: published counts as they were written,
    milestones by date."""
    found = {
        name: store.list_all(connection, kind, {"place": ""})
        for name, kind in PLACE_FACTS.items()
        if not kind.home.needed
    }
    return found | {"milestone": tuple(sorted(found["milestone"], key=_by_date))}


def find_fact(connection: sqlite3.Connection, kind: Kind, place: int, number: int) -> Record:
    """Return one fact of a place, by its number. Raises UsageProblem."""
    name = next(name for name, one in PLACE_FACTS.items() if one is kind)
    for fact in _listed(connection, name, kind, place):
        if fact.id == number:
            return fact
    raise UsageProblem(f"This place has no {kind.noun} {number}. `place show` lists them with their numbers.")


def columns_of(fact: Record) -> dict[str, object]:
    """Return column -> what stands in it, its number first: what `place show` and `place programme` answer with."""
    kept = {field.stored: fact.values[field.name] for field in fact.kind.fields if field is not fact.kind.home}
    return {"number": fact.id, **kept}


def place_facts(connection: sqlite3.Connection, place: int) -> dict[str, list[dict[str, object]]]:
    """Return what is known of a place's programmes, awards, notes, published counts and own milestones, each
    with its number and source."""
    return {
        "notes" if name == "note" else kind.plural_name: [
            columns_of(fact) for fact in store.list_of_place(connection, kind, place) if _is_own(fact)
        ]
        for name, kind in PLACE_FACTS.items()
    }


def write_population(connection: sqlite3.Connection, place: str, record: PopulationRecord) -> None:
    """Write what is known of a year in place of what was.
    Raises UsageProblem where there is neither figure, or one is not above zero."""
    figures = {name: getattr(record, name) for name in ("people", "households", "households_year")}
    if record.households is None:
        figures["households_year"] = None
    typed = {name: "" if figure is None else str(figure) for name, figure in figures.items()}
    store.put(
        connection, POPULATION, {"place": place, "year": year_text(record.year), "source": record.source, **typed}
    )


def remove_population(connection: sqlite3.Connection, place: str, year: int) -> None:
    """Remove the people and households of one year of a place. Raises UsageProblem where none are held."""
    held = store.list_all(connection, POPULATION, {"place": place, "year": year_text(year)})
    if not held:
        raise UsageProblem(f"No people or households are held for {year_text(year)}.")
    store.remove(connection, POPULATION, held[0].id)


def write_return(
    connection: sqlite3.Connection, place: str, agency: str, year: int, changes: Mapping[str, str | int | None]
) -> None:
    """Write what is said of a return: column -> text, or pence; all others stay. An empty text, and None for the
    published total, clear. Raises UsageProblem."""
    typed = {"place": place, "agency": agency, "year": year_text(year)}
    for field in RETURN.fields:
        if field.stored in changes:
            value = changes[field.stored]
            typed[field.name] = field.csv_text(value) if field.type.is_amount else str(value or "")
    store.put(connection, RETURN, typed)
