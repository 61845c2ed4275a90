"""The overlap: which bodies spend on the same, and whether they meet there, as a ranking and as pictures."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import ContentSwitcher, DataTable, Static

from tpdesk import services
from tpdesk.screens.ask import Ask
from tpdesk.screens.commands.overlap import CHAPTER
from tpdesk.screens.dialogs.awaited import asks
from tpdesk.screens.dialogs.choose import Choice, Choose
from tpdesk.screens.key_line import bindings
from tpdesk.screens.mode_screen import SLIM, ModeScreen
from tpdesk.screens.overlap import by_hand
from tpdesk.screens.overlap import words as said
from tpdesk.screens.overlap.cells import can_show_lines, figures_of, lines_at, show_lines
from tpdesk.screens.overlap.explain import explain
from tpdesk.screens.overlap.heat import HeatMap
from tpdesk.screens.overlap.pictures import PICTURES, TALL, OverlapPicture, Seen, ViewTab, in_order
from tpdesk.screens.overlap.shortlist import ShortlistPane
from tpdesk.units import parse_pounds, pounds, year_text

if TYPE_CHECKING:
    from tpdesk.calc.compare import Comparison
    from tpdesk.calc.shortlist import Shortlist
    from tpdesk.domain.figure import Figure
    from tpdesk.domain.line_filter import LineFilter
    from tpdesk.domain.results.overlap import OverlapRow
    from tpdesk.services.overlap import OverlapRead


class OverlapScreen(ModeScreen):
    """Mode 5: what is read of a place's year, the picture on show, and what is said around it."""

    MODE = "overlap"
    CSS_PATH = "overlap.tcss"
    BINDINGS: ClassVar[list[BindingType]] = bindings(CHAPTER.commands)

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
        """The picture on show: a key of `PICTURES`. Set it by `view`."""
        self.listed: tuple[OverlapRow, ...] = ()
        """The categories on show, in their order."""

    def content(self) -> ComposeResult:
        """The pictures' names, what is proven in a sentence, one picture."""
        with Horizontal(id="views"):
            for view in PICTURES:
                yield ViewTab(view)
        yield Static(id="overlap-says")
        yield Static(id="overlap-known")
        with ContentSwitcher(id="pictures", initial=self.picture):
            for view, picture in PICTURES.items():
                yield picture(id=view)
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
        self._take_comparison(None)
        if other is None or here.place is None or here.year is None:
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
        self._show_where("shortlist")

    def _take_comparison(self, comparison: Comparison | None) -> None:
        self.comparison = comparison
        self._show_where("beside")

    # -- showing

    @property
    def shown(self) -> OverlapPicture:
        """The picture on show."""
        return self.query_one(f"#{self.picture}", OverlapPicture)

    @property
    def view(self) -> str:
        """Its id."""
        return self.picture

    @view.setter
    def view(self, view: str) -> None:
        self.picture = view
        self.query_one("#pictures", ContentSwitcher).current = view
        self.show_again()
        # A picture that was hidden knows its width only once it is on show.
        self.call_after_refresh(self.show_again)
        self.focus_content()

    @on(ViewTab.Chosen)
    def show_view(self, message: ViewTab.Chosen) -> None:
        """Show the picture whose name was clicked."""
        self.view = message.view

    def focus_content(self) -> None:
        """Give the keyboard to the picture on show."""
        for widget in self.shown.query("*"):
            if widget.focusable and widget.display:
                widget.focus()
                return

    def on_resize(self) -> None:
        """Show as many columns as there is room for."""
        if self.found is not None:
            self.call_after_refresh(self.show_again)

    def _show_where(self, view: str) -> None:
        if self.picture == view:
            self.show_again()

    def show_again(self) -> None:
        """Show what was read, as it is sorted and narrowed now."""
        for tab in self.query(ViewTab):
            tab.show(shown=tab.view == self.picture, slim=self.size.width < SLIM)
        read, picture = self.found, self.shown
        if read is None or not read.overlap.rows:
            return
        self.listed = in_order(read, self.order, self.only)
        seen = Seen(
            read, self.listed, self.order, self.only, self.here.level, self.comparison, self.shortlist,
            self.size.width, self.size.height < TALL,
        )  # fmt: skip
        picture.show(seen)
        self._say("overlap-says", picture.headline(seen))
        self._say("overlap-known", picture.known(seen))
        self._say("overlap-foot", picture.foot(seen))
        self.refresh_bindings()

    @on(OverlapPicture.Moved)
    def say_foot(self, message: OverlapPicture.Moved) -> None:
        """Say what stands under the cursor now."""
        picture = message.picture
        if picture is self.shown and picture.seen is not None:
            self._say("overlap-foot", picture.foot(picture.seen))

    def _say(self, name: str, text: Content) -> None:
        widget = self.query_one(f"#{name}", Static)
        widget.update(text)
        widget.display = bool(text.plain)

    # -- what is under the cursor

    @property
    def row(self) -> OverlapRow | None:
        """The category under the cursor, in the pictures that have a row a category."""
        return self.shown.row if self.found is not None else None

    @property
    def figure(self) -> Figure | None:
        """The figure under the cursor."""
        return self.shown.figure if self.found is not None else None

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
            case "sort" | "next_filter" | "mark":
                return shown and self.shown.LISTS
            case "explain":
                return shown and self.picture != "shortlist"
            case "open_lines":
                return shown and can_show_lines()
            case "evidence":
                return shown and self.row is not None and by_hand.has_evidence(self.row)
            case "overrule":
                return shown and self.row is not None
            case "withdraw":
                return shown and self.row is not None and bool(self.row.judgement.by_hand)
            case "choose_weight" | "change_weight":
                return shown and self.picture == "shortlist" and self.shortlist is not None
            case "choose_other":
                return shown and len(self.others()) > 1
        return super().check_action(action, parameters)

    def action_next_view(self, step: int) -> None:
        """Go to the next picture, or the one before."""
        names = list(PICTURES)
        self.view = names[(names.index(self.picture) + step) % len(names)]

    def action_next_level(self) -> None:
        """Tell categories apart one level finer; after service lines, divisions again."""
        self.window.go_to(level=self.here.level % 4 + 1)

    @asks
    async def action_sort(self) -> None:
        """Choose what the categories are sorted by."""
        choices = [Choice(order.name, order.words[:1].upper() + order.words[1:]) for order in said.ORDERS]
        choice = await self.app.push_screen_wait(Choose("Sort by what?", choices, current=self.order.name))
        if choice is not None:
            self.order = next(order for order in said.ORDERS if order.name == choice.id)
            self.show_again()

    def action_next_filter(self) -> None:
        """Show the categories of the next verdict alone, or all of them again."""
        assert self.found is not None
        at = said.FILTERS.index(self.only)
        for only in (*said.FILTERS[at + 1 :], *said.FILTERS[: at + 1]):
            if any(said.kept(row, only) for row in self.found.overlap.rows):
                self.only = only
                break
        self.show_again()

    @asks
    async def action_find(self) -> None:
        """Go to a category by a part of its name."""
        assert self.found is not None
        choices = [
            Choice(row.category, said.named(row), f"{row.verdict or 'no verdict'}, {row.agencies}")
            for row in self.found.overlap.rows
        ]
        choice = await self.app.push_screen_wait(Choose("Which category?", choices))
        if choice is not None:
            self._go_to_category(choice.id)

    def _go_to_category(self, code: str) -> None:
        if not any(row.category == code for row in self.listed):
            self.only = said.FILTERS[0]
            self.show_again()
        if not self.shown.go_to(code):
            self.view = "ranking"
            self.shown.go_to(code)

    @asks
    async def action_deminimis(self) -> None:
        """Ask for the least that a body must spend on a category to be compared."""
        text = (
            "Organisations that spend less than this on a category are left out of its shares there, and listed as "
            "left out. Empty: everybody counts."
        )
        value = pounds(self.least_pence).removesuffix(".00") if self.least_pence else ""
        typed = await self.app.push_screen_wait(Ask("De minimis", text, value, hint="10,000", check=_wrong_least))
        if typed is not None:
            self.least_pence = parse_pounds(typed) if typed else 0
            self.load()

    @asks
    async def action_choose_other(self) -> None:
        """Choose what to set beside this place and year."""
        places = {place.id: place.name for place in self.window.places}
        choices = [Choice(f"{place}/{year}", f"{places[place]} {year_text(year)}") for place, year in self.others()]
        now = self.beside_what()
        choice = await self.app.push_screen_wait(
            Choose("Beside which place and year?", choices, current=f"{now[0]}/{now[1]}" if now else "")
        )
        if choice is not None:
            of_place, of_year = choice.id.split("/")
            self.other = (int(of_place), int(of_year))
            self.view = "beside"
            self.load_beside()

    @asks
    async def action_explain(self) -> None:
        """Walk the figure under the cursor back; the ranking has several in a row, of which one is chosen."""
        if self.picture != "ranking":
            if (figure := self.figure) is not None:
                explain(self.window, figure)
            return
        row, read = self.row, self.found
        if row is not None and read is not None:
            choices = [by_hand.PROOF] if by_hand.has_evidence(row) else []
            shown = figures_of(read, row)
            choices += [one for one, _ in shown]
            choice = await self.app.push_screen_wait(Choose(f"Explain which figure of {said.named(row)}?", choices))
            if choice is by_hand.PROOF:
                self.action_evidence()
            elif choice is not None:
                explain(self.window, next(figure for one, figure in shown if one.id == choice.id))

    # -- evidence, and what is decided by hand

    def action_evidence(self) -> None:
        """Show the deliveries, notes and areas that the verdict rests on."""
        if self.row is not None and self.found is not None:
            by_hand.show_evidence(self, self.found, self.row)

    @asks
    async def action_mark(self) -> None:
        """Mark the category's split as statutory, or take the mark off."""
        if self.row is not None and self.found is not None:
            await by_hand.mark(self.window, self.found, self.row)

    @asks
    async def action_overrule(self) -> None:
        """Decide the verdict by hand, with a reason that is kept and printed."""
        if self.row is not None and self.found is not None:
            await by_hand.overrule(self.window, self.found, self.row)

    @asks
    async def action_withdraw(self) -> None:
        """Let the verdict be what the records prove again."""
        if self.row is not None and self.found is not None:
            await by_hand.withdraw(self.window, self.found, self.row)

    # -- the shortlist

    @property
    def _weights(self) -> ShortlistPane:
        return self.query_one(ShortlistPane)

    def action_choose_weight(self, step: int) -> None:
        """Go to the next weight, or the one before."""
        self._weights.choose(step)

    def action_change_weight(self, step: int) -> None:
        """Give the chosen part more weight, or less, for the whole desk."""
        found, part = self.shortlist, self._weights.part
        assert found is not None
        weight = max(0, found.weights[part] + step)
        weights = {**found.weights, part: weight}
        if weight == found.weights[part] or not any(weights.values()):
            return
        # The next press counts on from here, whether or not this one is saved yet.
        self._take_shortlist(replace(found, weights=weights))
        self.window.change(
            f"Weighing {part}", lambda desk: services.dives.boards.set_shortlist_weights(desk, {part: weight})
        )

    @on(DataTable.RowSelected)
    @on(HeatMap.Opened)
    def open(self) -> None:
        """Enter, or a second click, shows the lines."""
        self.action_open_lines()

    def action_open_lines(self) -> None:
        """Show the lines behind the figure under the cursor."""
        if can_show_lines() and (lines := self.lines) is not None:
            show_lines(self.window, lines)


def _wrong_least(typed: str) -> str:
    """Return what is wrong with a least amount, in words; empty where it will do."""
    try:
        return "" if not typed or parse_pounds(typed) >= 0 else "It must be zero or more."
    except ValueError as error:
        return f"{error}."
