"""Every screen as plain text in `snapshots/120x36/NAME.txt` and `snapshots/80x24/NAME.txt`, as it is painted:
walking, reading and comparing."""

from __future__ import annotations

import difflib
import os
import shutil
from pathlib import Path
from typing import Final

from tests.screens.looking import open_window
from tests.screens.snapshot_walks import MONTH, MONTH_FILE, Typed, Walk
from tests.screens.typing import type_in

FOLDER: Final = Path(__file__).with_name("snapshots")
"""The kept pictures."""

SIZES: Final = ((120, 36), (80, 24))
"""Columns and lines of the pictures."""

NOW: Final = "2026-01-15T10:30:00Z"
"""The time on every picture."""

WHEN: Final = 1_768_473_000
"""The same, as the system keeps the time of a file."""


def surroundings(folder: Path) -> dict[str, str]:
    """Return the environment in which a screen says the same on every machine and day."""
    return {
        "TPDESK_NOW": NOW,
        "TZ": "UTC",
        "LOGNAME": "officer",
        "USER": "officer",
        "HOME": str(folder),
        "XDG_DOCUMENTS_DIR": str(folder),
        **{f"XDG_{kind}_HOME": str(folder / f".{kind.casefold()}") for kind in ("CONFIG", "DATA", "STATE")},
    }


def lay_out(desk: Path, original: Path) -> None:
    """Put a copy of the desk and the file to import into the folder, with times that do not change."""
    shutil.copyfile(original, desk)
    month = desk.with_name(MONTH_FILE)
    month.write_text(MONTH, encoding="utf-8", newline="")
    for path in (desk, month):
        os.utime(path, (WHEN, WHEN))


async def pictures(walk: Walk, desk: Path, size: tuple[int, int]) -> dict[str, str]:
    """Go the walk and return name -> text of the picture at each stop."""
    made = dict[str, str]()
    async with open_window(desk, size) as window:
        for name, keys in walk.stops:
            for key in keys:
                await (type_in(window, key) if isinstance(key, Typed) else window.press(key))
            assert name not in made, name
            made[name] = "\n".join(window.lines) + "\n"
    return made


def file_of(name: str, size: tuple[int, int]) -> Path:
    """Return where the picture is kept."""
    return FOLDER / f"{size[0]}x{size[1]}" / f"{name}.txt"


def difference(name: str, size: tuple[int, int], now: str) -> str:
    """Return the unified difference between the kept picture and what is painted now; empty where they agree."""
    file = file_of(name, size)
    kept = file.read_text(encoding="utf-8") if file.exists() else ""
    path = file.relative_to(FOLDER.parent).as_posix()
    return "".join(difflib.unified_diff(_lines(kept), _lines(now), path, "painted now"))


def _lines(text: str) -> list[str]:
    # Where the end of a scroll bar falls within a cell hangs on whether something below is laid out yet.
    return [line.translate(_BAR_ENDS).rstrip() + "\n" for line in text.splitlines()]


_BAR_ENDS: Final = str.maketrans(dict.fromkeys("▁▂▃▄▅▆▇", " "))


def write(name: str, size: tuple[int, int], now: str) -> None:
    """Keep what is painted now."""
    file = file_of(name, size)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(now, encoding="utf-8", newline="")
