"""How files come in and what their labels stand for: the rooms of the Spend mode, their keys and their help."""

from __future__ import annotations

from typing import Final

from tpdesk.screens.commands.declare import Chapter, Command

LABELS_PANE: Final = "LabelsPane"
"""The labels of the mapping room, which have the keys of what is listed and selected."""

ENTRIES: Final = (
    Command("desk.import", "i", "open_room('import')", "Import files",
        "Import spending files: choose them, check how they are read, import them."),
    Command("desk.mapping", "m", "open_room('mapping')", "Map labels",
        "Map the organisations' own labels to services, most money first."),
    Command("desk.transfers", "T", "open_room('transfers')", "Transfers",
        "Show what organisations pay each other; mark such payments so that money is counted once, or remove marks."),
    Command("desk.own-areas", "K", "show_own_areas", "Areas and wards",
        "Show wards and other areas of your own, import them, and put right what lines name as an area that tpdesk "
        "does not know.", footer=False),
    Command("desk.batches", "b", "open_room('batches')", "Batches",
        "Show what was imported, file by file, with rejected rows; remove a batch."),
)  # fmt: skip
"""What opens the rooms, from every screen that has no use of its own for the key;
the footer has those for which there is room."""

IMPORT: Final = Chapter(
    where="import",
    title="Import files",
    tells="Import spending files.",
    commands=(
        Command("import.on", "f2", "import_on", "Next",
            "Go to the next step: choose files, check them, import them, map their labels.", palette=False),
        Command("import.choose", "space", "import_choose", "Select",
            "Select or unselect the file under the cursor; on a folder, all its files.", palette=False),
        Command("import.all", "a", "import_all", "All", "Select or unselect all files listed.", palette=False),
        Command("import.path", "/", "import_path", "Path",
            "Type the path of a folder, of a file, or a pattern such as *_18*.csv.", palette=False),
        Command("import.back", "backspace", "import_back", "Back",
            "Go to the folder above; from checking, back to choosing.", footer=False, palette=False),
        Command("import.drop", "x", "import_drop", "Leave out", "Leave the file under the cursor out.", palette=False),
        Command("import.rejects", "e", "import_rejects", "Fix rejected rows",
            "Fix the rejected rows of the file under the cursor.", palette=False),
        Command("import.leave", "escape", "leave", "Close", "Go back to the desk. Selected files stay selected.",
            footer=False, palette=False),
    ),
    prose=(
        (
            "What this shows",
            "Three steps. Choose the files. Check how each would be read: nothing is on the desk yet, and everything "
            "recognised can be changed. Import them: F2 waits until all files are read, and each file becomes a "
            "batch, which can be undone (u) or removed later.",
        ),
        (
            "Choosing",
            "Enter opens a folder, and goes on with a file. Space selects several, a all that are listed. / goes to "
            "the path: Tab takes a completion, and a pattern such as *_18*.csv selects all files that match.",
        ),
        (
            "Checking",
            "Left are the files, each with how it stands. Right is how the one under the cursor is read: every line "
            "says what was recognised and why, Enter changes it, and the rows below show the effect at once. A "
            "column is changed by Enter on its field, or on a cell of the rows. What is said of columns, dates, unit "
            "and sign holds for all files laid out alike; place, organisation, year, kind of money and saved layout "
            "for all files.",
        ),
        (
            "Whose spending",
            ("A file of one organisation needs that organisation: it is proposed where the file or its folder has "
             "its name. A file of several names the organisation in each row."),
        ),
        (
            "Control total",
            ("Type the total that the organisation gives, in the file's own unit. It must agree to the penny; any "
             "difference is shown and kept with the batch."),
        ),
        (
            "Rejected rows",
            ("Rows that cannot be read are kept whole with the reason, never dropped. e fixes them here; the batch "
             "keeps what was rejected until then."),
        ),
        ("Stopping", "F8 stops: nothing of the whole import stays, not even files that were in already."),
    ),
)  # fmt: skip
"""The import room."""

