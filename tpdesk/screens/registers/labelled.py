"""Rows of a label and what it says: names on the left, words that fold under each other on the right."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.table import Table
from textual.reactive import reactive
from textual.widget import Widget

from tpdesk.screens.display import cell


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
