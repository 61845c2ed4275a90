"""Which lines are shown, in which order: of one place and year as everywhere in the window, of all its
years, or of the whole desk.

Which lines are shown, in words: the scope, each condition with a cross to take it off, the sorting.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Final

from textual.content import Content
from textual.events import Click
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from tpdesk.domain.line import LINE_FIELDS
from tpdesk.domain.line_filter import LineFilter
from tpdesk.screens.display import content, joined
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

    What it says of place and year becomes the scope where it is the window's own; otherwise it is over the
    whole desk, as it stands.
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
    """Return the sorting once a field was asked for: the first time sorts by it, the second reverses it, the third
    removes it; `further` keeps the others before it."""
    from tpdesk.models.lines.query import Sort

    first = LINE_FIELDS[field].kind in BIG_FIRST
    old = next((sort for sort in sorts if sort.field == field), None)
    others = tuple(sort for sort in sorts if sort.field != field) if further else ()
    if old is None or (not further and len(sorts) > 1):
        return (*others, Sort(field, first))
    return (*others, Sort(field, not first)) if old.descending == first else others


BETWEEN: Final = "   "

SCOPE: Final = -1
"""What a click on the scope says."""

BACK: Final = -2
"""What a click on the way back says."""


class Chips(Widget):
    """The way back and the scope first, then the conditions; in as many lines as they need, two at most."""

    class Pressed(Message):
        """A condition was clicked."""

        def __init__(self, number: int) -> None:
            super().__init__()
            self.number = number
            """Which, from 0; `SCOPE` for the scope, `BACK` for the way back."""

    back: reactive[str] = reactive("", layout=True)
    """Where Esc leads; empty where these lines were not opened from anywhere."""

    scope: reactive[str] = reactive("", layout=True)
    conditions: reactive[tuple[str, ...]] = reactive((), layout=True)
    sorting: reactive[str] = reactive("", layout=True)

    def render(self) -> Content:
        """Return the chips, broken between them."""
        return joined([joined(line, BETWEEN) for line, _ in self._lines()], "\n")

    def _chips(self) -> list[tuple[Content, int | None]]:
        scope = joined([content("▪", "$accent"), content(self.scope, "bold")])
        found: list[tuple[Content, int | None]] = [(scope, SCOPE)]
        if self.back:
            back = joined([content("Esc", "bold $accent"), content(f"back to {self.back}", "$foreground")])
            found.insert(0, (back, BACK))
        for number, condition in enumerate(self.conditions):
            found.append((joined([content(condition, "$foreground"), content("✕", "$accent")]), number))
        if self.sorting:
            found.append((content(self.sorting, "$quiet"), None))
        return found

    def _lines(self) -> list[tuple[list[Content], list[tuple[int, int, int | None]]]]:
        """Return for each line its chips, and where each begins and ends with its number."""
        lines: list[tuple[list[Content], list[tuple[int, int, int | None]]]] = [([], [])]
        x = 0
        for chip, number in self._chips():
            if lines[-1][0] and x + len(BETWEEN) + chip.cell_length > self.size.width:
                lines.append(([], []))
                x = 0
            x += len(BETWEEN) if lines[-1][0] else 0
            lines[-1][0].append(chip)
            lines[-1][1].append((x, x + chip.cell_length, number))
            x += chip.cell_length
        return lines

    def on_click(self, event: Click) -> None:
        """Say which was clicked."""
        lines = self._lines()
        if event.y < len(lines):
            number = next((number for start, end, number in lines[event.y][1] if start <= event.x < end), None)
            if number is not None:
                self.post_message(self.Pressed(number))


def sorting_words(sorts: Sequence[tuple[str, bool]]) -> str:
    """Return (heading, downwards) of each sorting as words: `sorted by amount downwards, then agency`;
    empty where there is none."""
    told = [f"{heading.lower()}{' downwards' if down else ''}" for heading, down in sorts]
    return f"sorted by {', then '.join(told)}" if told else ""
