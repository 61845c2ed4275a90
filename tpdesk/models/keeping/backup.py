"""Backups of a desk file, kept in the user's own folder: made whole or not at all, listed, thinned.

Which backups stay: many of late, fewer of long ago.
"""

from __future__ import annotations

import contextlib
import filecmp
import glob
import hashlib
import os
import re
import secrets
import sqlite3
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, Literal, get_args

from tpdesk.errors import Locked
from tpdesk.models import guard
from tpdesk.models.connection import SUFFIX, get_setting
from tpdesk.models.file_writing import remove_files
from tpdesk.models.keeping import proving
from tpdesk.models.keeping.whole_copy import (
    copy_by_system,
    copy_whole,
    must_be_sound,
    put_database,
    remove_with_sides,
)
from tpdesk.models.log.history import now
from tpdesk.text import file_name

RECENT: Final = 12
"""How many of the latest stay, whatever their age."""

_PERIODS: Final[tuple[tuple[int, Callable[[datetime], object]], ...]] = (
    (14, lambda moment: moment.date()),
    (8, lambda moment: moment.isocalendar()[:2]),
    (12, lambda moment: (moment.year, moment.month)),
)
"""For how many days, weeks and months that have backups the last one of each stays."""


def staying(times: Sequence[datetime]) -> set[int]:
    """Return the places in `times` (newest first) of the backups that stay.

    Days, weeks and months without a backup are not counted: no clock is asked, so that a computer whose clock is wrong,
    or that was off for a year, loses nothing by it.
    """
    kept = set(range(min(RECENT, len(times))))
    for most, period in _PERIODS:
        last: dict[object, int] = {}
        for place, moment in enumerate(times):
            last.setdefault(period(moment), place)
        kept.update(list(last.values())[:most])
    return kept


Reason = Literal["import", "migration", "merge", "restore", "purge", "first change of the day", "by hand"]
"""What a backup was made before, or that the user asked for it."""

BARS_NOTHING: Final[tuple[Reason, ...]] = ("import", "first change of the day")
"""Before these the work goes on where no backup can be made, and says so: they can be undone.
All others are refused then."""

PROVEN_LATER: Final[tuple[Reason, ...]] = (*BARS_NOTHING, "merge")
"""Before these, all of which can be undone, the backup of a large desk is not proven yet."""

LARGE: Final = 5_000_000
"""Bytes of a desk from which on the proof of a backup, which reads all of it, comes after the act: some 15,000 lines,
0.07 s of processor time."""

MOST_WAITING: Final = 6
"""How many backups of a desk may wait for their proof, where no process can be started that makes it:
the next one is proven before its act."""

_NAME: Final = re.compile(r"(\d{8}T\d{6}Z)-(\d{2,})-([a-z-]+)" + re.escape(SUFFIX))
_STAMP: Final = "%Y%m%dT%H%M%SZ"
_LEFT_BEHIND_SECONDS: Final = 3_600
"""After this a backup that was never finished is nobody's: the process that made it has died."""

_REASONS: Final[dict[str, Reason]] = {reason.replace(" ", "-"): reason for reason in get_args(Reason)}


@dataclass(frozen=True, slots=True)
class Backup:
    """One backup of a desk file."""

    path: Path
    """Where it is: a whole desk file."""

    made_at: str
    """When: ISO 8601 UTC."""

    reason: Reason
    """What it was made before, or `by hand`."""

    size: int
    """Bytes."""

    is_proven: bool
    """Whether every page of it was read and found sound; else that is still to come."""


def make_backup(path: Path, reason: Reason, *, prove_later: bool = False) -> Backup | None:
    """Make a backup of the desk file at `path`, and thin those there are; None where the newest one holds the same.

    It is whole and on the disk when this returns. With `prove_later` that of a large desk is not proven yet:
    `start_proofs` sees to that, and finds out then whether the desk was damaged.

    Raises Locked where no backup can be written or the desk is in use for too long, DeskFileProblem where the desk is
    damaged: a damaged state is no backup.
    """
    folder = backup_folder(path)
    try:
        guard.private_folder(folder)
        _clear_left_behind(folder)
        making = folder / f".making-{os.getpid()}-{secrets.token_hex(4)}"
        try:
            large = is_large(path)
            (copy_by_system if large else copy_whole)(path, making)
            held = list_backups(path)
            is_same = bool(held) and filecmp.cmp(held[0].path, making, shallow=False)
            waits = large and prove_later and len(proving.waiting(folder)) < MOST_WAITING
            if not waits and not (is_same and held[0].is_proven):
                must_be_sound(making, named=path)
            if is_same:
                if not waits:
                    proving.note_proven(held[0].path)
                return None
            made = folder / _next_name(folder, reason)
            if waits:
                proving.note_unproven(made)
            put_database(making, made)
        finally:
            remove_with_sides(making)
        _thin(path, made)
        return _backup(made, is_proven=not waits)
    except OSError as error:
        raise _no_room(folder, error.strerror or str(error)) from error


def list_backups(path: Path) -> tuple[Backup, ...]:
    """Return the backups of the desk file at `path`, the newest first, without those whose proof failed.
    The file itself may be damaged or missing."""
    folder = backup_folder(path)
    files = sorted(folder.iterdir(), key=lambda file: file.name, reverse=True) if folder.is_dir() else []
    unsound, waiting = set(proving.unsound(folder)), set(proving.waiting(folder))
    found = (_backup(file, is_proven=file not in waiting) for file in files if file not in unsound)
    return tuple(backup for backup in found if backup is not None)


