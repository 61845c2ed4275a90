"""The pictures of the overlap: what each shows of the count, what it says above and below, and what stands under its
cursor. The screen hands a picture all that it needs in one `Seen`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.containers import Container
from textual.content import Content
from textual.message import Message
from textual.widgets import DataTable, Static

from tpdesk.domain.codes import LEVELS
from tpdesk.screens.display import content, joined
from tpdesk.screens.flex_table import FlexTable
from tpdesk.screens.overlap import evidence
from tpdesk.screens.overlap import words as said
from tpdesk.screens.overlap.cells import CategoryHeat, PairHeat, figure_at
from tpdesk.screens.overlap.evidence import EvidencePane
from tpdesk.screens.overlap.heat import HeatMap
from tpdesk.screens.overlap.shortlist import ShortlistPane

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tpdesk.calc.compare import Comparison
    from tpdesk.calc.shortlist import Shortlist
    from tpdesk.domain.figure import Figure
    from tpdesk.domain.results.overlap import OverlapRow
    from tpdesk.services.overlap import OverlapRead

TALL: Final = 30
"""Lines from which there is room for everything that is to be said below a picture."""


@dataclass(frozen=True)
class Seen:
    """What the screen has read, and how it is sorted and narrowed, for one picture at one size of the window."""

    read: OverlapRead
    rows: tuple[OverlapRow, ...]
    """The categories on show, in their order."""
    order: said.RankingOrder
    only: str
    """The verdict on show, or all."""
    level: int
    comparison: Comparison | None
    shortlist: Shortlist | None
    width: int
    short: bool
    """Whether the window has fewer lines than `TALL`."""

    @property
    def headline(self) -> Content:
        """What is proven, in a sentence."""
        return content(said.headline(self.read, LEVELS, short=self.short), "bold")

    @property
    def level_words(self) -> str:
        """The level, and by what people the amounts are known."""
        level = LEVELS[self.read.overlap.basis.level or 2].capitalize()
        return level if self.short and not self.read.unknown else f"{level}, {said.known_by(self.read)}"

    def known(self, *parts: str) -> Content:
        """Return what is known of the figures, with what a picture says of itself and what it is narrowed to."""
        told = [self.level_words, *parts]
        if self.only != "all":
            kept = [row for row in self.read.overlap.rows if said.kept(row, self.only)]
            told.append(f"only {self.only}: {len(kept)}")
        return content(" · ".join(part for part in told if part), "$quiet")

    @property
    def sorted_by(self) -> str:
        """What the categories are sorted by, in words."""
        return f"sorted by {self.order.words}"


class OverlapPicture(Container):
    """One way to see the overlap. Its `show` is called whenever what it shows has changed; `headline`, `known` and
    `foot` are what the screen says around it."""

    NAME: ClassVar[str]
    """Its name on the line of pictures."""
    LISTS: ClassVar[bool] = False
    """Whether it has a row a category, in the order and narrowed as the user chose."""

    class Moved(Message):
        """The cursor went elsewhere, so that what is said below is another."""

        def __init__(self, picture: OverlapPicture) -> None:
            self.picture = picture
            super().__init__()

    seen: Seen | None = None
    """What it shows."""

    def show(self, seen: Seen) -> None:
        """Show what was read."""
        self.seen = seen
        self.draw(seen)

    def draw(self, seen: Seen) -> None:
        """Fill its widgets."""
        raise NotImplementedError

    def headline(self, seen: Seen) -> Content:
        """Return what is said first."""
        return Content("") if seen.short else seen.headline

    def known(self, seen: Seen) -> Content:
        """Return what is said of the figures."""
        return seen.known(said.made_up_words(seen.read), seen.sorted_by)

    def foot(self, seen: Seen) -> Content:  # noqa: ARG002
        """Return what is said below."""
        return Content("")

    @property
    def row(self) -> OverlapRow | None:
        """The category under the cursor, in the pictures that have a row a category."""
        return None

    @property
    def figure(self) -> Figure | None:
        """The figure under the cursor."""
        return figure_at(self.seen.read, self.id or "", row=self.row) if self.seen is not None else None

    def go_to(self, category: str) -> bool:  # noqa: ARG002
        """Put the cursor on a category; False where the picture has no row for it."""
        return False


class TablePicture(OverlapPicture):
    """A table with a row a category."""

    TABLE: ClassVar[str]
    """The id of the table."""

    def compose(self) -> ComposeResult:
        """The table alone."""
        yield FlexTable(id=self.TABLE)

    @property
    def table(self) -> FlexTable:
        """The table."""
        return self.query_one(f"#{self.TABLE}", FlexTable)

    def room(self, seen: Seen) -> int:
        """Return the columns that there are for it."""
        return self.table.size.width or seen.width

    @property
    def row(self) -> OverlapRow | None:
        """The category under the cursor."""
        rows = self.seen.read.overlap.rows if self.seen is not None else ()
        return next((row for row in rows if row.category == self.table.key), None)

    def go_to(self, category: str) -> bool:
        """Put the cursor on a category."""
        self.table.go_to_key(category)
        return True


class Ranking(TablePicture):
    """The categories by how much may coincide, and the evidence of the one under the cursor."""

    NAME = "Ranking"
    LISTS = True
    TABLE = "ranked"

    def compose(self) -> ComposeResult:
        """The table, and the evidence beside it."""
        yield from super().compose()
        yield EvidencePane(id="evidence", can_focus=True)

    def draw(self, seen: Seen) -> None:
        """Show the categories, and the evidence of one."""
        self.table.fill(*evidence.ranking(seen.read, seen.rows, self.room(seen)))
        self._show_evidence()

    def headline(self, seen: Seen) -> Content:
        """Return what is proven, at any height."""
        return seen.headline

    def known(self, seen: Seen) -> Content:
        """Return what is known, and how many are above the others."""
        return seen.known(said.above_words(seen.read), said.made_up_words(seen.read), seen.sorted_by)

    def foot(self, seen: Seen) -> Content:
        """Return what the reader has to be warned of."""
        told = said.warnings(seen.read, 1 if seen.short else 2)
        return joined([content(f"! {text}", "$warning") for text in told], "\n")

    @on(DataTable.RowHighlighted)
    def _show_evidence(self) -> None:
        if self.seen is not None:
            self.query_one(EvidencePane).show(self.seen.read, self.row)


class Concentration(TablePicture):
    """How each category is shared out."""

    NAME = "Concentration"
    LISTS = True
    TABLE = "concentration-table"

    def draw(self, seen: Seen) -> None:
        """Show the categories with money."""
        self.table.fill(*evidence.concentrated([row for row in seen.rows if row.agencies], self.room(seen)))

    def known(self, seen: Seen) -> Content:
        """Return what is known; the most even stands first."""
        return seen.known(said.made_up_words(seen.read), "the most even first")

    def foot(self, seen: Seen) -> Content:  # noqa: ARG002
        """Return how the row under the cursor is shared out."""
        row = self.row
        return content(f"{said.named(row)}: {said.concentration(row)}") if row is not None else Content("")

    @on(DataTable.RowHighlighted)
    def tell(self) -> None:
        """Say what stands under the cursor."""
        self.post_message(self.Moved(self))


class HeatPicture(OverlapPicture):
    """A heat map, and the cell under its cursor in words."""

    HEAT: ClassVar[str]
    SAYS: ClassVar[str]
    """The ids of the two."""

    def compose(self) -> ComposeResult:
        """The map, and the words."""
        yield HeatMap(id=self.HEAT)
        yield Static(id=self.SAYS, classes="heat-says")

    @property
    def heat(self) -> HeatMap:
        """The map."""
        return self.query_one(HeatMap)

    def cells(self, seen: Seen) -> CategoryHeat | PairHeat:
        """Return what its cells are."""
        raise NotImplementedError

    def draw(self, seen: Seen) -> None:
        """Show the map."""
        self.cells(seen).fill(self.heat)
        self._say_cell()

    @on(HeatMap.Moved)
    def _say_cell(self) -> None:
        seen, heat = self.seen, self.heat
        if seen is None or not heat.display:
            return
        cells = self.cells(seen)
        room = (seen.width - 2) * (1 if seen.short else 5)
        told = [content(cells.says(heat.row, heat.column), "bold"), content(cells.legend(room), "$quiet")]
        self.say(joined(told, "\n"))

    def say(self, text: Content) -> None:
        """Say something below the map."""
        self.query_one(f"#{self.SAYS}", Static).update(text)


class Bodies(HeatPicture):
    """Organisations by category: each one's share."""

    NAME = "Organisations"
    LISTS = True
    HEAT = "bodies-heat"
    SAYS = "bodies-says"

    def cells(self, seen: Seen) -> CategoryHeat:
        """Return a share a cell."""
        return CategoryHeat(seen.read, seen.rows)

    @property
    def row(self) -> OverlapRow | None:
        """The category under the cursor."""
        rows = self.seen.rows if self.seen is not None else ()
        return rows[self.heat.row] if self.heat.row < len(rows) else None

    @property
    def figure(self) -> Figure | None:
        """What the organisation under the cursor spends on the category there."""
        # A place without money has no bodies to stand on.
        if self.seen is None or self.heat.column >= len(self.seen.read.agencies):
            return None
        return figure_at(self.seen.read, "bodies", row=self.row, agency=self.seen.read.agencies[self.heat.column])

    def go_to(self, category: str) -> bool:
        """Put the cursor on a category, in the column that it is in."""
        rows = self.seen.rows if self.seen is not None else ()
        self.heat.go(next(n for n, row in enumerate(rows) if row.category == category), self.heat.column)
        return True


