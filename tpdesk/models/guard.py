"""Where our own files are and who may read them: the one place that knows that operating systems differ."""

from __future__ import annotations

import errno
import os
import stat
import sys
from pathlib import Path


def data_folder() -> Path:
    """Return tpdesk's own folder for desks that are named nowhere; it may be missing."""
    import platformdirs

    return platformdirs.user_data_path("tpdesk", appauthor=False)


def state_folder() -> Path:
    """Return tpdesk's own folder for what it remembers of its own accord; it may be missing."""
    import platformdirs

    return platformdirs.user_state_path("tpdesk", appauthor=False)


def private(path: Path) -> None:
    """Let only the owner read and write the file at `path`. On Windows the user's own folders already see to that."""
    if sys.platform != "win32":
        path.chmod(stat.S_IRUSR | stat.S_IWUSR)


def private_folder(path: Path) -> None:
    """Make the folder at `path` where it is missing, open to its owner alone. Raises OSError where that cannot be done.

    The folder that holds it must be there, unless it is one of tpdesk's own: a long path with a slip in it is no wish for new folders.
    """
    if path.is_dir():
        return
    own = path in (data_folder(), state_folder())
    if not own and not path.parent.exists():
        raise FileNotFoundError(errno.ENOENT, f"the folder {path.parent} is not there", str(path.parent))
    path.mkdir(mode=stat.S_IRWXU, parents=own, exist_ok=True)


def make_private_file(path: Path) -> None:
    """Make an empty file at `path` that only its owner can read; an existing one is left alone. Raises OSError."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT, stat.S_IRUSR | stat.S_IWUSR)
    os.close(handle)
