"""Mode 4: every spend line, however many there are."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.binding import BindingType
from textual.events import Paste

from tpdesk.screens.commands.spend import CHAPTER
from tpdesk.screens.keys import bindings
from tpdesk.screens.spend.change import SpendChange
from tpdesk.screens.spend.line_table import LineTable

NEEDS_LINE = frozenset(
    ["only", "not", "search", "go_to", "sort", "sort_more", "values", "pivot", "choose", "stretch", "stretch_page", "stretch_end", "choose_all", "edit",
     "edit_all", "double", "delete", "split", "copy", "write", "detail"]
)  # fmt: skip
"""Commands for which there must be a line."""

ANYWHERE = frozenset(
    ["new", "paste", "scope", "filter", "columns", "filters_off", "filter_off", "next", "previous", "let_go"]
)


class SpendScreen(SpendChange):
    """All lines of one place and year, of all its years, or of the whole desk: looked through, narrowed, changed, carried in and out."""

    MODE = "spend"
    CSS_PATH = "spend.tcss"
    BINDINGS: ClassVar[list[BindingType]] = bindings(CHAPTER.commands)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only what can be done now."""
        if action not in NEEDS_LINE and action not in ANYWHERE:
            return super().check_action(action, parameters)
        panel = self.panel
        if self.entry is not None or panel not in ("content", "empty"):
            return False
        if panel == "empty":
            return action in ("new", "paste", "scope")
        match action:
            case "filter_off":
                return bool(self.where.conditions)
            case "filters_off":
                return bool(self.where.conditions or self.sorts)
            case "next" | "previous":
                return bool(self.searched)
            case "let_go":
                return bool(self.chosen_count or self.searched)
        return action in ANYWHERE or bool(self.rows.total)

    @on(LineTable.Opened)
    def open_line(self) -> None:
        """Show all of the line."""
        self.action_detail()

    # -- pasting

    async def action_paste(self) -> None:
        """Open the grid for pasted rows."""
        from tpdesk.screens.rooms import open_room

        await open_room(self.window, "paste")

    async def on_paste(self, event: Paste) -> None:
        """Take rows that were pasted over the table."""
        if self.entry is not None or not self.window.places or not event.text.strip():
            return
        event.stop()
        from tpdesk.screens.rooms import open_room
        from tpdesk.screens.spend.paste import PasteScreen

        room = await open_room(self.window, "paste")
        assert isinstance(room, PasteScreen)
        room.take(event.text, self.rows.names)
