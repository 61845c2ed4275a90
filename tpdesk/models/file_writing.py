"""Every file that tpdesk writes: under a temporary name in the same folder, brought to the disk, then moved into place.

After a power cut such a file is the whole old one or the whole new one, and once the call has returned it is the new
one. Nothing else in tpdesk opens a file for writing, but for the desk file itself (SQLite does) and its lock.
"""

from __future__ import annotations

import contextlib
import errno
import io
import os
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO, Final

from tpdesk.errors import Locked
from tpdesk.models import guard

_PREFIX: Final = ".tpdesk-"
_ENDING: Final = ".part"
_LEFT_BEHIND_SECONDS: Final = 3_600
"""After this a file that was never finished is nobody's: the process that made it has died."""

_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT})


def write_file(target: Path, fill: Callable[[BinaryIO], object]) -> None:
    """Let `fill` write the file `target`, for its owner's eyes only. Raises Locked; what was there stays then."""
    must_be_replaceable(target)
    with _in_words(target):
        _write(target, fill)


def write_text(target: Path, text: str) -> None:
    """Write a file of UTF-8 text. Raises Locked."""
    write_file(target, lambda file: file.write(text.encode("utf-8")))


def write_csv(target: Path, rows: Iterable[Sequence[object]]) -> None:
    """Write rows as CSV with the mark by which a spreadsheet knows UTF-8.
    Whoever makes the rows makes their texts harmless. Raises Locked."""
    import csv

    def fill(file: BinaryIO) -> None:
        text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")
        csv.writer(text).writerows(rows)
        text.flush()
        text.detach()

    write_file(target, fill)


def copy_file(source: Path, target: Path) -> None:
    """Copy a file byte by byte, whatever is in it. Raises OSError."""
    import shutil

    with source.open("rb") as reading:
        _write(target, lambda file: shutil.copyfileobj(reading, file))


def must_be_creatable(target: Path) -> None:
    """Raise Locked where no file can be made in the folder of `target`."""
    must_be_replaceable(target)
    with _in_words(target), _temporary(target) as (handle, _):
        os.close(handle)


def must_have_a_name(target: Path) -> None:
    """Raise Locked where the system takes no file of that name."""
    problem = guard.name_problem(target)
    if problem:
        raise Locked(f"{target} cannot be written: {problem}. Choose another name.")


def must_be_replaceable(target: Path) -> None:
    """Raise Locked where something stands at `target` that no file may take the place of:
    a pipe, a device, a socket."""
    must_have_a_name(target)
    with _in_words(target):
        if target.exists() and not target.is_dir() and not guard.is_ordinary_file(target):
            raise Locked(f"{target} is not an ordinary file, and is never replaced. Name another file.")


def unfinished(target: Path) -> Path:
    """Return a path beside `target` under which it can be made:
    nobody takes it for a file of theirs, and what a power cut leaves of it is removed."""
    return target.with_name(f"{_PREFIX}{os.urandom(6).hex()}{_ENDING}")


def move_into_place(made: Path, target: Path) -> None:
    """Put the finished file `made` in the place of `target` on the same disk, safe from a power cut when this
    returns. Raises OSError.

    For a database, which SQLite makes as `unfinished` says: close every connection to it first.
    """
    guard.private(made)
    guard.sync_file(made)
    guard.replace(made, target)
    if not guard.sync_folder(target.parent):
        # What keeps its names in a journal, as Windows does, brings that to the disk with the file.
        with contextlib.suppress(PermissionError):
            guard.sync_file(target)


def remove_files(*paths: Path) -> None:
    """Remove files, those that are there: gone from the disk when this returns. Raises OSError."""
    folders = set()
    for path in paths:
        with contextlib.suppress(FileNotFoundError):
            path.unlink()
            folders.add(path.parent)
    for folder in folders:
        guard.sync_folder(folder)


class _FolderClosed(OSError):
    """No file can be made in the folder."""


class _FileOpen(OSError):
    """The file that is there cannot be replaced: on Windows another program has it open."""


def _write(target: Path, fill: Callable[[BinaryIO], object]) -> None:
    _clear_left_behind(target.parent)
    with _temporary(target) as (handle, temporary):
        with os.fdopen(handle, "wb") as file:
            fill(file)
        try:
            move_into_place(temporary, target)
        except PermissionError as error:
            raise _FileOpen(error.errno, error.strerror) from error


@contextlib.contextmanager
def _temporary(target: Path) -> Iterator[tuple[int, Path]]:
    """Yield an empty file beside `target`, as a handle that the caller closes, and its path;
    it is removed if it is still there at the end."""
    temporary = unfinished(target)
    try:
        handle = guard.open_new(temporary)
    except OSError as error:
        raise _FolderClosed(error.errno, error.strerror) from error
    try:
        yield handle, temporary
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)


@contextlib.contextmanager
def _in_words(target: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise Locked(
                f"The disk that holds {target} is full ({error.strerror}). Nothing was written. Make room, then "
                "try again.",
                title="The disk is full",
            ) from error
        if isinstance(error, _FolderClosed):
            words = (
                f"The folder {target.parent} cannot be written to ({error.strerror}). Choose another folder "
                f"for {target.name}."
            )
        elif isinstance(error, _FileOpen):
            words = (
                f"{target} cannot be replaced ({error.strerror}). It may be open in Excel or another program: "
                "close it there, or choose another name."
            )
        else:
            words = f"{target} cannot be written ({error.strerror or error}). Choose another folder or name."
        raise Locked(words + guard.too_long(unfinished(target))) from error


def _clear_left_behind(folder: Path) -> None:
    """Remove what a power cut left of files that were being written."""
    with contextlib.suppress(OSError):
        for file in folder.glob(f"{_PREFIX}*{_ENDING}*"):
            if time.time() - file.stat().st_mtime > _LEFT_BEHIND_SECONDS:
                file.unlink(missing_ok=True)
