"""What a command is, and a chapter of them: no widget here, so that the command line can list them too."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Command:
    """Something the user can do."""

    id: str
    """`screen.act`: the binding's id, by which the user's file can give it another key."""

    keys: str
    """Its keys with commas between, each a character as typed (`?`, `U`) or Textual's name (`f5`, `escape`);
    empty where only the palette has it."""

    action: str
    """The action's name without `action_`, with its parameters where it has any: `go('spend')`."""

    title: str
    """One or two words, for the footer and the palette."""

    tells: str
    """One sentence of what it does, for palette, tooltip and help."""

    footer: bool = True
    """Whether the footer has room for it: five of a mode at most, so that they fit in 80 columns."""

    palette: bool = True
    """Whether the palette lists it."""

    widget: str = ""
    """The class of the widget that has its keys and its action; empty for the screen itself."""

    when: str = ""
    """The property of its screen or widget that says whether it applies now; empty where it always does."""

    @property
    def action_name(self) -> str:
        """The action's name without its parameters."""
        return self.action.partition("(")[0]

    @property
    def key_text(self) -> str:
        """Its keys as people read them."""
        return keys_text(self.keys)


@dataclass(frozen=True, slots=True)
class Chapter:
    """The commands of one mode, or of what all modes share, with its help in words."""

    where: str
    """The mode's id, `desk` for what works everywhere, `dialog` for dialogs."""

    title: str
    """The heading of its keys in the help."""

    tells: str
    """One sentence: what one is there for."""

    commands: tuple[Command, ...]
    """In the order of the footer and the help."""

    prose: tuple[tuple[str, str], ...]
    """F1: headings and texts. The first says what the screen shows."""

    shares: tuple[str, ...] = ()
    """Other chapters whose commands the screen has too, by their `where`: those of registers."""


_WORDS: Final = {
    "escape": "Esc",
    "enter": "Enter",
    "space": "Space",
    "tab": "Tab",
    "shift+tab": "Shift+Tab",
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
    "backspace": "Bksp",
    "delete": "Del",
    "insert": "Ins",
    "home": "Home",
    "end": "End",
    "pageup": "PgUp",
    "pagedown": "PgDn",
    "question_mark": "?",
    "slash": "/",
    "left_square_bracket": "[",
    "right_square_bracket": "]",
    "plus": "+",
    "minus": "-",
    "full_stop": ".",
    "comma": ",",
}


def keys_text(keys: str) -> str:
    """Return keys, written as in `Command.keys`, as people read them: `q, ctrl+q`, `F1`, `Esc`."""
    return ", ".join(_key_text(key.strip()) for key in keys.split(","))


def _key_text(key: str) -> str:
    if key.startswith("f") and key[1:].isdigit():
        return key.upper()
    return _WORDS.get(key, key)
