"""Choose the columns of the table, and their order."""

from __future__ import annotations

from collections.abc import Sequence

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.events import Key
from textual.widgets import Button, OptionList, Static
from textual.widgets.option_list import Option

from tpdesk.domain.line import LINE_FIELDS, USUAL
from tpdesk.screens.dialogs.base import Dialog
from tpdesk.screens.display import content, joined


class ChooseColumns(Dialog[tuple[str, ...]]):
    """All columns, those on show first and in their order."""

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__("Which columns, in which order?")
        self._take(names)

    def _take(self, names: Sequence[str]) -> None:
        self._order = [*names, *(name for name in LINE_FIELDS if name not in names)]
        self._shown = set(names)

    def parts(self) -> ComposeResult:
        """The list with its keys, two buttons."""
        yield Static(content("Space shows a column or hides it. Shift with ↑ ↓ moves it.", "$quiet"))
        yield OptionList(markup=False, id="choose-list")
        with Horizontal(classes="buttons"):
            yield Static(content("Enter or F2 takes them, Esc closes", "$quiet"), id="form-keys")
            yield Button(content("The usual ones"), id="columns-usual", compact=True)
            yield Button(content("Take them"), id="columns-take", compact=True, variant="primary")

    def on_mount(self) -> None:
        """Begin at the first."""
        self._fill(0)
        self.query_one(OptionList).focus()

    def _fill(self, at: int) -> None:
        options = self.query_one(OptionList)
        options.clear_options()
        options.add_options(Option(self._told(name)) for name in self._order)
        options.highlighted = at

    def _told(self, name: str) -> Content:
        field = LINE_FIELDS[name]
        sign = content("✓", "bold $accent") if name in self._shown else content("·", "$quiet")
        heading = content(field.heading, "bold" if name in self._shown else "").pad_right(16 - len(field.heading))
        return joined([sign, heading, content(field.tells, "$quiet")])

    def on_key(self, event: Key) -> None:
        """Show, hide and move."""
        at = self.query_one(OptionList).highlighted
        if at is None or event.key not in ("space", "shift+up", "shift+down"):
            return
        event.stop()
        event.prevent_default()
        if event.key == "space":
            self._shown ^= {self._order[at]}
            self._fill(at)
            return
        to = at + (1 if event.key == "shift+down" else -1)
        if 0 <= to < len(self._order):
            self._order[at], self._order[to] = self._order[to], self._order[at]
            self._fill(to)

    @on(Button.Pressed, "#columns-usual")
    def take_usual(self) -> None:
        """Go back to the usual columns."""
        self._take(USUAL)
        self._fill(0)

    @on(Button.Pressed, "#columns-take")
    @on(OptionList.OptionSelected)
    def save(self) -> None:
        """Take what is chosen; one column at least stays."""
        names = tuple(name for name in self._order if name in self._shown)
        if names:
            self.dismiss(names)
