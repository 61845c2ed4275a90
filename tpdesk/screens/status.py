"""The lines above every mode: what the window is about, the modes, and the title of a room."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING, ClassVar, Final, cast

from textual.content import Content
from textual.events import Click, Leave, MouseMove
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Static

from tpdesk.screens.display import content, joined
from tpdesk.screens.modes import MODES
from tpdesk.units import year_text

if TYPE_CHECKING:
    from tpdesk.screens.window import Window


class StatusLine(Widget):
    """File, place, year, basis; at the right what runs, who else writes, and when the desk was last saved."""

    def __init__(self) -> None:
        super().__init__()
        self._left = self._right = Content("")

    def on_mount(self) -> None:
        """Follow the window."""
        self._tick: Timer = self.set_interval(0.25, self.show, pause=True)
        for name in ("here", "state", "jobs", "read_only", "trouble"):
            self.watch(self.app, name, self.show, init=False)
        for name in ("base", "stands"):
            self.watch(self.screen, name, self.show, init=False)
        self.show()

    def show(self) -> None:
        """Show how things stand now."""
        if not self.is_attached:
            # The window is closed while the screen is still being made.
            return
        window = cast("Window", self.app)
        self._tick.resume() if window.jobs else self._tick.pause()
        parts = (
            _left(window, getattr(self.screen, "base", "")),
            _right(window, stands=getattr(self.screen, "stands", True)),
        )
        if parts != (self._left, self._right):
            self._left, self._right = parts
            self.refresh()

    def render(self) -> Content:
        """Return both in one line; what there is no room for ends in an ellipsis."""
        width = self.content_size.width
        right = self._right.truncate(width * 6 // 10, ellipsis=True)
        room = max(width - right.cell_length - _BETWEEN, 0)
        return self._left.truncate(room, ellipsis=True, pad=True) + " " * _BETWEEN + right


_BETWEEN: Final = 2
"""Cells between what stands at the left and at the right."""


def _left(window: Window, base: str) -> Content:
    place, year = window.place, window.here.year
    about = [
        content(place.name, "bold") if place else Content(""),
        content(year_text(year), "$accent") if place and year is not None else Content(""),
        content(base, "$quiet") if place else Content(""),
    ]
    file = joined([content("tpdesk", "bold $accent"), content(window.path.name)], "  ")
    return joined([file, joined(about, "  ")], "  ·  ")


def _right(window: Window, *, stands: bool) -> Content:
    if window.jobs:
        more = f" (and {len(window.jobs) - 1} more)" if len(window.jobs) > 1 else ""
        return content(f"{window.jobs[0].words(time.monotonic())}{more}", "bold $warning")
    if window.read_only:
        return content(f"read only: {window.held_by or 'nothing can be written here, F7 says why'}", "bold $warning")
    if window.trouble is None and not stands:
        return content("reading ...", "$quiet")
    if window.trouble is not None or window.state is None:
        return Content("")
    return content(f"saved {_local(window.state.changed_at)}", "$quiet")


def _local(moment: str) -> str:
    try:
        then = datetime.fromisoformat(moment).astimezone()
    except ValueError:
        return moment
    today = datetime.now(UTC).astimezone().date() == then.date()
    return then.strftime("%H:%M" if today else "%d %b %Y")


class ModeTabs(Widget):
    """The modes with their keys, in one line of text; the one on show stands out by its sign, not by colour alone.
    A click goes to a mode."""

    ALLOW_SELECT: ClassVar[bool] = False

    def __init__(self, shown: str) -> None:
        super().__init__()
        self.shown = shown
        self._under = ""
        """The mode under the pointer."""
        self._ends: list[tuple[int, str]] = []
        """Where each mode ends, from the left."""

    def render(self) -> Content:
        """Return the names where there is room for all of them, else the keys alone."""
        whole = sum(len(mode.title) + len(mode.key) + 3 for mode in MODES.values()) + 1 <= self.content_size.width
        line, self._ends = Content(""), []
        for name, mode in MODES.items():
            if name == self.shown:
                words = content(f"▸{mode.key} {mode.title}", "bold $accent")
            else:
                title = content(mode.title, "$quiet") if whole else Content("")
                words = joined([content(mode.key, "bold $foreground"), title])
            tab = Content.assemble(" ", words, " ")
            line += tab.stylize("on $panel") if name == self._under else tab
            self._ends.append((line.cell_length, name))
        return line

    def _at(self, x: int) -> str:
        return next((name for end, name in self._ends if 0 <= x < end), "")

    async def on_click(self, event: Click) -> None:
        """Go to the mode under the pointer."""
        mode = self._at(event.get_content_offset_capture(self).x)
        if mode:
            await self.app.run_action(f"go('{mode}')")

    def on_mouse_move(self, event: MouseMove) -> None:
        """Mark the mode under the pointer."""
        self._mark(self._at(event.get_content_offset_capture(self).x))

    def on_leave(self, _: Leave) -> None:
        """Mark none any more."""
        self._mark("")

    def _mark(self, mode: str) -> None:
        if mode != self._under:
            self._under = mode
            self.refresh()


class RoomTitle(Static):
    """What a room is, how things stand in it, and where Esc leads, which depends on where it was opened."""

    def __init__(self, room: str, name: str) -> None:
        super().__init__(id="room-title")
        self.room = room
        self.called = name
        self._parts: tuple[Content, ...] = ()

    def entitle(self, *parts: Content) -> None:
        """Say how things stand."""
        self._parts = parts
        self.say()

    def say(self) -> None:
        """Say all of it as it is now."""
        ways = cast("Window", self.app).ways.get(self.room, ())
        esc = f"Esc back to {ways[-1].name}" if ways else "Esc closes"
        name = content(f"Spend › {self.called}", "bold $accent")
        self.update(joined([name, *self._parts, content(esc, "$quiet")], "   "))
