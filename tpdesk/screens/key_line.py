"""The keys below every mode, as many as there is room for."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.events import Resize
from textual.widgets import Footer
from textual.widgets._footer import FooterKey

from tpdesk.screens.display import cell

ALWAYS = ("show_keys", "show_help")
"""The actions whose keys stand however narrow the window is: they show all the others, and explain."""


class KeyLine(Footer):
    """Textual's footer paints the palette's key over those that it has no room for; here the last of them give way."""

    def __init__(self) -> None:
        super().__init__(compact=True)
        self._made_for = 0
        """The width of the window that the keys were chosen for."""

    def compose(self) -> ComposeResult:
        """The keys that fit beside the palette's."""
        found = list(super().compose())
        keys = [key for key in found if isinstance(key, FooterKey)]
        self._made_for = self.app.size.width
        over = sum(_width(key) for key in keys) - self._made_for
        for key in reversed(keys):
            if over > 0 and key.action not in ALWAYS and not key.has_class("-command-palette"):
                over -= _width(key)
                found.remove(key)
        yield from found

    def on_resize(self, event: Resize) -> None:
        """Choose anew where the window became wider or narrower."""
        if event.size.width != self._made_for:
            self.call_after_refresh(self.recompose)


def _width(key: FooterKey) -> int:
    # A blank between the key and its word, and one behind it or the palette's rule before it.
    return cell(key.key_display).cell_len + 1 + cell(key.description).cell_len + 1
