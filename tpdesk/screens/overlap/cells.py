"""The two heat maps of the overlap: bodies by category, and bodies by bodies. What each cell is, and what it says.

Which figure and which lines stand under the cursor of the overlap's pictures.

From a figure to its lines: the Spend mode with their filter.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final, Protocol, cast

from tpdesk.domain.codes import LEVEL
from tpdesk.screens.dialogs.choose import Choice
from tpdesk.screens.modes import MODES
from tpdesk.screens.overlap import words as words
from tpdesk.screens.overlap.heat import HeatCell, HeatMap
from tpdesk.screens.overlap.words import can_coincide
from tpdesk.screens.rooms import close_rooms
from tpdesk.units import percent, short_pounds

if TYPE_CHECKING:
    from tpdesk.domain.figure import Figure
    from tpdesk.domain.line_filter import LineFilter
    from tpdesk.domain.results.overlap import OverlapRow, PairRow
    from tpdesk.screens.here import OpenedFrom
    from tpdesk.screens.window import Window
    from tpdesk.services.overlap import OverlapRead


class CategoryHeat:
    """A row a category, a column a body: the body's share of the category."""

    def __init__(self, read: OverlapRead, rows: Sequence[OverlapRow]) -> None:
        self.read, self.rows = read, rows

    def pence(self, row: int, column: int) -> int | None:
        """Return what the body spends on the category, left out or not; None where it has no money there."""
        found, agency = self.rows[row], self.read.agencies[column]
        return next(
            (share.amount_pence for share in found.shares if share.agency == agency),
            next((out.amount_pence for out in found.left_out if out.agency == agency), None),
        )

    def cell(self, row: int, column: int) -> HeatCell:
        """Return one cell."""
        return words.share_cell(self.pence(row, column), self.rows[row].total_pence)

    def fill(self, heat: HeatMap) -> None:
        """Show it in a heat map."""
        heat.fill(
            [words.named(row) for row in self.rows], _numbers(self.read), self.cell, short_names(self.read.agencies)
        )

    def says(self, row: int, column: int) -> str:
        """Return a cell in words."""
        if row >= len(self.rows) or column >= len(self.read.agencies):
            return ""
        return words.cell_words(self.rows[row], self.read.agencies[column], self.pence(row, column))

    def legend(self, room: int) -> str:
        """Return what signs and numbers mean, as far as `room` columns hold it."""
        text = "Share of the category in %. · nothing, − net negative, <1 under 1%."
        return _with_bodies(text, self.read, room)


class PairHeat:
    """Bodies by bodies: how alike their spending is."""

    def __init__(self, read: OverlapRead) -> None:
        self.read = read
        self._pairs = {frozenset((row.agency_a, row.agency_b)): row for row in read.pairs.rows}

    def bodies(self, row: int, column: int) -> tuple[str, str]:
        """Return the two bodies of a cell."""
        return self.read.agencies[row], self.read.agencies[column]

    def pair(self, row: int, column: int) -> PairRow | None:
        """Return the pair of a cell; None where the two have nothing in common."""
        return self._pairs.get(frozenset(self.bodies(row, column)))

    def cell(self, row: int, column: int) -> HeatCell:
        """Return one cell."""
        return HeatCell("╲", 0) if row == column else words.pair_cell(self.pair(row, column))

    def fill(self, heat: HeatMap) -> None:
        """Show it in a heat map."""
        names = [f"{number} {name}" for number, name in enumerate(self.read.agencies, 1)]
        heat.fill(names, _numbers(self.read), self.cell, short_names(self.read.agencies))

    def says(self, row: int, column: int) -> str:
        """Return a cell in words."""
        if max(row, column) >= len(self.read.agencies):
            return ""
        return words.pair_words(self.pair(row, column), *self.bodies(row, column))

    def legend(self, room: int) -> str:
        """Return what the signs mean; the rows name the numbers."""
        del room
        return "How alike their spending is, in %. ~ and lighter: their areas do not meet. · nothing in common."


def _numbers(read: OverlapRead) -> list[str]:
    return [str(number) for number in range(1, len(read.agencies) + 1)]


def short_names(names: Sequence[str]) -> list[str]:
    """Return bodies' names without the words that say what kind of body it is, where that
    leaves each a name of its own."""
    short = []
    for name in names:
        rest = name
        while (cut := next((rest.removesuffix(kind) for kind in _KINDS if rest.endswith(kind)), "")) and cut.strip():
            rest = cut
        short.append(rest.removeprefix("NHS ").strip() or name)
    return [one if short.count(one) == 1 else name for one, name in zip(short, names, strict=True)]


