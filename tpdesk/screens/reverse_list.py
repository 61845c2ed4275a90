"""A list whose row under the cursor is seen on a projector: in reverse video, whatever its colours."""

from __future__ import annotations

from typing import ClassVar, Final

from rich.style import Style
from textual.strip import Strip
from textual.widgets import OptionList

from tpdesk.screens.textual_private import option_at

_REVERSE: Final = Style(reverse=True)


class ReverseList(OptionList):
    """An OptionList that reverses the highlighted row; Textual itself drops `text-style: reverse` of a list's rows."""

    DEFAULT_CSS: ClassVar[str] = """
    ReverseList > .option-list--option-highlighted, ReverseList:focus > .option-list--option-highlighted {
        background: $background;
        color: $foreground;
        text-style: none;
    }
    """

    def render_line(self, y: int) -> Strip:
        """Return a line of the list."""
        strip = super().render_line(y)
        at = option_at(self, self.scroll_offset.y + y)
        return strip.apply_style(_REVERSE) if at is not None and at == self.highlighted else strip
