"""The desk file as a whole: what it is, and what can be done with it. One key opens the menu;
each part has a letter there."""

from __future__ import annotations

from typing import Final

from tpdesk.screens.commands.declare import Chapter, Command

ENTRY: Final = Command(
    "desk.file",
    "f4",
    "show_desk_file",
    "Desk file",
    "Show where the desk file is and what it holds; merge, copy, check, purge.",
    footer=False,
)
"""What opens the menu, from every screen."""

MENU: Final = Chapter(
    where="deskfile",
    title="Desk file (F4)",
    tells="What the desk file is, and what can be done with it.",
    commands=(
        Command("deskfile.history", "h", "desk_part('history')", "History",
            "Show every change, and go back to the desk as it was after any of them.", palette=False),
        Command("deskfile.backups", "b,B", "desk_part('backups')", "Backups",
            "Show the backups with what was done since each, make one, or go back to one.", palette=False),
        Command("deskfile.merge", "m", "desk_part('merge')", "Merge a colleague's desk",
            "Merge another desk file: records that only it has are added; where the two differ, you decide. Press u "
            "to undo."),
        Command("deskfile.copy", "c", "desk_part('copy')", "Save a copy to share",
            "Write a compact copy of the desk, without notes or history if you wish."),
        Command("deskfile.lines", "l", "desk_part('lines')", "Export lines",
            "Write the lines as Parquet files into a folder, for a programme that adds up many desks."),
        Command("deskfile.check", "k", "desk_part('check')", "Check the desk",
            "Check that the file is whole and that every sum in it agrees; nothing is changed."),
        Command("deskfile.purge", "x", "desk_part('purge')", "Purge a place, organisation or record",
            "Erase one for good, also from history and backups. This cannot be undone."),
        Command("deskfile.salvage", "s", "desk_part('salvage')", "When a file is damaged",
            "Explain what to do: backups, and salvage of what can be read."),
        Command("deskfile.open", "o", "desk_part('open')", "Open another desk",
            "Open another desk file: one of the last ones, or by its path.", palette=False),
        Command("deskfile.new", "n", "desk_part('new')", "New desk",
            "Make an empty desk file and open it. This one is unchanged.", palette=False),
    ),
    prose=(),
)  # fmt: skip
"""The menu."""

MERGE: Final = Chapter(
    where="merge",
    title="Merge a colleague's desk",
    tells="What another desk brings, and what the two say differently.",
    commands=(
        Command("merge.other", "space", "other", "Other one",
            "Switch between the value of the other desk and of this one.", palette=False),
        Command("merge.mine", "left", "keep('mine')", "Mine", "Keep the value of this desk.", palette=False),
        Command("merge.theirs", "right", "keep('theirs')", "Theirs", "Use the value of the other desk.", palette=False),
        Command("merge.all-mine", "m", "keep_all('mine')", "All mine",
            "Keep the value of this desk for every difference.", palette=False),
        Command("merge.all-theirs", "t", "keep_all('theirs')", "All theirs",
            "Use the value of the other desk for every difference.", palette=False),
        Command("merge.write", "w", "write", "Write a file",
            "Write every difference to a CSV file, to decide in a spreadsheet.", palette=False),
        Command("merge.load", "l", "load", "Take decisions in", "Read a file of decisions made in a spreadsheet.",
            palette=False),
        Command("merge.private", "P", "private", "Private texts",
            "Show the private texts of both desks under the cursor, or hide them.", palette=False),
        Command("merge.again", "r", "again", "Compare again", "Compare the two desks again. Your decisions are kept.",
            palette=False),
    ),
    prose=(),
)  # fmt: skip
"""The panel of a merge; F2 merges."""

CHECK: Final = Chapter(
    where="check",
    title="Check of the desk",
    tells="What was checked, and what is wrong.",
    commands=(
        Command("check.copy", "c", "copy_all", "Copy", "Copy what was found.", palette=False),
        Command("check.ways-back", "w", "ways_back", "Ways back",
            "Show the ways back from damage: backups, and salvage.", palette=False),
        Command("check.again", "r", "again", "Check again", "Check once more.", palette=False),
    ),
    prose=(),
)  # fmt: skip
"""The panel of a check."""

CHAPTERS: Final = (MENU, MERGE, CHECK)
"""A chapter a panel."""
