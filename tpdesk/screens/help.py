"""The two panels of help: every key, and the screen in words."""

from __future__ import annotations

from typing import ClassVar

from rich.table import Table
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Static

from tpdesk.screens.commands import BUILT_IN, EVERYWHERE, GO, PANEL_KEYS, chapter
from tpdesk.screens.commands.declare import Chapter, Command
from tpdesk.screens.display import cell, content, joined
from tpdesk.screens.keys import bindings, keys_of
from tpdesk.screens.styled_once import StyledOnce
from tpdesk.screens.textual_private import user_keymap


class HelpPanel(StyledOnce, ModalScreen[None]):
    """A panel over the desk about one chapter of commands."""

    BINDINGS: ClassVar[list[BindingType]] = bindings((PANEL_KEYS,))

    def __init__(self, chapter: Chapter) -> None:
        super().__init__()
        self.chapter = chapter

    def compose(self) -> ComposeResult:
        """The panel with its content."""
        with VerticalScroll(id="help-panel") as panel:
            panel.border_subtitle = "Esc closes, ↑ ↓ scroll"
            yield from self.parts()

    def parts(self) -> ComposeResult:
        """What stands in the panel."""
        raise NotImplementedError

    def action_close(self) -> None:
        """Go back."""
        self.dismiss(None)


class ProseHelp(HelpPanel):
    """F1: the screen in words."""

    def parts(self) -> ComposeResult:
        """A heading and a text each."""
        for heading, text in self.chapter.prose:
            yield Static(joined([content(heading, "bold $accent"), content(text)], "\n"), classes="prose")


class KeysHelp(HelpPanel):
    """?: every key of this screen and of all screens, from the one registry."""

    def parts(self) -> ComposeResult:
        """One table a chapter."""
        yield KeyTable((self.chapter, *map(chapter, self.chapter.shares), EVERYWHERE))


class DialogHelp(HelpPanel):
    """F1 in a panel or a form: what it is for, and its own keys."""

    def parts(self) -> ComposeResult:
        """The words, then the keys."""
        head = joined([content(self.chapter.title, "bold $accent"), content(self.chapter.tells)], "\n")
        yield Static(head, classes="prose")
        yield KeyTable((self.chapter,), go=())


class KeyTable(Widget):
    """Every key and what it does."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"keys--key", "keys--quiet"}

    def __init__(self, chapters: tuple[Chapter, ...], go: tuple[Command, ...] = GO) -> None:
        super().__init__()
        self.chapters = chapters
        self.go = go

    def render(self) -> Table:
        """Return the table in the theme's colours, with the keys of the user's own file."""
        key, quiet = self.get_component_rich_style("keys--key"), self.get_component_rich_style("keys--quiet")
        table = Table.grid(padding=(0, 2, 0, 0), expand=True)
        table.add_column(no_wrap=True)
        table.add_column(no_wrap=True)
        table.add_column(ratio=1)
        for one in self.chapters:
            table.add_row(cell(""), cell(one.title if self.go else "Keys", "bold"), cell(""))
            for command in one.commands:
                table.add_row(
                    cell(keys_of(command, user_keymap(self.app)), key), cell(command.title), cell(command.tells, quiet)
                )
        for command in self.go:
            table.add_row(
                cell(keys_of(command, user_keymap(self.app)), key), cell(command.title), cell(command.tells, quiet)
            )
        for keys, tells in BUILT_IN:
            table.add_row(cell(keys, key), cell(""), cell(tells, quiet))
        return table
