"""What works on every screen."""

from __future__ import annotations

from typing import Final

from tpdesk.screens.commands.declare import Chapter, Command
from tpdesk.screens.commands.deskfile import ENTRY
from tpdesk.screens.commands.intake import ENTRIES

CHAPTER: Final = Chapter(
    where="desk",
    title="Everywhere",
    tells="What works on every screen.",
    commands=(
        Command("desk.back", "escape", "back", "Back",
            "Go back to where you came from: from lines to the figure, from a room to the screen. Filters and cursor "
            "are as they were."),
        Command("desk.place", "p", "choose_place", "Place",
            "Choose the place that every screen shows, by a part of its name."),
        Command("desk.year", "y", "choose_year", "Year", "Choose the financial year that every screen shows."),
        Command("desk.earlier", "[", "go_year(-1)", "Earlier year", "Go to the year before, where the place has money.",
            footer=False),
        Command("desk.later", "]", "go_year(1)", "Later year", "Go to the year after, where the place has money.",
            footer=False),
        *ENTRIES,
        Command("desk.undo", "u,ctrl+z", "undo", "Undo", "Undo the latest change, whatever it was.", footer=False),
        Command("desk.redo", "U,ctrl+y", "redo", "Redo", "Redo the change that was undone last.", footer=False),
        Command("desk.saved", "ctrl+s", "say_saved", "Save",
            "Show when the desk was last saved. Every change is saved at once.", footer=False),
        Command("desk.picture", "", "write_picture", "Write a picture",
            "Save the screen with its charts as a picture (SVG) for Word and PowerPoint.", footer=False),
        Command("desk.settings", "f6", "show_settings", "Settings",
            "Set the theme, movement, and the number from which people are printed. Show where the file of settings "
            "is.", footer=False),
        Command("desk.history", "h", "show_history", "History",
            "Show every change, and go back to the desk as it was after any of them.", footer=False),
        Command("desk.backups", "B", "show_backups", "Backups",
            "Show the backups of the desk with what was done since, make one, or go back to one.", footer=False),
        ENTRY,
        Command("desk.sample", "d", "open_sample", "Sample desk",
            "Make the sample desk in a separate file and open it. Nothing you do there touches yours."),
        Command("desk.new-place", "n", "new_place", "New place", "Make the first place of this desk."),
        Command("desk.open", "o", "open_desk", "Open desk",
            "Open another desk file: one of the last ones, or by its path.", footer=False),
        Command("desk.new", "", "new_desk", "New desk",
            "Make an empty desk file and open it. The open one is unchanged.", footer=False),
        Command("desk.fresh", "", "fresh_sample", "Fresh sample desk",
            "Delete the sample desk with all changes made in it, and make a new one.", footer=False),
        Command("desk.room", "f11", "open_workshop_room", "Room",
            "Open the room of a workshop, to type notes while people talk. It shows nothing else.", footer=False),
        Command("desk.jump", "g", "jump", "Jump",
            "Show a letter at every part of the screen; press the letter to go there.", footer=False),
        Command("desk.tour", "f9", "start_tour", "Tour",
            "Go through the steps of the work, from organisations to pack.",
            footer=False),
        Command("desk.reload", "r", "reload", "Reload", "Read the desk file again.", footer=False),
        Command("desk.stop", "f8", "stop_work", "Stop work",
            "Stop the work that runs in the background. Nothing of it is kept."),
        Command("desk.troubles", "f7", "show_troubles", "Messages",
            "Show the problems since the desk was opened, to read or copy them again.", footer=False),
        Command("desk.keys", "?", "show_keys", "Keys", "Show every key and what it does."),
        Command("desk.help", "f1", "show_help", "Help",
            "Explain in words what this screen shows and where its figures come from."),
        Command("desk.theme", "t", "next_theme", "Theme",
            "Change to the next theme: ink, paper, high contrast, projector. The choice is kept.", footer=False),
        Command("desk.themes", "", "change_theme", "Other themes",
            "Choose among all themes, those of Textual too. The choice is kept.", footer=False),
        Command("desk.quit", "q,ctrl+q", "quit", "Quit", "Close the desk. Everything is saved."),
    ),
    prose=(),
)  # fmt: skip
"""What every screen has; the keys of the modes, 1 to 7, come from the table of modes."""

DIALOG: Final = Chapter(
    where="dialog",
    title="In a panel or a form",
    tells="What works in a panel, a form or a list to choose from.",
    commands=(
        Command(
            "dialog.close", "escape", "close", "Close",
            "Go back to the desk. Text typed in a form is kept for the next time.", palette=False,
        ),
        Command("dialog.quit", "ctrl+q", "quit", "Quit",
            "Close the desk. Text typed in a form is kept for the next time.", footer=False, palette=False),
        Command("dialog.save", "f2,ctrl+s", "save", "Save", "Save the form.", palette=False),
        Command("dialog.help", "f1", "show_help", "Help", "Explain the panel or the form, and its keys.", footer=False,
            palette=False),
    ),
    prose=(),
)  # fmt: skip
"""What works in whatever stands over a screen."""

FORM: Final = Chapter(
    where="form",
    title="In a form",
    tells="What works in a form beside that.",
    commands=(
        Command("form.swap", "f12", "swap", "Desk's text",
            "Use the desk's text in a field that was changed elsewhere, or go back to your own.", palette=False),
    ),
    prose=(),
)  # fmt: skip
"""What works in a form."""

PANEL_KEYS: Final = Command("panel.close", "escape,q,f1,?", "close", "Close", "Go back to the desk.", palette=False)
"""What closes a panel in which nothing is typed."""

TOUR: Final = (
    Command("tour.next", "enter,right,space", "next", "Next step", "Go on with the tour.", palette=False),
    Command("tour.back", "left,backspace", "back", "Step before", "Go a step back in the tour.", palette=False),
    Command(
        "tour.sample",
        "d",
        "sample",
        "Sample desk",
        "Take the tour in the sample desk, where this desk is empty.",
        palette=False,
    ),
    Command(
        "tour.close",
        "escape,q",
        "close",
        "End the tour",
        "End the tour; it can be begun again at any time.",
        palette=False,
    ),
)
"""What works in the tour."""

BUILT_IN: Final = (
    ("↑ ↓", "Go through a list, or scroll."),
    (
        "Home End",
        (
            "Go to the first or last column of a table's row, or to the first or last row of a list; with ctrl "
            "to the first or last row."
        ),
    ),
    ("Tab", "Go to the next part of the screen."),
    ("ctrl+p", "Find a command by typing a part of its name."),
)
"""Keys that Textual gives, as the help lists them."""
