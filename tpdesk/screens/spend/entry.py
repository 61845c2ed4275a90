"""A line to type in over the table: a filter, a search, a cell. What could be typed comes from outside, and typing never waits for it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.events import Key
from textual.message import Message
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from tpdesk.screens.alive import is_alive
from tpdesk.screens.display import content, joined
from tpdesk.screens.reverse_list import ReverseList
from tpdesk.text import printable

if TYPE_CHECKING:
    from tpdesk.models.lines.candidates import Candidate
    from tpdesk.models.lines.complete import Completion

MOST = 6
"""Candidates that are offered at once."""


class EntryLine(Vertical):
    """A label, a line, what could stand at its cursor, and a remark below. Esc closes, what was typed stays until then."""

    class Typed(Message):
        """The text was changed: completions are wanted."""

        def __init__(self, entry: EntryLine, text: str, at: int) -> None:
            super().__init__()
            self.entry = entry
            self.text = text
            self.at = at
            """Characters before the cursor."""

    class Submitted(Message):
        """Enter, with nothing left to take from what is offered."""

        def __init__(self, entry: EntryLine, text: str) -> None:
            super().__init__()
            self.entry = entry
            self.text = text

    class Closed(Message):
        """Esc."""

        def __init__(self, entry: EntryLine) -> None:
            super().__init__()
            self.entry = entry

    def __init__(
        self, purpose: str, label: str, value: str = "", *, hint: str = "", note: str = "", marked: bool = False, chosen: bool = False
    ) -> None:  # fmt: skip
        super().__init__(id="entry", classes=f"-{purpose}")
        self.purpose = purpose
        """`filter`, `search`, `go` or `edit`: what Enter is for."""
        self._marked = marked
        self._chosen = chosen
        """Whether only what is offered can stand: then Enter takes the one that fits."""
        self._label = label
        # A desk of foreign make may hold what a terminal would act on.
        value = printable(value)
        self._first = value
        self._hint = hint
        self._note = note
        self._known = value
        """A text for which nothing is offered: the one it began with, or one taken from an offer."""
        self._start = 0
        self._end = 0
        self._offered: Sequence[Candidate] = ()

    def compose(self) -> ComposeResult:
        """The line, the offers, the remark."""
        with Horizontal():
            yield Static(content(self._label, "bold $accent"), id="entry-label")
            yield Input(
                self._first, placeholder=self._hint, compact=True, id="entry-line", select_on_focus=self._marked
            )
        offers = ReverseList(markup=False, id="entry-offers")
        offers.can_focus = False
        offers.display = False
        yield offers
        yield Static(id="entry-note")

    def on_mount(self) -> None:
        """Take the keyboard."""
        self.note(self._note)
        line = self.query_one(Input)
        line.cursor_position = len(line.value)
        line.focus()

    @property
    def text(self) -> str:
        """What is typed."""
        return self.query_one(Input).value if is_alive(self) else self._first

    # -- what is said from outside

    def offer(self, text: str, completion: Completion) -> None:
        """Offer what could stand in place of a part of `text`, unless the text has changed since."""
        line, offers = self.query_one(Input), self.query_one(OptionList)
        if line.value != text or text == self._known:
            return
        # What is typed already is no offer.
        part = text[completion.start : completion.end]
        self._start, self._end = completion.start, completion.end
        self._offered = tuple(item for item in completion.candidates if item.text != part)[:MOST]
        offers.clear_options()
        offers.add_options(
            Option(joined([content(item.text), content(item.tells, "$quiet")], "  ")) for item in self._offered
        )
        offers.display = bool(self._offered)
        only = self._chosen and part.strip() and len(completion.candidates) == 1
        offers.highlighted = 0 if only and self._offered else None

    def note(self, text: str) -> None:
        """Say something below the line."""
        self._say(text, "$quiet")

    def go_back(self) -> None:
        """Ask no more, and let what was typed be changed: the first remark stands again."""
        self.note(self._note)

    def problem(self, text: str, start: int | None = None) -> None:
        """Say what is wrong below the line, which keeps what was typed; the cursor goes to character `start`."""
        self.hide_offers()
        self._say(text, "bold $warning")
        line = self.query_one(Input)
        if start is not None:
            line.cursor_position = min(start, len(line.value))
        line.focus()

    def ask(self, text: str) -> None:
        """Say below the line what a second Enter will do."""
        self._say(text, "bold $accent")

    def _say(self, text: str, style: str) -> None:
        note = self.query_one("#entry-note", Static)
        note.update(content(text, style))
        note.display = bool(text)

    def hide_offers(self) -> None:
        """Offer nothing."""
        self._offered = ()
        self.query_one(OptionList).display = False

    # -- keys

    @on(Input.Changed)
    def typed(self, message: Input.Changed) -> None:
        """Ask for completions of what is typed now; a remark about what was typed before goes."""
        message.stop()
        if message.value == self._known:
            self.hide_offers()
            return
        self._known = "\0"
        self.note(self._note)
        self.post_message(self.Typed(self, message.value, self.query_one(Input).cursor_position))

    def on_key(self, event: Key) -> None:
        """Go through the offers and take from them."""
        offers = self.query_one(OptionList)
        if event.key == "escape":
            if offers.display:
                self.hide_offers()
            else:
                self.post_message(self.Closed(self))
        elif event.key == "down" and not offers.display:
            line = self.query_one(Input)
            self._known = "\0"
            self.post_message(self.Typed(self, line.value, line.cursor_position))
        elif event.key in ("down", "up") and offers.display:
            offers.action_cursor_down() if event.key == "down" else offers.action_cursor_up()
        elif event.key == "tab":
            if offers.display:
                self._take(offers.highlighted or 0)
        elif event.key == "enter" and offers.display and offers.highlighted is not None:
            self._take(offers.highlighted)
        else:
            return
        event.stop()
        event.prevent_default()

    @on(OptionList.OptionSelected)
    def take_clicked(self, message: OptionList.OptionSelected) -> None:
        """Take what was clicked."""
        message.stop()
        self._take(message.option_index)
        self.query_one(Input).focus()

    def _take(self, number: int) -> None:
        line = self.query_one(Input)
        taken = self._offered[number].text
        text = line.value[: self._start] + taken + line.value[self._end :]
        self._known = text
        line.value = text
        line.cursor_position = self._start + len(taken)
        self.hide_offers()

    @on(Input.Submitted)
    def submit(self, message: Input.Submitted) -> None:
        """Pass it on."""
        message.stop()
        self.hide_offers()
        self.post_message(self.Submitted(self, message.value))
