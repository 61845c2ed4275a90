"""The act of taking an agency or a place out for good: from the desk, and from every backup of it."""

from __future__ import annotations

from dataclasses import dataclass

from tpdesk.errors import DeskError, UsageProblem
from tpdesk.models import purge
from tpdesk.models.backup import all_backups
from tpdesk.models.desk import Desk
from tpdesk.models.restoring import rewrite_backup
from tpdesk.text import nearest


@dataclass(frozen=True, slots=True)
class Purged:
    """What a purge did."""

    purge: purge.Purge
    """What went from the desk."""

    backups: int
    """Backups that were written anew without it."""

    deleted: tuple[str, ...]
    """Backups that could not be written anew, and were deleted."""


def plan(desk: Desk, kind: str, name: str) -> purge.Purge:
    """Return what the purge of an agency or a place would take; nothing is changed. Raises UsageProblem for one that is not there."""
    names = purge.names_of(desk.connection, kind, name)
    if not names:
        near = nearest(name, purge.known_names(desk.connection, kind))
        hint = f" Did you mean '{near}'?" if near else ""
        raise UsageProblem(f"There is no {kind} '{name}' on this desk.{hint}")
    return purge.what_would_go(desk.connection, kind, names)


def carry_out(desk: Desk, kind: str, name: str) -> Purged:
    """Purge an agency or a place. It cannot be undone, nor can anything before it. Raises UsageProblem, Locked.

    A backup is made first, so that a failure half way loses nothing; at the end that one is purged like all the others. Packs and copies that
    were written elsewhere are out of reach.
    """
    names = plan(desk, kind, name).names
    desk.keep("purge")
    with desk.unlogged() as connection:
        done = purge.purge(connection, kind, names)
    desk.compact()
    rewritten, deleted = 0, []
    for path in all_backups(desk.path):
        try:
            rewrite_backup(path, lambda connection: purge.purge_if_there(connection, kind, names))
            rewritten += 1
        except DeskError:
            # A backup that cannot be read cannot be purged either: it must not stay.
            path.unlink()
            deleted.append(path.name)
    return Purged(done, rewritten, tuple(deleted))
