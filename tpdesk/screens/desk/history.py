"""Every act that can be undone or redone, and a way back to any of them."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from tpdesk import services
from tpdesk.screens.dialogs.base import Dialog
from tpdesk.screens.display import content, joined
from tpdesk.screens.reporter import Trouble
from tpdesk.text import counted

if TYPE_CHECKING:
    from tpdesk.models.log.undo_steps import Step


class HistoryPanel(Dialog[bool]):
    """The acts, the latest first; Enter goes to how the desk was after the one under the cursor."""

    TELLS = "Every act on this desk, the latest first. Enter goes to how the desk was after the one under the cursor; below the list stands what that undoes."

    def __init__(self) -> None:
        super().__init__("History")
        self.steps: tuple[Step, ...] = ()
        self._walking = False

    def parts(self) -> ComposeResult:
        """The list, and what Enter would do."""
        yield Static(id="history-none")
        yield OptionList(id="history-list", markup=False)
        yield Static(id="history-tells")

    def on_mount(self) -> None:
        """Read the acts."""
        self.ask("history.read", lambda desk: services.history.steps(desk), self._show)

    def _show(self, steps: list[Step]) -> None:
        self.steps, self._walking = tuple(steps), False
        none = self.query_one("#history-none", Static)
        none.update(content("Nothing was done on this desk yet that could be undone."))
        none.display = not steps
        listed = self.query_one(OptionList)
        listed.clear_options()
        listed.add_options(Option(_line(step)) for step in steps)
        if steps:
            listed.highlighted = next((n for n, step in enumerate(steps) if not step.undone), 0)
            listed.focus()

    @on(OptionList.OptionHighlighted)
    def tell(self, message: OptionList.OptionHighlighted) -> None:
        """Say what Enter would do."""
        at = message.option_index
        standing = next((n for n, step in enumerate(self.steps) if not step.undone), len(self.steps))
        if at == standing:
            text = "This is the latest act that stands. Enter takes it back; u and U work on the desk too."
        elif at > standing:
            text = f"Enter undoes the {counted(at - standing, 'act')} after it."
        else:
            before = standing - at - 1
            text = "Enter redoes it." if not before else f"Enter redoes it and the {counted(before, 'act')} before it."
        self.query_one("#history-tells", Static).update(content(text, "$quiet"))

    @on(OptionList.OptionSelected)
    def walk(self, message: OptionList.OptionSelected) -> None:
        """Go to how the desk was after that act; before it, where it is the latest."""
        if self._walking:
            return
        at = message.option_index
        standing = next((n for n, step in enumerate(self.steps) if not step.undone), len(self.steps))
        after = at + 1 if at == standing else at
        wanted = self.steps[after].id if after < len(self.steps) else 0
        seen = self.steps[standing].id if standing < len(self.steps) else 0
        walking = self.window.change(
            "Going through the history",
            lambda desk: services.history.walk_to(desk, wanted, seen=seen),
            self._walked,
            self._failed,
        )
        self._walking = walking is not None

    def _walked(self, steps: list[Step]) -> None:
        self.window.say(f"{counted(len(steps), 'act')} undone or redone.")
        self.on_mount()

    def _failed(self, trouble: Trouble) -> None:
        self.window.tell(trouble)
        self.on_mount()


def local_time(moment: str) -> str:
    """Return `2026-11-22 09:12` in this computer's time of an ISO 8601 moment."""
    try:
        return datetime.fromisoformat(moment).astimezone().strftime("%Y-%m-%d %H:%M")
    except ValueError:
        return moment


def _line(step: Step) -> Content:
    mark = content("undone", "bold $warning") if step.undone else content("      ")
    return joined(
        [mark, content(local_time(step.at), "$quiet"), content(step.title), content(step.who, "$quiet")], "  "
    )
