"""Keys typed faster than what they are for comes up:
each waits until the one before it has had its effect, so that none is lost.

Textual hands a key to whatever has the keyboard as the key comes, not as the one before it has been dealt with: typed
in one go, the second would go to the screen from which the first opens another, or be lost in a dialog whose line has
not been mounted yet. Forms and panels open with what the window holds, or read inside; a key waits for a reading only
where its meaning hangs on the answer: a mode that is shown for the first time, lines that a filter keeps or a search
finds, a form that is being saved, choices of lines that only the desk can name, what a merge would move.
"""

from __future__ import annotations

import time
from collections import deque
from typing import Any, Final

from textual.app import App
from textual.events import Key
from textual.message import Message
from textual.message_pump import MessagePump
from textual.screen import ModalScreen, Screen
from textual.widgets import Input

from tpdesk.screens.alive import is_alive
from tpdesk.screens.reporter import Reporting

_MOVES: Final = frozenset({"up", "down", "left", "right", "pageup", "pagedown", "home", "end"})
"""Keys that open nothing: what follows them need not wait."""

_AT_ONCE: Final = frozenset({"ctrl+q", "f8"})
"""Keys that end something, which never wait."""

_LONGEST: Final = 2.0
"""Seconds that a key waits at most, whatever it waits for."""

_ROUNDS: Final = 3
"""A key makes a message (a row is chosen, a line entered), which may make another:
what went behind the key so often comes back after all of them."""

_LOOK: Final = 0.01
"""Seconds between two looks whether a dialog can take the keys by now."""


class KeyDone(Message):
    """The key before has had its effect: this went the same way, behind it."""


class TypedAhead:
    """What the window asks of every key before anything is done with it."""

    def __init__(self, app: App[None]) -> None:
        self._app = app
        self._waiting: deque[Key] = deque()
        self._let: Key | None = None
        """The key that waited longest, on its way to be taken now."""
        self._last: MessagePump | None = None
        """To whom the last key went; None where its effect is known, or it opens nothing."""
        self._typing = False
        """Whether the last key is a letter in a line of text."""
        self._rounds = 0
        """How often a KeyDone has come back since."""
        self._asked = False
        """Whether a KeyDone is on its way."""
        self._since = 0.0
        """When the last key was taken."""
        self._held = 0.0
        """When the first of the waiting keys began to wait, or one of them was let go."""
        self._given_up: Screen[Any] | None = None
        """The screen for which keys have waited too long: the others of them do not wait for it again."""

    @property
    def holds(self) -> bool:
        """Whether keys wait."""
        return bool(self._waiting) or self._let is not None

    @property
    def last_key(self) -> float:
        """When the last key came, by the monotonic clock."""
        return max(self._since, self._held)

    def keeps(self, key: Key) -> bool:
        """Say whether a key has to wait, and keep it until it need not."""
        if key.key in _AT_ONCE and self._app.screen_stack:
            return False
        mine = key is self._let
        if mine:
            self._let = None
        elif not self.holds:
            self._held, self._given_up = time.monotonic(), None
        if self._busy(key) or (not mine and self.holds):
            self._waiting.insert(0 if mine else len(self._waiting), key)
            if len(self._waiting) == 1:
                self._app.set_timer(_LOOK, self._look)
            return True
        self._since = self._held = time.monotonic()
        self._typing, self._rounds = self._is_typing(key), 0
        self._last = None if key.key in _MOVES else self._app.focused or self._app.screen
        return False

    def done(self) -> None:
        """Hear that a KeyDone came back."""
        self._asked = False
        self._rounds += 1
        self._let_one()

    def _is_typing(self, key: Key) -> bool:
        # TextArea is imported at the first key, not before the first paint.
        from textual.widgets import TextArea

        return key.is_printable and bool(self._app.screen_stack) and isinstance(self._app.focused, Input | TextArea)

    def _busy(self, key: Key) -> bool:
        """Say whether the keys before this one have still to have their effect; ask for word of it."""
        if self._typing and self._is_typing(key):
            return False
        stack, now = self._app.screen_stack, time.monotonic()
        if not stack:
            # A mode is shown for the first time: there is nobody yet to give the key to.
            return True
        if now - self._held > _LONGEST:
            # What is awaited does not come.
            self._held, self._given_up = now, stack[-1]
            self._last, self._asked = None, False
        if now - self._since > _LONGEST:
            # Whoever had the key has gone.
            self._last, self._asked = None, False
        if self._last is not None and self._rounds < _ROUNDS and not self._asked:
            self._asked = self._last.post_message(KeyDone().set_sender(self._app))
        return self._asked or (stack[-1] is not self._given_up and self._opening(stack[-1], key))

    def _opening(self, screen: Screen[Any], key: Key) -> bool:
        if isinstance(screen, Reporting) and screen.opens_first(key.key):
            return True
        return (
            isinstance(screen, ModalScreen)
            and screen.focused is None
            and (not is_alive(screen) or bool(screen.focus_chain))
        )

    def _look(self) -> None:
        self._let_one()
        if self._waiting:
            self._app.set_timer(_LOOK, self._look)

    def _let_one(self) -> None:
        if self._let is not None and time.monotonic() - self._held > _LONGEST:
            # It was dropped on its way: those behind it must not be.
            self._let = None
        if self._waiting and self._let is None and not self._busy(self._waiting[0]):
            self._held = time.monotonic()
            self._let = self._waiting.popleft()
            self._app.post_message(self._let)