class Pairs(HeatPicture):
    """Organisations by organisations: how alike their spending is."""

    NAME = "Pairs"
    HEAT = "pairs-heat"
    SAYS = "pairs-says"

    def cells(self, seen: Seen) -> PairHeat:
        """Return a likeness a cell."""
        return PairHeat(seen.read)

    def draw(self, seen: Seen) -> None:
        """Show the map, or say that there is nobody to compare with."""
        self.heat.display = len(seen.read.agencies) > 1
        if self.heat.display:
            super().draw(seen)
        else:
            self.say(content(
                f"Nothing to compare: {seen.read.agencies[0]} is the only organisation with money in a category here. "
                "Pairs need two.", "bold"))  # fmt: skip

    def known(self, seen: Seen) -> Content:
        """Return the level alone: pairs are neither sorted nor narrowed."""
        return content(seen.level_words, "$quiet")

    @property
    def figure(self) -> Figure | None:
        """The likeness of the two under the cursor."""
        if self.seen is None or len(self.seen.read.agencies) < 2:
            return None
        heat = self.heat
        return figure_at(self.seen.read, "pairs", pair=PairHeat(self.seen.read).bodies(heat.row, heat.column))


class Beside(TablePicture):
    """This count beside that of another place or year."""

    NAME = "Beside another"
    TABLE = "beside-table"

    def draw(self, seen: Seen) -> None:
        """Show what both spend on each category."""
        self.table.display = seen.comparison is not None
        if seen.comparison is not None:
            self.table.fill(*evidence.beside(seen.comparison, self.room(seen)))

    def headline(self, seen: Seen) -> Content:
        """Return what stands beside what, and whether the two are alike."""
        compared = seen.comparison
        if compared is None:
            text = (
                "There is no other place or year with money on this desk yet, so there is nothing to set beside this "
                "one."
            )
            return content(text, "bold")
        one, two = (f"{basis.place} {basis.year}" for basis in (compared.basis, compared.other_basis))
        by_head = compared.total.head is not None and compared.total.other_head is not None
        each = "per head" if by_head else "in whole amounts, since people are missing"
        told = content(f"{one} beside {two}, {each}. w chooses another.", "bold")
        # A difference of two counts that are not alike is the first thing that would be read.
        unlike = content("Not on one base: read what stands below the table first.", "bold $warning")
        return joined([told, unlike]) if compared.issues else told

    def known(self, seen: Seen) -> Content:
        """Return the level alone: the comparison is neither sorted nor narrowed."""
        return content(seen.level_words, "$quiet")

    def foot(self, seen: Seen) -> Content:
        """Return what it comes to in real terms, and why the two are not alike."""
        from tpdesk.calc.real_terms import real_lines

        compared = seen.comparison
        if compared is None:
            return Content("")
        foot = [content(line) for line in real_lines(compared.real)] if compared.real is not None else []
        return joined([*foot, *(content(f"! {issue.text}", "$warning") for issue in compared.issues)], "\n")

    @property
    def figure(self) -> Figure | None:
        """What is spent on the category under the cursor, for each head where the people are known."""
        return figure_at(self.seen.read, "beside", key=self.table.key) if self.seen is not None else None


