"""The places: their keys and their help."""

from __future__ import annotations

from typing import Final

from tpdesk.screens.commands.declare import Chapter, Command

CHAPTER: Final = Chapter(
    where="places",
    title="Places",
    shares=("register",),
    tells="The register of places, with all that is kept of each.",
    commands=(
        Command("places.areas", "a", "areas", "Areas", "Choose the place's areas by a part of their names or codes.",
            widget="PlacesPane"),
        Command("places.boundaries", "b", "boundaries", "Boundaries",
            "Recount the place on new boundaries: options for new councils side by side, and what each would have "
            "spent.", footer=False, widget="PlacesPane"),
        Command("places.fill", "P", "fill", "Fill people",
            "Add the people and households that come with tpdesk for the place's areas. Years that are already "
            "recorded are unchanged.", footer=False, widget="PlacesPane"),
        Command("places.changed", "c", "changed", "Changes",
            "Show the changes to the place, with the values before and after.", widget="PlacesPane"),
        Command("places.programme", "w", "programme", "Whole programme",
            "Show the published counts and milestones of the whole programme, which belong to no one place.",
            footer=False, widget="PlacesPane"),
    ),
    prose=(
        (
            "What this shows",
            ("The register of places, those with money first; beside it, all that is kept of the one under the "
             "cursor. The place under the cursor is the place of every screen."),
        ),
        (
            "Two sides, the same keys",
            "Tab or Enter goes from the register to what is kept of the place, Tab back. e, n and x mean the place "
            "while the cursor is in the register, and the entry under the cursor while it is in what is kept. N adds "
            "an entry from either side: people, a programme, funding, a note, a published count, a milestone. u "
            "undoes any change.",
        ),
        (
            "Areas",
            "A place is a set of areas, each with its GSS code: they say whose areas meet, and how many people there "
            "are. a lists all that tpdesk knows; type a part of a name or a code. When areas change, people and "
            "households that were given for the earlier ones must be set again: tpdesk offers it.",
        ),
        (
            "People and households",
            "P takes the figures that come with tpdesk, with their source, for every year that it has; other figures "
            "are typed with n. A figure per head uses the people at the middle of the year in which the financial "
            "year starts. What is not known is left blank, and is never treated as zero.",
        ),
        (
            "Programmes, funding, notes, published counts, milestones",
            "What is known of the place besides its money, each with its source. Published counts are what others "
            "printed: they are never added to a count. Milestones of the whole programme stand with every place; w "
            "lists them, with the published counts that are of no one place.",
        ),
        ("Forms", ("What is typed in a form is kept when it is closed by Esc, or by a crash, and is there when the "
                   "form is opened again, until it is saved or forgotten.")),
    ),
)  # fmt: skip


REDRAWN: Final = Chapter(
    where="boundaries",
    title="Boundaries",
    tells="Recount the money of a place on new boundaries, options side by side.",
    commands=(
        Command("boundaries.new", "n", "new", "New", "Set up new boundaries: a name for each new council, and which "
            "district goes to which.", palette=False),
        Command("boundaries.import", "I", "import_file", "Import",
            "Import an option from a JSON file, which is checked first.", palette=False),
        Command("boundaries.next", "o", "next_option", "Next option", "Select the next option: its choices of driver "
            "stand in the table.", palette=False),
        Command("boundaries.explain", "e,f5", "explain", "Explain", "Walk the figure of a new council back to its "
            "lines and their driver.", palette=False),
        Command("boundaries.whose", "w", "whose", "Whose money", "Recount the councils' money alone, every "
            "organisation's, or as each option says.", palette=False),
        Command("boundaries.map", "m", "map", "Map", "Show the selected option as a map in letters: which district "
            "goes to which new council. m again shows the bars.", palette=False),
        Command("boundaries.remove", "x,delete", "remove", "Remove", "Remove the selected option, after a question.",
            palette=False),
    ),
    prose=(
        (
            "What this shows",
            "What each new council would have spent in the year, one bar a council on one scale for all options: solid "
            "is simply its own, hatched is shared by a choice of driver, and the line below reaches from the least to "
            "the most that a plausible other driver makes of it. The table says what the choice of driver moves, "
            "of the selected option.",
        ),
        (
            "Setting up an option",
            "n asks for a title and the names of the new councils, then lists the districts: the digit of a council "
            "gives it the district under the cursor and goes on to the next. F2 saves. Usual choices of driver are "
            "filled in; they are records like all others (Registers in Deep dives, R).",
        ),
        ("What it is not", "Not a budget, a funding position or a balance sheet: it is past spending on other "
            "boundaries."),
    ),
)  # fmt: skip
"""The panel of new boundaries."""

SET_UP: Final = Chapter(
    where="boundaries-set-up",
    title="New boundaries",
    tells="Say which district goes to which new council.",
    commands=(
        Command("set-up.save", "f2", "save_set", "Save", "Save the option: each district must go to a new council.",
            palette=False),
        Command("set-up.clear", "0,backspace,delete", "clear", "Clear",
            "Leave the district under the cursor to nobody.", palette=False),
    ),
    prose=(
        (
            "What this shows",
            "The districts of the place, and the new councils with their digits. A digit gives the district under the "
            "cursor to that council and goes on to the next district; 0 takes it back. F2 saves.",
        ),
    ),
)  # fmt: skip
"""The panel in which districts are given to new councils."""
