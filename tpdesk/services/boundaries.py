"""Boundary sets: brought from a file or set up in one act, and a place's money recounted on them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from tpdesk.calc.area_map import PlaceMap, map_of_new
from tpdesk.calc.new_areas import Partition
from tpdesk.calc.recount import recount, rows_by_body, rows_by_category
from tpdesk.domain.boundary_set import BoundarySet, NewGround
from tpdesk.domain.facts import YearFacts
from tpdesk.domain.kinds import KINDS
from tpdesk.domain.kinds.boundaries import PAST
from tpdesk.domain.record_kind import Record
from tpdesk.domain.results.recount import Recount, RecountRow
from tpdesk.errors import InputProblem, UsageProblem
from tpdesk.models.apportionment import read_boundaries, read_middles
from tpdesk.models.area import AreaRecord, list_areas
from tpdesk.models.boundary_set import past_areas, placed_lines, read_drivers, read_set
from tpdesk.models.connection import savepoint
from tpdesk.models.desk import Desk
from tpdesk.models.log.history import note_act
from tpdesk.models.place import Place, find_place, list_places
from tpdesk.models.population import people_near
from tpdesk.models.records import store
from tpdesk.services.figures import facts_of
from tpdesk.services.files import read_json
from tpdesk.services.records import add_with_lines
from tpdesk.text import clean, folded
from tpdesk.units import parse_year, year_text

if TYPE_CHECKING:
    import sqlite3

_SET, _AREA, _CHOICE = (KINDS[name] for name in ("boundaries", "boundary-area", "driver-choice"))

USUAL_CHOICES: Final = (
    ("Adult social care", "People 65 and over, mid-2024", ("People 16 to 64, mid-2024", "People, mid-2024")),
    ("Education", "People 5 to 15, mid-2024", ("People 0 to 15, mid-2024",)),
    ("Children", "People 0 to 15, mid-2024", ("People, mid-2024",)),
    ("Public health", "People, mid-2024", ("People 16 to 64, mid-2024",)),
    ("Waste", "Households, Census 2021", ("People, mid-2024",)),
    ("", "People, mid-2024", ("Households, Census 2021",)),
)
"""(service, driver, plausible others) that a set begins with which is set up on a screen, by drivers that come with
tpdesk; each can be changed."""


@dataclass(frozen=True, slots=True)
class SetDraft:
    """A boundary set as it is written in one act."""

    title: str
    place: str
    areas: Mapping[str, Sequence[str]]
    """New area -> codes or names of what it is made of."""

    codes: Mapping[str, str]
    """New area -> its code, of those that have one."""

    rules: Sequence[tuple[str, str, Sequence[str]]]
    """(service, driver, plausible others)."""

    kind: str = "proposal"
    whose: str = "all"
    vesting: str = ""
    source: str = ""


# -- what is asked


def read_recount(desk: Desk, title: str, place: str | None, year: int | None, *, whose: str = "") -> Recount:
    """Return the money of the set's place and a year on the new boundaries; the place's only year where none is given.
    Raises UsageProblem, BoundaryProblem, DriverProblem."""
    record = store.find(desk.connection, _SET, title)
    home = find_place(desk.connection, str(record.values["place"]))
    if place and find_place(desk.connection, place).id != home.id:
        raise UsageProblem(f"'{record.title}' redraws {home.name}, not {place}. Name the place of the set, or none.")
    return recount_of(desk, record.id, home, _year_of(home, year), whose=whose)


def recount_of(desk: Desk, number: int, place: Place, year: int, *, whose: str = "") -> Recount:
    """Return the money of a place and year on the boundary set of that number. Raises as `read_recount`."""
    facts = facts_of(desk, place, year)
    return _recounted(desk, facts, number, place, whose)


def recount_with(desk: Desk, facts: YearFacts, title: str) -> Recount:
    """Return facts that were read on the boundary set of that title. Raises as `read_recount`."""
    record = store.find(desk.connection, _SET, title)
    if record.values["place"] != facts.place:
        raise UsageProblem(f"'{record.title}' redraws {record.values['place']}, not {facts.place}.")
    return _recounted(desk, facts, record.id, find_place(desk.connection, facts.place), "")


def rows_of(desk: Desk, found: Recount, by: str, level: int) -> tuple[RecountRow, ...]:
    """Return a recount by `body` or by `category`."""
    place = find_place(desk.connection, found.set.place)
    facts = facts_of(desk, place, parse_year(found.basis.year))
    return rows_by_body(facts, found) if by == "body" else rows_by_category(facts, found, level)


def _recounted(desk: Desk, facts: YearFacts, number: int, place: Place, whose: str) -> Recount:
    redrawn = read_set(desk.connection, number)
    if whose:
        redrawn = replace(redrawn, whose=whose)
    return recount(facts, redrawn, _ground(desk, facts, redrawn, place))


def _ground(desk: Desk, facts: YearFacts, redrawn: BoundarySet, place: Place) -> NewGround:
    held, wholes = desk.connection, [frozenset(area.areas) for area in redrawn.areas]
    shared = {
        number for number, agency in facts.agencies.items()
        if not any(agency.base_areas and agency.base_areas <= whole for whole in wholes)
    }  # fmt: skip
    named = {cell.agency for cell in facts.areas if cell.value and cell.flow == "expenditure" and not cell.internal}
    return NewGround(
        read_boundaries(held), place.codes, read_drivers(held, redrawn), people_near(held, facts.year),
        past_areas(held), placed_lines(held, place.id, facts.year, sorted(named & shared)),
    )  # fmt: skip


def _year_of(place: Place, year: int | None) -> int:
    if year is not None:
        return year
    if len(place.years) == 1:
        return int(place.years[0])
    if not place.years:
        raise UsageProblem(f"'{place.name}' has no spend lines yet, so there is nothing to recount.")
    raise UsageProblem(
        f"'{place.name}' has lines in several years ({', '.join(map(year_text, place.years))}). Say which."
    )


@dataclass(frozen=True, slots=True)
class Option:
    """A boundary set of a place with what it comes to."""

    record: Record
    found: Recount | None
    problem: str
    """Why it cannot be recounted, in words; empty where it can."""

    drawn: PlaceMap
    """Its map in letters."""

    @property
    def title(self) -> str:
        """The set's title."""
        return self.record.title


