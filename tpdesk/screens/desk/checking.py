"""The check of the desk: what was checked, what is wrong in words that can be copied, and what to do about it."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from tpdesk import services
from tpdesk.screens.commands.deskfile import CHECK
from tpdesk.screens.dialogs.base import Dialog
from tpdesk.screens.display import content, joined
from tpdesk.screens.key_line import bindings
from tpdesk.screens.reporter import Trouble
from tpdesk.screens.spend.line_table_layout import indented
from tpdesk.text import clean, counted

if TYPE_CHECKING:
    from tpdesk.models.keeping.check import CheckItem
    from tpdesk.screens.window import Window

_MOST: Final = 20
"""Problems of one item that are shown; all are copied."""

_DO: Final = (
    "Do not go on working in it: every figure may be wrong. Copy these words (c), then press w: it shows the backups "
    "with what was done since each, and can bring over what is whole. The file as it is now is kept."
)


def start(window: Window) -> None:
    """Check the desk."""
    window.push_screen(CheckPanel())


class CheckPanel(Dialog[None]):
    """Each item with ok or WRONG."""

    TELLS = "Every line of the desk is read and every sum added up again. Nothing is changed."

    CSS_PATH = "desk_file.tcss"
    BINDINGS: ClassVar[list[BindingType]] = bindings(CHECK.commands)

    def __init__(self) -> None:
        super().__init__("Check of the desk")
        self.items: list[CheckItem] | None = None
        self.look_at: list[str] = []
        """What is no damage, and what to look at all the same."""

    def parts(self) -> ComposeResult:
        """What was found, and what to press."""
        with VerticalScroll(classes="said"):
            yield Static(id="check-words")
        yield Static(id="check-keys", classes="said-keys")

    def on_mount(self) -> None:
        """Check."""
        self.action_again()

    def action_again(self) -> None:
        """Check once more."""
        self.items = None
        self._say(content("Reading every line of the desk, and adding up ..."), "Esc closes")
        self.ask("check.read", services.checking.check, self._show)

    def _show(self, found: tuple[list[CheckItem], list[str]]) -> None:
        items, self.look_at = found
        self.items = items
        wrong = [item for item in items if item.problems]
        title = (
            content(f"{counted(len(wrong), 'check')} of {len(items)} found something wrong.", "bold $error")
            if wrong
            else content("All is well.", "bold")
        )
        lines = [title, *(line for item in items for line in _lines(item))]
        if wrong:
            lines.append(content(_DO, "bold $warning"))
        lines += [content("What to look at", "bold")] if self.look_at else []
        lines += [content(f"• {text}") for text in self.look_at]
        self._say(
            joined(lines, "\n"),
            "c copies, w shows the ways back, r checks again, Esc closes"
            if wrong
            else "c copies, r checks again, Esc closes",
        )
        self.query_one(".said").focus()

    async def show_trouble(self, trouble: Trouble, group: str) -> None:  # noqa: ARG002
        """Say why the desk cannot be checked."""
        self.window.remember(trouble)
        if trouble.damage:
            self.dismiss(None)
            self.window.recover(trouble)
            return
        self._say(content(f"{trouble.title}. {trouble.message}", "bold $warning"), "r checks again, Esc closes")

    def _say(self, text: Content, pressed: str) -> None:
        self.query_one("#check-words", Static).update(text)
        self.query_one("#check-keys", Static).update(content(pressed, "$quiet"))
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer the ways back only where something is wrong."""
        if action == "ways_back":
            return any(item.problems for item in self.items or ())
        if action == "copy_all":
            return self.items is not None
        return super().check_action(action, parameters)

    def action_copy_all(self) -> None:
        """Copy what was found."""
        lines = [f"Check of {self.window.path}"]
        for item in self.items or ():
            lines += [
                f"{'WRONG' if item.problems else 'ok   '}  {item.name}",
                *(f"       {problem}" for problem in item.problems),
            ]
        lines += [f"look   {text}" for text in self.look_at]
        self.app.copy_to_clipboard(clean("\n".join(lines), multiline=True))
        self.window.say("What was found was copied, where the terminal allows it.")

    def action_ways_back(self) -> None:
        """Show the ways back from damage."""
        problem = next(problem for item in self.items or () for problem in item.problems)
        self.dismiss(None)
        self.window.recover(
            Trouble("The desk file is damaged", f"{self.window.path} is not whole: {problem}", False, True)
        )


def _lines(item: CheckItem) -> list[Content]:
    mark = content("WRONG", "bold $error") if item.problems else content("ok   ", "$quiet")
    told = [
        joined([mark, content(item.name)], "  "),
        *(indented(problem, "$warning", 7) for problem in item.problems[:_MOST]),
    ]
    if len(item.problems) > _MOST:
        told.append(indented(f"and {len(item.problems) - _MOST:,} more: c copies all", "$quiet", 7))
    return told
