"""Files that we write: under a temporary name first, moved into place when whole, for their owner's eyes only."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from tpdesk.errors import Locked
from tpdesk.models import guard


def must_be_writable(target: Path) -> None:
    """Raise Locked where no file can be written at `target`: asked before work whose result would have nowhere to go."""
    if target.is_dir():
        raise Locked(f"{target} is a folder. Name a file in it.")
    with _temporary(target):
        pass


def write_private(target: Path, write: Callable[[Path], None]) -> None:
    """Let `write` fill a temporary file beside `target`, then move it into place; a failure leaves the old file. Raises Locked."""
    with _temporary(target) as temporary:
        write(temporary)
        guard.private(temporary)
        temporary.replace(target)


@contextlib.contextmanager
def _temporary(target: Path) -> Iterator[Path]:
    temporary: Path | None = None
    try:
        handle, name = tempfile.mkstemp(prefix=".tpdesk-", suffix=target.suffix, dir=target.parent)
        os.close(handle)
        temporary = Path(name)
        yield temporary
    except OSError as error:
        raise Locked(f"{target} cannot be written: {error.strerror or error}. Close it in other programs, or choose another place.") from error
    finally:
        if temporary is not None:
            temporary.unlink(missing_ok=True)
