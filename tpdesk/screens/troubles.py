"""What went wrong since the desk was opened, to be read again and copied."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Static, TextArea

from tpdesk.screens.commands import PANEL_KEYS
from tpdesk.screens.commands.declare import Command
from tpdesk.screens.display import content
from tpdesk.screens.keys import bindings
from tpdesk.screens.reporter import Trouble
from tpdesk.screens.styled_once import StyledOnce
from tpdesk.text import clean


class TroublesPanel(StyledOnce, ModalScreen[None]):
    """The messages as one text, the latest first; c copies them all."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(
        (PANEL_KEYS, Command("panel.copy", "c", "copy_all", "Copy", "Copy all messages.", palette=False))
    )

    def __init__(self, troubles: Sequence[tuple[str, Trouble]]) -> None:
        super().__init__()
        lines = [f"{at}  {trouble.title}\n{trouble.message}" for at, trouble in reversed(troubles)]
        self.text = clean("\n\n".join(lines), multiline=True)

    def compose(self) -> ComposeResult:
        """The text, from which parts can be marked and copied with ctrl+c."""
        with VerticalScroll(id="help-panel") as panel:
            panel.border_subtitle = "c copies all, ctrl+c what is marked, Esc closes"
            yield Static(content("What went wrong since the desk was opened", "bold $accent"))
            yield TextArea(self.text, read_only=True, compact=True, id="troubles-text")

    def action_copy_all(self) -> None:
        """Copy all messages."""
        self.app.copy_to_clipboard(self.text)
        self.notify("All messages were copied, where the terminal allows it.", markup=False)

    def action_close(self) -> None:
        """Go back."""
        self.dismiss(None)
