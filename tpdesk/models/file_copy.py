"""A file that SQLite may have open, copied by the file system."""

from __future__ import annotations

import errno
import os
import sys
from pathlib import Path
from typing import Final

_kept_open: dict[tuple[int, int], int] = {}
"""Device and inode of a file -> a handle to read it, for as long as this process lives."""

_NOT_BY_THE_SYSTEM: Final = frozenset(
    {errno.EXDEV, errno.EINVAL, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP, errno.EBADF, errno.EPERM}
)
"""What a system says that does not copy between two files by itself."""

_PIECE: Final = 1 << 20


def copy_contents(source: Path, target: Path) -> None:
    """Copy what is in a desk file into the empty file `target`, by the file system where it can: one that shares blocks
    between files copies nothing. The caller sees to it that nobody changes the source meanwhile. Raises OSError.

    The source may be open in SQLite: the handle that reads it stays open, since closing any handle of a file ends all
    of a process's locks on it (POSIX; sqlite.org/howtocorrupt.html, 2.2). Windows does not do that.
    """
    reading = _reading_handle(source)
    try:
        writing = os.open(target, os.O_WRONLY | getattr(os, "O_BINARY", 0))
        try:
            size, at = os.fstat(reading).st_size, 0
            while at < size:
                copied = _copy_piece(reading, writing, at, size - at)
                if not copied:
                    raise OSError(errno.EIO, "the file ends before its end", str(source))
                at += copied
        finally:
            os.close(writing)
    finally:
        if sys.platform == "win32":
            os.close(reading)


def _reading_handle(path: Path) -> int:
    if sys.platform == "win32":
        return os.open(path, os.O_RDONLY | os.O_BINARY)
    for key, handle in list(_kept_open.items()):
        if not os.fstat(handle).st_nlink and _kept_open.pop(key, None) is not None:
            # Nobody can open a file without a name: its locks bar nobody any more.
            os.close(handle)
    found = path.stat()
    kept = _kept_open.get((found.st_dev, found.st_ino))
    if kept is not None:
        return kept
    handle = os.open(path, os.O_RDONLY)
    found = os.fstat(handle)
    # Two threads at once open two: neither is ever closed.
    return _kept_open.setdefault((found.st_dev, found.st_ino), handle)


def _copy_piece(reading: int, writing: int, at: int, size: int) -> int:
    """Copy bytes from one place of a file to the same of another; return how many, at most `size`."""
    if hasattr(os, "copy_file_range"):
        try:
            return os.copy_file_range(reading, writing, size, at, at)
        except OSError as error:
            if error.errno not in _NOT_BY_THE_SYSTEM:
                raise
    os.lseek(writing, at, os.SEEK_SET)
    if sys.platform == "win32":
        os.lseek(reading, at, os.SEEK_SET)
        piece = os.read(reading, min(size, _PIECE))
    else:
        piece = os.pread(reading, min(size, _PIECE), at)
    return os.write(writing, piece)
