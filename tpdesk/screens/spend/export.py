"""Lines out of the table: to the clipboard, or to a file that a spreadsheet opens."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tpdesk import services
from tpdesk.screens.reporter import Trouble
from tpdesk.text import counted, file_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tpdesk.screens.mode_screen import ModeScreen
    from tpdesk.screens.spend.rows import LineRows, Target

CLIPBOARD_MOST: Final = 75_000
"""Characters that terminals take into the clipboard; more are better written to a file."""


def copy_lines(screen: ModeScreen, target: Target, names: Sequence[str]) -> None:
    """Copy lines to the clipboard, as a spreadsheet takes them."""
    copied = f"{counted(target.count, 'line')} copied, with {counted(len(names), 'column')}."
    screen.ask(
        "spend.copy",
        lambda desk: services.lines.copy_out(desk, target.selection, names),
        lambda text: _to_clipboard(screen, text, copied, target.count),
    )


def _to_clipboard(screen: ModeScreen, text: str, copied: str, lines: int) -> None:
    if len(text) > CLIPBOARD_MOST:
        told = f"{counted(lines, 'line')} are too much for a terminal's clipboard. Write them to a file with w, and open that in the spreadsheet."
        screen.window.tell(Trouble("Not copied", told, True))
        return
    screen.app.copy_to_clipboard(text)
    screen.window.say(copied)


async def write_lines(screen: ModeScreen, rows: LineRows) -> None:
    """Write all lines shown, with the columns shown, to a file."""
    from tpdesk.screens.save_dialog import SaveDialog, write_file

    place = screen.window.place
    proposed = file_name(f"{place.name if place else screen.path.stem} lines", suffix=".csv")
    text = f"All {rows.total:,} lines shown, with the columns shown, as a CSV file that a spreadsheet opens."
    target = await screen.app.push_screen_wait(SaveDialog("Write the lines to a file", text, start=proposed))
    if target is not None:
        view, names = rows.view, rows.names
        assert view is not None
        write_file(
            screen.window,
            target,
            lambda desk: services.lines.write_lines(desk, view, names, target, replace=True),
            lambda lines: screen.window.say(f"{counted(lines, 'line')} written to {target}."),
        )
