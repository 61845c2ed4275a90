"""Which desk files were opened lately, kept outside them in the user's own state folder."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

from tpdesk.models import guard

MOST: Final = 10
"""How many desks are remembered."""


def _file() -> Path:
    import platformdirs

    return platformdirs.user_state_path("tpdesk", appauthor=False) / "recent.json"


def default_desk() -> Path:
    """Return the desk that is opened where none is named and none was opened before: in the user's data folder."""
    import platformdirs

    return platformdirs.user_data_path("tpdesk", appauthor=False) / "desk.tpdesk"


def recent_desks() -> list[Path]:
    """Return the desks opened lately that still exist, the latest first. A missing or damaged list is an empty one."""
    try:
        names = json.loads(_file().read_text(encoding="utf-8"))
        return [path for path in (Path(name) for name in names if isinstance(name, str)) if path.is_file()]
    except (OSError, ValueError, TypeError):
        return []


def remember(path: Path) -> None:
    """Put the desk first in the list. A list that cannot be written is no reason to stop."""
    path = path.resolve()
    names = [str(path), *(str(other) for other in recent_desks() if other != path)]
    try:
        guard.private_folder(_file().parent)
        _file().write_text(json.dumps(names[:MOST]), encoding="utf-8")
        guard.private(_file())
    except OSError:
        return
