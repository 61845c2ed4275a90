"""From a figure to its lines: the Spend mode with their filter."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final, Protocol, cast

from tpdesk.screens.modes import MODES
from tpdesk.screens.rooms import close_rooms

if TYPE_CHECKING:
    from tpdesk.domain.line_filter import LineFilter
    from tpdesk.screens.here import OpenedFrom
    from tpdesk.screens.window import Window

LINES: Final = "spend"
"""The mode that shows lines."""


class _ShowsLines(Protocol):
    def show_from(self, where: LineFilter, way: OpenedFrom) -> object: ...


def can_show_lines() -> bool:
    """Say whether this window has a mode for lines."""
    return LINES in MODES


def show_lines(window: Window, where: LineFilter, name: str = "", *restore: Callable[[], None]) -> None:
    """Go to the mode of lines, with those of the filter; Esc there comes back. `name` and `restore` are of a panel that stood over the screen."""
    from tpdesk.screens.way_back import way_from_here

    way = way_from_here(window, name, *restore)

    async def go() -> None:
        await window.switch_mode(LINES)
        await close_rooms(window)
        cast(_ShowsLines, window.screen).show_from(where, way)

    window.call_later(go)
