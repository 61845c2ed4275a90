"""What there is to know of the desk file itself: where it lies, what it holds, how far back its backups reach."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tpdesk.models.connection import spoken
from tpdesk.models.desk import open_desk
from tpdesk.models.keeping.backup import Backup, list_backups
from tpdesk.models.keeping.check import CheckItem, check_desk
from tpdesk.models.keeping.desk_file import Holds, what_it_holds
from tpdesk.models.keeping.placement import place_warning
from tpdesk.models.keeping.restoring import Changes, what_changed_since
from tpdesk.models.log.history import last_change

__all__ = ["About", "CheckItem", "about", "check"]


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


def about(path: Path) -> About:
    """Return what there is to know of the desk file at `path`. Raises DeskFileProblem, Locked, OSError."""
    backups = list_backups(path)
    with open_desk(path, read_only=True) as desk, spoken(path):
        held = desk.connection
        return About(
            path.stat().st_size, what_it_holds(held), last_change(held), place_warning(path) or "", backups[0] if backups else None,
            what_changed_since(held, backups[0]) if backups else None,
        )  # fmt: skip


def check(path: Path) -> list[CheckItem]:
    """Check that the desk file is whole and that every sum in it agrees; reads every line of it. Raises DeskFileProblem, Locked."""
    with open_desk(path, read_only=True) as desk:
        return check_desk(desk.connection)
