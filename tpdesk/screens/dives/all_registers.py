"""Every register of the desk in one list, with how many records each holds:
the way to those that have no name among the views."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import DataTable, Static

from tpdesk.domain.kinds import KINDS
from tpdesk.screens.commands.register import stands_alone
from tpdesk.screens.display import cell, content
from tpdesk.screens.flex_table import Col, Row
from tpdesk.screens.registers.table import Made, RegisterTable

if TYPE_CHECKING:
    from tpdesk.domain.kinds import Kind
    from tpdesk.services.dives.boards import BoardsRead


def registers() -> list[Kind]:
    """Return the kinds that have a register of their own."""
    return [kind for kind in KINDS.values() if stands_alone(kind)]


class AllRegisters(Vertical):
    """It shows what it is given."""

    @dataclass
    class Opened(Message):
        """Enter on a register."""

        kind: str

    def __init__(self) -> None:
        super().__init__(id="view-registers")
        self.key: str | None = None
        """The register under the cursor."""

    def compose(self) -> ComposeResult:
        """A sentence above the list."""
        yield Static(id="registers-known", classes="register-known")
        yield RegisterTable(id="list-registers")

    def show(self, read: BoardsRead) -> None:
        """Show how many records each register holds in the place."""
        words = (
            f"Registers of {read.place.name}. Enter opens one; each has the same keys: n New, I Import, E "
            "Export, ? all."
        )
        self.query_one("#registers-known", Static).update(content(words, "$quiet"))
        self.query_one("#list-registers", RegisterTable).show(lambda width: _rows(read, width), self.key)

    def take_keyboard(self) -> None:
        """Give the keyboard to the list."""
        self.query_one("#list-registers").focus()

    @on(DataTable.RowHighlighted, "#list-registers")
    def follow(self) -> None:
        """Stay on the register under the cursor."""
        self.key = self.query_one("#list-registers", RegisterTable).key

    @on(DataTable.RowSelected, "#list-registers")
    def open_register(self) -> None:
        """Open the register under the cursor."""
        if self.key is not None:
            self.post_message(self.Opened(self.key))


def _rows(read: BoardsRead, width: int) -> Made:
    wide = width >= 56
    cols = [Col("Register", 21), Col("Records", 8, True), *([Col("What it holds", 0)] if wide else [])]
    found = []
    for kind in registers():
        number = len(read.of(kind.name))
        cells = [cell(kind.plural), cell(f"{number:,}" if number else "none yet", "" if number else "dim")]
        found.append(Row(kind.name, (*cells, *([cell(kind.about)] if wide else []))))
    return cols, found
