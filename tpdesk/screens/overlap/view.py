"""What the overlap shows: its pictures, what is read for them, and the figure under the cursor."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import ContentSwitcher, DataTable, Static

from tpdesk import services
from tpdesk.domain.codes import LEVELS
from tpdesk.screens.display import content, joined
from tpdesk.screens.flex_table import FlexTable
from tpdesk.screens.mode_screen import SLIM, ModeScreen
from tpdesk.screens.overlap import evidence
from tpdesk.screens.overlap import words as said
from tpdesk.screens.overlap.cells import CategoryHeat, PairHeat
from tpdesk.screens.overlap.evidence import EvidencePane
from tpdesk.screens.overlap.heat import HeatMap
from tpdesk.screens.overlap.shortlist import ShortlistPane

if TYPE_CHECKING:
    from tpdesk.calc.compare import Comparison
    from tpdesk.calc.shortlist import Shortlist
    from tpdesk.domain.results.overlap import OverlapRow
    from tpdesk.services.overlap import OverlapRead

VIEWS: Final = {
    "ranking": "Ranking",
    "bodies": "Organisations",
    "pairs": "Pairs",
    "concentration": "Concentration",
    "beside": "Beside another",
    "shortlist": "Shortlist",
}
"""Id -> name of the pictures, in the order of the key."""


TALL: Final = 30
"""Lines from which there is room for everything that is to be said below a picture."""


class ViewTab(Static):
    """One picture's name: a click shows it."""

    def __init__(self, view: str) -> None:
        self.view = view
        super().__init__(id=f"view-{view}", classes="view-tab")

    def on_click(self) -> None:
        """Show it."""
        screen = self.screen
        assert isinstance(screen, OverlapView)
        screen.view = self.view


