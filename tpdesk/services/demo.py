"""The act of making the sample desk: the register, Lancashire 2024-25 with a deep dive made up to show the tool, and
the Luton count; and of opening it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tpdesk.domain.facts import PLACE_ONLY
from tpdesk.domain.kinds import AGENCY_KIND, KINDS, PLACE_KIND, POPULATION
from tpdesk.domain.kinds.boundaries import REDRAWN
from tpdesk.domain.kinds.dives import DIVES
from tpdesk.domain.kinds.outcomes import OUTCOMES
from tpdesk.domain.kinds.partnership import PARTNERSHIP
from tpdesk.domain.kinds.practice import PRACTICE
from tpdesk.domain.kinds.streams import STREAMS
from tpdesk.domain.record_kind import Kind
from tpdesk.errors import DeskFileProblem
from tpdesk.models import register
from tpdesk.models.agency import (
    find_agency_id,
    join_place,
    list_agencies,
)
from tpdesk.models.connection import get_setting, set_setting, spoken
from tpdesk.models.desk import Desk, open_desk
from tpdesk.models.dives import tagging
from tpdesk.models.lines.origin import count_lines
from tpdesk.models.log import undo_steps
from tpdesk.models.log.history import note_act
from tpdesk.models.own.remembered import default_desk, remember
from tpdesk.models.place import Place, find_place, list_places
from tpdesk.models.place_fact import write_return
from tpdesk.models.records import store
from tpdesk.models.register import load_register
from tpdesk.models.wider import set_counted
from tpdesk.services.case_files import import_case
from tpdesk.services.imports import import_files
from tpdesk.services.records import add_with_lines
from tpdesk.services.sheets import ImportRequest
from tpdesk.units import parse_year, year_text

if TYPE_CHECKING:
    import sqlite3


@dataclass(frozen=True, slots=True)
class Sample:
    """What the sample desk holds."""

    desk: Path
    places: int
    agencies: int
    lines: int


def make_demo(path: Path) -> Sample:
    """Make the sample desk at `path`, or leave the one that stands there.
    Raises DeskFileProblem where a desk in use stands there."""
    _clear_unfinished(path)
    with open_desk(path, make=True) as desk:
        if get_setting(desk.connection, "sample") == "yes":
            return _describe(desk)
        if list_places(desk.connection):
            raise DeskFileProblem(
                f"{path} is a desk in use: the sample is only put into a new one, so that it is never mixed with "
                "yours. Give another --desk.",
                title="There is a desk already",
            )
        with desk.writing() as connection:
            set_setting(connection, "sample", "making")
            load_register(connection)
            note_act(connection, "sample", "register of places")
        _load_count(desk, "lancashire", "2024-25")
        _load_count(desk, "luton", "2008-09")
        _load_national(desk, "lancashire")
        _load_dives(desk, "lancashire")
        _load_boundaries(desk, "lancashire")
        _load_assets(desk, "lancashire")
        _load_outcomes(desk, "lancashire")
        _load_streams(desk, "lancashire")
        import_case(desk, register.seed_folder() / "sample" / "lancashire-case.json")
        _load_practice(desk, "lancashire")
        _load_partnership(desk, "lancashire")
        with desk.writing() as connection:
            set_setting(connection, "sample", "yes")
            # The user's first undo must not take the sample apart.
            undo_steps.forget(connection)
        return _describe(desk)


def _clear_unfinished(path: Path) -> None:
    """Take away a sample desk whose making was cut off: nothing in it is the user's."""
    if path.is_file() and path.stat().st_size:
        with open_desk(path, read_only=True) as desk:
            unfinished = get_setting(desk.connection, "sample") == "making"
        if unfinished:
            path.unlink()


def _describe(desk: Desk) -> Sample:
    places = list_places(desk.connection)
    return Sample(desk.path, len(places), len(list_agencies(desk.connection)), count_lines(desk.connection))


def _load_count(desk: Desk, name: str, year: str) -> None:
    place_row = next(register.rows(f"sample/{name}-place.csv"))
    with desk.writing() as connection:
        known = {place.name for place in list_places(connection)}
        if place_row["name"] not in known:
            texts = {name: place_row[name] for name in ("status", "region", "theme", "source")}
            store.add(connection, PLACE_KIND, {"title": place_row["name"], **texts})
        place = find_place(connection, place_row["name"])
        store.change(connection, PLACE_KIND, place.id, {"areas": (*place.codes, *place_row["codes"].split(";"))})
        figures = {name: place_row[name] for name in ("people", "households", "households_year", "source")}
        year_of_people = year_text(int(place_row["people_year"]))
        store.put(connection, POPULATION, {"place": place.name, "year": year_of_people, **figures})
        for row in register.rows(f"sample/{name}-agencies.csv"):
            _load_agency(desk, place, parse_year(year), row)
        note_act(connection, "sample", place_row["name"])
    file = register.seed_folder() / "sample" / f"{name}-{year}.csv"
    outcome = import_files(desk, [file], ImportRequest(place=place_row["name"], year=parse_year(year)))[0]
    if outcome.error is not None:
        raise outcome.error


