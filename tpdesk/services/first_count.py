"""The first count of a place: looked at before, written in one step, and given way to an organisation's own return."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING, Final

from tpdesk.calc.first_count import TINY, make_first_count
from tpdesk.calc.first_count_summary import error_range
from tpdesk.domain.codes import CONTROLS
from tpdesk.domain.facts import PLACE_ONLY
from tpdesk.domain.first_count import BATCH_KIND, FIRST_YEAR, GRADES, FirstBody, FirstCount, Published
from tpdesk.domain.kinds import AGENCY_KIND, PLACE_KIND
from tpdesk.errors import InputProblem, UsageProblem
from tpdesk.models import made_batch
from tpdesk.models.agency import find_agency_id, join_place
from tpdesk.models.area import base_areas, codes_of, list_areas, nesting
from tpdesk.models.desk import Desk
from tpdesk.models.log.history import note_act
from tpdesk.models.made_batch import MadeLine, MadeSheet
from tpdesk.models.place import Place, area_names, find_place, list_places
from tpdesk.models.place_fact import write_population, write_return
from tpdesk.models.population import PopulationRecord, seed_population
from tpdesk.models.published import (
    agencies_with_lines,
    bodies_by_area,
    default_controls,
    has_areas,
    has_people,
    read_bands,
)
from tpdesk.models.published_files import read_published
from tpdesk.models.records import store
from tpdesk.models.wider import set_counted
from tpdesk.text import and_words, counted, folded
from tpdesk.units import short_pounds, year_text

if TYPE_CHECKING:
    import sqlite3

OUTTURN_SOURCE: Final = "MHCLG, revenue outturn 2024-25 (RSX): gross total of services"


@dataclass(frozen=True, slots=True)
class FirstCountPlan:
    """What a first count makes of a place, before or after it is written."""

    place: str
    is_new: bool
    """Whether the place itself is made too."""

    areas: tuple[str, ...]
    """GSS codes of the place's areas."""

    year: int
    count: FirstCount
    """What is written: without the organisations that are skipped."""

    new_agencies: tuple[str, ...]
    """Names of the organisations that are made."""

    skipped: tuple[str, ...]
    """Names of those that have lines of their own here, or published figures already: they stay as they are."""

    least_pence: int
    most_pence: int
    """Between these it lies if all its lines err the same way, by the desk's error bands."""

    @property
    def bodies(self) -> int:
        """Return how many organisations it names, apart from lines that stand for several."""
        return sum(1 for body in self.count.bodies if body.kind != "not-itemised")


def plan_first_count(desk: Desk, place: str, areas: Sequence[str] = (), year: int | None = None) -> FirstCountPlan:
    """Return what a first count would make of the place; nothing is written.
    Raises UsageProblem, InputProblem where there is none to be had, saying why."""
    start = FIRST_YEAR if year is None else year
    if start != FIRST_YEAR:
        raise InputProblem(
            f"The published figures that come with tpdesk are of {year_text(FIRST_YEAR)} only, so there is no first "
            f"count of {year_text(start)}. Import returns for that year.",
            title="No published figures of that year",
        )
    connection = desk.connection
    known = next((one for one in list_places(connection) if folded(one.name) == folded(place)), None)
    codes = _areas(connection, place, known, areas)
    published = read_published()
    count = make_first_count(published, _districts(connection, codes, published))
    taken = agencies_with_lines(connection, known.id, start) if known else frozenset()
    numbers = _numbers(connection, count)
    skipped = tuple(body.name for body in count.bodies if numbers[body.name] in taken)
    kept = tuple(body for body in count.bodies if numbers[body.name] not in taken)
    if not kept:
        raise InputProblem(
            f"Every organisation of a first count has money in {place} for {year_text(start)} already, its own or "
            "published. Nothing was changed.",
            title="Nothing to add",
        )
    left = replace(count, bodies=kept)
    least, most = error_range(left, read_bands(connection))
    return FirstCountPlan(
        known.name if known else place.strip(), known is None, codes, start, left,
        tuple(body.name for body in kept if numbers[body.name] is None), skipped, least, most,
    )  # fmt: skip


def _areas(connection: sqlite3.Connection, name: str, known: Place | None, typed: Sequence[str]) -> tuple[str, ...]:
    """Return the areas of the place: its own, those typed, or the one that bears its name."""
    records = list_areas(connection)
    given = tuple(dict.fromkeys(code for text in typed for code in codes_of(text, records)))
    if known is not None and known.codes:
        if given and set(given) != set(known.codes):
            raise UsageProblem(
                f"'{known.name}' has areas of its own ({' '.join(known.codes)}). Leave out --area, or change its areas "
                "first."
            )
        return known.codes
    if given:
        return given
    try:
        return tuple(codes_of(name, [record for record in records if not record.valid_to]))
    except UsageProblem as error:
        there = f"'{known.name}' has no areas" if known else f"There is no place and no area called '{name}'"
        raise UsageProblem(
            f"{there}, so nobody can say whose published figures count. Name the districts, counties or unitaries that "
            "are its areas, for example E10000029 for Suffolk."
        ) from error


