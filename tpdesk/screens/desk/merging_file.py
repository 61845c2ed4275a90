"""Ask which colleague's desk to merge, and compare it with this one before anything else."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.widgets import Static

from tpdesk.errors import DeskError
from tpdesk.models.connection import SUFFIX
from tpdesk.screens.ask import PathDialog, PathLine
from tpdesk.screens.dialogs.base import Dialog
from tpdesk.screens.display import content
from tpdesk.screens.reporter import Trouble, trouble_of
from tpdesk.services.files import remember_folder, start_folder
from tpdesk.text import counted

if TYPE_CHECKING:
    from tpdesk.models.merge.plan import MergePlan
    from tpdesk.screens.window import Window

_TEXT = (
    "Which desk file? What only it has comes in; what one of you left empty is filled in; where both say something, "
    "you decide. It is looked at first, and never changed. Merging it twice doubles nothing."
)


def start(window: Window) -> None:
    """Ask for the file."""
    window.push_screen(MergeFile())


class MergeFile(Dialog[None]):
    """The line stays as it was typed until there is a desk at it that can be compared."""

    TELLS = PathDialog.TELLS

    def __init__(self) -> None:
        super().__init__("Merge a colleague's desk")
        self.line = PathLine(_TEXT, self._compare, folder=start_folder(), endings=frozenset([SUFFIX]))
        self._comparing: Path | None = None

    def parts(self) -> ComposeResult:
        """The line, and how it goes."""
        yield self.line
        yield Static(id="form-problem")

    def _compare(self, path: Path) -> None:
        from tpdesk.services.keeping import find_desk
        from tpdesk.services.merging import compare

        try:
            other = find_desk(str(path))
        except (DeskError, OSError, RuntimeError) as error:
            self._say_trouble(trouble_of(error))
            return
        remember_folder(other.parent)
        self._comparing = other
        self._say(f"Comparing with {other.name} ...", "$quiet")
        mine = self.window.path
        self.read("merge.compare", lambda: compare(mine, other), self._compared)

    def _compared(self, plan: MergePlan) -> None:
        if plan.private_notes and not plan.with_private:
            self._ask_private(plan)
        else:
            self._show(plan)

    def _ask_private(self, plan: MergePlan) -> None:
        from tpdesk.screens.dialogs.choose import Choice, Choose
        from tpdesk.services.merging import compare

        mine, other, number = self.window.path, self._comparing, counted(plan.private_notes, "private note")
        assert other is not None

        def chosen(choice: Choice | None) -> None:
            if choice is None:
                self._say("", "")
            elif choice.id == "stay":
                self._show(plan)
            else:
                self.read("merge.compare", lambda: compare(mine, other, with_private=True), self._compared)

        choices = [
            Choice("stay", "Leave them there", "neither they nor what the history quotes of them comes"),
            Choice("come", "Bring them too", "they stay private here; their words are not shown now"),
        ]
        self.app.push_screen(
            Choose(f"{plan.file} has {number} that this desk has not", choices, current="stay"), chosen
        )

    def _show(self, plan: MergePlan) -> None:
        from tpdesk.screens.desk.merging import MergePanel

        other = self._comparing
        assert other is not None
        # It takes this dialog's place, so that Esc goes back to the desk.
        self.dismiss(None)
        self.app.push_screen(MergePanel(other, plan))

    async def show_trouble(self, trouble: Trouble, group: str) -> None:
        """Say beside the line why they cannot be compared."""
        if group == "merge.compare":
            self.window.remember(trouble)
            self._say_trouble(trouble)

    def _say_trouble(self, trouble: Trouble) -> None:
        self._say(f"{trouble.title}. {trouble.message}", "bold $warning")

    def _say(self, text: str, style: str) -> None:
        self.query_one("#form-problem", Static).update(content(text, style))
