"""A register: a table whose cursor stays on its record, whatever is sorted, filtered or read again, and whose columns
are those that there is room for.

Rows of a label and what it says: names on the left, words that fold under each other on the right.

What changed of one record: the acts on it, the latest first, each with what the record said before and after.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, ClassVar, TypeAlias

from rich.table import Table
from textual.app import ComposeResult
from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from tpdesk.screens.desk.history import local_time
from tpdesk.screens.dialogs.base import Dialog
from tpdesk.screens.display import cell, content, joined
from tpdesk.screens.flex_table import Col, FlexTable, Row

if TYPE_CHECKING:
    from tpdesk.models.log.history import Act, Change

Made: TypeAlias = tuple[Sequence[Col], Sequence[Row]]
"""Columns and rows."""


class RegisterTable(FlexTable):
    """Rows by the key of their record."""

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self._make: Callable[[int], Made] | None = None
        self._made_for = 0
        self._wanted: str | None = None

    def show(self, make: Callable[[int], Made], key: str | None) -> None:
        """Show the rows that `make` returns for a width, with the cursor on that key where it is among them;
        else as near to where it stood as can be."""
        self._make, self._made_for = make, self.size.width
        cols, rows = make(self.size.width)
        keys = [row.key for row in rows]
        stood = min(self.cursor_row, len(keys) - 1) if keys else -1
        self._wanted = key if key in keys else (keys[max(stood, 0)] if keys else None)
        self.fill(cols, rows)

    def on_resize(self) -> None:
        """Take the columns for the width there is."""
        if self._make is not None and self._made_for != self.size.width:
            self.show(self._make, self._wanted or self.key)
        else:
            super().on_resize()

    def _lay(self) -> None:
        super()._lay()
        if self._wanted is not None and self.row_count:
            wanted, self._wanted = self._wanted, None
            self.go_to_key(wanted)


class EmptyRegister(Static, can_focus=True):
    """What stands in place of a list that holds nothing: it takes the keys that the list would take."""


class Labelled(Widget):
    """It shows what it is given."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"labelled--label"}

    rows: reactive[Sequence[tuple[str, str]]] = reactive((), layout=True)
    """(label, text), a row each; a row without a text is left out."""

    def render(self) -> Table:
        """Return the rows in the theme's colours."""
        style = self.get_component_rich_style("labelled--label", partial=True)
        table = Table.grid(padding=(0, 2, 0, 0), expand=True)
        table.add_column(no_wrap=True)
        table.add_column(ratio=1, overflow="fold")
        for label, text in self.rows:
            if text:
                table.add_row(cell(label, style), cell(text))
        return table


MOST = 8
"""Changes of one act that are told; more are counted."""


class RecordHistory(Dialog[None]):
    """What was done to a record, as `call` reads it."""

    TELLS = "Every change to this record, the latest first, with the values before and after."

    def __init__(self, name: str, call: Callable[[], tuple[Act, ...]]) -> None:
        super().__init__(f"Changes to {name}")
        self.call = call

    def parts(self) -> ComposeResult:
        """The acts, or that there are none."""
        yield Static(content("No changes recorded. This record came with the desk.", "$quiet"), id="record-none")
        yield OptionList(id="record-list", markup=False)
        yield Static(
            content("u undoes the latest change of the desk, h shows all changes. Esc closes.", "$quiet"),
            id="form-keys",
        )

    def on_mount(self) -> None:
        """Read the history."""
        self.query_one("#record-none").display = False
        self.read("record.history", self.call, self._show)

    def _show(self, acts: tuple[Act, ...]) -> None:
        self.query_one("#record-none").display = not acts
        listed = self.query_one("#record-list", OptionList)
        listed.display = bool(acts)
        listed.add_options(Option(told(act)) for act in acts)
        if acts:
            listed.highlighted = 0
            listed.focus()


def told(act: Act) -> Content:
    """Return an act with its changes, a line each."""
    head = joined([content(local_time(act.at), "$quiet"), content(act.words, "bold"), content(act.who, "$quiet")], "  ")
    more = len(act.changes) - MOST
    lines = [content(_one(change)) for change in act.changes[:MOST]] + (
        [content(f"and {more} more")] if more > 0 else []
    )
    return joined([head, *(Content("    ") + line for line in lines)], "\n")


def _one(change: Change) -> str:
    what = change.field or change.record
    if change.before and change.after:
        return f"{what}: {change.before} → {change.after}"
    return f"{what}: {change.after}" if change.after else f"{what} removed: {change.before}"
