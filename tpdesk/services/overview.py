"""What the window shows first: how the desk stands, a place's year as one record, and what is known of a place."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tpdesk.calc.trust import Progress, progress
from tpdesk.domain.results.count import CountResult
from tpdesk.errors import UsageProblem
from tpdesk.models.area import list_areas
from tpdesk.models.connection import get_setting
from tpdesk.models.desk import Desk
from tpdesk.models.log.history import last_change, packs_written
from tpdesk.models.log.undo_steps import Step, next_redo, next_undo
from tpdesk.models.place import Place, list_places, years_to_open
from tpdesk.models.year import open_reject_count
from tpdesk.services.figures import count_of, facts_of, place_of
from tpdesk.units import year_text

if TYPE_CHECKING:
    from sqlite3 import Connection


@dataclass(frozen=True, slots=True)
class DeskState:
    """How the desk stands: what every screen needs before it reads anything of its own."""

    desk: Path
    """The desk file that was read."""

    places: tuple[Place, ...]
    """All of them, those with money first."""

    years: Mapping[int, int]
    """Place's id -> the year to show of it until the user chooses one; places without money are not in it."""

    changed_at: str
    """When it was last changed, ISO 8601 UTC."""

    undo: str
    """The act that can be taken back now, in words; empty where there is none."""

    redo: str
    """The undone act that can be brought back now, in words; empty where there is none."""

    sample: bool
    """Whether it is the sample desk."""


@dataclass(frozen=True, slots=True)
class Overview:
    """One place and year, read in one go: both counts are of the same moment of the file."""

    place: Place
    """The place, with the years in which it has money."""

    year: int
    """The financial year's start year."""

    level: int
    """The level of the categories, 1 to 4."""

    by_agency: CountResult
    """Who spends it: the headline figures are this result's."""

    by_category: CountResult
    """On what, with the number of bodies in each category."""

    progress: Progress
    """How far each step of the work on it is."""


@dataclass(frozen=True, slots=True)
class PlaceKnown:
    """What the register says of a place."""

    place: Place
    """The place itself."""

    areas: tuple[str, ...]
    """Its areas by name and code."""

    facts: Mapping[str, tuple[Mapping[str, object], ...]]
    """programmes, funding_awards, notes, published_counts -> their rows by column, each with its source."""


def read_state(desk: Desk) -> DeskState:
    """Return how the desk stands."""
    held = desk.connection
    places = tuple(list_places(held))
    sample = get_setting(held, "sample") == "yes"
    years = years_to_open(held)
    return DeskState(
        desk.path, places, years, last_change(held), _title(next_undo, held), _title(next_redo, held), sample
    )


def _title(find: Callable[[Connection], Step], connection: Connection) -> str:
    try:
        return find(connection).title
    except UsageProblem:
        return ""


def read_overview(desk: Desk, place: int, year: int, level: int) -> Overview:
    """Return the overview of the place with that id and the financial year that starts in `year`.
    Raises UsageProblem."""
    found = place_of(desk, place)
    facts = facts_of(desk, found, year)
    packs = sum(
        1
        for pack in packs_written(desk.connection)
        if (pack.note.place, pack.note.year) == (found.name, year_text(year))
    )
    money, kinds = count_of(desk, facts, by="agency"), count_of(desk, facts, by="category", level=level)
    rejected = open_reject_count(desk.connection, [source.batch for source in money.sources])
    return Overview(found, year, level, money, kinds, progress(facts, money, kinds, packs, rejected))


def read_known(desk: Desk, place: int) -> PlaceKnown:
    """Return what is known of the place with that id, apart from money. Raises UsageProblem."""
    # What a place without money is told by needs every kind of record: the others do not wait for it.
    from tpdesk.models.place_fact import place_facts

    found = place_of(desk, place)
    facts = place_facts(desk.connection, found.id)
    names = {area.code: area.words for area in list_areas(desk.connection)} if found.codes else {}
    areas = tuple(names.get(code, code) for code in found.codes)
    return PlaceKnown(found, areas, {kind: tuple(rows) for kind, rows in facts.items()})
