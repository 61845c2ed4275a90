"""Files that we write: under a temporary name first, moved into place when whole, for their owner's eyes only."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from tpdesk.errors import Locked, UsageProblem
from tpdesk.models import guard
from tpdesk.models.connection import SUFFIX


def must_be_writable(target: Path, keep: Sequence[Path] = ()) -> None:
    """Refuse a place for a result before the work is done.

    Raises UsageProblem for a file that is to be kept (`keep`: what is read) and for a desk file or another database: none of them is ever
    written over. Raises Locked where no file can be written.
    """
    try:
        is_folder = target.is_dir()
        is_read = target.exists() and any(kept.exists() and target.samefile(kept) for kept in keep)
    except OSError as error:
        raise _closed(target, error) from error
    if is_folder:
        raise Locked(f"{target} is a folder. Name a file in it.")
    if is_read:
        raise UsageProblem(f"{target} is what is being read: it would be written over. Name another file.")
    if target.suffix.casefold() == SUFFIX or _is_database(target):
        raise UsageProblem(f"{target} is a desk file or another database: it is never written over. Name another file.")
    with _temporary(target):
        pass


def write_private(target: Path, write: Callable[[Path], None]) -> None:
    """Let `write` fill a temporary file beside `target`, then move it into place; a failure leaves the old file. Raises Locked."""
    with _temporary(target) as temporary:
        write(temporary)
        guard.private(temporary)
        temporary.replace(target)


def _is_database(target: Path) -> bool:
    try:
        with target.open("rb") as file:
            return file.read(15) == b"SQLite format 3"
    except OSError:
        return False


@contextlib.contextmanager
def _temporary(target: Path) -> Iterator[Path]:
    temporary: Path | None = None
    try:
        handle, name = tempfile.mkstemp(prefix=".tpdesk-", suffix=target.suffix, dir=target.parent)
        os.close(handle)
        temporary = Path(name)
        yield temporary
    except OSError as error:
        raise _closed(target, error) from error
    finally:
        if temporary is not None:
            temporary.unlink(missing_ok=True)


def _closed(target: Path, error: OSError) -> Locked:
    return Locked(
        f"{target} cannot be written: {error.strerror or error}. Close it in other programs, or choose another place."
    )
