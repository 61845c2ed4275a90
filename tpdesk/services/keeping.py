"""Acts on the desk file as a file: found, made, described, kept, copied, brought back, and
rescued where it is damaged."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain, count
from pathlib import Path
from typing import Final

from tpdesk.errors import Damaged, DeskError, UsageProblem
from tpdesk.models import guard
from tpdesk.models.connection import SUFFIX, damaged
from tpdesk.models.desk import Desk, open_desk
from tpdesk.models.keeping.backup import Backup, is_large, list_backups, make_backup, stamp
from tpdesk.models.keeping.check import check_desk
from tpdesk.models.keeping.copying import Shared, share_copy
from tpdesk.models.keeping.placement import Holds, place_warning, what_it_holds
from tpdesk.models.keeping.restoring import Changes, Restored, restore, what_changed_since
from tpdesk.models.keeping.salvage import Progress, salvage
from tpdesk.models.keeping.salvage_rows import Salvage
from tpdesk.models.keeping.whole_copy import must_be_sound, remove_with_sides
from tpdesk.models.log.history import last_change
from tpdesk.services.files import typed_path


@dataclass(frozen=True, slots=True)
class About:
    """A desk file as a file."""

    size: int
    """Bytes."""

    holds: Holds
    """What is in it."""

    changed_at: str
    """When it was last changed, ISO 8601 UTC."""

    warning: str
    """What to be careful of where it lies; empty where there is nothing."""

    backup: Backup | None
    """The newest backup; None where there is none."""

    since: Changes | None
    """What was done since that; None where it cannot be read."""


def about(desk: Desk) -> About:
    """Return what there is to know of the file of an open desk. Raises OSError."""
    path, held = desk.path, desk.connection
    backups = list_backups(path)
    return About(
        path.stat().st_size, what_it_holds(held), last_change(held), place_warning(path) or "",
        backups[0] if backups else None,
        what_changed_since(held, backups[0]) if backups else None,
    )  # fmt: skip


# -- backups and copies


@dataclass(frozen=True, slots=True)
class OfferedBackup:
    """A backup as it is offered to go back to."""

    number: int
    """1 is the newest."""

    backup: Backup
    """The backup."""

    changes: Changes | None
    """What was done on the desk since; None where the desk or the backup cannot be read."""


def back_up(path: Path) -> Backup | None:
    """Make a backup of the desk by hand; None where the newest one holds the same. Raises DeskFileProblem, Locked."""
    open_desk(path, read_only=True).close()
    return make_backup(path, "by hand")


def list_kept(path: Path) -> tuple[OfferedBackup, ...]:
    """Return the backups of the desk, the newest first, each with what was done since.
    The desk may be damaged or missing."""
    backups = list_backups(path)
    try:
        with open_desk(path, read_only=True) as desk:
            changes = [what_changed_since(desk.connection, backup) for backup in backups]
    except DeskError:
        changes = [None] * len(backups)
    return tuple(OfferedBackup(number, *told) for number, told in enumerate(zip(backups, changes, strict=True), 1))


_MOST_DIGITS: Final = 10
"""From so many on, digits are the name of a file and not the number of a backup."""


def go_back(path: Path, named: str) -> Restored:
    """Bring the desk back to a backup, named by its number in the list or by its file, or to any whole desk file.

    Raises UsageProblem for a name that is none, DeskFileProblem for a source that is damaged, InUse where somebody has
    the desk open for writing.
    """
    backups = list_backups(path)
    if named.isascii() and named.isdigit() and len(named) < _MOST_DIGITS:
        number = int(named)
        if not 1 <= number <= len(backups):
            raise UsageProblem(f"There is no backup {number}: {_how_many(len(backups))}.")
        return restore(path, backups[number - 1])
    named_backup = next((backup for backup in backups if named in (backup.path.name, str(backup.path))), None)
    return restore(path, named_backup or Path(named))


def copy_to_share(path: Path, target: Path, *, without_notes: bool, without_history: bool, force: bool) -> Shared:
    """Write a copy of the desk to give to others. Raises UsageProblem for a file that stands,
    DeskFileProblem, Locked."""
    with open_desk(path, read_only=True) as desk:
        return share_copy(desk, target, without_notes=without_notes, without_history=without_history, force=force)


def _how_many(number: int) -> str:
    if number == 0:
        return "this desk has none yet (tpdesk backup makes one)"
    return "this desk has one, number 1" if number == 1 else f"this desk has 1 to {number} (tpdesk restore --list)"


# -- a damaged file


def damage_behind(path: Path, error: Exception) -> DeskError | None:
    """Return the words for an error that nothing expected, where the desk file at `path` is damaged;
    None where it is sound or not there."""
    if not guard.is_ordinary_file(path):
        return None
    try:
        with open_desk(path, read_only=True) as desk:
            found = [problem for item in check_desk(desk.connection) for problem in item.problems]
    except DeskError as told:
        return told
    return damaged(path, f"{found[0].rstrip('.')}; {error}") if found else None


def damaged_page(path: Path) -> DeskError | None:
    """Return the words for a desk file of which a page is damaged. None where all are sound, and where the desk is
    large: its pages are read in a copy, the backup before its next change. None too where it cannot be read just now.
    """
    try:
        _pages_must_be_sound(path)
    except Damaged as told:
        return told
    except (DeskError, OSError):
        return None
    return None


def _pages_must_be_sound(path: Path) -> None:
    if path.exists() and not is_large(path):
        must_be_sound(path, named=path)


def beside(path: Path) -> Path:
    """Return a name beside the desk for what is salvaged of it, one that is not taken:
    `my-place.salvaged-20260102T030405Z.tpdesk`."""
    name = f"{path.stem}.salvaged-{stamp()}"
    numbered = chain([name], (f"{name}-{number}" for number in count(2)))
    return next(file for file in (path.with_name(one + SUFFIX) for one in numbered) if not file.exists())


def salvage_beside(path: Path, progress: Progress | None = None) -> Salvage:
    """Salvage the desk file at `path` into a new file beside it; nothing takes the other's place yet.
    Raises as `salvage` does."""
    return salvage(path, beside(path), progress)


def take_its_place(path: Path, salvaged: Salvage) -> Restored:
    """Put what was salvaged in the place of the damaged desk file, which is kept. Raises as `restore` does."""
    done = restore(path, salvaged.file)
    remove_with_sides(salvaged.file)
    return done


def leave(salvaged: Salvage) -> None:
    """Take the salvaged file away again. Raises OSError."""
    remove_with_sides(salvaged.file)


def try_desk(path: Path) -> None:
    """Open a desk file to read and close it again; read every page of one that is not large. Raises DeskFileProblem
    (Damaged for one that is damaged), Locked."""
    open_desk(path, read_only=True).close()
    _pages_must_be_sound(path)


def make_desk(path: Path) -> Path:
    """Make an empty desk file and return where it is. Raises UsageProblem where something is there already, Locked."""
    path = path if path.suffix.casefold() == SUFFIX else path.with_name(path.name + SUFFIX)
    if path.exists():
        raise UsageProblem(f"{path} is there already. Open it with o, or name another file.", title="There already")
    open_desk(path, make=True).close()
    return path


def find_desk(typed: str) -> Path:
    """Return the desk file that was typed, which must be there. Raises UsageProblem."""
    path = typed_path(typed)
    if not path.is_file() and path.with_name(path.name + SUFFIX).is_file():
        path = path.with_name(path.name + SUFFIX)
    if not path.is_file():
        raise UsageProblem(f"There is no desk file at {path}. Check its name and folder.", title="No desk file there")
    return path
