"""What there is to know of the desk file itself: where it lies, what it holds, how far back its backups reach."""

from __future__ import annotations

from dataclasses import dataclass

from tpdesk.models.desk import Desk
from tpdesk.models.keeping.backup import Backup, list_backups
from tpdesk.models.keeping.desk_file import Holds, what_it_holds
from tpdesk.models.keeping.placement import place_warning
from tpdesk.models.keeping.restoring import Changes, what_changed_since
from tpdesk.models.log.history import last_change


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
        path.stat().st_size, what_it_holds(held), last_change(held), place_warning(path) or "", backups[0] if backups else None,
        what_changed_since(held, backups[0]) if backups else None,
    )  # fmt: skip
