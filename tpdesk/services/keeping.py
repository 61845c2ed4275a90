"""Acts that keep a desk safe: a backup by hand, what there is to go back to, going back, and a copy to share."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tpdesk.errors import DeskError, UsageProblem
from tpdesk.models.desk import open_desk
from tpdesk.models.keeping.backup import Backup, list_backups, make_backup
from tpdesk.models.keeping.copying import Shared, share_copy
from tpdesk.models.keeping.restoring import Changes, Restored, restore, what_changed_since

__all__ = ["Shared", "back_up", "copy_to_share", "go_back", "list_kept"]


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
    """Return the backups of the desk, the newest first, each with what was done since. The desk may be damaged or missing."""
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

    Raises UsageProblem for a name that is none, DeskFileProblem for a source that is damaged, InUse where somebody has the desk open for writing.
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
    """Write a copy of the desk to give to others. Raises UsageProblem for a file that stands, DeskFileProblem, Locked."""
    with open_desk(path, read_only=True) as desk:
        return share_copy(desk, target, without_notes=without_notes, without_history=without_history, force=force)


def _how_many(number: int) -> str:
    if number == 0:
        return "this desk has none yet (tpdesk backup makes one)"
    return "this desk has one, number 1" if number == 1 else f"this desk has 1 to {number} (tpdesk restore --list)"
