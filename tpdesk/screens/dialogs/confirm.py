"""Are you sure? Asked only where something cannot be seen beforehand; all acts can be undone."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Button, Static

from tpdesk.screens.dialogs.base import Dialog
from tpdesk.screens.display import content


class Confirm(Dialog[bool]):
    """A question with what will happen; True where the user said yes, else None."""

    TELLS = "A question before something that cannot be seen beforehand. Tab goes from button to button, Enter presses the one that stands out; Esc changes nothing."

    def __init__(self, title: str, text: str, *, yes: str, no: str = "Cancel", looked: bool = False) -> None:
        """`looked`: what will happen was asked for and stands in the text whole, so that Enter goes on."""
        super().__init__(title)
        self.looked = looked
        self.text = text
        self.yes = yes
        self.no = no

    def parts(self) -> ComposeResult:
        """The text and two buttons."""
        yield Static(content(self.text), id="confirm-text")
        with Horizontal(classes="buttons"):
            yield Button(content(self.no), id="confirm-no", compact=True)
            yield Button(content(self.yes), id="confirm-yes", compact=True, variant="primary")

    def on_mount(self) -> None:
        """Begin at the button that changes nothing, but where all was looked through."""
        self.query_one("#confirm-yes" if self.looked else "#confirm-no", Button).focus()

    @on(Button.Pressed)
    def answer(self, message: Button.Pressed) -> None:
        """Answer."""
        self.dismiss(True if message.button.id == "confirm-yes" else None)
