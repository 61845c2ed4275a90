"""The names of the views of a list, the one on show marked: a click shows another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from tpdesk.screens.display import content


class ViewNames(Horizontal):
    """A line of them."""

    @dataclass
    class Chosen(Message):
        """A name was clicked."""

        view: str

    def __init__(self, views: Mapping[str, str]) -> None:
        super().__init__(classes="view-names")
        self.views = views
        """Id -> name."""

    def compose(self) -> ComposeResult:
        """A name a view, the first marked."""
        for number, (view, name) in enumerate(self.views.items()):
            yield ViewName(view, name, is_shown=number == 0)

    def show(self, view: str) -> None:
        """Mark the view on show."""
        for one in self.query_children(ViewName):
            one.update(_named(one.name or "", is_shown=one.view == view))


class ViewName(Static):
    """One of them."""

    def __init__(self, view: str, name: str, *, is_shown: bool) -> None:
        super().__init__(_named(name, is_shown=is_shown), name=name, classes="view-name")
        self.view = view

    def on_click(self) -> None:
        """Show it."""
        self.post_message(ViewNames.Chosen(self.view))


def _named(name: str, *, is_shown: bool) -> Content:
    return content(f"▸{name}" if is_shown else name, "bold $accent" if is_shown else "$quiet")
