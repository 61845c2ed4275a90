"""The overview: a place chosen on the left, its year on the right.

The left-hand side: every place on the desk, those with money first.

A place without money: what the register says of it, and how to bring its first file in.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar

from rich.table import Table
from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget
from textual.widgets import Button, ContentSwitcher, OptionList, Static
from textual.widgets.option_list import Option

from tpdesk import services
from tpdesk.screens.commands import COMMANDS
from tpdesk.screens.commands.overview import CHAPTER
from tpdesk.screens.dialogs.awaited import asks
from tpdesk.screens.display import cell, content, joined
from tpdesk.screens.key_line import bindings, keys_of
from tpdesk.screens.mode_screen import ModeScreen
from tpdesk.screens.overview.pane import OverviewPane
from tpdesk.screens.textual_private import user_keymap
from tpdesk.text import counted
from tpdesk.units import pounds, short_pounds, year_text

if TYPE_CHECKING:
    from tpdesk.models.place import Place
    from tpdesk.services.first_count import FirstCountPlan
    from tpdesk.services.overview import Overview, PlaceKnown


class PlaceList(OptionList):
    """The places; each option's id is the place's id on the desk."""

    def fill(self, places: Sequence[Place], chosen: int | None) -> None:
        """Show the places with the one of id `chosen` under the cursor."""
        self.clear_options()
        with_money = [place for place in places if place.years]
        register = [place for place in places if not place.years]
        if with_money:
            self.add_option(_heading("With money"))
            self.add_options(Option(_with_money(place), id=str(place.id)) for place in with_money)
        if register:
            self.add_option(_heading("The register: no money yet", below=bool(with_money)))
            self.add_options(Option(_without_money(place), id=str(place.id)) for place in register)
        self.mark(chosen)

    def mark(self, chosen: int | None) -> None:
        """Put the cursor on the place with that id."""
        at = next((n for n, option in enumerate(self.options) if option.id == str(chosen)), None)
        if at is not None and at != self.highlighted:
            self.highlighted = at


def _heading(text: str, *, below: bool = False) -> Option:
    return Option(Content("\n" if below else "") + content(text, "$quiet"), disabled=True)


def _with_money(place: Place) -> Content:
    years = (
        year_text(place.years[0])
        if len(place.years) == 1
        else f"{year_text(place.years[-1])} to {year_text(place.years[0])}"
    )
    return joined(
        [content(place.name, "bold"), joined([content(place.status, "$quiet"), content(years, "$quiet")], " · ")], "\n"
    )


def _without_money(place: Place) -> Content:
    return joined([content(place.name), content(place.status, "$quiet")], "  ")


_HEADINGS = (
    ("programmes", "Programmes"),
    ("funding_awards", "Funding"),
    ("notes", "Notes"),
    ("published_counts", "Published"),
)


_WAYS = (
    ("overview.first-count", "for a first count from published figures, before any file is in."),
    ("desk.agencies", "then", "register.new", "to add its organisations."),
    ("desk.import", "to import their files. You can add them on the way, too."),
    ("desk.places", "to add its areas and people: without them, no figures per head and no areas that meet."),
)
"""What to press: ids of commands, and words between them."""


class KnownFacts(Widget):
    """What is known, a row each: the heading left, the words right."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"facts--quiet", "facts--head"}

    known: reactive[PlaceKnown | None] = reactive(None, layout=True)
    """The place whose facts are shown."""

    def render(self) -> Table | str:
        """Return the rows in the theme's colours."""
        if self.known is None:
            return ""
        quiet, head = self.get_component_rich_style("facts--quiet"), self.get_component_rich_style("facts--head")
        table = Table.grid(padding=(0, 2, 0, 0), expand=True)
        table.add_column(no_wrap=True)
        table.add_column(ratio=1, overflow="fold")
        for heading, text, source in fact_rows(self.known):
            table.add_row(
                cell(heading, head), Text(" ").join(part for part in (cell(text), cell(source, quiet)) if part.plain)
            )
        return table


