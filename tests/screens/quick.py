"""What makes the window quick in tests, where nobody looks at it between two keys: nothing of what is shown at rest differs."""

from __future__ import annotations

from typing import Any

from textual import _wait
from textual._compositor import Compositor
from textual.app import App
from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet

_paint = Compositor.render_update
_parse = Stylesheet._parse_rules
_parsed: dict[tuple[Any, ...], Any] = {}
"""Every test opens the app, and every app parses the same stylesheets."""


def make_quick() -> None:
    """Wait for what has to be waited for only, parse each stylesheet once, and leave painting to `paint`."""
    # Textual takes a process for busy that works for a twentieth of the time, and then waits up to a second at every key.
    _wait.SLEEP_GRANULARITY = 0.01
    _wait.SLEEP_IDLE = 0.005
    # The same number, without a call of Python for each rule at each widget.
    RuleSet.__hash__ = object.__hash__  # type: ignore[method-assign]
    Stylesheet._parse_rules = _parse_once  # type: ignore[method-assign, assignment]
    Compositor.render_update = _not_yet  # type: ignore[method-assign, assignment]


def paint(app: App[None]) -> None:
    """Paint what has changed since the last time: what cannot be painted fails here."""
    _paint(app.screen._compositor, screen_stack=app._background_screens)


def _not_yet(compositor: Compositor, full: bool = False, **wanted: Any) -> Any:
    """Leave what has changed marked as it is; a whole picture is painted."""
    return _paint(compositor, full, **wanted) if full else None


def _parse_once(
    sheet: Stylesheet, css: str, read_from: Any, is_default_rules: bool = False, tie_breaker: int = 0, scope: str = ""
) -> Any:
    key = (css, read_from, is_default_rules, tie_breaker, scope, tuple(sorted(sheet._variables.items())))
    if key not in _parsed:
        _parsed[key] = _parse(sheet, css, read_from, is_default_rules, tie_breaker, scope)
    return _parsed[key]
