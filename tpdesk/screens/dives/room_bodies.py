"""Which bodies are in the room: a list to tick."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.events import Key
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from tpdesk.screens.dialogs.base import Dialog
from tpdesk.screens.display import content, joined
from tpdesk.screens.flex_table import ReverseList


class BodiesHere(Dialog[tuple[str, ...]]):
    """The bodies of the place, those that are here ticked; the answer is their names."""

    TELLS = (
        "Go through the list by ↑ and ↓. Space or Enter ticks the organisation under the cursor, or takes the tick "
        "off. F2 saves."
    )

    def __init__(self, bodies: Sequence[str], here: Collection[str], heard: Collection[str]) -> None:
        super().__init__("Who is here?")
        # One that is of no role in the place may have come too.
        self.bodies = (*bodies, *(name for name in here if name not in bodies))
        self.here = set(here)
        self.heard = frozenset(heard)

    def parts(self) -> ComposeResult:
        """The list above its keys."""
        yield ReverseList(*(Option(self._told(name)) for name in self.bodies), id="bodies-here", markup=False)
        said = (
            "Space ticks, F2 saves, Esc leaves it as it was"
            if self.bodies
            else "No organisation has a role in this place yet."
        )
        yield Static(content(said, "$quiet"))

    def on_mount(self) -> None:
        """Begin at the first."""
        listed = self.query_one(OptionList)
        listed.focus()
        if self.bodies:
            listed.highlighted = 0

    def _told(self, name: str) -> Content:
        mark = content("✓" if name in self.here else "·", "bold")
        return joined([mark, content(name), content("heard" if name in self.heard else "", "$quiet")], "  ")

    def on_key(self, event: Key) -> None:
        """Space ticks too."""
        at = self.query_one(OptionList).highlighted
        if event.key == "space" and at is not None:
            self._tick(at)
            event.stop()

    @on(OptionList.OptionSelected)
    def tick(self, message: OptionList.OptionSelected) -> None:
        """Tick, or take the tick off."""
        message.stop()
        self._tick(message.option_index)

    def _tick(self, at: int) -> None:
        self.here ^= {self.bodies[at]}
        self.query_one(OptionList).replace_option_prompt_at_index(at, self._told(self.bodies[at]))

    def save(self) -> None:
        """Answer with those that are ticked."""
        self.dismiss(tuple(name for name in self.bodies if name in self.here))
