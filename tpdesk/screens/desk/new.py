"""Ask where a new desk file is to be, and make it."""

from __future__ import annotations

from pathlib import Path

from textual.app import ComposeResult
from textual.widgets import Static

from tpdesk import services
from tpdesk.models.connection import SUFFIX
from tpdesk.screens.display import content
from tpdesk.screens.path_dialog import PathDialog
from tpdesk.screens.reporter import Trouble
from tpdesk.services.files import output_folder

_TEXT = "An empty desk file for one or more places. The desk that is open now stays as it is; o opens it again."


class NewDesk(PathDialog):
    """The answer is the new file; the line stays as it was typed until one could be made."""

    TELLS = "Type or paste the path of the new desk file. Enter makes it and opens it."

    def __init__(self) -> None:
        super().__init__("New desk", _TEXT, start=f"my-place{SUFFIX}", endings=frozenset([SUFFIX]))

    def first_folder(self) -> Path:
        """Return where files are written: a desk is the user's own document."""
        return output_folder()

    def parts(self) -> ComposeResult:
        """The line, and what is wrong with it."""
        yield from super().parts()
        yield Static(id="form-problem")

    def taken(self, path: Path) -> None:
        """Make the desk."""
        self.read("desk.make", lambda: services.desk_file.make_desk(path), self._made)

    def _made(self, path: Path) -> None:
        self.dismiss(path)

    async def show_trouble(self, trouble: Trouble, group: str) -> None:
        """Say beside the line why no desk can be made there."""
        if group == "desk.make":
            self.query_one("#form-problem", Static).update(
                content(f"{trouble.title}. {trouble.message}", "bold $warning")
            )
