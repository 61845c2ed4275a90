"""The two lines above every mode: what the window is about, and the modes."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING, cast

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Static

from tpdesk.screens.display import content, joined
from tpdesk.screens.modes import MODES
from tpdesk.units import year_text

if TYPE_CHECKING:
    from tpdesk.screens.window import Window


class StatusLine(Widget):
    """File, place, year, base; at the right what runs, who else writes, and when the desk was last saved."""

    def compose(self) -> ComposeResult:
        """Left and right."""
        with Horizontal():
            yield Static(id="status-left")
            yield Static(id="status-right")

    def on_mount(self) -> None:
        """Follow the window."""
        self._tick: Timer = self.set_interval(0.25, self.show, pause=True)
        for name in ("here", "state", "jobs", "read_only", "trouble"):
            self.watch(self.app, name, self.show, init=False)
        self.watch(self.screen, "base", self.show, init=False)
        self.show()

    def show(self) -> None:
        """Show how things stand now."""
        if self.query_one_optional("#status-left") is None:
            # The window is closed while the screen is still being made.
            return
        window = cast("Window", self.app)
        self._tick.resume() if window.jobs else self._tick.pause()
        place, year = window.place, window.here.year
        base = getattr(self.screen, "base", "")
        about = [
            content(place.name, "bold") if place else Content(""),
            content(year_text(year), "$accent") if place and year is not None else Content(""),
            content(base, "$quiet") if place else Content(""),
        ]
        file = joined([content("tpdesk", "bold $accent"), content(window.path.name)], "  ")
        self.query_one("#status-left", Static).update(joined([file, joined(about, "  ")], "  ·  "))
        self.query_one("#status-right", Static).update(_right(window))


def _right(window: Window) -> Content:
    if window.jobs:
        more = f" (and {len(window.jobs) - 1} more)" if len(window.jobs) > 1 else ""
        return content(f"{window.jobs[0].words(time.monotonic())}{more}", "bold $warning")
    if window.read_only:
        return content(f"read only: {window.held_by or 'nothing can be written here, F7 says why'}", "bold $warning")
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


class ModeTab(Static):
    """One mode: a click goes there."""

    def __init__(self, mode: str) -> None:
        self.mode = mode
        super().__init__(id=f"tab-{mode}")

    async def on_click(self) -> None:
        """Go there."""
        await self.app.run_action(f"go('{self.mode}')")


class ModeTabs(Horizontal):
    """The modes with their keys; the one on show stands out by its frame of signs, not by colour alone."""

    def __init__(self, shown: str) -> None:
        super().__init__()
        self.shown = shown

    def compose(self) -> ComposeResult:
        """A tab each."""
        for mode in MODES:
            yield ModeTab(mode)

    def on_resize(self) -> None:
        """Say the names where there is room for all of them, else the keys alone."""
        room = self.content_size.width
        whole = sum(len(mode.title) + len(mode.key) + 3 for mode in MODES.values()) + 1
        for tab in self.query(ModeTab):
            mode = MODES[tab.mode]
            if tab.mode == self.shown:
                tab.update(content(f"▸{mode.key} {mode.title}", "bold $accent"))
            else:
                name = content(mode.title, "$quiet") if whole <= room else content("")
                tab.update(joined([content(mode.key, "bold $foreground"), name]))
