"""Which desk files were opened lately, kept outside them in the user's own state folder."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Final

from tpdesk.models import guard

MOST: Final = 10
"""How many desks are remembered."""


def _file() -> Path:
    return guard.state_folder() / "recent.json"


def default_desk() -> Path:
    """Return the desk that is opened where none is named and none was opened before: in the user's data folder."""
    return guard.data_folder() / "desk.tpdesk"


def recent_desks() -> list[Path]:
    """Return the desks opened lately that still exist, the latest first. A missing or damaged list is an empty one."""
    try:
        names = json.loads(_file().read_text(encoding="utf-8"))
        return [path for path in (Path(name) for name in names if isinstance(name, str)) if path.is_file()]
    except (OSError, ValueError, TypeError):
        return []


def remember(path: Path) -> None:
    """Put the desk first in the list. A list that cannot be written is no reason to stop."""
    known = recent_desks()
    try:
        path = path.resolve()
        if known[:1] == [path]:
            return
        names = [str(path), *(str(other) for other in known if other != path)]
        guard.private_folder(_file().parent)
        # Whole or not at all: another tpdesk may be reading the list, or writing it too.
        fresh = _file().with_name(f"recent-{os.getpid()}.json")
        guard.make_private_file(fresh)
        fresh.write_text(json.dumps(names[:MOST]), encoding="utf-8", newline="")
        fresh.replace(_file())
    except OSError:
        return
