"""The overview: a place chosen on the left, its year on the right."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, TypeVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import ContentSwitcher, Footer, OptionList, Static
from textual.worker import get_current_worker

from tpdesk.screens.commands import OVERVIEW, bindings
from tpdesk.screens.display import content, joined
from tpdesk.screens.overview_messages import OverviewRead, PlaceRead, PlacesRead, SampleOpened
from tpdesk.screens.overview_pane import OverviewPane
from tpdesk.screens.place_list import PlaceList
from tpdesk.screens.place_pane import PlacePane
from tpdesk.screens.reporter import Reporting, Trouble
from tpdesk.screens.trouble import TroublePanel
from tpdesk.screens.welcome import Welcome

if TYPE_CHECKING:
    from tpdesk.acts.window import Overview
    from tpdesk.models.place import Place


P = TypeVar("P", bound=Widget)

# What the workers call is imported by them, so that the first paint waits for Textual alone.


class OverviewScreen(Reporting, Screen[None]):
    """Mode 1: who spends what here, and how many of us are in it?"""

    CSS_PATH = "overview.tcss"
    BINDINGS: ClassVar[list[BindingType]] = bindings(OVERVIEW)

    def __init__(self, desk: Path) -> None:
        super().__init__()
        self.desk = desk
        self.places: tuple[Place, ...] = ()
        self.place: Place | None = None
        self.year: int | None = None
        self.level = 2
        self.all_shown = False
        self.overview: Overview | None = None

    def compose(self) -> ComposeResult:
        """A line of title, the panels of which one shows, the keys."""
        with Horizontal(id="header"):
            yield Static(_title(self.desk), id="desk")
            yield Static(content("Overview", "bold"), id="mode")
        with ContentSwitcher(id="body", initial="places"), Horizontal(id="places"):
            yield PlaceList(id="place-list", markup=False)
            yield ContentSwitcher(id="detail", initial=None)
        yield Footer(compact=True)

    def on_mount(self) -> None:
        """Read the desk."""
        self.action_reload()

    @property
    def panel(self) -> str | None:
        """The panel on show: places, welcome or trouble."""
        return self.query_one("#body", ContentSwitcher).current

    async def _panel(self, switcher: str, kind: type[P], name: str) -> P:
        # Each panel is made when it is first wanted: the first paint need not wait for what nobody sees yet.
        where = self.query_one(f"#{switcher}", ContentSwitcher)
        if not where.query_children(f"#{name}"):
            await where.add_content(kind(id=name))
        where.current = name
        if switcher == "body":
            where.query_one(f"#{name}-panel").focus()
        self.refresh_bindings()
        return where.get_child_by_id(name, kind)

    # -- reading

    @work(thread=True, exclusive=True, group="places.read", exit_on_error=False)
    def read_places(self, desk: Path) -> None:
        """Read the list of places; posts PlacesRead."""
        from tpdesk.acts.window import read_places

        self._tell(PlacesRead(desk, read_places(desk)))

    @work(thread=True, exclusive=True, group="overview.read", exit_on_error=False)
    def read_overview(self, desk: Path, place: int, year: int, level: int) -> None:
        """Read a place's year; posts OverviewRead."""
        from tpdesk.acts.window import read_overview

        self._tell(OverviewRead(read_overview(desk, place, year, level)))

    @work(thread=True, exclusive=True, group="overview.read", exit_on_error=False)
    def read_known(self, desk: Path, place: int) -> None:
        """Read what is known of a place; posts PlaceRead."""
        from tpdesk.acts.window import read_known

        self._tell(PlaceRead(read_known(desk, place)))

    @work(thread=True, exclusive=True, group="sample.open", exit_on_error=False)
    def make_sample(self) -> None:
        """Make the sample desk or take the one that stands; posts SampleOpened."""
        from tpdesk.acts.window import open_sample

        self._tell(SampleOpened(open_sample()))

    def _tell(self, message: Message) -> None:
        # A thread cannot be stopped: one that was overtaken keeps its news to itself.
        if not get_current_worker().is_cancelled:
            self.post_message(message)

    async def show_trouble(self, trouble: Trouble, group: str) -> None:
        """Put a failure in place of what could not be read; what is on show stays where the trouble may pass."""
        if group == "sample.open":
            self.query_one(Welcome).offer()
        if group == "sample.open" or (trouble.passing and self.panel == "places" and self.places):
            self.notify(
                content(trouble.message).plain,
                title=content(trouble.title).plain,
                severity="error",
                timeout=12,
                markup=False,
            )
            return
        (await self._panel("body", TroublePanel, "trouble")).show(trouble)

    # -- showing

    @on(PlacesRead)
    async def show_places(self, message: PlacesRead) -> None:
        """Fill the list, or welcome the user to an empty desk."""
        self.desk, self.places = message.desk, message.places
        self.query_one("#desk", Static).update(_title(self.desk))
        if not self.places:
            self.place, self.overview = None, None
            await self._panel("body", Welcome, "welcome")
            return
        chosen = self.place
        self.place = next(
            (place for place in self.places if chosen is not None and place.id == chosen.id), self.places[0]
        )
        self.query_one(PlaceList).fill(self.places, self.place.id)
        if self.panel != "places":
            self.query_one("#body", ContentSwitcher).current = "places"
            self.query_one(PlaceList).focus()
        self._read_chosen()

    @on(OptionList.OptionHighlighted, "#place-list")
    def choose_place(self, message: OptionList.OptionHighlighted) -> None:
        """Follow the cursor."""
        chosen = next((place for place in self.places if str(place.id) == message.option.id), None)
        if chosen is not None and (self.place is None or chosen.id != self.place.id):
            self.place = chosen
            self._read_chosen()

    def _read_chosen(self) -> None:
        place = self.place
        if place is None:
            return
        if not place.years:
            self.year = None
            self.read_known(self.desk, place.id)
            return
        if self.year not in place.years:
            self.year = place.years[0]
        assert self.year is not None
        self.read_overview(self.desk, place.id, self.year, self.level)

    @on(OverviewRead)
    async def show_overview(self, message: OverviewRead) -> None:
        """Show the year, unless the user has gone on."""
        read = message.overview
        if self.place is None or (read.place.id, read.year, read.level) != (self.place.id, self.year, self.level):
            return
        elsewhere = self.overview is None or self.overview.place.id != read.place.id
        self.overview = read
        pane = await self._panel("detail", OverviewPane, "overview")
        pane.show(read, all_rows=self.all_shown)
        if elsewhere:
            pane.scroll_home(animate=False)

    @on(PlaceRead)
    async def show_place(self, message: PlaceRead) -> None:
        """Show what is known of the place, unless the user has gone on."""
        if self.place is None or message.known.place.id != self.place.id:
            return
        self.overview = None
        pane = await self._panel("detail", PlacePane, "known")
        pane.show(message.known)
        pane.scroll_home(animate=False)

    @on(SampleOpened)
    def open_desk(self, message: SampleOpened) -> None:
        """Go over to the sample desk."""
        self.desk, self.place = message.desk, None
        self.read_places(message.desk)

    def on_resize(self) -> None:
        """Show as many rows as the new size has room for."""
        if self.overview is not None:
            self.query_one(OverviewPane).show(self.overview, all_rows=self.all_shown)

    # -- commands

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """Offer only what can be done now."""
        if action == "open_sample":
            return self.panel == "welcome"
        if action in ("next_level", "all_rows"):
            return self.panel == "places" and self.overview is not None
        if action in ("next_year", "earlier_year", "later_year"):
            return self.panel == "places" and self.overview is not None and len(self.overview.place.years) > 1
        return True

    def action_reload(self) -> None:
        """Read the desk file again."""
        self.read_places(self.desk)

    def action_open_sample(self) -> None:
        """Make the sample desk and go over to it."""
        self.query_one(Welcome).making()
        self.make_sample()

    def action_next_year(self) -> None:
        """Go to the year before, or round to the latest."""
        self._go_year(1, around=True)

    def action_earlier_year(self) -> None:
        """Go to the year before, if there is one."""
        self._go_year(1)

    def action_later_year(self) -> None:
        """Go to the year after, if there is one."""
        self._go_year(-1)

    def _go_year(self, step: int, *, around: bool = False) -> None:
        years = self.place.years if self.place is not None else ()
        if self.year in years:
            at = years.index(self.year) + step
            self.year = years[at % len(years) if around else max(0, min(at, len(years) - 1))]
            self._read_chosen()

    def action_next_level(self) -> None:
        """Show the categories one level finer; after service lines, divisions again."""
        self.level = self.level % 4 + 1
        self._read_chosen()

    def action_all_rows(self) -> None:
        """Show every row, or the largest only."""
        self.all_shown = not self.all_shown
        if self.overview is not None:
            self.query_one(OverviewPane).show(self.overview, all_rows=self.all_shown)


def _title(desk: Path) -> Content:
    return joined([content("tpdesk", "bold $accent"), content(desk.name)], "  ")
