"""The views of the deep dives, their names as tabs, and what stands where one of them has nothing to show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from textual.message import Message
from textual.widgets import Static

VIEWS: Final = {
    "dive": ("Deep dive", "Dive"), "map": ("Activity map", "Map"), "delivery": ("Deliveries", "Deliv."), "journey": ("Journeys", "Journ."),
    "workshop": ("Workshops", "Works."), "barrier": ("Barriers", "Barr."), "opportunity": ("Opportunities", "Opport."),
}  # fmt: skip
"""Id -> (name, name where there is little room), in the order of the key. But for `map`, each is the kind of record that it lists."""

INSIDE: Final = {"dive": "dive", "journey": "step", "workshop": "note"}
"""View -> the kind of record that lies inside what it lists."""

NOTHING: Final = {
    "map": "No deliveries yet, so there is nothing to map. n writes the first; I takes a file of them in.",
    "delivery": "No deliveries yet: who does what for whom, where, within a category. n writes the first; I takes a file of them in.",
    "journey": "No journeys yet: what one person meets, step by step. n writes the first; I takes a file in.",
    "workshop": "No workshops yet. n writes one down, F11 opens the room in which its notes are typed as people talk; I takes a file in.",
    "barrier": "No barriers yet: what is in the way, and who can lift it. n writes the first; I takes a file of them in.",
    "opportunity": "No opportunities yet: what could be done, by whom, and what it saves. n writes the first; I takes a file of them in.",
}  # fmt: skip
"""View -> what to do where nothing is in it yet."""


class DiveTab(Static):
    """One view's name."""

    @dataclass
    class Chosen(Message):
        """A view's name was clicked."""

        view: str

    def __init__(self, view: str) -> None:
        self.view = view
        super().__init__(id=f"dive-view-{view}", classes="dive-tab")

    def on_click(self) -> None:
        """Say so."""
        self.post_message(self.Chosen(self.view))
