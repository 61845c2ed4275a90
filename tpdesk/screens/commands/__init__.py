"""Every command of the window, once: keys, palette, footer, tooltips, help and docs/keys.md are made from these."""

from __future__ import annotations

from importlib import import_module
from typing import Final

from tpdesk.screens.commands.agencies import RETURNS_READ
from tpdesk.screens.commands.declare import Chapter, Command
from tpdesk.screens.commands.deskfile import CHAPTERS as DESK_FILE_CHAPTERS
from tpdesk.screens.commands.everywhere import BUILT_IN as BUILT_IN
from tpdesk.screens.commands.everywhere import CHAPTER, TOUR
from tpdesk.screens.commands.everywhere import DIALOG as DIALOG
from tpdesk.screens.commands.everywhere import FORM as FORM
from tpdesk.screens.commands.everywhere import PANEL_KEYS as PANEL_KEYS
from tpdesk.screens.commands.intake import OWN_AREAS, ROOM_CHAPTERS
from tpdesk.screens.commands.overview import AREAS
from tpdesk.screens.commands.places import REDRAWN, SET_UP
from tpdesk.screens.commands.register import CHAPTER as REGISTER
from tpdesk.screens.commands.room import PASTE, PIVOT, ROOM
from tpdesk.screens.modes import MODES

EVERYWHERE: Final = CHAPTER
"""What works on every screen."""

MODE_CHAPTERS: Final[tuple[Chapter, ...]] = tuple(
    import_module(f"tpdesk.screens.commands.{mode}").CHAPTER for mode in MODES
)
"""A chapter for each mode: the module of its name in this package."""

GO: Final = tuple(
    Command(f"desk.{chapter.where}", MODES[chapter.where].key, f"go('{chapter.where}')", chapter.title, chapter.tells,
        footer=False)
    for chapter in MODE_CHAPTERS
)  # fmt: skip
"""The keys of the modes, from the table of modes."""

CHAPTERS: Final = (
    *MODE_CHAPTERS,
    REGISTER,
    *ROOM_CHAPTERS,
    PASTE,
    PIVOT,
    AREAS,
    REDRAWN,
    SET_UP,
    OWN_AREAS,
    ROOM,
    EVERYWHERE,
    *DESK_FILE_CHAPTERS,
    RETURNS_READ,
    DIALOG,
    FORM,
)
"""All chapters, as the help lists them."""

COMMANDS: Final = (*(command for chapter in CHAPTERS for command in chapter.commands), *GO, PANEL_KEYS, *TOUR)
"""All commands."""


def chapter(where: str) -> Chapter:
    """Return the chapter of that mode, `desk` or `dialog`."""
    return next(chapter for chapter in CHAPTERS if chapter.where == where)
