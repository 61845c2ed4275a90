"""One deep dive as a view: what it asks and comes to, and the spend that is tagged to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, cast

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.widgets import DataTable, Static

from tpdesk.screens.applies import applies
from tpdesk.screens.commands.register import CHAPTER
from tpdesk.screens.dialogs.confirm import Confirm
from tpdesk.screens.display import content
from tpdesk.screens.dives.pane import DivePane
from tpdesk.screens.dives.tag_rows import tag_table
from tpdesk.screens.keys import bindings
from tpdesk.screens.mode_screen import ModeScreen
from tpdesk.screens.registers.table import RegisterTable

if TYPE_CHECKING:
    from tpdesk.domain.kinds import Record
    from tpdesk.models.desk import Desk
    from tpdesk.models.dives.tagging import Tag
    from tpdesk.services.dives.boards import BoardsRead, MoneyRead


class DiveView(Vertical):
    """It shows what it is given, and removes tags."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(one for one in CHAPTER.commands if one.action == "remove")

    def __init__(self) -> None:
        super().__init__(id="view-dive")
        self.tags: tuple[Tag, ...] = ()
        self.key: str | None = None
        """The tag under the cursor."""

    def compose(self) -> ComposeResult:
        """The deep dive, and its tags."""
        yield DivePane(id="dive-pane", can_focus=True)
        yield Static(id="tags-says")
        yield RegisterTable(id="tags")

    def show(self, read: BoardsRead, dive: Record | None, money: MoneyRead | None) -> None:
        """Show a deep dive; all of them together for None."""
        self.query_one(DivePane).show(read, dive, money)
        self.tags = money.tags.get(dive.id, ()) if money is not None and dive is not None else ()
        table, says = self.query_one("#tags", RegisterTable), self.query_one("#tags-says", Static)
        table.display, says.display = bool(self.tags), dive is not None
        if self.tags:
            tags = self.tags
            says.update(content("Spend tagged to it", "bold"))
            table.show(lambda _: tag_table(tags, read.titles), self.key)
        else:
            says.update(
                content("No spend is tagged to it yet: a tags a category, an agency, a label or a line.", "$quiet")
            )

    @on(DataTable.RowHighlighted, "#tags")
    def follow(self) -> None:
        """Stay on the tag under the cursor."""
        self.key = self.query_one("#tags", RegisterTable).key

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only what can be done now."""
        return applies(self, action, parameters)

    def can_remove(self) -> bool:
        """While the list of tags has the keyboard."""
        return self.screen.focused is self.query_one("#tags") and self._tag() is not None

    def _tag(self) -> Tag | None:
        return next((tag for tag in self.tags if str(tag.id) == self.key), None)

    def action_remove(self) -> None:
        """Remove the tag under the cursor."""
        tag = self._tag()
        assert tag is not None
        cast("ModeScreen", self.screen).talk(self._remove(tag))

    async def _remove(self, tag: Tag) -> None:
        text = f"{tag.words} ({tag.share_text}) will no longer count towards {tag.dive}. The spend itself is unchanged. Press u to undo."
        if not await self.app.push_screen_wait(Confirm("Remove the tag?", text, yes="Remove")):
            return

        def call(desk: Desk, _: object) -> None:
            from tpdesk.services.dives.boards import untag

            untag(desk, tag.id)

        cast("ModeScreen", self.screen).window.act("Removing the tag", call)