def _districts(connection: sqlite3.Connection, codes: Sequence[str], published: Published) -> frozenset[str]:
    """Return the districts of the areas. Raises InputProblem, naming each area of which there are none."""
    inside = nesting(connection, FIRST_YEAR)
    names = area_names(connection, tuple(codes))
    found: set[str] = set()
    wrong = []
    for code in codes:
        base = base_areas([code], inside)
        if base and base <= published.districts.keys():
            found |= base
        else:
            wrong.append(f"{names[code]} ({code})" if names[code] else code)
    if wrong:
        raise InputProblem(
            f"No published figures for {and_words(wrong)}. A first count is of whole districts, counties and unitaries "
            f"of England as they were in {year_text(FIRST_YEAR)}: no wards or parts of a district, no police or NHS "
            "areas, no councils that had gone by then, and nothing of Wales, Scotland or Northern Ireland.",
            title="No first count of that area",
        )
    if found <= set(TINY):
        raise InputProblem(
            "So few people live in the City of London and in the Isles of Scilly that shares by people say nothing of "
            "them. There is no first count of either alone; take them together with a neighbour.",
            title="No first count of that area",
        )
    return frozenset(found)


def _numbers(connection: sqlite3.Connection, count: FirstCount) -> dict[str, int | None]:
    """Return name of an organisation -> its number on the desk, by name, alias, or the kind and area of a council;
    None where it is not there yet."""
    by_area = bodies_by_area(connection)
    numbers: dict[str, int | None] = {}
    for body in count.bodies:
        named = (find_agency_id(connection, name) for name in (body.name, *body.aliases))
        found = next((number for number in named if number is not None), None)
        if found is None and len(body.areas) == 1:
            found = by_area.get((body.kind, body.areas[0]))
        numbers[body.name] = found
    return numbers


# -- written, and given way


def write_first_count(desk: Desk, place: str, areas: Sequence[str] = (), year: int | None = None) -> FirstCountPlan:
    """Write the first count of the place, one batch an organisation, as one step of undo, and return what was made.
    Raises UsageProblem, InputProblem, Locked."""
    plan_first_count(desk, place, areas, year)
    desk.keep("import")
    with desk.writing() as connection:
        # Once more: another tpdesk may have changed the desk since.
        plan = plan_first_count(desk, place, areas, year)
        if plan.is_new:
            store.add(connection, PLACE_KIND, {"title": plan.place, "areas": plan.areas})
        here = find_place(connection, plan.place)
        if not here.codes:
            store.change(connection, PLACE_KIND, here.id, {"areas": plan.areas})
        _write_people(connection, here, plan)
        numbers = _numbers(connection, plan.count)
        controls = default_controls(connection)
        for body in plan.count.bodies:
            number = numbers[body.name] or _make(connection, body)
            _write_body(connection, here, number, body, plan.year, controls[body.kind])
        note_act(
            connection, "first count", plan.place,
            f"{counted(plan.bodies, 'organisation')}, {counted(plan.count.lines, 'line')}, "
            f"{short_pounds(plan.count.pence)} from published figures",
            title=f"First count of {plan.place}, {year_text(plan.year)}",
        )  # fmt: skip
    return plan


def _write_people(connection: sqlite3.Connection, place: Place, plan: FirstCountPlan) -> None:
    people, households, households_year, source = seed_population(connection, plan.areas, plan.year)
    if people and not has_people(connection, place.id, plan.year):
        record = PopulationRecord(plan.year, people, households, households_year, source)
        write_population(connection, place.name, record)


def _make(connection: sqlite3.Connection, body: FirstBody) -> int:
    sources = dict.fromkeys(line.source for line in body.lines)
    typed = {
        "title": body.name, "kind": body.kind, "areas": body.areas, "source": "; ".join(sources),
        "aliases": [alias for alias in body.aliases if find_agency_id(connection, alias) is None],
    }  # fmt: skip
    return store.add(connection, AGENCY_KIND, typed)[0].id


def _write_body(
    connection: sqlite3.Connection, place: Place, number: int, body: FirstBody, year: int, control: str
) -> None:
    if not has_areas(connection, number):
        store.change(connection, AGENCY_KIND, number, {"areas": body.areas})
    join_place(connection, number, place.id)
    if body.wider:
        # What is written is the place's own part: none of it may be shared once more.
        set_counted(connection, place.id, number, PLACE_ONLY)
    if body.published_gross:
        write_return(
            connection, place.name, store.read(connection, AGENCY_KIND, number).title, year,
            {"published_pence": body.published_gross, "published_source": OUTTURN_SOURCE},
        )  # fmt: skip
    lines = sorted(body.lines, key=lambda line: (line.source, line.method))
    sheets = [
        MadeSheet(source, method, source, [
            MadeLine(
                number, year, line.label, line.pence, line.status, GRADES[line.grade], cost_type=line.cost,
                control=control if control in CONTROLS else "not stated", category=line.category,
                description=f"Grade {line.grade}. {line.words}.",
            )
            for line in group
        ])
        for (source, method), group in groupby(lines, key=lambda line: (line.source, line.method))
    ]  # fmt: skip
    publishers = ", ".join(dict.fromkeys(line.source.split(",")[0] for line in lines))
    name = f"Published figures ({publishers}): {body.name}"
    made_batch.write_batch(connection, place.id, name, sheets, kind=BATCH_KIND)
