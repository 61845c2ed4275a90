"""The views of the deep dives and their names as tabs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.message import Message
from textual.widgets import Static

from tpdesk.domain.kinds import KINDS
from tpdesk.screens.display import content

VIEWS: Final = {
    "dive": ("Deep dive", "Dive"), "map": ("Map", "Map"), "delivery": ("Deliveries", "Deliv."), "journey": ("Journeys", "Journ."),
    "workshop": ("Workshops", "Works."), "barrier": ("Barriers", "Barr."), "opportunity": ("Opportunities", "Opport."), "registers": ("Registers", "Regist."),
}  # fmt: skip
"""Id -> (name, name where there is little room), in the order of the key. But for `dive`, `map` and `registers`, each is the kind of record that it lists."""


class DiveTabs(Horizontal):
    """The views' names in one line; a register that has no name of its own there stands in place of the list of registers."""

    @dataclass
    class Chosen(Message):
        """A view's name was clicked."""

        view: str

    def compose(self) -> ComposeResult:
        """A name each."""
        for view in VIEWS:
            yield _Tab(view)

    def show(self, view: str) -> None:
        """Mark the view on show."""
        marked = view if view in VIEWS else "registers"
        names = {**VIEWS, "registers": (KINDS[view].plural,) * 2} if view not in VIEWS else VIEWS
        room = self.screen.size.width - 2
        short = sum(len(name) + 1 for name, _ in names.values()) > room
        for tab in self.query(_Tab):
            name = names[tab.view][1 if short else 0]
            chosen = tab.view == marked
            tab.update(content(f"▸{name}" if chosen else name, "bold $accent" if chosen else "$quiet"))


class _Tab(Static):
    """One view's name."""

    def __init__(self, view: str) -> None:
        self.view = view
        super().__init__(id=f"dive-view-{view}", classes="dive-tab")

    def on_click(self) -> None:
        """Say so."""
        self.post_message(DiveTabs.Chosen(self.view))
