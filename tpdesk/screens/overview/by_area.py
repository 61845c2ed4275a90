"""A place's money by its areas, nested under each other: placed directly, spread by a driver, not placed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Final

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container, Vertical
from textual.widgets import DataTable, Static

from tpdesk import services
from tpdesk.calc.area_map import map_of
from tpdesk.domain.figure import Figure
from tpdesk.screens.area_map import AreaMap
from tpdesk.screens.commands.overview import AREAS
from tpdesk.screens.dialogs.awaited import asks
from tpdesk.screens.dialogs.base import Dialog
from tpdesk.screens.dialogs.choose import Choice, Choose
from tpdesk.screens.display import cell, content
from tpdesk.screens.key_line import bindings
from tpdesk.screens.overlap.explain import explain
from tpdesk.text import and_words, counted
from tpdesk.units import pounds, short_pounds

if TYPE_CHECKING:
    from tpdesk.calc.area_map import PlaceMap
    from tpdesk.calc.by_area import ByArea
    from tpdesk.models.place import Place

_COLUMNS: Final = ("Placed\ndirectly", "\nSpread", "\nIn all", "\nPeople", "\nPer head")
_MARK: Final = 5
"""Columns of an area's tile in the table."""

_INSIDE: Final = "└ "
"""Before the name of an area that lies in another."""

_KEYS: Final = "Enter explains · k kind · s spread · h head or all · m map · Esc closes"
_NO_MAP: Final = "No map: the desk does not know where these areas lie."

NOTHING: Final = "nothing"
"""The choice by which nothing is spread."""


class AreasPanel(Dialog[None]):
    """The money of a place and year by areas of one kind."""

    TELLS = AREAS.prose[0][1]
    BINDINGS: ClassVar[list[BindingType]] = bindings(AREAS.commands)

    def __init__(self, place: Place, year: int) -> None:
        super().__init__(f"By area: {place.name}")
        self.place, self.year = place, year
        self.kind = self.spread = ""
        self.kinds: tuple[str, ...] = ()
        self.drivers: tuple[str, ...] = ()
        self.found: ByArea | None = None
        self.per_head = True
        """Whether the map is shaded by pounds per head, not by pounds in all."""

        self._has_chosen = False

    def parts(self) -> ComposeResult:
        """Which money, the table beside its map or over it, what to know, the keys."""
        yield Static(id="areas-about")
        with Container(id="areas-both"):
            yield DataTable(id="areas-table", cursor_type="row", cell_padding=0, fixed_columns=1, header_height=2)
            with Vertical(id="areas-drawn"):
                yield Static(id="areas-shaded")
                yield AreaMap(id="areas-map")
        yield Static(id="areas-issues")
        yield Static(content(_KEYS, "$quiet"), id="areas-keys")

    def on_mount(self) -> None:
        """Ask which kinds of areas there are, and count by the first."""
        super().on_mount()
        self.query_one(DataTable).focus()
        place, year = self.place, self.year
        self.ask("areas.kinds", lambda desk: services.by_area.choices_of_areas(desk, place, year), self._begin)

    def _begin(self, choices: tuple[tuple[str, ...], tuple[str, ...]]) -> None:
        kinds, self.drivers = choices
        self.kinds = kinds
        if kinds:
            self.kind = self.kind or kinds[0]
            self._count()
        else:
            self._say("This place has no areas on this desk. Add its areas in Places (2), or import wards.", "")

    def _count(self) -> None:
        place, year, kind, spread = self.place, self.year, self.kind, self.spread
        self.ask(
            "areas.count",
            lambda desk: services.by_area.count_by_area(desk, place, year, kind=kind, spread=spread),
            self._show,
        )

    def _say(self, about: str, issues: str) -> None:
        self.query_one("#areas-about", Static).update(content(about, "$quiet"))
        self.query_one("#areas-issues", Static).update(content(issues))

    def _show(self, found: ByArea) -> None:
        by = f", the rest spread by {found.spread_by}" if found.spread_by else ", nothing spread"
        areas = counted(len(found.rows), f"area of the kind {found.kind}", f"areas of the kind {found.kind}")
        has_map = any(row.middle is not None for row in found.rows)
        issues = (*found.issues, *(() if has_map else (_NO_MAP,)))
        self._say(f"{areas}{by}. {found.basis.sentence()}", "\n".join(issues))
        self.query_one("#areas-drawn").display = has_map
        self.found = found
        if not self._has_chosen:
            self.per_head = any(row.pence_per_head is not None for row in found.rows)
        self._paint()

    def _paint(self) -> None:
        """Fill the table and draw the map from what was counted."""
        found = self.found
        if found is None:
            return
        drawn = map_of(found, per_head=self.per_head)
        table = self.query_one(DataTable)
        at = table.cursor_row
        table.clear(columns=True)
        rows = list(_lines(found))
        widths = _widths(rows)
        room = self.query_one("#dialog").content_size.width - sum(widths) - _MARK - 2
        name_width = min(max(len(row.name) for row in rows) + 2, max(15, room))
        table.add_column("Area", width=name_width)
        if drawn.areas:
            table.add_column(cell("\nMap"), width=_MARK)
        for name, width in zip(_COLUMNS, widths, strict=True):
            table.add_column(_right(name, width), width=width)
        fills = {area.code: area.fill for area in drawn.areas}
        for row in rows:
            mark = cell(f"{fills[row.area]}{drawn.letters[row.area]}" if row.area in fills else "")
            amounts = (_right(text, width) for text, width in zip(row.amounts, widths, strict=True))
            style = "" if row.name.startswith(_INSIDE) else "bold"
            table.add_row(
                cell(_fit(row.name, name_width - 1), style),
                *([mark] if drawn.areas else []),
                *amounts,
                key=row.area or None,
            )
        table.move_cursor(row=min(at or _first_area(rows), len(rows) - 1))
        self.query_one("#areas-shaded", Static).update(content(self._map_words(drawn), "$quiet"))
        self.query_one(AreaMap).drawn = drawn

    def _map_words(self, drawn: PlaceMap) -> str:
        """Return what the map shows, and which areas are not on it."""
        found = self.found
        if found is not None and not any(row.amount_pence for row in found.rows):
            return "No line names one of these areas: s spreads the money over them."
        missing = f" Not on the map: {and_words(drawn.missing[:3])}." if drawn.missing and drawn.areas else ""
        return f"Shaded by pounds {'per head' if self.per_head else 'in all'}.{missing}"

    @on(DataTable.RowHighlighted, "#areas-table")
    def mark_area(self, message: DataTable.RowHighlighted) -> None:
        """Mark the area under the cursor on the map."""
        self.query_one(AreaMap).selected = message.row_key.value or "" if message.row_key else ""

    @on(DataTable.RowSelected, "#areas-table")
    def action_explain(self) -> None:
        """Explain the money of the area under the cursor."""
        table = self.query_one(DataTable)
        if not table.row_count:
            return
        area = table.coordinate_to_cell_key(table.cursor_coordinate).row_key.value
        if area:
            explain(self.window, Figure("area", area=area, kind=self.kind, spread=self.spread))

    @on(AreaMap.Chosen)
    def choose_area(self, message: AreaMap.Chosen) -> None:
        """Put the cursor on the area of the tile that was clicked."""
        table = self.query_one(DataTable)
        table.move_cursor(row=table.get_row_index(message.area))

    def action_shade(self) -> None:
        """Shade the map by pounds per head, or by pounds in all."""
        self.per_head, self._has_chosen = not self.per_head, True
        self._paint()

    def action_larger_map(self) -> None:
        """Give the map the room of the table, or give it back."""
        self.query_one("#areas-both").toggle_class("-map")

    @asks
    async def action_choose_kind(self) -> None:
        """Choose the kind of areas."""
        choices = [Choice(kind, kind) for kind in self.kinds]
        choice = await self.app.push_screen_wait(Choose("Which kind of areas?", choices, current=self.kind))
        if choice is not None:
            self.kind = choice.id
            self._count()

    @asks
    async def action_choose_spread(self) -> None:
        """Choose the driver that spreads what is placed no finer."""
        choices = [Choice(NOTHING, "Spread nothing"), Choice("people", "People of the areas", "as the desk has them")]
        choices += [Choice(name, name) for name in self.drivers]
        question = Choose("Spread by which driver?", choices, current=self.spread or NOTHING)
        choice = await self.app.push_screen_wait(question)
        if choice is not None:
            self.spread = "" if choice.id == NOTHING else choice.id
            self._count()


