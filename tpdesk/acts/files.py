"""Where a result may be written: asked before the work is done."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tpdesk.errors import Locked, UsageProblem
from tpdesk.models.connection import SUFFIX
from tpdesk.models.file_writing import must_be_creatable, must_be_replaceable


def must_be_writable(target: Path, keep: Sequence[Path] = ()) -> None:
    """Refuse a place for a result before the work is done.

    Raises UsageProblem for a file that is to be kept (`keep`: what is read) and for a desk file or another database: none of them is ever
    written over. Raises Locked where no file can be written.
    """
    try:
        is_folder = target.is_dir()
        is_read = target.exists() and any(kept.exists() and target.samefile(kept) for kept in keep)
    except OSError as error:
        raise Locked(
            f"{target} cannot be looked at: {error.strerror or error}. Check the folder and your rights."
        ) from error
    if is_folder:
        raise Locked(f"{target} is a folder. Name a file in it.")
    must_be_replaceable(target)
    if is_read:
        raise UsageProblem(f"{target} is what is being read: it would be written over. Name another file.")
    if target.suffix.casefold() == SUFFIX or _is_database(target):
        raise UsageProblem(f"{target} is a desk file or another database: it is never written over. Name another file.")
    must_be_creatable(target)


def _is_database(target: Path) -> bool:
    try:
        with target.open("rb") as file:
            return file.read(15) == b"SQLite format 3"
    except OSError:
        return False
