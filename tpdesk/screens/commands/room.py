"""The room of a workshop: its keys and its help.

Pasted rows: their keys and their help.

The pivot of lines: its keys and its help.
"""

from __future__ import annotations

from typing import Final

from tpdesk.screens.commands.declare import Chapter, Command

ROOM: Final = Chapter(
    where="room",
    title="Room",
    tells="Type what people say as they say it, before them all; every line is on the desk when it says saved.",
    commands=(
        Command("room.edit", "enter,e", "room_edit", "Edit",
            "Edit the note, the delivery or the line that was not saved in the line above: its kind, words, "
            "organisations, tags, owner and day. Enter there saves it, Esc leaves it as it was. Enter on a line that "
            "was not saved tries again.", palette=False, widget="RoomNotes"),
        Command("room.kind", "k", "room_kind", "Kind", "Make the note another kind.",
            palette=False, widget="RoomNotes"),
        Command("room.dot", "d", "room_dots(1)", "Dot", "Give the note a vote.", palette=False, widget="RoomNotes"),
        Command("room.fewer-dots", "-", "room_dots(-1)", "Dot off", "Take a vote off the note.",
            palette=False, widget="RoomNotes"),
        Command("room.park", "z", "room_park", "Park", "Park the note, or take it up again.",
            palette=False, widget="RoomNotes"),
        Command("room.choose", "space", "room_choose", "Choose",
            "Choose the note, to be merged or moved with others, or let it go.", palette=False, widget="RoomNotes"),
        Command("room.merge", "m", "room_merge", "Merge", "Make the chosen notes a part of the one under the cursor.",
            palette=False, widget="RoomNotes"),
        Command("room.move", "v", "room_move", "Move", "Move the note, or all that are chosen, to another workshop.",
            palette=False, widget="RoomNotes"),
        Command("room.link", "l", "room_link", "Link",
            "Make a barrier or an opportunity of the note, or link it with one that there is.",
            palette=False, widget="RoomNotes"),
        Command("room.private", "P", "room_private", "Private",
            "Hide the note's words from the wall, from packs and from the notes for participants, or show them again.",
            palette=False, widget="RoomNotes"),
        Command("room.remove", "x,delete", "room_remove", "Remove",
            "Remove the note, the delivery or the line that was not saved. Press u to undo.",
            palette=False, widget="RoomNotes"),
        Command("room.undo", "u,ctrl+z", "room_undo", "Undo",
            "Undo the latest thing that was done in this room, today or earlier. In the line: ctrl+z.", palette=False),
        Command("room.redo", "U,ctrl+y", "room_redo", "Redo",
            "Redo what was undone last in this room. In the line: ctrl+y.", palette=False),
        Command("room.new-body", "f2", "room_new_body", "New organisation",
            "Make the organisation that is named after @ and is not on the desk one of this place: in the line as it "
            "is typed, or in a line that was entered.", palette=False),
        Command("room.bodies", "f3", "room_bodies", "Organisations", "Tick which organisations are in the room.",
            palette=False),
        Command("room.dive", "f6", "room_dive", "Deep dive",
            "Choose the deep dive that this workshop belongs to, or make one. Deliveries are recorded in it.",
            palette=False),
        Command("room.line", "escape", "room_line", "To the line",
            "Go back to the line. What was being edited stays as it was.", palette=False),
        Command("room.leave", "f11", "room_leave", "Leave",
            "Leave the room. What stands in the line is kept for the next time, also in the middle of an edit.",
            palette=False),
    ),
    prose=(
        (
            "The line",
            "It always has the keyboard. A small letter and a blank at its beginning say the kind, which is shown "
            "before the line at once: o overlap seen, b barrier, i idea, a action, q quote, f fact, ? question. "
            "Anything else is a fact as it stands: so is a line that begins with a capital, as in A mother of three. "
            "Enter saves it and clears the line.",
        ),
        (
            "Organisations and subjects",
            "@ and a few letters name an organisation, # and a few letters an activity, a client group or a category, "
            "anywhere in the line. Tab takes the first of the list below the line, ↓ goes into the list. Letters "
            "that fit one name only need not be completed. What fits none stays in the words, and is said.",
        ),
        (
            "Into the log",
            "bb in place of b writes a barrier into the log beside the note, ii an opportunity beside the idea. bb "
            "central law, bb data sharing, ii structural ... say more of it at once; else a barrier is local and "
            "other, an opportunity quick, until somebody says better in Deep dives. l on a note does the same "
            "afterwards.",
        ),
        (
            "Deliveries",
            "d @organisation #activity #client group #category £12,000 and words: who does what for whom, in the "
            "workshop's deep dive. Several organisations make a delivery each. The words are kept as its evidence; a "
            "cost that nobody said is not known, and no cost is shown on the wall.",
        ),
        (
            "Saved",
            "A line shows above the others as soon as Enter is pressed, and says saved with the time when it is on "
            "the desk for good. Typing never waits for it. A line that could not be saved says why and stays until "
            "Enter on it tries again, e mends it or x drops it. What is in the line, and lines not saved yet, come "
            "back after a crash.",
        ),
        (
            "The notes",
            ("↑ goes to the notes, Esc back to the line. There letters act on the note under the cursor; Space "
             "chooses several to be merged or moved."),
        ),
        (
            "On the wall",
            ("Private notes say private note and nothing else. No money of the count, no file and no person is shown "
             "here, and no key of the room leads to another screen but F11, which leaves it."),
        ),
    ),
)  # fmt: skip
"""The room, opened by F11 on every screen."""