MAPPING: Final = Chapter(
    where="mapping",
    title="Map labels",
    tells="Say which services the organisations' own labels stand for.",
    commands=(
        Command("mapping.map", "e", "mapping_map", "Map",
            "Choose the category of the label, or of all selected labels. Enter does the same.", palette=False),
        Command("mapping.accept", "a", "mapping_accept", "Accept",
            "Accept the suggestion for the label, or for all selected labels.", palette=False),
        Command("mapping.all", "A", "mapping_all", "Map many",
            "Map many labels in one step, after a preview of the money: organisations that serve one purpose, support "
            "costs, suggestions by confidence.", palette=False),
        Command("mapping.choose", "space", "mapping_choose", "Select",
            "Select the label under the cursor, to map several at once.", palette=False, widget=LABELS_PANE),
        Command("mapping.choose-all", "*", "mapping_choose_all", "Select all",
            "Select all labels listed, to map them at once, or unselect them.", palette=False, widget=LABELS_PANE),
        Command("mapping.rest", "D", "mapping_rest", "Whole organisation",
            "Map all unmapped labels of one organisation to one category. The usual one of its kind is first, for "
            "example police services.", palette=False),
        Command("mapping.body", "f", "mapping_body", "Organisation",
            "Show the labels of one organisation only, or of all.",
            footer=False, palette=False, widget=LABELS_PANE),
        Command("mapping.view", "v", "mapping_view", "View", "Show the labels without a map, or those that have one.",
            footer=False, palette=False, widget=LABELS_PANE),
        Command("mapping.split", "%", "mapping_split", "Split",
            "Divide the label between several categories by shares.", footer=False, palette=False),
        Command("mapping.off", "x", "mapping_off", "Remove map",
            "Remove the map of the label, or of all selected labels.", footer=False, palette=False),
        Command("mapping.search", "/,ctrl+f", "mapping_search", "Search", "Show the labels that contain a text.",
            footer=False, palette=False, widget=LABELS_PANE),
        Command("mapping.scope", "c", "mapping_scope", "Whose labels",
            "Map a label for its own organisation, or for every organisation of the place that uses it.", footer=False,
            palette=False,
            widget=LABELS_PANE),
        Command("mapping.write", "w", "mapping_write", "Write map file",
            "Write the unmapped labels to a file, to fill in with a spreadsheet.", footer=False, palette=False),
        Command("mapping.take", "l", "mapping_take", "Import map file",
            "Import a map file: columns label, category and share.", footer=False, palette=False),
        Command("mapping.leave", "escape", "leave", "Close",
            "Unselect the labels; if none is selected, go back to the desk.", footer=False, palette=False),
    ),
    prose=(
        (
            "What this shows",
            "The organisations' own words for their services that have no category yet, the most money first: the few "
            "labels at the top are most of the money. The bar is the share of the place's money, over all years, "
            "that has one; below it stands what the count of the year shows.",
        ),
        (
            "Mapping",
            "Enter asks for the category: type a part of its name or its code. The lines below the list show what "
            "the label was spent on. A suggestion says what it comes from and how sure it is; it is never accepted "
            "unasked. % splits a label over several categories by shares.",
        ),
        (
            "Many at once",
            "A shows what can be mapped in one step, each with its labels and money: an organisation that serves one "
            "purpose as a whole (police, fire, ambulance, NHS, probation, courts, DWP, transport, schools), support "
            "costs by one rule, and suggestions by confidence. Space selects, the preview says which categories the "
            "money goes to, Enter accepts, and one u undoes all of it. D maps all that is left of one organisation: "
            "a police organisation's fuel and cleaning are police services, and COFOG counts them there. Give the "
            "exceptions another category afterwards: v shows what is mapped, / lists the labels that hold a word, * "
            "selects all that are listed, e maps them. What is selected stays selected while you filter further.",
        ),
        (
            "Where suggestions come from",
            "The organisation's purpose; labels mapped before on this desk; the shared maps; words for services in "
            "the label; the descriptions of its largest lines; and suppliers whose other lines have a map. What was "
            "bought (petrol, organisation staff) says nothing of a service. Support costs of an organisation of "
            "several services go to Management and support services; those of an organisation of one purpose go with "
            "that purpose. High: the words leave little doubt. Medium: most of the money or of the words says so. "
            "Low: look first.",
        ),
        (
            "Whose label",
            ("A map holds for the label of its own organisation, or (c) for every organisation of the place that "
             "uses the same word. An organisation's own map wins over the place's, and that over the shared maps "
             "that come with tpdesk."),
        ),
        (
            "The effect",
            "Maps apply to the count, not to the lines: a change shows at once in every figure, and u undoes it.",
        ),
        (
            "In a spreadsheet",
            ("w writes the open labels with their suggestions; fill in the categories and import the file with l. A "
             "row with an empty category removes a map."),
        ),
    ),
)  # fmt: skip
"""The mapping room."""

