"""The menu of the desk file: where it lies and what it holds, and what can be done with it as a whole.

Ask where a new desk file is to be, and make it.

The settings: theme, movement, from which number people are printed, and where the file of settings is.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from tpdesk import services
from tpdesk.models.connection import SUFFIX
from tpdesk.models.own.config import read_config
from tpdesk.models.own.remembered import keep_preference
from tpdesk.screens.ask import PathLine
from tpdesk.screens.commands.deskfile import MENU
from tpdesk.screens.desk.history import local_time
from tpdesk.screens.dialogs.base import Dialog
from tpdesk.screens.dialogs.choose import Choice, Choose
from tpdesk.screens.display import content, joined
from tpdesk.screens.key_line import bindings, keys_of
from tpdesk.screens.registers.table import Labelled
from tpdesk.screens.reporter import Trouble
from tpdesk.screens.spend.line_table_layout import column
from tpdesk.screens.textual_private import user_keymap
from tpdesk.services.files import output_folder
from tpdesk.text import counted

if TYPE_CHECKING:
    from tpdesk.screens.window import Window
    from tpdesk.services.keeping import About

PARTS: Final = {
    "merge": "tpdesk.screens.desk.merging_file",
    "copy": "tpdesk.screens.desk.sharing",
    "lines": "tpdesk.screens.desk.exporting",
    "check": "tpdesk.screens.desk.checking",
    "purge": "tpdesk.screens.desk.purging",
    "salvage": "tpdesk.screens.desk.file",
}
"""Part of the menu -> the module whose `start(window)` opens it."""

_DAMAGE: Final = (
    "A file that is damaged is never opened as if it were whole: the window then shows the ways back by itself. "
    "Backups come first, each with what was done since. Where none is good enough, what can be read of the file is "
    "brought over into a new one, row by row, and you see what was lost before it takes the other's place. The "
    "damaged file is kept whatever you choose.",
    "If you only suspect damage, after a crash or a full disk, check the desk (k in the menu): it reads every line, "
    "and opens the same ways back where something is wrong.",
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

    TELLS = (
        "What the desk file is, where it lies, and what can be done with it as a whole. Go by ↑ and ↓ and "
        "press Enter, or press the letter."
    )

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
        self.ask("deskfile.about", lambda desk: services.keeping.about(desk), self._show)

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
    held = (
        f"{size}: {counted(holds.places, 'place')}, {counted(holds.agencies, 'organisation', 'organisations')}, "
        f"{counted(holds.lines, 'spend line')}"
    )
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


_TEXT = "An empty desk file for one or more places. The desk that is open now stays as it is; o opens it again."


class NewDesk(Dialog[Path]):
    """The answer is the new file; the line stays as it was typed until one could be made."""

    TELLS = "Type or paste the path of the new desk file. Enter makes it and opens it."

    def __init__(self) -> None:
        super().__init__("New desk")
        # Where files are written: a desk is the user's own document.
        start, endings = f"my-place{SUFFIX}", frozenset([SUFFIX])
        self.line = PathLine(_TEXT, self._make, folder=output_folder(), start=start, endings=endings)

    def parts(self) -> ComposeResult:
        """The line, and what is wrong with it."""
        yield self.line
        yield Static(id="form-problem")

    def _make(self, path: Path) -> None:
        self.read("desk.make", lambda: services.keeping.make_desk(path), self._made)

    def _made(self, path: Path) -> None:
        self.dismiss(path)

    async def show_trouble(self, trouble: Trouble, group: str) -> None:
        """Say beside the line why no desk can be made there."""
        if group == "desk.make":
            self.query_one("#form-problem", Static).update(
                content(f"{trouble.title}. {trouble.message}", "bold $warning")
            )


def ask_setting(window: Window) -> None:
    """Show what is set; what is chosen is changed at once and kept."""
    config = read_config()
    moves = window.animation_level != "none"
    choices = [
        Choice("theme", "Theme", _held(window.theme, by_file=bool(config.theme))),
        Choice("movement", "Movement", _held("things may move" if moves else "nothing moves",
                by_file=config.exists and not config.animations)),
        Choice("small", "Small numbers of people", "from which number on packs print them; of this desk"),
        Choice("keys", "Keys", "? lists them; the file of settings gives them others"),
        Choice("file", "File of settings", f"{config.path}{'' if config.exists else ' (not there yet)'}"),
    ]  # fmt: skip

    def chosen(choice: Choice | None) -> None:
        match choice.id if choice is not None else "":
            case "theme":
                window.run_worker(window.run_action("change_theme"))
            case "movement":
                window.animation_level = "none" if moves else "full"
                keep_preference("movement", "no" if moves else "yes")
                window.say("Nothing moves from now on." if moves else "Things may move from now on.", "Settings")
            case "small":
                _small(window)
            case "keys":
                window.run_worker(window.run_action("show_keys"))
            case "file":
                window.copy_to_clipboard(str(config.path))
                window.say(f"Its path is copied: {config.path}", "Settings")

    window.push_screen(Choose("Settings: choose one to change it", choices), chosen)


def _held(value: str, *, by_file: bool) -> str:
    return f"{value}, by the file of settings at each start" if by_file else value


def _small(window: Window) -> None:
    from tpdesk.screens.dives.forms import small_form

    def then(number: int) -> None:
        window.push_screen(small_form(number))

    window.ask("settings.small", lambda desk: services.dives.boards.small_from(desk), then)
