"""Which lines are shown, in which order: of one place and year as everywhere in the window, of all its years, or of the whole desk."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from tpdesk.domain.line import LINE_FIELDS
from tpdesk.domain.line_filter import LineFilter
from tpdesk.units import year_text

if TYPE_CHECKING:
    from tpdesk.models.lines.query import Sort
    from tpdesk.models.place import Place
    from tpdesk.screens.spend.rows import SelectedLines

BIG_FIRST = ("money", "number")
"""Kinds of columns whose largest values are wanted first."""


class Scope(Enum):
    """How wide the table looks."""

    YEAR = "year"
    PLACE = "place"
    DESK = "desk"

    @property
    def wider(self) -> Scope:
        """Return the next wider scope; after the widest the narrowest."""
        every = list(Scope)
        return every[(every.index(self) + 1) % len(every)]


@dataclass(frozen=True, slots=True)
class LinesLeft:
    """Which lines were shown, which were selected, and where the cursor was."""

    scope: Scope
    where: LineFilter
    sorts: tuple[Sort, ...]
    searched: str
    selected: SelectedLines
    line: int | None
    """The line under the cursor; None where it was not read yet."""

    row: int
    column: int
    edition: int
    """Which reading of the desk it was: lines that came later were never selected."""


def narrowed(scope: Scope, where: LineFilter, place: Place | None, year: int | None) -> LineFilter:
    """Return the conditions with those of the scope before them."""
    found = LineFilter()
    if place is not None and scope is not Scope.DESK:
        found = found.plus("place", place.name)
        if year is not None and scope is Scope.YEAR:
            found = found.plus("year", year)
    return LineFilter((*found.conditions, *where.conditions))


def scope_words(scope: Scope, place: Place | None, year: int | None) -> str:
    """Return the scope in words: `Testshire, 2024-25`."""
    if place is None or scope is Scope.DESK:
        return "The whole desk"
    if scope is Scope.PLACE or year is None:
        return f"{place.name}, all years"
    return f"{place.name}, {year_text(year)}"


def taken_apart(where: LineFilter, place: Place | None, year: int | None) -> tuple[Scope, LineFilter]:
    """Return a filter that comes from elsewhere as a scope and the other conditions.

    What it says of place and year becomes the scope where it is the window's own; otherwise it is over the whole desk, as it stands.
    """
    said = {condition.field: condition for condition in where.conditions if condition.field in ("place", "year")}
    of_place = place is not None and "place" in said and said["place"].values == (place.name,)
    of_year = "year" in said and year is not None and said["year"].values == (year,)
    plain = all(condition.operator == "is" for condition in said.values()) and len(said) == sum(
        condition.field in said for condition in where.conditions
    )
    rest = where.without("place").without("year")
    if plain and of_place and of_year:
        return Scope.YEAR, rest
    if plain and of_place and "year" not in said:
        return Scope.PLACE, rest
    return Scope.DESK, where


def next_sorts(sorts: tuple[Sort, ...], field: str, *, further: bool) -> tuple[Sort, ...]:
    """Return the sorting once a field was asked for: the first time sorts by it, the second reverses it, the third removes it; `further` keeps the others before it."""
    from tpdesk.models.lines.query import Sort

    first = LINE_FIELDS[field].kind in BIG_FIRST
    old = next((sort for sort in sorts if sort.field == field), None)
    others = tuple(sort for sort in sorts if sort.field != field) if further else ()
    if old is None or (not further and len(sorts) > 1):
        return (*others, Sort(field, first))
    return (*others, Sort(field, not first)) if old.descending == first else others