@dataclass(frozen=True, slots=True)
class _AreaLine:
    """One line of the table."""

    name: str
    amounts: tuple[str, ...]
    area: str = ""
    """Its code, where it is an area of the kind."""


def _lines(found: ByArea) -> Iterator[_AreaLine]:
    """Yield each line: the areas under those that they lie in, what is not placed, the place."""
    above: tuple[str, ...] = ()
    for row in found.rows:
        for depth, name in enumerate(row.above):
            if above[: depth + 1] != row.above[: depth + 1]:
                yield _AreaLine(f"{_INSIDE if depth else ''}{name}", ("",) * len(_COLUMNS))
        above = row.above
        head = pounds(row.pence_per_head) if row.pence_per_head is not None else ""
        people = f"{row.people:,}" if row.people is not None else ""
        amounts = (row.direct_pence, row.spread_pence, row.amount_pence)
        yield _AreaLine(f"{_INSIDE if above else ''}{row.title}", (*map(short_pounds, amounts), people, head), row.area)
    yield _AreaLine("Not placed", ("", "", short_pounds(found.not_placed_pence), "", ""))
    yield _AreaLine("The place", ("", "", short_pounds(found.total_pence), "", ""))


def _widths(rows: Sequence[_AreaLine]) -> list[int]:
    """Return how wide each column of amounts has to be, with the gap beside it."""
    heads = [max(map(len, name.split("\n"))) for name in _COLUMNS]
    longest = [max(len(row.amounts[at]) for row in rows) for at in range(len(_COLUMNS))]
    return [max(head, amount) + 2 for head, amount in zip(heads, longest, strict=True)]


def _fit(name: str, width: int) -> str:
    return name if len(name) <= width else f"{name[: width - 1]}…"


def _first_area(rows: Sequence[_AreaLine]) -> int:
    return next((n for n, row in enumerate(rows) if row.area), 0)


def _right(text: str, width: int) -> Text:
    return Text("\n").join(_line(part, width) for part in text.split("\n"))


def _line(text: str, width: int) -> Text:
    made = cell(text)
    made.align("right", width - 1)
    return made
