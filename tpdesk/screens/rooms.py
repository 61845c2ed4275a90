"""Rooms of the Spend mode: screens that stand over its lines until Esc. Files come in there, labels are mapped, batches
are looked at, transfers marked.

The way back: whoever went from a figure to its lines, from a screen to a room, from a place to its count, returns
by Esc to where that was.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING, Final, TypeGuard

from tpdesk.screens.here import OpenedFrom
from tpdesk.screens.mode_screen import ModeScreen
from tpdesk.screens.modes import HOME as HOME
from tpdesk.screens.modes import MODES
from tpdesk.screens.textual_private import mode_stacks

if TYPE_CHECKING:
    from tpdesk.screens.window import Window


def way_from_here(window: Window, name: str = "", *restore: Callable[[], None]) -> OpenedFrom:
    """Return the way back to what is on show now; `name` says what that is where the screen's own name does not."""
    screens = [screen for screen in window.screen_stack if isinstance(screen, ModeScreen)]
    rooms = tuple(screen.MODE for screen in screens if screen.MODE not in MODES)
    return OpenedFrom(name or screens[-1].called, window.current_mode, rooms, window.here, restore)


def lead_back(window: Window, target: str, way: OpenedFrom) -> None:
    """Let Esc in the mode or room `target` go this way. A step within the same mode leaves the ways
    that were there before it."""
    before = window.ways.get(target, ()) if way.mode == target else ()
    window.ways[target] = (*before, way)


def way_of(window: Window) -> OpenedFrom | None:
    """Return where Esc leads from the screen on show; None where it was not opened from anywhere."""
    screen = window.screen_stack[-1] if window.screen_stack else None
    ways = window.ways.get(screen.MODE, ()) if isinstance(screen, ModeScreen) else ()
    return ways[-1] if ways else None


ROOMS: Final = {
    "import": "tpdesk.screens.intake.import_screen:ImportScreen",
    "mapping": "tpdesk.screens.intake.mapping:MappingScreen",
    "batches": "tpdesk.screens.intake.batches:BatchesScreen",
    "rejects": "tpdesk.screens.intake.rejects:RejectsScreen",
    "paste": "tpdesk.screens.spend.paste:PasteScreen",
    "transfers": "tpdesk.screens.intake.transfers_room:TransfersScreen",
}
"""Id -> `module:Class` of its screen, a `ModeScreen` with a `NAME` that takes no arguments.
Its commands and help are in `commands.intake`, those of `paste` in `commands.paste`."""


def is_room(screen: object) -> TypeGuard[ModeScreen]:
    """Say whether a screen is a room."""
    return isinstance(screen, ModeScreen) and bool(screen.NAME)


async def open_room(window: Window, name: str) -> ModeScreen:
    """Show the room as it was left, and return it. Esc goes back to what was shown before."""
    window.ways.pop(name, None)
    if HOME in MODES and window.current_mode != HOME:
        lead_back(window, name, way_from_here(window))
    mode = next(
        (mode for mode, stack in mode_stacks(window).items() if any(_is(screen, name) for screen in stack)), None
    )
    if mode is not None:
        if window.current_mode != mode:
            await window.switch_mode(mode)
        while not _is(window.screen, name):
            await window.pop_screen()
    else:
        if HOME in MODES and window.current_mode != HOME:
            await window.switch_mode(HOME)
        if not window.is_screen_installed(f"room-{name}"):
            module, _, kind = ROOMS[name].partition(":")
            window.install_screen(getattr(import_module(module), kind)(), f"room-{name}")
        await window.push_screen(f"room-{name}")
    shown = window.screen
    assert is_room(shown)
    return shown


async def go_back(window: Window) -> None:
    """Go where the screen on show was opened from, with everything there as it was."""
    screen, way = window.screen, way_of(window)
    if way is None or not isinstance(screen, ModeScreen):
        return
    with window.batch_update():
        if is_room(screen):
            await window.pop_screen()
        window.ways[screen.MODE] = window.ways[screen.MODE][:-1]
        if way.here != window.here:
            window.go_to(place=way.here.place, year=way.here.year, level=way.here.level)
        if window.current_mode != way.mode:
            await window.switch_mode(way.mode)
        kept = dict(window.ways)
        for room in way.rooms:
            await open_room(window, room)
        # A room that is shown again still leads to where it was opened first.
        window.ways = kept
    for call in way.restore:
        call()


async def go_to_mode(window: Window, mode: str) -> None:
    """Show a mode itself. Rooms that are open are closed: what was begun in them is there when they are opened again,
    and coming back to their mode shows its own screen."""
    with window.batch_update():
        for room in ROOMS:
            window.ways.pop(room, None)
        await close_rooms(window)
        if window.current_mode != mode:
            await window.switch_mode(mode)


async def close_rooms(window: Window) -> None:
    """Show what lies under the rooms of the mode on show; they stay as they are."""
    while is_room(window.screen):
        await window.pop_screen()


def _is(screen: object, name: str) -> bool:
    return is_room(screen) and name == screen.MODE