def all_backups(path: Path) -> tuple[Path, ...]:
    """Return every file that holds an earlier state of the desk at `path`: what was never finished first, then damaged
    files kept beside it, then the backups, the oldest first. The name of what was never finished begins with a dot."""
    folder, lies = backup_folder(path), path.resolve()
    held = sorted(file for file in folder.iterdir() if not proving.is_of_proofs(file)) if folder.is_dir() else []
    beside = sorted(lies.parent.glob(f"{glob.escape(lies.stem)}.damaged-*")) if lies.parent.is_dir() else []
    restoring = sorted(lies.parent.glob(f".{glob.escape(lies.name)}.restoring*")) if lies.parent.is_dir() else []
    unfinished = [file for file in held if file.name.startswith(".")]
    return (*unfinished, *restoring, *beside, *(file for file in held if file not in unfinished))


def backup_folder(path: Path) -> Path:
    """Return where the backups of the desk file at `path` are: one folder a desk, in the user's data folder;
    it may be missing."""
    lies = path.resolve()
    mark = hashlib.sha256(os.path.normcase(lies).encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return guard.data_folder() / "backups" / file_name(lies.stem, suffix=f"-{mark}")


def stamp() -> str:
    """Return the time, UTC, in a form that can stand in a file's name and sorts."""
    return datetime.fromisoformat(now()).astimezone(UTC).strftime(_STAMP)


def keep_before(path: Path, desk: sqlite3.Connection, reason: Reason, tell: Callable[[str], None]) -> None:
    """Make a backup before an act, unless the desk holds nothing yet. Outside a transaction.

    Where none can be made, `tell` is told and the act goes on if it can be undone; else raises Locked. Raises
    DeskFileProblem for a damaged desk.
    """
    if holds_nothing(desk):
        return
    replace_unsound(path, tell)
    try:
        make_backup(path, reason, prove_later=reason in PROVEN_LATER)
    except Locked as error:
        if reason not in BARS_NOTHING:
            raise
        tell(f"No backup was made before this change: {error} The work went on.")


def replace_unsound(path: Path, tell: Callable[[str], None]) -> None:
    """Make another backup, proven at once, where the proof of one failed, and take that one away.
    Raises DeskFileProblem where it is the desk that is damaged."""
    for backup in proving.unsound(backup_folder(path)):
        tell(f"The backup {backup.name} did not pass its check: another one is made in its place.")
        try:
            make_backup(path, "by hand")
            proving.remove_backup(backup)
        except (Locked, OSError) as error:
            tell(f"No backup was made: {error}")
            return


_looked: dict[Path, str] = {}
"""Desk file -> the day on which this process last saw to the day's backup."""


def keep_once_a_day(path: Path, desk: sqlite3.Connection, tell: Callable[[str], None]) -> None:
    """Make the backup before the first change of a day, where no backup of the day is there. Outside a transaction;
    costs nothing the second time."""
    if is_large(path):
        replace_unsound(path, tell)
    day = now()[:10]
    if _looked.get(path) == day:
        return
    _looked[path] = day
    if not any(backup.made_at[:10] == day for backup in list_backups(path)):
        keep_before(path, desk, "first change of the day", tell)


def holds_nothing(desk: sqlite3.Connection) -> bool:
    """Say whether nothing was done on the desk yet, or it is the sample in the making."""
    untouched = desk.execute("SELECT 1 FROM audit LIMIT 1").fetchone() is None
    return untouched or get_setting(desk, "sample") == "making"


def is_large(path: Path) -> bool:
    """Return whether reading every page of the desk file at `path` takes so long that no act waits for it."""
    return path.exists() and path.stat().st_size >= LARGE


def _backup(file: Path, *, is_proven: bool) -> Backup | None:
    """Return what a file of the folder is, by its name; None for one that is no backup, or gone
    since the folder was read."""
    named = _NAME.fullmatch(file.name)
    if named is None or named[3] not in _REASONS:
        return None
    try:
        made = datetime.strptime(named[1], _STAMP)
        at = made.strftime("%Y-%m-%dT%H:%M:%SZ")
        return Backup(file, at, _REASONS[named[3]], file.stat().st_size, is_proven)
    except (ValueError, OSError):
        return None


def _next_name(folder: Path, reason: Reason) -> str:
    made = stamp()
    # Those whose proof failed are in no list, and keep their names.
    numbers = [int(named[2]) for file in folder.iterdir() if (named := _NAME.fullmatch(file.name)) and named[1] == made]
    return f"{made}-{max(numbers, default=0) + 1:02d}-{reason.replace(' ', '-')}{SUFFIX}"


def _thin(path: Path, newest: Path) -> None:
    """Remove the backups that need not stay. Those that wait for their proof stay, and take no other's place."""
    held = [backup for backup in list_backups(path) if backup.is_proven]
    kept = staying([datetime.fromisoformat(backup.made_at) for backup in held])
    # By a clock that was ahead once, the one just made need not be the first of the list.
    remove_files(*(backup.path for place, backup in enumerate(held) if place not in kept and backup.path != newest))


def _clear_left_behind(folder: Path) -> None:
    proving.clear_notes(folder)
    for file in folder.glob(".making-*"):
        with contextlib.suppress(OSError):
            if time.time() - file.stat().st_mtime > _LEFT_BEHIND_SECONDS:
                file.unlink()


def _no_room(folder: Path, why: str) -> Locked:
    return Locked(
        f"A backup cannot be written to {folder}: {why}. Nothing was changed. Make room there, or look to your rights.",
        title="No backup could be made",
    )
