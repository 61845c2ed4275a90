"""Which files tpdesk wrote as results, and what they held then; kept outside the desk in the user's own state folder.

Paths and contents are kept as digests alone: neither the name of a place nor of a body can be read from what is kept.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Final

from tpdesk.models.own.remembered import read_kept, write_kept

_NAME: Final = "written.json"

MOST_FILES: Final = 500
"""How many files are remembered; the one written longest ago is forgotten first."""


def remember_written(target: Path) -> None:
    """Keep what the file holds now. One that has gone again is forgotten."""
    key, digest = _key(target), _digest(target)
    others = {path: held for path, held in _held().items() if path != key}
    write_kept(_NAME, dict([*others.items(), *([(key, digest)] if digest else [])][-MOST_FILES:]))


def is_as_written(target: Path) -> bool:
    """Say whether tpdesk wrote the file and it still holds what it held then."""
    digest = _held().get(_key(target))
    return digest is not None and digest == _digest(target)


def _key(target: Path) -> str:
    return hashlib.sha256(str(target.resolve()).encode("utf-8", "surrogateescape")).hexdigest()


def _digest(target: Path) -> str:
    try:
        with target.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


def _held() -> dict[str, object]:
    held = read_kept(_NAME)
    return held if isinstance(held, dict) else {}
