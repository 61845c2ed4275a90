"""What the room of pasted rows says for each piece of advice: its keys.

Pasted rows as a table, with what each column is read as.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from tpdesk.domain.advice import reject_message
from tpdesk.domain.line import LINE_FIELDS
from tpdesk.screens.intake.import_words import WINDOW_WORDS, with_advice
from tpdesk.screens.spend.line_table_layout import LineColumn

if TYPE_CHECKING:
    from tpdesk.services.paste import Looked

PASTE_WORDS: Final[Mapping[str, str]] = {
    **WINDOW_WORDS,
    "name-column": "put the cursor on it and press c to read it as the {value}",
    "choose-amounts": "put the cursor on it and press c to read it as the amount",
    "name-amounts": "put the cursor on it and press c to read it as the amount",
    "columns-by-number": "press c on each column and say what it holds",
    "year-or-amounts": "press s and choose the year, or press c on the column of amounts",
    "whose-spending": (
        "These rows do not say whose spending it is. Press s and choose it, or press c on the column that names it."
    ),
    "whose-row": "Press s and choose it, or press c on the column that names it.",
    "unknown-agency": "Correct the name, or press s and let new organisations be made.",
    "rows-apart": "paste the rows from row {value} on by themselves",
    "header-row": "paste the rows from row {value} on by themselves",
    "year-if-wrong": "press s and choose the year if that is wrong",
    "give-year": "press s and choose the year",
    "date-order": "press s and choose '{order}' under Dates",
}
"""Name of a piece of advice -> the words of this room."""


def in_paste(text: str) -> str:
    """Return a message with its advice in the words of this room."""
    return with_advice(text, PASTE_WORDS)


def field_heading(name: str) -> str:
    """Return what a field that a column can be read as is called."""
    return LINE_FIELDS[name].heading


class PasteRows:
    """The rows of a paste; the first column is the row's number."""

    def __init__(self) -> None:
        self.looked: Looked | None = None
        self.columns: tuple[LineColumn, ...] = ()

    def show(self, looked: Looked) -> None:
        """Show these rows."""
        self.looked = looked
        width = max((len(row) for row in looked.pasted.rows), default=0)
        fields = {index: name for name, index in looked.layout.columns.items()} if looked.layout is not None else {}
        columns = [LineColumn("row", "Row", right=True)]
        for index in range(width):
            field = fields.get(index)
            columns.append(
                LineColumn(str(index), field_heading(field) if field else "(not read)", right=field == "amount")
            )
        self.columns = tuple(columns)

    @property
    def total(self) -> int:
        """How many rows were pasted."""
        return len(self.looked.pasted.rows) if self.looked is not None else 0

    @property
    def first(self) -> int:
        """The position of the first row below the header."""
        layout = self.looked.layout if self.looked is not None else None
        return layout.first_row - 1 if layout is not None else 0

    def cells(self, row: int) -> tuple[str, ...]:
        """Return the texts of a row."""
        assert self.looked is not None
        cells = self.looked.pasted.rows[row]
        return (f"{row + 1:,}", *cells, *[""] * (len(self.columns) - 1 - len(cells)))

    def problem(self, row: int) -> str:
        """Return what is wrong with a row, in words; empty where nothing is."""
        preview = self.looked.preview if self.looked is not None else None
        reject = preview.problems.get(row + 1) if preview is not None else None
        if reject is None:
            return "The header." if row < self.first else ""
        message = in_paste(reject_message(reject.rule, reject.message))
        return f"{reject.column}: {message}" if reject.column else message

    def has_problem(self, row: int) -> bool:
        """Say whether a row would be rejected."""
        preview = self.looked.preview if self.looked is not None else None
        return preview is not None and row + 1 in preview.problems

    def mark(self, row: int) -> str:
        """Return a cross for a row with a problem, a line for the header."""
        return "✕" if self.has_problem(row) else "≡" if row < self.first else ""

    def tint(self, row: int, column: int) -> str:
        """Let rows with a problem stand out, and the header and what is not read stand back."""
        if self.has_problem(row):
            return "warning"
        return "quiet" if row < self.first or column == 0 or self.columns[column].heading == "(not read)" else ""

    def want(self, first: int, count: int) -> None:
        """All rows are here."""
