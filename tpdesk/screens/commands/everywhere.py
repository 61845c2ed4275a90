"""What works on every screen."""

from __future__ import annotations

from typing import Final

from tpdesk.screens.commands.command import Chapter, Command

CHAPTER: Final = Chapter(
    where="desk",
    title="Everywhere",
    tells="What works on every screen.",
    commands=(
        Command("desk.place", "p", "choose_place", "Place", "Choose the place that every screen shows, by a part of its name."),
        Command("desk.year", "y", "choose_year", "Year", "Choose the financial year that every screen shows."),
        Command("desk.earlier", "[", "go_year(-1)", "Earlier year", "Go to the year before, where the place has money.", footer=False),
        Command("desk.later", "]", "go_year(1)", "Later year", "Go to the year after, where the place has money.", footer=False),
        Command("desk.sample", "d", "open_sample", "Sample desk", "Make the sample desk in your data folder and open it."),
        Command("desk.reload", "r", "reload", "Reload", "Read the desk file again.", footer=False),
        Command("desk.stop", "f8", "stop_work", "Stop work", "Stop the work that runs in the background; nothing of it is kept.", footer=False),
        Command("desk.troubles", "f7", "show_troubles", "Messages", "Show what went wrong since the desk was opened, to be read again or copied.", footer=False),
        Command("desk.keys", "?", "show_keys", "Keys", "Show every key and what it does."),
        Command("desk.help", "f1", "show_help", "Help", "Explain in words what this screen shows and where its figures come from."),
        Command("desk.theme", "t", "next_theme", "Theme", "Change to the next theme: ink, paper, high contrast, projector. The choice is kept.", footer=False),
        Command("desk.quit", "q,ctrl+q", "quit", "Quit", "Close the desk. Nothing here waits to be saved."),
    ),
    prose=(),
)  # fmt: skip
"""The keys that every screen has; those of the modes, 1 to 7, come from the table of modes."""

DIALOG: Final = Chapter(
    where="dialog",
    title="In a panel or a form",
    tells="What works in a panel, a form or a list to choose from.",
    commands=(
        Command(
            "dialog.close", "escape", "close", "Close", "Go back to the desk. What was typed in a form is kept for when it is opened again.", palette=False,
        ),
        Command("dialog.save", "f2", "save", "Save", "Save the form.", palette=False),
    ),
    prose=(),
)  # fmt: skip
"""What works in whatever stands over a screen."""

PANEL_KEYS: Final = Command("panel.close", "escape,q,f1,?", "close", "Close", "Go back to the desk.", palette=False)
"""What closes a panel in which nothing is typed."""

BUILT_IN: Final = (
    ("↑ ↓", "Go through a list, or scroll."),
    ("Tab", "Go to the next part of the screen."),
    ("ctrl+p", "Find a command by typing a part of its name."),
)
"""Keys that Textual gives, as the help lists them."""
