"""Every command of the window, once: keys, palette, footer, tooltips and help are made from these."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from textual.binding import Binding, BindingType


@dataclass(frozen=True, slots=True)
class Command:
    """Something the user can do."""

    id: str
    """`screen.act`: the binding's id, by which it can be given another key."""

    keys: str
    """Textual's names of its keys, with commas between."""

    key_text: str
    """The keys as people read them."""

    action: str
    """The action's name without `action_`."""

    title: str
    """One or two words, for the footer and the palette."""

    tells: str
    """One sentence of what it does, for palette, tooltip and help."""

    footer: bool = True
    """Whether the footer has room for it."""

    palette: bool = True
    """Whether the palette lists it."""


EVERYWHERE: Final = (
    Command("desk.keys", "question_mark", "?", "show_keys", "Keys", "Show every key and what it does."),
    Command(
        "desk.help",
        "f1",
        "F1",
        "show_help",
        "Help",
        "Explain in words what this screen shows and where its figures come from.",
    ),
    Command(
        "desk.theme",
        "t",
        "t",
        "next_theme",
        "Light or dark",
        "Change between the dark and the light theme.",
        footer=False,
    ),
    Command("desk.quit", "q,ctrl+q", "q, ctrl+q", "quit", "Quit", "Close the desk. Nothing here waits to be saved."),
)
"""What works on every screen."""

OVERVIEW: Final = (
    Command(
        "overview.sample",
        "d",
        "d",
        "open_sample",
        "Sample desk",
        "Make the sample desk in your data folder and open it.",
    ),
    Command(
        "overview.year", "y", "y", "next_year", "Year", "Go one year back; after the earliest, to the latest again."
    ),
    Command(
        "overview.earlier",
        "left_square_bracket",
        "[",
        "earlier_year",
        "Earlier year",
        "Go to the year before, where the place has money.",
        footer=False,
    ),
    Command(
        "overview.later",
        "right_square_bracket",
        "]",
        "later_year",
        "Later year",
        "Go to the year after, where the place has money.",
        footer=False,
    ),
    Command(
        "overview.level",
        "l",
        "l",
        "next_level",
        "Level",
        "Show categories as divisions, groups, classes or service lines.",
    ),
    Command("overview.all", "a", "a", "all_rows", "All rows", "Show every body and category, or the biggest only."),
    Command("overview.reload", "r", "r", "reload", "Reload", "Read the desk file again."),
)
"""What works on the overview."""

DIALOG: Final = (
    Command(
        "dialog.close", "escape,q,f1,question_mark", "Esc", "dismiss", "Close", "Go back to the desk.", palette=False
    ),
)
"""What works on a panel of help."""

COMMANDS: Final = (*OVERVIEW, *EVERYWHERE, *DIALOG)
"""All of them."""

BUILT_IN: Final = (
    ("↑ ↓", "Go through the places, or scroll the figures."),
    ("Tab", "Change between the places and the figures."),
    ("ctrl+p", "Find a command by typing a part of its name."),
)
"""Keys that Textual gives, as the help lists them."""


def bindings(commands: Iterable[Command]) -> list[BindingType]:
    """Return the commands as Textual's bindings, each with its id."""
    return [
        Binding(
            command.keys, command.action, command.title, show=command.footer, id=command.id, tooltip=command.tells,
            key_display=command.key_text.split(", ")[0],
        )
        for command in commands
    ]  # fmt: skip
