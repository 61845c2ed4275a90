"""The two panels of help: every key, and the screen in words.

A letter at every part of the screen that takes the keyboard: press it to go there.

The palette: every command by its title, by what it does and by other words for it, with its key; no two of one name.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import partial
from string import ascii_lowercase
from typing import TYPE_CHECKING, ClassVar, cast

from rich.table import Table
from textual.actions import parse
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.containers import VerticalScroll
from textual.content import Content
from textual.events import Key
from textual.screen import ModalScreen, Screen
from textual.widget import Widget
from textual.widgets import Static

from tpdesk.screens.commands import BUILT_IN, CHAPTERS, COMMANDS, EVERYWHERE, GO, PANEL_KEYS, chapter
from tpdesk.screens.commands.declare import Chapter, Command
from tpdesk.screens.commands.register import register_commands
from tpdesk.screens.commands.synonyms import SYNONYMS
from tpdesk.screens.display import cell, content, joined
from tpdesk.screens.key_line import bindings, keys_of
from tpdesk.screens.styled_once import StyledOnce
from tpdesk.screens.textual_private import user_keymap

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from textual.dom import DOMNode


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


def targets(screen: Screen[object]) -> dict[str, Widget]:
    """Return letter -> widget of all on `screen` that take the keyboard and can be seen, from top to bottom."""
    seen = [widget for widget in screen.focus_chain if widget.region.overlaps(screen.region) and widget.region.area]
    seen.sort(key=lambda widget: (widget.region.y, widget.region.x))
    return dict(zip(ascii_lowercase, seen, strict=False))


class Jump(StyledOnce, ModalScreen[str | None]):
    """The letters over the screen. The answer is the letter, or another key that was pressed,
    which is for the screen then."""

    def __init__(self, letters: dict[str, Widget]) -> None:
        super().__init__()
        self.letters = letters

    def compose(self) -> ComposeResult:
        """A letter at the top left of each."""
        for letter, widget in self.letters.items():
            mark = Static(content(letter), classes="jump-letter")
            mark.styles.offset = (widget.region.x, widget.region.y)
            yield mark
        yield Static(
            content("Press a letter to go there, a number for a mode; Esc leaves you where you are.", "bold"),
            id="jump-says",
        )

    def on_key(self, event: Key) -> None:
        """Take the key."""
        event.stop()
        event.prevent_default()
        self.dismiss(event.key if event.key in self.letters or event.key.isdigit() else None)


_CHAPTER = {command.id: chapter.title for chapter in CHAPTERS for command in chapter.commands}

_BY_OTHER_WORDS = 0.5
"""What a match of another word, or of what a command does, is worth against one of its title."""


def _takes(node: DOMNode, name: str, parameters: tuple[object, ...]) -> bool:
    return hasattr(node, f"action_{name}") and bool(node.check_action(name, parameters))


def _is_shown(widget: Widget) -> bool:
    return all(one.display for one in widget.ancestors_with_self if isinstance(one, Widget))


class CommandPalette(Provider):
    """The commands that can be done now."""

    def _available(self) -> Iterator[tuple[Command, DOMNode]]:
        focused = self.screen.focused
        nodes = [self.screen, self.app] if focused is None else list(focused.ancestors_with_self)
        for command in (*COMMANDS, *register_commands()):
            _, name, parameters = parse(command.action)
            widgets = [one for one in self.screen.query(command.widget) if _is_shown(one)] if command.widget else nodes
            node = next((node for node in widgets if _takes(node, name, parameters)), None)
            if command.palette and node is not None:
                yield command, node

    def _entries(self) -> Iterator[tuple[str, Command, Callable[[], Awaitable[object]]]]:
        """Yield (its name, told apart from others of the same title, the command, what runs it)."""
        found = list({(command.title, command.action): (command, node) for command, node in self._available()}.values())
        titles = Counter(command.title for command, _ in found)
        for command, node in found:
            where = _CHAPTER.get(command.id, "")
            name = f"{command.title} ({where})" if titles[command.title] > 1 and where else command.title
            yield (
                name,
                command,
                cast("Callable[[], Awaitable[object]]", partial(self.app.run_action, command.action, node)),
            )

    def _display(self, name: Content | str, command: Command) -> Content:
        keys = keys_of(command, user_keymap(self.app)) if command.keys else ""
        return Content.assemble(name, "  ", (keys, "bold $accent")) if keys else Content.assemble(name)

    async def discover(self) -> Hits:
        """Yield all of them."""
        for name, command, run in self._entries():
            yield DiscoveryHit(self._display(name, command), run, text=name, help=command.tells)

    async def search(self, query: str) -> Hits:
        """Yield those whose title, other words or sentence holds what is typed."""
        matcher = self.matcher(query)
        wanted = query.casefold().split()
        for name, command, run in self._entries():
            score = matcher.match(name)
            words = f"{SYNONYMS.get(command.id, '')} {command.tells} {command.key_text}".casefold()
            if score > 0:
                yield Hit(score, self._display(matcher.highlight(name), command), run, text=name, help=command.tells)
            elif wanted and all(word in words for word in wanted):
                yield Hit(_BY_OTHER_WORDS, self._display(name, command), run, text=name, help=command.tells)
