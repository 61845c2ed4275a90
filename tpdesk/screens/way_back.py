"""The way back: whoever went from a figure to its lines, from a screen to a room, from a place to its count, returns by Esc to where that was."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from tpdesk.screens.here import OpenedFrom
from tpdesk.screens.mode_screen import ModeScreen
from tpdesk.screens.modes import MODES

if TYPE_CHECKING:
    from tpdesk.screens.window import Window


def way_from_here(window: Window, name: str = "", *restore: Callable[[], None]) -> OpenedFrom:
    """Return the way back to what is on show now; `name` says what that is where the screen's own name does not."""
    screens = [screen for screen in window.screen_stack if isinstance(screen, ModeScreen)]
    rooms = tuple(screen.MODE for screen in screens if screen.MODE not in MODES)
    return OpenedFrom(name or screens[-1].called, window.current_mode, rooms, window.here, restore)


def lead_back(window: Window, target: str, way: OpenedFrom) -> None:
    """Let Esc in the mode or room `target` go this way. A step within the same mode leaves the ways that were there before it."""
    before = window.ways.get(target, ()) if way.mode == target else ()
    window.ways[target] = (*before, way)


def way_of(window: Window) -> OpenedFrom | None:
    """Return where Esc leads from the screen on show; None where it was not opened from anywhere."""
    screen = window.screen_stack[-1] if window.screen_stack else None
    ways = window.ways.get(screen.MODE, ()) if isinstance(screen, ModeScreen) else ()
    return ways[-1] if ways else None
