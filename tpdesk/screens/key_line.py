"""The keys below every mode, as many as there is room for.

Commands as Textual's bindings, with the keys that the user's own file gives them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import ClassVar, Final, NamedTuple

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.events import Leave, MouseDown, MouseMove, Resize
from textual.screen import Screen
from textual.widget import Widget

from tpdesk.screens.commands.declare import Command, keys_text
from tpdesk.screens.display import content

ALWAYS: Final = ("stop_work", "show_keys", "show_help")
"""The actions whose keys stand however narrow the window is: they stop what runs, show all the others, and explain."""

_EDGE: Final = "▏"
"""What parts the palette's key, at the right edge, from the others."""


class _Key(NamedTuple):
    """A key on show."""

    key: str
    shown: str
    says: str
    action: str
    enabled: bool
    tells: str

    @property
    def width(self) -> int:
        """The cells of the key, its word, and a blank behind each."""
        return content(self.shown).cell_length + 1 + content(self.says).cell_length + 1


class KeyLine(Widget):
    """One line of text: Textual's own has a widget a key, which are made and styled anew
    whenever one of them changes."""

    ALLOW_SELECT: ClassVar[bool] = False

    def __init__(self) -> None:
        super().__init__()
        self._keys: tuple[_Key, ...] = ()
        self._palette: _Key | None = None
        self._ends: list[tuple[int, _Key]] = []
        """Where each key on show ends, from the left."""

    def on_mount(self) -> None:
        """Follow what can be done on the screen."""
        self.screen.bindings_updated_signal.subscribe(self, self._changed)

    def _changed(self, screen: Screen[object]) -> None:
        if self.is_attached and screen is self.screen and screen.app.app_focus:
            self.call_after_refresh(self._look)

    def _look(self) -> None:
        """Draw the line anew, unless it would be the same: Textual asks at every move of the focus. Behind a dialog it
        stays as it is."""
        if not self.is_attached or (self._keys and self.screen in self.app.screen_stack[:-1]):
            return
        found: dict[str, _Key] = {}
        palette = None
        for name, (_, binding, enabled, tooltip) in self.screen.active_bindings.items():
            is_palette = name == self.app.COMMAND_PALETTE_BINDING
            if binding.show or is_palette:
                tells = tooltip or binding.tooltip or binding.description
                key = _Key(
                    binding.key, self.app.get_key_display(binding), binding.description, binding.action, enabled, tells
                )
                if is_palette:
                    palette = key
                else:
                    found.setdefault(binding.action, key)
        keys = tuple(found.values())
        if (keys, palette) != (self._keys, self._palette):
            self._keys, self._palette = keys, palette
            self.refresh()

    def render(self) -> Content:
        """Return the keys that fit, and the palette's at the right edge."""
        edge = content(_EDGE, "$track") + _said(self._palette) if self._palette is not None else Content("")
        room = self.size.width
        shown = _fitting(self._keys, room - edge.cell_length)
        line, self._ends = Content(""), []
        for key in shown:
            line += _said(key) + " "
            self._ends.append((line.cell_length, key))
        gap = max(room - edge.cell_length - line.cell_length, 0)
        if self._palette is not None:
            self._ends += [(line.cell_length + gap, _NONE), (room, self._palette)]
        return (line + " " * gap + edge).truncate(room)

    def _at(self, x: int) -> _Key:
        return next((key for end, key in self._ends if x < end), _NONE)

    def on_mouse_down(self, event: MouseDown) -> None:
        """Press the key under the pointer."""
        key = self._at(event.x)
        if key.enabled:
            self.app.simulate_key(key.key)

    def on_mouse_move(self, event: MouseMove) -> None:
        """Say what the key under the pointer does."""
        key = self._at(event.x)
        self.tooltip = key.tells or None
        self.styles.pointer = "pointer" if key.enabled else "default"

    def on_leave(self, _: Leave) -> None:
        """Say nothing of a key that the pointer is no longer over."""
        self.tooltip = None

    def on_resize(self, _: Resize) -> None:
        """Choose anew where the window became wider or narrower."""
        self.refresh()


_NONE: Final = _Key("", "", "", "", False, "")


def _said(key: _Key) -> Content:
    words = (
        content(key.shown, "bold $footer-key-foreground") + " " + content(key.says, "$footer-description-foreground")
    )
    return words if key.enabled else words.stylize("dim")


def _fitting(keys: Sequence[_Key], room: int) -> list[_Key]:
    """Return the keys for which there is room: the last give way first, but those that are always there."""
    found, over = list(keys), sum(key.width for key in keys) - room
    for key in reversed(keys):
        if over > 0 and key.action not in ALWAYS:
            over -= key.width
            found.remove(key)
    return found


def bindings(commands: Iterable[Command], widget: str = "") -> list[BindingType]:
    """Return the commands of a screen, or of one of its widgets, that have keys as bindings, each with its id, so that
    the user's file can give it another key."""
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
