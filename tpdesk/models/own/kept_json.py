"""What tpdesk remembers of its own accord: small files in the user's own state folder, written whole or not at all."""

from __future__ import annotations

import contextlib
import json

from tpdesk.errors import Locked
from tpdesk.models import guard
from tpdesk.models.file_writing import write_text


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