class OverlapView(ModeScreen):
    """Mode 5 without its commands."""

    MODE = "overlap"
    CSS_PATH = "overlap.tcss"

    def __init__(self) -> None:
        super().__init__()
        self.found: OverlapRead | None = None
        self.comparison: Comparison | None = None
        self.shortlist: Shortlist | None = None
        self.order = said.ORDERS[0]
        self.only = said.FILTERS[0]
        self.least_pence = 0
        self.other: tuple[int, int] | None = None
        """Place and start year that are set beside this one, where the user chose them."""
        self.picture = "ranking"
        """The picture on show: a key of `VIEWS`. Set it by `view`."""
        self.listed: tuple[OverlapRow, ...] = ()
        """The categories on show, in their order."""

    def content(self) -> ComposeResult:
        """The pictures' names, what is proven in a sentence, one picture."""
        with Horizontal(id="views"):
            for view in VIEWS:
                yield ViewTab(view)
        yield Static(id="overlap-says")
        yield Static(id="overlap-known")
        with ContentSwitcher(id="pictures", initial="ranking"):
            with Horizontal(id="ranking"):
                yield FlexTable(id="ranked")
                yield EvidencePane(id="evidence", can_focus=True)
            with Vertical(id="bodies"):
                yield HeatMap(id="bodies-heat")
                yield Static(id="bodies-says", classes="heat-says")
            with Vertical(id="pairs"):
                yield HeatMap(id="pairs-heat")
                yield Static(id="pairs-says", classes="heat-says")
            yield FlexTable(id="concentration")
            with Vertical(id="beside"):
                yield FlexTable(id="beside-table")
            yield ShortlistPane(id="shortlist")
        yield Static(id="overlap-foot")

    # -- reading

    def load(self) -> None:
        """Read the place's year."""
        here, least = self.here, self.least_pence
        place, year, level = here.place, here.year, here.level
        if place is None or year is None:
            self.call_later(self._say_no_money)
            return

        self.ask(
            "overlap.read",
            lambda desk: services.overlap.read_overlap(desk, place, year, level, least),
            self._show_read,
        )
        self.ask(
            "overlap.shortlist",
            lambda desk: services.dives.boards.read_shortlist(desk, place, year, level=level),
            self._take_shortlist,
        )
        self.load_beside()

    def load_beside(self) -> None:
        """Read the other count and set it beside this one."""
        here = self.here
        other = self.beside_what()
        self.comparison = None
        if other is None or here.place is None or here.year is None:
            self._show_beside()
            return
        first = (here.place, here.year)
        self.ask(
            "overlap.beside",
            lambda desk: services.overlap.read_comparison(desk, first, other, here.level),
            self._take_comparison,
        )

    def beside_what(self) -> tuple[int, int] | None:
        """Return the place and year to set beside: those chosen, else this place's other
        years, else another place's."""
        others = self.others()
        if self.other in others:
            return self.other
        return others[0] if others else None

    def others(self) -> list[tuple[int, int]]:
        """Return the places and years with money that could stand beside this one, the likeliest first."""
        here = self.here
        found = [(place.id, year) for place in self.window.places for year in place.years]
        found = [one for one in found if one != (here.place, here.year)]
        # The year before is the first that one thinks of, then other years of the place, then
        # other places of like years.
        return sorted(
            found,
            key=lambda one: (one[0] != here.place, one[1] != (here.year or 0) - 1, abs(one[1] - (here.year or 0))),
        )

    async def _say_no_money(self) -> None:
        name = self.window.place.name if self.window.place is not None else "This place"
        text = (
            f"{name} has no spend lines yet. Once organisations' money is in and mapped to categories, this shows the "
            "services on which several of them spend."
        )
        await self.say_empty("Nothing to compare yet", text, "desk.import", "desk.place", "desk.help")

    async def _show_read(self, read: OverlapRead) -> None:
        self.found = read
        self.base = " and ".join(read.overlap.basis.statuses)
        if not read.overlap.rows:
            text = (
                "No money of this year has a category yet. Map the labels to categories (Spend, mapping): "
                "organisations are compared category by category."
            )
            await self.say_empty("Nothing to compare yet", text, "desk.mapping", "desk.year", "desk.place")
            return
        self.show_again()

    def _take_shortlist(self, found: Shortlist) -> None:
        self.shortlist = found
        self._show_shortlist()

    def _take_comparison(self, comparison: Comparison) -> None:
        self.comparison = comparison
        self._show_beside()

    # -- showing

    @property
    def view(self) -> str:
        """The picture on show."""
        return self.picture

    @view.setter
    def view(self, view: str) -> None:
        self.picture = view
        self.query_one("#pictures", ContentSwitcher).current = view
        self.show_again()
        # A picture that was hidden knows its width only once it is on show.
        self.call_after_refresh(self.show_again)
        self.focus_content()

    def focus_content(self) -> None:
        """Give the keyboard to the picture on show."""
        for widget in self.query(f"#{self.picture}, #{self.picture} *"):
            if widget.focusable and widget.display:
                widget.focus()
                return

    def on_resize(self) -> None:
        """Show as many columns as there is room for."""
        if self.found is not None:
            self.call_after_refresh(self.show_again)

    def show_again(self) -> None:
        """Show what was read, as it is sorted and narrowed now."""
        read = self.found
        for tab in self.query(ViewTab):
            shown = tab.view == self.picture
            name = VIEWS[tab.view] if self.size.width >= SLIM else VIEWS[tab.view].partition(" ")[0][:9]
            tab.update(content(f"▸{name}" if shown else name, "bold $accent" if shown else "$quiet"))
        if read is None or not read.overlap.rows:
            return
        short = self.size.height < TALL
        headline = said.headline(read, LEVELS, short=short) if self.picture == "ranking" or not short else ""
        self._say("overlap-says", content(headline, "bold"))
        self._say("overlap-known", content(self._known(read, short=short), "$quiet"))
        self._say("overlap-foot", Content(""))
        rows = [row for row in read.overlap.rows if said.kept(row, self.only)]
        self.listed = tuple(sorted(rows, key=lambda row: (not row.ranked, self.order.key(row), row.category)))
        getattr(self, f"_show_{self.picture}")(read)
        self.refresh_bindings()

    def _known(self, read: OverlapRead, *, short: bool) -> str:
        level = LEVELS[read.overlap.basis.level or 2].capitalize()
        parts = [level] if short and not read.unknown else [f"{level}, {said.known_by(read)}"]
        if self.picture in ("pairs", "beside"):
            return " · ".join(parts)
        if self.picture == "ranking" and (above := said.above_words(read)):
            parts.append(above)
        if told := said.made_up_words(read):
            parts.append(told)
        parts.append("the most even first" if self.picture == "concentration" else f"sorted by {self.order.words}")
        if self.only != "all":
            kept = [row for row in read.overlap.rows if said.kept(row, self.only)]
            parts.append(f"only {self.only}: {len(kept)}")
        return " · ".join(parts)

    def _say(self, name: str, text: Content) -> None:
        widget = self.query_one(f"#{name}", Static)
        widget.update(text)
        widget.display = bool(text.plain)

    def _show_ranking(self, read: OverlapRead) -> None:
        table = self.query_one("#ranked", FlexTable)
        table.fill(*evidence.ranking(read, self.listed, table.size.width or self.size.width))
        told = said.warnings(read, 1 if self.size.height < TALL else 2)
        self._say("overlap-foot", joined([content(f"! {text}", "$warning") for text in told], "\n"))
        self._show_evidence()

    def _show_evidence(self) -> None:
        if self.found is not None:
            self.query_one(EvidencePane).show(self.found, self.row)

    def _show_bodies(self, read: OverlapRead) -> None:
        CategoryHeat(read, self.listed).fill(self.query_one("#bodies-heat", HeatMap))
        self._say_cell()

    def _show_pairs(self, read: OverlapRead) -> None:
        heat = self.query_one("#pairs-heat", HeatMap)
        heat.display = len(read.agencies) > 1
        if heat.display:
            PairHeat(read).fill(heat)
            self._say_cell()
        else:
            text = (
                f"Nothing to compare: {read.agencies[0]} is the only organisation with money in a category here. Pairs "
                "need two."
            )
            self.query_one("#pairs-says", Static).update(content(text, "bold"))

    def _show_concentration(self, read: OverlapRead) -> None:  # noqa: ARG002
        table = self.query_one("#concentration", FlexTable)
        table.fill(
            *evidence.concentrated([row for row in self.listed if row.agencies], table.size.width or self.size.width)
        )
        self._say_spread()

    def _show_shortlist(self, read: OverlapRead | None = None) -> None:  # noqa: ARG002
        if self.picture != "shortlist" or self.shortlist is None:
            return
        self.query_one(ShortlistPane).show(self.shortlist)
        short = self.size.height < TALL
        level = LEVELS[self.here.level].capitalize()
        headline = "What to look at next: a score of 0 to 1, of parts by their weights."
        more = "" if short else ", then activities with deliveries"
        if self.found is not None and (made_up := said.made_up_words(self.found)):
            more += f" · {made_up}"
        self._say("overlap-says", Content("") if short else content(headline, "bold"))
        self._say("overlap-known", content(f"{level}{more} · ← → choose a weight, + and - change it", "$quiet"))

    def _show_beside(self, read: OverlapRead | None = None) -> None:  # noqa: ARG002
        if self.picture != "beside" or self.found is None:
            return
        from tpdesk.calc.real_terms import real_lines

        table, compared = self.query_one("#beside-table", FlexTable), self.comparison
        table.display = compared is not None
        if compared is None:
            text = (
                "There is no other place or year with money on this desk yet, so there is nothing to set "
                "beside this one."
            )
            self._say("overlap-says", content(text, "bold"))
            self._say("overlap-foot", Content(""))
            return
        one, two = (f"{basis.place} {basis.year}" for basis in (compared.basis, compared.other_basis))
        each = (
            "per head"
            if compared.total.head is not None and compared.total.other_head is not None
            else "in whole amounts, since people are missing"
        )
        told = content(f"{one} beside {two}, {each}. w chooses another.", "bold")
        # A difference of two counts that are not alike is the first thing that would be read.
        unlike = content("Not on one base: read what stands below the table first.", "bold $warning")
        self._say("overlap-says", joined([told, unlike]) if compared.issues else told)
        table.fill(*evidence.beside(compared, table.size.width or self.size.width))
        foot = [content(line) for line in real_lines(compared.real)] if compared.real is not None else []
        foot += [content(f"! {issue.text}", "$warning") for issue in compared.issues]
        self._say("overlap-foot", joined(foot, "\n"))

    @on(DataTable.RowHighlighted, "#ranked")
    def follow(self) -> None:
        """Show the evidence of the row under the cursor."""
        self._show_evidence()

    @on(DataTable.RowHighlighted, "#concentration")
    def follow_spread(self) -> None:
        """Say how the row under the cursor is shared out."""
        self._say_spread()

    @on(HeatMap.Moved)
    def follow_cell(self) -> None:
        """Say the cell under the cursor in words."""
        self._say_cell()

    def _say_spread(self) -> None:
        if self.picture == "concentration" and self.row is not None:
            self._say("overlap-foot", content(f"{said.named(self.row)}: {said.concentration(self.row)}"))

    def _say_cell(self) -> None:
        read = self.found
        if (
            read is None
            or self.picture not in ("bodies", "pairs")
            or (self.picture == "pairs" and len(read.agencies) < 2)
        ):
            return
        heat = self.query_one(f"#{self.picture}-heat", HeatMap)
        cells = CategoryHeat(read, self.listed) if self.picture == "bodies" else PairHeat(read)
        says = joined(
            [
                content(cells.says(heat.row, heat.column), "bold"),
                content(cells.legend((self.size.width - 2) * (5 if self.size.height >= TALL else 1)), "$quiet"),
            ],
            "\n",
        )
        self.query_one(f"#{self.picture}-says", Static).update(says)

    # -- the row under the cursor

    @property
    def row(self) -> OverlapRow | None:
        """The category under the cursor, in the pictures that have a row a category."""
        if self.found is None:
            return None
        if self.picture == "bodies":
            heat = self.query_one("#bodies-heat", HeatMap)
            return self.listed[heat.row] if heat.row < len(self.listed) else None
        if self.picture == "shortlist":
            found = self.query_one(ShortlistPane).row
            return next(
                (row for row in self.found.overlap.rows if found is not None and row.category == found.category), None
            )
        tables = {"ranking": "#ranked", "concentration": "#concentration", "beside": "#beside-table"}
        if self.picture not in tables:
            return None
        key = self.query_one(tables[self.picture], FlexTable).key
        return next((row for row in self.found.overlap.rows if row.category == key), None)