_KINDS: Final = (" Council", " Borough", " City", " County", " District", " Metropolitan", " Unitary", " Authority")


def _with_bodies(text: str, read: OverlapRead, room: int) -> str:
    listed = ", ".join(f"{number} {name}" for number, name in enumerate(read.agencies, 1))
    whole = f"{text} {listed}."
    return whole if len(whole) <= room else text


def figure_at(
    read: OverlapRead,
    view: str,
    *,
    row: OverlapRow | None = None,
    agency: str = "",
    pair: tuple[str, str] | None = None,
    key: str | None = None,
) -> Figure | None:
    """Return the figure that a picture shows under its cursor; None where there is none."""
    from tpdesk.domain.figure import Figure

    level = read.overlap.basis.level or 2
    if view == "beside":
        what = "per-head" if read.overlap.basis.people else "spend"
        return None if key is None else Figure(what, category=key, level=level)
    if pair is not None:
        return Figure("similarity", pair[0], pair[1], level=level) if pair[0] != pair[1] else None
    if row is None:
        return None
    if agency:
        return Figure("spend", agency, category=row.category, level=level)
    if view == "concentration":
        return Figure("effective", category=row.category, level=level, deminimis_pence=read.overlap.deminimis_pence)
    what = "outside-lead-meeting" if can_coincide(row) else "in-shares"
    return Figure(
        what,
        category=row.category,
        level=row.level if row.money_elsewhere else level,
        deminimis_pence=read.overlap.deminimis_pence,
    )


def figures_of(read: OverlapRead, row: OverlapRow) -> list[tuple[Choice, Figure]]:
    """Return what the ranking says of a category, figure by figure, as choices with what each explains:
    what it is ranked by first."""
    from tpdesk.domain.figure import KINDS, Figure

    level, least = read.overlap.basis.level or 2, read.overlap.deminimis_pence
    if row.money_elsewhere:
        kind = KINDS["in-shares"]
        choice = Choice("in-shares", kind.title, f"at the level of the {LEVEL[row.level]} · {kind.tells}")
        return [(choice, Figure("in-shares", category=row.category, level=row.level, deminimis_pence=least))]
    values = {
        "outside-lead-meeting": short_pounds(row.outside_lead_meeting_pence) if can_coincide(row) else "",
        "in-shares": short_pounds(row.total_pence),
        "lead-share": percent(row.lead_share) if row.lead_share is not None else "",
        "outside-lead": short_pounds(row.outside_lead_pence) if row.agencies else "",
        "hhi": f"{row.hhi:.4f}" if row.hhi is not None else "",
        "effective": f"{row.effective_agencies:.1f}" if row.effective_agencies is not None else "",
    }
    return [
        (
            Choice(what, KINDS[what].title, f"{value} · {KINDS[what].tells}"),
            Figure(what, category=row.category, level=level, deminimis_pence=least),
        )
        for what, value in values.items()
        if value
    ]


def lines_at(read: OverlapRead, figure: Figure) -> LineFilter:
    """Return the lines behind a figure of this place and year."""
    from tpdesk.calc.basis import UNMAPPED
    from tpdesk.calc.explain_lines import NO_CATEGORY, in_category, lines_in

    found = lines_in(read.overlap.basis.place, read.year, [name for name in (figure.agency, figure.other) if name])
    if not figure.category:
        return found
    asked = figure.level == read.overlap.basis.level
    coarser = asked and any(row.coarser for row in read.overlap.rows if row.category == figure.category)
    return in_category(found, UNMAPPED if figure.category == NO_CATEGORY else figure.category, coarser=coarser)


LINES: Final = "spend"
"""The mode that shows lines."""


class _ShowsLines(Protocol):
    def show_from(self, where: LineFilter, way: OpenedFrom) -> object: ...


def can_show_lines() -> bool:
    """Say whether this window has a mode for lines."""
    return LINES in MODES


def show_lines(window: Window, where: LineFilter, name: str = "", *restore: Callable[[], None]) -> None:
    """Go to the mode of lines, with those of the filter; Esc there comes back.
    `name` and `restore` are of a panel that stood over the screen."""
    from tpdesk.screens.rooms import way_from_here

    way = way_from_here(window, name, *restore)

    async def go() -> None:
        await window.switch_mode(LINES)
        await close_rooms(window)
        cast(_ShowsLines, window.screen).show_from(where, way)

    window.call_later(go)