def _load_agency(desk: Desk, place: Place, year: int, row: dict[str, str]) -> None:
    connection = desk.connection
    lists = {key: tuple(part for part in row[key].split(";") if part) for key in ("areas", "aliases")}
    agency = find_agency_id(connection, row["agency"])
    if agency is None:
        texts = {key: row[key] for key in ("kind", "note", "source")}
        agency = store.add(connection, AGENCY_KIND, {"title": row["agency"], **texts, **lists})[0].id
    else:
        held = store.read(connection, AGENCY_KIND, agency)
        more = {key: tuple(dict.fromkeys((*held.listed(key), *names))) for key, names in lists.items()}
        store.change(connection, AGENCY_KIND, agency, more)
    if row["expected"] == "yes":
        join_place(connection, agency, place.id)
    if row["kind"] == "central-department":
        # The sample lists national bodies for the areas of its places only.
        join_place(connection, agency, place.id)
        set_counted(connection, place.id, agency, PLACE_ONLY)
    published = int(row["published_total_pounds"]) * 100 if row["published_total_pounds"] else None
    told: dict[str, str | int | None] = {"state": row["state"]}
    if published:
        told |= {"published_pence": published, "published_source": row["source"]}
    write_return(connection, place.name, row["agency"], year, told)


def _load_national(desk: Desk, name: str) -> None:
    """Write what bodies without a return spend in a sample place: published figures, and shares of wider ones."""
    with desk.writing() as connection:
        for kind in ("driver", "apportion"):
            for row in register.rows(f"sample/{name}-{kind}.csv"):
                add_with_lines(connection, KINDS[kind], row)
        note_act(connection, "sample", "national spend, apportioned")


def _load_dives(desk: Desk, name: str) -> None:
    """Write the deep dive of a sample place: a file for each kind of record, its columns the
    fields as a person types them.

    What has no title of its own has a `key` there, by which later files name it.
    """
    numbers: dict[tuple[str, str], int] = {}
    with desk.writing() as connection:
        for kind in DIVES:
            for row in register.rows(f"sample/{name}-dive-{kind.name}.csv"):
                key = row.pop("key", "")
                numbers[kind.name, key] = _load_record(connection, kind, row, numbers)
        for row in register.rows(f"sample/{name}-dive-tag.csv"):
            tagging.tag(
                connection, row["dive"], agency=row["agency"], category=row["category"], label=row["label"],
                share=row["share"],
            )  # fmt: skip
        note_act(connection, "sample", "deep dive, made up to show the tool")


def _load_practice(desk: Desk, name: str) -> None:
    """Write milestones, recipes, commitments, next steps and contacts of a sample place, all made up."""
    numbers: dict[tuple[str, str], int] = {}
    with desk.writing() as connection:
        for kind in (KINDS["milestone"], *PRACTICE):
            for row in register.rows(f"sample/{name}-practice-{kind.name}.csv"):
                key = row.pop("key", "")
                numbers[kind.name, key] = _load_record(connection, kind, row, numbers)
        note_act(connection, "sample", "milestones and recipes, made up to show the tool")


def _load_partnership(desk: Desk, name: str) -> None:
    """Write what inspection and partnership cost in a sample place, and two culture rounds, all made up."""
    with desk.writing() as connection:
        for kind in PARTNERSHIP:
            for row in register.rows(f"sample/{name}-partnership-{kind.name}.csv"):
                add_with_lines(connection, kind, row)
        note_act(connection, "sample", "burden and culture rounds, made up to show the tool")


def _load_boundaries(desk: Desk, name: str) -> None:
    """Write the boundary sets of a sample place, and what they are shared by: a file for each kind of record."""
    with desk.writing() as connection:
        for kind in (KINDS["driver"], *REDRAWN):
            if kind.name != "successor":
                for row in register.rows(f"sample/{name}-redrawn-{kind.name}.csv"):
                    add_with_lines(connection, kind, row)
        note_act(connection, "sample", "proposals for new councils")


def _load_assets(desk: Desk, name: str) -> None:
    """Write the assets of a sample place, with their running costs and occupiers."""
    with desk.writing() as connection:
        for kind in ("asset", "asset-cost", "asset-occupier"):
            for row in register.rows(f"sample/{name}-{kind}.csv"):
                store.add(connection, KINDS[kind], row)
        note_act(connection, "sample", "assets, made up to show the tool")


def _load_streams(desk: Desk, name: str) -> None:
    """Write funding streams and priorities of a sample place, made up to show the tool: a file for each kind."""
    with desk.writing() as connection:
        for kind in STREAMS:
            for row in register.rows(f"sample/{name}-streams-{kind.name}.csv"):
                store.add(connection, kind, row)
        note_act(connection, "sample", "funding streams, made up to show the tool")


def _load_outcomes(desk: Desk, name: str) -> None:
    """Write indicators with their values, and volumes, of a sample place: a file for each kind of record."""
    with desk.writing() as connection:
        for kind in OUTCOMES:
            for row in register.rows(f"sample/{name}-outcomes-{kind.name}.csv"):
                store.add(connection, kind, row)
        note_act(connection, "sample", "indicators and volumes, made up to show the tool")


def _load_record(
    connection: sqlite3.Connection, kind: Kind, row: dict[str, str], numbers: dict[tuple[str, str], int]
) -> int:
    for field in kind.fields:
        if field.of and not KINDS[field.of].titled and row.get(field.name):
            row[field.name] = ";".join(str(numbers[field.of, key]) for key in row[field.name].split(";"))
    record, _ = store.add(connection, kind, row)
    return record.id


def sample_file() -> Path:
    """Return where the sample desk is, or will be: in the user's data folder, apart from every other desk."""
    return default_desk().with_name("sample.tpdesk")


def open_sample(*, fresh: bool = False) -> Path:
    """Make the sample desk in a file of its own, or take the one there, and remember it as the last one
    opened; return where it is.

    `fresh` throws away the one there. Raises DeskFileProblem where a desk that is no sample stands in its place, Locked
    where nothing can be written.
    """
    path = sample_file()
    if fresh and path.exists():
        with open_desk(path, read_only=True) as opened, spoken(path):
            ours = get_setting(opened.connection, "sample") in ("yes", "making")
        if ours:
            path.unlink()
    make_demo(path)
    remember(path)
    return path
