"""The deep dives: their keys and their help."""

from __future__ import annotations

from typing import Final

from tpdesk.screens.commands.declare import Chapter, Command

CHAPTER: Final = Chapter(
    where="dives",
    title="Dives",
    tells="Who does what for whom in one theme, what people say of it, what is in the way and what could be done.",
    commands=(
        Command("dives.open", "enter", "open", "Open", "Edit the record under the cursor. A journey opens its steps, a workshop its notes, a cell of the map its deliveries.", footer=False),
        Command("dives.view", "v", "next_view(1)", "View", "Go to the next view: deep dive, activity map, deliveries, journeys, workshops, barriers, opportunities."),
        Command("dives.back", "V", "next_view(-1)", "View before", "Go to the view before.", footer=False),
        Command("dives.choose", "D", "choose_dive", "Which dive", "Choose the deep dive that is shown, or all of the place together.", footer=False),
        Command("dives.new", "n", "new", "New", "Make a record of the list that has the keyboard: a deep dive, a delivery, a journey, a workshop, a barrier, an opportunity."),
        Command("dives.inside", "N", "new_inside", "New in it", "Make a record inside the one under the cursor: a sub-theme, a step of a journey, a note of a workshop.", footer=False),
        Command("dives.edit", "e", "edit", "Edit", "Edit the record under the cursor."),
        Command("dives.next", "space", "move_state(1)", "Next state", "Move the barrier or the opportunity to its next state, or park a note."),
        Command("dives.earlier", "backspace", "move_state(-1)", "State before", "Move the barrier or the opportunity to the state before.", footer=False),
        Command("dives.later-step", ">", "move_step(1)", "Step later", "Move the step under the cursor one later in its journey.", footer=False),
        Command("dives.earlier-step", "<", "move_step(-1)", "Step earlier", "Move the step under the cursor one earlier in its journey.", footer=False),
        Command("dives.more-dots", "+", "dots(1)", "One dot more", "Give the note under the cursor a vote.", footer=False),
        Command("dives.fewer-dots", "-", "dots(-1)", "One dot fewer", "Remove a vote from the note under the cursor.", footer=False),
        Command("dives.tag", "a", "tag", "Tag spend", "Say which spend is part of the deep dive: a category, a body, a label or a line, whole or by a share.", footer=False),
        Command("dives.for-whom", "c", "choose_client_group", "For whom", "Choose the client group whose activity map is shown.", footer=False),
        Command("dives.level", "l", "next_level", "Level", "Judge in the activity map whether bodies overlap within divisions, groups, classes or service lines.", footer=False),
        Command("dives.remove", "x,delete", "remove", "Remove", "Remove the record under the cursor, after a question.", footer=False),
        Command("dives.sort", "s", "sort", "Sort", "Sort the list.", footer=False),
        Command("dives.filter", "f", "filter", "Filter", "Show some of the list: those of one body, kind, level, state, horizon ...", footer=False),
        Command("dives.find", "/,ctrl+f", "find", "Find", "Go to a record by a part of its text.", footer=False),
        Command("dives.notes", "w", "write_notes", "Write notes", "Write the workshop's notes for its participants, as a document or as Markdown, without anything private.", footer=False),
        Command("dives.import", "I", "take_in", "Take in a file", "Import a CSV file or workbook, one record for each row, after a check.", footer=False),
        Command("dives.small", "#", "small_numbers", "Small numbers", "Set the number of people from which packs print it.", footer=False),
        Command("dives.prevention", "%", "prevention", "Prevention", "Choose the step after which prevention ends: primary, secondary or tertiary.", footer=False),
        Command("dives.explain", "f5", "explain", "Explain", "Show how the deep dive's total is made.", footer=False),
    ),
    prose=(
        (
            "What this shows",
            "The deep dives of the place, sub-themes under what they are part of, and of the one under the cursor seven views, which v goes through. All deep dives shows what hangs on any of them, "
            "and what hangs on none. Deep dives whose figures are made up to show the tool say illustrative on every view.",
        ),
        (
            "Deep dive",
            "Its question, sponsor, people and dates; what the spend tagged to it comes to in the year on show, with its share of the count and of which count, per head and per person in it; how much of its "
            "deliveries prevents, by the step after which prevention ends (%), and by every other. a tags spend by a rule, or one line, whole or by a share; with the keyboard in the list of tags (Tab), x takes one off. A line never counts for more than once.",
        ),
        (
            "Activity map",
            "For one client group, a row an activity, a column a body. A cell says how many deliveries there are and what they cost a year; + says that some cost is not known. ■ same: another body whose area "
            "meets does the same for the same people. ◪ overlap: another does something for the same people in the same category, or the same for others. c chooses for whom; Enter shows the cell's deliveries.",
        ),
        (
            "Journeys",
            "The steps of the one under the cursor along time, from top to bottom: the day, a lane for each body (named below), what happens, the days waited before it, the cost. ✗ is where it breaks. "
            "Enter goes to the steps, N writes one, < and > move it. ≥ says that a wait before is not known.",
        ),
        (
            "Workshops",
            "The notes of the one under the cursor. F11 opens its room, in which notes are typed as people talk. w writes the notes for the participants. Bodies are written down, never people.",
        ),
        (
            "Barriers and opportunities",
            "Space moves the one under the cursor to its next state, Backspace back; f shows those of one level, kind, state or horizon. u undoes any change.",
        ),
        (
            "Not known",
            "What is not recorded stays blank and is in no sum: a cost that is not known is never treated as zero, and sums say how many are not known.",
        ),
        (
            "Private",
            "The note of each record, and notes marked private, are for you: they are never in a pack, in notes for participants, or on the wall in the room.",
        ),
    ),
)  # fmt: skip