def read_options(desk: Desk, place: Place, year: int, *, whose: str = "") -> tuple[Option, ...]:
    """Return every boundary set of a place with its recount for a year, by title; of past sets only those that can be
    recounted."""
    records, facts = sets_of(desk, place.id), facts_of(desk, place, year)
    names, middles = {area.code: area.name for area in list_areas(desk.connection)}, read_middles()
    found = []
    for record in sorted(records, key=lambda one: folded(one.title)):
        drawn = map_of_new(read_set(desk.connection, record.id), names, middles)
        try:
            option = Option(record, _recounted(desk, facts, record.id, place, whose), "", drawn)
        except UsageProblem as error:
            option = Option(record, None, str(error), drawn)
        if option.found is not None or record.values["kind"] != PAST:
            found.append(option)
    return tuple(found)


def sets_of(desk: Desk, place: int) -> tuple[Record, ...]:
    """Return the boundary sets of the place with that id, in the order in which they were written."""
    return store.list_of_place(desk.connection, _SET, place)


def districts_of(desk: Desk, place: Place) -> tuple[AreaRecord, ...]:
    """Return the districts of a place by name: what a boundary set is made of."""
    boundaries, known = read_boundaries(desk.connection), {area.code: area for area in list_areas(desk.connection)}
    found, ahead = list[AreaRecord](), list(place.codes)
    inside = boundaries.inside("9999-12-31")
    while ahead:
        code = ahead.pop()
        inner = [one for one in inside.get(code, ()) if one in known and known[one].kind not in ("ward", "parish")]
        ahead += inner
        if not inner and code in known:
            found.append(known[code])
    return tuple(sorted(found, key=lambda area: area.name))


# -- what is written


def write_set(desk: Desk, draft: SetDraft, *, dry_run: bool = False) -> tuple[Record, tuple[str, ...]]:
    """Write a boundary set with its areas and choices of driver in one step of undo; return (it, what was made on the
    way). With `dry_run` nothing is written. Raises BoundaryProblem where the areas do not part the place,
    UsageProblem, Locked."""
    with desk.writing() as connection:
        with savepoint(connection, keep=not dry_run):
            record, notices = write_within(connection, draft)
            must_part(connection, record.id)
        if not dry_run:
            note_act(connection, f"add {_SET.noun}", record.title, draft.place)
    return record, notices


