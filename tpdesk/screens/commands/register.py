"""One set of commands for every list of records, made once for all kinds;
and an entry of the palette for each register."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from tpdesk.screens.commands.declare import Chapter, Command

if TYPE_CHECKING:
    from tpdesk.domain.kinds import Kind

CHAPTER: Final = Chapter(
    where="register",
    title="Registers",
    tells=("What every list of records has: places, organisations, deep dives, deliveries, journeys, steps, workshops, "
           "notes, barriers, opportunities, and each register to come."),
    commands=(
        Command("register.open", "enter", "open", "Open",
            "Open the record under the cursor: its own list where it has one, such as the steps of a journey, or its "
            "card, else its form.", footer=False),
        Command("register.new", "n", "new", "New", "Make a record in the list that has the keyboard."),
        Command("register.edit", "e", "edit", "Edit", "Edit the record under the cursor."),
        Command("register.inside", "N", "new_inside", "New in it",
            "Make a record inside the one under the cursor: a sub-theme, a step of a journey, a note of a workshop, "
            "the people of a place.", footer=False),
        Command("register.below", "L", "next_below", "Next list below",
            "Show the next kind of what hangs on the record under the cursor.", footer=False),
        Command("register.next", "space", "move_state(1)", "Next state",
            "Move the record under the cursor to its next state; an organisation's return to its own."),
        Command("register.earlier", "backspace", "move_state(-1)", "State before",
            "Move the record under the cursor to the state before.", footer=False),
        Command("register.remove", "x,delete", "remove", "Remove",
            "Remove the record under the cursor, after a question.", footer=False),
        Command("register.sort", "s", "sort", "Sort", "Sort the list.", footer=False),
        Command("register.filter", "f", "filter", "Filter",
            "Show only some of the records: those of one organisation, kind, level, state ...", footer=False),
        Command("register.find", "/,ctrl+f", "find", "Find",
            "Go to a record by any word of it, or a part of its name.", footer=False),
        Command("register.summary", "S", "summary", "Summary",
            "Show what the records of the register come to, where it has a summary: totals, shares, progress ...",
            footer=False),
        Command("register.changed", "H", "changed", "Changes",
            "Show the changes to the record under the cursor, with the values before and after.", footer=False),
        Command("register.import", "I", "import_file", "Import",
            "Import records from a CSV file or workbook, one for each row. The file is checked first, and nothing is "
            "written before you agree.", footer=False),
        Command("register.export", "E", "export_file", "Export",
            "Export the list as it is filtered and sorted to a CSV file, which Import reads again.", footer=False),
    ),
    prose=(),
)  # fmt: skip


def stands_alone(kind: Kind) -> bool:
    """Say whether a kind has a list of its own; the others stand below what they hang on, as
    steps below their journey."""
    from tpdesk.domain.kinds import KINDS

    above = KINDS.get(kind.parent)
    return kind.name != "dive" and not kind.has_lines and (above is None or above.name == "dive" or above.has_lines)


def children(kind: Kind) -> list[Kind]:
    """Return the kinds whose records stand below one of this kind."""
    from tpdesk.domain.kinds import KINDS

    return [one for one in KINDS.values() if one.parent == kind.name and not stands_alone(one)]


def register_commands() -> Iterator[Command]:
    """Yield an entry of the palette for each register of the desk, from its declaration."""
    from tpdesk.domain.kinds import KINDS

    for kind in KINDS.values():
        if stands_alone(kind):
            tells = f"Show the register of {kind.plural.lower()} in Deep dives (6): {kind.about}."
            yield Command(f"register.show-{kind.name}", "", f"show_register('{kind.name}')", kind.plural, tells)
