"""Ask for one line of text, which stays as it was typed until it is right.

Ask for a file: a path to type, completed from what is there.

Ask where a file is to be written: away from the imports, and over nothing without a question.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar, cast

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widgets import Button, Input, Static

from tpdesk.screens.dialogs.base import Confirm, Dialog
from tpdesk.screens.dialogs.choose import Choice, Completing
from tpdesk.screens.display import content
from tpdesk.services.files import (
    TABLES,
    completions,
    local_time,
    output_folder,
    remember_folder,
    remember_output_folder,
    start_folder,
    typed_path,
)
from tpdesk.text import shown

if TYPE_CHECKING:
    from tpdesk.models.desk import Desk
    from tpdesk.screens.reporter import Job, Trouble
    from tpdesk.screens.window import Window


class Ask(Dialog[str]):
    """One line. The answer is what was typed; None where it was closed.
    `check` returns what is wrong with it, in words."""

    TELLS = "Type the answer; Enter takes it. What is wrong with it is said below the line, and what was typed stays."

    def __init__(
        self,
        title: str,
        text: str,
        value: str = "",
        *,
        hint: str = "",
        choices: Sequence[Choice] = (),
        check: Callable[[str], str] | None = None,
        yes: str = "Take it",
    ) -> None:
        super().__init__(title)
        self.text = text
        self.value = value
        self.hint = hint
        self.choices = choices
        self.check = check
        self.yes = yes
        self._wrong = ""
        """What was typed when something was wrong with it."""

    def parts(self) -> ComposeResult:
        """What is asked, the line, what is wrong, two buttons."""
        yield Static(content(self.text), id="confirm-text")
        yield Completing(self.value, choices=self.choices, hint=self.hint, id="ask-line")
        yield Static(id="form-problem")
        with Horizontal(classes="buttons"):
            yield Static(content("Enter takes it, Esc closes", "$quiet"), id="form-keys")
            yield Button(content(self.yes), id="ask-yes", variant="primary")

    def on_mount(self) -> None:
        """Begin at the line."""
        self.query_one("#form-problem").display = False
        for widget in self.query("#ask-line *"):
            if widget.focusable:
                widget.focus()
                break

    @on(Completing.Changed)
    def clear_problem(self, message: Completing.Changed) -> None:
        """Take off what was said of a text that is typed anew."""
        if message.completing.value.strip() != self._wrong:
            self.query_one("#form-problem", Static).display = False

    @on(Completing.Submitted)
    @on(Button.Pressed, "#ask-yes")
    def take(self) -> None:
        """Answer, unless something is wrong with it, which is said."""
        typed = self.query_one(Completing).value.strip()
        wrong = self.check(typed) if self.check is not None else ""
        self._wrong = typed
        problem = self.query_one("#form-problem", Static)
        problem.update(content(wrong, "bold $warning"))
        problem.display = bool(wrong)
        if not wrong:
            self.dismiss(typed)


class PathLine(Vertical):
    """What a file is for, and a line for its path, completed from what is there. `taken` is called with the path as it
    was typed, `~` resolved; whether it can be used is for the dialog to find out.

    `start` is the name or the path that is proposed; without a folder it is put into `folder`.
    """

    def __init__(
        self,
        text: str,
        taken: Callable[[Path], None],
        *,
        folder: Path,
        start: str = "",
        endings: frozenset[str] = TABLES,
    ) -> None:
        super().__init__()
        self.text = text
        self.taken = taken
        self.folder = folder
        self.start = str(folder / start) if start else f"{folder}{os.sep}"
        self.endings = endings

    def compose(self) -> ComposeResult:
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

        cast("Dialog[Path]", self.screen).read("path.complete", call, then)

    @on(Completing.Submitted)
    def take(self, message: Completing.Submitted) -> None:
        """Take the file; open a folder, to show what it holds."""
        typed = message.completing.value
        if not typed.strip().strip('"'):
            return
        # What is not whole is meant from the folder in which it was completed.
        path = self.folder / typed_path(typed)
        if path.is_dir():
            message.completing.open_folder(f"{path}{os.sep}" if path.name else str(path))
        else:
            self.taken(path)


class PathDialog(Dialog[Path]):
    """Asks for a file; the next begins in its folder."""

    TELLS = (
        "Type or paste the path of a file. Tab completes what is there, ~ is your own folder. Enter takes the "
        "file, or opens the folder: ↓ goes through what it holds."
    )

    def __init__(self, title: str, text: str, *, start: str = "", endings: frozenset[str] = TABLES) -> None:
        super().__init__(title)
        self.line = PathLine(text, self._answer, folder=start_folder(), start=start, endings=endings)

    def parts(self) -> ComposeResult:
        """The line."""
        yield self.line

    def _answer(self, path: Path) -> None:
        remember_folder(path.parent)
        self.dismiss(path)


R = TypeVar("R")


class SaveDialog(Dialog[Path]):
    """The answer is a path to write to; where a file is there already, the user has said that it may be replaced."""

    TELLS = (
        "Type or paste the path of the file to write. Tab completes what is there, ~ is your own folder, Enter "
        "writes it."
    )

    def __init__(self, title: str, text: str, *, start: str = "", endings: frozenset[str] = TABLES) -> None:
        super().__init__(title)
        self.line = PathLine(text, self._ask, folder=output_folder(), start=start, endings=endings)

    def parts(self) -> ComposeResult:
        """The line."""
        yield self.line

    def _ask(self, path: Path) -> None:
        """Answer with the path, after a question where something is there."""

        def answered(yes: bool | None) -> None:
            if yes:
                self._answer(path)

        if path.is_file():
            self.app.push_screen(replace_question(path), answered)
        else:
            self._answer(path)

    def _answer(self, path: Path) -> None:
        if path.parent.is_dir():
            remember_output_folder(path.parent)
        self.dismiss(path)


def write_file(
    window: Window,
    target: Path,
    write: Callable[[Desk], R],
    then: Callable[[R], None],
    failed: Callable[[Trouble], None] | None = None,
) -> None:
    """Write a file from what the desk holds, as work that is shown;
    `write` runs in a thread, `then` and `failed` in the window."""
    path = window.path

    def work(job: Job) -> R:
        from tpdesk.models.desk import open_desk

        job.check()
        with open_desk(path, read_only=True) as desk:
            return write(desk)

    window.work_on(f"Writing {target.name}", work, then, failed)


def replace_question(path: Path) -> Confirm:
    """Return the question before a file is replaced: which file it is, and when it was last changed."""
    try:
        changed = local_time(path.stat().st_mtime)
    except OSError:
        changed = None
    when = f", last changed on {changed.day} {changed:%B %Y at %H:%M}" if changed is not None else ""
    return Confirm(
        "Replace this file?", f"{path} is there already{when}. What it holds now would be lost.", yes="Replace it"
    )
