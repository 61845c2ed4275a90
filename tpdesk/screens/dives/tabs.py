"""The views of the deep dives and their names as tabs.

The deep dives of a place as a list, sub-themes under what they are part of.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from tpdesk.domain.kinds import KINDS
from tpdesk.screens.display import content, joined
from tpdesk.text import counted

if TYPE_CHECKING:
    from tpdesk.domain.kinds import Record
    from tpdesk.services.dives.boards import BoardsRead

VIEWS: Final = {
    "dive": ("Deep dive", "Dive"), "map": ("Map", "Map"), "delivery": ("Deliveries", "Deliv."),
    "journey": ("Journeys", "Journ."),
    "workshop": ("Workshops", "Works."), "barrier": ("Barriers", "Barr."), "opportunity": ("Opportunities", "Opport."),
    "registers": ("Registers", "Regist."),
}  # fmt: skip
"""Id -> (name, name where there is little room), in the order of the key.
But for `dive`, `map` and `registers`, each is the kind of record that it lists."""


class DiveTabs(Horizontal):
    """The views' names in one line; a register that has no name of its own there stands in
    place of the list of registers."""

    @dataclass
    class Chosen(Message):
        """A view's name was clicked."""

        view: str

    def compose(self) -> ComposeResult:
        """A name each."""
        for view in VIEWS:
            yield _Tab(view)

    def show(self, view: str) -> None:
        """Mark the view on show."""
        marked = view if view in VIEWS else "registers"
        names = {**VIEWS, "registers": (KINDS[view].plural,) * 2} if view not in VIEWS else VIEWS
        room = self.screen.size.width - 2
        short = sum(len(name) + 1 for name, _ in names.values()) > room
        for tab in self.query(_Tab):
            name = names[tab.view][1 if short else 0]
            chosen = tab.view == marked
            tab.update(content(f"▸{name}" if chosen else name, "bold $accent" if chosen else "$quiet"))


class _Tab(Static):
    """One view's name."""

    def __init__(self, view: str) -> None:
        self.view = view
        super().__init__(id=f"dive-view-{view}", classes="dive-tab")

    def on_click(self) -> None:
        """Say so."""
        self.post_message(DiveTabs.Chosen(self.view))


EVERY: Final = "every"
"""The id of the row that stands for all deep dives of the place."""

ILLUSTRATIVE, MADE_UP = "illustrative", "invented example"


class DiveList(OptionList):
    """The deep dives under a cursor; an option's id is the number of its deep dive, or `EVERY`."""

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id, markup=False)

    def show(self, read: BoardsRead, key: str) -> None:
        """Show the deep dives, with the cursor on that one."""
        options = [Option(content("All deep dives"), id=EVERY)]
        options += [Option(_words(depth, dive), id=str(dive.id)) for depth, dive in in_order(read)]
        with self.prevent(OptionList.OptionHighlighted):
            self.set_options(options)
            self.highlighted = next((n for n, option in enumerate(options) if option.id == key), 0)

    @property
    def key(self) -> str:
        """The id of the row under the cursor."""
        option = self.highlighted_option
        return option.id or EVERY if option is not None else EVERY


def in_order(read: BoardsRead) -> Iterator[tuple[int, Record]]:
    """Yield (how deep, deep dive): parents by title, each with its sub-themes after it."""
    children: dict[str, list[Record]] = {}
    for dive in sorted(read.of("dive"), key=lambda one: one.title.casefold()):
        children.setdefault(str(dive.values["parent"] or ""), []).append(dive)
    waiting = [(0, dive) for dive in reversed(children.get("", []))]
    while waiting:
        depth, dive = waiting.pop()
        yield depth, dive
        waiting += [(depth + 1, one) for one in reversed(children.get(dive.title, []))]


def _words(depth: int, dive: Record) -> Content:
    words = f"{'└ ' if depth else ''}{dive.title}"
    return joined([content(words), content(_mark(dive), "$warning")], ", ")


def _mark(dive: Record) -> str:
    """Return the word for a deep dive whose figures are made up, where its title does not say it."""
    return ILLUSTRATIVE if dive.values["illustrative"] and ILLUSTRATIVE not in dive.title.casefold() else ""


def headline(read: BoardsRead, dive: Record | None) -> Content:
    """Return which deep dive is shown, and, in words, whether its figures are made up."""
    if dive is None:
        made_up = sum(1 for one in read.of("dive") if one.values["illustrative"])
        number = len(read.of("dive"))
        told = f"All deep dives of {read.place.name}"
        warning = f"{made_up} of {counted(number, 'deep dive')} {ILLUSTRATIVE}: {MADE_UP}" if made_up else ""
        return joined([content(told, "bold"), content(warning, "bold $warning")], "  ")
    warning = ": ".join(part for part in (_mark(dive), MADE_UP) if part) if dive.values["illustrative"] else ""
    return joined([content(dive.title, "bold"), content(warning, "bold $warning")], "  ")
