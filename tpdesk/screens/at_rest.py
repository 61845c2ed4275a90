"""What the window does while nobody asks anything of it:
it reads the desk file for damage, and makes the other modes, step by step, so that each is there when somebody goes to
it first."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from textual.containers import Container, Horizontal, Vertical, VerticalScroll
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import ContentSwitcher

from tpdesk import services
from tpdesk.screens.alive import is_alive
from tpdesk.screens.mode_screen import ModeScreen
from tpdesk.screens.modes import MODES
from tpdesk.screens.reporter import trouble_of
from tpdesk.screens.textual_private import (
    lay_out_behind,
    make_behind,
    mode_stacks,
    needs_layout,
    paints_behind,
    take_default_styles,
    take_pending,
)

if TYPE_CHECKING:
    from tpdesk.screens.typed_ahead import TypedAhead
    from tpdesk.screens.window import Window

BEGIN: Final = 0.7
"""Seconds after the window opens, or after it was found at work, when it begins."""

STEP: Final = 0.01
"""Seconds between two steps, in which a key is taken."""

AFTER_KEY: Final = 0.5
"""Seconds after a key in which it does nothing."""

LOOK: Final = 0.01
"""Seconds between two looks whether it may go on."""

_DIALOGS: Final = (
    "tpdesk.screens.help",
    "tpdesk.screens.dialogs.form",
    "tpdesk.screens.registers.places_forms",
    "tpdesk.screens.registers.agencies_forms",
    "tpdesk.screens.registers.forms",
)
"""Modules that the first help, question or form needs."""

_READING: Final = 1_000
"""Turns for which a screen's reading is waited for."""

_LAYOUTS: Final = 4
"""Layouts after which a screen is laid out: what is given a place may change its own size."""

HOLDERS: Final = (Container, Horizontal, Vertical, VerticalScroll, ContentSwitcher)
"""Widgets that only hold others: these may come after them."""


class AtRest:
    """Loads modules and styles, then mounts, lays out and fills the screen of each mode that has not been shown.
    A key interrupts it between two steps."""

    def __init__(self, app: Window, typed_ahead: TypedAhead, take_styles: Callable[[Screen[Any]], None]) -> None:
        self._app = app
        self._typed_ahead = typed_ahead
        self._take_styles = take_styles

    async def run(self) -> None:
        """Do all of it, once."""
        await asyncio.sleep(BEGIN)
        while not self._is_quiet():
            await asyncio.sleep(BEGIN)
            if not self._app.is_running:
                return
        await self._look_for_damage()
        await asyncio.to_thread(_import_all)
        for widgets in _form_widgets():
            if not await self._turn():
                return
            take_default_styles(self._app, widgets)
            self._app.stylesheet.parse()
        for mode in MODES.values():
            if not await self._turn():
                return
            self._take_styles(mode.make())
            self._app.stylesheet.parse()
        for name in MODES:
            if not await self._turn():
                return
            if name not in mode_stacks(self._app):
                await self._make(name)

    async def _look_for_damage(self) -> None:
        """Read every page of a desk that is not large, and show the ways back where one is damaged."""
        path = self._app.path
        found = await asyncio.to_thread(services.keeping.damaged_page, path)
        if found is not None and path == self._app.path and self._app.is_running:
            self._app.recover(trouble_of(found))

    def _is_quiet(self) -> bool:
        """Say whether nothing runs and nobody types."""
        stack = self._app.screen_stack
        first = stack[0] if stack else None
        if self._app.jobs or (isinstance(first, ModeScreen) and not first.stands):
            return False
        return not self._typed_ahead.holds and time.monotonic() - self._typed_ahead.last_key > AFTER_KEY

    async def _turn(self, screen: Screen[Any] | None = None) -> bool:
        """Wait until the next step may be done; say whether there is anything left to do it for.
        What is on show waits for nothing."""
        waited = False
        while self._app.is_running and (screen is None or screen.is_attached):
            if screen is not None and screen.is_current:
                return True
            if waited and self._is_quiet():
                return True
            await asyncio.sleep(LOOK if waited else STEP)
            waited = True
        return False

    async def _make(self, name: str) -> None:
        screen = make_behind(self._app, name)
        if not isinstance(screen, ModeScreen):
            return
        screen.mount_steps = self._mount
        while not is_alive(screen):
            if not await self._turn():
                return
        async for _ in self._turns(screen, lambda: True, most=1):
            lay_out_behind(screen, self._app.size)
            screen.read_behind()
        async for _ in self._turns(screen, lambda: screen.awaits_any, most=_READING):
            pass
        async for _ in self._turns(screen, lambda: True, most=_LAYOUTS):
            if needs_layout(screen):
                lay_out_behind(screen, self._app.size)
        for paint in paints_behind(screen):
            async for _ in self._turns(screen, lambda: True, most=1):
                paint()

    async def _turns(self, screen: ModeScreen, needed: Callable[[], bool], *, most: int) -> AsyncIterator[None]:
        """Yield once a turn, for as long as it is needed and the screen is not on show."""
        for _ in range(most):
            if not await self._turn(screen) or screen.is_current or not needed():
                return
            yield

    async def _mount(self, parent: Widget, widgets: Iterable[Widget]) -> None:
        """Mount widgets one after another, and what stands in each of those that only hold others after it."""
        for widget in widgets:
            if not await self._turn(parent.screen):
                return
            inside = take_pending(widget) if type(widget) in HOLDERS else []
            if isinstance(parent, ContentSwitcher):
                widget.display = widget.id == parent.current
            await parent.mount(widget)
            await self._mount(widget, inside)


def _form_widgets() -> Iterator[Sequence[type[Widget]]]:
    """Yield the widgets of dialogs and forms, a few at a time."""
    from textual.widgets import Button, Input, OptionList, Static, TextArea

    from tpdesk.screens.dialogs.field import Tick
    from tpdesk.screens.dialogs.form import Form

    yield Form, Static, Horizontal, Vertical, VerticalScroll
    yield (Button,)
    yield Input, TextArea
    yield Tick, OptionList


def _import_all() -> None:
    for module in _DIALOGS:
        import_module(module)
    for mode in MODES.values():
        mode.load()
