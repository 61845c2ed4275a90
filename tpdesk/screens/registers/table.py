"""A register: a table whose cursor stays on its record, whatever is sorted, filtered or read again, and whose columns are those that there is room for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

from tpdesk.screens.flex_table import Col, FlexTable, Row

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
        """Show the rows that `make` returns for a width, with the cursor on that key where it is among them; else as near to where it stood as can be."""
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
