"""Ask where a file is to be written: away from the imports, and over nothing without a question."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from tpdesk.screens.dialogs.confirm import Confirm
from tpdesk.screens.path_dialog import PathDialog
from tpdesk.services.files import output_folder, remember_output_folder

if TYPE_CHECKING:
    from tpdesk.models.desk import Desk
    from tpdesk.screens.jobs import Job
    from tpdesk.screens.reporter import Trouble
    from tpdesk.screens.window import Window

R = TypeVar("R")


class SaveDialog(PathDialog):
    """The answer is a path to write to; where a file is there already, the user has said that it may be replaced."""

    TELLS = "Type or paste the path of the file to write. Tab completes what is there, ~ is your own folder, Enter writes it."

    def first_folder(self) -> Path:
        """Return the folder of the last file that was written, or the user's Documents."""
        return output_folder()

    def taken(self, path: Path) -> None:
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
    """Write a file from what the desk holds, as work that is shown; `write` runs in a thread, `then` and `failed` in the window."""
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
        changed = datetime.fromtimestamp(path.stat().st_mtime).astimezone()
        when = f", last changed on {changed.day} {changed:%B %Y at %H:%M}"
    except OSError:
        when = ""
    return Confirm(
        "Replace this file?", f"{path} is there already{when}. What it holds now would be lost.", yes="Replace it"
    )