BATCHES: Final = Chapter(
    where="batches",
    title="Batches",
    tells="What was imported, file by file.",
    commands=(
        Command("batches.rejects", "e", "batches_rejects", "Rejects",
            "Show the rejected rows of the batch, to fix them. Enter does the same.", palette=False,
            when="has_rejects"),
        Command("batches.lines", "l", "batches_lines", "Lines", "Show the lines of the batch.", palette=False,
            when="has_lines"),
        Command("batches.write", "w", "batches_write", "Write rejects",
            "Write the rejected rows to a file, to fix in a spreadsheet and import.", footer=False, palette=False,
            when="has_rejects"),
        Command("batches.remove", "x,delete", "batches_remove", "Remove",
            "Remove the batch, after a question. Press u to undo.", palette=False, when="has_batch"),
        Command("batches.leave", "escape", "leave", "Close", "Go back to the desk.", footer=False, palette=False),
    ),
    prose=(
        (
            "What this shows",
            ("A batch is one import of one file. The list has the latest first; below stands how the file was read, "
             "sheet by sheet, and what it brought."),
        ),
        ("Read = imported + blank + rejected",
            ("Every row of a file is one of these. A rejected row is kept whole until it is fixed, or left out for "
             "good.")),
        ("Removing a batch", ("All its lines are removed, except those that were edited since, and its rejected "
                              "rows. Lines that stay keep the batch as their source. Press u to undo.")),
        ("The fingerprint", ("A number made of all that the file holds: by it a file that comes a second time is "
                             "recognised, whatever it is called.")),
    ),
)  # fmt: skip
"""The batches room."""

REJECTS: Final = Chapter(
    where="rejects",
    title="Rejected rows",
    tells="Fix rows that could not be read, and import them.",
    commands=(
        Command("rejects.mend", "e", "rejects_mend", "Fix",
            "Edit the cells of the row under the cursor. Enter does the same.", palette=False, when="has_row"),
        Command("rejects.same", "s", "rejects_same", "Same", "Fix every row with the same fault in the same way.",
            palette=False, when="is_fixed"),
        Command("rejects.take", "f2", "rejects_take", "Import", "Import all fixed rows, as one batch.", palette=False,
            when="has_fixed"),
        Command("rejects.settle", "d", "rejects_settle", "Leave out",
            "Leave out the row under the cursor for good, for example a row of totals. Press u to undo.", palette=False,
            when="has_row"),
        Command("rejects.settle-alike", "D", "rejects_settle_alike", "Leave out alike",
            "Leave out every row that was rejected for the same reason as the one under the cursor.", footer=False,
            palette=False, when="has_row"),
        Command("rejects.write", "w", "rejects_write", "Write",
            "Write the rejected rows to a file, to fix in a spreadsheet and import.", footer=False, palette=False,
            when="has_row"),
        Command("rejects.forget", "x", "rejects_forget", "Forget", "Discard the changes to the row under the cursor.",
            footer=False, palette=False, when="is_fixed"),
        Command("rejects.leave", "escape", "leave", "Close", "Go back. Fixed rows are kept.", footer=False,
            palette=False),
    ),
    prose=(
        (
            "What this shows",
            ("The rows of a file that were not imported, each whole, with what is wrong in it. Some are rightly out, "
             "such as a row of totals: d leaves them out for good, so that they are no longer open."),
        ),
        ("Fixing", ("Enter shows the cells of a row, the one at fault first. Fixed rows wait here, also over a "
                    "restart, until F2 imports them all as a batch of their own.")),
        ("The same fault in many rows",
            "Fix one, then press s: every row with the same fault in the same cell gets the same new cell."),
        ("In a spreadsheet", ("w writes the rows with their marks. Fix them there and import the file like any "
                              "other: the marks say where each row belongs, and none is imported twice.")),
    ),
)  # fmt: skip
"""The room of rejected rows."""

