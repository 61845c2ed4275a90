"""Choose one of a list, by arrows or by typing a part of it.

A line to type in with a list of what fits below it, while it has the keyboard.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from textual import on
from textual.app import ComposeResult, RenderResult
from textual.containers import Vertical
from textual.content import Content
from textual.events import DescendantBlur, DescendantFocus, Key
from textual.fuzzy import FuzzySearch
from textual.geometry import Size
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from tpdesk.screens.alive import is_alive
from tpdesk.screens.dialogs.base import Dialog
from tpdesk.screens.display import content, joined
from tpdesk.screens.flex_table import ReverseList
from tpdesk.text import clean, folded, holds_words

MOST = 300
"""Choices that are listed at once; typing finds the others."""


_LETTERS = 4
"""The rank of a choice that only holds the letters of what was typed, in their order."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Something to choose."""

    id: str
    """By which the caller knows it."""

    text: str
    """Its name, in the desk's words; matched by what is typed."""

    note: str = ""
    """A remark after it in a quiet colour, matched too."""

    also: str = ""
    """What else it holds, matched by how its words begin, and not shown."""


def matching(typed: str, choices: Sequence[Choice]) -> list[Choice]:
    """Return the choices that begin with what was typed, then those that hold it or all its words, in their names
    first; only where there are none, those that hold its letters in order, the best first."""
    if not typed.strip():
        return list(choices)
    wanted, fuzzy = typed.casefold().strip(), FuzzySearch()
    found: list[tuple[float, float, int, Choice]] = []
    for number, choice in enumerate(choices):
        text = choice.text.casefold()
        both = f"{text} {choice.note.casefold()}"
        if text.startswith(wanted):
            found.append((0, 0, number, choice))
        elif f" {wanted}" in both:
            found.append((1, 0, number, choice))
        elif wanted in both or all(f" {word}" in f" {both}" for word in wanted.split()):
            found.append((2, 0, number, choice))
        elif choice.also and holds_words(f"{both} {choice.also}", wanted):
            found.append((3, 0, number, choice))
        else:
            score, _ = fuzzy.match(wanted, both)
            if score:
                found.append((_LETTERS, -score, number, choice))
    best = sorted(found, key=lambda item: item[:3])
    holding = [choice for rank, *_, choice in best if rank < _LETTERS]
    return holding or [choice for *_, choice in best]