class Shortlisted(OverlapPicture):
    """What to look at next."""

    NAME = "Shortlist"

    def compose(self) -> ComposeResult:
        """The shortlist with its weights."""
        yield ShortlistPane(id="shortlist-pane")

    @property
    def pane(self) -> ShortlistPane:
        """The shortlist."""
        return self.query_one(ShortlistPane)

    def draw(self, seen: Seen) -> None:
        """Show it, once it has been read."""
        if seen.shortlist is not None:
            self.pane.show(seen.shortlist)

    def headline(self, seen: Seen) -> Content:
        """Return what the score is."""
        text = "What to look at next: a score of 0 to 1, of parts by their weights."
        return Content("") if seen.short else content(text, "bold")

    def known(self, seen: Seen) -> Content:
        """Return what is ranked, and the keys of the weights."""
        parts = [LEVELS[seen.level].capitalize() + ("" if seen.short else ", then activities with deliveries")]
        parts += [said.made_up_words(seen.read), "← → choose a weight, + and - change it"]
        return content(" · ".join(part for part in parts if part), "$quiet")

    @property
    def row(self) -> OverlapRow | None:
        """The category under the cursor; None on an activity."""
        found = self.pane.row
        rows = self.seen.read.overlap.rows if self.seen is not None and found is not None else ()
        return next((row for row in rows if found is not None and row.category == found.category), None)


