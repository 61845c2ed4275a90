"""The pivot of lines: its keys and its help."""

from __future__ import annotations

from typing import Final

from tpdesk.screens.commands.declare import Chapter, Command

CHAPTER: Final = Chapter(
    where="pivot",
    title="Pivot",
    tells="See the money of the lines shown by two of their columns.",
    commands=(
        Command("pivot.rows", "r", "choose_rows", "Rows", "Choose the column whose values are the rows.", palette=False),
        Command("pivot.columns", "c", "choose_columns", "Columns", "Choose the column whose values are the columns.", palette=False),
        Command("pivot.swap", "x", "swap", "Swap", "Exchange rows and columns.", palette=False),
        Command("pivot.flow", "i", "flow", "Income", "Switch between income and expenditure. The two are never added up.", palette=False),
        Command("pivot.write", "w", "write", "Write file", "Write the pivot to a workbook (.xlsx) or a CSV file.", palette=False),
    ),
    prose=(
        (
            "What this shows",
            "The money of all lines that the table of lines shows, by two of their columns: values of one down, of the other across, most money first, years and dates in their order. What has no room is "
            "taken together in a last row or column. The line below says the cell under the cursor in words; Enter shows its lines.",
        ),
        ("What it holds", "Lines as they came: transfers and recharges are in it, unlike in the count. A line of several categories by shares is under the one of the largest share."),
    ),
)  # fmt: skip
"""The panel of the pivot."""
