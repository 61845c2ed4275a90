"""What tests of the window share: the app run without a terminal, and its screen read back as text."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

from textual.pilot import Pilot
from textual.worker import Worker, WorkerCancelled, WorkerFailed

from tests.screens.quick import make_quick, paint, quiet
from tpdesk.app import TpDesk
from tpdesk.screens.dialogs.awaited import DIALOGS
from tpdesk.screens.spend.line_table import LineTable

make_quick()

SIZES = ((80, 24), (120, 36), (160, 48))
"""Columns and lines at which everything must stand."""


class Window:
    """The open window: keys in, text out."""

    def __init__(self, pilot: Pilot[None]) -> None:
        self.pilot = pilot
        app = pilot.app
        assert isinstance(app, TpDesk)
        self.app = app

    async def press(self, *keys: str) -> None:
        """Press the keys, each after the one before has had its effect."""
        for key in keys:
            await self.pilot.press(key)
            await self._rest()
        await self.settle()

    async def resize(self, size: tuple[int, int]) -> None:
        """Give the terminal so many columns and lines."""
        await self.pilot.resize_terminal(*size)
        await self.settle()

    async def settle(self) -> None:
        """Wait until no worker runs and all messages are dealt with.
        What there is then is painted when it is read, and at the end."""
        await self._rest()
        if self.app.is_running and self.app.screen.query(LineTable):
            # A table of lines reads those that come into sight.
            paint(self.app)
            await self._rest()

    async def _rest(self) -> None:
        # A reading of places is followed by a reading of the place under the cursor, so one look is not enough.
        for _ in range(8):
            await quiet(self.app)
            while self.app.is_running and self.app.typed_ahead.holds:
                await asyncio.sleep(0.002)
                await quiet(self.app)
            if not self.app.jobs and all(worker.is_finished for worker in self._at_work):
                return
            await self._reads_end()

    @property
    def _at_work(self) -> list[Worker[object]]:
        # One that has opened a dialog waits for an answer, not for work.
        return [worker for worker in self.app.workers if worker.group != DIALOGS]

    async def _reads_end(self) -> None:
        """Wait until no worker runs of those that run now; what they ask of the window is done meanwhile."""
        ends = [asyncio.ensure_future(worker.wait()) for worker in self._at_work]
        while not all(end.done() for end in ends):
            await asyncio.wait(ends, timeout=0.01)
            await quiet(self.app)
        for end in ends:
            with contextlib.suppress(WorkerFailed, WorkerCancelled):
                end.result()

    @property
    def lines(self) -> list[str]:
        """The screen as it is painted, a line each."""
        return [strip.text.rstrip() for strip in paint(self.app)]

    @property
    def text(self) -> str:
        """The screen's words, without frames and without regard to where lines break."""
        return " ".join(" ".join(self.lines).replace("│", " ").split())

    def keys_fit(self) -> None:
        """Fail unless the line of keys is whole: those that are always there, and the palette's at the edge."""
        line, size = self.lines[-1], self.app.size
        assert line.endswith("▏^p palette"), line
        assert len(line) == size.width, line
        assert " F1 Help " in line, line
        assert " ? Keys " in line, line

    def inside(self, selector: str) -> str:
        """The words inside a widget of the screen on show, without frames and without regard to where lines break."""
        region = self.app.screen.query_one(selector).region
        strips = paint(self.app)[region.y : region.bottom]
        found = " ".join(strip.crop(region.x, region.right).text for strip in strips)
        return " ".join(found.replace("│", " ").split())

    @property
    def right(self) -> str:
        """The words right of the list of places, without regard to where lines break."""
        # A scroll bar may stand at the edge.
        found = [line.split("│", 1)[1].rstrip(" ▁▂▃▄▅▆▇█") for line in self.lines if "│" in line]
        return " ".join(" ".join(found).split())

    async def all_right(self) -> str:
        """The words of the right-hand side from top to bottom, by scrolling."""
        pane = self.app.screen.query_one("#overview")
        found = []
        for top in range(0, pane.max_scroll_y + pane.size.height, pane.size.height):
            pane.scroll_to(y=top, animate=False)
            await self.pilot.pause()
            found.append(self.right)
        pane.scroll_to(y=0, animate=False)
        return " ".join(found)


@contextlib.asynccontextmanager
async def open_window(desk: Path, size: tuple[int, int] = (120, 36)) -> AsyncIterator[Window]:
    """Yield the window on the desk, when all that it reads at first has been read."""
    app = TpDesk(desk)
    # Looks for changes of others are made by hand (`app.look`), or tests would depend on the clock.
    app.look_every = 3_600.0
    # What is made at rest would come in between at any moment: its own tests ask for it.
    app.works_at_rest = False
    async with app.run_test(size=size, notifications=True) as pilot:
        window = Window(pilot)
        await window.settle()
        yield window
        if app.is_running:
            paint(app)
