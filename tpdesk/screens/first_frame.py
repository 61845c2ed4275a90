"""The first frame of the window, painted before Textual is loaded: which desk is opened, the modes, and that the desk
is being read. Escape sequences and text alone, so that nothing heavy is imported for it."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final, NamedTuple, TextIO

from tpdesk.models import desktop
from tpdesk.models.own.config import read_config
from tpdesk.models.own.remembered import preference
from tpdesk.screens.modes import MODES
from tpdesk.text import printable

ENTER: Final = "\x1b[?1049h\x1b[?25l"
"""To the terminal's other screen, without a cursor: Textual begins with the same."""

LEAVE: Final = "\x1b[0m\x1b[?1049l\x1b[?25h"
"""Back to the shell's screen."""


class FrameColours(NamedTuple):
    """What of a theme the lines above and below every mode are painted in."""

    background: str
    panel: str
    foreground: str
    accent: str
    quiet: str


DEFAULT_THEME: Final = "tpdesk-ink"
"""What the window opens with where nothing was chosen."""

FRAME_COLOURS: Final[Mapping[str, FrameColours]] = {
    "tpdesk-ink": FrameColours("#0e161f", "#17222e", "#edf2f7", "#ffc861", "#b3c1cf"),
    "tpdesk-paper": FrameColours("#fbfaf7", "#eeece5", "#10181f", "#7a3e00", "#3d4a56"),
    "tpdesk-contrast": FrameColours("#000000", "#000000", "#ffffff", "#ffe14d", "#e4e4e4"),
    "tpdesk-projector": FrameColours("#ffffff", "#ffffff", "#000000", "#6a2a00", "#1f1f1f"),
}
"""Name of each house theme -> its colours."""


class FirstFrame:
    """Painted at once, once more by the window, whose start clears the screen, and taken off where no window comes."""

    def __init__(self, path: Path) -> None:
        self._name = printable(path.name)
        self._terminal: TextIO | None = None
        """The terminal that it stands on, until the window has it."""

    def paint(self) -> None:
        """Write the frame, where there is a terminal that understands it."""
        self._terminal = desktop.window_terminal()
        if self._terminal is not None:
            self._write(ENTER + self._text())

    def hand_over(self) -> str:
        """Return what the window writes after its start has cleared the screen; empty where there is no frame."""
        terminal, self._terminal = self._terminal, None
        return self._text() if terminal is not None else ""

    def leave(self) -> None:
        """Go back to the shell's screen, unless the window has the terminal."""
        if self._terminal is not None:
            self._write(LEAVE)
            self._terminal = None

    def _write(self, text: str) -> None:
        if self._terminal is not None:
            self._terminal.write(text)
            self._terminal.flush()

    def _text(self) -> str:
        return frame_text(self._name, *shutil.get_terminal_size(), colours=_theme_colours())


@contextmanager
def first_frame(path: Path) -> Iterator[FirstFrame]:
    """Show that the desk at `path` is being opened until the window stands. What goes wrong before is told on the
    shell's own screen."""
    frame = FirstFrame(path)
    frame.paint()
    try:
        yield frame
    finally:
        frame.leave()


def frame_text(name: str, width: int, height: int, *, colours: FrameColours | None) -> str:
    """Return the frame of the desk file `name` for a terminal of that size; without colours: in the terminal's own."""
    # A character may be two cells wide.
    name = name[: max(width // 2 - len("Reading  ..."), 1)]
    reading = f"Reading {name} ..."
    background = _colour(48, colours.background) if colours else ""
    panel = _colour(48, colours.panel) if colours else ""
    rows = {
        1: panel + "\x1b[K " + _part("tpdesk", colours, "accent", bold=True) + "  " + _part(name, colours),
        2: background + " " + "".join(_tabs(width, colours)),
        height // 2: " " * max((width - len(reading)) // 2, 0) + _part(reading, colours, "quiet"),
        height: panel + "\x1b[K",
    }
    return background + "\x1b[H\x1b[J" + "".join(f"\x1b[{at};1H{row}" for at, row in rows.items()) + "\x1b[0m"


def _tabs(width: int, colours: FrameColours | None) -> Sequence[str]:
    # As the window's own line: see `status.ModeTabs`.
    first, *others = MODES.values()
    named = sum(len(mode.title) + len(mode.key) + 3 for mode in MODES.values()) + 1 <= width - 2
    shown = " " + _part(f"▸{first.key} {first.title}", colours, "accent", bold=True) + " "
    return [
        shown,
        *(
            " "
            + _part(mode.key, colours, bold=True)
            + (" " + _part(mode.title, colours, "quiet") if named else "")
            + " "
            for mode in others
        ),
    ]


def _part(text: str, colours: FrameColours | None, colour: str = "foreground", *, bold: bool = False) -> str:
    shade = _colour(38, getattr(colours, colour)) if colours else ""
    return f"{shade}\x1b[1m{text}\x1b[22m" if bold else f"{shade}{text}"


def _colour(layer: int, code: str) -> str:
    red, green, blue = (int(code[at : at + 2], 16) for at in (1, 3, 5))
    return f"\x1b[{layer};2;{red};{green};{blue}m"


def _theme_colours() -> FrameColours | None:
    """Return the colours of the theme that the window will have; None where it is not ours, or the terminal may not
    show them."""
    every = sys.platform == "win32" or os.environ.get("COLORTERM", "").strip().lower() in ("truecolor", "24bit")
    if not every or "NO_COLOR" in os.environ:
        return None
    return FRAME_COLOURS.get(read_config().theme or preference("theme") or DEFAULT_THEME)
