"""A damaged desk file brought back: from a backup, or from what can be read of it; the damaged one is kept."""

from __future__ import annotations

from itertools import chain, count
from pathlib import Path

from tpdesk.errors import DeskError
from tpdesk.models import guard
from tpdesk.models.connection import SUFFIX, damaged
from tpdesk.models.desk import open_desk
from tpdesk.models.keeping.backup import Backup, stamp
from tpdesk.models.keeping.check import check_desk
from tpdesk.models.keeping.restoring import Restored, restore
from tpdesk.models.keeping.salvage import Progress, salvage
from tpdesk.models.keeping.salvaged import Salvage
from tpdesk.models.keeping.ways_back import WayBack as WayBack
from tpdesk.models.keeping.ways_back import ways_back as ways_back
from tpdesk.models.keeping.whole_copy import remove_with_sides


def damage_behind(path: Path, error: Exception) -> DeskError | None:
    """Return the words for an error that nothing expected, where the desk file at `path` is damaged; None where it is sound or not there."""
    if not guard.is_ordinary_file(path):
        return None
    try:
        with open_desk(path, read_only=True) as desk:
            found = [problem for item in check_desk(desk.connection) for problem in item.problems]
    except DeskError as told:
        return told
    return damaged(path, f"{found[0].rstrip('.')}; {error}") if found else None


def go_back(path: Path, backup: Backup) -> Restored:
    """Put the backup in the place of the damaged desk file, which is kept. Raises as `restore` does."""
    return restore(path, backup)


def beside(path: Path) -> Path:
    """Return a name beside the desk for what is salvaged of it, one that is not taken: `my-place.salvaged-20260102T030405Z.tpdesk`."""
    name = f"{path.stem}.salvaged-{stamp()}"
    numbered = chain([name], (f"{name}-{number}" for number in count(2)))
    return next(file for file in (path.with_name(one + SUFFIX) for one in numbered) if not file.exists())


def salvage_beside(path: Path, progress: Progress | None = None) -> Salvage:
    """Salvage the desk file at `path` into a new file beside it; nothing takes the other's place yet. Raises as `salvage` does."""
    return salvage(path, beside(path), progress)


def take_its_place(path: Path, salvaged: Salvage) -> Restored:
    """Put what was salvaged in the place of the damaged desk file, which is kept. Raises as `restore` does."""
    done = restore(path, salvaged.file)
    remove_with_sides(salvaged.file)
    return done


def leave(salvaged: Salvage) -> None:
    """Take the salvaged file away again. Raises OSError."""
    remove_with_sides(salvaged.file)
