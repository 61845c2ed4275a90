"""What tpdesk remembers of its own accord: small files in the user's own state folder, written whole or not at all."""

from __future__ import annotations

import json
import os

from tpdesk.models import guard


def read_kept(name: str) -> object:
    """Return what the file `name` holds, or None where it is missing or damaged."""
    try:
        return json.loads((guard.state_folder() / name).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None


def write_kept(name: str, data: object) -> None:
    """Write the file. One that cannot be written is no reason to stop."""
    try:
        file = guard.state_folder() / name
        guard.private_folder(file.parent)
        # Another tpdesk may be reading it, or writing it too.
        fresh = file.with_name(f"{file.stem}-{os.getpid()}{file.suffix}")
        guard.make_private_file(fresh)
        fresh.write_text(json.dumps(data), encoding="utf-8", newline="")
        fresh.replace(file)
    except OSError:
        return
