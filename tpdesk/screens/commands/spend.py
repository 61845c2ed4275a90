"""The table of lines: its keys and its help."""

from __future__ import annotations

from typing import Final

from tpdesk.screens.commands.declare import Chapter, Command

LINE_LIST: Final = "LineList"
"""The table, which has the keys of what is under its cursor and of what is selected."""

LINES_PANE: Final = "LinesPane"
"""The table with its conditions, which has the keys of what is shown."""

CHAPTER: Final = Chapter(
    where="spend",
    title="Spend",
    tells="Every spend line: look through, narrow, change, paste in, copy out.",
    commands=(
        Command("spend.filter", "f", "filter", "Filter",
            "Show only lines that meet conditions, for example supplier~waste amount>10000 category=Unmapped.",
            widget=LINES_PANE, when="shows_table"),
        Command("spend.search", "/,ctrl+f", "search", "Search", "Go to the next line that contains a text.",
            widget=LINES_PANE, when="shows_lines"),
        Command("spend.values", "v", "values", "Values",
            "Show the values of the column under the cursor, most money first, with bars; Enter there filters.",
            when="shows_lines"),
        Command("spend.pivot", "V", "pivot", "Pivot",
            "Show the money of the lines shown by two columns: the one under the cursor, and another. From the lines "
            "of a cell, go back to the pivot.", footer=False, when="shows_lines"),
        Command("spend.edit", "e,f2", "edit", "Edit",
            "Edit the cell under the cursor. If lines are selected, edit that field of all of them, after a preview.",
            when="shows_lines"),
        Command("spend.choose", "space", "choose", "Select", "Select or unselect the line under the cursor.",
            widget=LINE_LIST, when="has_lines"),
        Command("spend.only", "=", "only", "Only this value", "Show only lines with the value under the cursor.",
            footer=False, widget=LINES_PANE, when="shows_lines"),
        Command("spend.not", "!", "not", "Not this value", "Hide the lines with the value under the cursor.",
            footer=False, widget=LINES_PANE, when="shows_lines"),
        Command("spend.filter-off", "backspace", "filter_off", "Condition off", "Remove the last condition.",
            footer=False, widget=LINES_PANE, when="is_filtered"),
        Command("spend.filters-off", "F", "filters_off", "All conditions off",
            "Remove all conditions and the sorting; show the window's place and year again.", footer=False,
            widget=LINES_PANE, when="is_arranged"),
        Command("spend.scope", "z", "scope", "Wider",
            "Show more: from one year to all years of the place, to the whole desk, and back to one year.",
            footer=False, when="takes_lines"),
        Command("spend.next", "f3,.", "next", "Next hit", "Go to the next line that contains the text searched for.",
            footer=False, widget=LINE_LIST, when="is_searched"),
        Command("spend.previous", "shift+f3,comma", "previous", "Hit before",
            "Go to the previous line that contains that text.", footer=False, widget=LINE_LIST, when="is_searched"),
        Command("spend.go-to", "G", "go_to", "Go to",
            "Go to a row by its number, or to a share of the way, for example 50%.", footer=False, widget=LINES_PANE,
            when="shows_lines"),
        Command("spend.sort", "s", "sort", "Sort",
            "Sort by the column under the cursor. Press again to reverse, a third time to remove the sorting.",
            footer=False, widget=LINE_LIST, when="has_lines"),
        Command("spend.sort-more", "S", "sort_more", "Sort further",
            "Also sort by the column under the cursor, among lines with equal values in the others.", footer=False,
            widget=LINE_LIST, when="has_lines"),
        Command("spend.columns", "c", "columns", "Columns",
            "Choose the columns and their order; the choice is kept for this desk.", footer=False, widget=LINE_LIST,
            when="can_show"),
        Command("spend.detail", "f5", "detail", "Line",
            "Show all of the line, where it came from and its history. Enter does the same.", footer=False,
            when="shows_lines"),
        Command("spend.all", "a", "choose_all", "Select all", "Select all lines shown, or unselect all.", footer=False,
            widget=LINE_LIST, when="has_lines"),
        Command("spend.further", "shift+down", "stretch(1)", "Select down",
            "Extend the selection down; with Page down by a page, with Shift+End to the last line.", footer=False,
            palette=False, widget=LINE_LIST, when="has_lines"),
        Command("spend.back", "shift+up", "stretch(-1)", "Select up",
            "Extend the selection up; with Page up by a page, with Shift+Home to the first line.", footer=False,
            palette=False, widget=LINE_LIST, when="has_lines"),
        Command("spend.page-further", "shift+pagedown", "stretch_page(1)", "Select a page",
            "Extend the selection down by a page.", footer=False, palette=False, widget=LINE_LIST, when="has_lines"),
        Command("spend.page-back", "shift+pageup", "stretch_page(-1)", "Select a page up",
            "Extend the selection up by a page.", footer=False, palette=False, widget=LINE_LIST, when="has_lines"),
        Command("spend.to-end", "shift+end", "stretch_end(1)", "Select to the end",
            "Select all lines down to the last.", footer=False, palette=False, widget=LINE_LIST, when="has_lines"),
        Command("spend.to-start", "shift+home", "stretch_end(-1)", "Select to the first",
            "Select all lines up to the first.", footer=False, palette=False, widget=LINE_LIST, when="has_lines"),
        Command("spend.let-go", "escape", "let_go", "Clear selection", "Clear the selection, or else end the search.",
            footer=False, palette=False, widget=LINES_PANE, when="is_marked"),
        Command("spend.edit-all", "E", "edit_all", "Edit all fields", "Edit all fields of the line in a form.",
            footer=False, when="shows_lines"),
        Command("spend.new", "n,insert", "new", "New line", "Write a line by hand.", footer=False, when="takes_lines"),
        Command("spend.double", "D", "double", "Duplicate", "Duplicate the line, or all selected ones.", footer=False,
            when="shows_lines"),
        Command("spend.split", "%", "split", "Split",
            "Split the line, or all selected ones, by shares. Each part has its own category, or its own label, area "
            "or activity if the cursor is there.", footer=False, when="shows_lines"),
        Command("spend.delete", "x,delete", "delete", "Delete",
            "Delete the line, or all selected ones, after a question.", footer=False, when="shows_lines"),
        Command("spend.paste", "P", "paste", "Paste rows", "Import rows copied from a spreadsheet, after a check.",
            footer=False, when="takes_lines"),
        Command("spend.copy", "C,ctrl+c", "copy", "Copy",
            "Copy the line, or all selected ones, to the clipboard for a spreadsheet.", footer=False,
            when="shows_lines"),
        Command("spend.write", "w", "write", "Write file", "Write all lines shown to a file that a spreadsheet opens.",
            footer=False, when="shows_lines"),
    ),
    prose=(
        (
            "What this shows",
            "Every spend line of the place and year, one a row. Above stands which lines these are, below the whole "
            "of the cell under the cursor and what all lines shown add up to. A dot before a line says that it was "
            "edited since it came in, a disc that it is selected.",
        ),
        (
            "Getting about",
            "Arrows, Page up and down. Home and End go to the first and last column of the row, ctrl+Home and "
            "ctrl+End to the first and last row, as in Excel. ‹ and › say that there are more columns at that side. "
            "G goes to a row or to a part of the way.",
        ),
        (
            "Narrowing",
            "f takes conditions, all of which must hold: supplier~waste holds a text, amount>10000 and "
            "amount=100..200 compare, category=Unmapped is money without a category, date=2024-06 a month, "
            "agency=Burnley|Pendle either of two, supplier=blank nothing. What could stand there is offered: Tab "
            "takes it. = keeps the value under the cursor, ! leaves it out, v lists all values of the column, V its "
            "money by another column. Backspace removes the last condition.",
        ),
        (
            "Changing",
            "e changes a cell. Select lines first (Space, Shift with the arrows, a for all shown), and e changes "
            "that field in all of them: Enter shows how many, how much money and from what to what; Enter again does "
            "it. A category given to a line wins over its label's map. u undoes any change.",
        ),
        (
            "Rows from a spreadsheet",
            "Copy cells in the spreadsheet and paste them here (ctrl+shift+v, or ctrl+v, as your terminal has it): "
            "they are shown first, with what is wrong in them, and come in as a batch. C copies lines out, w writes "
            "all that are shown to a file.",
        ),
        (
            "Where a line came from",
            ("Enter shows the line whole: its file, sheet and row, who imported it and when, and every change since, "
             "with the way to its batch."),
        ),
    ),
)  # fmt: skip
"""The Spend mode. Files, labels and batches have rooms of their own: i, m, b."""