PASTE: Final = Chapter(
    where="paste",
    title="Paste rows",
    tells="Check rows copied in a spreadsheet, and import them.",
    commands=(
        Command("paste.take", "f2", "paste_take", "Import",
            "Import the rows as one batch. Rows with problems are kept with it as rejected.", palette=False,
            when="can_import"),
        Command("paste.mend", "e", "paste_mend", "Fix", "Edit the cell under the cursor. Enter does the same.",
            palette=False, when="has_rows"),
        Command("paste.next", "x", "paste_next", "Next problem", "Go to the next row with a problem.", palette=False,
            when="has_problems"),
        Command("paste.column", "c", "paste_column", "Column", "Say what the column under the cursor is.",
            palette=False, when="has_rows"),
        Command("paste.say", "s", "paste_say", "Say",
            "Say whose rows they are, their year and unit, and whether the first row is a header.", palette=False,
            when="has_rows"),
        Command("paste.file", "f", "paste_file", "From a file",
            "Read the rows from a text file, where the terminal cannot paste.", footer=False, palette=False),
        Command("paste.leave", "escape", "leave", "Close", "Go back to the lines. The rows are kept.", footer=False,
            palette=False),
    ),
    prose=(
        (
            "What this shows",
            "The rows that were pasted, each cell as it stands, with what each column is read as above it. Nothing "
            "is on the desk until F2 imports them. A cross before a row says that it has a problem, which is told "
            "below when the cursor is on it.",
        ),
        (
            "Pasting",
            "Copy cells in the spreadsheet, then paste them as your terminal has it: ctrl+shift+v, ctrl+v, or the "
            "right mouse button. Rows with a header are read by it; rows without one by the columns that the table "
            "of lines shows where every cell suits them, else by what the cells look like, as a file is. Where no "
            "column names the organisation you are asked whose spending it is.",
        ),
        ("Fixing", ("e edits a cell, c says what a column is, s says what holds for all rows. The rows are checked "
                    "again at once.")),
        ("Importing", ("The rows become a batch like any file's: b shows it, u undoes it. Rows with problems are "
                       "kept with it as rejected, to be fixed later.")),
    ),
)  # fmt: skip
"""The room of pasted rows."""


PIVOT: Final = Chapter(
    where="pivot",
    title="Pivot",
    tells="See the money of the lines shown by two of their columns.",
    commands=(
        Command("pivot.rows", "r", "choose_rows", "Rows", "Choose the column whose values are the rows.",
            palette=False),
        Command("pivot.columns", "c", "choose_columns", "Columns", "Choose the column whose values are the columns.",
            palette=False),
        Command("pivot.swap", "x", "swap", "Swap", "Exchange rows and columns.", palette=False),
        Command("pivot.flow", "i", "flow", "Income",
            "Switch between income and expenditure. The two are never added up.", palette=False),
        Command("pivot.write", "w", "write", "Write file", "Write the pivot to a workbook (.xlsx) or a CSV file.",
            palette=False),
    ),
    prose=(
        (
            "What this shows",
            "The money of all lines that the table of lines shows, by two of their columns: values of one down, of "
            "the other across, most money first, years and dates in their order. What has no room is taken together "
            "in a last row or column. The line below says the cell under the cursor in words; Enter shows its lines.",
        ),
        ("What it holds", ("Lines as they came: transfers and recharges are in it, unlike in the count. A line of "
                           "several categories by shares is under the one of the largest share.")),
    ),
)  # fmt: skip
"""The panel of the pivot."""
