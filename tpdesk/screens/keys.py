"""Commands as Textual's bindings, with the keys that the user's own file gives them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from textual.binding import Binding, BindingType

from tpdesk.screens.commands.declare import Command, keys_text


def bindings(commands: Iterable[Command], widget: str = "") -> list[BindingType]:
    """Return the commands of a screen, or of one of its widgets, that have keys as bindings, each with its id, so that the user's file can give it another key."""
    return [
        Binding(
            command.keys, command.action, command.title, show=command.footer, id=command.id, tooltip=command.tells,
            key_display=command.key_text.split(", ")[0],
        )
        for command in commands
        if command.keys and command.widget == widget
    ]  # fmt: skip


def conditions(commands: Iterable[Command], widget: str = "") -> Mapping[str, str]:
    """Return action -> the property that says whether it applies now, of the commands that name one."""
    return {command.action_name: command.when for command in commands if command.when and command.widget == widget}


def keys_of(command: Command, keymap: Mapping[str, str]) -> str:
    """Return the command's keys as people read them: the user's own where `keymap` (id -> keys) has some."""
    return keys_text(keymap[command.id]) if command.id in keymap else command.key_text