class Choose(Dialog[Choice]):
    """A list with a line to type in.

    `free`: what was typed is an answer too, as `Choice("", typed)`, where nothing fits. `new` names what can be made of
    it (`place`): that is a row of its own at the foot of the list, with the same answer, and never the one that Enter
    takes by itself. `open_question`: where there is no `current` one, none is marked before something is typed or an
    arrow pressed, so that a bare Enter answers nothing.
    """

    TELLS = (
        "Go through the list by ↑ and ↓, or type a part of a name: those that fit stay. Enter takes the one "
        "under the cursor."
    )

    def __init__(
        self,
        title: str,
        choices: Sequence[Choice],
        *,
        current: str = "",
        free: bool = False,
        new: str = "",
        open_question: bool = False,
    ) -> None:
        super().__init__(title)
        self.choices = tuple(choices)
        self.current = current
        self.free = free
        self.new = new
        self.open_question = open_question
        self.shown: list[Choice] = []

    def parts(self) -> ComposeResult:
        """A line to type in above the list."""
        typed = (
            f"Type a part of it, or the name of a new {self.new}"
            if self.new
            else "Type a part of it, or go by ↑ ↓; Enter takes it"
        )
        yield Input(placeholder=typed, id="choose-typed", compact=True)
        yield ReverseList(id="choose-list", markup=False)
        yield Static(id="choose-none")

    def on_mount(self) -> None:
        """Show all of them."""
        self._fill("")
        none_yet = None if self.open_question else 0
        at = next((n for n, choice in enumerate(self.shown) if choice.id == self.current), none_yet)
        if self.shown:
            self.query_one(OptionList).highlighted = at

    @on(Input.Changed)
    def narrow(self, message: Input.Changed) -> None:
        """Show those that fit."""
        self._fill(message.value)

    def _fill(self, typed: str) -> None:
        fitting = matching(typed, self.choices)
        self.shown = fitting[:MOST]
        fits = bool(self.shown)
        options = self.query_one(OptionList)
        options.clear_options()
        options.add_options(
            Option(joined([content(choice.text), content(choice.note, "$quiet")], "  ")) for choice in self.shown
        )
        if fits:
            options.highlighted = 0
        more = len(fitting) - len(self.shown)
        told = f"{more:,} more: type a part of the name." if more else ""
        if not fits:
            told = self._nothing(typed.strip())
        name = " ".join(typed.split())
        if self.new and name and folded(name) not in {folded(choice.text) for choice in self.choices}:
            options.add_option(Option(content(f"Make a new {self.new} called '{name}'", "$accent")))
            self.shown.append(Choice("", name))
        none = self.query_one("#choose-none", Static)
        none.update(content(told, "$warning"))
        none.display = bool(told)

    def _nothing(self, typed: str) -> str:
        if not typed:
            return (
                "There is nothing to choose from yet: type a name."
                if self.free or self.new
                else "There is nothing to choose from."
            )
        if self.new:
            return f"No {self.new} here fits that. To make a new one of that name press ↓, then Enter."
        return f"Nothing here fits: Enter takes '{typed}' as you typed it." if self.free else "Nothing fits that."

    def on_key(self, event: Key) -> None:
        """Let the arrows go through the list while the line has the keyboard."""
        options = self.query_one(OptionList)
        moves: dict[str, Callable[[], None]] = {"down": options.action_cursor_down, "up": options.action_cursor_up,
                 "pagedown": options.action_page_down, "pageup": options.action_page_up}  # fmt: skip
        if event.key in moves and self.focused is not options:
            moves[event.key]()
            event.stop()

    @on(Input.Submitted)
    def take_marked(self) -> None:
        """Take the one under the cursor, or what was typed."""
        marked = self.query_one(OptionList).highlighted
        typed = self.query_one(Input).value.strip()
        if self.shown and marked is not None:
            self.dismiss(self.shown[marked])
        elif self.free and typed:
            self.dismiss(Choice("", typed))

    @on(OptionList.OptionSelected)
    def take(self, message: OptionList.OptionSelected) -> None:
        """Take the one that was clicked."""
        self.dismiss(self.shown[message.option_index])


MOST_OFFERED = 60
"""Choices that are offered; the list shows a few of them and scrolls."""

BETWEEN = ";"
"""What stands between several values in one line."""


class FormRow(Vertical):
    """A field's label beside what stands in it. The row paints the label itself:
    a widget of its own for each would take half as long again to make."""

    def __init__(self, *children: Widget, label: Content | None = None, id: str | None = None) -> None:
        super().__init__(*children, id=id)
        self._label = label
        if label is not None:
            self.add_class("form-row")

    def _lines(self) -> list[Content]:
        # The entry stands where the label ends.
        return self._label.wrap(max(self.children[0].styles.margin.left - 1, 1)) if self._label is not None else []

    def render(self) -> RenderResult:
        """Return the label, in as many lines as it needs."""
        return joined(self._lines(), "\n") if self._label is not None else super().render()

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Return the lines of the entry, or of the label where these are more."""
        return max(super().get_content_height(container, viewport, width), len(self._lines()))


class Completing(FormRow):
    """An Input of one value, or of several with `;` between them (`many`), completed from `choices`.
    With a `label` it is the row of a form.

    `folders`: the value is a path. Where it ends with a separator it names a folder, which Enter opens; Tab goes on
    to what the folder holds.
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
        label: Content | None = None,
        id: str | None = None,
    ) -> None:
        super().__init__(label=label, id=id)
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
        yield Input(self._first, placeholder=self._hint, compact=True, classes=self._entry_class)

    @property
    def _entry_class(self) -> str | None:
        return "form-entry" if self._label is not None else None

    @property
    def _list(self) -> OptionList | None:
        """Return the list of offers, where there has been any."""
        return next(iter(self.query(OptionList)), None)

    def _made_list(self) -> OptionList:
        offers = ReverseList(markup=False, classes=self._entry_class)
        offers.add_class("offers")
        offers.can_focus = False
        self.mount(offers, after=self.query_one(Input))
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
        self._offered = matching(part, self.choices)[:MOST_OFFERED] if wanted else []
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
            if event.key == "tab" and not (self.folders or self.many):
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
