"""The overview: a place chosen on the left, its year on the right."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.widgets import ContentSwitcher, OptionList

from tpdesk import services
from tpdesk.screens.commands.overview import CHAPTER
from tpdesk.screens.keys import bindings
from tpdesk.screens.mode_screen import ModeScreen
from tpdesk.screens.overview.pane import OverviewPane
from tpdesk.screens.overview.place_list import PlaceList
from tpdesk.screens.overview.place_pane import PlacePane

if TYPE_CHECKING:
    from tpdesk.models.place import Place
    from tpdesk.services.overview import Overview, PlaceKnown

# What is read in threads is imported there, so that the first paint waits for Textual alone.


class OverviewScreen(ModeScreen):
    """Mode 1: who spends what here, and how many of us are in it?"""

    MODE = "overview"
    CSS_PATH = "overview.tcss"
    BINDINGS: ClassVar[list[BindingType]] = bindings(CHAPTER.commands)

    def __init__(self) -> None:
        super().__init__()
        self.all_shown = False
        self.overview: Overview | None = None
        self._listed: tuple[Place, ...] = ()

    def content(self) -> ComposeResult:
        """The places, and what is known of the one under the cursor."""
        with Horizontal(id="places"):
            yield PlaceList(id="place-list", markup=False)
            yield ContentSwitcher(id="detail", initial=None)

    # -- reading

    def load(self) -> None:
        """Read the place's year, or what is known of a place without money."""
        self._fill_list()
        place, year, level = self.here.place, self.here.year, self.here.level
        if place is None:
            return
        if year is None:
            self.ask("overview.read", lambda desk: services.overview.read_known(desk, place), self._show_known)
        else:
            self.ask(
                "overview.read",
                lambda desk: services.overview.read_overview(desk, place, year, level),
                self._show_overview,
            )

    def _fill_list(self) -> None:
        places, listed = self.window.places, self.query_one(PlaceList)
        if places != self._listed:
            self._listed = places
            listed.fill(places, self.here.place)
        else:
            listed.mark(self.here.place)

    # -- showing

    @on(OptionList.OptionHighlighted, "#place-list")
    def choose_place(self, message: OptionList.OptionHighlighted) -> None:
        """Follow the cursor."""
        # One that was overtaken, while the list was filled again or the place chosen elsewhere, says nothing new.
        if message.option.id and message.option is self.query_one(PlaceList).highlighted_option:
            self.window.go_to(place=int(message.option.id))

    async def _show_overview(self, read: Overview) -> None:
        elsewhere = self.overview is None or self.overview.place.id != read.place.id
        self.overview = read
        self.base = " and ".join(read.by_agency.basis.statuses)
        pane = await self.put("detail", OverviewPane, "overview")
        pane.show(read, all_rows=self.all_shown)
        self._keep_keyboard()
        if elsewhere:
            pane.scroll_home(animate=False)

    async def _show_known(self, known: PlaceKnown) -> None:
        self.overview = None
        self.base = ""
        pane = await self.put("detail", PlacePane, "known")
        pane.show(known)
        self._keep_keyboard()
        pane.scroll_home(animate=False)

    def on_resize(self) -> None:
        """Show as many rows as the new size has room for."""
        self._show_again()

    def _keep_keyboard(self) -> None:
        # Where the list has no room, the figures take the arrows.
        if self.is_current and (self.focused is None or self.focused not in self.focus_chain):
            self.focus_content()

    def _show_again(self) -> None:
        if self.overview is not None:
            self.query_one(OverviewPane).show(self.overview, all_rows=self.all_shown)

    # -- commands

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only what can be done now."""
        if action in ("next_level", "all_rows"):
            return self.panel == "content" and self.overview is not None
        if action == "explain":
            return self.panel == "content" and self.window.place is not None
        return super().check_action(action, parameters)

    def action_next_level(self) -> None:
        """Show the categories one level finer; after service lines, divisions again."""
        self.window.go_to(level=self.here.level % 4 + 1)

    def action_all_rows(self) -> None:
        """Show every row, or the largest only."""
        self.all_shown = not self.all_shown
        self._show_again()

    def action_explain(self) -> None:
        """Walk a figure of the screen back."""
        from tpdesk.screens.overlap.explain_overview import explain_overview

        if self.overview is not None:
            explain_overview(self.window, self.overview)
        elif self.window.place is not None:
            self.window.say(
                f"{self.window.place.name} has no money yet, so there is no figure to explain. i takes a file in."
            )
