"""The line of the room: Enter takes what stands in it at once, so that the next key begins the next line; names are completed after @ and #."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from textual import on
from textual.app import ComposeResult
from textual.events import Key, Paste
from textual.message import Message
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from tpdesk.models.dives.live_line import Nameable, Named, being_named
from tpdesk.screens.dialogs.choose import Choice, matching
from tpdesk.screens.dialogs.completing import MOST, Completing, told
from tpdesk.text import clean, printable

_NEW: Final = "+"
"""The choice that makes a body."""

_SHORTEST: Final = 3
_WORDS: Final = 5
"""Letters at least and words at most of a name that is offered to be made."""

_BREAKS: Final = re.compile("\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]")


class RoomInput(Input):
    """One line of text. Every line of a paste but the last is entered as if it had been typed."""

    class Entered(Message):
        """Enter: the line was taken, and is empty by now."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    async def action_submit(self) -> None:
        """Take the line."""
        self.take()

    def take(self) -> None:
        """Post what stands in the line, then empty it: whoever keeps it has it before it is gone."""
        self.post_message(self.Entered(clean(self.value)))
        self.clear()

    def _on_paste(self, event: Paste) -> None:
        event.stop()
        event.prevent_default()
        lines = _BREAKS.split(event.text)
        for number, line in enumerate(lines):
            # Blanks at its ends stay: it may be a part of what is typed.
            self.replace(printable(line), *self.selection)
            if number < len(lines) - 1:
                self.take()


class RoomLine(Completing):
    """The line with its list of names."""

    class Left(Message):
        """↑ or ↓ with no list open: the keyboard goes to the notes."""

    class NewBody(Message):
        """A body that is not on the desk is to be made."""

        def __init__(self, name: str) -> None:
            super().__init__()
            self.name = name

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self.names = Nameable()

    def compose(self) -> ComposeResult:
        """The line and the list below it."""
        line = RoomInput(compact=True, select_on_focus=False)
        # Nothing moves on the wall that nobody moved.
        line.cursor_blink = False
        yield line
        offers = OptionList(markup=False, classes="offers")
        offers.can_focus = False
        offers.display = False
        yield offers

    @property
    def input(self) -> RoomInput:
        """The line itself."""
        return self.query_one(RoomInput)

    def put(self, text: str) -> None:
        """Put a text in place of what stands in the line."""
        self.value = text
        self._taken = ""
        self.input.cursor_position = len(text)

    def _offer(self) -> None:
        line, offers = self.input, self.query_one(OptionList)
        named = being_named(line.value, line.cursor_position)
        self._offered = (
            self._fitting(*named[1:]) if named is not None and line.has_focus and line.value != self._taken else []
        )
        if not self._offered and not offers.display:
            return
        offers.clear_options()
        offers.add_options(Option(told(choice)) for choice in self._offered)
        offers.display = bool(self._offered)
        offers.highlighted = None

    def _fitting(self, sign: str, typed: str) -> list[Choice]:
        names = self.names.after(sign)
        if not typed.strip():
            return []
        choices = [Choice(one.value, one.text, one.note) for one in names]
        wanted = typed.casefold()
        new = (
            [Choice(_NEW, typed.strip(), "a new body of the place: ↓ and Enter make it")]
            if self._could_be_new(sign, typed)
            else []
        )
        if " " in typed or any(choice.text.casefold() == wanted for choice in choices):
            return [
                choice
                for choice in choices
                if choice.text.casefold().startswith(wanted) and len(choice.text) > len(typed)
            ][:MOST] + new
        # A body that goes by several names is offered once.
        once: dict[str, Choice] = {}
        for choice in matching(typed, choices):
            once.setdefault(choice.id, choice)
        return list(once.values())[:MOST] + new

    def _could_be_new(self, sign: str, typed: str) -> bool:
        """Say whether a name is none that is known, nor the beginning of a sentence after one, and short enough to be a name."""
        wanted = typed.strip().casefold()
        if sign != "@" or len(wanted) < _SHORTEST or len(wanted.split()) > _WORDS:
            return False
        known = [one.text.casefold() for one in self.names.bodies]
        return not any(wanted == name or wanted.startswith(f"{name} ") for name in known)

    def on_key(self, event: Key) -> None:
        """Go through the list and take from it; Enter takes from it only where the list was gone into."""
        event.prevent_default()
        offers = self.query_one(OptionList)
        if not offers.display:
            if event.key in ("up", "down"):
                self.post_message(self.Left())
                event.stop()
            return
        if event.key == "down":
            offers.action_cursor_down() if offers.highlighted is not None else offers.action_first()
        elif event.key == "up" and not offers.highlighted:
            offers.display, offers.highlighted = offers.highlighted is not None, None
            if not offers.display:
                self.post_message(self.Left())
        elif event.key == "up":
            offers.action_cursor_up()
        elif event.key == "escape":
            offers.display = False
        elif event.key == "tab" or (event.key == "enter" and offers.highlighted is not None):
            choice = self._offered[offers.highlighted or 0]
            # Something new is made only where the list was gone into for it.
            if choice.id != _NEW or offers.highlighted is not None:
                self._take(choice)
        else:
            return
        event.stop()

    def _take(self, choice: Choice) -> None:
        line = self.input
        named = being_named(line.value, line.cursor_position)
        if named is None:
            return
        if choice.id == _NEW:
            self.names = replace(self.names, bodies=(Named(choice.text, "agencies", choice.text), *self.names.bodies))
            self.post_message(self.NewBody(choice.text))
        head = f"{line.value[: named[0] + 1]}{choice.text} "
        self.value = head + line.value[line.cursor_position :].lstrip()
        line.cursor_position = len(head)
        self.query_one(OptionList).display = False

    @on(RoomInput.Entered)
    def close_list(self) -> None:
        """A line that was taken needs no list."""
        self.query_one(OptionList).display = False
