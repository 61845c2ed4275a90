"""The line of the room: Enter takes what stands in it at once, so that the next key begins the next line;
names are completed after @ and #."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.events import DescendantBlur, DescendantFocus, Key, Paste
from textual.message import Message
from textual.widgets import OptionList, TextArea
from textual.widgets.option_list import Option

from tpdesk.models.dives.live_names import PRESENT, Nameable, Named, being_named, fitting, unknown_bodies
from tpdesk.screens.alive import is_alive
from tpdesk.screens.display import content, joined
from tpdesk.screens.flex_table import ReverseList
from tpdesk.text import clean, nearest, printable

_SHORTEST: Final = 3
"""Letters of a name that is offered to be made."""

_BREAKS: Final = re.compile("\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]")
_NOT_HERE: Final = frozenset(
    {"cursor_up", "cursor_down", "cursor_page_up", "cursor_page_down", "select_line", "select_all", "undo", "redo",
        "delete_line"}
)  # fmt: skip
"""What a field of several lines has keys for and the line has not:
↑ and ↓ are the room's, ctrl+z undoes what was saved."""

MOST: Final = 6
"""Names that are offered at once: the notes above stay in sight."""


class RoomInput(TextArea, inherit_bindings=False):
    """One line of text, wrapped where it is long. Every line of a paste but the last is entered
    as if it had been typed."""

    BINDINGS = [  # noqa: RUF012 - Textual declares it so
        *(bound for bound in TextArea.BINDINGS if isinstance(bound, Binding) and bound.action not in _NOT_HERE),
        Binding("enter", "take", show=False),
    ]

    class Entered(Message):
        """Enter: the line was taken, and is empty by now."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    def __init__(self) -> None:
        super().__init__(compact=True, highlight_cursor_line=False)
        # Nothing moves on the wall that nobody moved.
        self.cursor_blink = False

    @property
    def cursor(self) -> int:
        """Before which letter the cursor stands."""
        return self.cursor_location[1]

    def put(self, text: str, cursor: int | None = None) -> None:
        """Put a text in place of what stands in the line."""
        self.replace(text, (0, 0), self.document.end, maintain_selection_offset=False)
        self.move_cursor((0, len(text) if cursor is None else cursor))

    def action_take(self) -> None:
        """Post what stands in the line, then empty it: whoever keeps it has it before it is gone."""
        self.post_message(self.Entered(clean(self.text)))
        self.clear()

    def get_cursor_line_start_location(self, smart_home: bool = False) -> tuple[int, int]:  # noqa: ARG002
        """Return the beginning of the line, not that of the row in which it is wrapped."""
        return (0, 0)

    def get_cursor_line_end_location(self) -> tuple[int, int]:
        """Return the end of the line."""
        return self.document.end

    async def _on_key(self, event: Key) -> None:
        if event.key == "enter":
            # A line is all there is: Enter is for the list of names, or takes the line.
            event.prevent_default()

    async def _on_paste(self, event: Paste) -> None:
        event.stop()
        event.prevent_default()
        lines = _BREAKS.split(event.text)
        for number, line in enumerate(lines):
            # Blanks at its ends stay: it may be a part of what is typed.
            self.replace(printable(line), *self.selection, maintain_selection_offset=False)
            if number < len(lines) - 1:
                self.action_take()


class RoomLine(Vertical):
    """The line with its list of names."""

    class Changed(Message):
        """The text was changed."""

    class Left(Message):
        """↑ or ↓ with no list open: the keyboard goes to the notes."""

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self.names = Nameable()
        self._offered: list[Named] = []
        self._put = ""
        """What was put into the line and not typed: nothing is offered for it."""

    def compose(self) -> ComposeResult:
        """The line and the list below it."""
        yield RoomInput()
        offers = ReverseList(markup=False, classes="offers")
        offers.can_focus = False
        offers.display = False
        yield offers

    @property
    def input(self) -> RoomInput:
        """The line itself."""
        return self.query_one(RoomInput)

    @property
    def offers(self) -> OptionList:
        """The list."""
        return self.query_one(OptionList)

    @property
    def value(self) -> str:
        """What stands in the line."""
        return self.input.text if is_alive(self) else ""

    def put(self, text: str) -> None:
        """Put a text in place of what stands in the line."""
        self._put = text
        self.input.put(text)

    @on(TextArea.Changed)
    def offer_again(self, message: TextArea.Changed) -> None:
        """Offer what fits now."""
        message.stop()
        self._offer()
        self.post_message(self.Changed())

    def on_descendant_focus(self, message: DescendantFocus) -> None:  # noqa: ARG002
        """Offer what fits."""
        self._offer()

    def on_descendant_blur(self, message: DescendantBlur) -> None:  # noqa: ARG002
        """Offer nothing while the keyboard is elsewhere."""
        self.offers.display = False

    def _offer(self) -> None:
        line, offers = self.input, self.offers
        named = being_named(line.text, line.cursor)
        wanted = named is not None and line.has_focus and line.text != self._put
        self._offered = self._fitting(*named[1:]) if named is not None and wanted else []
        new = self.new_body if wanted else ""
        if not self._offered and not new and not offers.display:
            return
        offers.clear_options()
        offers.add_options(Option(_row(choice, first=not number)) for number, choice in enumerate(self._offered))
        if new:
            words = [
                content("F2", "bold $accent"),
                content(f"makes {new} a new organisation"),
                content("of this place", "$quiet"),
            ]
            offers.add_option(Option(joined(words), disabled=True))
        offers.display = bool(self._offered) or bool(new)
        offers.highlighted = None

    def _fitting(self, sign: str, typed: str) -> list[Named]:
        names = [one for among in self.names.after(sign) for one in among]
        if not typed.strip():
            return []
        wanted = typed.casefold()
        if " " in typed or any(one.text.casefold() == wanted for one in names):
            longer = [one for one in names if one.text.casefold().startswith(wanted) and len(one.text) > len(typed)]
            return longer[:MOST]
        found = [one for among in self.names.after(sign) for one in fitting(typed, among)]
        near = nearest(typed, [one.text for one in names]) if not found else None
        return (found or [one for one in names if one.text == near][:1])[:MOST]

    @property
    def new_body(self) -> str:
        """The name being typed after @, as it would be made, where it is no body's; empty where none is."""
        line = self.input
        named = being_named(line.text, line.cursor)
        if named is None or named[1] != "@" or len(named[2].strip()) < _SHORTEST:
            return ""
        return next(iter(unknown_bodies(f"@{named[2]}", self.names)), "")

    def take_new_body(self) -> str:
        """Put the name of `new_body` into the line as that of a body, and return it."""
        line, name = self.input, self.new_body
        named = being_named(line.text, line.cursor)
        assert named is not None
        body = Named(name, "agencies", name, rank=PRESENT)
        self.names = replace(self.names, bodies=(*self.names.bodies, body))
        begin = named[0] + 1
        self._put_name(begin, begin + len(name), name)
        return name

    def on_key(self, event: Key) -> None:
        """Go through the list and take from it; Enter takes from it only where the list was gone into."""
        line, offers = self.input, self.offers
        marked = offers.highlighted
        match event.key:
            case "escape" if offers.display:
                offers.display = False
            case "tab" if offers.display and self._offered:
                self._take(self._offered[marked or 0])
            case "enter" if offers.display and marked is not None:
                self._take(self._offered[marked])
            case "down" if offers.display and self._offered:
                offers.highlighted = 0 if marked is None else min(marked + 1, len(self._offered) - 1)
            case "up" if offers.display and marked:
                offers.highlighted = marked - 1
            case "up" if offers.display and marked == 0:
                offers.highlighted = None
            case "up" if not line.navigator.is_first_wrapped_line(line.cursor_location):
                line.action_cursor_up()
            case "down" if not line.navigator.is_last_wrapped_line(line.cursor_location):
                line.action_cursor_down()
            case "up" | "down":
                offers.display = False
                self.post_message(self.Left())
            case "tab":
                # It completes a name, or does nothing: the line keeps the keyboard.
                pass
            case _:
                return
        event.prevent_default()
        event.stop()

    def _take(self, choice: Named) -> None:
        named = being_named(self.input.text, self.input.cursor)
        if named is not None:
            # A body is written by its name, whatever else it is called.
            name = choice.value if choice.field == "agencies" else choice.text
            self._put_name(named[0] + 1, self.input.cursor, name)

    def _put_name(self, begin: int, end: int, name: str) -> None:
        typed = self.input.text
        head, rest = f"{typed[:begin]}{name} ", typed[end:].lstrip()
        self.input.put(head + rest, len(head) if end >= self.input.cursor else None)
        self.offers.display = False

    @on(OptionList.OptionSelected)
    def take_clicked(self, message: OptionList.OptionSelected) -> None:
        """Take what was clicked."""
        message.stop()
        self._take(self._offered[message.option_index])
        self.input.focus()

    @on(RoomInput.Entered)
    def close_list(self) -> None:
        """A line that was taken needs no list."""
        self.offers.display = False


def _row(one: Named, *, first: bool) -> Content:
    key = content("Tab", "bold $accent") if first else Content("   ")
    return joined([key, content(one.text), content(one.note, "$quiet")], "  ")
