"""A line to type in with a list of what fits below it, while it has the keyboard."""

from __future__ import annotations

import os
from collections.abc import Sequence

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.events import DescendantBlur, DescendantFocus, Key
from textual.message import Message
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from tpdesk.screens.alive import is_alive
from tpdesk.screens.dialogs.choose import Choice, matching
from tpdesk.screens.display import content, joined
from tpdesk.screens.reverse_list import ReverseList
from tpdesk.text import clean

MOST = 60
"""Choices that are offered; the list shows a few of them and scrolls."""

BETWEEN = ";"
"""What stands between several values in one line."""


class Completing(Vertical):
    """An Input of one value, or of several with `;` between them (`many`), completed from `choices`.

    `folders`: the value is a path. Where it ends with a separator it names a folder, which Enter opens; Tab goes on to what the folder holds.
    """

    class Changed(Message):
        """The text was changed."""

        def __init__(self, completing: Completing) -> None:
            super().__init__()
            self.completing = completing

        @property
        def control(self) -> Completing:
            """Whose text it is."""
            return self.completing

    class Submitted(Changed):
        """Enter, with nothing left to take from the list."""

    def __init__(
        self,
        value: str = "",
        *,
        choices: Sequence[Choice] = (),
        many: bool = False,
        folders: bool = False,
        hint: str = "",
        id: str | None = None,
    ) -> None:
        super().__init__(id=id)
        self.choices = tuple(choices)
        self.many = many
        self.folders = folders
        # What stands on the desk may come from a file of somebody else's: an Input paints it as it is.
        self._first = clean(value)
        self._hint = hint
        self._offered: list[Choice] = []
        self._taken = self._first

    def compose(self) -> ComposeResult:
        """The line; the list comes with the first offer."""
        yield Input(self._first, placeholder=self._hint, compact=True)

    @property
    def _list(self) -> OptionList | None:
        """Return the list of offers, where there has been any."""
        return next(iter(self.query(OptionList)), None)

    def _made_list(self) -> OptionList:
        offers = ReverseList(markup=False, classes="offers")
        offers.can_focus = False
        self.mount(offers)
        return offers

    def _hide(self) -> None:
        if (offers := self._list) is not None:
            offers.display = False

    @property
    def value(self) -> str:
        """What is typed."""
        return self.query_one(Input).value if is_alive(self) else self._first

    @value.setter
    def value(self, text: str) -> None:
        self._taken = text
        self.query_one(Input).value = text

    @on(Input.Changed)
    def offer_again(self, message: Input.Changed) -> None:
        """Offer what fits now."""
        message.stop()
        self._offer()
        self.post_message(self.Changed(self))

    def on_descendant_focus(self, message: DescendantFocus) -> None:  # noqa: ARG002
        """Offer what fits."""
        self._offer()

    def on_descendant_blur(self, message: DescendantBlur) -> None:  # noqa: ARG002
        """Offer nothing while the keyboard is elsewhere."""
        self._hide()

    def offer_from(self, choices: Sequence[Choice]) -> None:
        """Complete from these choices from now on."""
        self.choices = tuple(choices)
        self._offer()

    def open_folder(self, path: str) -> None:
        """Show the path of a folder, to be gone on with; what it holds is offered as soon as it is known."""
        line = self.query_one(Input)
        line.value = path
        line.cursor_position = len(path)
        self._taken = "\n"
        self._offer()

    def _offer(self) -> None:
        line, part = self.query_one(Input), self._part()
        known = part.casefold() in {choice.text.casefold() for choice in self.choices}
        wanted = line.has_focus and bool(self.choices) and not known and line.value != self._taken
        self._offered = matching(part, self.choices)[:MOST] if wanted else []
        offers = self._list or (self._made_list() if self._offered else None)
        if offers is None:
            return
        offers.clear_options()
        offers.add_options(Option(told(choice)) for choice in self._offered)
        offers.display = bool(self._offered)
        offers.highlighted = 0 if self._offered and part and not self._names_folder else None

    @property
    def _names_folder(self) -> bool:
        return self.folders and self.query_one(Input).value.rstrip().endswith((os.sep, "/"))

    def _part(self) -> str:
        value = self.query_one(Input).value
        return (value.rpartition(BETWEEN)[2] if self.many else value).strip()

    def on_key(self, event: Key) -> None:
        """Go through the list and take from it."""
        offers = self._list
        if offers is None or not offers.display:
            if event.key == "down" and self.choices and not self._offered:
                self._taken = "\n"
                self._offer()
                event.stop()
            return
        if event.key in ("down", "up"):
            offers.action_cursor_down() if event.key == "down" else offers.action_cursor_up()
        elif event.key == "escape":
            offers.display = False
        elif event.key in ("enter", "tab") and offers.highlighted is not None:
            self._take(self._offered[offers.highlighted])
            if event.key == "tab" and not self.folders:
                return
        elif event.key == "tab" and self._names_folder:
            self._take(self._offered[0])
        else:
            return
        event.stop()
        event.prevent_default()

    @on(OptionList.OptionSelected)
    def take_clicked(self, message: OptionList.OptionSelected) -> None:
        """Take what was clicked."""
        message.stop()
        self._take(self._offered[message.option_index])
        self.query_one(Input).focus()

    def _take(self, choice: Choice) -> None:
        line = self.query_one(Input)
        before = [part.strip() for part in line.value.split(BETWEEN)[:-1]] if self.many else []
        text = f"{BETWEEN} ".join([*before, choice.text])
        self.value = text
        line.cursor_position = len(text)
        self._hide()

    @on(Input.Submitted)
    def submit(self, message: Input.Submitted) -> None:
        """Pass it on: nothing was left to take."""
        message.stop()
        self.post_message(self.Submitted(self))


def told(choice: Choice) -> Content:
    """Return a choice as a line of the list."""
    return joined([content(choice.text), content(choice.note, "$quiet")], "  ")
