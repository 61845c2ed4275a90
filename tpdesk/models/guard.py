"""Where our own files are, who may read them and who holds them: with `desktop`, which is about programs and the
terminal, and `file_copy`, the one place that knows that operating systems differ."""

from __future__ import annotations

import contextlib
import errno
import functools
import os
import stat
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

if TYPE_CHECKING:
    import ctypes

_LOCKED_BYTE: Final = 1 << 30
"""Which byte Windows locks: far behind what is written, since nobody else can read a locked byte there."""


_NOT_TO_BE_SYNCED: Final = frozenset({errno.EINVAL, errno.ENOTSUP, errno.ENOSYS, errno.EBADF})
"""What a system says of a folder that it cannot bring to the disk: nothing is wrong with the disk then."""

_TRIES: Final = 5
_PAUSE_SECONDS: Final = 0.1
"""How often, and after which pauses, a file is put in the place of one that another program has open."""


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

    The folder that holds it must be there, unless it is one of tpdesk's own: a long path with a slip in it is
    no wish for new folders.
    """
    if path.is_dir():
        return
    own = (data_folder(), state_folder())
    if any(folder in path.parents for folder in own):
        private_folder(path.parent)
    elif path in own:
        _make_parents(path.parent)
    elif not path.parent.exists():
        raise FileNotFoundError(errno.ENOENT, f"the folder {path.parent} is not there", str(path.parent))
    path.mkdir(mode=stat.S_IRWXU, exist_ok=True)
    sync_folder(path.parent)


def _make_parents(path: Path) -> None:
    """Make the folders that are missing above one of tpdesk's own, as they are for every program."""
    if not path.is_dir():
        _make_parents(path.parent)
        path.mkdir(exist_ok=True)
        sync_folder(path.parent)


def is_ordinary_file(path: Path) -> bool:
    """Return whether `path`, or what a link there leads to, is a file that ends and stays: not missing, a folder, a
    pipe, a socket or a device.

    What the system makes up while it is read (below /proc and /sys) looks like a file; reading some of it waits for
    ever. Raises OSError where it cannot be looked at.
    """
    try:
        found = path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    if not stat.S_ISREG(found.st_mode):
        return False
    return sys.platform == "win32" or not (found.st_dev in _made_up_disks() or _is_made_up(path))


_MADE_UP: Final = (Path("/proc"), Path("/sys"))


@functools.cache
def _made_up_disks() -> frozenset[int]:
    return frozenset(folder.stat().st_dev for folder in _MADE_UP if folder.is_mount())


def _is_made_up(path: Path) -> bool:
    """Return whether a path lies below a folder of the system's, on whatever is mounted there;
    a link in it may lead out again."""
    real = path.resolve()
    return any(folder in real.parents for folder in _MADE_UP)


