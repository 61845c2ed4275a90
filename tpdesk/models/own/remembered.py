"""What tpdesk remembers of its own accord: small files in the user's own state folder, written whole or not at all.

Which desk files were opened lately, kept outside them in the user's own state folder.

Which folders files were imported from lately, and where the last one was written; kept outside the desk in the
user's own state folder.

Which place, year and level a desk showed when it was last closed, kept outside the desk for the next time.

What the user last chose for the window, kept outside the desk: the theme, and whether the tour was seen.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from tpdesk.errors import Locked
from tpdesk.models import guard
from tpdesk.models.file_writing import write_text
from tpdesk.text import folded


def read_kept(name: str) -> object:
    """Return what the file `name` holds, or None where it is missing or damaged."""
    try:
        return json.loads((guard.state_folder() / name).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None


def write_kept(name: str, data: object) -> None:
    """Write the file. One that cannot be written is no reason to stop."""
    with contextlib.suppress(OSError, Locked):
        file = guard.state_folder() / name
        guard.private_folder(file.parent)
        write_text(file, json.dumps(data))


MOST_DESKS: Final = 10
"""How many desks are remembered."""

_NAME: Final = "recent.json"


def default_desk() -> Path:
    """Return the desk that is opened where none is named and none was opened before: in the user's data folder."""
    return guard.data_folder() / "desk.tpdesk"


def recent_desks() -> list[Path]:
    """Return the desks opened lately that still exist, the latest first. A missing or damaged list is an empty one."""
    names = read_kept(_NAME)
    try:
        found = [Path(name) for name in names if isinstance(name, str)] if isinstance(names, list) else []
        return [path for path in found if path.is_file()]
    except (OSError, ValueError):
        return []


def remember(path: Path) -> None:
    """Put the desk first in the list. A list that cannot be written is no reason to stop."""
    known = recent_desks()
    try:
        path = path.resolve()
    except OSError:
        return
    if known[:1] != [path]:
        names = [str(path), *(str(other) for other in known if other != path)]
        write_kept(_NAME, names[:MOST_DESKS])


_RECENT_FOLDERS_NAME: Final = "folders.json"
_OUTPUT: Final = "output-folder.json"

MOST_FOLDERS: Final = 5
"""How many folders are remembered."""


def recent_folders() -> list[Path]:
    """Return the folders that files were taken from lately and that are still there, the latest first."""
    held = read_kept(_RECENT_FOLDERS_NAME)
    names = [name for name in held if isinstance(name, str)] if isinstance(held, list) else []
    return [path for path in map(Path, names) if _is_folder(path)]


def remember_folder(path: Path) -> None:
    """Put the folder first in the list."""
    path = path.resolve()
    others = [str(other) for other in recent_folders() if other != path]
    write_kept(_RECENT_FOLDERS_NAME, [str(path), *others][:MOST_FOLDERS])


def last_output_folder() -> Path | None:
    """Return the folder that a file was last written to; None where none was, or it has gone."""
    held = read_kept(_OUTPUT)
    return Path(held) if isinstance(held, str) and _is_folder(Path(held)) else None


def remember_output_folder(path: Path) -> None:
    """Keep the folder that a file was written to."""
    write_kept(_OUTPUT, str(path.resolve()))


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:
        return False


_WHEREABOUTS_NAME: Final = "whereabouts.json"
_MOST: Final = 50
"""Desks that are remembered; the one closed longest ago is forgotten first."""


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """What a desk showed."""

    place: str
    """The place's name."""

    year: int | None
    """The start year that the user chose; None where it was the one that the place's money says."""

    level: int
    """Of the categories, 1 to 4."""


def whereabouts(desk: Path) -> Whereabouts | None:
    """Return what the desk showed last, or None where nothing is kept that can be read."""
    held = _held().get(str(desk.resolve()))
    if not isinstance(held, dict):
        return None
    place, year, level = held.get("place"), held.get("year"), held.get("level")
    if isinstance(place, str) and isinstance(year, int | None) and isinstance(level, int) and 1 <= level <= 4:
        return Whereabouts(place, year, level)
    return None


def keep_whereabouts(desk: Path, shown: Whereabouts) -> None:
    """Keep what the desk shows."""
    key = str(desk.resolve())
    others = {path: held for path, held in _held().items() if path != key}
    write_kept(_WHEREABOUTS_NAME, dict([*others.items(), (key, asdict(shown))][-_MOST:]))


def forget_whereabouts(desk: Path, names: Iterable[str]) -> None:
    """Forget what the desk showed where that was a place of one of the names."""
    shown = whereabouts(desk)
    if shown is not None and folded(shown.place) in map(folded, names):
        write_kept(_WHEREABOUTS_NAME, {path: held for path, held in _held().items() if path != str(desk.resolve())})


def _held() -> dict[str, object]:
    held = read_kept(_WHEREABOUTS_NAME)
    return held if isinstance(held, dict) else {}


_PREFERENCES_NAME: Final = "window.json"


def preference(name: str) -> str:
    """Return what was chosen, or an empty text where nothing was."""
    held = read_kept(_PREFERENCES_NAME)
    value = held.get(name, "") if isinstance(held, dict) else ""
    return value if isinstance(value, str) else ""


def keep_preference(name: str, value: str) -> None:
    """Keep a choice for the next time."""
    held = read_kept(_PREFERENCES_NAME)
    write_kept(_PREFERENCES_NAME, {**(held if isinstance(held, dict) else {}), name: value})
