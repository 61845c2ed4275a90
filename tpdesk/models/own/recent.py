"""Which desk files were opened lately, kept outside them in the user's own state folder."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from tpdesk.models import guard
from tpdesk.models.own.kept_json import read_kept, write_kept

MOST: Final = 10
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
        write_kept(_NAME, names[:MOST])
