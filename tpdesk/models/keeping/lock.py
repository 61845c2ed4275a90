"""Who has a desk file open for writing: a lock of the operating system's beside it, which ends with
the process that holds it."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import platform
import sqlite3
import threading
import time
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Final

from tpdesk.errors import Locked
from tpdesk.models import connection, guard
from tpdesk.models.log.history import now, who
from tpdesk.text import clean, file_name

WINDOW: Final = "a window"
"""What holds a desk that is open in the terminal; a verb says its name, as in `tpdesk import`."""

_PAUSE_SECONDS: Final = 0.05
"""Between two tries to get the lock."""


@dataclass(frozen=True, slots=True)
class Holder:
    """Who has the desk file open for writing."""

    user: str
    """The login name; empty where it cannot be read."""

    host: str
    """The computer; empty where it cannot be read."""

    since: str
    """Since when: ISO 8601 UTC; empty where it cannot be read."""

    program: str
    """In what: `a window`, or a verb such as `tpdesk import`; empty where it cannot be read."""

    @property
    def words(self) -> str:
        """Return 'open in a window by anna on PC7 since 09:12', in this computer's time;
        with the day where it is not today."""
        told = f"open in {self.program or 'another tpdesk'}"
        if self.user:
            told += f" by {self.user}"
        if self.host:
            told += f" on {self.host}"
        return told + _since(self.since)


class InUse(Locked):
    """Another process has the desk file open for writing."""

    title = "The desk file is in use"

    def __init__(self, path: Path, holder: Holder) -> None:
        super().__init__(
            f"{path} is in use: it is {holder.words}. Nothing was changed. Close it there, or wait until it is done, "
            "then try again; meanwhile it can be read."
        )
        self.holder = holder


class Held:
    """A hold on a desk file, until it is released. Use it as a context manager, or keep it for
    as long as a window lives."""

    def __init__(self, key: str) -> None:
        self._key: str | None = key

    def __enter__(self) -> Held:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()

    def release(self) -> None:
        """Let the desk go; the lock ends with the last hold of this process. Safe to call twice."""
        key, self._key = self._key, None
        if key is not None:
            _release(key)


@dataclass(slots=True)
class _Lock:
    handle: int | None
    """None where the process that began this one has the lock."""

    path: Path
    holder: Holder
    holds: int = 1


_locks: dict[str, _Lock] = {}
_guarding = threading.Lock()


def hold(path: Path, program: str, *, wait_milliseconds: int | None = None) -> Held:
    """Hold the desk file at `path` for writing. Every thread of the process that holds it may hold it too.

    Waits for another process as long as SQLite would for its lock, or `wait_milliseconds`. Raises InUse, which names
    the holder, or Locked where no lock can be made.
    """
    key = _key(path)
    wait = connection.BUSY_MILLISECONDS if wait_milliseconds is None else wait_milliseconds
    end = time.monotonic() + max(wait / 1000, 2 * _PAUSE_SECONDS)
    while not _taken(key, path, program):
        if time.monotonic() >= end:
            raise InUse(path, holder(path) or Holder("", "", "", ""))
        time.sleep(_PAUSE_SECONDS)
    return Held(key)


def hold_for_parent(path: Path) -> None:
    """Let this process write to a desk file that the process that began it holds, for as long as it does: this one
    ends when that one does. Raises Locked where nobody holds it."""
    found = holder(path)
    if found is None:
        raise Locked(f"{path} is held by nobody any more. Nothing was changed.")
    with _guarding:
        _locks[_key(path)] = _Lock(None, path, found)


def holder(path: Path) -> Holder | None:
    """Return who has the desk file open for writing, this process too; None where nobody has."""
    key = _key(path)
    with _guarding:
        if key in _locks:
            return _locks[key].holder
    for file in _files(path):
        if guard.is_locked(file):
            return _read(file)
    return None


def changed(desk: sqlite3.Connection) -> int:
    """Return a number that differs from the last one where another connection has changed the file since."""
    return int(desk.execute("PRAGMA data_version").fetchone()[0])


def _key(path: Path) -> str:
    return os.path.normcase(path.resolve())


def _files(path: Path) -> tuple[Path, Path]:
    """Return where the lock is: beside the desk, or in the user's own folder where a share knows no locks.

    The name beside it keeps its capitals, which the key has lost on Windows: a Mac or Linux computer that has the same
    share open looks for it as the desk is written.
    """
    desk = path.resolve()
    mark = hashlib.sha256(_key(path).encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return desk.with_name(f".{desk.name}.lock"), guard.state_folder() / "locks" / file_name(
        desk.stem, suffix=f"-{mark}.lock"
    )


def _taken(key: str, path: Path, program: str) -> bool:
    with _guarding:
        if key in _locks:
            _locks[key].holds += 1
            return True
        beside, own = _files(path)
        try:
            file, handle = beside, guard.take_lock(beside)
        except OSError:
            try:
                guard.private_folder(own.parent)
                file, handle = own, guard.take_lock(own)
            except OSError as error:
                raise Locked(
                    f"{path} cannot be locked against a second writer: {error.strerror or error}. Nothing was changed. "
                    "Check the folder and your rights."
                ) from error
        if handle is None:
            return False
        found = Holder(who(), platform.node(), now(), program)
        with contextlib.suppress(OSError):
            # A full disk: the lock holds, only who holds it is not told.
            os.ftruncate(handle, 0)
            os.write(handle, json.dumps(asdict(found)).encode("utf-8"))
        _locks[key] = _Lock(handle, file, found)
        return True


def _release(key: str) -> None:
    with _guarding:
        lock = _locks.get(key)
        if lock is None:
            return
        lock.holds -= 1
        if lock.holds == 0:
            del _locks[key]
            if lock.handle is not None:
                guard.drop_lock(lock.handle, lock.path)


def _forget() -> None:
    """In a child that began as a copy: nothing is held here."""
    global _guarding
    _guarding = threading.Lock()
    for lock in _locks.values():
        if lock.handle is not None:
            os.close(lock.handle)
    _locks.clear()


guard.forget_in_children(_forget)


def _read(file: Path) -> Holder:
    try:
        told = json.loads(file.read_bytes()[:4_000])
        return Holder(*(clean(str(told[name]))[:60] for name in ("user", "host", "since", "program")))
    except (OSError, ValueError, TypeError, KeyError):
        return Holder("", "", "", "")


def _since(text: str) -> str:
    try:
        began = datetime.fromisoformat(text).astimezone()
    except ValueError:
        return ""
    today = datetime.fromisoformat(now()).astimezone().date()
    return f" since {began:%H:%M}" + ("" if began.date() == today else f" on {began.day} {began:%B %Y}")
