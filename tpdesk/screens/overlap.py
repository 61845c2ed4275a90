"""The overlap: which bodies spend on the same, and whether they meet there, as a ranking and as pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import ContentSwitcher, DataTable, Static

from tpdesk.screens import overlap_views, words
from tpdesk.screens import overlap_words as said
from tpdesk.screens.ask import Ask
from tpdesk.screens.commands.overlap import CHAPTER
from tpdesk.screens.dialogs.choose import Choice, Choose
from tpdesk.screens.display import content, joined
from tpdesk.screens.drill import can_show_lines, show_lines
from tpdesk.screens.explain import explain
from tpdesk.screens.flex_table import FlexTable
from tpdesk.screens.heat import HeatMap
from tpdesk.screens.keys import bindings
from tpdesk.screens.mode_screen import ModeScreen
from tpdesk.screens.overlap_cells import CategoryHeat, PairHeat
from tpdesk.screens.overlap_evidence import EvidencePane
from tpdesk.screens.overlap_figures import figure_at, lines_at
from tpdesk.units import parse_pounds, pounds, year_text

if TYPE_CHECKING:
    from tpdesk.acts.overlapping import OverlapRead
    from tpdesk.calc.compare import Comparison
    from tpdesk.calc.figure import Figure
    from tpdesk.calc.results import OverlapRow
    from tpdesk.models.line_filter import LineFilter

VIEWS: Final = {
    "ranking": "Ranking",
    "bodies": "Bodies",
    "pairs": "Pairs",
    "concentration": "Concentration",
    "beside": "Beside another",
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
        assert isinstance(screen, OverlapScreen)
        screen.view = self.view


class OverlapScreen(ModeScreen):
    """Mode 5."""

    MODE = "overlap"
    CSS_PATH = "overlap.tcss"
    BINDINGS: ClassVar[list[BindingType]] = bindings(CHAPTER.commands)

    def __init__(self) -> None:
        super().__init__()
        self.found: OverlapRead | None = None
        self.comparison: Comparison | None = None
        self.order = said.ORDERS[0]
        self.only = said.FILTERS[0]
        self.least_pence = 0
        self.other: tuple[int, int] | None = None
        """Place and start year that are set beside this one, where the user chose them."""
        self._view = "ranking"
        self._rows: tuple[OverlapRow, ...] = ()

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
        yield Static(id="overlap-foot")

    # -- reading

    def load(self) -> None:
        """Read the place's year."""
        path, here, least = self.path, self.here, self.least_pence
        place, year, level = here.place, here.year, here.level
        if place is None or year is None:
            self.call_later(self._say_no_money)
            return

        def call() -> OverlapRead:
            from tpdesk.acts.overlapping import read_overlap

            return read_overlap(path, place, year, level, least)

        self.read("overlap.read", call, self._show_read)
        self._load_beside()

    def _load_beside(self) -> None:
        path, here = self.path, self.here
        other = self._beside_what()
        self.comparison = None
        if other is None or here.place is None or here.year is None:
            self._show_beside()
            return
        first = (here.place, here.year)

        def call() -> Comparison:
            from tpdesk.acts.overlapping import read_comparison

            return read_comparison(path, first, other, here.level)

        self.read("overlap.beside", call, self._take_comparison)

    def _beside_what(self) -> tuple[int, int] | None:
        """Return the place and year to set beside: those chosen, else this place's other years, else another place's."""
        others = self._others()
        if self.other in others:
            return self.other
        return others[0] if others else None

    def _others(self) -> list[tuple[int, int]]:
        here = self.here
        found = [(place.id, year) for place in self.window.places for year in place.years]
        found = [one for one in found if one != (here.place, here.year)]
        # The year before is the first that one thinks of, then other years of the place, then other places of like years.
        return sorted(found, key=lambda one: (one[0] != here.place, one[1] != (here.year or 0) - 1, abs(one[1] - (here.year or 0))))

    async def _say_no_money(self) -> None:
        name = self.window.place.name if self.window.place is not None else "This place"
        text = f"{name} has no spend lines yet. Once bodies' money is in and mapped to categories, this shows where several of them spend on the same."
        await self.say_empty("Nothing to compare yet", text, "desk.import", "desk.place", "desk.help")

    async def _show_read(self, read: OverlapRead) -> None:
        self.found = read
        self.base = " and ".join(read.overlap.basis.statuses)
        if not read.overlap.rows:
            text = "No money of this year has a category yet. Map the labels to categories (Spend, mapping): bodies are compared category by category."
            await self.say_empty("Nothing to compare yet", text, "desk.mapping", "desk.year", "desk.place")
            return
        self._show()

    def _take_comparison(self, comparison: Comparison) -> None:
        self.comparison = comparison
        self._show_beside()

    # -- showing

    @property
    def view(self) -> str:
        """The picture on show."""
        return self._view

    @view.setter
    def view(self, view: str) -> None:
        self._view = view
        self.query_one("#pictures", ContentSwitcher).current = view
        self._show()
        self.focus_content()

    def focus_content(self) -> None:
        """Give the keyboard to the picture on show."""
        for widget in self.query(f"#{self._view}, #{self._view} *"):
            if widget.focusable and widget.display:
                widget.focus()
                return

    def on_resize(self) -> None:
        """Show as many columns as there is room for."""
        if self.found is not None:
            self.call_after_refresh(self._show)

    def _show(self) -> None:
        read = self.found
        for tab in self.query(ViewTab):
            shown = tab.view == self._view
            tab.update(content(f"▸{VIEWS[tab.view]}" if shown else VIEWS[tab.view], "bold $accent" if shown else "$quiet"))
        if read is None or not read.overlap.rows:
            return
        short = self.size.height < TALL
        headline = said.headline(read, words.LEVELS, short=short) if self._view == "ranking" or not short else ""
        self._say("overlap-says", content(headline, "bold"))
        self._say("overlap-known", content(self._known(read, short=short), "$quiet"))
        self._say("overlap-foot", Content(""))
        rows = [row for row in read.overlap.rows if said.kept(row, self.only)]
        self._rows = tuple(sorted(rows, key=lambda row: (not row.ranked, self.order.key(row), row.category)))
        getattr(self, f"_show_{self._view}")(read)
        self.refresh_bindings()

    def _known(self, read: OverlapRead, *, short: bool) -> str:
        level = words.LEVELS[read.overlap.basis.level or 2].capitalize()
        parts = [level] if short and not read.unknown else [f"{level}, {said.known_by(read)}"]
        if self._view != "pairs":
            parts.append(f"sorted by {self.order.words}" if self._view != "concentration" else "the most even first")
            if self.only != "all":
                parts.append(f"only {self.only}: {len([row for row in read.overlap.rows if said.kept(row, self.only)])}")
        return " · ".join(parts)

    def _say(self, name: str, text: Content) -> None:
        widget = self.query_one(f"#{name}", Static)
        widget.update(text)
        widget.display = bool(text.plain)

    def _show_ranking(self, read: OverlapRead) -> None:
        table = self.query_one("#ranked", FlexTable)
        table.fill(*overlap_views.ranking(read, self._rows, table.size.width or self.size.width))
        told = said.warnings(read, 1 if self.size.height < TALL else 2)
        self._say("overlap-foot", joined([content(f"! {text}", "$warning") for text in told], "\n"))
        self._show_evidence()

    def _show_evidence(self) -> None:
        if self.found is not None:
            self.query_one(EvidencePane).show(self.found, self.row)

    def _show_bodies(self, read: OverlapRead) -> None:
        CategoryHeat(read, self._rows).fill(self.query_one("#bodies-heat", HeatMap))
        self._say_cell()

    def _show_pairs(self, read: OverlapRead) -> None:
        PairHeat(read).fill(self.query_one("#pairs-heat", HeatMap))
        self._say_cell()

    def _show_concentration(self, read: OverlapRead) -> None:  # noqa: ARG002
        table = self.query_one("#concentration", FlexTable)
        table.fill(*overlap_views.concentrated([row for row in self._rows if row.agencies], table.size.width or self.size.width))
        self._say_spread()

    def _show_beside(self, read: OverlapRead | None = None) -> None:  # noqa: ARG002
        if self._view != "beside" or self.found is None:
            return
        table, compared = self.query_one("#beside-table", FlexTable), self.comparison
        table.display = compared is not None
        if compared is None:
            text = "There is no other place or year with money on this desk yet, so there is nothing to set beside this one."
            self._say("overlap-says", content(text, "bold"))
            self._say("overlap-foot", Content(""))
            return
        one, two = (f"{basis.place} {basis.year}" for basis in (compared.basis, compared.other_basis))
        each = "per head" if compared.total.head is not None and compared.total.other_head is not None else "in whole amounts, since people are missing"
        self._say("overlap-says", content(f"{one} beside {two}, {each}. w chooses another.", "bold"))
        table.fill(*overlap_views.beside(compared, table.size.width or self.size.width))
        self._say("overlap-foot", joined([content(f"! {issue.text}", "$warning") for issue in compared.issues], "\n"))

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
        if self._view == "concentration" and self.row is not None:
            self._say("overlap-foot", content(f"{said.named(self.row)}: {said.concentration(self.row)}"))

    def _say_cell(self) -> None:
        read = self.found
        if read is None or self._view not in ("bodies", "pairs"):
            return
        heat = self.query_one(f"#{self._view}-heat", HeatMap)
        cells = CategoryHeat(read, self._rows) if self._view == "bodies" else PairHeat(read)
        says = joined([content(cells.says(heat.row, heat.column), "bold"), content(cells.legend(heat.size.width * (5 if self.size.height >= TALL else 1)), "$quiet")], "\n")
        self.query_one(f"#{self._view}-says", Static).update(says)

    # -- the figure under the cursor

    @property
    def row(self) -> OverlapRow | None:
        """The category under the cursor, in the pictures that have a row a category."""
        if self.found is None:
            return None
        if self._view == "bodies":
            heat = self.query_one("#bodies-heat", HeatMap)
            return self._rows[heat.row] if heat.row < len(self._rows) else None
        tables = {"ranking": "#ranked", "concentration": "#concentration", "beside": "#beside-table"}
        if self._view not in tables:
            return None
        key = self.query_one(tables[self._view], FlexTable).key
        return next((row for row in self.found.overlap.rows if row.category == key), None)

    @property
    def figure(self) -> Figure | None:
        """The figure under the cursor."""
        if self.found is None:
            return None
        if self._view == "beside":
            return figure_at(self.found, "beside", key=self.query_one("#beside-table", FlexTable).key)
        if self._view == "pairs":
            heat = self.query_one("#pairs-heat", HeatMap)
            return figure_at(self.found, "pairs", pair=PairHeat(self.found).bodies(heat.row, heat.column))
        if self._view == "bodies":
            heat = self.query_one("#bodies-heat", HeatMap)
            return figure_at(self.found, "bodies", row=self.row, agency=self.found.agencies[heat.column])
        return figure_at(self.found, self._view, row=self.row)

    @property
    def lines(self) -> LineFilter | None:
        """The lines behind the figure under the cursor."""
        figure = self.figure
        return lines_at(self.found, figure) if self.found is not None and figure is not None else None

    # -- commands

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only what can be done now."""
        shown = self.panel == "content" and self.found is not None
        match action:
            case "next_view" | "next_level" | "deminimis" | "find":
                return shown
            case "sort" | "next_filter":
                return shown and self._view in ("ranking", "bodies", "concentration")
            case "mark":
                return shown and self._view in ("ranking", "bodies", "concentration")
            case "explain":
                return shown and self._view in VIEWS
            case "open_lines":
                return shown and can_show_lines()
            case "choose_other":
                return shown and len(self._others()) > 1
        return super().check_action(action, parameters)

    def action_next_view(self, step: int) -> None:
        """Go to the next picture, or the one before."""
        names = list(VIEWS)
        self.view = names[(names.index(self._view) + step) % len(names)]

    def action_next_level(self) -> None:
        """Tell categories apart one level finer; after service lines, divisions again."""
        self.window.go_to(level=self.here.level % 4 + 1)

    def action_sort(self) -> None:
        """Choose what the categories are sorted by."""

        def chosen(choice: Choice | None) -> None:
            if choice is not None:
                self.order = next(order for order in said.ORDERS if order.name == choice.id)
                self._show()

        choices = [Choice(order.name, order.words[:1].upper() + order.words[1:]) for order in said.ORDERS]
        self.app.push_screen(Choose("Sort by what?", choices, current=self.order.name), chosen)

    def action_next_filter(self) -> None:
        """Show the categories of the next verdict alone, or all of them again."""
        assert self.found is not None
        at = said.FILTERS.index(self.only)
        for only in (*said.FILTERS[at + 1 :], *said.FILTERS[: at + 1]):
            if any(said.kept(row, only) for row in self.found.overlap.rows):
                self.only = only
                break
        self._show()

    def action_find(self) -> None:
        """Go to a category by a part of its name."""
        assert self.found is not None

        def chosen(choice: Choice | None) -> None:
            if choice is not None:
                self._go_to_category(choice.id)

        choices = [Choice(row.category, said.named(row), f"{row.verdict or 'no verdict'}, {row.agencies}") for row in self.found.overlap.rows]
        self.app.push_screen(Choose("Which category?", choices), chosen)

    def _go_to_category(self, code: str) -> None:
        if not any(row.category == code for row in self._rows):
            self.only = said.FILTERS[0]
            self._show()
        if self._view == "pairs":
            self.view = "ranking"
        at = next(n for n, row in enumerate(self._rows) if row.category == code)
        if self._view == "bodies":
            heat = self.query_one("#bodies-heat", HeatMap)
            heat.go(at, heat.column)
        else:
            self.query_one({"ranking": "#ranked", "beside": "#beside-table"}.get(self._view, "#concentration"), FlexTable).go_to_key(code)

    def action_deminimis(self) -> None:
        """Ask for the least that a body must spend on a category to be compared."""

        def wrong(typed: str) -> str:
            try:
                return "" if not typed or parse_pounds(typed) >= 0 else "It cannot be below nought."
            except ValueError as error:
                return f"{error}."

        def taken(typed: str | None) -> None:
            if typed is not None:
                self.least_pence = parse_pounds(typed) if typed else 0
                self.load()

        text = "Bodies that spend less than this on a category are left out of its shares there, and listed as left out. Empty: everybody counts."
        value = pounds(self.least_pence).removesuffix(".00") if self.least_pence else ""
        self.app.push_screen(Ask("De minimis", text, value, hint="10,000", check=wrong), taken)

    def action_mark(self) -> None:
        """Mark the category's split as statutory, or take the mark off."""
        row, read = self.row, self.found
        if row is None or read is None:
            return
        before = read.laws.get(row.category, "")

        def taken(law: str | None) -> None:
            if law is None or law == before:
                return

            def call(desk: object, _: object) -> None:
                from typing import cast

                from tpdesk.acts.categories import mark_separate
                from tpdesk.models.desk import Desk

                mark_separate(cast(Desk, desk), row.category, law)

            self.window.act(f"Marking {row.title}", call)

        text = (
            f"{said.named(row)}: which law says who does what here? The split then counts as separate areas on this desk, in every place and year, "
            "and the pack names the law. Empty takes the mark off."
        )
        self.app.push_screen(Ask("A statutory split", text, before, hint="Environmental Protection Act 1990, s. 45"), taken)

    def action_choose_other(self) -> None:
        """Choose what to set beside this place and year."""
        places = {place.id: place.name for place in self.window.places}

        def chosen(choice: Choice | None) -> None:
            if choice is not None:
                place, year = choice.id.split("/")
                self.other = (int(place), int(year))
                self.view = "beside"
                self._load_beside()

        choices = [Choice(f"{place}/{year}", f"{places[place]} {year_text(year)}") for place, year in self._others()]
        now = self._beside_what()
        self.app.push_screen(Choose("Beside which place and year?", choices, current=f"{now[0]}/{now[1]}" if now else ""), chosen)

    def action_explain(self) -> None:
        """Walk the figure under the cursor back."""
        if (figure := self.figure) is not None:
            explain(self.window, figure)

    @on(DataTable.RowSelected)
    @on(HeatMap.Opened)
    def open(self) -> None:
        """Enter, or a second click, shows the lines."""
        self.action_open_lines()

    def action_open_lines(self) -> None:
        """Show the lines behind the figure under the cursor."""
        if can_show_lines() and (lines := self.lines) is not None:
            show_lines(self.window, lines)