PICTURES: Final[dict[str, type[OverlapPicture]]] = {
    "ranking": Ranking,
    "bodies": Bodies,
    "pairs": Pairs,
    "concentration": Concentration,
    "beside": Beside,
    "shortlist": Shortlisted,
}
"""Id -> picture, in the order of the key."""


class ViewTab(Static):
    """One picture's name: a click shows it."""

    class Chosen(Message):
        """Its picture is asked for."""

        def __init__(self, view: str) -> None:
            self.view = view
            super().__init__()

    def __init__(self, view: str) -> None:
        self.view = view
        super().__init__(id=f"view-{view}", classes="view-tab")

    def show(self, *, shown: bool, slim: bool) -> None:
        """Show its name, shorter in a slim window."""
        name = PICTURES[self.view].NAME
        name = name.partition(" ")[0][:9] if slim else name
        self.update(content(f"▸{name}" if shown else name, "bold $accent" if shown else "$quiet"))

    def on_click(self) -> None:
        """Ask for it."""
        self.post_message(self.Chosen(self.view))


def in_order(read: OverlapRead, order: said.RankingOrder, only: str) -> tuple[OverlapRow, ...]:
    """Return the categories of a verdict, or all, sorted; those without a rank come last."""
    rows: Sequence[OverlapRow] = [row for row in read.overlap.rows if said.kept(row, only)]
    return tuple(sorted(rows, key=lambda row: (not row.ranked, order.key(row), row.category)))
