"""Which folders files were imported from lately, and where the last one was written; kept outside the desk in the user's own state folder."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from tpdesk.models.own.kept_json import read_kept, write_kept

_NAME: Final = "folders.json"
_OUTPUT: Final = "output-folder.json"

MOST: Final = 5
"""How many folders are remembered."""


def recent_folders() -> list[Path]:
    """Return the folders that files were taken from lately and that are still there, the latest first."""
    held = read_kept(_NAME)
    names = [name for name in held if isinstance(name, str)] if isinstance(held, list) else []
    return [path for path in map(Path, names) if _is_folder(path)]


def remember_folder(path: Path) -> None:
    """Put the folder first in the list."""
    path = path.resolve()
    others = [str(other) for other in recent_folders() if other != path]
    write_kept(_NAME, [str(path), *others][:MOST])


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
