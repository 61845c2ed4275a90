"""Choose one of a list, by arrows or by typing a part of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from textual import on
from textual.app import ComposeResult
from textual.events import Key
from textual.fuzzy import FuzzySearch
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from tpdesk.screens.dialogs.base import Dialog
from tpdesk.screens.display import content, joined
from tpdesk.screens.reverse_list import ReverseList
from tpdesk.text import folded

MOST = 300
"""Choices that are listed at once; typing finds the others."""


_LETTERS = 3
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


def matching(typed: str, choices: Sequence[Choice]) -> list[Choice]:
    """Return the choices that begin with what was typed, then those that hold it or all its words; only where there are none, those that hold its letters in order, the best first."""
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
        else:
            score, _ = fuzzy.match(wanted, both)
            if score:
                found.append((_LETTERS, -score, number, choice))
    best = sorted(found, key=lambda item: item[:3])
    holding = [choice for rank, *_, choice in best if rank < _LETTERS]
    return holding or [choice for *_, choice in best]


class Choose(Dialog[Choice]):
    """A list with a line to type in.

    `free`: what was typed is an answer too, as `Choice("", typed)`, where nothing fits. `new` names what can be made of it (`place`): that is a row of
    its own at the foot of the list, with the same answer, and never the one that Enter takes by itself. `open_question`: where there is no `current` one,
    none is marked before something is typed or an arrow pressed, so that a bare Enter answers nothing.
    """

    TELLS = "Go through the list by ↑ and ↓, or type a part of a name: those that fit stay. Enter takes the one under the cursor."

    def __init__(
        self, title: str, choices: Sequence[Choice], *, current: str = "", free: bool = False, new: str = "", open_question: bool = False
    ) -> None:  # fmt: skip
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
