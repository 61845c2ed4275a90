"""A place without money: what the register says of it, and how to bring its first file in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, ClassVar

from rich.table import Table
from rich.text import Text
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.reactive import reactive
from textual.widget import Widget
from textual.widgets import Static

from tpdesk.screens.commands import COMMANDS
from tpdesk.screens.display import cell, content, joined
from tpdesk.screens.keys import keys_of
from tpdesk.screens.textual_private import user_keymap
from tpdesk.units import pounds

if TYPE_CHECKING:
    from tpdesk.services.overview import PlaceKnown

_HEADINGS = (
    ("programmes", "Programmes"),
    ("funding_awards", "Funding"),
    ("notes", "Notes"),
    ("published_counts", "Published"),
)


_WAYS = (
    ("desk.agencies", "then", "agencies.new", "to make one of its agencies."),
    ("desk.import", "to take an agency's first file in."),
    ("desk.places", "to give the place its areas, its people and what else is known of it."),
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
        yield KnownFacts()

    def show(self, known: PlaceKnown) -> None:
        """Show what is known of the place."""
        name = known.place.name
        self.query_one("#known-place", Static).update(content(name, "bold"))
        known_keys = {command.id: keys_of(command, user_keymap(self.app)) for command in COMMANDS}
        lines = [
            joined([content("Press"), *(content(known_keys[one], "bold $accent") if one in known_keys else content(one) for one in way)])
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
        ("Kind", place.status), ("Region", place.region), ("Councils", place.council_type), ("Lead body", place.lead_body),
        ("Theme", place.theme), ("Areas", ", ".join(place.codes)), ("Note", place.note), ("Source", place.source),
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
