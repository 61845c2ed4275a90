"""What stands in place of an empty desk: what tpdesk is, and what to press."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from tpdesk.screens.commands import EVERYWHERE
from tpdesk.screens.display import content, joined
from tpdesk.screens.keys import keys_of
from tpdesk.screens.textual_private import user_keymap

if TYPE_CHECKING:
    from tpdesk.screens.window import Window

_WHAT: Final = (
    "tpdesk takes in the spending files of the public bodies in a place and makes one honest count of them: "
    "who spends what here, on what, per head, and how many of us are in it. "
    "Everything stays in one file on this machine."
)

_WAYS: Final = (
    ("desk.sample", "Look round in the sample desk", "Lancashire 2024-25 with 15 councils, and the Luton count of 2008-09. It has a file of its own: try anything."),
    ("desk.new-place", "Make a place of your own", "Then make its agencies and take their files in."),
    ("desk.import", "Take a file in", "An agency's spending as it is published: CSV or a workbook. Place and agency can be made on the way."),
    ("desk.open", "Open another desk", "One of the last, one whose path you know, or a new one."),
    ("desk.tour", "Take the tour", "The steps of the work, from bodies to pack."),
)  # fmt: skip
"""Id of the command, what one does with it, and what to know."""

RECENT: Final = 3
"""How many of the desks opened lately are named."""


class Welcome(VerticalScroll):
    """The panel of a desk without a place."""

    def compose(self) -> ComposeResult:
        """A title, what it is, the ways on, the last desks."""
        with VerticalScroll(id="welcome-panel", classes="frame"):
            yield Static(content("Welcome to tpdesk", "bold $accent"), id="welcome-title")
            yield Static(content(_WHAT), id="welcome-what")
            yield Static(id="welcome-ways")
            yield Static(id="welcome-recent", classes="-last")

    def on_mount(self) -> None:
        """Say what to press, in the keys that the user has."""
        known = {command.id: keys_of(command, user_keymap(self.app)) for command in EVERYWHERE.commands}
        ways = [
            joined([joined([content("Press"), content(known[name], "bold $accent"), content("-"), content(title, "bold")]), content(text, "$quiet")], "\n  ")
            for name, title, text in _WAYS
        ]  # fmt: skip
        self.query_one("#welcome-ways", Static).update(joined(ways, "\n"))
        recent = self.query_one("#welcome-recent", Static)
        said = _recent(cast("Window", self.app).path)
        recent.update(said)
        recent.display = bool(said.plain)


def _recent(here: Path) -> Content:
    from tpdesk.models.own.recent import recent_desks

    others = [path for path in recent_desks() if path != here.resolve()][:RECENT]
    if not others:
        return Content("")
    return joined([content("Opened lately:", "bold"), *(content(str(path), "$quiet") for path in others)], "\n  ")
