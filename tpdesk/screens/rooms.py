"""Rooms of the Spend mode: screens that stand over its lines until Esc. Files come in there, labels are mapped, batches
are looked at, transfers marked.

The way back: whoever went from a figure to its lines, from a screen to a room, from a place to its count, returns
by Esc to where that was.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING, ClassVar, Final

from textual.app import ComposeResult
from textual.containers import Container
from textual.content import Content
from textual.widgets import Static

from tpdesk.screens.display import content, joined
from tpdesk.screens.here import OpenedFrom
from tpdesk.screens.key_line import KeyLine
from tpdesk.screens.mode_screen import ModeScreen
from tpdesk.screens.modes import MODES
from tpdesk.screens.status import ModeTabs, StatusLine
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


HOME: Final = "spend"
"""The mode that the rooms belong to."""

ROOMS: Final = {
    "import": "tpdesk.screens.intake.import_screen:ImportScreen",
    "mapping": "tpdesk.screens.intake.mapping:MappingScreen",
    "batches": "tpdesk.screens.intake.batches:BatchesScreen",
    "rejects": "tpdesk.screens.intake.rejects:RejectsScreen",
    "paste": "tpdesk.screens.spend.paste:PasteScreen",
    "transfers": "tpdesk.screens.intake.transfers_room:TransfersScreen",
}
"""Id -> `module:Class` of its screen, a `Room` that takes no arguments.
Its commands and help are in `commands.intake`, those of `paste` in `commands.paste`."""


class Room(ModeScreen):
    """A screen of the Spend mode with a title of its own.
    It is made once, and is as it was left when it is opened again."""

    def compose(self) -> ComposeResult:
        """The window's two lines, the room's title, the content or a panel in its place, the keys."""
        yield StatusLine()
        yield ModeTabs(HOME)
        yield Static(id="room-title")
        with self._body, Container(id="content"):
            yield from self.content()
        yield KeyLine()

    def entitle(self, *parts: Content) -> None:
        """Say what the room is and how things stand in it."""
        self._title = parts
        self._say_title()

    def _say_title(self) -> None:
        ways = self.window.ways.get(self.MODE, ())
        esc = f"Esc back to {ways[-1].name}" if ways else "Esc closes"
        name = content(f"Spend › {self.NAME}", "bold $accent")
        self.query_one("#room-title", Static).update(joined([name, *self._title, content(esc, "$quiet")], "   "))

    def on_screen_resume(self) -> None:
        """Say where Esc leads, which depends on where the room was opened."""
        super().on_screen_resume()
        if self._title:
            self._say_title()

    _title: tuple[Content, ...] = ()

    NAME: ClassVar[str]
    """What the room is called in its title."""

    @property
    def called(self) -> str:
        """What the room is called."""
        return self.NAME

    def begin(self) -> None:
        """Hear that the room was asked for by its key: what is over and done with in it makes
        way for what comes next."""

    def action_leave(self) -> None:
        """Go back to where the room was opened."""
        if not self.is_current or len(self.app.screen_stack) < 2:
            return
        if self.window.ways.get(self.MODE):
            self.window.call_later(go_back, self.window)
        else:
            self.app.pop_screen()


async def open_room(window: Window, name: str) -> Room:
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
    assert isinstance(shown, Room)
    return shown


async def go_back(window: Window) -> None:
    """Go where the screen on show was opened from, with everything there as it was."""
    screen, way = window.screen, way_of(window)
    if way is None or not isinstance(screen, ModeScreen):
        return
    with window.batch_update():
        if isinstance(screen, Room):
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
    while isinstance(window.screen, Room):
        await window.pop_screen()


def _is(screen: object, name: str) -> bool:
    return isinstance(screen, Room) and name == screen.MODE
