"""Whether a widget is still there: an answer that comes late must not touch one that has been removed."""

from __future__ import annotations

from collections.abc import Callable

from textual.screen import Screen
from textual.widget import Widget


def is_alive(widget: Widget) -> bool:
    """Say whether a widget or screen has been mounted and not been removed since;
    Textual's `is_mounted` never becomes false again."""
    return widget.is_mounted and widget.is_attached


def has_gone(call: Callable[..., object]) -> bool:
    """Say whether a call is a method of a screen that has been closed since."""
    owner = getattr(call, "__self__", None)
    return isinstance(owner, Screen) and not owner.is_attached
