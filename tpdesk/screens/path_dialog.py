"""Ask for a file: a path to type, completed from what is there."""

from __future__ import annotations

import os
from pathlib import Path

from textual import on
from textual.app import ComposeResult
from textual.widgets import Input, Static

from tpdesk.screens.dialogs.base import Dialog
from tpdesk.screens.dialogs.choose import Choice
from tpdesk.screens.dialogs.completing import Completing
from tpdesk.screens.display import content
from tpdesk.services.files import TABLES, completions, remember_folder, start_folder
from tpdesk.text import shown


class PathDialog(Dialog[Path]):
    """The answer is the path as it was typed, `~` resolved; whether it can be used is for the caller to find out.

    `start` is the name or the path that is proposed; without a folder it is put into the one that files were last imported from.
    """

    TELLS = "Type or paste the path of a file. Tab completes what is there, ~ is your own folder. Enter takes the file, or opens the folder: ↓ goes through what it holds."

    def __init__(self, title: str, text: str, *, start: str = "", endings: frozenset[str] = TABLES) -> None:
        super().__init__(title)
        self.text = text
        self.folder = self.first_folder()
        self.start = str(self.folder / start) if start else f"{self.folder}{os.sep}"
        self.endings = endings

    def first_folder(self) -> Path:
        """Return the folder to begin in."""
        return start_folder()

    def parts(self) -> ComposeResult:
        """What the file is for, and the line."""
        yield Static(content(self.text, "$quiet"), id="path-text")
        yield Completing(self.start, folders=True, hint="a path; Tab completes it", id="path-line")
        yield Static(content("Enter takes the file or opens the folder, Esc closes", "$quiet"), id="path-keys")

    def on_mount(self) -> None:
        """Begin with what stands there selected: a path that is typed or pasted takes its place."""
        self.query_one(Input).focus()

    @on(Completing.Changed)
    def complete(self, message: Completing.Changed) -> None:
        """Offer what the folder that is being typed holds."""
        typed, endings, folder = message.completing.value, self.endings, self.folder

        def call() -> list[str]:
            return completions(typed, folder, endings=endings)

        def then(found: list[str]) -> None:
            message.completing.offer_from([Choice(text, shown(text)) for text in found])

        self.read("path.complete", call, then)

    @on(Completing.Submitted)
    def take(self, message: Completing.Submitted) -> None:
        """Take the file; open a folder, to show what it holds."""
        typed = message.completing.value.strip().strip('"')
        if not typed:
            return
        # What is not whole is meant from the folder in which it was completed.
        path = self.folder / Path(typed).expanduser()
        if path.is_dir():
            message.completing.open_folder(f"{path}{os.sep}" if path.name else str(path))
        else:
            self.taken(path)

    def taken(self, path: Path) -> None:
        """Answer with the path; a dialog that looks at the file first says here what is wrong with it."""
        remember_folder(path.parent)
        self.dismiss(path)