class PlacePane(VerticalScroll):
    """One place of the register."""

    def compose(self) -> ComposeResult:
        """Its name, what to do, what is known."""
        yield Static(id="known-place")
        yield Static(id="no-money")
        yield Button(content("First count from published figures"), id="first-count-go", compact=True)
        yield KnownFacts()

    def show(self, known: PlaceKnown) -> None:
        """Show what is known of the place."""
        name = known.place.name
        self.query_one("#known-place", Static).update(content(name, "bold"))
        known_keys = {command.id: keys_of(command, user_keymap(self.app)) for command in COMMANDS}
        lines = [
            joined([content("Press"), *(content(known_keys[one],
                            "bold $accent") if one in known_keys else content(one) for one in way)])
            for way in _WAYS
        ]  # fmt: skip
        self.query_one("#no-money", Static).update(
            joined([content("No money here yet.", "bold $warning"), *lines], "\n")
        )
        self.query_one(KnownFacts).known = known


def fact_rows(known: PlaceKnown) -> Iterator[tuple[str, str, str]]:
    """Yield (heading, words, source in brackets) of everything that is known; a heading is said once."""
    place = known.place
    pairs = (
        ("Kind", place.status), ("Region", place.region), ("Councils", place.council_type),
        ("Lead organisation", place.lead_body),
        ("Theme", place.theme), ("Areas", "; ".join(known.areas)), ("Note", place.note), ("Source", place.source),
    )  # fmt: skip
    for heading, text in pairs:
        if text:
            yield heading, text, ""
    for kind, heading in _HEADINGS:
        for number, row in enumerate(known.facts.get(kind, ())):
            source = f"[{row['source']}]" if row["source"] else ""
            yield heading if number == 0 else "", _fact_words(kind, row), source


def _fact_words(kind: str, row: Mapping[str, object]) -> str:
    if kind == "programmes":
        parts = [row["name"], row["strand"], row["note"]]
    elif kind == "funding_awards":
        parts = [
            row["funder"],
            _money(row["amount_pence"]),
            row["year"],
            "match" if row["is_match"] else "",
            row["purpose"],
        ]
    elif kind == "notes":
        parts = [row["kind"], row["text"]]
    else:
        parts = [row["title"], row["body"], _money(row["amount_pence"]), row["share_printed"], row["base"], row["year"]]
    return "; ".join(str(part) for part in parts if part)


def _money(pence: object) -> str:
    return pounds(pence).removesuffix(".00") if isinstance(pence, int) else ""


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
        if action in ("next_level", "all_rows", "show_areas", "import_benefits"):
            return self.panel == "content" and self.overview is not None
        if action == "first_count":
            return self.panel == "content" and self.window.place is not None
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

    def action_show_areas(self) -> None:
        """Show the money by areas."""
        from tpdesk.screens.overview.by_area import AreasPanel

        if self.overview is not None:
            self.app.push_screen(AreasPanel(self.overview.place, self.overview.year))

    @on(Button.Pressed, "#first-count-go")
    @asks
    async def action_first_count(self) -> None:
        """Show what published figures come to here, and make the first count where the user says so."""
        from tpdesk.screens.overview.first_count import FirstCountPanel

        place = self.window.place
        if place is None or not await self.app.push_screen_wait(FirstCountPanel(place.name)):
            return
        self.window.change(
            f"Making the first count of {place.name}",
            lambda desk: services.first_count.write_first_count(desk, place.name),
            self._made,
        )

    @asks
    async def action_import_benefits(self) -> None:
        """Import DWP's own table of benefits for the place and year."""
        from tpdesk.screens.overview.benefits import ask_for_benefits

        if self.overview is not None:
            await ask_for_benefits(self, self.overview.place.name, self.overview.year)

    def _made(self, plan: FirstCountPlan) -> None:
        self.window.go_to(year=plan.year)
        self.window.say(
            f"{short_pounds(plan.count.pence)} of {counted(plan.bodies, 'organisation')} from published figures. An "
            "organisation's own file takes their place when it is imported. Press u to undo.",
            f"First count of {plan.place}",
        )

    def action_explain(self) -> None:
        """Walk a figure of the screen back."""
        from tpdesk.screens.overlap.explain import explain_overview

        if self.overview is not None:
            explain_overview(self.window, self.overview)
        elif self.window.place is not None:
            self.window.say(
                f"{self.window.place.name} has no money yet, so there is no figure to explain. i takes a file in."
            )
