"""Pasted rows: their keys and their help."""

from __future__ import annotations

from typing import Final

from tpdesk.screens.commands.declare import Chapter, Command

CHAPTER: Final = Chapter(
    where="paste",
    title="Paste rows",
    tells="Check rows copied in a spreadsheet, and import them.",
    commands=(
        Command("paste.take", "f2", "paste_take", "Import", "Import the rows as one batch. Rows with problems are kept with it as rejected.", palette=False, when="can_import"),
        Command("paste.mend", "e", "paste_mend", "Fix", "Edit the cell under the cursor. Enter does the same.", palette=False, when="has_rows"),
        Command("paste.next", "x", "paste_next", "Next problem", "Go to the next row with a problem.", palette=False, when="has_problems"),
        Command("paste.column", "c", "paste_column", "Column", "Say what the column under the cursor is.", palette=False, when="has_rows"),
        Command("paste.say", "s", "paste_say", "Say", "Say whose rows they are, their year and unit, and whether the first row is a header.", palette=False, when="has_rows"),
        Command("paste.file", "f", "paste_file", "From a file", "Read the rows from a text file, where the terminal cannot paste.", footer=False, palette=False),
        Command("paste.leave", "escape", "leave", "Close", "Go back to the lines. The rows are kept.", footer=False, palette=False),
    ),
    prose=(
        (
            "What this shows",
            "The rows that were pasted, each cell as it stands, with what each column is read as above it. Nothing is on the desk until F2 imports them. A cross before a row says that "
            "it has a problem, which is told below when the cursor is on it.",
        ),
        (
            "Pasting",
            "Copy cells in the spreadsheet, then paste them as your terminal has it: ctrl+shift+v, ctrl+v, or the right mouse button. Rows with a header are read by it; rows without one "
            "by the columns that the table of lines shows where every cell suits them, else by what the cells look like, as a file is. Where no column names the body you are asked whose spending it is.",
        ),
        ("Fixing", "e edits a cell, c says what a column is, s says what holds for all rows. The rows are checked again at once."),
        ("Importing", "The rows become a batch like any file's: b shows it, u undoes it. Rows with problems are kept with it as rejected, to be fixed later."),
    ),
)  # fmt: skip
"""The room of pasted rows."""