def write_within(connection: sqlite3.Connection, draft: SetDraft) -> tuple[Record, tuple[str, ...]]:
    """Write a boundary set with what hangs on it. Inside `Desk.writing()`. Raises UsageProblem."""
    plain = {"title": draft.title, "place": draft.place, "kind": draft.kind, "whose": draft.whose,
        "vesting": draft.vesting, "source": draft.source}  # fmt: skip
    record, notices = add_with_lines(connection, _SET, plain)
    told = list(notices)
    for name, areas in draft.areas.items():
        typed = {"boundaries": record.title, "name": name, "code": draft.codes.get(name, ""), "areas": list(areas)}
        told += add_with_lines(connection, _AREA, typed)[1]
    for starts, driver, others in draft.rules:
        rule = {"boundaries": record.title, "starts": starts, "driver": driver, "plausible": list(others)}
        told += add_with_lines(connection, _CHOICE, rule)[1]
    return record, tuple(told)


def must_be_new(desk: Desk, title: str) -> None:
    """Refuse the title of a set that is on the desk already. Raises UsageProblem."""
    if any(folded(record.title) == folded(title) for record in store.list_all(desk.connection, _SET)):
        raise UsageProblem(f"There is a boundary set called '{clean(title)}' already.")


def must_part(connection: sqlite3.Connection, number: int, year: int | None = None) -> None:
    """Refuse a boundary set whose areas do not part its place, on the day of its vesting or today's boundaries.
    Raises BoundaryProblem."""
    redrawn = read_set(connection, number)
    place = find_place(connection, redrawn.place)
    when = year if year is not None else max(place.years, default=2024)
    Partition(redrawn, NewGround(read_boundaries(connection), place.codes, past=past_areas(connection)), when)


def import_set(desk: Desk, file: Path, place: str | None, *, dry_run: bool = False) -> tuple[Record, tuple[str, ...]]:
    """Import a boundary set from a JSON file; return as `write_set`. Raises InputProblem, UsageProblem, Locked."""
    said = _read_set_file(file)
    where = place or str(said.get("place") or "") or _place_of(desk, said)
    return write_set(desk, _draft(said, where), dry_run=dry_run)


def _read_set_file(file: Path) -> dict[str, Any]:
    said = read_json(file)
    if not isinstance(said.get("areas"), dict) or not said["areas"]:
        raise InputProblem(f"{file} names no new areas: it needs 'areas', a name with its districts for each.")
    return said


def _draft(said: Mapping[str, Any], place: str) -> SetDraft:
    areas, codes = dict[str, list[str]](), dict[str, str]()
    for name, made in said["areas"].items():
        codes[str(name)] = str(made.get("code", "")) if isinstance(made, dict) else ""
        areas[str(name)] = _texts(made.get("areas") if isinstance(made, dict) else made, f"the new area '{name}'")
    plausible = said.get("plausible") or {}
    if not isinstance(plausible, dict):
        raise InputProblem("'plausible' needs a list of drivers for each service that has others.")
    rules = [_rule(rule, plausible) for rule in said.get("rules") or []]
    stray = next((name for name in plausible if name not in {starts for starts, _, _ in rules}), None)
    if stray is not None:
        raise InputProblem(f"'plausible' has drivers for '{stray}', and 'rules' has no such service.")
    text = {name: str(said.get(name) or "") for name in ("title", "kind", "whose", "vesting", "source")}
    return SetDraft(
        text["title"], place, areas, codes, rules, text["kind"] or "proposal", text["whose"] or "all", text["vesting"],
        text["source"],
    )  # fmt: skip


def _texts(said: object, where: str) -> list[str]:
    if not isinstance(said, list) or not all(isinstance(one, str) for one in said):
        raise InputProblem(f"{where[:1].upper()}{where[1:]} needs a list of names or codes.")
    return [clean(one) for one in said]


def _rule(rule: object, plausible: Mapping[str, object]) -> tuple[str, str, list[str]]:
    if not isinstance(rule, list) or len(rule) != 2 or not all(isinstance(one, str) for one in rule):
        raise InputProblem("Each of 'rules' needs two texts: how the label or category starts, and a driver.")
    return rule[0], rule[1], _texts(plausible.get(rule[0]) or [], f"'plausible' of '{rule[0]}'")


def _place_of(desk: Desk, said: Mapping[str, Any]) -> str:
    """Return the only place that the file can mean: the one whose districts it names. Raises UsageProblem."""
    places = list_places(desk.connection)
    if len(places) == 1:
        return places[0].name
    named = {
        folded(str(one))
        for made in said["areas"].values()
        for one in (made.get("areas") or [] if isinstance(made, dict) else made or [])
    }
    fitting = [
        place.name
        for place in places
        if place.codes
        and named <= {folded(word) for area in districts_of(desk, place) for word in (area.code, area.name, area.words)}
    ]
    if len(fitting) == 1:
        return fitting[0]
    raise UsageProblem("Say which place the new areas part: name it with --place.")
