"""The act of taking an agency, a place or a record with a title out for good:
from the desk, from every backup of it, and from what waits to be saved."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from tpdesk.domain.kinds import KINDS
from tpdesk.errors import DeskFileProblem, Locked, UsageProblem
from tpdesk.models.desk import Desk
from tpdesk.models.keeping.backup import all_backups
from tpdesk.models.keeping.proving import remove_backup
from tpdesk.models.keeping.restoring import rewrite_backup
from tpdesk.models.log import purge
from tpdesk.models.log.purge_dives import known_names, names_in_backups, names_of, noun_of
from tpdesk.models.own.drafts import forget_drafts
from tpdesk.models.own.remembered import forget_whereabouts
from tpdesk.text import counted, nearest

if TYPE_CHECKING:
    from sqlite3 import Connection

OUT_OF_REACH = "Packs, copies and exports written elsewhere, and files that were taken in, still hold it: see to them."
"""What no purge can do, to be told after each."""


def purged_kinds() -> tuple[str, ...]:
    """Return what can be purged: agencies, places, and each kind of record that is known by a title."""
    return ("agency", "place", *(kind.name for kind in KINDS.values() if kind.can_be_purged))


Progress: TypeAlias = Callable[[int, int], None]
"""Told (files done, files) before each file: the desk itself, then its backups."""


@dataclass(frozen=True, slots=True)
class Purged:
    """What a purge did."""

    purge: purge.Purge
    """What went from the desk."""

    backups: int
    """Backups that were written anew without it."""

    deleted: tuple[str, ...]
    """Backups that could not be written anew, and were deleted."""

    drafts: int = 0
    """Forms that had been typed in and not saved, which were thrown away: any of them may hold it."""

    @property
    def words(self) -> tuple[str, ...]:
        """Return what was done, as sentences."""
        told = [*self.purge.words("went"), f"{counted(self.backups, 'backup')} written anew without it."]
        if self.deleted:
            told.append(f"Deleted, since they could not be read: {', '.join(self.deleted)}.")
        if self.drafts:
            told.append(f"Thrown away, since they may hold it: {counted(self.drafts, 'form')} not saved yet.")
        return (*told, OUT_OF_REACH)


def known(desk: Desk) -> tuple[tuple[str, str], ...]:
    """Return (kind, name) of everything on the desk that can be purged:
    agencies, then places, then records with titles, each by name."""
    return tuple((kind, name) for kind in purged_kinds() for name in known_names(desk.connection, kind))


def plan(desk: Desk, kind: str, name: str) -> purge.Purge:
    """Return what the purge of one would take; nothing is changed.

    One that is on the desk no longer, but in its history or a backup, can be purged too: it was removed, or a purge was
    broken off. Raises UsageProblem for one that nothing knows.
    """
    names = names_of(desk.connection, kind, name) or names_in_backups(reversed(all_backups(desk.path)), kind, name)
    if not names:
        near = nearest(name, known_names(desk.connection, kind))
        hint = f" Did you mean '{near}'?" if near else ""
        raise UsageProblem(f"There is no {noun_of(kind)} '{name}' on this desk, nor in its backups.{hint}")
    return purge.what_would_go(desk.connection, kind, names)


def carry_out(desk: Desk, kind: str, name: str, progress: Progress | None = None) -> Purged:
    """Purge an agency, a place or a record. It cannot be undone, nor can anything before it.
    Raises UsageProblem, Locked.

    A backup is made first, so that a failure half way loses nothing; at the end that one is purged like all the others.
    Broken off at any moment, the same purge does the rest: the newest backup, which knows every name, is the last to be
    written anew. Packs and copies that were written elsewhere are out of reach.
    """
    tell = progress or _nobody
    names = plan(desk, kind, name).names
    desk.keep("purge")
    files = all_backups(desk.path)
    tell(0, len(files) + 1)
    with desk.unlogged() as connection:
        done = purge.purge(connection, kind, names)
    desk.compact()
    # A draft holds what was typed and not the name of whom it is about.
    drafts = forget_drafts(desk.path)
    forget_whereabouts(desk.path, names)
    rewritten, deleted = 0, []
    for number, path in enumerate(files, 1):
        tell(number, len(files) + 1)
        try:
            if _rewritten(path, lambda connection: purge.purge_if_there(connection, kind, names)):
                rewritten += 1
            elif not path.name.startswith("."):
                deleted.append(path.name)
        except (Locked, OSError) as error:
            raise Locked(
                f"It is out of the desk, but {path.name} and the backups after it still hold it: {error} Make room "
                f"or close what has them open, then purge {names[0]} again: that does the rest."
            ) from error
    return Purged(done, rewritten, tuple(deleted), drafts)


def _rewritten(path: Path, edit: Callable[[Connection], None]) -> bool:
    """Write a backup anew, or remove one that was never finished or cannot be read:
    it cannot be purged, so it must not stay."""
    if not path.name.startswith("."):
        with contextlib.suppress(DeskFileProblem):
            rewrite_backup(path, edit)
            return True
    remove_backup(path)
    return False


def _nobody(_: int, __: int) -> None:
    """Tell nobody."""
