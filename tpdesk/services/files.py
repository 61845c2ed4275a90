"""Where a result may be written: checked before the work is done, and over no file that holds somebody's work."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tpdesk.errors import Locked, UsageProblem
from tpdesk.models import guard
from tpdesk.models.connection import SUFFIX
from tpdesk.models.file_writing import must_be_creatable, must_be_replaceable
from tpdesk.models.own.written_files import is_as_written, remember_written


@contextmanager
def result_file(target: Path, *, replace: bool, keep: Sequence[Path] = ()) -> Iterator[None]:
    """Write a result to `target` inside this: refused before the work where it may not be, remembered as ours after it.

    `replace` takes the place of any ordinary file; without it only of one that is empty or that tpdesk wrote and nobody has changed since.
    Raises Locked, UsageProblem.
    """
    must_be_writable(target, keep)
    if not replace:
        must_be_free(target)
    yield
    remember_written(target)


def must_be_free(target: Path) -> None:
    """Raise UsageProblem where a file is there that tpdesk did not write, or that was changed since: somebody's work may be in it. Raises Locked."""
    try:
        taken = guard.is_ordinary_file(target) and target.stat().st_size > 0 and not is_as_written(target)
    except OSError as error:
        raise Locked(
            f"{target} cannot be read: {error.strerror or error}. Check the folder and your rights."
        ) from error
    if taken:
        raise UsageProblem(
            f"{target} is there already, and tpdesk did not write it or it was changed since. Nothing was written. Name another file, or replace it with --force."
        )


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
