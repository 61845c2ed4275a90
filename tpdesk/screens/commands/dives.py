"""The deep dives: their keys and their help."""

from __future__ import annotations

from typing import Final

from tpdesk.screens.commands.declare import Chapter, Command

SCREEN: Final = (
    Command("dives.view", "v", "next_view(1)", "View",
        "Go to the next view: deep dive, map, deliveries, journeys, workshops, barriers, opportunities, all "
        "registers."),
    Command("dives.back", "V", "next_view(-1)", "View before", "Go to the view before.", footer=False),
    Command("dives.choose", "D", "choose_dive", "Which dive",
        "Choose the deep dive that is shown, or all of the place together.", footer=False),
    Command("dives.register", "R", "choose_register", "Register",
        "Choose the register that is shown: deliveries, barriers, opportunities ...", footer=False),
    Command("dives.tag", "a", "tag", "Tag spend",
        "Say which spend is part of the deep dive: a category, an organisation, a label or a line, whole or by a "
        "share.",
        footer=False),
    Command("dives.small", "#", "small_numbers", "Small numbers", "Set the number of people from which packs print it.",
        footer=False),
    Command("dives.prevention", "%", "prevention", "Prevention",
        "Choose the step after which prevention ends: primary, secondary or tertiary.", footer=False),
    Command("dives.case", "c", "case", "Case",
        "A business case: who pays, who gains, by year, in cash and in value, changing as a number is typed."),
    Command("dives.explain", "f5", "explain", "Explain", "Show how the deep dive's total is made.", footer=False),
)  # fmt: skip
"""Commands of the whole screen."""

MAP: Final = (
    Command("dives.for-whom", "W", "choose_client_group", "For whom",
        "In the map: choose the client group whose activities are shown.", widget="MapView"),
    Command("dives.level", "l", "next_level", "Level",
        "In the map: judge whether organisations overlap within divisions, groups, classes or service lines.",
        widget="MapView"),
)  # fmt: skip

STEPS: Final = (
    Command("dives.later-step", ">", "move_step(1)", "Step later",
        "Move the step under the cursor one later in its journey.", footer=False, widget="StepsPane"),
    Command("dives.earlier-step", "<", "move_step(-1)", "Step earlier",
        "Move the step under the cursor one earlier in its journey.", footer=False, widget="StepsPane"),
)  # fmt: skip

NOTES: Final = (
    Command("dives.park", "space", "park", "Park", "Park the note under the cursor, or take it up again.",
        widget="NotesPane"),
    Command("dives.more-dots", "+", "dots(1)", "One dot more", "Give the note under the cursor a vote.", footer=False,
        widget="NotesPane"),
    Command("dives.fewer-dots", "-", "dots(-1)", "One dot fewer", "Remove a vote from the note under the cursor.",
        footer=False, widget="NotesPane"),
)  # fmt: skip

WORKSHOPS: Final = (
    Command("dives.notes", "w", "write_notes", "Write notes",
        "Write the workshop's notes for its participants, as a document or as Markdown, without anything private.",
        footer=False, widget="WorkshopsPane"),
)  # fmt: skip

CASE: Final = (
    Command("case.view", "v", "next_view", "View",
        "Who pays and who gains, by year, what must be true, options and what has no price.", palette=False),
    Command("case.new", "n", "new", "New", "Write a new line of the case, or another case.", palette=False),
    Command("case.edit", "e", "edit", "Edit", "Open the form of the line under the cursor.", palette=False),
    Command("case.settings", "s", "edit_case", "Settings",
        "Open the form of the case: counterfactual, years, prices, partners.", palette=False),
    Command("case.remove", "x,delete", "remove", "Remove", "Remove the line under the cursor.", palette=False),
    Command("case.explain", "f5", "explain", "Explain",
        "Choose a figure of the case and walk it back: to organisations, lines, years, and to what was typed.",
        palette=False),
    Command("case.choose", "c", "choose", "Another case", "Show another case of the place.", palette=False),
    Command("case.import", "I", "import_file", "Import", "Take a case in from a JSON file.", palette=False),
    Command("case.export", "E", "export_file", "Export", "Write the case to a JSON file.", palette=False),
)  # fmt: skip
"""The keys of the panel of a business case."""

CHAPTER: Final = Chapter(
    where="dives",
    title="Dives",
    shares=("register",),
    tells=("Who does what for whom in one theme, what people say of it, what is in the way and what could be done; "
           "and every register."),
    commands=(*SCREEN, *MAP, *STEPS, *NOTES, *WORKSHOPS),
    prose=(
        (
            "What this shows",
            "The deep dives of the place, sub-themes below the one they are part of, and of the one under the cursor "
            "the views that v goes through. All deep dives shows everything of the place. Deep dives whose figures "
            "are invented examples say illustrative on every view.",
        ),
        (
            "Deep dive",
            "Its question, sponsor, people and dates; the spend tagged to it in the year on show, with its share of "
            "the count and of which count, per head and per person in it; how much of its deliveries prevents, by "
            "the step after which prevention ends (%), and by every other. a tags spend by a rule, or one line, "
            "whole or by a share; in the list of tags (Tab), x removes one. A line never counts more than once.",
        ),
        (
            "Map",
            "For one client group, a row for each activity, a column for each organisation. A cell shows how many "
            "deliveries there are and what they cost a year; + says that some cost is not known. ■ same: another "
            "organisation whose area meets does the same for the same people. ◪ overlap: another does something for "
            "the same people in the same category, or the same for others. W chooses for whom; Enter shows the "
            "cell's deliveries.",
        ),
        (
            "Registers",
            "Deliveries, journeys, workshops, barriers, opportunities and every other register work by the same "
            "keys: n New, e Edit, x Remove, s Sort, f Filter, / Find, H Changes, I Import, E Export. The last view "
            "lists all registers with how many records each holds; R chooses one from anywhere in Deep dives.",
        ),
        (
            "Business cases",
            "c opens a business case of the place: who pays and who gains, partners first, compared with what would "
            "happen anyway. Enter types the number under the cursor, and the table follows with each key; Enter saves. "
            "v goes on to the years, to what must be true in each line's own words, and to the options and what has no "
            "price. F5 walks a figure back to its lines, years, factors, corrections and roundings. "
            "There is no colour for good or bad, and no ratio stands for the whole.",
        ),
        (
            "Journeys",
            "The steps of the one under the cursor along time, from top to bottom: the day, a lane for each "
            "organisation (named below), what happens, the days waited before it, the cost. ✗ is where it breaks. "
            "Enter goes to the steps, N makes one, < and > move it. ≥ says that an earlier wait is not known.",
        ),
        (
            "Workshops",
            ("The notes of the one under the cursor. F11 opens its room, in which notes are typed as people talk. w "
             "writes the notes for the participants. Record organisations, never people."),
        ),
        (
            "Barriers and opportunities",
            ("Space moves the one under the cursor to its next state, Backspace back; f shows those of one level, "
             "kind, state or horizon. u undoes any change."),
        ),
        (
            "Not known",
            ("What is not recorded stays blank and is in no sum: a cost that is not known is never treated as zero, "
             "and sums say how many are not known."),
        ),
        (
            "Private",
            ("The note of each record, and notes marked private, are for you: they are never in a pack, in notes for "
             "participants, or on the wall in the room."),
        ),
    ),
)  # fmt: skip
