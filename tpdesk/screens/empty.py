"""What stands in place of a list that is empty yet: what it will hold, and what to press."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from tpdesk.screens.commands import COMMANDS
from tpdesk.screens.display import content, joined
from tpdesk.screens.keys import keys_of
from tpdesk.screens.textual_private import user_keymap


class EmptyPanel(VerticalScroll):
    """A title, a sentence or two, and the keys to press."""

    def compose(self) -> ComposeResult:
        """Three texts in one frame."""
        with VerticalScroll(classes="frame"):
            yield Static(id="empty-title")
            yield Static(id="empty-text")
            yield Static(id="empty-keys", classes="-last")

    def show(self, title: str, text: str, commands: Sequence[str]) -> None:
        """Show what is missing and the commands, by their ids, that help."""
        known = {command.id: command for command in COMMANDS}
        lines = [
            joined(
                [content(keys_of(known[name], user_keymap(self.app)), "bold $accent"), content(known[name].tells)], "  "
            )
            for name in commands
        ]
        self.query_one("#empty-title", Static).update(content(title, "bold $accent"))
        self.query_one("#empty-text", Static).update(content(text))
        self.query_one("#empty-keys", Static).update(joined(lines, "\n"))
