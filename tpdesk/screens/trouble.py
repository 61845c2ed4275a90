"""What stands in place of everything where the desk file cannot be read."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from tpdesk.screens.display import content, joined
from tpdesk.screens.reporter import Trouble


class TroublePanel(VerticalScroll):
    """A title, what happened and what to do."""

    def compose(self) -> ComposeResult:
        """Three texts in one frame."""
        with VerticalScroll(id="trouble-panel", classes="frame"):
            yield Static(id="trouble-title")
            yield Static(id="trouble-message")
            yield Static(
                joined(
                    [
                        content("r", "bold $accent"),
                        content("to try again,"),
                        content("q", "bold $accent"),
                        content("to quit"),
                    ]
                ),
                id="trouble-keys",
                classes="-last",
            )

    def show(self, trouble: Trouble) -> None:
        """Show the trouble."""
        self.query_one("#trouble-title", Static).update(content(trouble.title, "bold $error"))
        self.query_one("#trouble-message", Static).update(content(trouble.message))
