"""Every act that can be undone or redone, and a way back to any of them.

The backups of the desk with what was done since each, and the way back to one of them.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from tpdesk import services
from tpdesk.screens.commands.declare import Command
from tpdesk.screens.dialogs.base import Confirm, Dialog
from tpdesk.screens.display import content, joined
from tpdesk.screens.key_line import bindings
from tpdesk.screens.reporter import Trouble
from tpdesk.text import counted

if TYPE_CHECKING:
    from tpdesk.models.keeping.backup import Backup
    from tpdesk.models.keeping.restoring import Restored
    from tpdesk.models.log.undo_steps import Step
    from tpdesk.services.keeping import OfferedBackup


class HistoryPanel(Dialog[bool]):
    """The acts, the latest first; Enter goes to how the desk was after the one under the cursor."""

    TELLS = (
        "Every act on this desk, the latest first. Enter goes to how the desk was after the one under the "
        "cursor; below the list stands what that undoes."
    )

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


MAKE = Command("backups.make", "n", "make", "Make one", "Make a backup now.", palette=False)


class BackupsPanel(Dialog[bool]):
    """The backups, the newest first; Enter goes back to one, after saying what would be lost."""

    TELLS = (
        "Copies of the whole desk, each with what was done since. Enter goes back to the one under the cursor, "
        "after a question; how the desk is now is kept as a backup too."
    )

    BINDINGS: ClassVar[list[BindingType]] = bindings((MAKE,))

    def __init__(self) -> None:
        super().__init__("Backups")
        self.kept: tuple[OfferedBackup, ...] = ()

    def parts(self) -> ComposeResult:
        """The list, what was done since, and what can be done."""
        yield Static(content("Looking for backups ..."), id="backups-none")
        yield OptionList(id="backups-list", markup=False)
        yield Static(id="backups-tells")
        yield Static(content("Enter goes back to one, n makes one now, Esc closes", "$quiet"), id="backups-keys")

    def on_mount(self) -> None:
        """Read the list."""
        path = self.window.path
        self.read("backups.read", lambda: services.keeping.list_kept(path), self._show)

    def _show(self, kept: tuple[OfferedBackup, ...]) -> None:
        self.kept = kept
        none = self.query_one("#backups-none", Static)
        none.update(
            content(
                "There is no backup of this desk yet. One is made before the first change of a day, and before "
                "every import."
            )
        )
        none.display = not kept
        listed = self.query_one(OptionList)
        listed.clear_options()
        listed.add_options(Option(_backups_line(one)) for one in kept)
        if kept:
            listed.highlighted = 0
            listed.focus()

    @on(OptionList.OptionHighlighted)
    def tell(self, message: OptionList.OptionHighlighted) -> None:
        """Say what was done since."""
        self._say(content(since(self.kept[message.option_index]), "$quiet"))

    @on(OptionList.OptionSelected)
    def ask_before(self, message: OptionList.OptionSelected) -> None:
        """Ask before going back."""
        one = self.kept[message.option_index]
        text = (
            f"The desk will be as it was on {local_time(one.backup.made_at)}. {since(one)} How it is now is "
            "kept as a backup too, so that you can come back."
        )

        def answered(yes: bool | None) -> None:
            if yes:
                self._go_back(one)

        self.app.push_screen(Confirm("Go back to this backup?", text, yes="Go back"), answered)

    def _go_back(self, one: OfferedBackup) -> None:
        if self.window.read_only:
            self._failed(Trouble("This window may only read", self.window.read_only, True))
            return
        path, file = self.window.path, str(one.backup.path)
        # Another file takes the place of the one that is open.
        self.window.let_go()
        self.window.work_on(
            "Going back to a backup",
            lambda _: services.keeping.go_back(path, file),
            self._gone_back,
            self._failed,
            changes=True,
        )

    def _gone_back(self, done: Restored) -> None:
        kept = f" How it was is kept: {done.kept.name}." if done.kept is not None else ""
        self.window.say(f"The desk is as it was then.{kept}")
        self.dismiss(True)

    def action_make(self) -> None:
        """Make a backup now."""
        path = self.window.path
        self.window.work_on("Making a backup", lambda _: services.keeping.back_up(path), self._made, self._failed)

    def _made(self, made: Backup | None) -> None:
        self.window.say("A backup was made." if made is not None else "The newest backup holds the same already.")
        self.on_mount()

    def _failed(self, trouble: Trouble) -> None:
        self._say(content(f"{trouble.title}. {trouble.message}", "bold $warning"))

    def _say(self, text: Content) -> None:
        self.query_one("#backups-tells", Static).update(text)


def since(one: OfferedBackup) -> str:
    """Return what was done on the desk since the backup, in words."""
    changes = one.changes
    if changes is None:
        return "What was done since cannot be read."
    if not changes.number:
        return "Nothing was done since."
    named = "; ".join(act.words for act in changes.acts[:5])
    more = f"; and {counted(changes.number - 5, 'other act')}" if changes.number > 5 else ""
    return f"Done since: {named}{more}."


def _backups_line(one: OfferedBackup) -> Content:
    number = "?" if one.changes is None else counted(one.changes.number, "act")
    size = f"{one.backup.size / 1_000_000:.1f} MB{'' if one.backup.is_proven else ', not checked yet'}"
    return joined(
        [content(local_time(one.backup.made_at), "bold"),
            content(f"before: {one.backup.reason}" if one.backup.reason != "by hand" else "by hand"),
         content(f"{number} since", "$accent"), content(size, "$quiet")],
        "  ",
    )  # fmt: skip
