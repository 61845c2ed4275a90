"""What makes the window quick in tests, where nobody looks at it between two keys:
nothing of what is shown at rest differs."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Iterator
from typing import Any, Final
from weakref import WeakKeyDictionary

import pytest
from textual import app as textual_app
from textual import pilot as textual_pilot
from textual import screen as textual_screen
from textual import strip
from textual._compositor import Compositor
from textual._context import active_app, visible_screen_stack
from textual.app import App
from textual.css import match as css_match
from textual.css import stylesheet as css_stylesheet
from textual.css.model import Selector
from textual.css.stylesheet import Stylesheet
from textual.dom import DOMNode
from textual.message import Message
from textual.message_pump import MessagePump
from textual.pilot import Pilot
from textual.reactive import Reactive
from textual.strip import Strip

_paint = Compositor.render_update
_matches = css_match._check_selectors
_handlers = MessagePump._get_dispatch_methods
_value = Reactive.__get__
_parse = Stylesheet._parse_rules
_parsed: dict[tuple[Any, ...], Any] = {}
"""Every test opens the app, and every app parses the same stylesheets."""


class _Never:
    """A cache that keeps nothing."""

    def get(self, _: object, default: None = None) -> None:
        return default

    def __setitem__(self, _: object, __: object) -> None:
        pass

    def __contains__(self, _: object) -> bool:
        return False


_NEVER = _Never()


def make_quick() -> None:
    """Wait for what has to be waited for only, parse each stylesheet once, and leave painting to `paint`."""
    for owner, name, quick in _changes():
        setattr(owner, name, quick)


@contextlib.contextmanager
def as_it_is() -> Iterator[None]:
    """Let Textual be as it is for a while: a test that shows that what is shown at rest does not differ."""
    with pytest.MonkeyPatch.context() as patch:
        for (owner, name), original in _ORIGINALS.items():
            patch.setattr(owner, name, original)
        yield


def _changes() -> list[tuple[Any, str, Any]]:
    """Return (owner, name, what takes its place) of all that is changed in Textual."""
    return [
        # Textual sends a message to every widget, and waits until the process has used hardly any time for a fiftieth
        # of a second, four times a key.
        (textual_app, "wait_for_idle", _wait_for_idle),
        (textual_pilot, "wait_for_idle", _wait_for_idle),
        (Pilot, "_wait_for_screen", _wait_for_screen),
        # It lays out sixty times a second while messages are still being dealt with; `quiet` lays out once they are.
        (textual_screen, "UPDATE_PERIOD", 0.25),
        # It paints nothing for a twentieth of a second after each change of the mode.
        (App, "delay_update", _go_on),
        (Stylesheet, "_parse_rules", _parse_once),
        # The same answers by shorter ways: most rules fail at the widget itself, most messages have no handler, most
        # values are held as they are.
        (css_match, "_check_selectors", _matches_soon),
        (css_stylesheet, "_check_selectors", _matches_soon),
        (MessagePump, "_get_dispatch_methods", _handlers_if_any),
        (Reactive, "__get__", _held_value),
        # A strip has seven caches, which cost as much as it does; here hardly any strip is cut twice the same way.
        (strip, "FIFOCache", lambda _: _NEVER),
        (Compositor, "render_update", _not_yet),
    ]


async def quiet(app: App[Any]) -> None:
    """Let everything run that can run, until all wait: for a key, for the clock or for a thread."""
    loop = asyncio.get_running_loop()
    while not app._exception:
        await asyncio.sleep(0)
        if loop._ready:  # type: ignore[attr-defined]
            continue
        # What the clock would have done within a sixtieth of a second.
        if app._resize_timer is not None:
            app._check_resize()
        elif app.is_running and app.screen_stack and _is_due(app):
            app.screen._on_timer_update()
        else:
            return


def _is_due(app: App[Any]) -> bool:
    screen = app.screen
    if app._batch_count:
        return False
    return bool(
        screen._layout_required
        or screen._scroll_required
        or screen._repaint_required
        or screen._recompose_required
        or screen._dirty_widgets
        or screen._callbacks
    )


def _go_on(*_: object) -> None:
    pass


async def _wait_for_idle(*_: float) -> None:
    await quiet(active_app.get())


async def _wait_for_screen(pilot: Pilot[Any], *_: float) -> bool:
    await quiet(pilot.app)
    return pilot.app._exception is None


_painted: WeakKeyDictionary[Compositor, list[Strip]] = WeakKeyDictionary()
"""What each screen looked like when it was painted last."""


def paint(app: App[None]) -> list[Strip]:
    """Return the lines of the screen, painted anew where anything has changed since the last time:
    what cannot be painted fails here."""
    compositor = app.screen._compositor
    lines = _painted.get(compositor)
    if lines is None or len(lines) != compositor.size.height or compositor._dirty_regions or _is_due(app):
        visible_screen_stack.set(app._background_screens)
        compositor._dirty_regions.clear()
        lines = _painted[compositor] = compositor.render_strips()
    return lines


def _not_yet(compositor: Compositor, full: bool = False, **wanted: Any) -> Any:
    """Leave what has changed marked as it is, also when a whole picture is painted for a file."""
    if not full:
        return None
    dirty = compositor._dirty_regions.copy()
    picture = _paint(compositor, full, **wanted)
    compositor._dirty_regions.update(dirty)
    return picture


def _parse_once(
    sheet: Stylesheet, css: str, read_from: Any, is_default_rules: bool = False, tie_breaker: int = 0, scope: str = ""
) -> Any:
    key = (css, read_from, is_default_rules, tie_breaker, scope, tuple(sorted(sheet._variables.items())))
    if key not in _parsed:
        _parsed[key] = _parse(sheet, css, read_from, is_default_rules, tie_breaker, scope)
    return _parsed[key]


def _matches_soon(selectors: list[Selector], path: list[DOMNode]) -> bool:
    return selectors[-1].check(path[-1]) and (len(selectors) == 1 or _matches(selectors, path))


_handled: dict[tuple[type, type, str], bool] = {}
"""Class of a widget, class of a message, name of a handler -> does the widget handle it at all."""


def _handlers_if_any(pump: MessagePump, name: str, message: Message) -> Any:
    key = (type(pump), type(message), name)
    handled = _handled.get(key)
    if handled is None:
        kinds = type(message).__mro__
        handled = _handled[key] = any(
            f"_{name}" in vars(cls)
            or name in vars(cls)
            or any(kind in kinds for kind in vars(cls).get("_decorated_handlers", ()))
            for cls in type(pump).__mro__
        )
    return _handlers(pump, name, message) if handled else ()


_computed: dict[tuple[type, str], bool] = {}
"""Class of a widget, name of a value -> is it computed anew each time."""


def _held_value(reactive: Reactive[Any], node: Any, owner: Any) -> Any:
    if node is not None:
        key = (type(node), reactive.compute_name)
        computed = _computed.get(key)
        if computed is None:
            computed = _computed[key] = hasattr(type(node), reactive.compute_name)
        if not computed:
            try:
                return node.__dict__[reactive.internal_name]
            except KeyError:
                pass
    return _value(reactive, node, owner)


_ORIGINALS: Final = {(owner, name): vars(owner)[name] for owner, name, _ in _changes()}
"""(owner, name) -> what stands there in Textual itself."""
