"""A letter at every part of the screen that takes the keyboard: press it to go there."""

from __future__ import annotations

from string import ascii_lowercase

from textual.app import ComposeResult
from textual.events import Key
from textual.screen import ModalScreen, Screen
from textual.widget import Widget
from textual.widgets import Static

from tpdesk.screens.display import content
from tpdesk.screens.styled_once import StyledOnce


def targets(screen: Screen[object]) -> dict[str, Widget]:
    """Return letter -> widget of all on `screen` that take the keyboard and can be seen, from top to bottom."""
    seen = [widget for widget in screen.focus_chain if widget.region.overlaps(screen.region) and widget.region.area]
    seen.sort(key=lambda widget: (widget.region.y, widget.region.x))
    return dict(zip(ascii_lowercase, seen, strict=False))


class Jump(StyledOnce, ModalScreen[str | None]):
    """The letters over the screen. The answer is the letter, or another key that was pressed, which is for the screen then."""

    def __init__(self, letters: dict[str, Widget]) -> None:
        super().__init__()
        self.letters = letters

    def compose(self) -> ComposeResult:
        """A letter at the top left of each."""
        for letter, widget in self.letters.items():
            mark = Static(content(letter), classes="jump-letter")
            mark.styles.offset = (widget.region.x, widget.region.y)
            yield mark
        yield Static(
            content("Press a letter to go there, a number for a mode; Esc leaves you where you are.", "bold"),
            id="jump-says",
        )

    def on_key(self, event: Key) -> None:
        """Take the key."""
        event.stop()
        event.prevent_default()
        self.dismiss(event.key if event.key in self.letters or event.key.isdigit() else None)
