"""What stands in place of an empty list: what tpdesk is, and what to press or type."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from tpdesk.screens.display import content, joined

_WHAT = (
    "tpdesk takes in the spending files of the public bodies in a place and makes one honest count of them: "
    "who spends what here, on what, per head, and how many of us are in it. "
    "Everything stays in one file on this machine."
)

_SAMPLE = "Lancashire 2024-25, with 15 councils, the Luton count of 2008-09 and the register of Total Place. It has a file of its own."

_COMMANDS = (
    'tpdesk place add "Borsetshire"',
    'tpdesk agency add "Borsetshire Council" --place "Borsetshire"',
    'tpdesk import FILE.csv --place "Borsetshire" --agency "Borsetshire Council" --year 2024-25',
)


class Welcome(VerticalScroll):
    """The panel of a desk without a place."""

    def compose(self) -> ComposeResult:
        """A title, two sentences, the sample, and the commands for one's own place."""
        with VerticalScroll(id="welcome-panel", classes="frame"):
            yield Static(content("Welcome to tpdesk", "bold $accent"), id="welcome-title")
            yield Static(content(_WHAT), id="welcome-what")
            line = [content("Press"), content("d", "bold $accent"), content("to open the sample desk", "bold")]
            yield Static(joined([joined(line), content(_SAMPLE, "$quiet")], "\n"), id="welcome-sample")
            title = content("Or make a place of your own: quit with q, then type", "bold")
            yield Static(
                joined([title, *(content(command, "$primary") for command in _COMMANDS)], "\n"), id="welcome-own"
            )
            yield Static(
                joined(
                    [
                        content("tpdesk", "$primary"),
                        content("opens this desk again;"),
                        content("r", "bold $accent"),
                        content("reads it again while it is open."),
                    ]
                ),
                id="welcome-back",
            )
