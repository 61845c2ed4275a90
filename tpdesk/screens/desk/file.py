"""The menu of the desk file: where it lies and what it holds, and what can be done with it as a whole."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from tpdesk import services
from tpdesk.screens.commands.deskfile import MENU
from tpdesk.screens.desk.history import local_time
from tpdesk.screens.dialogs.base import Dialog
from tpdesk.screens.display import content, joined
from tpdesk.screens.keys import bindings, keys_of
from tpdesk.screens.registers.labelled import Labelled
from tpdesk.screens.reporter import Trouble
from tpdesk.screens.spend.columns import column
from tpdesk.screens.textual_private import user_keymap
from tpdesk.text import counted

if TYPE_CHECKING:
    from tpdesk.screens.window import Window
    from tpdesk.services.desk_file import About

PARTS: Final = {
    "merge": "tpdesk.screens.desk.merging_file",
    "copy": "tpdesk.screens.desk.sharing",
    "check": "tpdesk.screens.desk.checking",
    "purge": "tpdesk.screens.desk.purging",
    "salvage": "tpdesk.screens.desk.file",
}
"""Part of the menu -> the module whose `start(window)` opens it."""

_DAMAGE: Final = (
    "A file that is damaged is never opened as if it were whole: the window then shows the ways back by itself. Backups come first, each with what was "
    "done since. Where none is good enough, what can be read of the file is brought over into a new one, row by row, and you see what was lost before it "
    "takes the other's place. The damaged file is kept whatever you choose.",
    "If you only suspect damage, after a crash or a full disk, check the desk (k in the menu): it reads every line, and opens the same ways back where "
    "something is wrong.",
    "For another file that does not open, open it (o in the menu): the same ways back are offered.",
)


def start_part(window: Window, part: str) -> None:
    """Open a part of the menu."""
    import_module(PARTS[part]).start(window)


def start(window: Window) -> None:
    """Say what happens when a file is damaged."""
    window.push_screen(Told("When a file is damaged", *_DAMAGE))


class DeskFilePanel(Dialog[str]):
    """The menu; the answer is the part that was chosen."""

    TELLS = "What the desk file is, where it lies, and what can be done with it as a whole. Go by ↑ and ↓ and press Enter, or press the letter."

    CSS_PATH = "desk_file.tcss"
    BINDINGS: ClassVar[list[BindingType]] = bindings(MENU.commands)

    def __init__(self) -> None:
        super().__init__("Desk file")

    def parts(self) -> ComposeResult:
        """What the file is, what can be done, and what the line under the cursor does."""
        with VerticalScroll(id="desk-file-said", classes="said"):
            yield Labelled(id="desk-file-facts")
            yield Static(id="desk-file-warning")
        yield OptionList(id="desk-file-menu", markup=False)
        yield Static(id="desk-file-tells")
        yield Static(content("Enter or its letter opens it, Esc closes", "$quiet"), id="desk-file-keys")

    def on_mount(self) -> None:
        """Fill the menu, and read what the file is."""
        listed = self.query_one(OptionList)
        listed.add_options(
            Option(
                joined(
                    [column(keys_of(command, user_keymap(self.app)).split(", ")[0], 3, "bold"), content(command.title)],
                    " ",
                )
            )
            for command in MENU.commands
        )
        listed.highlighted = 0
        listed.focus()
        self.query_one("#desk-file-warning").display = False
        path = self.window.path
        self.query_one(Labelled).rows = (("File", str(path)), ("Holds", "looking ..."))
        self.ask("deskfile.about", lambda desk: services.desk_file.about(desk), self._show)

    def _show(self, about: About) -> None:
        self.query_one(Labelled).rows = (("File", str(self.window.path)), *facts(about))
        warning = self.query_one("#desk-file-warning", Static)
        warning.update(content(about.warning, "$warning"))
        warning.display = bool(about.warning)

    async def show_trouble(self, trouble: Trouble, group: str) -> None:  # noqa: ARG002
        """Say what could not be read in its place; the menu stays."""
        self.query_one(Labelled).rows = (("File", str(self.window.path)), (trouble.title, trouble.message))

    @on(OptionList.OptionHighlighted)
    def tell(self, message: OptionList.OptionHighlighted) -> None:
        """Say what it does."""
        self.query_one("#desk-file-tells", Static).update(content(MENU.commands[message.option_index].tells, "$quiet"))

    @on(OptionList.OptionSelected)
    async def choose(self, message: OptionList.OptionSelected) -> None:
        """Open it."""
        await self.run_action(MENU.commands[message.option_index].action)

    def action_desk_part(self, part: str) -> None:
        """Open a part."""
        self.dismiss(part)


def facts(about: About) -> tuple[tuple[str, str], ...]:
    """Return (label, words) of a desk file."""
    holds = about.holds
    size = f"{about.size / 1_000_000:,.1f} MB"
    held = f"{size}: {counted(holds.places, 'place')}, {counted(holds.agencies, 'agency', 'agencies')}, {counted(holds.lines, 'spend line')}"
    times = [
        f"begun {local_time(holds.begun_at)}" if holds.begun_at else "",
        f"last changed {local_time(about.changed_at)}" if about.changed_at else "",
    ]
    backup = "none yet: one is made before the first change of a day, and before every import"
    if about.backup is not None:
        number = (
            ""
            if about.since is None
            else f", {counted(about.since.number, 'act')} ago"
            if about.since.number
            else ", nothing done since"
        )
        backup = f"{local_time(about.backup.made_at)}{number}"
    return ("Holds", held), ("Times", "; ".join(time for time in times if time)), ("Last backup", backup)


class Told(Dialog[None]):
    """Words to be read."""

    CSS_PATH = "desk_file.tcss"

    def __init__(self, title: str, *paragraphs: str) -> None:
        super().__init__(title)
        self.paragraphs = paragraphs

    def parts(self) -> ComposeResult:
        """The paragraphs."""
        with VerticalScroll(classes="said"):
            yield Static(joined(map(content, self.paragraphs), "\n\n"))
        yield Static(content("Esc closes", "$quiet"), classes="said-keys")
