"""The palette: every command by its title, by what it does and by other words for it, with its key; no two of one name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, cast

from textual.actions import parse
from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content
from textual.widget import Widget

from tpdesk.screens.commands import CHAPTERS, COMMANDS
from tpdesk.screens.commands.declare import Command
from tpdesk.screens.commands.register import register_commands
from tpdesk.screens.commands.synonyms import SYNONYMS
from tpdesk.screens.keys import keys_of
from tpdesk.screens.textual_private import user_keymap

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from textual.dom import DOMNode

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
            widgets = [one for one in self.screen.query(command.widget) if _is_shown(one)] if command.widget else []
            node = next((node for node in (*nodes, *widgets) if _takes(node, name, parameters)), None)
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
