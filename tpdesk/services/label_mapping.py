"""Mapping labels one by one or in groups, as a screen does it: what is open, what is mapped, and what that does to the count."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from tpdesk.calc.count import count
from tpdesk.domain.facts import Category
from tpdesk.errors import UsageProblem
from tpdesk.models.agency import list_agencies
from tpdesk.models.category import categories, find_category, know_service_line, normal_code, sort_key
from tpdesk.models.desk import Desk, open_desk
from tpdesk.models.label_map import set_map
from tpdesk.models.lines.labels import LabelLine, largest_lines
from tpdesk.models.lines.words import category_words
from tpdesk.models.log.history import note_act
from tpdesk.models.map_scope import scope_in_force
from tpdesk.models.mapping import LabelMoney, MapInForce, MappingState, mapping_state, maps_in_use
from tpdesk.models.place import list_places
from tpdesk.services.figures import facts_of
from tpdesk.services.mapping import NO_LABEL
from tpdesk.services.suggesting import USUAL, Suggestion, suggestions
from tpdesk.text import clean, counted

if TYPE_CHECKING:
    import sqlite3

SUGGESTED_MOST = 300
"""Labels, the most money first, for which a suggestion is looked for."""


@dataclass(frozen=True, slots=True)
class LabelMap:
    """What a label of one body is to stand for."""

    agency: int
    """The body's id."""

    label: str
    """The label; empty for lines without one."""

    shares: Mapping[str, Fraction]
    """Category code (or title, or the code of a new service line) to its share; they add to 1."""


@dataclass(frozen=True, slots=True)
class Workspace:
    """How a place's labels are mapped, read in one go."""

    state: MappingState
    """What is mapped, and the labels that are open, the most money first."""

    offers: Mapping[LabelMoney, Suggestion]
    """Open label to what it may stand for."""

    mapped: tuple[MapInForce, ...]
    """Labels that have a map, the most money first."""

    agencies: Mapping[str, int]
    """Name to id of the bodies."""

    usual: Mapping[int, str]
    """Id of a body to the usual category of its kind, of the bodies whose kind has one."""

    categories: tuple[Category, ...]
    """All of them, by code."""

    counted_pence: int | None
    """The year's count after transfers; None where the place has no money in the year."""

    uncategorised_pence: int | None
    """How much of that has no category."""


def read_workspace(path: Path, place: int, year: int | None) -> Workspace:
    """Return the labels of the place with that id, and what the count of the year shows. Raises UsageProblem, and what opening the desk raises."""
    with open_desk(path, read_only=True) as desk:
        connection = desk.connection
        found = next((one for one in list_places(connection) if one.id == place), None)
        if found is None:
            raise UsageProblem("This place is on the desk no longer.", title="The place has gone")
        state = mapping_state(connection, place)
        bodies = list_agencies(connection)
        result = count(facts_of(desk, found, year), by="category", level=2) if year is not None else None
        return Workspace(
            state,
            {offer.label: offer for offer in suggestions(desk, state.unmapped, most=SUGGESTED_MOST)},
            tuple(maps_in_use(connection, place)),
            {agency.name: agency.id for agency in bodies},
            {agency.id: USUAL[agency.kind] for agency in bodies if agency.kind is not None and agency.kind in USUAL},
            tuple(sorted(categories(connection).values(), key=lambda category: sort_key(category.code))),
            result.rows_total_pence if result is not None else None,
            result.unmapped_pence if result is not None else None,
        )


def read_lines(path: Path, place: int, agency: int, label: str) -> list[LabelLine]:
    """Return the largest lines under a label. Raises what opening the desk raises."""
    with open_desk(path, read_only=True) as desk:
        return largest_lines(desk.connection, place, agency, label)


def map_labels(desk: Desk, place: int, wanted: Sequence[LabelMap], *, whole_place: bool = False) -> int:
    """Map the labels, each for its own body or, with `whole_place`, for every body of the place, as one act; return how many.

    A new service line under a known class is made. Lines without a label are mapped for their body alone. Raises UsageProblem for an unknown
    category or shares that do not add to 1; then nothing is changed.
    """
    with desk.writing() as connection:
        known = categories(connection)
        for one in wanted:
            shares: dict[str, Fraction] = {}
            for text, share in one.shares.items():
                code = normal_code(text)
                if code not in known and "/" in code:
                    know_service_line(connection, code, code.partition("/")[2].replace("-", " ").capitalize())
                code = find_category(connection, text).code
                shares[code] = shares.get(code, Fraction(0)) + share
            agency = None if whole_place and one.label else one.agency
            set_map(connection, one.label, shares, place=place, agency=agency, source="on screen")
        note_act(
            connection,
            "categorise",
            _named(wanted),
            _detail(connection, wanted),
            title=f"Map {_named(wanted)} to {_detail(connection, wanted)}",
        )
    return len(wanted)


def take_off(desk: Desk, place: int, labels: Sequence[tuple[int, str]]) -> tuple[int, int]:
    """Take the user's map off each (agency id, label); return how many went, and how many have only a shared map, which stays."""
    gone = 0
    with desk.writing() as connection:
        for agency, label in labels:
            scope = scope_in_force(connection, label, place, agency)
            if scope is not None:
                set_map(connection, label, {}, place=scope[0], agency=scope[1])
                gone += 1
        if not gone:
            raise UsageProblem(
                "The shared maps that come with tpdesk cannot be taken off; map the label yourself, and yours wins.",
                title="Nothing to take off",
            )
        said = f"'{labels[0][1] or NO_LABEL}'" if len(labels) == 1 else counted(gone, "label")
        note_act(connection, "take map off", said, "", title=f"Take the map off {said}")
    return gone, len(labels) - gone


def _named(wanted: Sequence[LabelMap]) -> str:
    return f"'{clean(wanted[0].label) or NO_LABEL}'" if len(wanted) == 1 else counted(len(wanted), "label")


def _detail(connection: sqlite3.Connection, wanted: Sequence[LabelMap]) -> str:
    codes = sorted({normal_code(code) for one in wanted for code in one.shares})
    names = [category_words(connection, code) for code in codes]
    return " and ".join(names) if len(codes) <= 3 else counted(len(codes), "category", "categories")