def make_private_file(path: Path) -> None:
    """Make an empty file at `path` that only its owner can read; an existing one is left alone. Raises OSError."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT, stat.S_IRUSR | stat.S_IWUSR)
    os.close(handle)


def open_new(path: Path) -> int:
    """Return a handle to write to a new file at `path` that only its owner can read.
    Raises OSError, where it is there already too."""
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), stat.S_IRUSR | stat.S_IWUSR)


def lower_priority() -> None:
    """Let this process come after all others that want the processor; on Windows whoever starts it says so."""
    if sys.platform != "win32":
        os.nice(10)


def sync_file(path: Path) -> None:
    """Return when what was written to the file at `path` would outlive a power cut. Raises OSError.

    Never for a desk file that a connection of this process has open: closing any handle of it would
    end SQLite's locks on it.
    """
    handle = os.open(path, os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_folder(folder: Path) -> bool:
    """Return when the names that were given, changed and removed in a folder would outlive a power cut; raises
    OSError where the disk fails.

    Returns whether that can be asked for at all: not on Windows, which keeps the order of such changes itself,
    nor on some network shares.
    """
    if sys.platform == "win32":
        return False
    try:
        handle = os.open(folder, os.O_RDONLY)
    except PermissionError:
        return False
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno in _NOT_TO_BE_SYNCED:
            return False
        raise
    finally:
        os.close(handle)
    return True


@functools.cache
def syncs_folders(folder: Path) -> bool:
    """Return whether `sync_folder` works on the disk that holds a folder; asked once a process."""
    try:
        return sync_folder(folder)
    except OSError:
        return True


def replace(made: Path, target: Path) -> None:
    """Give the file `made` the name `target`, in the place of a file that may be there. Raises OSError.

    On Windows a virus scanner or a synchroniser may have either open for a moment just after it was written: it is
    tried again before giving up.
    """
    for _ in range(_TRIES - 1):
        with contextlib.suppress(PermissionError):
            made.replace(target)
            return
        time.sleep(_PAUSE_SECONDS)
    made.replace(target)


_LONGEST_PATH: Final = 259
"""Characters of a path that Windows takes where nobody has allowed it longer ones."""


def too_long(path: Path) -> str:
    """Return a sentence on a path that is longer than Windows takes; empty where it is not, and on other systems.
    For a path that could not be made or opened: Windows says then only that it is not there."""
    characters = len(os.path.abspath(path))  # noqa: PTH100 - resolve() asks the disk
    if sys.platform != "win32" or characters <= _LONGEST_PATH:
        return ""
    return (
        f" The path has {characters} characters and Windows takes {_LONGEST_PATH}: use a folder nearer to the top of "
        "the disk, or a shorter name."
    )


def name_problem(path: Path) -> str:
    """Return why Windows takes no file of that name, as the end of a sentence; empty where it does, and on other
    systems. It would say so only after the work, of a file that is not there or in use."""
    if sys.platform != "win32":
        return ""
    from tpdesk.text import is_device

    if is_device(path.name):
        return f"Windows keeps the name {path.name.split('.')[0]} for a device"
    return next((f"Windows takes no file name with {sign}" for sign in path.name if sign in _NEVER_IN_NAMES), "")


_NEVER_IN_NAMES: Final = '<>:"|?*'
"""Letters that no file name on Windows holds; with a colon it would be a hidden part of another file."""


def is_same_file(one: Path, other: Path) -> bool:
    """Return whether two paths, both there, lead to one file. Raises OSError.

    Some drives of Windows give every file the number 0 (python/cpython#78116): there the names say it.
    """
    found, against = one.stat(), other.stat()
    if found.st_ino and against.st_ino:
        return os.path.samestat(found, against)
    return os.path.normcase(one.resolve()) == os.path.normcase(other.resolve())


def take_lock(path: Path) -> int | None:
    """Lock the file at `path`, made where it is missing, for this process; return its handle, or None where
    another process holds it.

    The system ends the lock with the process, however it ends. Raises OSError where the file cannot
    be made or locked there.
    """
    handle = os.open(path, os.O_RDWR | os.O_CREAT, stat.S_IRUSR | stat.S_IWUSR)
    taken = False
    try:
        taken = _lock(handle) and _has_name(handle, path)
    finally:
        if not taken:
            os.close(handle)
    return handle if taken else None


def drop_lock(handle: int, path: Path) -> None:
    """End the lock that take_lock() gave, and take its file away where nobody else has it open."""
    if sys.platform == "win32":
        os.close(handle)
        _remove(path)
    else:
        # Before the lock ends, or it could be another's by then.
        if _has_name(handle, path):
            _remove(path)
        os.close(handle)


def is_locked(path: Path) -> bool:
    """Return whether a process, this one too, holds the lock on the file at `path`."""
    try:
        handle = os.open(path, os.O_RDWR)
    except OSError:
        return False
    try:
        return not _lock(handle)
    finally:
        os.close(handle)


def is_remote_drive(path: Path) -> bool:
    """Return whether Windows says that the drive of an absolute path is another computer's; False on other systems:
    see mount_table()."""
    if sys.platform == "win32":
        import ctypes

        remote = 4
        return bool(ctypes.windll.kernel32.GetDriveTypeW(path.anchor) == remote)
    return False


def mount_table() -> str:
    """Return the system's own list of what is mounted where, a line each; empty where it has none to read."""
    try:
        if sys.platform == "darwin":
            import subprocess

            return subprocess.run(["/sbin/mount"], capture_output=True, text=True, timeout=2, check=False).stdout
        return Path("/proc/mounts").read_text(encoding="utf-8", errors="replace")
    except (OSError, ValueError):
        return ""


def bound_memory(most: int) -> bool:
    """Let this process have at most so many bytes of memory from now on; what asks for more fails. Return
    whether the system sees to it.

    macOS takes such a bound and does not keep it.
    """
    if sys.platform == "win32":
        return _bound_by_job(most)
    import resource

    _, hardest = resource.getrlimit(resource.RLIMIT_AS)
    most = most if hardest == resource.RLIM_INFINITY else min(most, hardest)
    try:
        resource.setrlimit(resource.RLIMIT_AS, (most, most))
    except (OSError, ValueError):
        return False
    return keeps_memory_bounds()


def keeps_memory_bounds() -> bool:
    """Return whether this system sees to the bounds that `bound_memory` sets."""
    return sys.platform != "darwin"


_LIMIT_PROCESS_MEMORY: Final = 0x100
_EXTENDED_LIMITS: Final = 9


def job_limits(most: int) -> ctypes.Structure:
    """Return what Windows is told to hold each process of a job object to `most` bytes:
    JOBOBJECT_EXTENDED_LIMIT_INFORMATION of winnt.h."""
    import ctypes

    word, size, large = ctypes.c_uint32, ctypes.c_size_t, ctypes.c_int64

    class Basic(ctypes.Structure):
        _fields_ = (
            ("PerProcessUserTimeLimit", large), ("PerJobUserTimeLimit", large), ("LimitFlags", word),
            ("MinimumWorkingSetSize", size),
            ("MaximumWorkingSetSize", size), ("ActiveProcessLimit", word), ("Affinity", size), ("PriorityClass", word),
            ("SchedulingClass", word),
        )  # fmt: skip

    class Extended(ctypes.Structure):
        _fields_ = (
            ("Basic", Basic), ("Io", ctypes.c_uint64 * 6), ("ProcessMemoryLimit", size), ("JobMemoryLimit", size),
            ("PeakProcessMemoryUsed", size),
            ("PeakJobMemoryUsed", size),
        )  # fmt: skip

    limits = Extended()
    limits.Basic.LimitFlags = _LIMIT_PROCESS_MEMORY
    limits.ProcessMemoryLimit = most
    return limits


if sys.platform == "win32":

    def _bound_by_job(most: int) -> bool:
        """Put this process into a job object of its own, which lives as long as it does."""
        import ctypes

        kernel, limits = ctypes.windll.kernel32, job_limits(most)
        for call in (kernel.CreateJobObjectW, kernel.GetCurrentProcess):
            call.restype = ctypes.c_void_p
        job = ctypes.c_void_p(kernel.CreateJobObjectW(None, None))
        told = kernel.SetInformationJobObject(job, _EXTENDED_LIMITS, ctypes.byref(limits), ctypes.sizeof(limits))
        taken = kernel.AssignProcessToJobObject(job, ctypes.c_void_p(kernel.GetCurrentProcess()))
        kernel.CloseHandle(job)
        return bool(told and taken)


def forget_in_children(forget: Callable[[], None]) -> None:
    """Let `forget` be called in every child process that begins as a copy of this one:
    it holds none of its parent's locks."""
    if sys.platform != "win32":
        os.register_at_fork(after_in_child=forget)


def _has_name(handle: int, path: Path) -> bool:
    """Return whether the open file is still the one at `path`: the last holder may have taken it away between its
    opening here and the lock, and what is locked then is nobody's.

    Windows takes no open file away, and need not tell one from another where a disk (FAT32, some shares) has no
    numbers for its files.
    """
    return sys.platform == "win32" or (path.exists() and os.path.samestat(os.fstat(handle), path.stat()))


def _remove(path: Path) -> None:
    try:
        path.unlink()
    except OSError:
        return


def _lock(handle: int) -> bool:
    try:
        if sys.platform == "win32":
            os.lseek(handle, _LOCKED_BYTE, os.SEEK_SET)
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
            os.lseek(handle, 0, os.SEEK_SET)
        else:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno in (errno.EACCES, errno.EAGAIN, errno.EDEADLK, errno.EWOULDBLOCK):
            return False
        raise
    return True
