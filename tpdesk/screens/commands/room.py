"""The room of a workshop: its keys and its help."""

from __future__ import annotations

from typing import Final

from tpdesk.screens.commands.declare import Chapter, Command

CHAPTER: Final = Chapter(
    where="room",
    title="Room",
    tells="Type what people say as they say it, before them all; every line is on the desk when it says saved.",
    commands=(
        Command("room.edit", "enter,e", "room_edit", "Edit", "Edit the note, the delivery or the line that was not saved in the line above: its kind, words, bodies, tags, owner and day. Enter there saves it, Esc leaves it as it was. Enter on a line that was not saved tries again.", palette=False),
        Command("room.kind", "k", "room_kind", "Kind", "Make the note another kind.", palette=False),
        Command("room.dot", "d", "room_dots(1)", "Dot", "Give the note a vote.", palette=False),
        Command("room.fewer-dots", "-", "room_dots(-1)", "Dot off", "Take a vote off the note.", palette=False),
        Command("room.park", "z", "room_park", "Park", "Park the note, or take it up again.", palette=False),
        Command("room.choose", "space", "room_choose", "Choose", "Choose the note, to be merged or moved with others, or let it go.", palette=False),
        Command("room.merge", "m", "room_merge", "Merge", "Make the chosen notes a part of the one under the cursor.", palette=False),
        Command("room.move", "v", "room_move", "Move", "Move the note, or all that are chosen, to another workshop.", palette=False),
        Command("room.link", "l", "room_link", "Link", "Make a barrier or an opportunity of the note, or link it with one that there is.", palette=False),
        Command("room.private", "P", "room_private", "Private", "Hide the note's words from the wall, from packs and from the notes for participants, or show them again.", palette=False),
        Command("room.remove", "x,delete", "room_remove", "Remove", "Remove the note, the delivery or the line that was not saved. Press u to undo.", palette=False),
        Command("room.undo", "u,ctrl+z", "room_undo", "Undo", "Undo the latest thing that was done in this room, today or earlier. In the line: ctrl+z.", palette=False),
        Command("room.redo", "U,ctrl+y", "room_redo", "Redo", "Redo what was undone last in this room. In the line: ctrl+y.", palette=False),
        Command("room.new-body", "f2", "room_new_body", "New body", "Make the body that is named after @ and is not on the desk one of this place: in the line as it is typed, or in a line that was entered.", palette=False),
        Command("room.bodies", "f3", "room_bodies", "Bodies", "Tick which bodies are in the room.", palette=False),
        Command("room.dive", "f6", "room_dive", "Deep dive", "Choose the deep dive that this workshop belongs to, or make one. Deliveries are recorded in it.", palette=False),
        Command("room.line", "escape", "room_line", "To the line", "Go back to the line. What was being edited stays as it was.", palette=False),
        Command("room.leave", "f11", "room_leave", "Leave", "Leave the room. What stands in the line is kept for the next time, also in the middle of an edit.", palette=False),
    ),
    prose=(
        (
            "The line",
            "It always has the keyboard. A small letter and a blank at its beginning say the kind, which is shown before the line at once: o overlap seen, b barrier, i idea, a action, q quote, f fact, ? question. "
            "Anything else is a fact as it stands: so is a line that begins with a capital, as in A mother of three. Enter saves it and clears the line.",
        ),
        (
            "Bodies and subjects",
            "@ and a few letters name a body, # and a few letters an activity, a client group or a category, anywhere in the line. Tab takes the first of the list below the line, ↓ goes into the list. "
            "Letters that fit one name only need not be completed. What fits none stays in the words, and is said.",
        ),
        (
            "Into the log",
            "bb in place of b writes a barrier into the log beside the note, ii an opportunity beside the idea. bb central law, bb data sharing, ii structural ... say more of it at once; else a barrier is "
            "local and other, an opportunity quick, until somebody says better in Deep dives. l on a note does the same afterwards.",
        ),
        (
            "Deliveries",
            "d @body #activity #client group #category £12,000 and words: who does what for whom, in the workshop's deep dive. Several bodies make a delivery each. The words are kept as its evidence; a cost that nobody said "
            "is not known, and no cost is shown on the wall.",
        ),
        (
            "Saved",
            "A line shows above the others as soon as Enter is pressed, and says saved with the time when it is on the desk for good. Typing never waits for it. A line that could not be saved says why and stays until Enter on it tries "
            "again, e mends it or x drops it. What is in the line, and lines not saved yet, come back after a crash.",
        ),
        (
            "The notes",
            "↑ goes to the notes, Esc back to the line. There letters act on the note under the cursor; Space chooses several to be merged or moved.",
        ),
        (
            "On the wall",
            "Private notes say private note and nothing else. No money of the count, no file and no person is shown here, and no key of the room leads to another screen but F11, which leaves it.",
        ),
    ),
)  # fmt: skip
"""The room, opened by F11 on every screen."""