TRANSFERS: Final = Chapter(
    where="transfers",
    title="Transfers",
    tells="Mark what organisations pay each other, so that money is counted once.",
    commands=(
        Command("transfers.choose", "space", "transfers_choose", "Select",
            "Select or unselect the payment under the cursor.", palette=False),
        Command("transfers.all", "a", "transfers_all", "All certain",
            "Select all payments that are not doubtful, or unselect all.", palette=False),
        Command("transfers.apply", "f2", "transfers_apply", "Mark",
            "Mark the selected payments as transfers, all in one step. Press u to undo.", palette=False),
        Command("transfers.lines", "enter,l", "transfers_lines", "Lines",
            "Show the lines of the payment under the cursor.", palette=False),
        Command("transfers.remove", "x,delete", "transfers_remove", "Remove mark",
            "Remove the mark from all that one organisation paid the other, after a question. Press u to undo.",
            palette=False),
        Command("transfers.leave", "escape", "leave", "Close", "Go back to the desk. Your selection is kept.",
            footer=False, palette=False),
    ),
    prose=(
        (
            "What this shows",
            "Above are payments of the place and year whose supplier has the name, or an alias, of another "
            "organisation of the place, and that are not marked yet. Below are the transfers in force, with what "
            "each removes from the count. Tab goes from one list to the other.",
        ),
        (
            "Counting once",
            "Money that one public organisation pays another is counted where it is finally spent. A transfer comes "
            "out of the total if its receiver has money of its own here, and at most up to that; what is paid to an "
            "organisation that sent nothing stays in.",
        ),
        (
            "Doubtful ones",
            "A supplier that says more than the name may be a precept, a tax or a collection, and no payment for a "
            "service: look at its lines (Enter) first. a leaves these out; Space selects them one by one.",
        ),
        ("The effect", ("The line above the lists says what the count is now and what it will be with those "
                        "selected. Nothing changes until F2.")),
    ),
)  # fmt: skip
"""The transfers room."""

OWN_AREAS: Final = Chapter(
    where="own-areas",
    title="Areas and wards",
    tells="Put unknown areas right, and import wards and other areas of your own.",
    commands=(
        Command("own-areas.accept", "enter,a", "accept", "Accept",
            "Let all lines that name the unknown area under the cursor name the suggested one.", palette=False),
        Command("own-areas.accept-all", "A", "accept_all", "Accept all",
            "Accept the suggestion for every unknown area that has one, in one step. Press u to undo.", palette=False),
        Command("own-areas.choose", "e", "choose_area", "Choose",
            "Choose the area that the lines mean, by a part of its name.", palette=False),
        Command("own-areas.import", "I", "import_areas", "Import areas",
            "Import areas from a CSV file or workbook, one a row. The file is checked first.", palette=False),
        Command("own-areas.drivers", "D", "import_drivers", "Import drivers",
            "Import drivers: a figure for each area, in one column or in several. The file is checked first.",
            palette=False),
        Command("own-areas.remove", "x,delete", "remove", "Remove", "Remove the area of your own under the cursor.",
            palette=False),
    ),
    prose=(
        ("What this shows", "Above, what lines name as an area that tpdesk does not know, with the area that was "
                            "probably meant. Below, the areas of your own: what each lies in, and its people."),
        ("Unknown areas", "Their money is in no area. Enter lets all lines that name one name the suggested area; e "
                          "chooses another. Where nothing is suggested, import the area, or choose one."),
        ("Files", "Areas: columns code, name, kind, inside, and where known people, households, year and source. "
                  "Drivers: an area in each row, and a column for each driver, or the one column value."),
    ),
)  # fmt: skip
"""The panel of areas of the user's own."""

ROOM_CHAPTERS: Final = (IMPORT, MAPPING, BATCHES, REJECTS, TRANSFERS)
"""A chapter for each room."""
