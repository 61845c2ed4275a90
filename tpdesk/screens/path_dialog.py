"""Ask for a file: a path to type, completed from what is there."""

from __future__ import annotations

from pathlib import Path

from textual import on
from textual.app import ComposeResult
from textual.widgets import Input, Static

from tpdesk.acts.folders import TABLES, completions, start_folder
from tpdesk.screens.dialogs.base import Dialog
from tpdesk.screens.dialogs.choose import Choice
from tpdesk.screens.dialogs.completing import Completing
from tpdesk.screens.display import content
from tpdesk.text import shown


class PathDialog(Dialog[Path]):
    """The answer is the path as it was typed, `~` resolved; whether it can be used is for the caller to find out."""

    def __init__(self, title: str, text: str, *, start: str = "", endings: frozenset[str] = TABLES) -> None:
        super().__init__(title)
        self.text = text
        self.start = start
        self.endings = endings

    def parts(self) -> ComposeResult:
        """What the file is for, and the line."""
        yield Static(content(self.text, "$quiet"), id="path-text")
        yield Completing(self.start, hint="a path; Tab completes it", id="path-line")
        yield Static(content("Enter takes it, Esc closes", "$quiet"), id="path-keys")

    def on_mount(self) -> None:
        """Begin at the end of what stands there."""
        line = self.query_one(Input)
        line.select_on_focus = False
        line.focus()
        line.cursor_position = len(line.value)

    @on(Completing.Changed)
    def complete(self, message: Completing.Changed) -> None:
        """Offer what the folder that is being typed holds."""
        typed, endings = message.completing.value, self.endings

        def call() -> list[str]:
            return completions(typed, start_folder(), endings=endings)

        def then(found: list[str]) -> None:
            message.completing.offer_from([Choice(text, shown(text)) for text in found])

        self.read("path.complete", call, then)

    @on(Completing.Submitted)
    def take(self, message: Completing.Submitted) -> None:
        """Take the path."""
        typed = message.completing.value.strip().strip('"')
        if typed:
            self.taken(Path(typed).expanduser())

    def taken(self, path: Path) -> None:
        """Answer with the path; a dialog that looks at the file first says here what is wrong with it."""
        self.dismiss(path)
