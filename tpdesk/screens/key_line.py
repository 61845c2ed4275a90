"""The keys below every mode, as many as there is room for."""

from __future__ import annotations

from typing import Any

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
        self._made_of: tuple[Any, ...] = ()
        """What the keys on show were made of."""

    def compose(self) -> ComposeResult:
        """The keys that fit beside the palette's."""
        found = list(super().compose())
        keys = [key for key in found if isinstance(key, FooterKey)]
        self._made_for = self.app.size.width
        self._made_of = self._stuff() if found else ()
        over = sum(_width(key) for key in keys) - self._made_for
        for key in reversed(keys):
            # The class that it gets anyhow, when it has been styled without it.
            key.add_class("-compact", update=False)
            if over > 0 and key.action not in ALWAYS and not key.has_class("-command-palette"):
                over -= _width(key)
                found.remove(key)
        yield from found

    async def recompose(self) -> None:
        """Make the keys anew, unless they would be the same: Textual asks at every move of the focus, and a dozen keys take as long as all else."""
        if self.is_attached and self._made_of != self._stuff():
            await super().recompose()

    def _stuff(self) -> tuple[Any, ...]:
        """Return all that the keys follow from: the width, and each binding on show with whether it can be used."""
        shown = [(one.binding, one.enabled) for one in self.screen.active_bindings.values() if one.binding.show]
        return self.app.size.width, *shown

    def on_resize(self, event: Resize) -> None:
        """Choose anew where the window became wider or narrower."""
        if event.size.width != self._made_for:
            self.call_after_refresh(self.recompose)


def _width(key: FooterKey) -> int:
    # A blank between the key and its word, and one behind it or the palette's rule before it.
    return cell(key.key_display).cell_len + 1 + cell(key.description).cell_len + 1
