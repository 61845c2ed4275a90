"""The check of any workbook against the rules for accessible ones: which it breaks, and where, to be copied."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Final

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.widgets import Static

from tpdesk.screens.ask import PathDialog
from tpdesk.screens.commands.declare import Command
from tpdesk.screens.dialogs.base import Dialog
from tpdesk.screens.display import content, joined
from tpdesk.screens.key_line import bindings
from tpdesk.screens.reporter import Trouble
from tpdesk.text import clean

if TYPE_CHECKING:
    from tpdesk.calc.workbook.check import RuleResult
    from tpdesk.screens.mode_screen import ModeScreen
    from tpdesk.screens.reporter import Job

_MOST: Final = 20
"""Places of one rule that are shown; all that were kept are copied."""


def check_workbook(screen: ModeScreen, start: str) -> None:
    """Ask for a workbook, and show what the rules say of it; one that cannot be read is asked for again."""
    window = screen.window

    def chosen(path: Path | None) -> None:
        if path is None:
            return

        def call(_: Job) -> tuple[RuleResult, ...]:
            from tpdesk.services.packs import check_workbook as check

            return check(path)

        def then(rules: tuple[RuleResult, ...]) -> None:
            window.push_screen(WorkbookPanel(path, rules))

        def failed(trouble: Trouble) -> None:
            window.tell(trouble)
            check_workbook(screen, str(path))

        window.work_on(f"Checking {path.name}", call, then, failed)

    text = "Any .xlsx file, whoever made it. It is only read."
    window.push_screen(PathDialog("Check a workbook", text, start=start, endings=frozenset([".xlsx"])), chosen)


class WorkbookPanel(Dialog[None]):
    """The rules that are broken, the essential first, and how many are met."""

    TELLS = (
        "What the rules for accessible workbooks say of the file: those that it breaks first, each with where. "
        "The file is only read."
    )

    CSS_PATH = "../desk/desk_file.tcss"
    BINDINGS: ClassVar[list[BindingType]] = bindings(
        (Command("panel.copy", "c", "copy_all", "Copy", "Copy all that was found.", palette=False),)
    )

    def __init__(self, path: Path, rules: tuple[RuleResult, ...]) -> None:
        super().__init__(f"Check of {path.name}")
        self.path, self.rules = path, rules

    def parts(self) -> ComposeResult:
        """What was found, what it says in short at the top."""
        from tpdesk.calc.workbook.check import essentials_met, result_lines

        *broken, summary = result_lines(self.rules, _MOST)
        met = essentials_met(self.rules)
        with VerticalScroll(classes="said"):
            yield Static(content(f"{'✓' if met else '✗'} {summary}", f"bold {'$success' if met else '$error'}"))
            # What is broken stands out from where.
            lines = [content(line, "" if line.startswith(" ") else "bold") for line in broken]
            yield Static(joined(lines, "\n"))
        yield Static(content("c copies, ↑ ↓ scroll, Esc closes", "$quiet"), classes="said-keys")

    def on_mount(self) -> None:
        """Let the arrows scroll."""
        self.query_one(".said").focus()

    def action_copy_all(self) -> None:
        """Copy what was found."""
        from tpdesk.calc.workbook.check import WHERE_SHOWN, result_lines

        lines = [f"Check of {self.path}", *result_lines(self.rules, WHERE_SHOWN + 1)]
        self.app.copy_to_clipboard(clean("\n".join(lines), multiline=True))
        self.window.say("What was found was copied, where the terminal allows it.")
