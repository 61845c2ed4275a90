"""Fix one rejected row: a line a cell, the one at fault first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.widgets import Button, Input, Static

from tpdesk.screens.dialogs.base import Dialog
from tpdesk.screens.display import content
from tpdesk.screens.intake.import_words import reject_words

if TYPE_CHECKING:
    from tpdesk.services.batches import RejectShown


class FixRow(Dialog[tuple[str, ...]]):
    """The answer is the cells as they should be."""

    def __init__(self, row: RejectShown, cells: tuple[str, ...]) -> None:
        super().__init__(f"Fix row {row.record.row}")
        self.row = row
        self.cells = cells

    def parts(self) -> ComposeResult:
        """What is wrong, and the cells."""
        yield Static(
            content(reject_words(self.row.record.rule, self.row.record.message), "bold $warning"), id="fix-wrong"
        )
        with VerticalScroll(id="form-fields", can_focus=False):
            for n in self._order():
                with Horizontal(classes="form-row"):
                    heading = self.row.headings[n]
                    yield Static(
                        content(heading, "bold $warning" if heading == self.row.record.column else ""),
                        classes="form-label",
                    )
                    yield Input(self.cells[n], id=f"fix-{n}", compact=True)
        with Horizontal(classes="buttons"):
            yield Static(content("F2 Save, Esc leaves the row as it was", "$quiet"), id="form-keys")
            yield Button(content("Save"), id="fix-keep", compact=True, variant="primary")

    def _order(self) -> list[int]:
        """Return the cells, the one at fault first, then those that hold something, then the empty ones that
        have a heading of their own."""
        fault = [n for n, heading in enumerate(self.row.headings) if heading == self.row.record.column]
        rest = [n for n in range(len(self.row.headings)) if n not in fault]
        filled = [n for n in rest if self.cells[n]]
        return [*fault, *filled, *(n for n in rest if not self.cells[n] and not self.row.headings[n].startswith("#"))]

    def on_mount(self) -> None:
        """Begin at the cell at fault."""
        first = self.query(Input).first()
        first.focus()

    @on(Input.Submitted)
    def go_on(self, message: Input.Submitted) -> None:
        """Enter in the cell at fault keeps it, elsewhere it goes to the next cell."""
        inputs = list(self.query(Input))
        at = inputs.index(message.input)
        if at == 0 or at == len(inputs) - 1:
            self.save()
        else:
            self.focus_next()

    @on(Button.Pressed)
    def save(self) -> None:
        """Answer."""
        cells = list(self.cells)
        for one in self.query(Input):
            cells[int((one.id or "").removeprefix("fix-"))] = one.value
        self.dismiss(tuple(cells))
