"""The places: their keys and their help."""

from __future__ import annotations

from typing import Final

from tpdesk.screens.commands.declare import Chapter, Command

CHAPTER: Final = Chapter(
    where="places",
    title="Places",
    tells="The register of places, with all that is kept of each.",
    commands=(
        Command("places.open", "enter", "open", "Open",
            "Open the records of the place; there, edit the record under the cursor.", footer=False),
        Command("places.edit", "e", "edit", "Edit", "Edit the place, or the record under the cursor."),
        Command("places.new", "n", "new", "New",
            "Make a place; in its records, add people, a programme, funding, a note, a published count or a "
            "milestone."),
        Command("places.areas", "a", "areas", "Areas", "Choose the place's areas by a part of their names or codes."),
        Command("places.fill", "P", "fill", "Fill people",
            "Add the people and households that come with tpdesk for the place's areas. Years that are already "
            "recorded are unchanged.", footer=False),
        Command("places.changed", "c,H", "changed", "Changes",
            "Show the changes to the place, with the values before and after."),
        Command("places.remove", "x,delete", "remove", "Remove",
            "Remove the place, or the record under the cursor, after a question.", footer=False),
        Command("places.programme", "w", "programme", "Whole programme",
            "Show the published counts and milestones of the whole programme, which belong to no one place.",
            footer=False),
        Command("places.import", "I", "import_file", "Import",
            "Import places from a CSV file or workbook, one for each row. The file is checked first.", footer=False),
        Command("places.export", "E", "export_file", "Export",
            "Export the places on show to a CSV file, which Import reads again.", footer=False),
        Command("places.sort", "s", "sort", "Sort",
            "Sort the register: those with money first, by name, by kind or by region.", footer=False),
        Command("places.filter", "f", "filter", "Filter",
            "Show all places, those with money, or those of one kind or region.", footer=False),
        Command("places.find", "/,ctrl+f", "find", "Find", "Go to a place by a part of its name.", footer=False),
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
            "while the cursor is in the register, and the entry under the cursor while it is in what is kept. u "
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
