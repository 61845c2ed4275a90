"""Of which money the lines are: one place and year as everywhere in the window, all its years, or the whole desk."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from tpdesk.domain.line_filter import LineFilter
from tpdesk.units import year_text

if TYPE_CHECKING:
    from tpdesk.models.place import Place


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
