"""Who may read our files: the one place that knows that operating systems differ."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path


def private(path: Path) -> None:
    """Let only the owner read and write the file at `path`. On Windows the user's own folders already see to that."""
    if sys.platform != "win32":
        path.chmod(stat.S_IRUSR | stat.S_IWUSR)


def private_folder(path: Path) -> None:
    """Make the folder at `path` where it is missing, open to its owner alone. Raises OSError where that cannot be done."""
    if path.is_dir():
        return
    path.mkdir(parents=True, exist_ok=True)
    if sys.platform != "win32":
        path.chmod(stat.S_IRWXU)


def make_private_file(path: Path) -> None:
    """Make an empty file at `path` that only its owner can read; an existing one is left alone. Raises OSError."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT, stat.S_IRUSR | stat.S_IWUSR)
    os.close(handle)
